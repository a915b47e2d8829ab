import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { RedirectItem, RedirectStatus } from '../model.ts'
import { followRedirects } from '../rules.ts'
import { type Answer, bounded } from '../write.ts'

/** Sends old addresses on. Circles are refused, and an address where a page is shown. */
export async function saveRedirects(tx: Tx, by: By, now: string, items: readonly RedirectItem[]): Promise<Answer<RedirectStatus>[]> {
  bounded(items)
  const rows = await lockRows<RedirectItem>(tx, sql`select path, target, permanent from content.redirects`, sql`path`)
  const known = new Map(rows.map((row) => [row.path, row]))
  const used = new Set(
    (
      await tx.rows<{ path: string }>(sql`
        select path from content.pages where removed_at is null and shown_no is not null and path = any(${items.map(({ path }) => path)}::text[])`)
    ).map(({ path }) => path),
  )
  const saved: RedirectItem[] = []
  const outcomes = items.map((item): Answer<RedirectStatus> => {
    const id = item.path
    const before = known.get(id)
    if (before && before.target === item.target && before.permanent === item.permanent) return { id, status: 'already_saved' }
    if (used.has(id)) return { id, status: 'path_in_use', detail: `path: a page is shown at ${id}; take it down first.` }
    const targets = new Map([...known].map(([path, { target }]) => [path, target]))
    targets.set(id, item.target)
    if (followRedirects(id, targets) === null)
      return { id, status: 'redirect_circular', detail: `target: ${item.target} leads back to ${id}.` }
    known.set(id, item)
    saved.push(item)
    return { id, status: 'saved' }
  })
  await tx.run(sql`
    insert into content.redirects (path, target, permanent, saved_at, saved_by)
    select path, target, permanent, ${now}, ${by.name} from jsonb_to_recordset(${json(saved)}::jsonb) as s (path text, target text, permanent boolean)
    on conflict (path) do update set target = excluded.target, permanent = excluded.permanent, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await recordChanges(
    tx,
    by,
    now,
    saved.map((after) => ({ subject: 'content.redirect', subject_id: after.path, action: 'saved', after })),
  )
  await announce(
    tx,
    'content.published',
    saved.map(({ path }) => ({ page_id: null, path, version_no: null })),
    now,
  )
  return outcomes
}

export async function removeRedirects(
  tx: Tx,
  by: By,
  now: string,
  paths: readonly string[],
): Promise<Answer<'removed' | 'already_removed'>[]> {
  const gone = new Set(
    (await tx.rows<{ path: string }>(sql`delete from content.redirects where path = any(${[...paths]}::text[]) returning path`)).map(
      ({ path }) => path,
    ),
  )
  await recordChanges(
    tx,
    by,
    now,
    [...gone].map((path) => ({ subject: 'content.redirect', subject_id: path, action: 'removed' })),
  )
  return paths.map((id) => ({ id, status: gone.has(id) ? 'removed' : 'already_removed' }))
}

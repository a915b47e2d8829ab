import { findOrganizations, findRoles } from '#centers/organization/read.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { byId, column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import type { NoticeDraft, NoticeStatus, NoticeWithdrawalStatus, ReceiptStatus } from './model.ts'
import { findMine } from './read.ts'

/** Largest array the verbs of notices take. */
export const largest = 200

/** Publishes notices to organizations of the publisher, and there to everybody or to holders of roles. */
export async function publishNotices(tx: Tx, by: By, now: string, drafts: readonly NoticeDraft[]): Promise<Outcome<NoticeStatus>[]> {
  assert(drafts.length <= largest, `at most ${largest} notices in one call`)
  const existing = byId(
    await tx.rows<{ id: string; title: string; body: string }>(
      sql`select id, title, body from work.notices where id = any(${column(drafts, 'id')}::uuid[])`,
    ),
  )
  const organizations = byId(
    await findOrganizations(
      tx,
      drafts.flatMap(({ organization_ids }) => organization_ids),
    ),
  )
  const roles = byId(
    await findRoles(
      tx,
      drafts.flatMap(({ role_ids }) => role_ids ?? []),
    ),
  )
  const published: object[] = []
  const decide = (draft: NoticeDraft): Outcome<NoticeStatus> => {
    const { id } = draft
    const before = existing.get(id)
    if (before)
      return { id, status: before.title === draft.title && before.body === draft.body ? 'already_published' : 'id_used_for_another' }
    const foreign = draft.organization_ids.find(
      (organization_id) => !organizations.has(organization_id) || !mayTouch(by, { organization_id }),
    )
    if (foreign) return { id, status: 'organization_not_found', detail: `${foreign} does not exist or is not yours` }
    const unknown = draft.role_ids?.find((role_id) => !roles.has(role_id))
    if (unknown) return { id, status: 'role_not_found', detail: `there is no role ${unknown}` }
    if (draft.expires_at && Date.parse(draft.expires_at) <= Date.parse(now)) return { id, status: 'already_expired' }
    existing.set(id, draft)
    published.push({ role_ids: null, expires_at: null, pinned: false, ...draft })
    return { id, status: 'published' }
  }
  const outcomes = drafts.map(decide)
  await tx.run(sql`
    insert into work.notices (id, title, body, organization_ids, role_ids, pinned, published_at, published_by, published_by_name, expires_at)
    select id, title, body, organization_ids, role_ids, pinned, ${now}, ${by.id ?? by.name}, ${by.name}, expires_at
    from jsonb_to_recordset(${json(published)}::jsonb) as s (id uuid, title text, body text, organization_ids text[], role_ids text[], pinned boolean, expires_at timestamptz)`)
  const rows = published as NoticeDraft[]
  await recordChanges(
    tx,
    by,
    now,
    rows.map((row) => ({
      subject: 'work.notice',
      subject_id: row.id,
      action: 'published',
      organization_id: row.organization_ids[0]!,
      after: row,
    })),
  )
  await announce(
    tx,
    'work.notices_published',
    rows.map(({ body: _, ...row }) => row),
    now,
  )
  return outcomes
}

/** Takes notices out of everybody's sight; who read them stays known. */
export async function withdrawNotices(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { id: string }[],
): Promise<Outcome<NoticeWithdrawalStatus>[]> {
  assert(items.length <= largest, `at most ${largest} notices in one call`)
  const rows = byId(
    await tx.rows<{ id: string; organization_ids: string[]; withdrawn_at: string | null }>(sql`
      select id, organization_ids, withdrawn_at from work.notices where id = any(${column(items, 'id')}::uuid[]) order by id for update`),
  )
  const gone = new Set<string>()
  const decide = (id: string): NoticeWithdrawalStatus => {
    const row = rows.get(id)
    if (!row?.organization_ids.every((organization_id) => mayTouch(by, { organization_id }))) return 'notice_not_found'
    if (row.withdrawn_at || gone.has(id)) return 'already_withdrawn'
    gone.add(id)
    return 'withdrawn'
  }
  const outcomes = items.map(({ id }) => ({ id, status: decide(id) }))
  await tx.run(sql`update work.notices set withdrawn_at = ${now} where id = any(${[...gone]}::uuid[])`)
  await recordChanges(
    tx,
    by,
    now,
    [...gone].map((id) => ({
      subject: 'work.notice',
      subject_id: id,
      action: 'withdrawn',
      organization_id: rows.get(id)!.organization_ids[0]!,
    })),
  )
  return outcomes
}

/** Keeps that the caller has read these notices; the first time counts. */
export async function readNotices(tx: Tx, by: By, now: string, items: readonly { id: string }[]): Promise<Outcome<ReceiptStatus>[]> {
  assert(items.length <= largest && by.id !== null, `at most ${largest} notices in one call, of somebody`)
  const mine = await findMine(tx, by.id, column(items, 'id'), now)
  const read = new Set(
    column(
      await tx.rows<{ id: string }>(sql`
        insert into work.receipts (notice_id, staff_id, read_at) select id, ${by.id}, ${now} from unnest(${[...mine]}::uuid[]) as m (id)
        on conflict (notice_id, staff_id) do nothing returning notice_id as id`),
      'id',
    ),
  )
  return items.map(({ id }) => ({ id, status: !mine.has(id) ? 'notice_not_found' : read.delete(id) ? 'read' : 'already_read' }))
}

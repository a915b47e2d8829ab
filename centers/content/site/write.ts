import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { SiteSettings } from '../model.ts'
import { type Answer, sortKeys } from '../write.ts'

/** Saves navigation, footer and filing numbers; every page of the mall follows within a second. */
export async function saveSite(
  tx: Tx,
  by: By,
  now: string,
  settings: SiteSettings,
  if_version?: number,
): Promise<Answer<'saved' | 'already_saved' | 'changed_meanwhile'>> {
  const [before] = await lockRows<{ settings: SiteSettings; version: number; saved_by: string }>(
    tx,
    sql`select settings, version, saved_by from content.site where site_id = 'mall'`,
    sql`site_id`,
  )
  if (if_version !== undefined && if_version !== (before?.version ?? 0))
    return { id: 'mall', status: 'changed_meanwhile', detail: `${before?.saved_by ?? 'Somebody'} saved it meanwhile: read it again.` }
  if (before && json(sortKeys(before.settings)) === json(sortKeys(settings))) return { id: 'mall', status: 'already_saved' }
  await tx.run(sql`
    insert into content.site as s (site_id, settings, version, saved_at, saved_by) values ('mall', ${json(settings)}::jsonb, 1, ${now}, ${by.name})
    on conflict (site_id) do update set settings = excluded.settings, version = s.version + 1, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await recordChanges(tx, by, now, [
    { subject: 'content.site', subject_id: 'mall', action: 'saved', before: before?.settings, after: settings },
  ])
  await announce(tx, 'content.published', [{ page_id: null, path: '*', version_no: null }], now)
  return { id: 'mall', status: 'saved' }
}

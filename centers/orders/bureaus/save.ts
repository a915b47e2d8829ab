import { findOrganizations } from '#centers/organization/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import type { Bureau, BureauItem, BureauRule, BureauRuleItem } from './model.ts'
import { dropRouting, findBureaus, listBureauRules } from './read.ts'
import { contentOf } from './rules.ts'

export type SaveStatus =
  | 'saved'
  | 'already_saved'
  | 'moved_on'
  | 'unknown_organization'
  | 'unknown_bureau'
  | 'duty_not_done'
  | 'twice_in_batch'

/** Saves bureaus. One that somebody else changed meanwhile is refused: read it again first. */
export async function saveBureaus(tx: Tx, by: By, now: string, items: readonly BureauItem[]): Promise<Outcome<SaveStatus>[]> {
  await tx.run(sql`lock table orders.bureaus in share row exclusive mode`)
  const before = new Map((await findBureaus(tx)).map((one) => [one.bureau_id, one]))
  const known = new Set(column(await findOrganizations(tx, column(items, 'bureau_id')), 'id'))
  const seen = new Set<string>()
  const changed: BureauItem[] = []
  const outcomes = items.map((item): Outcome<SaveStatus> => {
    const id = item.bureau_id
    if (seen.has(id)) return { id, status: 'twice_in_batch', detail: 'bureau_id: it stands twice in this call.' }
    seen.add(id)
    if (!known.has(id)) return { id, status: 'unknown_organization', detail: `bureau_id: there is no organization ${id}.` }
    const was = before.get(id)
    if (was && contentOf(was) === contentOf(item)) return { id, status: 'already_saved' }
    if ((was?.version ?? 0) !== item.version)
      return { id, status: 'moved_on', detail: `version: it is at version ${was?.version ?? 0} now; read it again.` }
    changed.push({ ...item, version: item.version + 1 })
    return { id, status: 'saved' }
  })
  await tx.run(sql`
    insert into orders.bureaus (bureau_id, version, duties, region_codes, orders_per_day, answer_hours, open, saved_at, saved_by)
    select bureau_id, version, duties, region_codes, orders_per_day, answer_hours, open, ${now}::timestamptz, ${by.name}::text
    from jsonb_to_recordset(${json(changed)}::jsonb)
      as b (bureau_id text, version integer, duties text[], region_codes text[], orders_per_day integer, answer_hours numeric, open boolean)
    on conflict (bureau_id) do update set version = excluded.version, duties = excluded.duties, region_codes = excluded.region_codes,
      orders_per_day = excluded.orders_per_day, answer_hours = excluded.answer_hours, open = excluded.open, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await record(
    tx,
    by,
    now,
    'orders.bureau',
    changed.map((item) => ({ id: item.bureau_id, was: before.get(item.bureau_id), item })),
  )
  return outcomes
}

/** Saves rules that choose bureaus, each as a new version; what stands already stays. */
export async function saveBureauRules(tx: Tx, by: By, now: string, items: readonly BureauRuleItem[]): Promise<Outcome<SaveStatus>[]> {
  await tx.run(sql`lock table orders.bureau_rules in share row exclusive mode`)
  const before = new Map((await listBureauRules(tx)).map((one) => [one.rule_id, one]))
  const bureaus = new Map((await findBureaus(tx)).map((one) => [one.bureau_id, one]))
  const seen = new Set<string>()
  const changed: BureauRuleItem[] = []
  const outcomes = items.map((asked): Outcome<SaveStatus> => {
    const item = { ...asked, waits: asked.waits ?? false }
    const id = item.rule_id
    if (seen.has(id)) return { id, status: 'twice_in_batch', detail: 'rule_id: it stands twice in this call.' }
    seen.add(id)
    const unknown = item.bureau_ids.find((one) => !bureaus.has(one))
    if (unknown) return { id, status: 'unknown_bureau', detail: `bureau_ids: ${unknown} is no bureau; make it one first.` }
    const idle = item.bureau_ids.find((one) => !bureaus.get(one)!.duties.includes(item.duty))
    if (idle) return { id, status: 'duty_not_done', detail: `bureau_ids: ${idle} does no ${item.duty}.` }
    const was = before.get(id)
    if (was && contentOf(was) === contentOf(item)) return { id, status: 'already_saved' }
    if ((was?.version ?? 0) !== item.version)
      return { id, status: 'moved_on', detail: `version: the rule is at version ${was?.version ?? 0} now; read it again.` }
    changed.push({ ...item, version: item.version + 1 })
    return { id, status: 'saved' }
  })
  await tx.run(sql`
    insert into orders.bureau_rules (rule_id, version, name, enabled, position, duty, brand_ids, category_ids, sku_ids, channel_ids, region_codes, bureau_ids, waits, saved_at, saved_by)
    select rule_id, version, name, enabled, position, duty, brand_ids, category_ids, sku_ids, channel_ids, region_codes, bureau_ids, waits, ${now}::timestamptz, ${by.name}::text
    from jsonb_to_recordset(${json(changed)}::jsonb) as r (rule_id text, version integer, name jsonb, enabled boolean, position integer, duty text, brand_ids text[],
      category_ids text[], sku_ids text[], channel_ids text[], region_codes text[], bureau_ids text[], waits boolean)`)
  await record(
    tx,
    by,
    now,
    'orders.bureau_rule',
    changed.map((item) => ({ id: item.rule_id, was: before.get(item.rule_id), item })),
  )
  return outcomes
}

async function record(
  tx: Tx,
  by: By,
  now: string,
  subject: string,
  changes: readonly { id: string; was: Bureau | BureauRule | undefined; item: BureauItem | BureauRuleItem }[],
): Promise<void> {
  await recordChanges(
    tx,
    by,
    now,
    changes.map(({ id, was, item }) => ({ subject, subject_id: id, action: 'saved', before: was ?? null, after: item })),
  )
  tx.afterCommit(dropRouting)
}

import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { findOrders } from '../find.ts'
import type { Alike, MergeRuleItem, SplitRuleItem } from './model.ts'
import { findMerged, readMergeRule, readSplitRule } from './read.ts'
import { hintIdOf } from './rules.ts'

export interface NewMerge {
  merge_id: string
  order_ids: readonly string[]
  rule_version: number | null
}

/** Writes which orders leave together from now on. For the verb that has locked their stages and decided; see `warehouse/parceling`. */
export async function writeMerges(tx: Tx, by: string, now: string, merges: readonly NewMerge[]): Promise<void> {
  const rows = merges.flatMap(({ merge_id, order_ids, rule_version }) =>
    order_ids.map((order_id) => ({ merge_id, order_id, rule_version })),
  )
  if (rows.length === 0) return
  await tx.run(hot`
    insert into orders.merged (order_id, merge_id, rule_version, merged_by, merged_at)
    select order_id, merge_id, rule_version, ${by}, ${now}
    from unnest(${column(rows, 'order_id')}::uuid[], ${column(rows, 'merge_id')}::uuid[], ${column(rows, 'rule_version')}::integer[]) as m (order_id, merge_id, rule_version)`)
  await announce(
    tx,
    'orders.merged',
    merges.map(({ merge_id, order_ids, rule_version }) => ({ id: merge_id, order_ids, rule_version })),
    now,
  )
}

/** Takes orders out of the merges they are in; one that is left alone is in none any more. Answers every order that leaves. The stages are locked. */
export async function leaveMerges(tx: Tx, by: string, now: string, why: string, order_ids: readonly string[]): Promise<string[]> {
  const together = await findMerged(tx, order_ids)
  if (together.length === 0) return []
  const going = new Set(order_ids)
  const leaving = [...groupBy(together, ({ merge_id }) => merge_id).values()].flatMap((own) => {
    const staying = own.filter(({ order_id }) => !going.has(order_id))
    return staying.length < 2 ? own : own.filter(({ order_id }) => going.has(order_id))
  })
  const left = await tx.rows<{ order_id: string; merge_id: string }>(hot`
    update orders.merged m set left_by = ${by}, left_at = ${now}, left_why = ${why}
    where m.order_id = any(${column(leaving, 'order_id')}::uuid[]) and m.left_at is null returning m.order_id, m.merge_id`)
  await announce(
    tx,
    'orders.unmerged',
    left.map(({ order_id, merge_id }) => ({ id: order_id, merge_id, why })),
    now,
  )
  return column(left, 'order_id')
}

/** So many of the newest orders of a phone are looked at, and no older ones: what waits longer is seen to by people. */
const looked = 20
const oldest = sql`interval '14 days'`

/** Looks for other open orders of the same buyer at the same door, and keeps what it finds as hints. Answers the orders that have one. */
export async function hintMerges(tx: Tx, now: string, order_ids: readonly string[]): Promise<void> {
  if (order_ids.length === 0) return
  await forgetHints(tx, order_ids)
  const near = await tx.rows<Alike>(hot`
    select o.id, o.organization_id, o.buyer_name, o.buyer_phone, o.address, o.payment_term, o.outlet_id
    from (
      select buyer_phone, organization_id, min(placed_at) - ${oldest} as after_at, max(placed_at) + ${oldest} as before_at
      from orders.orders where id = any(${order_ids}::uuid[]) and not history and buyer_phone is not null group by buyer_phone, organization_id) n
    cross join lateral (
      select c.* from orders.orders c where c.buyer_phone = n.buyer_phone and c.placed_at > n.after_at and c.placed_at < n.before_at
      order by c.placed_at desc limit ${looked}) o
    where not o.history and o.organization_id = n.organization_id
      and exists (select from orders.stages s where s.order_id = o.id and s.state in ('placed', 'held', 'approved', 'allocated', 'released'))`)
  const asked = new Set(order_ids)
  const found = [...groupBy(near, (one) => hintIdOf(one) ?? '')].flatMap(([hint_id, own]) =>
    hint_id && own.length > 1 && own.some(({ id }) => asked.has(id)) ? own.map((one) => ({ ...one, hint_id })) : [],
  )
  if (found.length === 0) return
  await tx.run(hot`
    insert into orders.merge_hints (hint_id, order_id, organization_id, hinted_at)
    select hint_id, order_id, organization_id, ${now}
    from unnest(${column(found, 'hint_id')}::uuid[], ${column(found, 'id')}::uuid[], ${column(found, 'organization_id')}::text[]) as h (hint_id, order_id, organization_id)
    on conflict do nothing`)
  await announce(
    tx,
    'orders.hinted',
    [...groupBy(found, ({ hint_id }) => hint_id)].map(([id, own]) => ({ id, order_ids: column(own, 'id') })),
    now,
  )
}

/** What has left, or goes elsewhere, is no hint any more. */
export const forgetHints = async (tx: Tx, order_ids: readonly string[]): Promise<void> =>
  void (await tx.run(hot`delete from orders.merge_hints where order_id = any(${order_ids}::uuid[])`))

/** Somebody says that these shall not leave together; another order of the buyer brings the hint back. */
export async function dismissHints(
  tx: Tx,
  by: string,
  now: string,
  ids: readonly string[],
): Promise<Outcome<'dismissed' | 'already_dismissed' | 'hint_not_found'>[]> {
  const rows = await lockRows<{ hint_id: string; order_id: string; dismissed_at: string | null }>(
    tx,
    sql`select hint_id, order_id, dismissed_at from orders.merge_hints where hint_id = any(${ids}::uuid[])`,
    sql`hint_id, order_id`,
  )
  await tx.run(hot`
    update orders.merge_hints set dismissed_at = ${now}, dismissed_by = ${by} where hint_id = any(${ids}::uuid[]) and dismissed_at is null`)
  const found = groupBy(rows, ({ hint_id }) => hint_id)
  return ids.map((id) => {
    const own = found.get(id)
    if (!own) return { id, status: 'hint_not_found', detail: 'These orders have left, or were changed: read the list again.' }
    return { id, status: own.every(({ dismissed_at }) => dismissed_at) ? 'already_dismissed' : 'dismissed' }
  })
}

/** Organizations of hints, for whoever may touch them. */
export const findHintOwners = (tx: Pick<Tx, 'rows'>, ids: readonly string[]): Promise<{ id: string; organization_id: string }[]> =>
  tx.rows(hot`select distinct hint_id as id, organization_id from orders.merge_hints where hint_id = any(${ids}::uuid[])`)

export type MergeRuleStatus = 'saved' | 'already_saved' | 'moved_on'

/** Saves the merge rule as a new version. One somebody else changed meanwhile is refused: read it again first. */
export async function saveMergeRule(tx: Tx, by: By, now: string, item: MergeRuleItem): Promise<Outcome<MergeRuleStatus>> {
  await tx.run(sql`lock table orders.merge_rules in share row exclusive mode`)
  const was = await readMergeRule(tx)
  const id = 'merge_rule'
  const same = (['enabled', 'across_channels', 'within_hours', 'most_orders'] as const).every((key) => was[key] === item[key])
  if (same) return { id, status: 'already_saved' }
  if (was.version !== item.version)
    return { id, status: 'moved_on', detail: `version: the rule is at version ${was.version} now; read it again.` }
  const version = was.version + 1
  const { enabled, across_channels, within_hours, most_orders } = item
  await tx.run(sql`
    insert into orders.merge_rules (version, enabled, across_channels, within_hours, most_orders, saved_at, saved_by)
    values (${version}, ${enabled}, ${across_channels}, ${within_hours}, ${most_orders}, ${now}, ${by.name})`)
  const { saved_at: _, saved_by: __, ...before } = was
  const after = { version, enabled, across_channels, within_hours, most_orders }
  await recordChanges(tx, by, now, [{ subject: 'orders.merge_rule', subject_id: id, action: 'saved', before, after }])
  return { id, status: 'saved' }
}

export type SplitRuleStatus = 'saved' | 'already_saved' | 'moved_on' | 'nothing_splits'

/** Saves the split rule as a new version. One somebody else changed meanwhile is refused: read it again first. */
export async function saveSplitRule(tx: Tx, by: By, now: string, item: SplitRuleItem): Promise<Outcome<SplitRuleStatus>> {
  await tx.run(sql`lock table orders.split_rules in share row exclusive mode`)
  const was = await readSplitRule(tx)
  const id = 'split_rule'
  const { version: made_from, ...content } = item
  const { saved_at: _, saved_by: __, version, ...before } = was
  if (json(before) === json({ ...before, ...content })) return { id, status: 'already_saved' }
  if (version !== made_from) return { id, status: 'moved_on', detail: `version: the rule is at version ${version} now; read it again.` }
  if (item.enabled && item.most_grams === null && item.apart_category_ids.length === 0)
    return { id, status: 'nothing_splits', detail: 'most_grams, apart_category_ids: say at least one of them, or turn the rule off.' }
  const { enabled, most_grams, apart_category_ids, node_ids, channel_ids } = item
  await tx.run(sql`
    insert into orders.split_rules (version, enabled, most_grams, apart_category_ids, node_ids, channel_ids, saved_at, saved_by)
    values (${version + 1}, ${enabled}, ${most_grams}, ${apart_category_ids}::text[], ${node_ids}::text[], ${channel_ids}::text[], ${now}, ${by.name})`)
  await recordChanges(tx, by, now, [
    {
      subject: 'orders.split_rule',
      subject_id: id,
      action: 'saved',
      before: { version, ...before },
      after: { ...content, version: version + 1 },
    },
  ])
  return { id, status: 'saved' }
}

/** Those of these orders whose every group was canceled, so that they leave with nobody. */
export async function findGone(tx: Tx, order_ids: readonly string[]): Promise<string[]> {
  const orders = await findOrders(tx, order_ids)
  const rows = await tx.rows<{ order_id: string }>(hot`
    select distinct order_id from orders.stages where order_id = any(${column(orders, 'id')}::uuid[]) and state <> 'canceled'`)
  const alive = new Set(column(rows, 'order_id'))
  return column(orders, 'id').filter((id) => !alive.has(id))
}

import { findHinted, findMerged, readMergeRule } from '#centers/orders/parceling/read.ts'
import { rule } from '#centers/orders/stages.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { standing } from './rules.ts'
import { findMembers, mergeOrders } from './write.ts'

/** Merges what the rule lets leave together, as it is hinted: near in time, of one channel unless the rule says otherwise, and nothing of it begun. */
export async function mergeByRule(tx: Tx, now: string, hint_ids: readonly string[], order_ids: readonly string[]): Promise<void> {
  const { enabled, version, ...rule_of } = await readMergeRule(tx)
  if (!enabled) return
  const asked = new Set(hint_ids)
  const hints = groupBy(
    (await findHinted(tx, order_ids)).filter(({ hint_id, dismissed }) => asked.has(hint_id) && !dismissed),
    ({ hint_id }) => hint_id,
  )
  const members = await findMembers(tx, [...new Set([...hints.values()].flatMap((own) => column(own, 'order_id')))])
  const together = await findMerged(tx, [...members.keys()])
  const asks = [...hints].flatMap(([hint_id, own]) => {
    const open = own.flatMap(({ order_id }) => members.get(order_id) ?? []).filter((one) => standing(one) === null)
    const newest = open.reduce<(typeof open)[number] | undefined>(
      (last, one) => (!last || one.placed_at > last.placed_at ? one : last),
      undefined,
    )
    if (!newest) return []
    const near = open.filter(
      (one) =>
        Date.parse(newest.placed_at) - Date.parse(one.placed_at) <= rule_of.within_hours * 3_600_000 &&
        (rule_of.across_channels || one.channel_id === newest.channel_id) &&
        one.nodes.some((node) => newest.nodes.includes(node)),
    )
    const merges = new Set(near.flatMap(({ merge_id }) => merge_id ?? []))
    const room = rule_of.most_orders - together.filter(({ merge_id }) => merges.has(merge_id)).length
    const free = near.filter(({ merge_id }) => merge_id === null).slice(0, Math.max(room, 0))
    const chosen = merges.size === 1 ? [...near.filter(({ merge_id }) => merge_id !== null), ...free] : merges.size === 0 ? free : []
    if (free.length === 0 || chosen.length < 2) return []
    const ids = column(chosen, 'id').sort()
    return [{ id: steadyId('merge', hint_id, ...ids), order_ids: ids }]
  })
  await mergeOrders(tx, { name: rule, rule_version: version }, now, asks)
}

import type { Line, Stage } from '#centers/orders/model.ts'
import { type NewSplit, splitGroups } from '#centers/orders/parceling/apart.ts'
import type { SplitRuleContent } from '#centers/orders/parceling/model.ts'
import { findMerged, findSplits, readSplitRule } from '#centers/orders/parceling/read.ts'
import { type PackedLine, parcelsByRule, ruleCovers } from '#centers/orders/parceling/rules.ts'
import { sampleOrders } from '#centers/orders/review/read.ts'
import { rule as theRule } from '#centers/orders/stages.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { findSkus, listCategories } from '#centers/products/read.ts'
import type { Caller } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import type { Reader, Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { takeIn } from '../waves/write.ts'
import { isMovable, mostParcels } from './rules.ts'
import { type Ground, isBegun, isInHands, lockGround, packAnew } from './write.ts'

const keyOf = ({ order_id, group_no }: { order_id: string; group_no: number }) => `${order_id} ${group_no}`

/**
 * Splits groups by the rule as they are released: too heavy for one parcel, or goods that travel apart. What is in a wave, leaves together with other orders or was
 * split off already stays as it is, and so does an order of which somebody took a split by the rule back. The same groups again change nothing. Answers how many
 * parcels it made.
 */
export async function splitByRule(tx: Tx, now: string, groups: readonly { order_id: string; group_no: number }[]): Promise<number> {
  if (groups.length === 0) return 0
  const rule = await readSplitRule(tx)
  if (!rule.enabled) return 0
  const ids = [...new Set(column(groups, 'order_id'))]
  const ground = await lockGround(tx, ids)
  const [splits, merged, facts] = [await findSplits(tx, ids), await findMerged(tx, ids), await findFacts(tx, ground.lines)]
  const settled = new Set([
    ...column(merged, 'order_id'),
    ...splits.flatMap(({ order_id, how, undone_at }) => (how === 'rule' && undone_at !== null ? [order_id] : [])),
    ...[...ground.orders.values()].flatMap(({ id, order_no, history }) => (history || ground.given_away.has(order_no) ? [id] : [])),
  ])
  const begun = new Set(ground.parcels.filter(isBegun).map(keyOf))
  const asked = new Set(groups.map(keyOf))
  const linesOf = groupBy(ground.lines, keyOf)
  const ofBureaus = new Set(
    splits.flatMap(({ order_id, how, apart_nos }) => (how === 'bureau' ? apart_nos.map((apart_no) => `${order_id} ${apart_no}`) : [])),
  )
  const going = ground.stages.flatMap((stage): NewSplit[] => {
    const { order_id, group_no, state } = stage
    // What only leaves apart because another bureau has it is a whole of its own here.
    const own = (linesOf.get(keyOf(stage)) ?? []).map((line) =>
      ofBureaus.has(`${order_id} ${line.apart_no}`) ? { ...line, apart_no: 0 } : line,
    )
    if (!asked.has(keyOf(stage)) || state !== 'released' || settled.has(order_id) || begun.has(keyOf(stage))) return []
    const parcels = parcelsOf(own, ground.orders.get(order_id)!.channel_id, rule, facts)
    if (parcels.length < 2) return []
    const split_id = steadyId('split_rule', order_id, String(group_no), String(rule.version))
    return [{ order_id, split_id, how: 'rule', rule_version: rule.version, group_no, parcels: parcels.slice(1) }]
  })
  return (await partGroups(tx, now, ground, going)).length
}

async function partGroups(tx: Tx, now: string, ground: Ground, going: readonly NewSplit[]): Promise<Stage[]> {
  const made = await splitGroups(tx, theRule, now, ground.stages, ground.lines, going)
  const parts = new Set([...going, ...made].map(keyOf))
  await packAnew(tx, theRule, now, ground, parts, 'order_split')
  // What the warehouse had not taken in yet is told to it here: the parts are released without a word of their own.
  await takeIn(
    tx,
    now,
    ground.stages.filter((stage) => stage.state === 'released' && parts.has(keyOf(stage))),
    ground.lines,
  )
  return made
}

/** Lets goods that go to different bureaus leave apart. What has left, is being packed or was given to a third party stays in one parcel. */
export async function splitByBureau(tx: Tx, now: string, splits: readonly NewSplit[]): Promise<void> {
  const ground = await lockGround(tx, column(splits, 'order_id'))
  const begun = new Set(ground.parcels.filter(isInHands).map(keyOf))
  const movable = new Set(ground.stages.filter(isMovable).map(keyOf))
  const free = (split: NewSplit) =>
    movable.has(keyOf(split)) && !begun.has(keyOf(split)) && !ground.given_away.has(ground.orders.get(split.order_id)!.order_no)
  await partGroups(tx, now, ground, splits.filter(free))
}

type Facts = ReadonlyMap<string, Pick<PackedLine, 'piece_grams' | 'category_path'>>

async function findFacts(db: Reader, lines: readonly Line[]): Promise<Facts> {
  const [skus, categories] = [await findSkus(db, [...new Set(lines.flatMap(({ sku_id }) => sku_id ?? []))]), await listCategories(db)]
  const paths = new Map(categories.map(({ category_id, path }) => [category_id, path]))
  return new Map(
    skus.map(({ sku_id, weight_grams, category_id }) => [
      sku_id,
      { piece_grams: weight_grams, category_path: paths.get(category_id) ?? [] },
    ]),
  )
}

/** The parcels one group leaves in by the rule; none where the rule does not speak of it, or would make too many. */
function parcelsOf(own: readonly Line[], channel_id: string, rule: SplitRuleContent, facts: Facts) {
  const [first] = own
  if (!first?.node_id || first.apart_no > 0 || own.some(({ shipped }) => shipped > 0) || !ruleCovers(rule, first.node_id, channel_id))
    return []
  const parcels = parcelsByRule(
    own.map(({ line_no, quantity, sku_id }) => ({
      ...{ line_no, quantity },
      ...(facts.get(sku_id ?? '') ?? { piece_grams: null, category_path: [] }),
    })),
    rule,
  )
  return parcels.length > mostParcels ? [] : parcels
}

export const partedBy = ['rule', 'places', 'waiting'] as const
export type PartedBy = (typeof partedBy)[number]

export interface SplitRehearsal {
  orders: number
  /** Orders the rule would split, and the parcels more that makes. */
  split: number
  more_parcels: number
  /** Orders that part by themselves: from several places, or because part of them waits for goods. */
  from_several_places: number
  waiting_for_goods: number
  /** Orders whose weight nobody knows: by weight they stay whole. */
  weight_unknown: number
  /** Orders that leave in several parcels, and why: the rule, several places, goods that are waited for. */
  examples: { id: string; order_no: string; parcels: number; because: PartedBy[] }[]
}

const newest = 5_000

/** What the rule as it is on the screen would have made of the newest orders of the last 30 days. Nothing is changed. */
export async function rehearseSplits(db: Reader, caller: Caller, now: string, rule: SplitRuleContent): Promise<SplitRehearsal> {
  const ids = await sampleOrders(db, caller, { since: addMilliseconds(now, -30 * 86_400_000), until: now, limit: newest })
  const [orders, lines] = [await findOrders(db, ids), await findLines(db, ids)]
  const facts = await findFacts(db, lines)
  const linesOf = groupBy(lines, ({ order_id }) => order_id)
  const told: SplitRehearsal = {
    ...{ orders: orders.length, split: 0, more_parcels: 0, from_several_places: 0, waiting_for_goods: 0, weight_unknown: 0, examples: [] },
  }
  const byTime = [...orders].sort((a, b) => (a.placed_at > b.placed_at ? -1 : 1))
  for (const { id, order_no, channel_id } of byTime) {
    // As it was ordered: what people split since is one again here.
    const own = (linesOf.get(id) ?? []).map((line) => ({ ...line, apart_no: 0, shipped: 0 }))
    const places = groupBy(own, ({ node_id, stock_from }) => `${node_id} ${stock_from?.startsWith('channel:') ? 'node' : stock_from}`)
    const more = [...places.values()].reduce((sum, one) => sum + Math.max(parcelsOf(one, channel_id, rule, facts).length - 1, 0), 0)
    const waits = own.some(({ stock_from }) => stock_from === 'presale')
    const several = new Set(own.flatMap(({ node_id, stock_from }) => (stock_from === 'presale' ? [] : (node_id ?? [])))).size > 1
    if (waits) told.waiting_for_goods++
    if (several) told.from_several_places++
    if (own.some(({ sku_id }) => facts.get(sku_id ?? '')?.piece_grams == null)) told.weight_unknown++
    if (more > 0) told.split++
    told.more_parcels += more
    const because = partedBy.filter((why) => ({ rule: more > 0, places: several, waiting: waits && places.size > 1 })[why])
    // A few of each, so that none hides the others.
    const shown = because.some((why) => told.examples.filter((one) => one.because.includes(why)).length < 10)
    const parcels = more + [...places.values()].filter((one) => one.some(({ stock_from }) => stock_from !== 'service')).length
    if (shown) told.examples.push({ id, order_no, parcels, because })
  }
  return told
}

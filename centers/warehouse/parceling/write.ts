import { findGivenAway } from '#centers/carriers/custody/write.ts'
import { dropEmptyParts, findBegun } from '#centers/orders/bureaus/write.ts'
import type { Line, Order, Stage } from '#centers/orders/model.ts'
import { type NewSplit, placeBack, splitGroups, unsplitGroups } from '#centers/orders/parceling/apart.ts'
import { isUndoable, type Pieces } from '#centers/orders/parceling/model.ts'
import { findMerged, findMerges, findSplits } from '#centers/orders/parceling/read.ts'
import { packByWeight } from '#centers/orders/parceling/rules.ts'
import { writeMerges } from '#centers/orders/parceling/write.ts'
import { lockStages } from '#centers/orders/stages.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { readSites } from '../places/read.ts'
import { stopOutbounds } from '../putbacks/write.ts'
import { takeIn } from '../waves/write.ts'
import {
  hasLeft,
  isMovable,
  judgeMerge,
  type Member,
  type MergeStatus,
  mostParcels,
  type SplitStatus,
  standing,
  type UnsplitStatus,
} from './rules.ts'
import { leaveParcels, lockParcels, markMerged, type Parcel } from './units.ts'

const largest = 200

const reasons: Partial<Record<MergeStatus | SplitStatus | UnsplitStatus, string>> = {
  order_not_found: 'There is no such order.',
  id_used_for_another: 'This id was used for other orders: make a new one.',
  too_few_orders: 'Name at least two orders.',
  too_many_orders: 'At most 20 orders leave in one parcel.',
  merged_elsewhere: 'It leaves together with others already: take that apart first.',
  order_is_over: 'The order is canceled or closed: nothing of it will leave.',
  already_on_its_way: 'Part or all of it has left.',
  at_third_party: 'A third-party warehouse ships it: take the order back from it first.',
  being_packed: 'It is in a wave already: hold the order, which takes it out of the wave, then change it.',
  buyer_differs: 'It goes to somebody else.',
  address_differs: 'It goes to another door.',
  terms_differ: 'Somebody else sells it, or it is paid as it is handed over.',
  no_common_node: 'It leaves from another place.',
  no_warehouse:
    'It leaves from a place without waves and labels of its own: put the goods into one box there, and ship each order with its number.',
  line_not_found: 'Name lines of the order, each once.',
  more_than_ordered: 'The line has fewer pieces.',
  several_groups: 'These lines do not leave together now: split one group at a time.',
  nothing_stays: 'Leave something behind: all of the group would go.',
  weight_unknown: 'A product of it has no weight: enter it, or split by hand.',
  nothing_to_split: 'It is within that weight already.',
  too_many_parcels: `At most ${mostParcels} parcels come of one split: choose a larger weight.`,
  split_not_found: 'There is no such split.',
  bureau_has_begun: 'A bureau has accepted part of it: let it be returned first.',
  states_differ: 'One part is canceled, held or further on: they leave together only from the same step.',
}
const refusal = <Status extends MergeStatus | SplitStatus | UnsplitStatus>(
  id: string,
  status: Status,
  because?: string,
): Outcome<Status> => {
  const detail = reasons[status]
  return { id, status, ...(detail ? { detail: because ? `${because}: ${detail}` : detail } : {}) }
}

export interface Ground {
  stages: Stage[]
  parcels: Parcel[]
  lines: Line[]
  orders: Map<string, Order>
  given_away: ReadonlySet<string>
}

/** Everything known of orders whose parcels change, under the locks of their stages and waves. */
export async function lockGround(tx: Tx, order_ids: readonly string[]): Promise<Ground> {
  const ids = [...new Set(order_ids)]
  const stages = await lockStages(tx, ids)
  const parcels = await lockParcels(tx, ids)
  const [lines, found] = [await findLines(tx, ids), await findOrders(tx, ids)]
  const given_away = await findGivenAway(tx, column(found, 'order_no'))
  return { stages, parcels, lines, orders: new Map(found.map((order) => [order.id, order])), given_away }
}

export const isBegun = ({ status, labeled }: Parcel): boolean => status !== 'waiting' || labeled
/** What nobody picks yet can still leave its wave. */
export const isInHands = (parcel: Parcel): boolean => isBegun(parcel) && !(parcel.planned && !parcel.labeled)

export interface MergeAsk {
  /** Made by the caller; the same id again is the same merge. */
  id: string
  order_ids: readonly string[]
}
export interface MergeOutcome extends Outcome<MergeStatus> {
  merge_id?: string
}

/**
 * Lets orders of one buyer leave in one parcel: picked in one wave, one label, one weight. Each keeps its number, its lines and its money. Orders of a merge take
 * others in, and what stands in waves that nobody picks yet is taken out of them and waits for one wave together. A merge happens whole or not at all; the answer names the
 * order that stands in the way.
 */
export async function mergeOrders(
  tx: Tx,
  by: { name: string; rule_version: number | null },
  now: string,
  asks: readonly MergeAsk[],
): Promise<MergeOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} merges in one call`)
  const asked = asks.flatMap(({ order_ids }) => order_ids)
  // Who joins a merge joins all that are in it.
  const ids = [...new Set([...asked, ...column(await findMerged(tx, asked), 'order_id')])]
  const ground = await lockGround(tx, ids)
  const used = new Set(column(await findMerges(tx, column(asks, 'id')), 'merge_id'))
  const mergeOf = new Map((await findMerged(tx, ids)).map(({ order_id, merge_id }) => [order_id, merge_id]))
  const members = new Map(ids.map((id) => [id, memberOf(ground, id, mergeOf.get(id) ?? null, isInHands)]))
  const sites = await readSites(tx)
  const going: { merge_id: string; order_ids: string[]; rule_version: number | null }[] = []
  const outcomes = asks.map(({ id, order_ids }): MergeOutcome => {
    const verdict = judgeMerge(
      id,
      order_ids.map((order_id) => members.get(order_id)),
      used,
      (node_id) => sites.has(node_id),
    )
    if (verdict.status === 'merged') {
      for (const order_id of verdict.joining!) members.get(order_id)!.merge_id = verdict.merge_id!
      used.add(verdict.merge_id!)
      going.push({ merge_id: verdict.merge_id!, order_ids: verdict.joining!, rule_version: by.rule_version })
    }
    const merge = verdict.merge_id ? { merge_id: verdict.merge_id } : {}
    return { ...refusal(id, verdict.status, verdict.because), ...merge }
  })
  await writeMerges(tx, by.name, now, going)
  for (const { merge_id, order_ids } of going) await markMerged(tx, order_ids, merge_id)
  const changed = new Set(column(going, 'merge_id'))
  const planned = ground.parcels.filter(({ order_id, planned }) => planned && changed.has(members.get(order_id)?.merge_id ?? ''))
  await packAnew(tx, by.name, now, ground, new Set(planned.map(({ order_id, group_no }) => `${order_id} ${group_no}`)), 'order_merged')
  return outcomes
}

/** What is known of orders that may leave with others, under their locks. */
export async function findMembers(tx: Tx, order_ids: readonly string[]): Promise<Map<string, KnownMember>> {
  const ground = await lockGround(tx, order_ids)
  const mergeOf = new Map((await findMerged(tx, order_ids)).map(({ order_id, merge_id }) => [order_id, merge_id]))
  const known = order_ids.map((id) => memberOf(ground, id, mergeOf.get(id) ?? null))
  return new Map(known.flatMap((one) => (one ? [[one.id, one]] : [])))
}

type KnownMember = Member & Pick<Order, 'channel_id' | 'placed_at'>

function memberOf(
  { stages, parcels, lines, orders, given_away }: Ground,
  id: string,
  merge_id: string | null,
  begun: (parcel: Parcel) => boolean = isBegun,
): KnownMember | undefined {
  const order = orders.get(id)
  if (!order) return undefined
  const alive = new Set(stages.filter((stage) => stage.order_id === id && isMovable(stage)).map(({ group_no }) => group_no))
  return {
    ...order,
    states: stages.filter(({ order_id }) => order_id === id).map(({ state }) => state),
    nodes: lines
      .filter((line) => line.order_id === id && line.apart_no === 0 && alive.has(line.group_no))
      .flatMap(({ node_id }) => node_id ?? []),
    begun: parcels.some((parcel) => parcel.order_id === id && begun(parcel)),
    given_away: given_away.has(order.order_no),
    merge_id,
  }
}

export type UnmergeStatus = 'unmerged' | 'already_unmerged' | 'merge_not_found' | 'already_on_its_way' | 'being_packed'

/**
 * Takes merges apart: each order that has not left leaves by itself again. What stands together in a wave that nobody picks yet is taken out of it and waits anew; an order
 * that is picked alone is in nobody's parcel and stays where it is. What is being packed into one parcel with others stays with them until one of them is held.
 */
export async function unmergeOrders(tx: Tx, by: string, now: string, merge_ids: readonly string[]): Promise<Outcome<UnmergeStatus>[]> {
  assert(merge_ids.length <= largest, `at most ${largest} merges in one call`)
  const before = await findMerges(tx, merge_ids)
  const ground = await lockGround(tx, column(before, 'order_id'))
  const { stages, parcels } = ground
  // Read again under the locks: somebody else may have taken them apart meanwhile.
  const merges = groupBy(await findMerges(tx, merge_ids), ({ merge_id }) => merge_id)
  const gone = new Set(column(stages.filter(hasLeft), 'order_id'))
  const leaving: string[] = []
  const anew: Parcel[] = []
  const outcomes = merge_ids.map((id): Outcome<UnmergeStatus> => {
    const own = (merges.get(id) ?? []).filter(({ left_at }) => left_at === null)
    if (!merges.has(id)) return { id, status: 'merge_not_found', detail: 'There is no such merge.' }
    if (own.length === 0 || own.some(({ order_id }) => leaving.includes(order_id))) return { id, status: 'already_unmerged' }
    const inside = column(own, 'order_id').filter((order_id) => !gone.has(order_id))
    if (inside.length === 0) return { id, status: 'already_on_its_way', detail: reasons.already_on_its_way! }
    const units = groupBy(
      parcels.filter(({ merge_id, wave_id }) => merge_id === id && wave_id),
      ({ wave_id }) => wave_id!,
    )
    const together = [...units.values()].filter((unit) => unit.length > 1).flat()
    if (together.some(isInHands))
      return {
        id,
        status: 'being_packed',
        detail: 'They are being packed into one parcel: hold one of the orders, which takes it out of the wave, then take them apart.',
      }
    leaving.push(...inside)
    anew.push(...together)
    return { id, status: 'unmerged' }
  })
  await leaveParcels(tx, by, now, 'unmerged', leaving)
  await packAnew(tx, by, now, ground, new Set(anew.map(({ order_id, group_no }) => `${order_id} ${group_no}`)), 'order_unmerged')
  return outcomes
}

export interface SplitAsk {
  /** The order. */
  id: string
  /** Made by the caller; the same id again is the same split. */
  split_id: string
  /** By hand: what goes into a parcel of its own. */
  pieces?: readonly Pieces[] | null
  /** By weight: parcels of at most so many grams. */
  most_grams?: number | null
}

/** Lets part of an order leave in parcels of its own, from the same place: what the buyer paid is shared out to the cent. An order is split whole or refused. */
export async function splitOrders(tx: Tx, by: string, now: string, asks: readonly SplitAsk[]): Promise<Outcome<SplitStatus>[]> {
  assert(asks.length <= largest, `at most ${largest} splits in one call`)
  const ground = await lockGround(tx, column(asks, 'id'))
  const known = new Set((await findSplits(tx, column(asks, 'id'))).map(({ order_id, split_id }) => `${order_id} ${split_id}`))
  const weights = await findWeights(tx, ground.lines, asks)
  const changed = new Set<string>()
  const going: NewSplit[] = []
  const outcomes = asks.map((ask): Outcome<SplitStatus> => {
    const key = `${ask.id} ${ask.split_id}`
    if (known.has(key)) return { id: ask.id, status: 'already_split' }
    const decided = decideSplit(ask, ground, weights)
    if (typeof decided === 'string') return refusal(ask.id, decided)
    // A second split of the same call finds the order as it was: one at a time.
    if (changed.has(ask.id)) return refusal(ask.id, 'several_groups')
    changed.add(ask.id)
    known.add(key)
    going.push(...decided)
    return { id: ask.id, status: 'split' }
  })
  const made = await splitGroups(tx, by, now, ground.stages, ground.lines, going)
  const parts = new Set([...going, ...made].map(({ order_id, group_no }) => `${order_id} ${group_no}`))
  await packAnew(tx, by, now, ground, parts, 'order_split')
  return outcomes
}

async function findWeights(tx: Tx, lines: readonly Line[], asks: readonly SplitAsk[]): Promise<ReadonlyMap<string, number | null>> {
  if (!asks.some(({ most_grams }) => most_grams)) return new Map()
  const sku_ids = [...new Set(lines.flatMap(({ sku_id }) => sku_id ?? []))]
  return new Map((await findSkus(tx, sku_ids)).map(({ sku_id, weight_grams }) => [sku_id, weight_grams]))
}

function decideSplit(ask: SplitAsk, ground: Ground, weights: ReadonlyMap<string, number | null>): NewSplit[] | SplitStatus {
  const { id: order_id, split_id } = ask
  const member = memberOf(ground, order_id, null)
  const stands = standing(member)
  if (stands) return stands
  const stages = ground.stages.filter((stage) => stage.order_id === order_id && isMovable(stage))
  const lines = ground.lines.filter(
    (line) => line.order_id === order_id && line.stock_from !== 'service' && stages.some(({ group_no }) => group_no === line.group_no),
  )
  if (ask.pieces) return splitByHand(ask.pieces, order_id, split_id, lines)
  if (lines.some(({ sku_id }) => sku_id === null || !weights.get(sku_id))) return 'weight_unknown'
  const splits = stages.flatMap(({ group_no }): NewSplit[] => {
    const own = lines.filter((line) => line.group_no === group_no)
    const parcels = packByWeight(
      own.map(({ line_no, quantity, sku_id }) => ({ line_no, quantity, piece_grams: weights.get(sku_id!)! })),
      ask.most_grams!,
    )
    return parcels.length < 2 ? [] : [{ order_id, split_id, how: 'weight', group_no, parcels: parcels.slice(1) }]
  })
  if (splits.length === 0) return 'nothing_to_split'
  // One split is of one group, so that it can be taken back as it was made.
  if (splits.length > 1) return 'several_groups'
  return splits[0]!.parcels.length >= mostParcels ? 'too_many_parcels' : splits
}

function splitByHand(pieces: readonly Pieces[], order_id: string, split_id: string, lines: readonly Line[]): NewSplit[] | SplitStatus {
  const named = pieces.map(({ line_no }) => lines.find((line) => line.line_no === line_no))
  if (named.some((line) => line === undefined) || new Set(column(pieces, 'line_no')).size < pieces.length) return 'line_not_found'
  if (pieces.some(({ quantity }, i) => quantity > named[i]!.quantity)) return 'more_than_ordered'
  const groups = new Set(named.map((line) => line!.group_no))
  if (groups.size > 1) return 'several_groups'
  const group_no = [...groups][0]!
  const own = lines.filter((line) => line.group_no === group_no)
  const taken = pieces.reduce((sum, { quantity }) => sum + quantity, 0)
  if (taken === own.reduce((sum, { quantity }) => sum + quantity, 0)) return 'nothing_stays'
  return [{ order_id, split_id, how: 'hand', group_no, parcels: [pieces] }]
}

/** Takes splits back: their pieces leave with the rest again, and lines that were parted are one line. */
export async function unsplitOrders(
  tx: Tx,
  by: string,
  now: string,
  asks: readonly { id: string; split_id: string }[],
): Promise<Outcome<UnsplitStatus>[]> {
  assert(asks.length <= largest, `at most ${largest} splits in one call`)
  const ground = await lockGround(tx, column(asks, 'id'))
  const kept = (await findSplits(tx, column(asks, 'id'))).filter(isUndoable)
  const entrusted = await findBegun(tx, column(asks, 'id'))
  const outcomes: Outcome<UnsplitStatus>[] = []
  // One after the other: a split of a split finds its ground as the one before left it.
  for (const { id, split_id } of asks) {
    const split = kept.find((one) => one.order_id === id && one.split_id === split_id)
    const status =
      split?.how === 'bureau' && split.undone_at === null && entrusted.has(id) ? 'bureau_has_begun' : judgeUnsplit(ground, id, split)
    outcomes.push(refusal(id, status))
    if (status !== 'unsplit') continue
    const before = new Set(apartGroups(ground, split!))
    const changed = await unsplitGroups(tx, by, now, ground.stages, ground.lines, [split!])
    split!.undone_at = now
    for (const one of kept)
      if (one.order_id === id && split!.apart_nos.includes(one.from_apart_no)) one.from_apart_no = split!.from_apart_no
    const parts = new Set([...before, ...changed.map(({ order_id, group_no }) => `${order_id} ${group_no}`)])
    await packAnew(tx, by, now, ground, parts, 'order_joined')
    if (split!.how === 'bureau') await dropEmptyParts(tx, by, now, [id])
  }
  return outcomes
}

const apartGroups = ({ lines }: Ground, { order_id, apart_nos }: { order_id: string; apart_nos: readonly number[] }): string[] =>
  lines.filter((line) => line.order_id === order_id && apart_nos.includes(line.apart_no)).map(({ group_no }) => `${order_id} ${group_no}`)

function judgeUnsplit(
  ground: Ground,
  order_id: string,
  split: { apart_nos: number[]; from_apart_no: number; undone_at: string | null } | undefined,
): UnsplitStatus {
  const member = memberOf(ground, order_id, null)
  if (!member) return 'order_not_found'
  if (!split) return 'split_not_found'
  if (split.undone_at !== null) return 'already_unsplit'
  const stands = standing(member)
  if (stands) return stands
  const own = ground.lines.filter((line) => line.order_id === order_id)
  const stateOf = (line: Line) => ground.stages.find((stage) => stage.order_id === order_id && stage.group_no === line.group_no)!.state
  const parts = own.filter(({ apart_no }) => split.apart_nos.includes(apart_no))
  // Parts of one split meet each other too, so all that may meet stand at the same step.
  const meeting = parts.flatMap((line) => [line, placeBack(line, own, split.from_apart_no) ?? line])
  return new Set(meeting.map(stateOf)).size > 1 ? 'states_differ' : 'unsplit'
}

/** What is in the work of a warehouse under these groups comes again as it is now; what of it was begun is taken out of its wave. */
export async function packAnew(tx: Tx, by: string, now: string, ground: Ground, parts: ReadonlySet<string>, reason: string): Promise<void> {
  const keyOf = ({ order_id, group_no }: { order_id: string; group_no: number }) => `${order_id} ${group_no}`
  const stops = ground.parcels.filter((parcel) => parts.has(keyOf(parcel)))
  if (stops.length === 0) return
  await stopOutbounds(
    tx,
    by,
    now,
    stops.map(({ id }) => ({ id, reason })),
  )
  ground.parcels.splice(0, ground.parcels.length, ...ground.parcels.filter((parcel) => !stops.includes(parcel)))
  const orders = new Set(column(stops, 'order_id'))
  await takeIn(
    tx,
    now,
    ground.stages.filter((stage) => stage.state === 'released' && orders.has(stage.order_id) && parts.has(keyOf(stage))),
    ground.lines,
  )
}

import { shipParcels } from '#centers/fulfillment/write.ts'
import { findLines } from '#centers/orders/find.ts'
import { lockStages } from '#centers/orders/stages.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, lockRows, sql, type Tx } from '#core/sql.ts'
import { largest, type Outbound, type ShipStatus, type Weighing, type WeighStatus } from '../model.ts'
import { findMates, unitOf } from '../parceling/units.ts'
import { readSites } from '../places/read.ts'
import { takeOut } from '../places/write.ts'
import { countWaves, stopOutbounds } from '../putbacks/write.ts'
import { findOutbounds, findStates, lockWaves, statesOf } from '../waves/read.ts'
import { findBoxLots } from './lots.ts'
import { type Box, findBoxesOf, findBoxLines, findByText } from './read.ts'
import { judgeWeight } from './rules.ts'

export interface WeighOutcome extends Outcome<WeighStatus> {
  box_id?: string
  expected_grams?: number | null
}

/** Books what the scale says of parcels. A weight beyond the tolerance needs a reason; one that cannot be is refused. */
export async function weighBoxes(tx: Tx, by: string, now: string, weighings: readonly Weighing[]): Promise<WeighOutcome[]> {
  assert(weighings.length <= largest, `at most ${largest} weighings in one call`)
  const named = await findByText(tx, weighings)
  const seen = await findOutbounds(tx, [...new Set(named.flatMap((box) => box?.outbound_id ?? []))])
  await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])
  const still = await findOutbounds(tx, column(seen, 'id'))
  const outbounds = new Map([...still, ...(await findMates(tx, still))].map((one) => [one.id, one]))
  const boxes = new Map((await findBoxesOf(tx, [...outbounds.keys()])).map((box) => [box.id, box]))
  const together = boxesTogether(outbounds, [...boxes.values()])
  const [states, sites] = [await findStates(tx, [...outbounds.values()]), await readSites(tx)]
  const booked: { id: string; weight_grams: number; reason: string | null }[] = []
  const stopped = new Map<string, string>()
  const outcomes = weighings.map(({ id, weight_grams, reason }, i): WeighOutcome => {
    const box = named[i] && boxes.get(named[i].id)
    if (!box) return { id, status: 'unknown_code', detail: 'No parcel here has this number: scan its label.' }
    const outbound = outbounds.get(box.outbound_id)!
    const inside = together(box)
    const expected_grams = inside.every((one) => one.expected_grams !== null) ? sumOf(inside, (one) => one.expected_grams!) : null
    const names = { box_id: box.id, expected_grams }
    if (box.status === 'shipped' || box.status === 'handed_over')
      return { id, status: 'already_shipped', detail: 'The parcel has left.', ...names }
    if (outbound.status === 'stopped' || states.get(outbound.id) !== 'released') {
      if (outbound.status !== 'stopped') stopped.set(outbound.id, states.get(outbound.id) ?? 'gone')
      return {
        id,
        status: 'order_stopped',
        detail: `Order ${outbound.order_no} is ${outbound.stop_reason ?? states.get(outbound.id)}: put its goods on the return shelf.`,
        ...names,
      }
    }
    const unready = inside.find(({ status }) => status === 'open')
    if (unready)
      return {
        id,
        status: 'not_checked',
        detail:
          unready === box
            ? 'Check the parcel first.'
            : `Check parcel ${outbounds.get(unready.outbound_id)!.code} too: it leaves in this one.`,
        ...names,
      }
    if (box.weight_grams === weight_grams) return { id, status: 'already_weighed', ...names }
    const judged = judgeWeight(weight_grams, expected_grams, sites.get(box.node_id)!)
    if (judged.status !== 'weighed' && !(judged.status === 'weight_off' && reason)) return { id, ...judged, ...names }
    box.weight_grams = weight_grams
    booked.push({ id: box.id, weight_grams, reason: judged.status === 'weight_off' ? reason! : null })
    return { id, status: 'weighed', ...names }
  })
  await tx.run(hot`
    update warehouse.boxes b set weight_grams = w.weight_grams, weight_reason = w.reason, weighed_by = ${by}, weighed_at = ${now}
    from unnest(${column(booked, 'id')}::uuid[], ${column(booked, 'weight_grams')}::integer[], ${column(booked, 'reason')}::text[]) as w (id, weight_grams, reason)
    where b.id = w.id`)
  await stopOutbounds(
    tx,
    by,
    now,
    [...stopped].map(([id, reason]) => ({ id, reason })),
  )
  return outcomes
}

export interface ShipOutcome extends Outcome<ShipStatus> {
  box_id?: string
}

/** Ships the parcels that texts scanned at the dispatch desk name. */
export async function shipByText(
  tx: Tx,
  by: string,
  now: string,
  scans: readonly { id: string; node_id: string; text: string }[],
): Promise<ShipOutcome[]> {
  const named = await findByText(tx, scans)
  const shipped = await shipBoxes(tx, by, now, [...new Set(named.flatMap((box) => box?.id ?? []))])
  const byBox = new Map(shipped.map((outcome) => [outcome.id, outcome]))
  return scans.map(({ id }, i): ShipOutcome => {
    const box = named[i]
    if (!box) return { id, status: 'unknown_code', detail: 'No parcel here has this number: scan its label.' }
    return { ...byBox.get(box.id)!, id, box_id: box.id }
  })
}

/** The boxes of waves that wait to be shipped, those nobody can ship left out. */
export async function findShippable(tx: Tx, wave_ids: readonly string[], limit = largest): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(hot`
    select b.id from warehouse.outbounds o join warehouse.boxes b on b.outbound_id = o.id
    where o.wave_id = any(${wave_ids}::uuid[]) and o.status = 'checked' and b.status = 'closed' order by o.wave_id, o.slot_no, b.box_no limit ${limit}`)
  return column(rows, 'id')
}

/**
 * Lets parcels leave: goods go out of the books and out of the bins, and the order learns of it, in one commit. Whether the office canceled in time or the
 * parcel left is decided here, by the lock on the order's stage.
 */
export async function shipBoxes(tx: Tx, by: string, now: string, box_ids: readonly string[]): Promise<Outcome<ShipStatus>[]> {
  assert(box_ids.length <= largest, `at most ${largest} parcels in one call`)
  if (box_ids.length === 0) return []
  const seen = await tx.rows<Pick<Outbound, 'id' | 'order_id' | 'wave_id' | 'merge_id'>>(hot`
    select o.id, o.order_id, o.wave_id, o.merge_id from warehouse.outbounds o
    where o.id in (select b.outbound_id from warehouse.boxes b where b.id = any(${box_ids}::uuid[]))`)
  const mates = await findMates(tx, seen)
  const outbound_ids = [...column(seen, 'id'), ...column(mates, 'id')]
  const order_ids = [...new Set([...column(seen, 'order_id'), ...column(mates, 'order_id')])]
  const stages = await lockStages(tx, order_ids)
  const waves = new Map((await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])).map((wave) => [wave.id, wave]))
  const [found, boxes, order_lines, sites] = await Promise.all([
    findOutbounds(tx, outbound_ids),
    findBoxesOf(tx, outbound_ids),
    findLines(tx, order_ids),
    readSites(tx),
  ])
  const outbounds = new Map(found.map((one) => [one.id, one]))
  const boxOf = new Map(boxes.map((box) => [box.id, box]))
  // Under the locks of the stages nobody sends an order elsewhere any more.
  const states = statesOf(found, stages, order_lines)
  const sampled = await weighedWaves(
    tx,
    [...waves.values()].filter(({ kind }) => kind === 'bulk').map(({ id }) => id),
  )
  const stopped = new Map<string, string>()
  const going: Box[] = []
  const together = boxesTogether(outbounds, boxes)
  // What is in the parcel with a box that was asked leaves with it.
  const asked = new Set(box_ids)
  const along = new Set(box_ids.flatMap((id) => (boxOf.has(id) ? column(together(boxOf.get(id)!), 'id') : [])))
  const all_ids = [...box_ids, ...[...along].filter((id) => !asked.has(id))]
  const answers = all_ids.map((id): Outcome<ShipStatus> => {
    const box = boxOf.get(id)
    if (!box) return { id, status: 'unknown_code', detail: 'There is no such parcel.' }
    const outbound = outbounds.get(box.outbound_id)!
    if (box.status === 'shipped' || box.status === 'handed_over') return { id, status: 'already_shipped' }
    const state = states.get(outbound.id)
    if (outbound.status === 'stopped' || box.status === 'voided' || state !== 'released') {
      if (outbound.status !== 'stopped') stopped.set(outbound.id, state ?? 'gone')
      return {
        id,
        status: 'order_stopped',
        detail: `Order ${outbound.order_no} is ${outbound.stop_reason ?? state}: put its goods on the return shelf.`,
      }
    }
    if (box.status === 'open' || outbound.status !== 'checked')
      return { id, status: 'not_checked', detail: `Parcel ${outbound.code} is not complete: check it first.` }
    if (box.waybill_no === null)
      return { id, status: 'no_waybill', detail: `Parcel ${outbound.code} has no waybill number yet: ask for its label.` }
    const fallen = together(box).find(({ outbound_id }) => states.get(outbound_id) !== 'released')
    if (fallen) {
      stopped.set(fallen.outbound_id, states.get(fallen.outbound_id) ?? 'gone')
      const { code } = outbounds.get(fallen.outbound_id)!
      return {
        id,
        status: 'not_checked',
        detail: `Parcel ${code}, which is in this one, is stopped: take its goods out, then label and weigh again.`,
      }
    }
    const unready = together(box).find((one) => one.status === 'open' || outbounds.get(one.outbound_id)!.status === 'in_wave')
    if (unready)
      return {
        id,
        status: 'not_checked',
        detail: `Check parcel ${outbounds.get(unready.outbound_id)!.code} too: it leaves in this one.`,
      }
    const site = sites.get(box.node_id)!
    if (site.weighs && together(box).every(({ weight_grams }) => weight_grams === null) && !sampled.has(outbound.wave_id ?? ''))
      return {
        id,
        status: 'not_weighed',
        detail: waves.get(outbound.wave_id ?? '')?.kind === 'bulk' ? 'Weigh one parcel of the wave first.' : 'Weigh the parcel first.',
      }
    going.push(box)
    box.status = 'shipped'
    return { id, status: 'shipped' }
  })
  const outcomes = answers.slice(0, box_ids.length)
  const lines = await findBoxLines(tx, column(going, 'id'))
  const linesOf = groupBy(lines, ({ box_id }) => box_id)
  const lots = groupBy(await findBoxLots(tx, column(going, 'outbound_id')), (one) => `${one.outbound_id} ${one.box_no} ${one.line_no}`)
  const lotsOf = ({ outbound_id, box_no }: Box, line_no: number) =>
    (lots.get(`${outbound_id} ${box_no} ${line_no}`) ?? []).map(({ lot, quantity }) => ({ lot_no: lot, quantity }))
  const left = await shipParcels(
    tx,
    by,
    now,
    going.map((box) => {
      const { order_id, group_no } = outbounds.get(box.outbound_id)!
      return {
        ...{ id: box.id, order_id, group_no, carrier: box.carrier_id, waybill_no: box.waybill_no! },
        lines: linesOf.get(box.id)!.map(({ line_no, quantity }) => ({ line_no, quantity, lots: lotsOf(box, line_no) })),
      }
    }),
    { stages, lines: order_lines },
  )
  const refused = new Map(
    left.filter(({ status }) => status !== 'shipped' && status !== 'already_shipped').map((outcome) => [outcome.id, outcome]),
  )
  const gone = going.filter(({ id }) => !refused.has(id))
  await tx.run(
    hot`update warehouse.boxes set status = 'shipped', shipped_at = ${now}, shipped_by = ${by} where id = any(${column(gone, 'id')}::uuid[])`,
  )
  for (const box of going) if (refused.has(box.id)) box.status = 'closed'
  const boxesOf = groupBy(boxes, ({ outbound_id }) => outbound_id)
  const whole = [...new Set(column(gone, 'outbound_id'))].filter((id) =>
    boxesOf.get(id)!.every(({ status }) => status === 'shipped' || status === 'handed_over' || status === 'voided'),
  )
  await tx.run(hot`update warehouse.outbounds set status = 'shipped', shipped_at = ${now} where id = any(${whole}::uuid[])`)
  await countWaves(
    tx,
    now,
    whole.flatMap((id) => (outbounds.get(id)!.wave_id ? [{ wave_id: outbounds.get(id)!.wave_id!, shipped: 1 }] : [])),
  )
  await stopOutbounds(
    tx,
    by,
    now,
    [...stopped].map(([id, reason]) => ({ id, reason })),
  )
  const goneBoxes = new Map(gone.map((box) => [box.id, box]))
  await takeOut(
    tx,
    by,
    now,
    lines.flatMap(({ box_id, line_no, sku_id, quantity }) => {
      const box = goneBoxes.get(box_id)
      if (!box) return []
      const parts = lotsOf(box, line_no)
      const rest = quantity - parts.reduce((sum, part) => sum + part.quantity, 0)
      const leaves = { node_id: box.node_id, sku_id }
      return [...parts.map((part) => ({ ...leaves, lot: part.lot_no, quantity: part.quantity })), { ...leaves, lot: '', quantity: rest }]
    }),
    'shipped',
  )
  return outcomes.map((outcome) => {
    const refusal = outcome.status === 'shipped' ? refused.get(outcome.id) : undefined
    return refusal ? { id: outcome.id, status: 'state_forbids', detail: refusal.detail ?? refusal.status } : outcome
  })
}

const sumOf = <One>(items: readonly One[], of: (item: One) => number): number => items.reduce((sum, item) => sum + of(item), 0)

/** The boxes that are one parcel with a box, itself included: mostly it alone. What fell out of the parcel is not in it. */
function boxesTogether(outbounds: ReadonlyMap<string, Outbound>, boxes: readonly Box[]): (box: Box) => Box[] {
  const inWork = boxes.filter(({ status, outbound_id }) => status !== 'voided' && outbounds.get(outbound_id)?.status !== 'stopped')
  const first = groupBy(
    inWork.filter(({ box_no }) => box_no === 1),
    ({ outbound_id }) => unitOf(outbounds.get(outbound_id)!),
  )
  return (box) => {
    const unit = box.box_no === 1 ? (first.get(unitOf(outbounds.get(box.outbound_id)!)) ?? []) : []
    return unit.includes(box) ? unit : [box]
  }
}

/** Bulk waves of which a parcel was on the scale: all of it weigh the same. */
async function weighedWaves(tx: Tx, wave_ids: readonly string[]): Promise<Set<string>> {
  if (wave_ids.length === 0) return new Set()
  const rows = await tx.rows<{ wave_id: string }>(hot`
    select w.id as wave_id from unnest(${wave_ids}::uuid[]) as w (id) where exists (
      select from warehouse.outbounds o join warehouse.boxes b on b.outbound_id = o.id where o.wave_id = w.id and b.weight_grams is not null)`)
  return new Set(column(rows, 'wave_id'))
}

export type HandOverStatus = 'handed_over' | 'already_handed_over' | 'nothing_to_hand_over'

/** Writes down what a courier takes along: every parcel of his that was shipped and not yet handed over. */
export async function handOver(
  tx: Tx,
  by: string,
  now: string,
  handovers: readonly { id: string; node_id: string; carrier_id: string; courier?: string | null }[],
): Promise<(Outcome<HandOverStatus> & { manifest_no?: string; boxes?: number })[]> {
  const outcomes = []
  for (const { id, node_id, carrier_id, courier } of handovers) {
    const known = await tx.row<{ manifest_no: string; boxes: number }>(
      sql`select manifest_no, boxes from warehouse.manifests where id = ${id}`,
    )
    if (known) {
      outcomes.push({ id, status: 'already_handed_over' as const, ...known })
      continue
    }
    const boxes = await lockRows<{ id: string; waybill_no: string; weight_grams: number | null }>(
      tx,
      sql`select id, waybill_no, weight_grams from warehouse.boxes where node_id = ${node_id} and carrier_id = ${carrier_id} and status = 'shipped' and manifest_id is null`,
      sql`id`,
    )
    if (boxes.length === 0) {
      outcomes.push({ id, status: 'nothing_to_hand_over' as const, detail: `No parcel waits for ${carrier_id}.` })
      continue
    }
    // The courier takes parcels, whatever orders are in them.
    const parcels = new Set(column(boxes, 'waybill_no')).size
    const [manifest_no] = (await takeNumbers(tx, 'warehouse.manifests', 1)).map((number) => `M${number}`)
    await tx.run(sql`
      insert into warehouse.manifests (id, node_id, manifest_no, carrier_id, boxes, weight_grams, courier, made_by, made_at)
      values (${id}, ${node_id}, ${manifest_no}, ${carrier_id}, ${parcels}, ${boxes.reduce((sum, { weight_grams }) => sum + (weight_grams ?? 0), 0)},
        ${courier ?? null}, ${by}, ${now})`)
    await tx.run(sql`update warehouse.boxes set status = 'handed_over', manifest_id = ${id} where id = any(${column(boxes, 'id')}::uuid[])`)
    await announce(tx, 'warehouse.handed_over', [{ id, node_id, carrier_id, boxes: parcels }], now)
    outcomes.push({ id, status: 'handed_over' as const, manifest_no: manifest_no!, boxes: parcels })
  }
  return outcomes
}

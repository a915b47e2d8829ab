import type { LotPart } from '#centers/inventory/moves/model.ts'
import type { Line, Stage } from '#centers/orders/model.ts'
import { lockStages } from '#centers/orders/stages.ts'
import {
  bookDeliveries,
  bookShipments,
  findLines,
  findOrders,
  findPaid,
  type GroupDelivery,
  type LineShipment,
} from '#centers/orders/write.ts'
import { announce } from '#core/events.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { keepCollections } from './collections/write.ts'
import type { DeliverStatus, Parcel, ShipmentItem, ShipStatus } from './model.ts'
import { findParcels, findParcelsOf } from './read.ts'

/** A parcel to ship; where somebody knows them, with the lots that are in it. */
export type Leaving = Omit<ShipmentItem, 'lines'> & { lines?: { line_no: number; quantity: number; lots?: readonly LotPart[] }[] | null }

/** What a caller that has locked the orders has read of them since. */
export interface Held {
  stages: readonly Stage[]
  lines: readonly Line[]
}

type Key = `${string} ${number}`
const keyOf = (order_id: string, no: number): Key => `${order_id} ${no}`

/**
 * Ships parcels: what is in them leaves the node's stock, and a group becomes `shipped` once nothing of it is left behind. Part of a group may
 * leave before the rest. A parcel goes whole or is refused whole; the same id again answers `already_shipped`.
 */
export async function shipParcels(
  tx: Tx,
  by: string,
  now: string,
  shipments: readonly Leaving[],
  held?: Held,
): Promise<Outcome<ShipStatus>[]> {
  const ids = column(shipments, 'order_id')
  const stages = held?.stages ?? (await lockStages(tx, ids))
  const [lines, known] = await Promise.all([held?.lines ?? findLines(tx, ids), findParcels(tx, column(shipments, 'id'))])
  const stageOf = new Map(stages.map((stage) => [keyOf(stage.order_id, stage.group_no), stage]))
  const linesOf = groupBy(lines, ({ order_id, group_no }) => keyOf(order_id, group_no))
  const left = new Map(lines.map((line) => [keyOf(line.order_id, line.line_no), line.quantity - line.shipped]))
  const used = new Map(known.map((parcel) => [parcel.id, parcel]))

  const booked: (LineShipment & { shipment: Leaving; stage: Stage; node_id: string })[] = []
  const outcomes = shipments.map((shipment): Outcome<ShipStatus> => {
    const { id, order_id, group_no } = shipment
    const earlier = used.get(id)
    if (earlier) {
      const same = earlier.order_id === order_id && earlier.group_no === group_no && earlier.waybill_no === shipment.waybill_no
      return same
        ? { id, status: 'already_shipped' }
        : { id, status: 'id_used_for_another', detail: 'This id was used for another parcel: make a new one.' }
    }
    const stage = stageOf.get(keyOf(order_id, group_no))
    if (!stage) return { id, status: 'order_not_found', detail: 'There is no such order or group.' }
    if (stage.state !== 'released')
      return { id, status: 'state_forbids', detail: `The group is ${stage.state}; only what is released can be shipped.` }
    const parts = decideParts(shipment, linesOf.get(keyOf(order_id, group_no))!, left)
    if ('status' in parts) return { id, ...parts }
    for (const { line_no, quantity } of parts.lines) left.set(keyOf(order_id, line_no), left.get(keyOf(order_id, line_no))! - quantity)
    const parcel = { id, order_id, group_no, node_id: parts.node_id, carrier: shipment.carrier, waybill_no: shipment.waybill_no }
    used.set(id, { ...parcel, organization_id: stage.organization_id, shipped_at: now, shipped_by: by, ready_at: null, delivered_at: null })
    booked.push({ ...parcel, lines: parts.lines, happened_at: now, by, shipment, stage })
    return { id, status: 'shipped' }
  })
  await bookShipments(tx, now, stages, lines, booked)
  await insertParcels(tx, now, booked, by)
  return outcomes
}

function decideParts(
  shipment: Leaving,
  lines: readonly Line[],
  left: Map<Key, number>,
): { lines: LineShipment['lines']; node_id: string } | { status: ShipStatus; detail: string } {
  const open = (line_no: number) => left.get(keyOf(shipment.order_id, line_no)) ?? 0
  const asked: LineShipment['lines'] =
    shipment.lines ?? lines.map(({ line_no }) => ({ line_no, quantity: open(line_no) })).filter(({ quantity }) => quantity > 0)
  const numbers = new Set(column(asked, 'line_no'))
  if (numbers.size !== asked.length) return { status: 'line_not_found', detail: 'Name each line once.' }
  for (const { line_no, quantity } of asked) {
    if (!lines.some((line) => line.line_no === line_no))
      return { status: 'line_not_found', detail: `Line ${line_no} is not in group ${shipment.group_no}.` }
    if (quantity > open(line_no)) return { status: 'more_than_left', detail: `Of line ${line_no} only ${open(line_no)} have not left.` }
  }
  if (asked.length === 0) return { status: 'more_than_left', detail: 'Everything of this group has left.' }
  return { lines: asked, node_id: lines[0]!.node_id! }
}

async function insertParcels(
  tx: Tx,
  now: string,
  booked: readonly (LineShipment & { shipment: Leaving; stage: Stage; node_id: string })[],
  by: string,
): Promise<void> {
  if (booked.length === 0) return
  const rows = booked.map(({ shipment, stage, node_id }) => ({
    ...shipment,
    organization_id: stage.organization_id,
    node_id,
    channel_id: stage.channel_id,
  }))
  await tx.run(hot`
    insert into fulfillment.parcels (id, order_id, group_no, organization_id, node_id, carrier, waybill_no, shipped_at, recorded_at, shipped_by)
    select id, order_id, group_no, organization_id, node_id, carrier, waybill_no, ${now}, ${now}, ${by}
    from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'order_id')}::uuid[], ${column(rows, 'group_no')}::smallint[], ${column(rows, 'organization_id')}::text[],
      ${column(rows, 'node_id')}::text[], ${column(rows, 'carrier')}::text[], ${column(rows, 'waybill_no')}::text[])
      as p (id, order_id, group_no, organization_id, node_id, carrier, waybill_no)`)
  const lines = booked.flatMap(({ id, lines }) => lines.map(({ line_no, quantity }) => ({ parcel_id: id, line_no, quantity })))
  await tx.run(hot`
    insert into fulfillment.parcel_lines (parcel_id, line_no, quantity)
    select * from unnest(${column(lines, 'parcel_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'quantity')}::integer[])`)
  await announce(
    tx,
    'fulfillment.shipped',
    rows.map(({ id, order_id, group_no, channel_id, carrier, waybill_no }) => ({
      id,
      order_id,
      group_no,
      channel_id,
      carrier,
      waybill_no,
      shipped_at: now,
    })),
    now,
  )
}

export interface Delivery {
  /** The parcel. */
  id: string
  /** When it arrived, where somebody else saw it; now when left out. */
  happened_at?: string
}

/** Books parcels as delivered. A group is delivered with its last parcel; an unpaid pay-at-outlet order keeps its parcel until it is paid. */
export async function deliverParcels(tx: Tx, by: string, now: string, deliveries: readonly Delivery[]): Promise<Outcome<DeliverStatus>[]> {
  const named = new Map((await findParcels(tx, column(deliveries, 'id'))).map((parcel) => [parcel.id, parcel]))
  const ids = [...new Set([...named.values()].map(({ order_id }) => order_id))]
  const stages = await lockStages(tx, ids)
  // Read again under the lock: another writer may have delivered them meanwhile.
  const parcels = await findParcelsOf(tx, ids)
  const orders = await findOrders(tx, ids)
  const paid = await findPaid(tx, orders)
  const at = new Map(parcels.map((parcel) => [parcel.id, parcel]))
  const orderOf = new Map(orders.map((order) => [order.id, order]))

  const delivered: Parcel[] = []
  const outcomes = deliveries.map(({ id, happened_at = now }): Outcome<DeliverStatus> => {
    const parcel = at.get(id)
    if (!parcel) return { id, status: 'parcel_not_found', detail: 'There is no such parcel.' }
    if (parcel.delivered_at !== null) return { id, status: 'already_delivered' }
    const order = orderOf.get(parcel.order_id)!
    if (order.payment_term === 'pay_at_outlet' && order.total_minor > 0 && paid.get(order.id)! === 0) {
      return { id, status: 'not_paid', detail: 'Take the money first: the order is paid at the outlet.' }
    }
    // A carrier's clock may be wrong: nothing arrives before it left, nor in the future.
    parcel.delivered_at = latest([parcel.shipped_at, Date.parse(happened_at) < Date.parse(now) ? happened_at : now])
    delivered.push(parcel)
    return { id, status: 'delivered' }
  })
  await tx.run(hot`
    update fulfillment.parcels p set delivered_at = d.delivered_at
    from unnest(${column(delivered, 'id')}::uuid[], ${column(delivered, 'delivered_at')}::timestamptz[]) as d (id, delivered_at) where p.id = d.id`)

  const groups = groupBy(parcels, ({ order_id, group_no }) => keyOf(order_id, group_no))
  const arrived: GroupDelivery[] = stages
    .filter(
      ({ state, order_id, group_no }) =>
        state === 'shipped' && groups.get(keyOf(order_id, group_no))?.every(({ delivered_at }) => delivered_at !== null),
    )
    .map(({ order_id, group_no }) => ({
      order_id,
      group_no,
      happened_at: latest(groups.get(keyOf(order_id, group_no))!.map(({ delivered_at }) => delivered_at!)),
      by,
      carrier: groups.get(keyOf(order_id, group_no))![0]!.carrier,
    }))
  const collected = await bookDeliveries(tx, now, stages, arrived)
  // The first parcel of a group carries its sum, so its number is the one a carrier pays over by.
  await keepCollections(
    tx,
    collected.map((one) => ({ ...one, waybill: groups.get(keyOf(one.order_id, one.group_no))![0]! })),
  )
  await announce(
    tx,
    'fulfillment.delivered',
    delivered.map(({ id, order_id, group_no, delivered_at }) => ({ id, order_id, group_no, delivered_at })),
    now,
  )
  return outcomes
}

const latest = (moments: readonly string[]): string => moments.reduce((last, one) => (Date.parse(one) > Date.parse(last) ? one : last))

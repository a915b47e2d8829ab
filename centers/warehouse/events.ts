import type { CarrierEvents } from '#centers/carriers/events.ts'
import type { Consumer } from '#core/events.ts'
import { hot, type Tx } from '#core/sql.ts'
import { numberBoxes } from './boxes/labels.ts'
import { mergeByRule } from './parceling/rule.ts'
import { splitByRule } from './parceling/split-rule.ts'
import { type Arrived, followConditions, placeArrivals } from './places/arrivals.ts'
import { judgedHere } from './places/judge.ts'
import { readSites } from './places/read.ts'
import { shrinkBins } from './places/write.ts'
import { stopOutbounds } from './putbacks/write.ts'
import { findStates } from './waves/read.ts'
import { takeIn } from './waves/write.ts'

type Moved = { id: string; group_no: number; from: string; to: string }

export const warehouseConsumers: Consumer[] = [
  {
    // What is released waits here for a wave; what is canceled or held is taken out of the work, whatever step it is at.
    name: 'warehouse.follow_orders',
    topics: ['orders.moved'],
    rest_ms: 200,
    handle: async (tx, events, now) => {
      // A shop without a site of its own has no work of this kind, however much it sells.
      if ((await readSites(tx)).size === 0) return
      const moves = events.map(({ item }) => item as Moved)
      const stopped = moves.filter(({ from, to }) => from === 'released' && to !== 'shipped')
      await stopOutbounds(tx, 'orders', now, await findOpen(tx, stopped))
      const released = moves.filter(({ to }) => to === 'released')
      // Where a group stands now counts, not where it stood when the event was written.
      const still = await tx.rows<{ order_id: string; group_no: number }>(hot`
        select s.order_id, s.group_no from (
          select distinct * from unnest(${released.map(({ id }) => id)}::uuid[], ${released.map(({ group_no }) => group_no)}::smallint[]) as g (order_id, group_no)) g
        join orders.stages s on s.order_id = g.order_id and s.group_no = g.group_no where s.state = 'released'`)
      await takeIn(tx, now, still)
    },
  },
  {
    // Orders of one buyer are merged by the rule, where there is one, as soon as they are found to be alike.
    name: 'warehouse.merge_by_rule',
    topics: ['orders.hinted'],
    rest_ms: 500,
    handle: async (tx, events, now) => {
      const hints = events.map(({ item }) => item as { id: string; order_ids: string[] })
      await mergeByRule(tx, now, [...new Set(hints.map(({ id }) => id))], [...new Set(hints.flatMap(({ order_ids }) => order_ids))])
    },
  },
  {
    // What is too heavy for one parcel, or travels apart, is split by the rule, where there is one, before a wave takes it.
    name: 'warehouse.split_by_rule',
    topics: ['orders.moved'],
    rest_ms: 300,
    handle: async (tx, events, now) => {
      const released = events.map(({ item }) => item as Moved).filter(({ to }) => to === 'released')
      await splitByRule(
        tx,
        now,
        released.map(({ id, group_no }) => ({ order_id: id, group_no })),
      )
    },
  },
  {
    name: 'warehouse.number_boxes',
    topics: ['carriers.waybill_answered'],
    handle: async (tx, events) => {
      const answers = events.map(({ item }) => item as CarrierEvents['carriers.waybill_answered'])
      await numberBoxes(
        tx,
        answers.flatMap(({ parcel_id, waybill_no, carrier_id, status }) =>
          status === 'answered' && waybill_no ? [{ id: parcel_id, waybill_no, carrier_id }] : [],
        ),
      )
    },
  },
  {
    // Goods may leave the books by another door (a shipment typed in, a count): bins never show more than the books.
    name: 'warehouse.follow_books',
    topics: ['fulfillment.shipped', 'inventory.corrected', 'inventory.moved'],
    handle: async (tx, events, now) => {
      const sites = await readSites(tx)
      if (sites.size === 0) return
      await placeArrivals(tx, now, arrivedAt(events, sites))
      await followConditions(tx, now, judgedAt(events, sites))
      await shrinkBins(tx, now, await touchedGoods(tx, events, sites))
    },
  },
]

/** Parcels of these groups that are still in the work and may not go on: canceled, held, or sent from another node now. */
async function findOpen(tx: Tx, moves: readonly Moved[]): Promise<{ id: string; reason: string }[]> {
  if (moves.length === 0) return []
  const open = await tx.rows<{ id: string; order_id: string; group_no: number; node_id: string }>(hot`
    select o.id, o.order_id, o.group_no, o.node_id
    from (select distinct * from unnest(${moves.map(({ id }) => id)}::uuid[], ${moves.map(({ group_no }) => group_no)}::smallint[]) as g (order_id, group_no)) g
    join warehouse.outbounds o on o.order_id = g.order_id and o.group_no = g.group_no and o.status in ('waiting', 'in_wave', 'checked')`)
  const states = await findStates(tx, open)
  return open.flatMap(({ id }) => (states.get(id) === 'released' ? [] : [{ id, reason: states.get(id) ?? 'gone' }]))
}

/** The goods that events speak of, at sites: shipped parcels that were none of ours, corrections and moves. */
async function touchedGoods(tx: Tx, events: readonly { topic: string; item: unknown }[], sites: ReadonlyMap<string, unknown>) {
  const direct = events.flatMap(({ topic, item }) => {
    if (topic === 'fulfillment.shipped') return []
    const { node_id, sku_id, from, to } = item as { node_id?: string; sku_id: string; from?: unknown; to?: unknown }
    const ends = [from, to].flatMap((end) => (typeof end === 'object' && end !== null && 'node_id' in end ? [String(end.node_id)] : []))
    return [...ends, ...(node_id ? [node_id] : [])].map((one) => ({ node_id: one, sku_id }))
  })
  const parcels = events.flatMap(({ topic, item }) => (topic === 'fulfillment.shipped' ? [(item as { id: string }).id] : []))
  const shipped = await tx.rows<{ node_id: string; sku_id: string }>(hot`
    select distinct p.node_id, l.sku_id from fulfillment.parcels p
    join fulfillment.parcel_lines pl on pl.parcel_id = p.id join orders.lines l on l.order_id = p.order_id and l.line_no = pl.line_no
    where p.id = any(${parcels}::uuid[]) and not exists (select from warehouse.boxes b where b.id = p.id)`)
  return [...direct, ...shipped].filter(({ node_id, sku_id }) => sites.has(node_id) && sku_id)
}

type End = 'outside' | { node_id: string; condition: string }

/** What moves brought to a site from elsewhere; what only changed its state stays where it lies. */
const arrivedAt = (events: readonly { topic: string; item: unknown }[], sites: ReadonlyMap<string, unknown>): Arrived[] =>
  events.flatMap(({ topic, item }) => {
    if (topic !== 'inventory.moved') return []
    const { from, to, ...rest } = item as Omit<Arrived, 'node_id' | 'condition'> & { from: End; to: End }
    if (to === 'outside' || !sites.has(to.node_id) || to.condition === 'in_transit') return []
    const came = from === 'outside' || from.node_id !== to.node_id || from.condition === 'in_transit'
    return came ? [{ ...rest, node_id: to.node_id, condition: to.condition, lots: rest.lots ?? [] }] : []
  })

/** What was judged or mended at a site by another door than ours. */
const judgedAt = (events: readonly { topic: string; item: unknown }[], sites: ReadonlyMap<string, unknown>) =>
  events.flatMap(({ topic, item }) => {
    if (topic !== 'inventory.moved') return []
    const { from, to, sku_id, quantity, lots, ref } = item as Omit<Arrived, 'node_id' | 'condition'> & {
      from: End
      to: End
      ref: string | null
    }
    if (from === 'outside' || to === 'outside' || from.node_id !== to.node_id || !sites.has(to.node_id)) return []
    if ((from.condition !== 'inspection' && from.condition !== 'defective') || ref?.startsWith(judgedHere)) return []
    return [{ node_id: to.node_id, sku_id, quantity, from: from.condition, to: to.condition, lots: lots ?? [] }]
  })

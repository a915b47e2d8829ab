import { findGivenAway } from '#centers/carriers/custody/write.ts'
import { giveUpWaybills } from '#centers/carriers/waybills/write.ts'
import { type Destination, findAddressChanges, writeAddresses } from '#centers/orders/addresses/write.ts'
import type { Stage } from '#centers/orders/model.ts'
import { lockStages, type Move, moveGroups, readRests } from '#centers/orders/stages.ts'
import { findOrders } from '#centers/orders/write.ts'
import { assert } from '#core/assert.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { leaveParcels, lockParcels } from '../parceling/units.ts'
import { stopOutbounds } from '../putbacks/write.ts'
import { takeIn } from '../waves/write.ts'
import { judgeReaddress, type ReaddressStatus } from './rules.ts'

const largest = 200

export interface Readdress extends Destination {
  /** The order. */
  id: string
  /** Made by the caller; the same id again is the same change. */
  change_id: string
  reason?: string | null
}

const details: Partial<Record<ReaddressStatus, string>> = {
  order_not_found: 'There is no such order.',
  order_is_over: 'The order is canceled or closed: nothing of it will leave.',
  already_on_its_way: 'Part or all of it has left: ask the carrier to deliver elsewhere, or to bring it back.',
  at_third_party: 'A third-party warehouse ships it: take the order back from it first.',
  being_packed: 'It is being packed: ask customer service.',
}

/**
 * Changes who receives orders and where, as long as nothing of them has left; what was before stays readable. A parcel whose label speaks of the old
 * address is taken out of its wave and packed anew; an order that goes to another city is sourced anew where its channel has a rule for it.
 */
export async function readdressOrders(
  tx: Tx,
  by: { name: string; is_buyer: boolean },
  now: string,
  asks: readonly Readdress[],
): Promise<Outcome<ReaddressStatus>[]> {
  assert(asks.length <= largest, `at most ${largest} orders in one call`)
  const ids = [...new Set(column(asks, 'id'))]
  const stages = await lockStages(tx, ids)
  const parcels = await lockParcels(tx, ids)
  const orders = new Map((await findOrders(tx, ids)).map((order) => [order.id, order]))
  const [changes, given_away, rests, waybills] = await Promise.all([
    findAddressChanges(tx, ids),
    findGivenAway(tx, column([...orders.values()], 'order_no')),
    readRests(tx),
    findHandWaybills(tx, ids),
  ])
  const known = new Set(column(changes, 'change_id'))
  const [stagesOf, parcelsOf] = [groupBy(stages, ({ order_id }) => order_id), groupBy(parcels, ({ order_id }) => order_id)]
  const waybillsOf = groupBy(waybills, ({ order_id }) => order_id)
  const changed: Readdress[] = []
  const outcomes = asks.map((ask): Outcome<ReaddressStatus> => {
    const { id, change_id } = ask
    const order = orders.get(id)
    const own = stagesOf.get(id) ?? []
    if (known.has(change_id)) return { id, status: 'already_changed' }
    if (!order) return { id, status: 'order_not_found', detail: details.order_not_found! }
    const situation = {
      ...{ order, stages: own, parcels: parcelsOf.get(id) ?? [], waybills: waybillsOf.get(id) ?? [] },
      given_away: given_away.has(order.order_no),
    }
    const status = judgeReaddress({ ...situation, sourced: rests.has(order.channel_id) }, ask, by.is_buyer)
    if (!status.startsWith('changed')) return { id, status, ...(details[status] ? { detail: details[status] } : {}) }
    known.add(change_id)
    changed.push(ask)
    // The next of this batch about the same order finds it changed.
    orders.set(id, {
      ...order,
      buyer_name: ask.buyer_name,
      buyer_phone: ask.buyer_phone,
      address: { ...ask.address } as Record<string, string>,
    })
    return { id, status }
  })
  const before = new Map((await findOrders(tx, column(changed, 'id'))).map((order) => [order.id, order]))
  await writeAddresses(
    tx,
    by.name,
    now,
    changed.map(({ id, reason, ...rest }) => {
      const { order_no, buyer_name, buyer_phone, address } = before.get(id)!
      return { ...rest, order_id: id, order_no, reason: reason ?? null, was: { buyer_name, buyer_phone, address } }
    }),
  )
  // It goes to another door: it leaves with nobody any more.
  await leaveParcels(tx, by.name, now, 'address_changed', column(changed, 'id'))
  // Their labels speak of the old address: a new one is asked for where they leave.
  const readdressed = new Set(column(changed, 'id'))
  const old = waybills.filter(({ order_id }) => readdressed.has(order_id))
  if (old.length > 0) await giveUpWaybills(tx, now, column(old, 'parcel_id'))
  const become = (status: ReaddressStatus) => new Set(outcomes.filter((one) => one.status === status).map(({ id }) => id))
  const [sourced, packed] = [become('changed_and_sourced_anew'), become('changed_and_packed_anew')]
  await moveGroups(tx, now, stages, sourceAnew(stages, sourced, rests, by.name, now))
  const stops = parcels.filter(({ order_id, labeled }) => sourced.has(order_id) || (packed.has(order_id) && labeled))
  await stopOutbounds(
    tx,
    by.name,
    now,
    stops.map(({ id }) => ({ id, reason: 'address_changed' })),
  )
  await takeIn(
    tx,
    now,
    stops.filter(({ order_id }) => packed.has(order_id)).map(({ order_id, group_no }) => ({ order_id, group_no })),
  )
  return outcomes
}

/** Waybills of these orders that no warehouse asked for and that have not left with a parcel. */
const findHandWaybills = (tx: Tx, order_ids: readonly string[]): Promise<{ order_id: string; parcel_id: string; carried: boolean }[]> =>
  tx.rows(hot`
    select o.id as order_id, w.parcel_id, exists (select from carriers.tracks t where t.parcel_id = w.parcel_id and t.state <> 'created') as carried
    from orders.orders o join carriers.waybills w on w.order_no = o.order_no and w.state in ('asked', 'answered') and not w.cancel_wanted
    where o.id = any(${order_ids}::uuid[]) and not exists (select from warehouse.boxes b where b.id = w.parcel_id)
      and not exists (select from fulfillment.parcels p where p.order_id = o.id and (p.id = w.parcel_id or p.waybill_no = w.waybill_no))`)

/** What was given to a node waits for its node to be chosen again. */
const sourceAnew = (
  stages: readonly Stage[],
  order_ids: ReadonlySet<string>,
  rests: ReadonlyMap<string, number>,
  by: string,
  now: string,
): Move[] =>
  stages
    .filter(({ order_id, state }) => order_ids.has(order_id) && (state === 'released' || state === 'allocated'))
    .flatMap(({ order_id, group_no, channel_id }): Move[] => {
      const step = { order_id, group_no, happened_at: now, by, reason: 'address_changed' }
      return [
        { ...step, to: 'held', due_at: null },
        { ...step, to: 'approved', due_at: addMilliseconds(now, rests.get(channel_id)!) },
      ]
    })

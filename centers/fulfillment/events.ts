import type { CarrierEvents } from '#centers/carriers/events.ts'
import { findOrders } from '#centers/orders/find.ts'
import { announce, type Consumer } from '#core/events.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { column } from '#core/outcomes.ts'
import { findParcelsByWaybill } from './read.ts'
import { readyParcels } from './ready.ts'
import { forgetChoices, rehearse } from './sourcing/rehearse.ts'
import { sourceWaiting } from './sourcing/write.ts'
import { strayConsumer } from './strays.ts'
import { waitingConsumers, waitingDue } from './waiting/events.ts'
import { deliverParcels } from './write.ts'

type Tracked = CarrierEvents['carriers.tracked']

/**
 * A parcel whose carrier says it was delivered is delivered, at the moment the carrier names. Numbers that are no parcel of ours are passed over; what
 * came to the outlet where its order is picked up stands ready there, paid or not (`stays_because`), until the outlet hands it over, and its buyer is
 * told. A parcel that waits at a pick-up point (驿站, locker) is announced with what the carrier said of it: the place, often a code.
 */
export const fulfillmentConsumers: Consumer[] = [
  {
    name: 'fulfillment.deliver_tracked',
    topics: ['carriers.tracked'],
    handle: async (tx, events, now) => {
      const items = events.map(({ item }) => item as Tracked)
      const by = (of: readonly Tracked[]) => new Map(of.map((item) => [`${item.carrier_id} ${item.waybill_no}`, item]))
      const told = by(items.filter(({ delivered_at }) => delivered_at !== null))
      const waits = by(items.filter(({ state, delivered_at }) => state === 'awaiting_pickup' && delivered_at === null))
      const parcels = await findParcelsByWaybill(tx, [...new Map([...waits, ...told]).values()])
      const under_way = parcels.filter(({ delivered_at }) => delivered_at === null)
      const arrived = under_way.filter(({ carrier, waybill_no }) => told.has(`${carrier} ${waybill_no}`))
      const waiting = under_way.flatMap(({ id, order_id, carrier, waybill_no }) => {
        const wait = waits.get(`${carrier} ${waybill_no}`)
        // What was fetched meanwhile waits no more.
        if (!wait || told.has(`${carrier} ${waybill_no}`)) return []
        return [{ id, order_id, carrier, waybill_no, told: wait.told, happened_at: wait.happened_at }]
      })
      await announce(tx, 'fulfillment.awaiting_pickup', waiting, now)
      if (arrived.length === 0) return
      const deliveries = arrived.map(({ id, carrier, waybill_no }) => ({
        id,
        happened_at: told.get(`${carrier} ${waybill_no}`)!.delivered_at!,
      }))
      const orders = await findOrders(tx, [...new Set(column(arrived, 'order_id'))])
      const fetched = new Set(
        orders.filter(({ payment_term, outlet_id }) => payment_term === 'pay_at_outlet' && outlet_id !== null).map(({ id }) => id),
      )
      await deliverParcels(
        tx,
        'carrier',
        now,
        deliveries.filter((_, i) => !fetched.has(arrived[i]!.order_id)),
      )
      await readyParcels(
        tx,
        'carrier',
        now,
        deliveries.filter((_, i) => fetched.has(arrived[i]!.order_id)),
      )
    },
  },
  strayConsumer,
  ...waitingConsumers,
]

export const due: readonly DueWork[] = [
  { name: 'fulfillment.source', run: sourceWaiting },
  ...waitingDue,
  { name: 'fulfillment.rehearse', run: rehearse },
  { name: 'fulfillment.forget_choices', rest_ms: rarely_ms, run: forgetChoices },
]

import type { CarrierEvents } from '#centers/carriers/events.ts'
import type { Consumer } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { findParcelsByWaybill } from './read.ts'
import { forgetChoices, rehearse } from './sourcing/rehearse.ts'
import { sourceWaiting } from './sourcing/write.ts'
import { strayConsumer } from './strays.ts'
import { waitingConsumers, waitingDue } from './waiting/events.ts'
import { deliverParcels } from './write.ts'

type Tracked = CarrierEvents['carriers.tracked']

/**
 * A parcel whose carrier says it was delivered is delivered, at the moment the carrier names. Numbers that are no parcel of ours are passed over; what
 * is still to be paid at the outlet stays (`stays_because`) until somebody takes the money and confirms it.
 */
export const fulfillmentConsumers: Consumer[] = [
  {
    name: 'fulfillment.deliver_tracked',
    topics: ['carriers.tracked'],
    handle: async (tx, events, now) => {
      const told = new Map(
        events
          .map(({ item }) => item as Tracked)
          .filter(({ delivered_at }) => delivered_at !== null)
          .map((item) => [`${item.carrier_id} ${item.waybill_no}`, item]),
      )
      const parcels = await findParcelsByWaybill(tx, [...told.values()])
      const arrived = parcels.filter(({ delivered_at }) => delivered_at === null)
      if (arrived.length === 0) return
      await deliverParcels(
        tx,
        'carrier',
        now,
        arrived.map(({ id, carrier, waybill_no }) => ({ id, happened_at: told.get(`${carrier} ${waybill_no}`)!.delivered_at! })),
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
  { name: 'fulfillment.forget_choices', run: forgetChoices },
]

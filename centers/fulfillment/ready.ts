import { lockStages } from '#centers/orders/stages.ts'
import { findOrders } from '#centers/orders/write.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { findParcels } from './read.ts'
import type { Delivery } from './write.ts'

export type ReadyStatus = 'ready' | 'already_ready' | 'parcel_not_found' | 'outlet_missing' | 'delivered_before'

/**
 * Notes that parcels stand ready at the outlet where their orders are picked up, and announces it, so that the buyer is told once. Whoever carried
 * them there may say so, or the outlet itself where the goods were its own. At most 1,000 at a time.
 */
export async function readyParcels(tx: Tx, by: string, now: string, arrivals: readonly Delivery[]): Promise<Outcome<ReadyStatus>[]> {
  const ids = [...new Set((await findParcels(tx, column(arrivals, 'id'))).map(({ order_id }) => order_id))]
  await lockStages(tx, ids)
  // Read again under the lock: somebody else may have said so meanwhile.
  const parcels = new Map((await findParcels(tx, column(arrivals, 'id'))).map((parcel) => [parcel.id, parcel]))
  const outlets = new Map((await findOrders(tx, ids)).map(({ id, outlet_id }) => [id, outlet_id]))
  const ready: { id: string; order_id: string; outlet_id: string; happened_at: string }[] = []
  const outcomes = arrivals.map(({ id, happened_at = now }): Outcome<ReadyStatus> => {
    const parcel = parcels.get(id)
    if (!parcel) return { id, status: 'parcel_not_found', detail: 'id: there is no such parcel.' }
    const outlet_id = outlets.get(parcel.order_id)
    if (!outlet_id) return { id, status: 'outlet_missing', detail: 'id: this order is not picked up at an outlet; confirm its delivery.' }
    if (parcel.delivered_at !== null) return { id, status: 'delivered_before', detail: 'id: the customer has it already.' }
    if (parcel.ready_at !== null) return { id, status: 'already_ready' }
    // A carrier's clock may be wrong: nothing is there before it left, nor in the future.
    const at = [parcel.shipped_at, [happened_at, now].sort((a, b) => Date.parse(a) - Date.parse(b))[0]!]
    parcel.ready_at = at.sort((a, b) => Date.parse(b) - Date.parse(a))[0]!
    ready.push({ id, order_id: parcel.order_id, outlet_id, happened_at: parcel.ready_at })
    return { id, status: 'ready' }
  })
  await tx.run(hot`
    update fulfillment.parcels p set ready_at = r.happened_at, ready_by = ${by}
    from unnest(${column(ready, 'id')}::uuid[], ${column(ready, 'happened_at')}::timestamptz[]) as r (id, happened_at) where p.id = r.id`)
  await announce(tx, 'fulfillment.ready_at_outlet', ready, now)
  return outcomes
}

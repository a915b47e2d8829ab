import { gather } from '#core/batch.ts'
import type { Needs } from '#core/needs.ts'
import { numberSource } from '#core/numbers.ts'
import type { NewOrder, PlaceOutcome } from './model.ts'
import { placeOrders } from './place.ts'

/** Places single orders of all requests together: what arrives during one commit leaves with the next. */
export function orderPlacer({ db, clock }: Needs): (order: NewOrder) => Promise<PlaceOutcome> {
  const numbers = numberSource(db, 'orders')
  return gather<NewOrder, PlaceOutcome>({
    name: 'orders.place',
    at_once: 2,
    largest: 500,
    waiting: 5_000,
    run: (orders) => db.tx((tx) => placeOrders(tx, clock.now(), orders, numbers.take)),
  })
}

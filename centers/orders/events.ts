import type { Consumer } from '#core/events.ts'
import { joinCarts } from './write.ts'

/** A visitor who signs in keeps his cart. */
export const orderConsumers: Consumer[] = [
  {
    name: 'orders.join_carts',
    topics: ['identity.visitor_joined'],
    handle: (tx, events, now) =>
      joinCarts(
        tx,
        now,
        events.map(({ item }) => item as { visitor_id: string; user_id: string }),
      ),
  },
]

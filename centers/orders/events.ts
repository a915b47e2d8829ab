import type { Consumer } from '#core/events.ts'
import { claimOrders } from './claims.ts'
import { joinCarts } from './write.ts'

/** A visitor who signs in keeps his cart, and finds what he ordered as a guest. */
export const orderConsumers: Consumer[] = [
  {
    name: 'orders.join_carts',
    topics: ['identity.visitor_joined'],
    handle: async (tx, events, now) => {
      const joins = events.map(({ item }) => item as { visitor_id: string; user_id: string })
      await joinCarts(tx, now, joins)
      await claimOrders(tx, joins)
    },
  },
]

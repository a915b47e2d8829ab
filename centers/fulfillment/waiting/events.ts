import type { Consumer } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { fillWanted, noteArrivals } from './write.ts'

/** Whatever may put goods where somebody waits for them. */
export const waitingConsumers: readonly Consumer[] = [
  {
    name: 'fulfillment.note_arrivals',
    topics: [
      'orders.moved',
      'inventory.moved',
      'inventory.corrected',
      'inventory.held',
      'inventory.shares_moved',
      'inventory.nodes_saved',
      'inventory.sharing_changed',
    ],
    rest_ms: 200,
    handle: (tx, events, now) => noteArrivals(tx, events, now),
  },
]

export const waitingDue: readonly DueWork[] = [{ name: 'fulfillment.fill', run: fillWanted }]

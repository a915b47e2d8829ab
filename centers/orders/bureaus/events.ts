import type { Consumer } from '#core/events.ts'
import { chooseBureaus, finishErrands } from './write.ts'

interface Moved {
  id: string
  to: string
  passed?: string[]
}
const over: ReadonlySet<string> = new Set(['shipped', 'delivered', 'completed', 'canceled'])

/** Bureaus are chosen once an order is approved, and again when it goes elsewhere; what has left or is canceled is off their hands. */
export const bureauConsumers: readonly Consumer[] = [
  {
    name: 'orders.choose_bureaus',
    topics: ['orders.moved', 'orders.readdressed'],
    rest_ms: 500,
    handle: async (tx, events, now) => {
      const moved = events.flatMap(({ topic, item }) => (topic === 'orders.moved' ? [item as Moved] : []))
      const ids = (fits: (one: Moved) => boolean) => [...new Set(moved.filter(fits).map(({ id }) => id))]
      await chooseBureaus(
        tx,
        now,
        ids(({ to, passed }) => to === 'approved' || (passed ?? []).includes('approved')),
      )
      const elsewhere = events.flatMap(({ topic, item }) => (topic === 'orders.readdressed' ? [(item as { id: string }).id] : []))
      await chooseBureaus(tx, now, [...new Set(elsewhere)], true)
      await finishErrands(
        tx,
        now,
        ids(({ to, passed }) => over.has(to) || (passed ?? []).some((state) => over.has(state))),
      )
    },
  },
]

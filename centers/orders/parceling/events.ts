import type { Consumer } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { lockStages, rule } from '../stages.ts'
import { findGone, forgetHints, hintMerges, leaveMerges } from './write.ts'

type Event = { topic: string; item: unknown }
const gone: ReadonlySet<string> = new Set(['shipped', 'delivered', 'completed', 'canceled', 'closed'])

/** Orders of one buyer are found as they come in; what has left is no hint any more. Nobody is in a hurry, so that it costs little beside a sale. */
export const parcelingConsumers: readonly Consumer[] = [
  {
    name: 'orders.hint_merges',
    topics: ['orders.placed', 'orders.readdressed', 'orders.moved'],
    rest_ms: 1_000,
    handle: async (tx, events, now) => {
      await hintMerges(
        tx,
        now,
        idsOf(events, ({ topic }) => topic !== 'orders.moved'),
      )
      const left = idsOf(events, ({ topic, item }) => topic === 'orders.moved' && gone.has((item as { to: string }).to))
      await forgetHints(tx, left)
      await leaveCanceled(tx, events, now)
    },
  },
]

async function leaveCanceled(tx: Parameters<Consumer['handle']>[0], events: readonly Event[], now: string): Promise<void> {
  const canceled = idsOf(events, ({ topic, item }) => topic === 'orders.moved' && (item as { to: string }).to === 'canceled')
  if (canceled.length === 0) return
  const over = await findGone(tx, canceled)
  await lockStages(tx, over)
  await leaveMerges(tx, rule, now, 'canceled', over)
}

const idsOf = (events: readonly Event[], fits: (event: Event) => boolean): string[] => [
  ...new Set(
    column(
      events.filter(fits).map(({ item }) => item as { id: string }),
      'id',
    ),
  ),
]

import type { TaskList } from 'graphile-worker'
import { exchangeOf } from '#centers/interfaces/exchange.ts'
import type { Consumer } from '#core/events.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { deliver, deliverTask, wakeDue, webhookConsumer } from './webhooks/deliver.ts'
import type { OpenTopic } from './webhooks/topics.ts'
import { forgetOld } from './write.ts'

/** What partners can be told, by the centers that have something to tell. */
export const consumers = (topics: readonly OpenTopic[]): Consumer[] => [webhookConsumer(topics)]

export const due: readonly DueWork[] = [
  wakeDue,
  { name: 'partners.forget', rest_ms: rarely_ms, run: (db, now) => db.tx((tx) => forgetOld(tx, now)) },
]

export const tasks = ({ db, clock }: Needs): TaskList => ({
  [deliverTask]: async () => {
    await deliver(db, exchangeOf({ db, clock }), clock.now)
  },
})

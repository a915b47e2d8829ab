import { exchangeOf } from '#centers/interfaces/exchange.ts'
import type { Consumer } from '#core/events.ts'
import { addJobs, type DueWork, rarely_ms } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { hot } from '#core/sql.ts'
import { registerConfirmations } from './confirmations/write.ts'
import { registerContents } from './contents.ts'
import { feedTask, readFeeds, wakeFeeds } from './feeds.ts'
import { registerPushes } from './inbound.ts'
import type { Stream } from './model.ts'
import { priceConsumer, pushOffers, pushTask, stockConsumer, wakePush } from './offers.ts'
import type { Outside } from './port.ts'
import { findDue, pullStream, retryDue, runBackfills } from './pull.ts'
import { forgetPushes } from './pushes.ts'
import { refundedHereConsumer } from './refunds.ts'
import { registerReplies, repliedHereConsumer } from './replies/write.ts'
import { fetchStatements, planStatements } from './statements/write.ts'
import { tokensDue } from './token-due.ts'
import { renewTokens } from './tokens.ts'
import { registerWriteBack, writeBackConsumer } from './write-back.ts'

/** What speaks to platforms: jobs, because platforms are slow and due work must not wait for them. */
export const tasks =
  (outside: Outside) =>
  ({ db, clock }: Needs) => {
    registerWriteBack(outside)
    registerPushes(outside)
    registerContents(outside)
    registerConfirmations(outside)
    registerReplies(outside)
    const pulling = { db, clock, exchange: exchangeOf({ db, clock }), outside }
    return {
      'marketplaces.pull': async (payload: unknown) => {
        const { connection_id, stream } = payload as { connection_id: string; stream: Stream }
        await pullStream(pulling, connection_id, stream)
      },
      'marketplaces.backfill': async () => {
        await runBackfills(pulling)
      },
      'marketplaces.tokens': async () => {
        await renewTokens(pulling)
      },
      'marketplaces.statements': async () => {
        await fetchStatements(pulling)
      },
      [feedTask]: async () => {
        await readFeeds(db, clock, pulling.exchange, outside)
      },
      [pushTask]: async () => {
        await pushOffers(db, clock, pulling.exchange, outside)
      },
    }
  }

export const consumers = (outside: Outside): Consumer[] => [
  writeBackConsumer(outside),
  stockConsumer,
  priceConsumer,
  refundedHereConsumer,
  repliedHereConsumer(outside),
]

const plannedAt = new WeakMap<object, number>()
/** New days to settle are looked for so often; the rest of the time nothing is asked. */
const plan_ms = 600_000

export const due = (outside: Outside): readonly DueWork[] => [
  { name: 'marketplaces.retry', run: retryDue },
  { name: 'marketplaces.forget_pushes', rest_ms: rarely_ms, run: forgetPushes },
  { name: 'marketplaces.feeds', run: wakeFeeds },
  {
    name: 'marketplaces.statements',
    run: async (db, now) => {
      const last = plannedAt.get(db.database) ?? Number.NEGATIVE_INFINITY
      if (Math.abs(Date.parse(now) - last) >= plan_ms) {
        await planStatements(db, now, outside.ports)
        plannedAt.set(db.database, Date.parse(now))
      }
      const due = await db.row(hot`
        select 1 as one from marketplaces.statements s join marketplaces.connections c using (connection_id) where s.next_at <= ${now} and c.state = 'live' limit 1`)
      if (!due) return 0
      await db.tx((tx) =>
        addJobs(tx, [
          { task: 'marketplaces.statements', key: 'marketplaces.statements', queue: 'marketplaces.statements', max_attempts: 1 },
        ]),
      )
      return 1
    },
  },
  {
    name: 'marketplaces.tokens',
    run: async (db, now) => {
      if (!(await tokensDue(db, now))) return 0
      await db.tx((tx) =>
        addJobs(tx, [{ task: 'marketplaces.tokens', key: 'marketplaces.tokens', queue: 'marketplaces.tokens', max_attempts: 1 }]),
      )
      return 1
    },
  },
  {
    name: 'marketplaces.wake',
    run: async (db, now) => {
      const streams = await findDue(db, now)
      const open = await db.row<{ days: boolean; offers: boolean }>(hot`
        select exists (select from marketplaces.backfills b join marketplaces.connections c using (connection_id) where b.done_at is null and c.state = 'live' and (b.next_at is null or b.next_at <= ${now})) as days,
          exists (select from marketplaces.listings l join marketplaces.connections c using (connection_id) where l.due_at <= ${now} and l.feed_id is null and not l.creating and c.state = 'live') as offers`)
      if (streams.length === 0 && !open!.days && !open!.offers) return 0
      await db.tx(async (tx) => {
        await addJobs(
          tx,
          streams.map(({ connection_id, stream }) => {
            const key = `marketplaces.pull:${connection_id}:${stream}`
            // One stream is read by one process at a time; others have their own queue and do not wait for it.
            return { task: 'marketplaces.pull', key, queue: key, payload: { connection_id, stream }, max_attempts: 1 }
          }),
        )
        if (open!.days)
          await addJobs(tx, [
            { task: 'marketplaces.backfill', key: 'marketplaces.backfill', queue: 'marketplaces.backfill', max_attempts: 1 },
          ])
        if (open!.offers) await wakePush(tx)
      })
      return streams.length
    },
  },
]

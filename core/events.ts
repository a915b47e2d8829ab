import { type Db, hot, json, type Reader, sql, type Tx } from './sql.ts'
import { log, metrics } from './telemetry.ts'

export interface Event<Item = unknown> {
  seq: number
  topic: string
  item: Item
  recorded_at: string
}

/** Writes what happened in the same transaction. Items of one call stay together in one row. */
export async function announce(tx: Tx, topic: string, items: readonly object[], now: string): Promise<void> {
  if (items.length === 0) return
  await tx.run(hot`insert into core.events (topic, items, recorded_at) values (${topic}, ${json(items)}::jsonb, ${now})`)
  tx.afterCommit(() => wake([topic]))
}

export interface Consumer {
  /** Never rename: the cursor is kept under it. */
  name: string
  topics: readonly string[]
  /** Runs in the transaction that moves the cursor: effects inside the database happen exactly once. */
  handle(tx: Tx, events: Event[], now: string): Promise<void>
}

interface Cursor {
  tx_id: string
  seq: number
}

const rowsPerRead = 50

async function readAfter(
  on: Reader,
  cursor: Cursor,
  topics: readonly string[],
  limit = rowsPerRead,
): Promise<{ events: Event[]; last: Cursor | undefined; full: boolean }> {
  const rows = await on.rows<{ seq: number; tx_id: string; topic: string; items: unknown[]; recorded_at: string }>(hot`
    select seq, tx_id::text as tx_id, topic, items, recorded_at from core.events
    where (tx_id, seq) > (${cursor.tx_id}::xid8, ${cursor.seq}::bigint)
      and tx_id < pg_snapshot_xmin(pg_current_snapshot())
      and topic = any(${topics}::text[])
    order by tx_id, seq limit ${limit}`)
  const events = rows.flatMap(({ items, ...row }) =>
    items.map((item) => ({ seq: row.seq, topic: row.topic, recorded_at: row.recorded_at, item })),
  )
  const last = rows.at(-1)
  return { events, last: last && { tx_id: last.tx_id, seq: last.seq }, full: rows.length === limit }
}

/**
 * Gives a consumer its next events, once, and moves its cursor in the same commit. Answers how many there were;
 * 0 also when another process is at it. A failing handler keeps the cursor where it was.
 */
export async function consumeOnce(db: Db, consumer: Consumer, now: string): Promise<number> {
  // Looked at without a lock first: most looks find nothing and must cost nothing.
  const seen = await db.row<Cursor>(hot`select tx_id::text as tx_id, seq from core.cursors where consumer = ${consumer.name}`)
  if (!seen) {
    await db.run(
      hot`insert into core.cursors (consumer, tx_id, seq, moved_at) values (${consumer.name}, '0'::xid8, 0, ${now}) on conflict do nothing`,
    )
  } else if (!(await readAfter(db, seen, consumer.topics, 1)).last) {
    return 0
  }
  return db.tx(async (tx) => {
    const cursor = await tx.row<Cursor>(hot`
      select tx_id::text as tx_id, seq from core.cursors where consumer = ${consumer.name} for update skip locked`)
    if (!cursor) return 0
    const { events, last } = await readAfter(tx, cursor, consumer.topics)
    if (!last) return 0
    await consumer.handle(tx, events, now)
    await tx.run(
      hot`update core.cursors set tx_id = ${last.tx_id}::xid8, seq = ${last.seq}, moved_at = ${now} where consumer = ${consumer.name}`,
    )
    return events.length
  })
}

/** Consumes until nothing is left. For tests, simulations and commands that must see the effects. */
export async function consumeAll(db: Db, consumers: readonly Consumer[], now: string): Promise<number> {
  let total = 0
  for (;;) {
    let moved = 0
    for (const consumer of consumers) {
      for (;;) {
        const count = await consumeOnce(db, consumer, now)
        moved += count
        if (count === 0) break
      }
    }
    total += moved
    if (moved > 0) continue
    if (!(await anyHidden(db, consumers))) return total
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

/** Events that are committed but held back, because an older transaction anywhere on the server is still open. */
async function anyHidden(db: Db, consumers: readonly Consumer[]): Promise<boolean> {
  for (const { name, topics } of consumers) {
    const hidden = await db.row(sql`
      select 1 as one from core.cursors c
      where c.consumer = ${name} and exists (
        select from core.events e where (e.tx_id, e.seq) > (c.tx_id, c.seq) and e.topic = any(${topics}::text[]))`)
    if (hidden) return true
  }
  return false
}

/** Sets a consumer back (to the beginning, or to a moment) so that it sees everything again. */
export async function replayEvents(db: Db, consumer: string, since: string | null): Promise<void> {
  await db.tx(async (tx) => {
    const before = since
      ? await tx.row<Cursor>(sql`
          select tx_id::text as tx_id, seq from core.events where recorded_at < ${since} order by tx_id desc, seq desc limit 1`)
      : undefined
    await tx.run(sql`
      update core.cursors set tx_id = ${before?.tx_id ?? '0'}::xid8, seq = ${before?.seq ?? 0} where consumer = ${consumer}`)
  })
}

export interface Lag {
  consumer: string
  moved_at: string | null
  /** Recorded time of the oldest event it has not read; null when it has read everything. */
  oldest_unread_at: string | null
}

/** How far each consumer is behind. */
export async function listLags(db: Reader, consumers: readonly Consumer[]): Promise<Lag[]> {
  return Promise.all(
    consumers.map(async ({ name, topics }) => {
      const row = await db.row<{ moved_at: string | null; oldest_unread_at: string | null }>(sql`
        select c.moved_at, (
          select e.recorded_at from core.events e
          where (e.tx_id, e.seq) > (coalesce(c.tx_id, '0'::xid8), coalesce(c.seq, 0)) and e.topic = any(${topics}::text[])
          order by e.tx_id, e.seq limit 1
        ) as oldest_unread_at
        from (select 1) one left join core.cursors c on c.consumer = ${name}`)
      return { consumer: name, moved_at: row?.moved_at ?? null, oldest_unread_at: row?.oldest_unread_at ?? null }
    }),
  )
}

// Commits of this process wake the consumers of their topics; those of other processes are noticed by one look every 200 ms. A consumer that just
// looked sleeps a little all the same: under load it takes one larger array instead of asking after every commit.
const shortest_rest_ms = 50
const sleepers = new Set<{ topics: readonly string[]; wake(): void }>()

function wake(topics: readonly string[]): void {
  for (const sleeper of sleepers) if (topics.some((topic) => sleeper.topics.includes(topic))) sleeper.wake()
}

function rest(topics: readonly string[], milliseconds: number): { promise: Promise<void>; end(): void } {
  const began_ms = performance.now()
  let end = () => {}
  const promise = new Promise<void>((resolve) => {
    let timer = setTimeout(() => end(), milliseconds)
    const sleeper = {
      topics,
      wake() {
        sleepers.delete(sleeper)
        clearTimeout(timer)
        timer = setTimeout(() => end(), Math.max(0, began_ms + shortest_rest_ms - performance.now()))
      },
    }
    end = () => {
      clearTimeout(timer)
      sleepers.delete(sleeper)
      resolve()
    }
    sleepers.add(sleeper)
  })
  return { promise, end }
}

interface Loop {
  stop(): Promise<void>
}

function loop(name: string, topics: readonly string[], step: () => Promise<boolean>): Loop {
  let stopped = false
  let pause = rest(topics, 0)
  const running = (async () => {
    let failures = 0
    while (!stopped) {
      try {
        const more = await step()
        failures = 0
        if (more) continue
        pause = rest(topics, 1_000)
      } catch (error) {
        failures++
        log.warn({ consumer: name, error: (error as Error).message, failures }, 'a consumer failed and will try again')
        pause = rest(topics, Math.min(10_000, 200 * 2 ** failures))
      }
      if (!stopped) await pause.promise
    }
  })()
  return {
    stop: async () => {
      stopped = true
      pause.end()
      await running
    },
  }
}

/** Keeps consumers running until stopped. Many processes may do so: each event is handled by one of them. */
export function startConsumers(db: Db, consumers: readonly Consumer[], now: () => string): Loop {
  const loops = consumers.map((consumer) => loop(consumer.name, consumer.topics, async () => (await consumeOnce(db, consumer, now())) > 0))
  const gauge = setInterval(() => {
    listLags(db, consumers)
      .then((lags) => {
        for (const lag of lags) {
          metrics.lag.set(
            { consumer: lag.consumer },
            lag.oldest_unread_at ? Math.max(0, (Date.parse(now()) - Date.parse(lag.oldest_unread_at)) / 1000) : 0,
          )
        }
      })
      .catch((error: Error) => log.warn({ error: error.message }, 'event lag could not be read'))
  }, 15_000)
  const poll = startPolling(db)
  return {
    stop: async () => {
      clearInterval(gauge)
      poll.stop()
      await Promise.all(loops.map((one) => one.stop()))
    },
  }
}

const longestHidden_ms = 2_000
const mostLookedAt = 200

/** Wakes the consumers of topics that other processes wrote to, and for a little longer: an older open transaction may still hide what is new. */
function startPolling(db: Db): { stop(): void } {
  let newest: Cursor | undefined
  const lively = new Map<string, number>()
  const look = async () => {
    const from: Cursor = newest ?? { tx_id: '0', seq: 0 }
    const rows = await db.rows<Cursor & { topic: string }>(hot`
      select tx_id::text as tx_id, seq, topic from core.events where (tx_id, seq) > (${from.tx_id}::xid8, ${from.seq}::bigint)
      order by tx_id desc, seq desc limit ${mostLookedAt}`)
    const first = newest === undefined
    if (rows[0]) newest = { tx_id: rows[0].tx_id, seq: rows[0].seq }
    else newest ??= from
    if (first) return // what was there before is found by every consumer's own first look
    const now_ms = performance.now()
    for (const { topic } of rows) lively.set(topic, now_ms + longestHidden_ms)
    for (const [topic, until_ms] of lively) if (until_ms < now_ms) lively.delete(topic)
    if (lively.size > 0) wake([...lively.keys()])
  }
  const timer = setInterval(() => {
    look().catch((error: Error) => log.warn({ error: error.message }, 'events could not be looked at'))
  }, 200)
  return { stop: () => clearInterval(timer) }
}

/** Sees every new event in this process, for dropping caches and live updates. Starts now and keeps no cursor. */
export async function watchEvents(db: Db, name: string, topics: readonly string[], see: (events: Event[]) => void): Promise<Loop> {
  const start = await db.row<{ tx_id: string }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text as tx_id`)
  let cursor: Cursor = { tx_id: start!.tx_id, seq: 0 }
  return loop(name, topics, async () => {
    const { events, last, full } = await readAfter(db, cursor, topics)
    if (!last) return false
    cursor = last
    see(events)
    return full
  })
}

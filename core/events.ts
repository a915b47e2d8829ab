import { column } from './outcomes.ts'
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
  const text = json(items)
  const row = await tx.row<{ seq: number }>(
    hot`insert into core.events (topic, items, recorded_at) values (${topic}, ${text}::jsonb, ${now}) returning seq`,
  )
  tx.afterCommit(() => {
    remember(tx.database, row!.seq, { text })
    wake([topic])
  })
}

// Most events are consumed by the process that announced them, several times over: what it has said itself it need not ask for.
const mostRemembered = 1_000
interface Said {
  text: string
  items?: unknown[]
}
const said = new WeakMap<object, Map<number, Said>>()

function remember(database: object, seq: number, what: Said): void {
  let rows = said.get(database)
  if (!rows) {
    rows = new Map()
    said.set(database, rows)
  }
  rows.set(seq, what)
  if (rows.size > mostRemembered) rows.delete(rows.keys().next().value!)
}

/** The items of rows, from memory where this process wrote them; read once for all consumers. */
async function itemsOf(on: Reader, seqs: readonly number[]): Promise<Map<number, unknown[]>> {
  const known = said.get(on.database)
  const items = new Map<number, unknown[]>()
  for (const seq of seqs) {
    const one = known?.get(seq)
    if (!one) continue
    one.items ??= JSON.parse(one.text) as unknown[]
    items.set(seq, one.items)
  }
  const missing = seqs.filter((seq) => !items.has(seq))
  if (missing.length === 0) return items
  const rows = await on.rows<{ seq: number; items: unknown[] }>(
    hot`select seq, items from core.events where seq = any(${missing}::bigint[])`,
  )
  for (const row of rows) items.set(row.seq, row.items)
  return items
}

export interface Consumer {
  /** Never rename: the cursor is kept under it. */
  name: string
  topics: readonly string[]
  /** Sleeps at least so long between two looks (50 ms when left out): who is in no hurry takes larger arrays and costs less. */
  rest_ms?: number
  /** Runs in the transaction that moves the cursor: effects inside the database happen exactly once. Items are shared: they are not to be changed. */
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
  const rows = await on.rows<{ seq: number; tx_id: string; topic: string; recorded_at: string }>(hot`
    select e.seq, e.tx_id::text as tx_id, e.topic, e.recorded_at from core.events e
    where (e.tx_id, e.seq) > (${cursor.tx_id}::xid8, ${cursor.seq}::bigint)
      and e.tx_id < pg_snapshot_xmin(pg_current_snapshot())
      and e.topic = any(${topics}::text[])
    -- By the number: the bare name would be the text above, which sorts 1000 before 999.
    order by e.tx_id, e.seq limit ${limit}`)
  const items = await itemsOf(on, column(rows, 'seq'))
  const events = rows.flatMap(({ seq, topic, recorded_at }) => items.get(seq)!.map((item) => ({ seq, topic, recorded_at, item })))
  const last = rows.at(-1)
  return { events, last: last && { tx_id: last.tx_id, seq: last.seq }, full: rows.length === limit }
}

/** Whether anything of the topics follows, and up to where this answer holds for ever: what older transactions wrote is all visible. */
async function lookAfter(on: Reader, cursor: Cursor, topics: readonly string[]): Promise<{ any: boolean; upto: string }> {
  const row = await on.row<{ any: boolean; upto: string }>(hot`
    select pg_snapshot_xmin(pg_current_snapshot())::text as upto, exists (
      select from core.events
      where (tx_id, seq) > (${cursor.tx_id}::xid8, ${cursor.seq}::bigint)
        and tx_id < pg_snapshot_xmin(pg_current_snapshot())
        and topic = any(${topics}::text[])) as any`)
  return row!
}

/** Up to where a consumer found nothing of its topics, as long as its cursor stays: else who waits for something rare would read everything since, at every look. */
interface Empty {
  cursor: Cursor
  through: Cursor
  kept_at: string
}
const empties = new WeakMap<object, Map<string, Empty>>()
const keptEvery_ms = 60_000

const isSame = (one: Cursor, other: Cursor) => one.tx_id === other.tx_id && one.seq === other.seq

/**
 * Gives a consumer its next events, once, and moves its cursor in the same commit. Answers how many there were;
 * 0 also when another process is at it. A failing handler keeps the cursor where it was.
 */
export const consumeOnce = async (db: Db, consumer: Consumer, now: string): Promise<number> => (await consumeNext(db, consumer, now)).count

interface Consumed {
  count: number
  /** As much as one read takes: more may be waiting. */
  full: boolean
}
const nothing: Consumed = { count: 0, full: false }

async function consumeNext(db: Db, consumer: Consumer, now: string): Promise<Consumed> {
  const known = empties.get(db) ?? new Map<string, Empty>()
  empties.set(db, known)
  const key = `${consumer.name} ${consumer.topics.join(' ')}`
  // Looked at without a lock first: most looks find nothing and must cost nothing.
  const seen = await db.row<Cursor>(hot`select tx_id::text as tx_id, seq from core.cursors where consumer = ${consumer.name}`)
  const empty = known.get(key)
  const after = (cursor: Cursor) => (empty && isSame(empty.cursor, cursor) ? empty.through : cursor)
  if (!seen) {
    await db.run(
      hot`insert into core.cursors (consumer, tx_id, seq, moved_at) values (${consumer.name}, '0'::xid8, 0, ${now}) on conflict do nothing`,
    )
  } else {
    const { any, upto } = await lookAfter(db, after(seen), consumer.topics)
    if (!any) {
      const through = { tx_id: upto, seq: 0 }
      const kept_at = empty?.kept_at ?? now
      known.set(key, { cursor: seen, through, kept_at })
      if (Date.parse(now) - Date.parse(kept_at) >= keptEvery_ms) {
        await db.run(hot`
          update core.cursors set tx_id = ${through.tx_id}::xid8, seq = ${through.seq}
          where consumer = ${consumer.name} and tx_id = ${seen.tx_id}::xid8 and seq = ${seen.seq}`)
        known.set(key, { cursor: through, through, kept_at: now })
      }
      return nothing
    }
  }
  return db.tx(async (tx) => {
    const cursor = await tx.row<Cursor>(hot`
      select tx_id::text as tx_id, seq from core.cursors where consumer = ${consumer.name} for update skip locked`)
    if (!cursor) return nothing
    const { events, last, full } = await readAfter(tx, after(cursor), consumer.topics)
    if (!last) return nothing
    await consumer.handle(tx, events, now)
    await tx.run(
      hot`update core.cursors set tx_id = ${last.tx_id}::xid8, seq = ${last.seq}, moved_at = ${now} where consumer = ${consumer.name}`,
    )
    return { count: events.length, full }
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
          select e.tx_id::text as tx_id, e.seq from core.events e where e.recorded_at < ${since} order by e.tx_id desc, e.seq desc limit 1`)
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
const shortestRest_ms = 50
const sleepers = new Set<{ topics: readonly string[]; wake(): void }>()

function wake(topics: readonly string[]): void {
  for (const sleeper of sleepers) if (topics.some((topic) => sleeper.topics.includes(topic))) sleeper.wake()
}

function rest({ topics, rest_ms = shortestRest_ms }: Rhythm, milliseconds: number): { promise: Promise<void>; end(): void } {
  const began_ms = performance.now()
  let end = () => {}
  const promise = new Promise<void>((resolve) => {
    let timer = setTimeout(() => end(), milliseconds)
    const sleeper = {
      topics,
      wake() {
        sleepers.delete(sleeper)
        clearTimeout(timer)
        timer = setTimeout(() => end(), Math.max(0, began_ms + rest_ms - performance.now()))
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

type Rhythm = Pick<Consumer, 'name' | 'topics' | 'rest_ms'>

/** `more`: at once again; `some`: there was something, look again after the rest; `none`: sleep until woken. */
type Found = 'more' | 'some' | 'none'

/** `idle_ms`: how long it sleeps when nobody wakes it. */
function loop(rhythm: Rhythm, idle_ms: number, step: () => Promise<Found>): Loop {
  let stopped = false
  let pause = rest(rhythm, 0)
  const running = (async () => {
    let failures = 0
    while (!stopped) {
      try {
        const found = await step()
        failures = 0
        if (found === 'more') continue
        // What came during the step woke nobody: it is found by the look after a rest.
        const rest_ms = rhythm.rest_ms ?? shortestRest_ms
        pause = rest(rhythm, found === 'some' ? rest_ms : Math.max(rest_ms, idle_ms))
      } catch (error) {
        failures++
        log.warn({ consumer: rhythm.name, error: (error as Error).message, failures }, 'a consumer failed and will try again')
        pause = rest(rhythm, Math.min(10_000, 200 * 2 ** failures))
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
  const loops = consumers.map((consumer) =>
    // Whoever writes wakes them, or the polling below does: their own look is for what both overlooked.
    loop(consumer, 10_000, async () => {
      const { count, full } = await consumeNext(db, consumer, now())
      return full ? 'more' : count > 0 ? 'some' : 'none'
    }),
  )
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

const wokenFor_ms = 2_000
const mostLookedAt = 2_000

/**
 * Wakes the consumers of topics that other processes wrote to. Looks at all that was not past every open transaction at the look before, so what was
 * hidden then, or committed late, is seen as soon as it may be read; and wakes a little longer, for who was just looking when he was woken.
 */
function startPolling(db: Db): { stop(): void } {
  let through: string | undefined
  const lively = new Map<string, number>()
  const look = async () => {
    const rows = await db.rows<{ upto: string; topic: string | null }>(hot`
      select pg_snapshot_xmin(pg_current_snapshot())::text as upto, n.topic
      from (select 1) one left join (
        select distinct topic from (
          select topic from core.events where tx_id >= ${through ?? null}::xid8 order by tx_id desc, seq desc limit ${mostLookedAt}
        ) newest
      ) n on true`)
    through = rows[0]!.upto
    const now_ms = performance.now()
    for (const { topic } of rows) if (topic !== null) lively.set(topic, now_ms + wokenFor_ms)
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
  return loop({ name, topics }, 1_000, async () => {
    const { events, last, full } = await readAfter(db, cursor, topics)
    if (!last) return 'none'
    cursor = last
    see(events)
    return full ? 'more' : 'none'
  })
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import pg from 'pg'
import template, { empty, join, raw, Sql } from 'sql-template-tag'
import { assert } from './assert.ts'
import { log, metrics } from './telemetry.ts'

// 64-bit integers arrive as numbers; what a number cannot hold exactly refuses that one query instead of lying.
pg.types.setTypeParser(20, (text) => safeInteger(text))
// Business dates stay `YYYY-MM-DD`; a JS Date would move them to another day in some zones.
pg.types.setTypeParser(1082, (text) => text)
// Moments travel as ISO text in UTC everywhere above this file, as they do in JSON.
pg.types.setTypeParser(1184, utcMoment)
pg.types.setTypeParser(1700, (text) => (text.includes('.') ? Number(text) : safeInteger(text)))

/** What PostgreSQL writes is cut to the milliseconds of a JS Date. Our connections speak UTC, so the common form needs no calendar. */
function utcMoment(text: string): string {
  if (text.charCodeAt(10) === 32 && text.endsWith('+00')) {
    const thousandths = text.charCodeAt(19) === 46 ? `${text.slice(20, -3)}00`.slice(0, 3) : '000'
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${thousandths}Z`
  }
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString()
}

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`integer ${text} is beyond 2^53-1`)
  return number
}

export { empty, join, raw, Sql }
export const sql = template

/** As `sql`, for statements of fixed text on hot paths: PostgreSQL keeps the parsed statement per connection. */
export function hot(strings: readonly string[], ...values: unknown[]): Sql {
  const made = template(strings, ...values)
  let known = statements.get(strings)
  if (!known) {
    known = named(made.text)
    // A template is the same array at every call; its text is the same too unless other SQL stands inside it.
    if (!values.some((value) => value instanceof Sql)) statements.set(strings, known)
  }
  hotStatements.set(made, known)
  return made
}

interface Statement {
  text: string
  name: string
}
const statements = new WeakMap<readonly string[], Statement>()
const hotStatements = new WeakMap<Sql, Statement>()

/** The statement of a text; those put together of parts are asked for anew each time, and a hash costs more than a look. */
function named(text: string): Statement {
  let known = texts.get(text)
  if (!known) {
    known = { text, name: hash('sha1', text, 'base64url').slice(0, 20) }
    // Texts are written by hand and few; where somebody builds them of data they must not pile up.
    if (texts.size < 5_000) texts.set(text, known)
  }
  return known
}
const texts = new Map<string, Statement>()

/** One JSON parameter for `jsonb_to_recordset`; `pg` by itself would make an array literal of an array of objects. */
export const json = (value: unknown): string => {
  const text = JSON.stringify(value)
  assert(text !== undefined, 'undefined cannot be a JSON parameter')
  return text
}

/** What can be queried: the pool, or one open transaction. */
export interface Reader {
  rows<Row = Record<string, unknown>>(query: Sql): Promise<Row[]>
  /** The single row, or undefined when there is none. More than one is a bug. */
  row<Row = Record<string, unknown>>(query: Sql): Promise<Row | undefined>
  /** Runs a statement and answers how many rows it touched. */
  run(query: Sql): Promise<number>
  /** The same object for every reader of one database: what a process remembers about it is kept under this. */
  readonly database: object
}

export interface Tx extends Reader {
  /** Runs `work` behind a savepoint: when it throws, only its own writes are undone. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
  /**
   * Sends a last write that nobody waits for: it leaves together with the commit, one way to the server and back less. Its failure is the failure
   * of the transaction. `rows` is how many it must touch: when it does not, the server itself refuses it, so that the commit behind it fails too
   * and the work starts again (`GroundMoved`).
   */
  send(query: Sql, rows?: number): void
  /** Runs after the commit is durable; never after a rollback. For waking listeners and dropping caches. */
  afterCommit(work: () => void): void
  /** 1 at first, more when the same work runs again because its ground had moved: what was hopeful then should be careful now. */
  readonly attempt: number
}

export interface Db extends Reader {
  /** Everything in `work` commits together or not at all; a serialization failure or deadlock is tried again. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A plain client for LISTEN, COPY and cursors; release it when done. */
  client(): Promise<pg.PoolClient>
  readonly pool: pg.Pool
  close(): Promise<void>
}

export interface DbOptions {
  host?: string
  port?: number
  user?: string
  database?: string
  connectionString?: string
  /** Connections kept at most. */
  max?: number
  slow_query_ms?: number
  statement_timeout_ms?: number
}

/** Opens a pool. It survives killed backends: their queries are refused, the pool replaces them. */
export function openDb(options: DbOptions): Db {
  const { max = 20, slow_query_ms = 500, statement_timeout_ms = 60_000, ...connection } = options
  const pool = new pg.Pool({
    ...connection,
    max,
    statement_timeout: statement_timeout_ms,
    // The server ends what takes too long; this is for the answer that never comes because the server, or the way to it, is gone without a word.
    query_timeout: statement_timeout_ms && statement_timeout_ms + 5_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'tongshang',
    // Statements sent without waiting for each other share their way to the server and back; order is kept.
    pipeline: true,
    options: '-c TimeZone=UTC',
  })
  // The server may stop before it has read our goodbye; then nothing is lost.
  let closing = false
  const tellLost = (error: Error, which: string) => closing || log.warn({ error: error.message }, `${which} database connection was lost`)
  pool.on('error', (error) => tellLost(error, 'an idle'))
  pool.on('connect', (client) => {
    client.on('error', (error) => tellLost(error, 'a'))
  })

  const query = (on: pg.Pool | pg.PoolClient, statement: Sql) => send(on, statement, slow_query_ms)
  return {
    pool,
    database: pool,
    rows: async <Row>(statement: Sql) => (await query(pool, statement)).rows as Row[],
    row: async <Row>(statement: Sql) => only((await query(pool, statement)).rows as Row[]),
    run: async (statement) => (await query(pool, statement)).rowCount ?? 0,
    tx: (work) => runTransaction(pool, work, query),
    client: () => pool.connect(),
    close: () => {
      closing = true
      return pool.end()
    },
  }
}

function only<Row>(rows: Row[]): Row | undefined {
  assert(rows.length <= 1, 'a query for one row found several')
  return rows[0]
}

type Query = (on: pg.Pool | pg.PoolClient, statement: Sql) => Promise<pg.QueryResult>

async function send(on: pg.Pool | pg.PoolClient, statement: Sql, slow_query_ms: number): Promise<pg.QueryResult> {
  const prepared = hotStatements.get(statement)
  const text = prepared?.text ?? statement.text
  const values = statement.values.map(parameter)
  const began = performance.now()
  try {
    return await on.query(prepared ? { name: prepared.name, text, values } : { text, values })
  } catch (error) {
    // The driver's own stack ends in a socket callback; this one names the caller.
    if (error instanceof Error) Error.captureStackTrace(error, send)
    throw error
  } finally {
    const took_ms = performance.now() - began
    metrics.queries.observe(took_ms / 1000)
    if (took_ms > slow_query_ms) log.warn({ took_ms: Math.round(took_ms), text: text.replace(/\s+/g, ' ').slice(0, 500) }, 'slow query')
  }
}

function parameter(value: unknown): unknown {
  assert(value !== undefined, 'undefined is no SQL value: say null')
  if (Array.isArray(value)) return arrayLiteral(value)
  if (typeof value === 'number') assert(!Number.isInteger(value) || Number.isSafeInteger(value), `integer ${value} is beyond 2^53-1`)
  return value
}

/**
 * A set's column as PostgreSQL reads it ("Arrays", section 8.15.2 of its manual). The driver would do the same, element by element through its
 * general conversion; sets are most of what we send. Anything but plain values is left to the driver.
 */
function arrayLiteral(values: readonly unknown[]): unknown {
  let text = '{'
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (i > 0) text += ','
    if (typeof value === 'string') {
      const plain = value.includes('"') || value.includes('\\') ? value.replace(/["\\]/g, '\\$&') : value
      text += `"${plain}"`
    } else if (value === null) text += 'NULL'
    else if (typeof value === 'number') text += parameter(value)
    else if (typeof value === 'boolean') text += value
    else {
      assert(value !== undefined, 'undefined is no SQL value: say null')
      return values
    }
  }
  return `${text}}`
}

async function runTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>, query: Query): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryTransaction(pool, work, query, attempt)
    } catch (error) {
      if (attempt >= 8 || !isRetryable(error)) throw error
      await new Promise((wake) => setTimeout(wake, attempt * attempt * 5 * (0.5 + Math.random())))
    }
  }
}

const gathering = new WeakSet<pg.PoolClient>()

/** What is sent in one go of the event loop leaves in one write: a system call costs more than a small statement. */
function gatherWrites(client: pg.PoolClient): void {
  if (gathering.has(client)) return
  gathering.add(client)
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  process.nextTick(() => {
    gathering.delete(client)
    stream.uncork()
  })
}

/** A statement cannot refuse its own outcome, but what stands around it can. */
const demand = (write: Sql, rows: number): Sql =>
  hot`with touched as (${write} returning 1) select 1 / (count(*) = ${rows})::integer from touched`
const divisionByZero = '22012'

const beginning = sql`begin`
const insideTransaction = new AsyncLocalStorage<true>()

async function tryTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>, query: Query, attempt: number): Promise<T> {
  assert(!insideTransaction.getStore(), 'a transaction inside a transaction could deadlock the pool: pass the outer tx')
  const client = await pool.connect()
  const unfinished = new Set<Promise<unknown>>()
  const last: Promise<unknown>[] = []
  const afterwards: (() => void)[] = []
  let failed: unknown
  let closed = false
  let savepoints = 0

  /** Every query is remembered until it ends, so one that nobody awaited can still not fail unseen. */
  const tracked = (statement: Sql): Promise<pg.QueryResult> => {
    assert(!closed, 'the transaction is over: a query came too late')
    gatherWrites(client)
    const sent = query(client, statement)
    const watched = sent.catch((error) => {
      failed ??= error
    })
    unfinished.add(watched)
    void watched.then(() => unfinished.delete(watched))
    return sent
  }
  /** After a failure every later statement is refused too (25P02), and one of those refusals may reach the caller first. */
  const causeOf = (error: unknown): unknown => ((error as { code?: string })?.code === '25P02' ? (failed ?? error) : error)
  const settle = async () => {
    while (unfinished.size > 0) await Promise.all(unfinished)
  }
  const settleAll = async () => {
    await settle()
    await Promise.all(last)
  }

  const tx: Tx = {
    database: pool,
    attempt,
    rows: async <Row>(statement: Sql) => (await tracked(statement)).rows as Row[],
    row: async <Row>(statement: Sql) => only((await tracked(statement)).rows as Row[]),
    run: async (statement) => (await tracked(statement)).rowCount ?? 0,
    send: (statement, rows) => {
      assert(!closed, 'the transaction is over: a write came too late')
      gatherWrites(client)
      const sent = query(client, rows === undefined ? statement : demand(statement, rows))
      last.push(
        sent.catch((error) => {
          const refused = rows !== undefined && (error as { code?: string }).code === divisionByZero
          failed ??= refused ? new GroundMoved('a write found other rows than those decided upon') : error
        }),
      )
    },
    afterCommit: (work) => afterwards.push(work),
    savepoint: async (work) => {
      const name = raw(`s${++savepoints}`)
      const kept = afterwards.length
      await tracked(sql`savepoint ${name}`)
      try {
        const result = await work()
        await settleAll()
        if (failed) throw failed
        await tracked(sql`release savepoint ${name}`)
        return result
      } catch (thrown) {
        await settleAll()
        const error = causeOf(thrown)
        if (isConnectionLost(error) || isRetryable(error)) throw error
        failed = undefined
        afterwards.length = kept
        await tracked(sql`rollback to savepoint ${name}`)
        throw error
      }
    },
  }

  let broken: Error | undefined
  try {
    tracked(beginning).catch(() => {}) // remembered as the failure of the transaction; not waited for, the first query follows it
    const result = await insideTransaction.run(true, () => work(tx))
    await settle()
    if (failed) throw failed
    closed = true
    if (last.length > 0) gatherWrites(client)
    // Behind a write that failed the server answers this with a rollback.
    const ended = client.query('commit')
    await Promise.all([...last, ended])
    if (failed) throw failed
    for (const work of afterwards) work()
    return result
  } catch (thrown) {
    closed = true
    await settleAll()
    const error = causeOf(thrown)
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    if (isConnectionLost(error)) broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

/** Deadlock and serialization failure: nothing was written, the same work may be tried again. */
export function isRetryable(error: unknown): boolean {
  const code = (error as { code?: string })?.code
  return code === '40P01' || code === '40001' || error instanceof GroundMoved
}

/** A guard in a write found other values than those decided upon; the transaction starts again. */
export class GroundMoved extends Error {}

/** The connection went away: a commit under way may or may not have happened, so replay it by its keys. */
export function isConnectionLost(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return (
    ['57P01', '57P02', '57P03', 'EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'CONNECTION_CLOSED'].includes(code) ||
    code.startsWith('08') ||
    (code === 'XX000' && message.includes('closed the connection')) ||
    message.endsWith('is not queryable') ||
    message.startsWith('Connection terminated') ||
    message === 'Query read timeout'
  )
}

/**
 * Locks rows in one order for the whole system (sorted keys), so two batches never wait for each other in a circle.
 * `select` must be a query over one table that ends before `order by`; on a distributed database this is the one place to change.
 */
export async function lockRows<Row>(tx: Tx, select: Sql, order: Sql): Promise<Row[]> {
  return tx.rows<Row>(hot`${select} order by ${order} for update`)
}

/**
 * Takes rows of a queue for this transaction; rows another worker has taken are passed over. `select` must be a query over one table with
 * `order by` and `limit`. With `lockRows` this is the second place to change on a distributed database.
 */
export const claim = <Row>(tx: Tx, select: Sql): Promise<Row[]> => tx.rows<Row>(hot`${select} for update skip locked`)

import { readChannels } from '#centers/channels/read.ts'
import type { Exchange } from '#centers/interfaces/exchange.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { numberSource } from '#core/numbers.ts'
import { chunksOf, groupBy } from '#core/outcomes.ts'
import { type Db, hot, sql } from '#core/sql.ts'
import { addMilliseconds, type Clock, startOfDay } from '#core/time.ts'
import type { Connection, Stream } from './model.ts'
import type { MarketplacePort, OpenConnection, Outside, RefundTold, TradeHead, TradeRead, Window } from './port.ts'
import { recordPushes } from './pushes.ts'
import { findConnections, findModified, openConnection, type SealedConnection } from './read.ts'
import { takeRefunds } from './refunds.ts'
import { earlierOf, overlap_ms, pullAgain_s, settle_ms, streams_every_s } from './rules.ts'
import { largestTake, retryWaiting, takeIsolated } from './take.ts'
import { renewRefused } from './token-due.ts'

/** Everything a pull needs; the story of a test brings its own clock and exchange. */
export interface Pulling {
  db: Db
  clock: Clock
  exchange: Exchange
  outside: Outside
}

/** A process that died while reading holds a stream no longer than this. */
const claim_ms = 300_000
/** Details are asked so many at a time; the interface's budget says how fast. */
const voices = 16
/** What the platform does not offer is not looked at again soon; new settings may change that. */
const idle_s = 600
/** A stream far behind is read for so long at once, then the others have their turn. */
const longest_ms = 60_000

const sources = new WeakMap<object, ReturnType<typeof numberSource>>()
export function numbersOf(db: Db): (count: number) => Promise<string[]> {
  let source = sources.get(db.database)
  if (!source) {
    source = numberSource(db, 'orders')
    sources.set(db.database, source)
  }
  return source.take
}

export interface PullResult {
  /** Orders or refunds told, known ones included. */
  told: number
  /** Of them what changed something here. */
  taken: number
  error: string | null
}
type Later = Exclude<Told, { status: 'answered' }>

/** Reads every stream that is due, one after the other; answers how much was told. The job reads them side by side. */
export async function pullDue(pulling: Pulling): Promise<PullResult> {
  const sum: PullResult = { told: 0, taken: 0, error: null }
  for (const { connection_id, stream } of await findDue(pulling.db, pulling.clock.now())) {
    const { told, taken, error } = await pullStream(pulling, connection_id, stream)
    sum.told += told
    sum.taken += taken
    sum.error ??= error
  }
  return sum
}

export const findDue = (db: Db, now: string): Promise<{ connection_id: string; stream: Stream }[]> =>
  db.rows(hot`
    select u.connection_id, u.stream from marketplaces.cursors u join marketplaces.connections c using (connection_id)
    where c.state = 'live' and u.next_at <= ${now} and (u.claimed_until is null or u.claimed_until < ${now}) order by u.next_at`)

/**
 * Reads one stream from where it stands to now, window by window. The cursor moves when a window is wholly in the tables, so a crash only
 * reads it again; windows overlap, and what is known already changes nothing.
 */
export async function pullStream(pulling: Pulling, connection_id: string, stream: Stream): Promise<PullResult> {
  const { db, clock } = pulling
  const claimed = await db.row<{ reached_at: string; failures: number }>(hot`
    update marketplaces.cursors u set claimed_until = ${addMilliseconds(clock.now(), claim_ms)}
    from marketplaces.connections c
    where u.connection_id = ${connection_id} and u.stream = ${stream} and c.connection_id = u.connection_id and c.state = 'live'
      and (u.claimed_until is null or u.claimed_until < ${clock.now()})
    returning u.reached_at, u.failures`)
  if (!claimed) return { told: 0, taken: 0, error: null }
  const sum: PullResult = { told: 0, taken: 0, error: null }
  let { reached_at } = claimed
  let idle = false
  const shop = await openShop(pulling, connection_id)
  const began = performance.now()
  // Fixed at the start: what changes while we read is for the next look, or there would be no end.
  const target = addMilliseconds(clock.now(), -settle_ms)
  try {
    if (typeof shop === 'string') {
      sum.error = shop
    } else if (!offers(shop, stream)) {
      reached_at = clock.now()
      idle = true
    } else if (stream === 'messages') {
      const read = await readMessages(pulling, shop)
      Object.assign(sum, read)
      if (sum.error === null) reached_at = clock.now()
    } else {
      for (;;) {
        if (reached_at >= target) break
        const widest = addMilliseconds(reached_at, shop.port.window_ms - overlap_ms)
        const window = { from: addMilliseconds(reached_at, -overlap_ms), to: earlierOf(widest, target) }
        const read = stream === 'orders' ? await readOrders(pulling, shop, window) : await readRefunds(pulling, shop, window)
        sum.told += read.told
        sum.taken += read.taken
        sum.error = read.error
        if (sum.error !== null) break
        reached_at = window.to
        await db.run(hot`
          update marketplaces.cursors set reached_at = ${reached_at}, claimed_until = ${addMilliseconds(clock.now(), claim_ms)}
          where connection_id = ${connection_id} and stream = ${stream}`)
        if (performance.now() - began > longest_ms) break
      }
    }
  } catch (error) {
    sum.error = `failed: ${(error as Error).message}`
    throw error
  } finally {
    const failures = sum.error === null ? 0 : claimed.failures + 1
    if (sum.error?.startsWith('unauthorized:') && typeof shop !== 'string' && shop.port.renewToken && shop.open.secrets.refresh_token)
      await renewRefused(db, clock.now(), connection_id)
    const wait_s = failures > 0 ? pullAgain_s(failures, Math.random()) : idle ? idle_s : streams_every_s[stream]
    await db.run(hot`
      update marketplaces.cursors set reached_at = ${reached_at}, claimed_until = null, failures = ${failures}, last_error = ${sum.error?.slice(0, 500) ?? null},
        last_success_at = case when ${sum.error === null}::boolean then ${clock.now()}::timestamptz else last_success_at end,
        next_at = ${addMilliseconds(clock.now(), wait_s * 1000)}
      where connection_id = ${connection_id} and stream = ${stream}`)
  }
  return sum
}

export interface OpenShop {
  row: Connection
  port: MarketplacePort
  open: OpenConnection
}
/** The connection ready to be spoken with; a sentence when it is not. */
export async function openShop({ db, clock, outside }: Omit<Pulling, 'exchange'>, connection_id: string): Promise<OpenShop | string> {
  const [row] = await findConnections(db, sql`connection_id = ${connection_id}`)
  if (!row) return 'The connection does not exist.'
  return openRow({ db, clock, outside }, row)
}
/** A shop that may be spoken with now; otherwise what is said later, and why. */
export async function openLive(needs: Omit<Pulling, 'exchange'>, connection_id: string): Promise<OpenShop | Later> {
  const shop = await openShop(needs, connection_id)
  if (typeof shop === 'string') return { status: 'later', code: 'connection_closed', reason: shop }
  return shop.row.state === 'live' ? shop : { status: 'later', code: 'connection_paused', reason: 'The connection is not live.' }
}
export async function openRow({ db, clock, outside }: Omit<Pulling, 'exchange'>, row: SealedConnection): Promise<OpenShop | string> {
  const port = outside.ports[row.platform]
  if (!port) return `Nothing here speaks with ${row.platform}.`
  const currency = (await readChannels(db)).get(row.channel_id)?.currency ?? 'CNY'
  const open = openConnection(row, outside, currency, clock.now)
  return open ? { row, port, open } : 'No simulator runs for it here: give the address of the platform.'
}

export const lineOf = ({ row, open }: OpenShop, operation: string, subject?: string) => ({
  interface_id: `${row.platform}.${operation}`,
  account: row.connection_id,
  secrets: Object.values(open.secrets),
  ...(subject ? { subject } : {}),
})

const sentence = (told: Later): string => `${told.code}: ${told.reason}`

/** Reads one window of orders page by page and takes them in; while a set is being written, the next page is on its way. */
async function readOrders(pulling: Pulling, shop: OpenShop, window: Window): Promise<PullResult> {
  const sum: PullResult = { told: 0, taken: 0, error: null }
  let waiting: TradeRead[] = []
  let under_way: Promise<void> = Promise.resolve()
  const take = async (trades: TradeRead[]) => {
    const { db, clock } = pulling
    const outcomes = await takeIsolated(db, clock.now, shop.row, trades, numbersOf(db))
    sum.taken += outcomes.filter(({ status }) => status !== 'already_pulled').length
  }
  /** Sends what is read on its way and waits for the set before it. */
  const flush = async () => {
    const before = under_way
    const some = waiting
    waiting = []
    under_way = before.then(() => take(some))
    under_way.catch(() => {}) // awaited below; must not count as unhandled meanwhile
    await before
  }
  const failed = await readPages(
    pulling,
    shop,
    'orders',
    window,
    (page) => shop.port.listOrders(shop.open, window, page),
    async (told) => {
      const trades = [...told.trades]
      if (told.heads?.length) {
        const details = await askDetails(pulling, shop, told.heads)
        trades.push(...details.trades)
        // What was read before a failure is kept: a limit must not make us begin anew each time.
        if (details.error) {
          waiting.push(...trades)
          return details.error
        }
      }
      sum.told += told.trades.length + (told.heads?.length ?? 0)
      waiting.push(...trades)
      if (waiting.length >= largestTake) await flush()
      return null
    },
  )
  // What was read before a failure is kept all the same.
  await flush()
  await under_way
  sum.error = failed
  return sum
}

async function readPages<Answer extends { next: string | null }>(
  { exchange }: Pulling,
  shop: OpenShop,
  operation: string,
  window: Window,
  list: (page: string | null) => Promise<Told<Answer>>,
  use: (answer: Answer) => Promise<string | null>,
): Promise<string | null> {
  const seen = new Set<string>()
  for (let page: string | null = null; ; ) {
    const told: Told<Answer> = await exchange.call(lineOf(shop, operation, `${window.from} … ${window.to}`), () => list(page), { tries: 3 })
    if (told.status !== 'answered') return sentence(told)
    const error = await use(told)
    if (error) return error
    if (told.next === null) return null
    // A platform that gives the same page again would keep us for ever.
    if (seen.has(told.next)) return `page_repeated: The platform names the page ${told.next} twice.`
    seen.add(told.next)
    page = told.next
  }
}

/** Asks for the details of heads that changed since they were last taken in. */
async function askDetails(
  { db, exchange }: Pulling,
  shop: OpenShop,
  heads: readonly TradeHead[],
): Promise<{ trades: TradeRead[]; error: string | null }> {
  const known = await findModified(
    db,
    shop.row.channel_id,
    heads.map(({ external_no }) => external_no),
  )
  const newest = new Map<string, TradeHead>()
  for (const head of heads) {
    if ((known.get(head.external_no) ?? '') >= head.modified_at) continue
    if ((newest.get(head.external_no)?.modified_at ?? '') <= head.modified_at) newest.set(head.external_no, head)
  }
  const asked = [...newest.keys()]
  const trades: TradeRead[] = []
  let error: string | null = null
  const voice = async () => {
    for (let number = asked.shift(); number !== undefined && error === null; number = asked.shift()) {
      const external_no = number
      const told = await exchange.call(lineOf(shop, 'order_detail', external_no), () => shop.port.findOrder!(shop.open, external_no), {
        tries: 3,
      })
      if (told.status === 'answered') trades.push(told.trade)
      else if (told.status === 'refused' && told.code !== 'unauthorized')
        trades.push({
          status: 'unreadable',
          external_no,
          modified_at: newest.get(external_no)!.modified_at,
          drifts: [],
          raw: { refused: sentence(told) },
        })
      else error = sentence(told)
    }
  }
  await Promise.all(Array.from({ length: Math.min(voices, asked.length) }, voice))
  return { trades, error }
}

const offers = ({ port, open }: OpenShop, stream: Stream): boolean =>
  stream === 'orders' ||
  (stream === 'refunds'
    ? port.listRefunds !== undefined
    : port.listMessages !== undefined && Boolean(open.settings[port.messages_setting ?? '']))

/** Takes messages until none is left. They are confirmed when they are committed here, so a crash between is told once more and changes nothing. */
async function readMessages({ db, clock, exchange }: Pulling, shop: OpenShop): Promise<PullResult> {
  const sum: PullResult = { told: 0, taken: 0, error: null }
  for (let round = 0; round < 100; round++) {
    const told = await exchange.call(lineOf(shop, 'messages'), () => shop.port.listMessages!(shop.open), { tries: 3 })
    if (told.status !== 'answered') return { ...sum, error: sentence(told) }
    if (told.messages.length === 0) break
    const outcomes = await db.tx((tx) => recordPushes(tx, clock.now(), shop.row, told.messages))
    sum.told += outcomes.length
    sum.taken += outcomes.filter(({ status }) => status === 'asking').length
    const numbers = told.messages.map(({ push_no }) => push_no)
    const confirmed = await exchange.call(lineOf(shop, 'messages'), () => shop.port.confirmMessages!(shop.open, numbers), { tries: 3 })
    if (confirmed.status !== 'answered') return { ...sum, error: sentence(confirmed) }
    if (!told.more) break
  }
  return sum
}

async function readRefunds(pulling: Pulling, shop: OpenShop, window: Window): Promise<PullResult> {
  const sum: PullResult = { told: 0, taken: 0, error: null }
  const { db, clock } = pulling
  sum.error = await readPages<{ refunds: RefundTold[]; next: string | null }>(
    pulling,
    shop,
    'refunds',
    window,
    (page) => shop.port.listRefunds!(shop.open, window, page),
    async ({ refunds }) => {
      sum.told += refunds.length
      for (const some of chunksOf(refunds, largestTake))
        sum.taken += await db.tx((tx) => takeRefunds(tx, clock.now(), shop.row, some, shop.port.findOrder ? shop.row : null))
      return null
    },
  )
  return sum
}

/** Reads the days that were asked for once more, orders and refunds; answers how many days are done. One that cannot be read says why and rests, so others have their turn. */
export async function runBackfills(pulling: Pulling): Promise<number> {
  const { db, clock } = pulling
  const open = await db.rows<{ connection_id: string; day: string; failures: number }>(hot`
    select b.connection_id, b.day, b.failures from marketplaces.backfills b join marketplaces.connections c using (connection_id)
    where b.done_at is null and c.state = 'live' and (b.next_at is null or b.next_at <= ${clock.now()}) order by b.asked_at, b.day limit 10`)
  let done = 0
  for (const { connection_id, day, failures } of open) {
    const shop = await openShop(pulling, connection_id)
    const { error, told, taken, refunds } =
      typeof shop === 'string' ? { error: shop, told: 0, taken: 0, refunds: 0 } : await readDay(pulling, shop, day)
    if (error === null) done++
    const next_at = error === null ? null : addMilliseconds(clock.now(), pullAgain_s(failures + 1, Math.random()) * 1000)
    await db.run(hot`
      update marketplaces.backfills set found = ${told}, added = ${taken}, refunds = ${refunds}, done_at = ${error === null ? clock.now() : null},
        failures = ${error === null ? 0 : failures + 1}, failure = ${error?.slice(0, 500) ?? null}, next_at = ${next_at}
      where connection_id = ${connection_id} and day = ${day}`)
  }
  return done
}

async function readDay(pulling: Pulling, shop: OpenShop, day: string): Promise<PullResult & { refunds: number }> {
  const sum = { told: 0, taken: 0, refunds: 0 }
  const end = addMilliseconds(startOfDay(day), 86_400_000)
  for (let from = startOfDay(day); from < end; from = addMilliseconds(from, shop.port.window_ms)) {
    const window = { from, to: earlierOf(addMilliseconds(from, shop.port.window_ms), end) }
    const orders = await readOrders(pulling, shop, window)
    sum.told += orders.told
    sum.taken += orders.taken
    if (orders.error !== null) return { ...sum, error: orders.error }
    if (!shop.port.listRefunds) continue
    const refunds = await readRefunds(pulling, shop, window)
    sum.refunds += refunds.told
    if (refunds.error !== null) return { ...sum, error: refunds.error }
  }
  return { ...sum, error: null }
}

/** Tries again what waits for stock or was just mapped; answers how many orders that was. */
export async function retryDue(db: Db, now: string): Promise<number> {
  const due = await db.rows<{ connection_id: string; external_no: string }>(hot`
    select connection_id, external_no from marketplaces.pulled where state = 'waiting' and retry_at <= ${now} order by retry_at limit 200`)
  if (due.length === 0) return 0
  const shops = new Map((await findConnections(db)).map((row) => [row.connection_id, row]))
  for (const [connection_id, rows] of groupBy(due, (row) => row.connection_id)) {
    const shop = shops.get(connection_id)
    const numbers = rows.map(({ external_no }) => external_no)
    await db.tx(async (tx) => {
      // Taken off the list first: what cannot be tried (nothing readable is kept of it) must not come up every second.
      await tx.run(hot`
        update marketplaces.pulled set retry_at = null where connection_id = ${connection_id} and external_no = any(${numbers}::text[]) and state = 'waiting'`)
      if (shop) await retryWaiting(tx, now, shop, numbers, numbersOf(db))
    })
  }
  return due.length
}

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a simulated marketplace may be told to misbehave, until told otherwise. Shares are of all requests, 0 to 1. */
export interface Quirks {
  /** Answers late. */
  slow?: { share: number; delay_ms: number }
  /** HTTP 500 before anything was done. */
  fault?: number
  /** The work is done and the connection is cut before the answer. */
  cut?: number
  /** HTTP 429 with Retry-After. */
  limited?: number
  /** Lists name some orders twice. */
  duplicate?: number
  /** Lists are not in the order promised. */
  out_of_order?: boolean
  /** A field of some orders is missing or called otherwise. */
  changed_field?: number
  /** Pushes that never leave; pushes that somebody else sends under its name besides. */
  push_lost?: number
  push_forged?: number
  /** The token is refused. */
  expired_token?: boolean
  /** Its clock is wrong by so much. */
  clock_off_ms?: number
  /** Any answer, changed on its way out: for one strange word, a page that repeats, a shop that was closed. */
  edit?: (reply: Reply, asked: Asked) => Reply
}

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  /** The query as it came, for platforms whose texts are not UTF-8. */
  raw_query: string
  headers: IncomingMessage['headers']
  body: string
}
export interface Reply {
  status?: number
  content_type?: string
  headers?: Record<string, string>
  body: string | Buffer
}

export interface MarketStage {
  url: string
  /** How many requests came in, by what they asked. */
  counts: Map<string, number>
  quirks: Quirks
  /** Chance of the misbehaving, from a seed: the same seed is the same story. */
  chance(): number
  close(): Promise<void>
}

export interface StageOptions {
  port?: number
  seed?: number
}

/** A marketplace's server on loopback. `perform` is the platform's own protocol. */
export async function openMarketStage(
  perform: (asked: Asked, stage: MarketStage) => Reply,
  { port = 0, seed = 1 }: StageOptions = {},
): Promise<MarketStage> {
  const chance = mulberry(seed)
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { quirks } = stage
    const happens = (share: number | undefined) => share !== undefined && chance() < share
    if (happens(quirks.fault)) return void response.writeHead(500).end('<html>Internal Server Error</html>')
    if (happens(quirks.limited)) return void response.writeHead(429, { 'retry-after': '1' }).end('Too Many Requests')
    const asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      raw_query: url.search.slice(1),
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    }
    const reply = perform(asked, stage)
    const { status = 200, content_type = 'application/json;charset=UTF-8', headers = {}, body } = quirks.edit?.(reply, asked) ?? reply
    if (happens(quirks.cut)) return void request.socket.destroy()
    if (happens(quirks.slow?.share)) await new Promise((wake) => setTimeout(wake, quirks.slow!.delay_ms).unref())
    response.writeHead(status, { 'content-type': content_type, ...headers }).end(body)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const stage: MarketStage = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: new Map(),
    quirks: {},
    chance,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return stage
}

/** A small generator with a seed. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Calls of each name within so many in the second just past, by the platform's own clock; no limit when none is given. */
export function budgets(per_second: number | undefined, now: () => number): { allows(name: string): boolean; refused(): number } {
  const times = new Map<string, number[]>()
  let refused = 0
  return {
    refused: () => refused,
    allows(name) {
      if (per_second === undefined) return true
      const at = now()
      const recent = (times.get(name) ?? []).filter((time) => time > at - 1000)
      times.set(name, recent)
      if (recent.length < per_second) {
        recent.push(at)
        return true
      }
      refused++
      return false
    },
  }
}

/** An answer with words in it changed, byte for byte where it is no UTF-8. */
export const rewritten = (reply: Reply, from: string | RegExp, to: string): Reply => ({
  ...reply,
  body:
    typeof reply.body === 'string'
      ? reply.body.replaceAll(from, to)
      : Buffer.from(reply.body.toString('latin1').replaceAll(from, to), 'latin1'),
})

/** What every list of a misbehaving platform goes through. */
export function disturb<Item>(list: readonly Item[], { quirks, chance }: MarketStage): Item[] {
  let items = [...list]
  if (quirks.duplicate) items = items.flatMap((item) => (chance() < quirks.duplicate! ? [item, item] : [item]))
  if (quirks.out_of_order) items.sort(() => chance() - 0.5)
  return items
}

/** The wall clock of China, as platforms write times. */
export const wallTime = (at_ms: number): string => new Date(at_ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
/** What `yyyy-MM-dd HH:mm:ss` of that clock is; NaN when it is no such text. */
export const wallMoment = (text: string): number =>
  /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN
export const yuanOf = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** A finished answer: what is sent for each encoding, with its header lines ready to write. */
interface Variant {
  body: Buffer
  headers: string[]
}
interface Page {
  etag: string
  br: Variant
  gzip: Variant
  identity: Variant
  tags: readonly string[]
  bytes: number
  fresh_until_ms: number
}

export interface PageAnswer {
  body: Buffer
  headers: Record<string, string>
  /** What the page shows: `spu:…`, `catalog`, `content`. A change of any of these drops it. */
  tags: readonly string[]
}

/**
 * Whole pages for visitors who are nobody in particular. Answering one costs less than a JSON route: no router, no hooks, no rendering.
 * Bounded by bytes; the least recently used goes first. Dropped by tag when what it shows changes, and after `keep_ms` in any case,
 * because a page may also depend on the time of day.
 */
export class PageMemory {
  readonly #pages = new Map<string, Page>()
  readonly #keysOfTag = new Map<string, Set<string>>()
  readonly #limit_bytes: number
  readonly #keep_ms: number
  #bytes = 0
  /** Counts drops: a page whose making began before one of its tags was dropped may show what was before, and is not kept. */
  #drops = 0
  #dropOfTag = new Map<string, number>()
  /** Drops up to this one are forgotten by tag. */
  #forgottenDrops = 0
  hits = 0
  misses = 0

  constructor({ limit_bytes = 48 * 1024 * 1024, keep_ms = 60_000 } = {}) {
    this.#limit_bytes = limit_bytes
    this.#keep_ms = keep_ms
  }

  get size(): number {
    return this.#pages.size
  }
  get bytes(): number {
    return this.#bytes
  }
  /** Taken before a page is made and handed to `keep`. */
  get drops(): number {
    return this.#drops
  }

  /** Answers from memory and says so; false leaves the request untouched. */
  answer(key: string, request: IncomingMessage, response: ServerResponse): boolean {
    const page = this.#pages.get(key)
    if (!page) return false
    if (page.fresh_until_ms < performance.now()) {
      this.#forget(key, page)
      return false
    }
    // Moves to the end: the map's order is the order of use.
    if (this.#bytes > this.#limit_bytes / 2) {
      this.#pages.delete(key)
      this.#pages.set(key, page)
    }
    this.hits++
    write(page, request, response)
    return true
  }

  /** Keeps a page unless something it shows was dropped while it was made. */
  async keep(key: string, made: PageAnswer, drops_before: number): Promise<void> {
    const page = await pack(made, performance.now() + this.#keep_ms)
    if (drops_before < this.#forgottenDrops || page.tags.some((tag) => (this.#dropOfTag.get(tag) ?? 0) > drops_before)) return
    if (page.bytes > this.#limit_bytes / 8) return
    const before = this.#pages.get(key)
    if (before) this.#forget(key, before)
    this.#pages.set(key, page)
    this.#bytes += page.bytes
    for (const tag of page.tags) {
      const keys = this.#keysOfTag.get(tag)
      if (keys) keys.add(key)
      else this.#keysOfTag.set(tag, new Set([key]))
    }
    for (const [oldest, old] of this.#pages) {
      if (this.#bytes <= this.#limit_bytes) break
      this.#forget(oldest, old)
    }
  }

  drop(tags: Iterable<string>): void {
    const drop = ++this.#drops
    for (const tag of tags) {
      this.#dropOfTag.set(tag, drop)
      for (const key of this.#keysOfTag.get(tag) ?? []) {
        const page = this.#pages.get(key)
        if (page) this.#forget(key, page)
      }
    }
    if (this.#dropOfTag.size > 10_000) this.#forgetDrops()
  }

  #forgetDrops(): void {
    this.#forgottenDrops = this.#drops
    this.#dropOfTag.clear()
  }

  /** The tags of kept pages that begin so. */
  tagsWith(start: string): string[] {
    return [...this.#keysOfTag.keys()].filter((tag) => tag.startsWith(start))
  }

  dropAll(): void {
    this.#drops++
    this.#forgetDrops()
    this.#pages.clear()
    this.#keysOfTag.clear()
    this.#bytes = 0
  }

  #forget(key: string, page: Page): void {
    this.#pages.delete(key)
    this.#bytes -= page.bytes
    for (const tag of page.tags) {
      const keys = this.#keysOfTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysOfTag.delete(tag)
    }
  }
}

function write(page: Page, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['if-none-match'] === page.etag) {
    response.writeHead(304, { etag: page.etag, 'cache-control': 'no-cache' })
    response.end()
    return
  }
  const accepted = request.headers['accept-encoding']
  const variant =
    typeof accepted !== 'string' ? page.identity : accepted.includes('br') ? page.br : accepted.includes('gzip') ? page.gzip : page.identity
  response.writeHead(200, variant.headers)
  response.end(request.method === 'HEAD' ? undefined : variant.body)
}

async function pack({ body, headers, tags }: PageAnswer, fresh_until_ms: number): Promise<Page> {
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const [br, zipped] = await Promise.all([squeeze(body, 'br'), squeeze(body, 'gzip')])
  const variant = (content: Buffer, encoding?: string): Variant => ({
    body: content,
    headers: Object.entries({
      ...headers,
      etag,
      'cache-control': 'no-cache',
      vary: 'accept-encoding, cookie',
      ...(encoding ? { 'content-encoding': encoding } : {}),
      'content-length': String(content.length),
    }).flat(),
  })
  return {
    etag,
    br: variant(br, 'br'),
    gzip: variant(zipped, 'gzip'),
    identity: variant(body),
    tags,
    bytes: body.length + br.length + zipped.length + 2048,
    fresh_until_ms,
  }
}

/** Quality 5 costs a millisecond for a page and comes within a tenth of the best. */
export function squeeze(body: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  return encoding === 'br' ? brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : zip(body, { level: 6 })
}

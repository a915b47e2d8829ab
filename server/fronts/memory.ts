import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from 'node:zlib'
import type { Asked } from './asked.ts'
import { TaggedMemory } from './tagged.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

/** What is sent for one encoding, whole: status line, headers, body. */
interface Variant {
  whole: Buffer
  headers: string[]
  /** Where the body begins. */
  body_at: number
  /** Where the date stands, and the second it names: it is written anew when another second has come. */
  date_at: number
  second: number
}
interface Page {
  etag: string
  headers: Record<string, string>
  /** Squeezed fast for whoever it was made for, well for who comes after him. Any other form is made of this one: it takes a quarter of the plain one. */
  br: Variant
  asked: 'never' | 'once' | 'again'
  gzip: Variant | null
}

export interface PageAnswer {
  body: Buffer
  headers: Record<string, string>
  /** What the page shows: `spu:…`, `catalog`, `content`. A change of any of these drops it. */
  tags: readonly string[]
}

/** Part of a page with what it shows. */
interface Part {
  value: object
  tags: readonly string[]
}

/**
 * Whole pages for visitors who are nobody in particular, and the parts that new pages are made of. Answering a kept page costs less than a
 * JSON route: no router, no hooks, no rendering. An address nobody asked for before is made of parts that are there.
 */
export class PageMemory {
  readonly #pages: TaggedMemory<Page>
  readonly #parts: TaggedMemory<Part>
  /** Many may ask for a part that was just dropped; it is made once. */
  readonly #making = new Map<string, Promise<Part>>()
  hits = 0
  misses = 0

  constructor({ limit_bytes = 24 * 1024 * 1024, limit_parts = 500, keep_ms = 60_000 } = {}) {
    this.#pages = new TaggedMemory(limit_bytes, keep_ms)
    this.#parts = new TaggedMemory(limit_parts, keep_ms)
  }

  get size(): number {
    return this.#pages.size
  }
  get bytes(): number {
    return this.#pages.weight
  }
  get parts(): number {
    return this.#parts.size
  }
  /** Taken before a page is made and handed to `keep`. */
  get drops(): number {
    return this.#pages.drops
  }

  /** Answers from memory and says so; false leaves the request untouched. */
  answer(key: string, request: IncomingMessage, response: ServerResponse): boolean {
    const page = this.#pages.get(key)
    if (!page) return false
    this.hits++
    write(page, request, response)
    return true
  }

  /** The bytes that answer, status line and all, for who writes to the connection himself; null when the page is not kept. Written before the next call. */
  answerOf(key: string, headers: Asked['headers']): Buffer | null {
    const page = this.#pages.get(key)
    if (!page) return null
    this.hits++
    if (headers['if-none-match'] === page.etag)
      return Buffer.from(
        `HTTP/1.1 304 Not Modified\r\netag: ${page.etag}\r\ncache-control: no-cache\r\nDate: ${dateNow()}\r\n\r\n`,
        'latin1',
      )
    const variant = variantFor(page, encodingFor(headers['accept-encoding']))
    const second = Math.floor(Date.now() / 1000)
    if (variant.second !== second) {
      variant.second = second
      variant.whole.write(dateNow(), variant.date_at, 'latin1')
    }
    return variant.whole
  }

  /** The same for whoever it was just made for. */
  answerMade(key: string, request: IncomingMessage, response: ServerResponse): boolean {
    const page = this.#pages.get(key)
    if (page) write(page, request, response)
    return page !== undefined
  }

  /** Keeps a page unless something it shows was dropped while it was made. */
  keep(key: string, made: PageAnswer, drops_before: number): void {
    const etag = `W/"${createHash('sha256').update(made.body).digest('base64url').slice(0, 22)}"`
    const headers = { ...made.headers, etag, 'cache-control': 'no-cache', vary: 'accept-encoding, cookie' }
    const squeezed = squeezeFast(made.body, 'br')
    const page: Page = { etag, headers, br: variantOf(headers, squeezed, 'br'), asked: 'never', gzip: null }
    this.#pages.keep(key, page, made.tags, squeezed.length * 2 + 4096, drops_before)
  }

  /** The part of this name, made when it is not there. Its tags are added to those of the page that asks. Parts must not be changed. */
  async part<Value extends object>(key: string, tags: Set<string>, make: (tags: Set<string>) => Promise<Value>): Promise<Value> {
    const found = this.#parts.get(key) ?? (await this.#makePart(key, make))
    for (const tag of found.tags) tags.add(tag)
    return found.value as Value
  }

  #makePart(key: string, make: (tags: Set<string>) => Promise<object>): Promise<Part> {
    const under_way = this.#making.get(key)
    if (under_way) return under_way
    const drops_before = this.#parts.drops
    const run = async (): Promise<Part> => {
      const tags = new Set<string>()
      const part = { value: await make(tags), tags: [...tags] }
      if (!tags.has('incomplete')) this.#parts.keep(key, part, part.tags, 1, drops_before)
      return part
    }
    const making = run().finally(() => {
      if (this.#making.get(key) === making) this.#making.delete(key)
    })
    this.#making.set(key, making)
    return making
  }

  drop(tags: Iterable<string>): void {
    const all = [...tags]
    // What is being made from now on must not join one that began before.
    this.#making.clear()
    this.#parts.drop(all)
    this.#pages.drop(all)
  }

  dropAll(): void {
    this.#making.clear()
    this.#parts.dropAll()
    this.#pages.dropAll()
  }

  /** The tags of kept pages and parts that begin so. */
  tagsWith(start: string): string[] {
    return [...new Set([...this.#pages.tagsWith(start), ...this.#parts.tagsWith(start)])]
  }
}

function write(page: Page, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['if-none-match'] === page.etag) {
    response.writeHead(304, { etag: page.etag, 'cache-control': 'no-cache' })
    response.end()
    return
  }
  const variant = variantFor(page, encodingFor(request.headers['accept-encoding']))
  response.writeHead(200, variant.headers)
  if (request.method === 'HEAD') response.end()
  // As text of one byte each: head and body then leave in one plain write instead of a gathering one, which costs a third of the whole answer.
  else response.end(variant.whole.toString('latin1', variant.body_at), 'latin1')
}

function variantFor(page: Page, encoding: Encoding): Variant {
  if (encoding === 'br') {
    // Most addresses are asked for once: only what is asked for again is worth a millisecond.
    if (page.asked === 'once') page.br = variantOf(page.headers, squeezeNow(plainOf(page), 'br'), 'br')
    page.asked = page.asked === 'never' ? 'once' : 'again'
    return page.br
  }
  if (encoding === 'identity') return variantOf(page.headers, plainOf(page), 'identity')
  page.gzip ??= variantOf(page.headers, squeezeNow(plainOf(page), 'gzip'), 'gzip')
  return page.gzip
}

const plainOf = (page: Page): Buffer => brotliDecompressSync(page.br.whole.subarray(page.br.body_at))

function variantOf(headers: Record<string, string>, body: Buffer, encoding: Encoding): Variant {
  const lines = Object.entries({
    ...headers,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    'content-length': String(body.length),
  })
  const head = `HTTP/1.1 200 OK\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}Date: `
  const whole = Buffer.concat([Buffer.from(`${head}${dateNow()}\r\nConnection: keep-alive\r\n\r\n`, 'latin1'), body])
  return { whole, headers: lines.flat(), body_at: whole.length - body.length, date_at: head.length, second: 0 }
}

/** RFC 9110 5.6.7; always 29 characters. */
const dateNow = (): string => new Date().toUTCString()

/** The best this browser takes. */
export const encodingFor = (accepted: string | string[] | undefined): Encoding =>
  typeof accepted !== 'string' ? 'identity' : accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity'

/**
 * A page that is made for one visitor: a sixth of the time of a kept one's compression for a fifth more bytes. At once, since handing it to
 * another thread costs more than doing it.
 */
export const squeezeFast = (body: Buffer, encoding: 'br' | 'gzip'): Buffer =>
  encoding === 'br'
    ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 } })
    : gzipSync(body, { level: 1 })

/** For all who come after him, once in the life of a kept page. Quality 5 costs a millisecond and comes within a tenth of the best. */
const squeezeNow = (body: Buffer, encoding: 'br' | 'gzip'): Buffer =>
  encoding === 'br' ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : gzipSync(body, { level: 6 })

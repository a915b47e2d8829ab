import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a simulated partner may be told to misbehave. Each lasts for a number of requests. */
export type Mischief =
  /** Answers only after so long; longer than anybody waits is an outage after the work was done. */
  | { kind: 'slow'; delay_ms: number }
  /** HTTP 500 before anything was done. */
  | { kind: 'fault' }
  /** The work is done and the connection is cut before the answer. */
  | { kind: 'cut' }
  /** A well-formed answer in which the number is missing. */
  | { kind: 'no_number' }
  /** Not the protocol at all: a page of HTML. */
  | { kind: 'html' }

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}
export interface Reply {
  status?: number
  content_type?: string
  headers?: Record<string, string>
  body: string
}

export interface Stage {
  /** `http://127.0.0.1:port` */
  url: string
  /** Every request that came in, oldest first. */
  asked: Asked[]
  /** The next `times` requests go wrong in this way. */
  misbehave(mischief: Mischief, times?: number): void
  behave(): void
  close(): Promise<void>
}

/** A partner's server on loopback: keeps what it was asked, and goes wrong when told to. `perform` is the partner's own protocol. */
export async function openStage(
  perform: (asked: Asked, mischief: Mischief | undefined) => Reply | Promise<Reply>,
  port = 0,
): Promise<Stage> {
  const asked: Asked[] = []
  let trouble: Mischief[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const one: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    }
    asked.push(one)
    const mischief = trouble.shift()
    if (mischief?.kind === 'fault') return void response.writeHead(500).end('Internal Server Error')
    if (mischief?.kind === 'html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>维护中</body></html>')
    const { status = 200, content_type = 'application/json;charset=UTF-8', headers = {}, body } = await perform(one, mischief)
    if (mischief?.kind === 'cut') return void request.socket.destroy()
    if (mischief?.kind === 'slow') await new Promise((wake) => setTimeout(wake, mischief.delay_ms).unref())
    response.writeHead(status, { 'content-type': content_type, ...headers }).end(body)
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    misbehave: (mischief, times = 1) => {
      trouble.push(...Array.from({ length: times }, () => mischief))
    },
    behave: () => {
      trouble = []
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** Refuses more than so many requests in a second. */
export function limiter(per_second: number): () => boolean {
  let second = 0
  let count = 0
  return () => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) {
      second = now
      count = 0
    }
    return ++count <= per_second
  }
}

/** The wall clock of China, as partners write times. */
export const chinaTime = (moment = new Date()): string =>
  new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

import type { paths } from './api.js'

export type { paths } from './api.js'

/** A key as it was given to you: `secret` for hmac-sha256, `private_key` (32 bytes or PKCS #8, base64) for ed25519. */
export type Key = { key_id: string; secret: string; private_key?: undefined } | { key_id: string; private_key: string; secret?: undefined }
export interface Signable {
  method: string
  url: string
  body?: string | Uint8Array | null | undefined
}
export interface At {
  /** Unix seconds; now when left out. */
  created?: number
  /** New for each request; made when left out. */
  nonce?: string
}
export declare function signRequest(request: Signable, key: Key, at?: At): Promise<Record<string, string>>
export declare function signSimply(request: Signable, key: Extract<Key, { secret: string }>, at?: At): Promise<Record<string, string>>
export interface Webhook<Data = unknown> {
  /** The same for every try of one message: remember it, and take it once. */
  id: string
  type: string
  timestamp: string
  data: Data
}
export declare function verifyWebhook<Data = unknown>(
  body: string | Uint8Array,
  headers: { get(name: string): string | null } | Record<string, string | string[] | undefined>,
  secret: string,
  options?: { tolerance_s?: number; now_s?: number },
): Promise<Webhook<Data>>

type Open = Extract<keyof paths, `/api/open/${string}`>
type Having<Method extends string> = {
  [Path in Open]: paths[Path] extends { [M in Method]: { responses: { 200: unknown } } } ? Path : never
}[Open]
type Operation<Path extends Open, Method extends string> = paths[Path] extends { [M in Method]: infer One } ? One : never
type Json<One> = One extends { content: { 'application/json': infer Body } } ? Body : never
type Answer<One> = One extends { responses: { 200: infer Ok } } ? Json<Ok> : never
type Parameters<One, Where extends string> = One extends { parameters: { [W in Where]?: infer Found } } ? NonNullable<Found> : never
interface Options<One> {
  params?: Parameters<One, 'path'>
  query?: Parameters<One, 'query'>
  body?: One extends { requestBody: infer Body } ? Json<Body> : never
}
type Item<List> = List extends { items: (infer One)[] } ? One : never

export declare class TongshangProblem extends Error {
  readonly status: number
  readonly type: string
  readonly problem: Record<string, unknown>
  readonly retry_after_s: number | null
}

export interface Client {
  get<Path extends Having<'get'>>(path: Path, options?: Options<Operation<Path, 'get'>>): Promise<Answer<Operation<Path, 'get'>>>
  post<Path extends Having<'post'>>(path: Path, options?: Options<Operation<Path, 'post'>>): Promise<Answer<Operation<Path, 'post'>>>
  all<Path extends Having<'get'>>(
    path: Path,
    options?: Options<Operation<Path, 'get'>>,
  ): AsyncGenerator<Item<Answer<Operation<Path, 'get'>>>>
}
export declare function createClient(options: {
  base_url: string
  key: Key
  /** How requests are signed; RFC 9421 when left out. */
  form?: 'rfc9421' | 'simple'
  fetch?: typeof globalThis.fetch
  wait?: (milliseconds: number) => Promise<unknown>
}): Client

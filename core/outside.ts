import { AsyncLocalStorage } from 'node:async_hooks'

/** What came back from outside: an answer whatever its status, or none. */
export type Heard =
  | { status: number; text: string; headers?: Headers; bytes?: Uint8Array }
  | { failed: 'timeout' | 'unreachable'; reason: string }

export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH'
  headers?: Record<string, string>
  body?: string | URLSearchParams
  timeout_ms?: number
  /** How the partner writes its answers; UTF-8 unless it says otherwise. */
  encoding?: string
  /** Has no part in the rate budget: a token, a place for a file, which the partner counts apart or not at all. Seen and kept all the same. */
  free?: boolean
  /** The answer is a file: it comes as bytes, and its text says only how long it is. */
  file?: boolean
}

/** Stands between us and a partner for everything asked inside `throughDoor`. */
export interface Door {
  /** Waits until the request may leave, or answers in the partner's place when nothing may be asked now. */
  before(): Promise<Heard | null>
  /** Sees what was asked and what came back. */
  after(seen: { method: string; url: string; body: string; heard: Heard; took_ms: number }): void
}
const doors = new AsyncLocalStorage<Door>()

/** Everything asked of partners inside `work`, however deep, goes through this door: rate budgets, circuit breakers and the record of calls live there. */
export const throughDoor = <Answer>(door: Door, work: () => Promise<Answer>): Promise<Answer> => doors.run(door, work)

/** A partner's answer is text of a reasonable size; more is cut off rather than kept in memory. */
const largest_bytes = 8 * 1024 * 1024
/** A file may be larger: a day of a large shop. */
const largest_file_bytes = 64 * 1024 * 1024

/**
 * One request to a partner. Never throws for an outage: no answer in time or no connection is an answer too, and whoever asked
 * decides when to try again. Redirects are not followed: a signed request goes where it was signed for.
 */
export async function askOutside(url: string, asking: Asking = {}): Promise<Heard> {
  const door = doors.getStore()
  if (!door) return ask(url, asking)
  const kept = asking.free ? null : await door.before()
  if (kept) return kept
  const began = performance.now()
  const heard = await ask(url, asking)
  door.after({ method: asking.method ?? 'POST', url, body: String(asking.body ?? ''), heard, took_ms: performance.now() - began })
  return heard
}

async function ask(
  url: string,
  { method = 'POST', headers = {}, body, timeout_ms = 8000, encoding = 'utf-8', file = false }: Asking,
): Promise<Heard> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout_ms),
      ...(body === undefined ? {} : { body }),
    })
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body ?? []) {
      size += part.length
      const most = file ? largest_file_bytes : largest_bytes
      if (size > most) return { failed: 'unreachable', reason: `the answer is larger than ${most} bytes` }
      parts.push(part)
    }
    if (file && response.status === 200)
      return { status: 200, text: `(a file of ${size} bytes)`, headers: response.headers, bytes: Buffer.concat(parts) }
    return { status: response.status, text: new TextDecoder(encoding).decode(Buffer.concat(parts)), headers: response.headers }
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } }
    if (name === 'TimeoutError') return { failed: 'timeout', reason: `no answer within ${timeout_ms} ms` }
    return { failed: 'unreachable', reason: cause?.code ?? cause?.message ?? message }
  }
}

/** The JSON in a text, or undefined: partners answer HTML when they are down. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As `jsonIn`, with whole numbers too large for JavaScript kept as the text they were: order numbers of marketplaces are. */
export function exactJsonIn(text: string): unknown {
  if (!/\d{16}/.test(text)) return jsonIn(text)
  try {
    return JSON.parse(text, ((_key: string, value: unknown, { source }: { source: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value) as never)
  } catch {
    return undefined
  }
}

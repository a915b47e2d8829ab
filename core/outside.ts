/** What came back from outside: an answer whatever its status, or none. */
export type Heard = { status: number; text: string } | { failed: 'timeout' | 'unreachable'; reason: string }

export interface Asking {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string | URLSearchParams
  timeout_ms?: number
}

/** A partner's answer is text of a reasonable size; more is cut off rather than kept in memory. */
const largest_bytes = 8 * 1024 * 1024

/**
 * One request to a partner. Never throws for an outage: no answer in time or no connection is an answer too, and whoever asked
 * decides when to try again. Redirects are not followed: a signed request goes where it was signed for.
 */
export async function askOutside(url: string, { method = 'POST', headers = {}, body, timeout_ms = 8000 }: Asking = {}): Promise<Heard> {
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
      if (size > largest_bytes) return { failed: 'unreachable', reason: `the answer is larger than ${largest_bytes} bytes` }
      parts.push(part)
    }
    return { status: response.status, text: Buffer.concat(parts).toString('utf8') }
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

import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { guardedLookup, refuseAddress } from './address.ts'

export type Heard =
  | { status: number; text: string; retry_after_s: number | null }
  | { failed: 'timeout' | 'unreachable' | 'address_forbidden'; reason: string }

const timeout_ms = 15_000
/** As much of an answer is kept as helps to find a fault. */
const longest = 2_000

/** Posts one message. Never throws for an outage, follows no redirection, and opens no connection into a network. */
export function send(url: string, body: string, headers: Record<string, string>, content_type = 'application/json'): Promise<Heard> {
  const forbidden = refuseAddress(url)
  if (forbidden) return Promise.resolve({ failed: 'address_forbidden', reason: forbidden })
  return new Promise((done) => {
    const bytes = Buffer.from(body)
    const asking = (url.startsWith('https:') ? overHttps : overHttp)(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: guardedLookup,
        signal: AbortSignal.timeout(timeout_ms),
        headers: { ...headers, 'content-type': content_type, 'content-length': bytes.length, 'user-agent': 'Tongshang-Webhooks/1' },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => {
          text = (text + part).slice(0, longest)
        })
        answer.on('error', (error: Error) => done({ failed: 'unreachable', reason: error.message }))
        answer.on('end', () => {
          const after = Number(answer.headers['retry-after'])
          done({ status: answer.statusCode!, text, retry_after_s: Number.isFinite(after) && after > 0 ? Math.min(after, 86_400) : null })
        })
      },
    )
    asking.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'address_forbidden') done({ failed: 'address_forbidden', reason: error.message })
      else if (error.name === 'AbortError' || error.name === 'TimeoutError')
        done({ failed: 'timeout', reason: `no answer within ${timeout_ms / 1000} s` })
      else done({ failed: 'unreachable', reason: error.code ?? error.message })
    })
    asking.end(bytes)
  })
}

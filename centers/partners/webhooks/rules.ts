import { createHmac } from 'node:crypto'

/** Rests between tries: about three days in all. A fifth up or down, so that many that failed together do not come back together. */
const waits_s = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** When it is tried again after so many tries; null when it is given up. */
export function nextTry(attempts: number, now: string, chance: number, retry_after_s = 0): string | null {
  const wait_s = waits_s[attempts - 1]
  if (wait_s === undefined) return null
  return new Date(Date.parse(now) + Math.max(wait_s * (0.8 + chance * 0.4), retry_after_s) * 1000).toISOString()
}

/** `webhook-id`: the same for every try, so whoever takes a message twice notices. */
export const messageId = (delivery_id: string): string => `msg_${delivery_id.replaceAll('-', '')}`

/** The headers of Standard Webhooks; after a rotation signed with both secrets. */
export function signHeaders(delivery_id: string, body: string, now: string, secrets: readonly string[]): Record<string, string> {
  const id = messageId(delivery_id)
  const timestamp = String(Math.floor(Date.parse(now) / 1000))
  const signatures = secrets.map(
    (secret) =>
      `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64')}`,
  )
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** What an answer means. Only 2xx is taken; a redirection is not followed, for what was signed goes where it was signed for. */
export function judgeAnswer(status: number): { taken: boolean; gone: boolean; code: string } {
  if (status >= 200 && status < 300) return { taken: true, gone: false, code: 'ok' }
  return { taken: false, gone: status === 410, code: status >= 300 && status < 400 ? 'redirected' : `http_${status}` }
}

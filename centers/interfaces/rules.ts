import type { Told } from './model.ts'

/** Outages one after the other that open the breaker. */
export const failuresToOpen = 5
const shortestPause_ms = 15_000
const longestPause_ms = 600_000

/** How long an open breaker rests: twice as long each time, at most ten minutes, a fifth up or down so that processes do not knock together. */
export function pauseOf(failures: number, chance: number): number {
  const pause_ms = Math.min(longestPause_ms, shortestPause_ms * 2 ** Math.min(failures - failuresToOpen, 10))
  return Math.round(pause_ms * (0.8 + chance * 0.4))
}

/** A partner that answers is there, though the answer is a limit, a wrong key or not what we expect; only silence and faults count as an outage. */
export const isOutage = (told: Told): boolean => told.status === 'later' && told.retry_after_s === undefined && !answered.has(told.code)
const answered = new Set([
  ...['circuit_open', 'switched_off', 'connection_closed', 'connection_paused', 'nobody_delivers'],
  ...['unauthorized', 'clock_differs', 'contract_broken', 'shop_closed'],
])

/** Seconds before the next try of a letter: about a day in all, then it is a dead letter. */
const waits_s = [5, 15, 60, 180, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800]

/** When a letter is tried again after so many attempts, a quarter later or earlier by chance; null when it is given up. */
export function nextTry(attempts: number, now: string, chance: number, retry_after_s = 0): string | null {
  const wait_s = waits_s[attempts - 1]
  if (wait_s === undefined) return null
  return new Date(Date.parse(now) + Math.max(wait_s * (0.75 + chance * 0.5), retry_after_s) * 1000).toISOString()
}

const secretFields =
  /("?(?:sign|session|access_token|refresh_token|app_secret|client_secret|password|signInfo|signature|oauth_signature|consumer_secret|sessionKey|authorization|x-shopify-access-token)"?\s*[=:]\s*"?)([^"&\s,}]{4,})/gi

/** A text as it may be kept: secrets, signatures and the middle of phone numbers taken out. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const secret of secrets) {
    if (secret.length < 4) continue
    masked = masked.replaceAll(secret, '***')
    const encoded = encodeURIComponent(secret)
    if (encoded !== secret) masked = masked.replaceAll(encoded, '***')
  }
  return masked.replace(secretFields, '$1***').replace(/(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g, '$1****$2')
}

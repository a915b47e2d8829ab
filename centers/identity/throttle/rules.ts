import { addMilliseconds } from '#core/time.ts'

export interface Throttle {
  key: string
  failures: number
  last_failed_at: string
  /** No further attempt before this moment. */
  open_at: string
}

export interface Limit {
  /** Attempts without any wait. */
  free: number
  first_wait_s: number
  longest_wait_s: number
}

/** Many people share an address (an office, a mobile network), so it is given more room than one account or one browser. */
export const limits = {
  account: { free: 5, first_wait_s: 1, longest_wait_s: 900 },
  device: { free: 5, first_wait_s: 1, longest_wait_s: 900 },
  known_device: { free: 10, first_wait_s: 1, longest_wait_s: 300 },
  address: { free: 50, first_wait_s: 1, longest_wait_s: 900 },
  // Codes cost money and disturb people: one at once, the next after a minute, later ones at most hourly.
  code_target: { free: 1, first_wait_s: 60, longest_wait_s: 3600 },
  code_known_device: { free: 2, first_wait_s: 60, longest_wait_s: 900 },
  code_address: { free: 20, first_wait_s: 10, longest_wait_s: 900 },
} as const satisfies Record<string, Limit>

export type Throttled = keyof typeof limits

const forgotten_after_ms = 24 * 3_600_000

/**
 * Counts one attempt, before it is known whether it is right: a thousand guesses sent at once must not all pass on the count before.
 * Answers the new count, or the seconds to wait when the attempt may not be made.
 */
export function countAttempt(
  before: Throttle | undefined,
  limit: Limit,
  key: string,
  now: string,
): { throttle: Throttle; wait_s?: undefined } | { throttle?: undefined; wait_s: number } {
  const stale = !before || Date.parse(now) - Date.parse(before.last_failed_at) > forgotten_after_ms
  if (!stale && before.open_at > now) return { wait_s: Math.ceil((Date.parse(before.open_at) - Date.parse(now)) / 1000) }
  const failures = stale ? 1 : before.failures + 1
  return { throttle: { key, failures, last_failed_at: now, open_at: addMilliseconds(now, waitAfter(failures, limit) * 1000) } }
}

/** Doubles with each failure beyond the free ones. */
export const waitAfter = (failures: number, { free, first_wait_s, longest_wait_s }: Limit): number =>
  failures < free ? 0 : Math.min(longest_wait_s, first_wait_s * 2 ** Math.min(30, failures - free))

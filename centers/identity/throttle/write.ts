import { keyedHash } from '#core/secrets.ts'
import { hot, json, lockRows, type Tx } from '#core/sql.ts'
import { countAttempt, limits, type Throttle, type Throttled } from './rules.ts'

/** Who attempts what. `known` says that this browser has signed in to this very account before. */
export interface Attempt {
  account: string
  network: string
  device: string | null
  known: boolean
}

export interface ThrottleKey {
  kind: Throttled
  key: string
}
export const throttleKey = (kind: Throttled, what: string): ThrottleKey => ({ kind, key: `${kind}:${keyedHash('throttle', what)}` })

/** The counters an attempt touches. A known browser has one of its own, so no attack on the account or from its address can slow it down. */
export function throttleKeys(attempt: Attempt): ThrottleKey[] {
  if (attempt.known && attempt.device) return [throttleKey('known_device', `${attempt.account} ${attempt.device}`)]
  const keys = [throttleKey('account', attempt.account), throttleKey('address', attempt.network)]
  if (attempt.device) keys.push(throttleKey('device', attempt.device))
  return keys
}

/** Counts an attempt against all its counters, or answers how many seconds are left to wait; then nothing was counted. */
export const reserveAttempt = (tx: Tx, attempt: Attempt, now: string): Promise<{ wait_s: number }> =>
  reserveKeys(tx, throttleKeys(attempt), now)

export async function reserveKeys(tx: Tx, counters: ThrottleKey[], now: string): Promise<{ wait_s: number }> {
  const keys = counters.sort((a, b) => (a.key < b.key ? -1 : 1))
  const names = keys.map(({ key }) => key)
  await tx.run(hot`
    insert into identity.throttles (key, failures, last_failed_at, open_at)
    select key, 0, ${now}, ${now} from unnest(${names}::text[]) as k (key) order by key
    on conflict do nothing`)
  const rows = await lockRows<Throttle>(
    tx,
    hot`select key, failures, last_failed_at, open_at from identity.throttles where key = any(${names}::text[])`,
    hot`key`,
  )
  const before = new Map(rows.map((row) => [row.key, row]))
  const counted = keys.map(({ key, kind }) => countAttempt(before.get(key), limits[kind], key, now))
  const wait_s = Math.max(0, ...counted.map((one) => one.wait_s ?? 0))
  if (wait_s > 0) return { wait_s }
  await tx.run(hot`
    update identity.throttles t set failures = s.failures, last_failed_at = s.last_failed_at, open_at = s.open_at
    from jsonb_to_recordset(${json(counted.map(({ throttle }) => throttle))}::jsonb)
      as s (key text, failures integer, last_failed_at timestamptz, open_at timestamptz)
    where t.key = s.key`)
  return { wait_s: 0 }
}

/**
 * Forgets what the right password's own browser did wrong. The counters he shares with strangers are lowered by this one attempt only and
 * stay shut as long as they were: else someone could open them again and again by signing in to an account of his own.
 */
export async function forgiveAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  const keys = throttleKeys(attempt)
  const own = keys.filter(({ kind }) => kind === 'known_device' || kind === 'device').map(({ key }) => key)
  const shared = keys.filter(({ kind }) => kind === 'account' || kind === 'address').map(({ key }) => key)
  await tx.run(hot`
    update identity.throttles
    set failures = case when key = any(${own}::text[]) then 0 else greatest(0, failures - 1) end,
      open_at = case when key = any(${own}::text[]) then last_failed_at else open_at end
    where key = any(${[...own, ...shared].sort()}::text[])`)
}

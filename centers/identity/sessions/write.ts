import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { newToken, tokenHash } from '#core/secrets.ts'
import { type Db, hot, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Audience, Handle } from '../model.ts'
import { verifyPassword } from '../passwords.ts'
import { findCredentials } from '../read.ts'
import { maskHandle, unknownDevice } from '../rules.ts'
import { type Attempt, forgiveAttempt, reserveAttempt } from '../throttle/write.ts'
import { type EndReason, lifetimes, type Method, type Origin, type SignInOutcome } from './model.ts'
import { isKnownDevice } from './read.ts'

export interface NewSession {
  id: string
  user_id: string
  audience: Audience
  method: Method
  origin: Origin
  sign_on_id?: string | null
}

/**
 * Starts sessions and answers the token of each, which is kept nowhere else. Remembers the device, so that it is known from now on; whoever has
 * signed in elsewhere before is told of a new one.
 */
export async function startSessions(tx: Tx, now: string, sessions: readonly NewSession[]): Promise<{ id: string; token: string }[]> {
  const started: { id: string; token: string }[] = []
  for (const { id, user_id, audience, method, origin, sign_on_id } of sessions) {
    const token = newToken()
    await tx.run(hot`
      insert into identity.sessions (token_hash, id, user_id, audience, method, device_label, device_hash, address, sign_on_id, started_at, seen_at, expires_at)
      values (${tokenHash(token)}, ${id}, ${user_id}, ${audience}, ${method}, ${origin.device_label}, ${origin.device_hash}, ${origin.address},
        ${sign_on_id ?? null}, ${now}, ${now}, ${addMilliseconds(now, lifetimes[audience].idle_ms)})`)
    if (origin.device_hash) {
      const known = await tx.row<{ this_one: boolean; others: boolean }>(hot`
        select coalesce(bool_or(device_hash = ${origin.device_hash}), false) as this_one, count(*) > 0 as others
        from identity.devices where user_id = ${user_id}`)
      await tx.run(hot`
        insert into identity.devices (user_id, device_hash, label, first_seen_at, last_seen_at)
        values (${user_id}, ${origin.device_hash}, ${origin.device_label}, ${now}, ${now})
        on conflict (user_id, device_hash) do update set last_seen_at = excluded.last_seen_at, label = excluded.label`)
      // Who goes on to another site of ours proves nothing anew.
      if (known!.others && !known!.this_one && method !== 'sign_on') {
        const values = { device: origin.device_label === unknownDevice ? '未知设备 / unknown device' : origin.device_label }
        const told = { template: 'identity.new_device', channels: ['in_app', 'email'], to: { user_id }, values }
        await announce(tx, 'messages.requested', [{ message_id: id, ...told }], now)
      }
    }
    started.push({ id, token })
  }
  await announce(
    tx,
    'identity.signed_in',
    sessions.map(({ id, user_id, audience, method }) => ({ session_id: id, user_id, audience, method })),
    now,
  )
  return started
}

export interface EndOrder {
  user_id: string
  reason: EndReason
  /** Only this one; without it all of the user's. */
  session_id?: string
  /** All but this one. */
  except_session_id?: string
  sign_on_id?: string
}

/** Ends sessions; ended ones stay as they are. Answers the token hashes, for the caller's own cache; other processes notice within a second. */
export async function endSessions(tx: Tx, now: string, order: EndOrder): Promise<string[]> {
  const { user_id, reason, session_id = null, except_session_id = null, sign_on_id = null } = order
  const ended = await tx.rows<{ token_hash: string; id: string }>(hot`
    update identity.sessions set ended_at = ${now}, ended_reason = ${reason}
    where user_id = ${user_id} and ended_at is null
      and (${session_id}::uuid is null or id = ${session_id}::uuid)
      and (${except_session_id}::uuid is null or id <> ${except_session_id}::uuid)
      and (${sign_on_id}::text is null or sign_on_id = ${sign_on_id})
    returning token_hash, id`)
  await announce(
    tx,
    'identity.sessions_ended',
    ended.map(({ id }) => ({ session_id: id, user_id, reason })),
    now,
  )
  return ended.map(({ token_hash }) => token_hash)
}

export interface DeviceOrder {
  user_id: string
  /** A session on the device. */
  session_id: string
  /** The session that asks: of its own device nothing else is ended. */
  asking_id: string
}

/**
 * Signs a device out: the named session, all others in the same browser, for any of them would open the rest again, and the sign-ons they stand on, which the
 * caller leaves. Nothing when the session is not his or over.
 */
export async function endDevice(
  tx: Tx,
  now: string,
  { user_id, session_id, asking_id }: DeviceOrder,
): Promise<{ token_hashes: string[]; sign_on_ids: string[] }> {
  const live = await tx.rows<{ id: string; device_hash: string | null; sign_on_id: string | null }>(hot`
    select id, device_hash, sign_on_id from identity.sessions where user_id = ${user_id} and ended_at is null and expires_at > ${now}`)
  const [named, asking] = [session_id, asking_id].map((id) => live.find((one) => one.id === id))
  if (!named) return { token_hashes: [], sign_on_ids: [] }
  const whole = named.device_hash !== null && named.device_hash !== asking?.device_hash
  const ending = whole ? live.filter(({ device_hash }) => device_hash === named.device_hash) : [named]
  const token_hashes: string[] = []
  for (const { id } of ending) token_hashes.push(...(await endSessions(tx, now, { user_id, session_id: id, reason: 'revoked' })))
  const sign_on_ids = [...new Set(ending.flatMap(({ sign_on_id }) => sign_on_id ?? []))]
  return { token_hashes, sign_on_ids: named.id === asking_id ? sign_on_ids : sign_on_ids.filter((id) => id !== asking?.sign_on_id) }
}

/** Moves the end of a session that is in use. Called at most once in five minutes per session, or every request would write. */
export async function touchSession(db: Db, token_hash: string, audience: Audience, started_at: string, now: string): Promise<void> {
  const { idle_ms, whole_ms } = lifetimes[audience]
  const expires_at = [addMilliseconds(now, idle_ms), addMilliseconds(started_at, whole_ms)].sort()[0]!
  await db.run(hot`
    update identity.sessions set seen_at = ${now}, expires_at = greatest(expires_at, ${expires_at})
    where token_hash = ${token_hash} and ended_at is null and expires_at > ${now}`)
}

export type PasswordSignIn =
  | { outcome: 'signed_in'; user_id: string; name: string; must_change_password: boolean }
  // Whose account was tried, for the log only; null when nobody has the handle.
  | { outcome: 'wait'; wait_s: number; user_id: string | null }
  | { outcome: 'handle_or_password_wrong'; user_id: string | null }
  | { outcome: 'account_suspended'; user_id: string }

/**
 * Whether the password opens the account; starts no session yet. The attempt is counted before the password is looked at, and a handle
 * that nobody has is treated as one with a wrong password: the same words, the same work, the same waits.
 */
export async function checkPassword(db: Db, handle: Handle, password: string, origin: Origin, now: string): Promise<PasswordSignIn> {
  const account = `${handle.kind}:${handle.value}`
  const found = await findCredentials(db, handle)
  const known = await isKnownDevice(db, found?.user_id ?? nobodysId, origin.device_hash)
  const attempt: Attempt = { account, network: origin.network, device: origin.device_hash, known }
  const { wait_s } = await db.tx((tx) => reserveAttempt(tx, attempt, now))
  if (wait_s > 0) return { outcome: 'wait', wait_s, user_id: found?.user_id ?? null }

  const right = await verifyPassword(found?.hash ?? null, password)
  if (!found || !right) return { outcome: 'handle_or_password_wrong', user_id: found?.user_id ?? null }
  await db.tx((tx) => forgiveAttempt(tx, attempt))
  // Said only to someone who knows the password: it is no news to a stranger that the account exists.
  if (found.state !== 'active') return { outcome: 'account_suspended', user_id: found.user_id }
  return { outcome: 'signed_in', user_id: found.user_id, name: found.name, must_change_password: found.must_change ?? false }
}
const nobodysId = '00000000-0000-4000-8000-000000000000'

export interface SignInRecord {
  user_id: string | null
  handle: Handle | null
  audience: Audience
  method: Method
  outcome: SignInOutcome
  origin: Origin
}

/** Keeps the attempt for the person's own list and the console's sign-in log. */
export const recordSignIn = (tx: Tx | Db, record: SignInRecord, now: string): Promise<number> =>
  tx.run(hot`
    insert into identity.sign_ins (id, at, user_id, handle_shown, audience, method, outcome, address, device_label)
    values (${newId()}, ${now}, ${record.user_id}, ${record.handle ? maskHandle(record.handle) : ''}, ${record.audience}, ${record.method},
      ${record.outcome}, ${record.origin.address}, ${record.origin.device_label})`)

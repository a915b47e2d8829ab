import { randomInt, timingSafeEqual } from 'node:crypto'
import { announce } from '#core/events.ts'
import { rarely_ms } from '#core/jobs.ts'
import { keyedHash, seal } from '#core/secrets.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Audience, Handle } from '../model.ts'
import { findHandles } from '../read.ts'
import type { Origin } from '../sessions/model.ts'
import { isKnownDevice } from '../sessions/read.ts'
import { reserveKeys, type ThrottleKey, throttleKey } from '../throttle/write.ts'

export const codePurposes = ['sign_in', 'add_handle'] as const
/** `order_desk` is asked for by staff: its holder lets them pay from what is his. */
export type CodePurpose = (typeof codePurposes)[number] | 'order_desk'

export interface CodeRequest {
  /** Chosen by the caller and known to nobody else: only who asked for a code can answer it. */
  id: string
  purpose: CodePurpose
  audience: Audience
  handle: Handle
  user_id: string | null
  locale: 'zh' | 'en'
  brand: string | null
  /** Says what the code is for, where that is more than to prove who one is; `payload` is what it is good for and comes back with the answer. */
  told?: { template: string; values: Record<string, string>; payload: object }
}

const life_ms = 5 * 60_000
const tries = 5

/**
 * Sends a code of six digits to a phone or an email address, whether or not anybody has it: the answer tells nothing. Codes to one target wait
 * longer and longer, except for a browser that its owner signed in with before, so nobody can use up the codes of somebody else.
 * The same id again sends nothing again. Without an origin somebody of ours asks, whose own device tells nothing.
 */
export async function requestCode(db: Db, request: CodeRequest, origin: Origin | null, now: string): Promise<{ wait_s: number }> {
  const { id, purpose, audience, handle, user_id } = request
  const [holder] = await findHandles(db, [handle])
  const known = holder !== undefined && origin !== null && (await isKnownDevice(db, holder.user_id, origin.device_hash))
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  return db.tx(async (tx) => {
    if (await tx.row(hot`select 1 as there from identity.challenges where id = ${id}`)) return { wait_s: 0 }
    const { wait_s } = await reserveKeys(tx, codeThrottles(handle, origin, known), now)
    if (wait_s > 0) return { wait_s }
    const made = await tx.run(hot`
      insert into identity.challenges (id, purpose, audience, kind, value, user_id, answer_hash, payload, tries_left, made_at, expires_at)
      values (${id}, ${purpose}, ${audience}, ${handle.kind}, ${handle.value}, ${user_id}, ${answerHash(id, code)}, ${json(request.told?.payload ?? {})}::jsonb, ${tries}, ${now}, ${addMilliseconds(now, life_ms)})
      on conflict do nothing`)
    if (made === 1) await announceCode(tx, request, code, now)
    return { wait_s: 0 }
  })
}

const codeThrottles = (handle: Handle, origin: Origin | null, known: boolean): ThrottleKey[] => {
  const target = `${handle.kind}:${handle.value}`
  if (origin === null) return [throttleKey('code_target', target)]
  if (known) return [throttleKey('code_known_device', `${target} ${origin.device_hash}`)]
  return [throttleKey('code_target', target), throttleKey('code_address', origin.network)]
}

/** The code itself travels sealed: events are kept, and nobody who reads them may sign in with what he finds. */
const announceCode = (tx: Tx, { id, handle, locale, brand, told }: CodeRequest, code: string, now: string): Promise<void> =>
  announce(
    tx,
    'messages.requested',
    [
      {
        message_id: id,
        template: told?.template ?? 'identity.code',
        channels: [handle.kind === 'phone' ? 'sms' : 'email'],
        to: { [handle.kind]: handle.value },
        locale,
        brand,
        urgent: true,
        expires_at: addMilliseconds(now, life_ms),
        values: { ...told?.values, minutes: life_ms / 60_000 },
        sealed_values: seal('messages.values', json({ code })),
      },
    ],
    now,
  )

const answerHash = (id: string, answer: string): string => keyedHash('challenge', `${id} ${answer}`)

export interface AnsweredChallenge {
  id: string
  purpose: string
  audience: Audience
  kind: 'phone' | 'email' | null
  value: string | null
  user_id: string | null
  payload: Record<string, unknown>
}

export type Answer = { outcome: 'right'; challenge: AnsweredChallenge } | { outcome: 'code_wrong' | 'code_expired' }

/**
 * Takes the answer to a challenge: right at most once, within its life and its tries. A try is counted before it is judged.
 * Commits with the caller's transaction, so an act that fails later leaves the challenge to be answered again.
 */
export async function answerChallenge(
  tx: Tx,
  { id, purpose, audience, answer }: { id: string; purpose: string; audience: Audience; answer: string },
  now: string,
): Promise<Answer> {
  const found = await tx.row<AnsweredChallenge & { answer_hash: string }>(hot`
    update identity.challenges set tries_left = tries_left - 1
    where id = ${id} and purpose = ${purpose} and audience = ${audience} and used_at is null and tries_left > 0 and expires_at > ${now}
    returning id, purpose, audience, kind, value, user_id, payload, answer_hash`)
  if (!found) return { outcome: 'code_expired' }
  const { answer_hash, ...challenge } = found
  if (!timingSafeEqual(Buffer.from(answer_hash), Buffer.from(answerHash(id, answer)))) return { outcome: 'code_wrong' }
  await tx.run(hot`update identity.challenges set used_at = ${now} where id = ${id}`)
  return { outcome: 'right', challenge }
}

/** Keeps what only this browser can answer: a ceremony or a trip that began here. `answer` goes to the browser, only its hash stays. */
export const keepChallenge = (
  tx: Tx | Db,
  challenge: { id: string; purpose: string; audience: Audience; user_id: string | null; answer: string; payload: object; life_ms: number },
  now: string,
): Promise<number> =>
  tx.run(hot`
    insert into identity.challenges (id, purpose, audience, user_id, answer_hash, payload, tries_left, made_at, expires_at)
    values (${challenge.id}, ${challenge.purpose}, ${challenge.audience}, ${challenge.user_id}, ${answerHash(challenge.id, challenge.answer)},
      ${json(challenge.payload)}::jsonb, 1, ${now}, ${addMilliseconds(now, challenge.life_ms)})`)

/** Forgets challenges, throttles and ended sessions that no longer matter, and old sign-ins. */
export const sweepIdentity = {
  name: 'identity.sweep',
  rest_ms: rarely_ms,
  async run(db: Db, now: string): Promise<number> {
    const [day, half_year] = [addMilliseconds(now, -86_400_000), addMilliseconds(now, -183 * 86_400_000)]
    const gone = [
      await db.run(
        hot`delete from identity.challenges where id in (select id from identity.challenges where expires_at < ${day} limit 1000)`,
      ),
      await db.run(
        hot`delete from identity.throttles where key in (select key from identity.throttles where last_failed_at < ${day} limit 1000)`,
      ),
      await db.run(hot`
        delete from identity.sessions where token_hash in (
          select token_hash from identity.sessions where ended_at is not null and ended_at < ${half_year} limit 1000)`),
      await db.run(
        hot`delete from identity.sign_ins where id in (select id from identity.sign_ins where at < ${half_year} order by at limit 1000)`,
      ),
    ]
    return gone.reduce((sum, count) => sum + count, 0)
  },
}

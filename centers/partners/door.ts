import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { type App, type Caller, Problem } from '#core/http.ts'
import { newId, uuidPattern } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, hot } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import type { StoredKey } from './model.ts'
import { findKey } from './read.ts'
import { callerOf, isBeforeGood, shutBecause, untilNext, windowStart } from './rules.ts'
import { type Claim, isDigestOf, isFault, isSigned, isSignedBy, judgeTime, proofOf, readClaim, type SignedParts } from './signatures.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that signed this request; null for people. */
    open_key: StoredKey | null
    /** What the body must hash to. */
    open_digest: Claim['digest']
  }
}

/** The purpose secrets of keys are sealed for. */
export const keySeal = 'partners.key'

type Authenticate = (request: FastifyRequest) => Promise<Caller> | Caller

/** The door of `/api/open`: whoever signs is the key he signs with, everybody else is whom the sessions know. */
export function openDoor(needs: Needs, others: Authenticate): Authenticate {
  return (request) => {
    request.open_key = null
    request.open_digest = null
    if (!request.url.startsWith('/api/open/') || !isSigned(request.headers)) return others(request)
    return admit(needs, request)
  }
}

/** Compares the body with the digest that was signed, before anything reads it. To be called on the app before its routes are registered. */
export function guardBodies(app: App, needs: Needs): void {
  app.decorateRequest('open_key', null)
  app.decorateRequest('open_digest', null)
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (!request.open_key || request.method === 'GET' || request.method === 'HEAD') return payload
    const parts: Buffer[] = []
    let size = 0
    for await (const part of payload) {
      size += part.length
      if (size > largest_bytes)
        throw new Problem(413, 'body_too_large', `A body may have ${largest_bytes} bytes: send fewer items at once.`)
      parts.push(part as Buffer)
    }
    const body = Buffer.concat(parts)
    const covered = request.open_digest ? isDigestOf(request.open_digest, body) : body.length === 0
    if (!covered) throw refuse(needs, request, 'digest_differs', 'The body is not the one that was signed: sign the bytes you send.')
    return Object.assign(Readable.from(body.length > 0 ? [body] : []), { receivedEncodedLength: body.length })
  })
}
const largest_bytes = 2 * 1024 * 1024

async function admit(needs: Needs, request: FastifyRequest): Promise<Caller> {
  const { db, clock } = needs
  const now = clock.now()
  const turnAway = (code: string, detail: string, more: object = {}) => refuse(needs, request, code, detail, more)
  const claim = readClaim(partsOf(request))
  if (isFault(claim)) throw turnAway(claim.fault, claim.detail)
  if (!new RegExp(uuidPattern).test(claim.key_id)) throw turnAway('key_unknown', 'No key has this id: look at the keyid you send.')
  const late = judgeTime(claim, now)
  if (late) throw turnAway(late.fault, late.detail, { server_time: now })
  const key = await findKey(db, claim.key_id)
  const shut = shutBecause(key, now)
  if (!key || shut) throw turnAway(shut!.code, shut!.detail)
  if (claim.algorithm !== null && claim.algorithm !== key.algorithm)
    throw turnAway('algorithm_differs', `This key signs with ${key.algorithm}.`)
  if (!isSignedBy(proofOf(key.algorithm, secretsOf(key, now), key.public_key), claim.base, claim.signature))
    throw turnAway(
      'signature_wrong',
      'The signature is not that of this key over this request. Compare what you signed with signature_base.',
      { signature_base: claim.base },
    )
  const counted = await count(db, key, claim.nonce, now)
  if (counted === 'replayed') throw turnAway('replayed', 'This nonce was used before: every request needs a new one, a retry too.')
  if (counted !== 'counted') {
    const retry_after_s = untilNext(counted, now)
    throw turnAway(
      'quota_used_up',
      `More than ${counted === 'minute' ? key.per_minute : key.per_day} calls in a ${counted}: go on in ${retry_after_s} s.`,
      { per: counted, retry_after_s },
    )
  }
  request.open_key = key
  request.open_digest = claim.digest
  return callerOf(key)
}

function secretsOf(key: StoredKey, now: string): string[] {
  const sealed = [key.sealed_secret, isBeforeGood(key, now) ? key.sealed_before : null]
  return sealed.flatMap((one) => (one === null ? [] : (unseal(keySeal, one) ?? [])))
}

function partsOf(request: FastifyRequest): SignedParts {
  return {
    method: request.method,
    scheme: request.protocol,
    authority: request.host,
    target: request.originalUrl,
    headers: request.headers,
  }
}

/**
 * Takes the nonce and a call of both quotas in one statement: a replay costs no call, and what a minute refuses costs none of the day. Of two that
 * arrive together with one nonce the second is the replay.
 */
async function count(db: Db, key: StoredKey, nonce: string, now: string): Promise<'counted' | 'replayed' | 'minute' | 'day'> {
  const row = await db.row<{ fresh: boolean; minute: boolean; day: boolean }>(hot`
    with fresh as (
      insert into partners.nonces (key_id, nonce, seen_at) values (${key.key_id}, ${nonce}, ${now}) on conflict do nothing returning 1
    ), minute as (
      insert into partners.counts as c (key_id, per, starts_at, calls)
      select ${key.key_id}::uuid, 'minute', ${windowStart('minute', now)}::timestamptz, 1 where exists (select from fresh)
      on conflict (key_id, per, starts_at) do update set calls = c.calls + 1 where c.calls < ${key.per_minute}::integer returning 1
    ), day as (
      insert into partners.counts as c (key_id, per, starts_at, calls)
      select ${key.key_id}::uuid, 'day', ${windowStart('day', now)}::timestamptz, 1 where exists (select from minute)
      on conflict (key_id, per, starts_at) do update set calls = c.calls + 1 where c.calls < ${key.per_day}::integer returning 1
    )
    select exists (select from fresh) as fresh, exists (select from minute) as minute, exists (select from day) as day`)
  if (!row!.fresh) return 'replayed'
  if (!row!.minute) return 'minute'
  return row!.day ? 'counted' : 'day'
}

/** The refusal, and a row of it. Under a flood only some are kept: what repeats needs no second witness. */
function refuse({ db, clock }: Needs, request: FastifyRequest, code: string, detail: string, more: object = {}): Problem {
  const now = clock.now()
  const status = code === 'quota_used_up' ? 429 : code === 'digest_differs' ? 400 : 401
  const given =
    /keyid="([^"]{36})"/.exec(String(request.headers['signature-input'] ?? ''))?.[1] ?? String(request.headers['x-tongshang-key'] ?? '')
  const key_id = new RegExp(uuidPattern).test(given) ? given : null
  if (pending < mostPending) {
    pending++
    db.run(hot`
      insert into partners.refusals (refusal_id, refused_at, key_id, method, path, code, detail, address)
      values (${newId()}, ${now}, ${key_id}, ${request.method}, ${request.url.slice(0, 300)}, ${code}, ${detail}, ${request.ip})`)
      .catch((error: Error) => log.warn({ error: error.message }, 'a refused request could not be kept'))
      .finally(() => {
        pending--
      })
  }
  log.warn({ refused: [code], route: request.routeOptions.url, address: request.ip, who: key_id, request_id: request.id }, 'refused')
  return new Problem(status, code, detail, more as Record<string, unknown>)
}
let pending = 0
const mostPending = 20

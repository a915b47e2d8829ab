import type { FastifyRequest } from 'fastify'
import { callersOf } from '#centers/organization/callers.ts'
import { type Caller, nobody, Problem } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { tokenHash } from '#core/secrets.ts'
import type { Db } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Audience } from '../model.ts'
import { readTurn } from '../visitors/write.ts'
import { audienceOf, deviceVisitor, readDeviceHeader, readSessionToken, readVisitor } from './cookies.ts'
import { findSession, type LiveSession, listEnded } from './read.ts'
import { touchSession } from './write.ts'

// One query per session in this time. Ending a session is noticed sooner, by the watch below.
const fresh_ms = 30_000
const watch_every_ms = 400
const touch_after_ms = 5 * 60_000
const most_kept = 100_000

interface Kept {
  session: LiveSession | undefined
  caller: Caller
  loaded_ms: number
}

export interface RequestSession {
  id: string
  user_id: string
  token_hash: string
  audience: Audience
  method: string
  started_at: string
  sign_on_id: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The session the caller came with; null for visitors and for callers with another proof. */
    session: RequestSession | null
    /** Who has signed in with a password that was given to him: a visitor to every route but the one that sets his own, for ten minutes. */
    awaits_password: RequestSession | null
  }
}
const awaits_password_ms = 10 * 60_000

export interface Sessions {
  /** Who sends this request. No cookie costs no query; a session costs at most one in 30 seconds; an app's device, one. */
  authenticate(request: FastifyRequest): Promise<Caller> | Caller
  /** Forgets sessions that this process ended itself. */
  forget(token_hashes: readonly string[]): void
  forgetAll(): void
  close(): void
}

const perDatabase = new WeakMap<Db, Sessions>()

/** The sessions of a database as this process knows them; one cache per database, whoever asks. */
export function sessionsOf(needs: Needs): Sessions {
  let sessions = perDatabase.get(needs.db)
  if (!sessions) {
    sessions = keepSessions(needs)
    perDatabase.set(needs.db, sessions)
  }
  return sessions
}

function keepSessions({ db, clock }: Needs): Sessions {
  const kept = new Map<string, Promise<Kept>>()

  const load = async (token_hash: string, audience: Audience): Promise<Kept> => {
    const now = clock.now()
    const session = await findSession(db, token_hash, audience, now)
    const caller: Caller = session ? { ...nobody, kind: 'member', id: session.user_id, name: session.name } : nobody
    if (session && Date.parse(now) - Date.parse(session.seen_at) > touch_after_ms) {
      touchSession(db, token_hash, audience, session.started_at, now).catch((error: Error) =>
        log.warn({ error: error.message }, 'a session could not be prolonged'),
      )
    }
    return { session, caller, loaded_ms: performance.now() }
  }

  const find = async (token_hash: string, audience: Audience): Promise<Kept> => {
    const key = `${audience} ${token_hash}`
    const before = kept.get(key)
    if (before) {
      const entry = await before
      const live = entry.session !== undefined && entry.session.expires_at > clock.now()
      if (live && performance.now() - entry.loaded_ms < fresh_ms) return entry
      // Another request of the same session may be loading it already.
      const other = kept.get(key)
      if (other && other !== before) return other
    }
    const loading = load(token_hash, audience)
    kept.set(key, loading)
    loading.then(
      ({ session }) => !session && kept.get(key) === loading && kept.delete(key), // an invented token must not fill the memory
      () => kept.get(key) === loading && kept.delete(key),
    )
    if (kept.size > most_kept) kept.delete(kept.keys().next().value!)
    return loading
  }

  const forget = (token_hashes: readonly string[]) => {
    for (const token_hash of token_hashes) {
      kept.delete(`mall ${token_hash}`)
      kept.delete(`console ${token_hash}`)
    }
  }

  // Looks at the ended sessions themselves instead of at events: an event waits behind any older open transaction, a sign-out must not.
  const timer = setInterval(() => {
    if (kept.size === 0) return
    listEnded(db, addMilliseconds(clock.now(), -60_000)).then(forget, (error: Error) => {
      kept.clear() // better a query more than a session that should be over
      log.warn({ error: error.message }, 'ended sessions could not be looked at')
    })
  }, watch_every_ms)
  timer.unref()

  const bySession = async (request: FastifyRequest, audience: Audience, token: string): Promise<Caller> => {
    const token_hash = tokenHash(token)
    const { session, caller: member } = await find(token_hash, audience)
    if (!session) return visitor(request)
    // A console session is worth what the organization says at this moment: who lost his position is nobody there.
    const caller = audience === 'console' ? await callersOf({ db, clock }).find(session.user_id) : member
    if (!caller) return visitor(request)
    const { id, user_id, method, started_at, sign_on_id } = session
    const known = { id, user_id, token_hash, audience, method, started_at, sign_on_id }
    if (session.must_change_password) {
      if (Date.parse(clock.now()) - Date.parse(started_at) <= awaits_password_ms) request.awaits_password = known
      return mustChange(request)
    }
    request.session = known
    return caller
  }

  const byDevice = async (request: FastifyRequest, audience: Audience, token: string | null, device_hash: string): Promise<Caller> => {
    request.app_device = { device_hash, visitor_id: deviceVisitor(device_hash, await readTurn(db, device_hash)) }
    return token ? bySession(request, audience, token) : visitor(request)
  }

  return {
    authenticate: (request) => {
      const audience = audienceOf(request.url)
      const token = readSessionToken(request, audience)
      request.session = null
      request.awaits_password = null
      request.app_device = null
      const device_hash = audience === 'mall' ? readDeviceHeader(request) : null
      if (device_hash) return byDevice(request, audience, token, device_hash)
      return token ? bySession(request, audience, token) : visitor(request)
    },
    forget,
    forgetAll: () => kept.clear(),
    close: () => {
      clearInterval(timer)
      callersOf({ db, clock }).close()
    },
  }
}

/** Pages may be looked at as by anybody; what asks for more than that is told what is to be done first. */
function mustChange(request: FastifyRequest): Caller {
  const access = request.routeOptions.config.access
  if (access && access.permission !== 'public')
    throw new Problem(403, 'password_must_change', 'Your password was given to you by somebody else: sign in and choose your own first.')
  return visitor(request)
}

function visitor(request: FastifyRequest): Caller {
  const id = readVisitor(request)
  return id ? { ...nobody, id } : nobody
}

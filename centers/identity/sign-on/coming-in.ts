import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { tokenHash } from '#core/secrets.ts'
import { hot } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { consoleDoor, opensTo } from '../doors/ways.ts'
import type { Audience } from '../model.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import { readSessionToken } from '../sessions/cookies.ts'
import { lifetimes } from '../sessions/model.ts'
import { findSession } from '../sessions/read.ts'
import { openSession, originOf, requireDoor } from '../sessions/routes.ts'
import { recordSignIn } from '../sessions/write.ts'

/** Where the sign-in page of a brand and region stands, in a language. */
export function signInPage({ brand, region }: { brand: string; region: string }, locale = 'zh'): string {
  const place = brand === '*' ? '' : `/${brand}${region === '*' ? '' : `/${region}`}`
  return `${locale.startsWith('en') ? '/en' : ''}/sign-in${place}`
}

/**
 * The console under an address that the provider does not know, such as a number in the office network: people sign in at the sign-in page
 * beside it, which is the same page with the same ways, and leave it by the same sign-out.
 */
export async function comeInHere(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
  { return_to, locale, again }: { return_to: string; locale: string; again: boolean },
) {
  const { db, clock } = needs
  const now = clock.now()
  const token = readSessionToken(request, 'mall')
  const door = token && !again ? await findSession(db, tokenHash(token), 'mall', now) : undefined
  const recent = door && !door.must_change_password && Date.parse(now) - Date.parse(door.started_at) <= lifetimes.console.idle_ms
  if (!recent || !(await opensTo(db, door.method, consoleDoor))) {
    const back = `/api/admin/session/sign-on?${new URLSearchParams({ return_to, locale })}`
    return reply.redirect(`${signInPage(consoleDoor, locale)}?${new URLSearchParams({ return_to: back, here: '1', again: '1' })}`, 303)
  }
  const { user_id, name } = door
  const person = { user_id, handle: null, audience: 'console', method: 'sign_on' } as const
  try {
    await requireDoor(needs, 'console', user_id, name, () =>
      recordSignIn(db, { ...person, outcome: 'not_staff', origin: originOf(request) }, now),
    )
  } catch (error) {
    return reply.redirect(refuseAtDoor(request, 'console', error), 303)
  }
  const sign_on_id = door.sign_on_id ?? `here:${door.id}`
  await db.run(hot`update identity.sessions set sign_on_id = ${sign_on_id} where token_hash = ${tokenHash(token!)} and audience = 'mall'`)
  sessionsOf(needs).forget([tokenHash(token!)])
  await openSession(needs, request, reply, { ...person, sign_on_id })
  return reply.redirect(return_to, 303)
}

/** People come back from a sign-on by their browser: a refusal is a page that says it in their language, and a line in the log. */
export function refuseAtDoor(request: FastifyRequest, audience: Audience, error: unknown): string {
  if (!(error instanceof Problem)) throw error
  log.warn({ refused: error.type, address: request.ip, path: request.url.split('?', 1)[0] }, 'a sign-in was refused')
  const refused = new URLSearchParams({ refused: error.type })
  if (audience === 'console') return `/console/?${refused}`
  // Who is signed in was about to link an account.
  if (request.session) return `${request.headers['accept-language']?.startsWith('en') ? '/en' : ''}/account/security?${refused}`
  return `${signInPage({ brand: '*', region: '*' }, request.headers['accept-language'])}?${refused}`
}

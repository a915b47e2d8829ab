import type { FastifyReply, FastifyRequest } from 'fastify'
import { closed, Id, Nullable, notFound, Problem, type Routes, T, Text } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { log } from '#core/telemetry.ts'
import { AtDoor, consoleDoor, requireWay } from '../doors/ways.ts'
import type { Audience, Handle } from '../model.ts'
import { nobodysHash } from '../passwords.ts'
import { findUsers } from '../read.ts'
import { isRefused, labelDevice, networkOf, readHandle } from '../rules.ts'
import { endAllSignOns, leaveSignOn } from '../sign-on/provider.ts'
import { findStaffCaller } from '../staff.ts'
import { endTurns, joinVisitors } from '../visitors/write.ts'
import { sessionsOf } from './authenticate.ts'
import { clearSessionCookie, ensureDevice, forgetVisitor, readDevice, sessionCookies, setSessionCookie, visitorsOf } from './cookies.ts'
import { lifetimes, type Method, type Origin } from './model.ts'
import { listSessions } from './read.ts'
import { checkPassword, endDevice, endSessions, recordSignIn, startSessions } from './write.ts'

const Me = T.Object({
  kind: T.String({ description: '`visitor`, `member` or `staff`' }),
  user: Nullable(T.Object({ id: T.String(), name: T.String(), locale: T.String() })),
  permissions: T.Array(T.String(), { description: 'The rights of a member of staff; empty for everybody else' }),
  organizations: T.Union([T.Literal('all'), T.Array(T.String())]),
  brands: T.Union([T.Literal('all'), T.Array(T.String())]),
  partners: T.Union([T.Literal('all'), T.Array(T.String())]),
  must_change_password: T.Boolean({ description: 'Signed in with a password somebody else gave; nothing opens before an own one is set' }),
})
const SignedIn = T.Object({ user: T.Object({ id: T.String(), name: T.String() }), must_change_password: T.Boolean() })
const SessionRow = T.Object({
  id: T.String(),
  audience: T.String(),
  method: T.String(),
  device_label: T.String(),
  address: T.String(),
  started_at: T.String(),
  seen_at: T.String(),
  expires_at: T.String(),
  current: T.Boolean({ description: 'The session of this request' }),
})

export const originOf = (request: FastifyRequest): Origin => ({
  address: request.ip,
  network: networkOf(request.ip),
  device_hash: readDevice(request),
  device_label: labelDevice(request.headers['user-agent']),
})

/** The session of a signed-in user; a caller with another proof (an application, the system) has none and is refused. */
export function requireUser({ session }: FastifyRequest): NonNullable<FastifyRequest['session']> {
  if (!session) throw new Problem(401, 'sign_in_required', 'Sign in first.')
  return session
}

/** Reads a typed handle or refuses the request, naming what is wrong with it. */
export function requireHandle(typed: string): Handle {
  const read = readHandle(typed)
  if (isRefused(read)) throw new Problem(400, read.refused, read.detail)
  return read
}

export const mustWait = (reply: FastifyReply, wait_s: number): Problem => {
  reply.header('retry-after', String(wait_s))
  return new Problem(429, 'wait', `Too many attempts. Try again in ${wait_s} seconds, or sign in by code or passkey.`, { wait_s })
}

/**
 * Signs in a user who has proved who he is: a new session and its cookie, the device remembered, the visitor joined.
 * A browser's former session of the same door ends, so a planted cookie is worth nothing.
 */
export async function openSession(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    user_id,
    handle,
    audience,
    method,
    sign_on_id = null,
  }: { user_id: string; handle: Handle | null; audience: Audience; method: Method; sign_on_id?: string | null },
): Promise<{ session_id: string }> {
  const now = needs.clock.now()
  const origin = { ...originOf(request), device_hash: ensureDevice(request, reply) }
  const session_id = newId()
  const present = request.session ?? request.awaits_password
  const former = present?.audience === audience ? present : null
  const started = await needs.db.tx(async (tx) => {
    if (former) await endSessions(tx, now, { user_id: former.user_id, session_id: former.id, reason: 'signed_on_again' })
    await recordSignIn(tx, { user_id, handle, audience, method, outcome: 'signed_in', origin }, now)
    if (audience === 'mall') {
      await joinVisitors(tx, visitorsOf(request), user_id, now)
      await endTurns(tx, request.app_device ? [request.app_device.device_hash] : [], now)
    }
    return startSessions(tx, now, [{ id: session_id, user_id, audience, method, origin, sign_on_id }])
  })
  if (former) sessionsOf(needs).forget([former.token_hash])
  if (audience === 'mall') forgetVisitor(request, reply)
  setSessionCookie(request, reply, audience, started[0]!.token, lifetimes[audience].whole_ms / 1000)
  return { session_id }
}

async function signIn(needs: Needs, audience: Audience, typed: string, password: string, request: FastifyRequest, reply: FastifyReply) {
  const { db, clock } = needs
  const handle = requireHandle(typed)
  const origin = originOf(request)
  const now = clock.now()
  const checked = await checkPassword(db, handle, password, origin, now)
  const refuse = (
    outcome: 'wait' | 'handle_or_password_wrong' | 'account_suspended' | 'not_staff',
    user_id: string | null = checked.user_id,
  ) => recordSignIn(db, { user_id, handle, audience, method: 'password', outcome, origin }, now)
  if (checked.outcome === 'wait') {
    await refuse('wait')
    throw mustWait(reply, checked.wait_s)
  }
  if (checked.outcome === 'handle_or_password_wrong') {
    await refuse('handle_or_password_wrong')
    throw new Problem(401, 'handle_or_password_wrong', 'The name or the password is wrong. Sign in by code if you forgot it.')
  }
  if (checked.outcome === 'account_suspended') {
    await refuse('account_suspended')
    throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
  }
  await requireDoor(needs, audience, checked.user_id, checked.name, () => refuse('not_staff'))
  await openSession(needs, request, reply, { user_id: checked.user_id, handle, audience, method: 'password' })
  return { user: { id: checked.user_id, name: checked.name }, must_change_password: checked.must_change_password }
}

/** Only members of staff pass the console's door. */
export async function requireDoor(
  { db, clock }: Needs,
  audience: Audience,
  user_id: string,
  name: string,
  refused: () => Promise<unknown>,
) {
  if (audience !== 'console' || (await findStaffCaller(db, user_id, name, clock.now()))) return
  await refused()
  throw new Problem(403, 'not_staff', 'This account is no member of staff: ask your administrator to be given a position.')
}

/** The same doors for shoppers (`/api/mall`) and staff (`/api/admin`): sign in, who am I, sign out, my devices. */
export const sessionRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  app.addHook('onReady', async () => void (await nobodysHash()))
  app.addHook('onClose', async () => sessionsOf(needs).close())

  for (const { base, audience, permission } of [
    { base: '/api/mall', audience: 'mall', permission: 'member' },
    { base: '/api/admin', audience: 'console', permission: 'staff' },
  ] as const) {
    const whom = audience === 'mall' ? 'shopper' : 'member of staff'
    app.post(
      `${base}/session`,
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['identity'],
          summary: `Sign a ${whom} in by password`,
          description: 'Answers the same, after the same time, whether the account does not exist or the password is wrong.',
          body: closed({
            handle: Text('Phone number, email address or sign-in name', 254),
            password: T.String({ minLength: 1, maxLength: 200, description: 'The password' }),
            ...(audience === 'mall' ? AtDoor : {}),
          }),
          response: { 200: SignedIn },
        },
      },
      async (request, reply) => {
        const { handle, password, door } = request.body as { handle: string; password: string; door?: { brand: string; region: string } }
        await requireWay(db, 'password', audience === 'mall' ? door : consoleDoor)
        return signIn(needs, audience, handle, password, request, reply)
      },
    )

    app.get(
      `${base}/session`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: { tags: ['identity'], summary: 'Who am I', response: { 200: Me } },
      },
      async (request, reply) => {
        const { caller, session, awaits_password } = request
        const [user] = session ? await findUsers(db, [session.user_id]) : []
        reply.header('cache-control', 'no-store')
        // A cookie that opens nothing was changed, copied too late, or is over: it is noted once and taken away.
        if (!session && !awaits_password && request.cookies[sessionCookies[audience]]) {
          log.warn({ refused: ['session_unknown'], audience, address: request.ip, request_id: request.id }, 'refused')
          clearSessionCookie(request, reply, audience)
        }
        return {
          kind: caller.kind,
          user: user ? { id: user.id, name: user.name, locale: user.locale } : null,
          permissions: [...caller.permissions],
          organizations: caller.organizations as 'all' | string[],
          brands: caller.brands as 'all' | string[],
          partners: caller.partners as 'all' | string[],
          must_change_password: awaits_password !== null,
        }
      },
    )

    app.delete(
      `${base}/session`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: { tags: ['identity'], summary: 'Sign out', response: { 204: T.Null() } },
      },
      async (request, reply) => {
        const session = request.session ?? request.awaits_password
        if (session) {
          const order = { user_id: session.user_id, session_id: session.id, reason: 'signed_out' } as const
          sessionsOf(needs).forget(await db.tx((tx) => endSessions(tx, clock.now(), order)))
          // One sign-on over several brand sites ends everywhere.
          await leaveSignOn(needs, session.user_id, session.sign_on_id, request.cookies.sign_on)
        }
        clearSessionCookie(request, reply, audience)
        return reply.code(204).send(null)
      },
    )

    app.get(
      `${base}/sessions`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: { tags: ['identity'], summary: 'Where I am signed in', response: { 200: T.Object({ items: T.Array(SessionRow) }) } },
      },
      async ({ session }) => {
        const items = session ? await listSessions(db, session.user_id, clock.now()) : []
        return { items: items.map(({ user_id: _, ...row }) => ({ ...row, current: row.id === session!.id })) }
      },
    )

    app.delete(
      `${base}/sessions/:id`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Sign one of my devices out',
          description: 'The session, and whatever else is signed in by me in the same browser; of the browser that asks, only the session.',
          params: closed({ id: Id('The session to end') }),
          response: { 204: T.Null() },
        },
      },
      async ({ session, params }, reply) => {
        if (!session) throw notFound('The session')
        const { user_id, id: asking_id } = session
        const ended = await db.tx((tx) => endDevice(tx, clock.now(), { user_id, session_id: params.id, asking_id }))
        if (ended.token_hashes.length === 0) throw notFound('The session')
        sessionsOf(needs).forget(ended.token_hashes)
        for (const sign_on_id of ended.sign_on_ids) await leaveSignOn(needs, user_id, sign_on_id, undefined)
        return reply.code(204).send(null)
      },
    )

    app.delete(
      `${base}/sessions`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Sign out everywhere',
          querystring: closed({ keep_this: T.Optional(T.Boolean({ description: 'Stay signed in here', default: false })) }),
          response: { 200: T.Object({ ended: T.Integer() }) },
        },
      },
      async (request, reply) => {
        const { session } = request
        if (!session) return { ended: 0 }
        const keep = request.query.keep_this ? { except_session_id: session.id } : {}
        const ended = await db.tx(async (tx) => {
          await endAllSignOns(tx, session.user_id)
          return endSessions(tx, clock.now(), { user_id: session.user_id, reason: 'revoked', ...keep })
        })
        sessionsOf(needs).forget(ended)
        if (!request.query.keep_this) clearSessionCookie(request, reply, audience)
        return { ended: ended.length }
      },
    )
  }
}

import { byOf, recordChanges } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Named,
  Nullable,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { hot, sql } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { findHandles, findUsers, listHandles } from '../read.ts'
import { maskHandle } from '../rules.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import { clearSessionCookie } from '../sessions/cookies.ts'
import { requireHandle, requireUser } from '../sessions/routes.ts'
import { endSessions } from '../sessions/write.ts'
import { endAllSignOns } from '../sign-on/provider.ts'
import { eraseUser, exportUser, listConsents, purposeNames, purposes, setConsents } from './write.ts'

const SignIn = T.Object({
  id: T.String(),
  at: T.String(),
  user_id: Nullable(T.String()),
  user_name: Nullable(T.String()),
  handle_shown: T.String(),
  audience: T.String(),
  method: T.String(),
  outcome: T.String(),
  address: T.String(),
  device_label: T.String(),
})
interface SignInRow {
  id: string
  at: string
  user_id: string | null
  user_name: string | null
  handle_shown: string
  audience: string
  method: string
  outcome: string
  address: string
  device_label: string
}

/** The person's own rights over his data, and what staff may see and do about users. */
export const privacyRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs

  app.patch(
    '/api/mall/me',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Correct what is kept about me',
        body: closed({
          name: T.Optional(Named('How I want to be called', 60)),
          locale: T.Optional(Choice(['zh', 'en'] as const, 'My language')),
        }),
        response: { 204: T.Null() },
      },
    },
    async (request, reply) => {
      const { user_id, token_hash } = requireUser(request)
      const { name = null, locale = null } = request.body
      await db.run(hot`
        update identity.users set name = coalesce(${name}, name), locale = coalesce(${locale}, locale) where id = ${user_id} and state = 'active'`)
      sessionsOf(needs).forget([token_hash])
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/mall/consents',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'What I agreed to',
        response: {
          200: T.Object({ items: T.Array(T.Object({ purpose: T.String(), version: T.String(), given_at: Nullable(T.String()) })) }),
        },
      },
    },
    async (request) => {
      const given = new Map((await listConsents(db, requireUser(request).user_id)).map((consent) => [consent.purpose, consent]))
      return {
        items: purposeNames.map((purpose) => {
          const consent = given.get(purpose)
          return { purpose, version: purposes[purpose], given_at: consent?.version === purposes[purpose] ? consent.given_at : null }
        }),
      }
    },
  )
  app.put(
    '/api/mall/consents',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Agree, or take it back; what is not named stays as it is',
        body: closed({
          items: T.Array(
            closed({
              purpose: Choice(purposeNames, 'What for'),
              given: T.Boolean({ description: 'Whether I agree' }),
            }),
            { maxItems: 10, description: 'Wishes' },
          ),
        }),
        response: { 204: T.Null() },
      },
    },
    async (request, reply) => {
      const { user_id } = requireUser(request)
      await db.tx((tx) => setConsents(tx, clock.now(), user_id, request.body.items, 'mall'))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/mall/privacy/export',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'All that is kept about me, as a file',
        response: { 200: T.Unknown() },
      },
    },
    async (request, reply) => {
      const { user_id } = requireUser(request)
      const parts = await exportUser(db, user_id, clock.now())
      reply.header('content-disposition', `attachment; filename="tongshang-${clock.now().slice(0, 10)}.json"`)
      reply.header('cache-control', 'no-store')
      return parts
    },
  )

  app.post(
    '/api/mall/privacy/deletion',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Delete my account; within ten minutes of signing in, because a forgotten open browser must not be enough',
        body: closed({ confirm: T.Literal('delete', { description: 'The word `delete`' }) }),
        response: { 204: T.Null() },
      },
    },
    async (request, reply) => {
      const session = requireUser(request)
      const now = clock.now()
      if (session.started_at < addMilliseconds(now, -10 * 60_000))
        throw new Problem(403, 'fresh_sign_in_required', 'Sign in again and delete the account within ten minutes.')
      const erased = await db.tx((tx) => eraseUser(tx, session.user_id, now))
      if (erased.status === 'not_yet') throw new Problem(409, 'deletion_not_yet', erased.reason, { center: erased.center })
      sessionsOf(needs).forget(erased.token_hashes)
      clearSessionCookie(request, reply, 'mall')
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/admin/users',
    {
      config: { access: { permission: 'users.read', scope: 'all' } },
      schema: {
        tags: ['identity'],
        summary: 'The user with a phone number, address or name, or with an id',
        querystring: closed({
          handle: T.Optional(Text('Phone number, email address or sign-in name', 254)),
          id: T.Optional(Id('Id of the user')),
        }),
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                id: T.String(),
                name: T.String(),
                state: T.String(),
                locale: T.String(),
                registered_through: Nullable(T.String()),
                registered_at: T.String(),
                handles: T.Array(T.String()),
              }),
            ),
          }),
        },
      },
    },
    async ({ query }) => {
      const [held] = query.handle ? await findHandles(db, [requireHandle(query.handle)]) : []
      const ids = [held?.user_id, query.id].filter((id) => id !== undefined)
      const users = await findUsers(db, ids)
      return {
        items: await Promise.all(
          users.map(async (user) => ({ ...user, handles: (await listHandles(db, user.id)).map((handle) => maskHandle(handle)) })),
        ),
      }
    },
  )

  app.post(
    '/api/admin/user-states',
    {
      config: { access: { permission: 'users.suspend', scope: 'all' } },
      schema: {
        tags: ['identity'],
        summary: 'Suspend users or let them in again; a suspended one is signed out everywhere',
        body: closed({
          items: T.Array(
            closed({
              id: Id('The user'),
              state: Choice(['active', 'suspended'] as const, 'What he shall be'),
              reason: Text('Why, for the record', 300),
            }),
            { minItems: 1, maxItems: 100, description: 'Users' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const now = clock.now()
      const forgotten: string[] = []
      const outcomes = await db.tx(async (tx) => {
        const all: { id: string; status: 'user_not_found' | 'not_yourself' | 'already_so' | 'set' }[] = []
        for (const { id, state, reason } of request.body.items) {
          const before = await tx.row<{ state: string }>(sql`select state from identity.users where id = ${id} for update`)
          if (!before || before.state === 'deleted') all.push({ id, status: 'user_not_found' })
          else if (id === request.caller.id) all.push({ id, status: 'not_yourself' })
          else if (before.state === state) all.push({ id, status: 'already_so' })
          else {
            await tx.run(sql`update identity.users set state = ${state} where id = ${id}`)
            if (state === 'suspended') {
              forgotten.push(...(await endSessions(tx, now, { user_id: id, reason: 'suspended' })))
              await endAllSignOns(tx, id)
            }
            await recordChanges(tx, byOf(request), now, [
              { subject: 'identity.user', subject_id: id, action: state, before, after: { state, reason } },
            ])
            all.push({ id, status: 'set' })
          }
        }
        return all
      })
      sessionsOf(needs).forget(forgotten)
      return answerOutcomes(reply, outcomes, (status) => status === 'set')
    },
  )

  app.get(
    '/api/admin/sign-ins',
    {
      config: { access: { permission: 'sign_ins.read', scope: 'all' } },
      schema: {
        tags: ['identity'],
        summary: 'Attempts to sign in, newest first',
        querystring: closed({
          ...PageQuery,
          user_id: T.Optional(Id('Only of this user')),
          outcome: T.Optional(Text('Only with this outcome', 40)),
          audience: T.Optional(Choice(['mall', 'console'] as const, 'Only at this door')),
          address: T.Optional(Text('Only from this network address', 60)),
        }),
        response: { 200: pageOf(SignIn) },
      },
    },
    async ({ query }) => {
      const limit = query.limit ?? 50
      const [at, id] = decodeCursor(query.cursor, ['string', 'string']) ?? [null, null]
      const { user_id = null, outcome = null, audience = null, address = null } = query
      const rows = await db.rows<SignInRow>(sql`
        select s.id, s.at, s.user_id, u.name as user_name, s.handle_shown, s.audience, s.method, s.outcome, s.address, s.device_label
        from identity.sign_ins s left join identity.users u on u.id = s.user_id
        where (${user_id}::uuid is null or s.user_id = ${user_id}::uuid)
          and (${outcome}::text is null or s.outcome = ${outcome})
          and (${audience}::text is null or s.audience = ${audience})
          and (${address}::text is null or s.address = ${address})
          and (${at}::timestamptz is null or (s.at, s.id) < (${at}::timestamptz, ${id}::uuid))
        order by s.at desc, s.id desc limit ${limit + 1}`)
      return cutPage(rows, limit, (row) => [row.at, row.id])
    },
  )
}

import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { closed, Id, Nullable, notFound, Problem, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { AtDoor, consoleDoor, requireWay } from '../doors/ways.ts'
import { findUsers } from '../read.ts'
import { labelDevice } from '../rules.ts'
import { openSession, originOf, requireDoor, requireUser } from '../sessions/routes.ts'
import { recordSignIn } from '../sessions/write.ts'
import { removeWay } from '../write.ts'
import { addPasskey, beginPasskey, beginPasskeySignIn, checkPasskey, listPasskeys, type Site } from './write.ts'

const siteOf = (request: FastifyRequest): Site => ({ host: request.hostname, origin: `${request.protocol}://${request.host}` })

const Begun = T.Object({ challenge_id: T.String(), options: T.Unknown({ description: 'For the browser, as it is' }) })
const part = (description: string) => T.String({ maxLength: 20_000, description })
const Answered = <Properties extends Record<string, ReturnType<typeof T.String> | ReturnType<typeof T.Optional>>>(response: Properties) =>
  T.Object(
    {
      id: part('Id of the credential'),
      rawId: part('The same'),
      type: T.Literal('public-key', { description: 'Kind of credential' }),
      response: T.Object(response, { description: 'What the authenticator signed' }),
      clientExtensionResults: T.Record(T.String(), T.Unknown(), { description: 'From the browser' }),
    },
    { description: 'The answer of the browser, as it is' },
  )

/** Passkeys: made and used in the browser, which shows its own question; nothing secret ever travels. */
export const passkeyRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  for (const [base, audience, permission] of [
    ['/api/mall', 'mall', 'member'],
    ['/api/admin', 'console', 'staff'],
  ] as const) {
    app.get(
      `${base}/passkeys`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'My passkeys',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  credential_id: T.String(),
                  rp_id: T.String(),
                  label: T.String(),
                  backed_up: T.Boolean(),
                  made_at: T.String(),
                  used_at: Nullable(T.String()),
                }),
              ),
            }),
          },
        },
      },
      async (request) => ({ items: await listPasskeys(db, requireUser(request).user_id) }),
    )
    app.post(
      `${base}/passkeys/options`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: { tags: ['identity'], summary: 'Begin to make a passkey', response: { 200: Begun } },
      },
      async (request) => {
        const [user] = await findUsers(db, [requireUser(request).user_id])
        return beginPasskey(db, user!, audience, siteOf(request), clock.now())
      },
    )
    app.post(
      `${base}/passkeys`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Keep the passkey that was made',
          body: closed({
            challenge_id: Id('From the options'),
            response: Answered({ clientDataJSON: part('What was signed'), attestationObject: part('The new key') }),
            label: T.Optional(Text('How to tell it from others', 60)),
          }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { challenge_id, response, label } = request.body
        const given = {
          challenge_id,
          response: response as unknown as RegistrationResponseJSON,
          label: label ?? labelDevice(request.headers['user-agent']),
        }
        const status = await addPasskey(db, requireUser(request).user_id, audience, siteOf(request), given, clock.now())
        if (status === 'passkey_refused') throw new Problem(400, 'passkey_refused', 'The passkey could not be checked: begin again.')
        return reply.code(204).send(null)
      },
    )
    app.delete(
      `${base}/passkeys/:credential_id`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Remove a passkey',
          params: closed({ credential_id: Text('The passkey', 1000) }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { user_id } = requireUser(request)
        const status = await db.tx((tx) => removeWay(tx, clock.now(), user_id, { passkey: request.params.credential_id }))
        if (status === 'not_found') throw notFound('The passkey')
        if (status === 'last_way_in')
          throw new Problem(409, 'last_way_in', 'It is the last way into your account: add a phone number or address first.')
        return reply.code(204).send(null)
      },
    )
    app.post(
      `${base}/session/passkey/options`,
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: { tags: ['identity'], summary: 'Begin to sign in with a passkey', response: { 200: Begun } },
      },
      async (request) => beginPasskeySignIn(db, audience, siteOf(request), clock.now()),
    )
    app.post(
      `${base}/session/passkey`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Sign in with a passkey',
          body: closed({
            challenge_id: Id('From the options'),
            response: Answered({
              clientDataJSON: part('What was signed'),
              authenticatorData: part('What the authenticator says'),
              signature: part('The signature'),
              userHandle: T.Optional(part('Who the authenticator says it is')),
            }),
            ...AtDoor,
          }),
          response: { 200: T.Object({ user: T.Object({ id: T.String(), name: T.String() }) }) },
        },
      },
      async (request, reply) => {
        await requireWay(db, 'passkey', audience === 'mall' ? request.body.door : consoleDoor)
        const given = { challenge_id: request.body.challenge_id, response: request.body.response as unknown as AuthenticationResponseJSON }
        const now = clock.now()
        const user_id = await checkPasskey(db, audience, siteOf(request), given, now)
        const [user] = user_id ? await findUsers(db, [user_id]) : []
        const refused = (outcome: 'passkey_refused' | 'account_suspended' | 'not_staff') =>
          recordSignIn(db, { user_id, handle: null, audience, method: 'passkey', outcome, origin: originOf(request) }, now)
        if (!user) {
          await refused('passkey_refused')
          throw new Problem(401, 'passkey_refused', 'This passkey is not known here. Sign in another way and add it again.')
        }
        if (user.state !== 'active') {
          await refused('account_suspended')
          throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
        }
        await requireDoor(needs, audience, user.id, user.name, () => refused('not_staff'))
        await openSession(needs, request, reply, { user_id: user.id, handle: null, audience, method: 'passkey' })
        return { user: { id: user.id, name: user.name } }
      },
    )
  }
}

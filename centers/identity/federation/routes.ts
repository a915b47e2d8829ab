import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, closed, notFound, Outcomes, Problem, type Routes, T, Text } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { newToken } from '#core/secrets.ts'
import { answerChallenge, keepChallenge } from '../codes/write.ts'
import { AtDoorQuery, doorOf, requireWay } from '../doors/ways.ts'
import { SocialRefused } from '../links/model.ts'
import { takeIdentity } from '../links/write.ts'
import { localPath } from '../return-to.ts'
import { openSession } from '../sessions/routes.ts'
import type { TripSecrets } from './model.ts'
import { federationPort, findOpenFederation, keepFederations, listFederations } from './write.ts'

const Partner = T.String({ pattern: '^[a-z][a-z0-9-]{1,39}$', description: 'The partner, such as union-air' })
const states = ['open', 'closed'] as const
const cookie_path = '/api/mall/federations'

/** Customers of alliance partners come in with the account they have there (OpenID Connect); registered in the console. */
export const federationRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const callbackOf = (request: { protocol: string; host: string }, id: string) =>
    `${request.protocol}://${request.host}${cookie_path}/${id}/callback`

  app.get(
    `${cookie_path}/:id/start`,
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Go to an alliance partner to sign in or to link an account',
        params: closed({ id: Partner }),
        querystring: closed({
          return_to: T.Optional(T.String({ maxLength: 500, description: 'Page of this site to come back to' })),
          ...AtDoorQuery,
        }),
        response: { 303: T.Null() },
      },
    },
    async (request, reply) => {
      const port = federationPort()
      const found = await findOpenFederation(db, request.params.id)
      if (!port || !found) throw notFound('This way to sign in')
      if (!request.session) await requireWay(db, 'partners', doorOf(request.query))
      const [id, answer] = [newId(), newToken()]
      const state = `${id}.${answer}`
      const { url, secrets } = await port
        .begin(found.at, found.secret, { redirect_uri: callbackOf(request, found.at.id), state })
        .catch(refusePartner)
      const payload = { return_to: localPath(request, request.query.return_to, '/account'), federation: found.at.id, ...secrets }
      const user_id = request.session?.user_id ?? null
      await keepChallenge(db, { id, purpose: 'link', audience: 'mall', user_id, answer, payload, life_ms: 15 * 60_000 }, clock.now())
      reply.setCookie('federation_state', state, {
        path: cookie_path,
        httpOnly: true,
        sameSite: 'lax',
        secure: request.protocol === 'https',
        maxAge: 900,
      })
      return reply.redirect(url, 303)
    },
  )

  app.get(
    `${cookie_path}/:id/callback`,
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Come back from an alliance partner',
        params: closed({ id: Partner }),
        querystring: T.Object({
          code: T.Optional(T.String({ maxLength: 2000, description: 'The code' })),
          state: T.Optional(T.String({ maxLength: 200, description: 'What this browser began with' })),
          iss: T.Optional(T.String({ maxLength: 500, description: 'Who answers' })),
          error: T.Optional(T.String({ maxLength: 200, description: 'Why it failed' })),
        }),
        response: { 303: T.Null() },
      },
    },
    async (request, reply) => {
      const port = federationPort()
      const found = await findOpenFederation(db, request.params.id)
      if (!port || !found) throw notFound('This way to sign in')
      const { query } = request
      const state = query.state ?? ''
      const [id = '', answer = ''] = state.split('.')
      reply.clearCookie('federation_state', { path: cookie_path })
      if (state === '' || state !== request.cookies.federation_state || !/^[0-9a-f-]{36}$/.test(id))
        throw new Problem(400, 'state_differs', 'This sign-in did not begin in this browser: begin again.')
      const now = clock.now()
      const begun = await db.tx((tx) => answerChallenge(tx, { id, purpose: 'link', audience: 'mall', answer }, now))
      const kept = (begun.outcome === 'right' ? begun.challenge.payload : {}) as Partial<TripSecrets> & {
        return_to?: string
        federation?: string
      }
      if (begun.outcome !== 'right' || kept.federation !== found.at.id || !kept.verifier || !kept.nonce)
        throw new Problem(400, 'state_used', 'This sign-in was completed before or took too long: begin again.')
      if (begun.challenge.user_id !== (request.session?.user_id ?? null))
        throw new Problem(409, 'other_user', 'Somebody else signed in meanwhile: begin again.')
      const return_to = kept.return_to ?? '/account'
      if (query.error) return reply.redirect(return_to, 303)
      const came_to = `${callbackOf(request, found.at.id)}?${new URLSearchParams(query as Record<string, string>)}`
      const secrets = { verifier: kept.verifier, nonce: kept.nonce }
      const person = await port.finish(found.at, found.secret, { came_to, state, secrets }).catch(refusePartner)
      const identity = {
        tenant_key: found.at.issuer,
        subject: person.subject,
        platform_key: null,
        union_subject: null,
        name: person.name,
        profile: { partner: found.at.id },
        token_expires_at: null,
      }
      const taken = await db.tx((tx) => takeIdentity(tx, now, `federation:${found.at.id}`, identity, begun.challenge.user_id))
      if (taken.status === 'linked_to_another')
        throw new Problem(409, 'linked_to_another', 'It is linked to another account of yours: sign in with it and unlink it there first.')
      if (taken.user.state !== 'active') throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
      if (taken.status !== 'linked')
        await openSession(needs, request, reply, { user_id: taken.user.id, handle: null, audience: 'mall', method: 'federation' })
      return reply.redirect(return_to, 303)
    },
  )

  app.get(
    '/api/admin/federations',
    {
      config: { access: { permission: 'applications.read', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Alliance partners whose accounts sign in here',
        response: {
          200: T.Object({
            items: T.Array(
              T.Object({
                id: T.String(),
                name_zh: T.String(),
                name_en: T.String(),
                issuer: T.String(),
                client_id: T.String(),
                scopes: T.Array(T.String()),
                state: T.String(),
                changed_by: T.String(),
                changed_at: T.String(),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ items: await listFederations(db) }),
  )
  app.post(
    '/api/admin/federations',
    {
      config: { access: { permission: 'applications.edit', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Register or change alliance partners; a secret is kept sealed and never shown',
        body: closed({
          items: T.Array(
            closed({
              id: Partner,
              name_zh: Text('Name in Chinese', 60),
              name_en: Text('Name in English', 60),
              issuer: T.String({ maxLength: 300, description: 'Issuer of the partner’s OpenID provider, as in its discovery document' }),
              client_id: Text('Our id there', 200),
              client_secret: T.Optional(T.Union([Text('Our secret there; left out, the one before stays', 500), T.Null()])),
              scopes: T.Array(Text('A scope', 60), { minItems: 1, maxItems: 10, description: 'What is asked for; openid always' }),
              state: Choice(states, 'Whether people may come in this way'),
            }),
            { minItems: 1, maxItems: 20, description: 'Partners' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const drafts = request.body.items.map((draft) => ({
        ...draft,
        scopes: [...new Set(['openid', ...draft.scopes])],
        client_secret: draft.client_secret ?? null,
      }))
      const outcomes = await db.tx((tx) => keepFederations(tx, byOf(request), clock.now(), drafts))
      return answerOutcomes(reply, outcomes, (status) => status === 'kept')
    },
  )
}

function refusePartner(error: Error): never {
  if (error instanceof SocialRefused) throw new Problem(401, 'provider_refused', `The partner refused: ${error.message}. Begin again.`)
  throw new Problem(502, 'provider_unreachable', 'The partner does not answer: try again, or sign in another way.')
}

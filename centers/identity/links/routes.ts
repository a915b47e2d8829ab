import { Choice, closed, Nullable, notFound, Problem, type Routes, T, Text } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { newToken } from '#core/secrets.ts'
import { answerChallenge, keepChallenge } from '../codes/write.ts'
import type { Way } from '../doors/rules.ts'
import { AtDoor, AtDoorQuery, doorOf, requireWay } from '../doors/ways.ts'
import { listOpenFederations } from '../federation/write.ts'
import { localPath, noteForeign } from '../return-to.ts'
import { openSession, requireUser } from '../sessions/routes.ts'
import { findSiteByCallback } from '../sign-on/applications.ts'
import { publicUrl } from '../sign-on/provider.ts'
import { removeWay } from '../write.ts'
import { SocialRefused } from './model.ts'
import { findSocialProvider, listLinks, listSocialProviders, takeIdentity } from './write.ts'

const providerNames = ['wechat', 'qq', 'weibo', 'alipay'] as const
const Provider = Choice(providerNames, 'Where the account is')

/** Accounts at WeChat, QQ, Weibo and Alipay: to sign in with, or linked to the account one has. */
export const linkRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs

  app.get(
    '/api/mall/sign-in-options',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: {
        tags: ['identity'],
        summary: 'The ways to sign in on this site',
        querystring: closed({
          return_to_foreign: T.Optional(
            T.Boolean({ description: 'The page was asked to lead to another site afterwards, which it does not: kept in the log' }),
          ),
        }),
        response: {
          200: T.Object({
            providers: T.Array(T.String()),
            partners: T.Array(T.Object({ id: T.String(), name_zh: T.String(), name_en: T.String() }), {
              description: 'Alliance partners whose customers sign in here',
            }),
            sign_on: T.Boolean({ description: 'This site takes part in the sign-on shared by all our sites' }),
            sign_on_host: T.String({ description: 'Host where that sign-on has its pages' }),
          }),
        },
      },
    },
    async (request) => {
      if (request.query.return_to_foreign) noteForeign(request)
      return {
        providers: listSocialProviders(),
        partners: await listOpenFederations(db),
        sign_on_host: new URL(publicUrl()).host,
        sign_on: (await findSiteByCallback(db, `${request.protocol}://${request.host}/api/mall/session/sign-on/callback`)) !== undefined,
      }
    },
  )

  app.get(
    '/api/mall/links/:provider/start',
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Go to another provider to sign in or to link an account',
        params: closed({ provider: Provider }),
        querystring: closed({
          return_to: T.Optional(T.String({ maxLength: 500, description: 'Page of this site to come back to' })),
          ...AtDoorQuery,
        }),
        response: { 303: T.Null() },
      },
    },
    async (request, reply) => {
      const social = findSocialProvider(request.params.provider)
      if (!social) throw notFound('This way to sign in')
      // Who is signed in links an account and needs no door.
      if (!request.session) await requireWay(db, social.provider as Way, doorOf(request.query))
      const [id, answer] = [newId(), newToken()]
      const payload = { return_to: localPath(request, request.query.return_to, '/account'), provider: social.provider }
      const user_id = request.session?.user_id ?? null
      await keepChallenge(db, { id, purpose: 'link', audience: 'mall', user_id, answer, payload, life_ms: 15 * 60_000 }, clock.now())
      // The state travels through the provider and back; the cookie says that it is this browser's.
      const state = `${id}.${answer}`
      reply.setCookie('link_state', state, {
        path: '/api/mall/links',
        httpOnly: true,
        sameSite: 'lax',
        secure: request.protocol === 'https',
        maxAge: 900,
      })
      const redirect_uri = `${request.protocol}://${request.host}/api/mall/links/${social.provider}/callback`
      return reply.redirect(social.authorizeUrl({ state, redirect_uri, user_agent: request.headers['user-agent'] ?? '' }), 303)
    },
  )

  app.get(
    '/api/mall/links/:provider/callback',
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Come back from another provider',
        params: closed({ provider: Provider }),
        // What providers send along differs; only these are read.
        querystring: T.Object({
          code: T.Optional(T.String({ maxLength: 2000, description: 'The code (WeChat, QQ, Weibo)' })),
          auth_code: T.Optional(T.String({ maxLength: 2000, description: 'The code (Alipay)' })),
          app_id: T.Optional(T.String({ maxLength: 100, description: 'For which application (Alipay)' })),
          state: T.Optional(T.String({ maxLength: 200, description: 'What this browser began with' })),
        }),
        response: { 303: T.Null() },
      },
    },
    async (request, reply) => {
      const social = findSocialProvider(request.params.provider)
      if (!social) throw notFound('This way to sign in')
      const { query } = request
      const state = query.state ?? ''
      reply.clearCookie('link_state', { path: '/api/mall/links' })
      const [id = '', answer = ''] = state.split('.')
      if (state === '' || state !== request.cookies.link_state || !/^[0-9a-f-]{36}$/.test(id))
        throw new Problem(400, 'state_differs', 'This sign-in did not begin in this browser: begin again.')
      const now = clock.now()
      const begun = await db.tx((tx) => answerChallenge(tx, { id, purpose: 'link', audience: 'mall', answer }, now))
      const { return_to = '/account', provider } = (begun.outcome === 'right' ? begun.challenge.payload : {}) as {
        return_to?: string
        provider?: string
      }
      if (begun.outcome !== 'right' || provider !== social.provider)
        throw new Problem(400, 'state_used', 'This sign-in was completed before or took too long: begin again.')
      // Somebody else may have signed in meanwhile; he must not get the account that another one began to link.
      if (begun.challenge.user_id !== (request.session?.user_id ?? null))
        throw new Problem(409, 'other_user', 'Somebody else signed in meanwhile: begin again.')
      const code = social.codeOf(query)
      if (!code) return reply.redirect(return_to, 303)
      const redirect_uri = `${request.protocol}://${request.host}/api/mall/links/${social.provider}/callback`
      const identity = await social.identify(code, redirect_uri, request.headers['user-agent'] ?? '').catch(refuseProvider)
      const taken = await db.tx((tx) => takeIdentity(tx, now, social.provider, identity, begun.challenge.user_id))
      if (taken.status === 'linked_to_another')
        throw new Problem(409, 'linked_to_another', 'It is linked to another account of yours: sign in with it and unlink it there first.')
      if (taken.user.state !== 'active') throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
      if (taken.status !== 'linked')
        await openSession(needs, request, reply, { user_id: taken.user.id, handle: null, audience: 'mall', method: social.provider })
      return reply.redirect(return_to, 303)
    },
  )

  app.post(
    '/api/mall/session/mini-program',
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Sign in from a mini program with the code its platform gave it',
        body: closed({
          provider: Choice(['wechat'] as const, 'The platform the mini program runs in'),
          code: Text('What the platform’s login call gave, good once and for minutes', 200),
          ...AtDoor,
        }),
        response: { 200: T.Object({ user: T.Object({ id: T.String(), name: T.String() }), registered: T.Boolean() }) },
      },
    },
    async (request, reply) => {
      const social = findSocialProvider(request.body.provider)
      if (!social?.exchange) throw notFound('This way to sign in')
      await requireWay(db, 'wechat', request.body.door)
      const identity = await social.exchange(request.body.code).catch(refuseProvider)
      const now = clock.now()
      const taken = await db.tx((tx) => takeIdentity(tx, now, social.provider, identity, null))
      if (taken.status === 'linked_to_another') throw new Error('nobody is signed in who it could belong to')
      if (taken.user.state !== 'active') throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
      await openSession(needs, request, reply, { user_id: taken.user.id, handle: null, audience: 'mall', method: social.provider })
      return { user: { id: taken.user.id, name: taken.user.name }, registered: taken.status === 'registered' }
    },
  )

  app.get(
    '/api/mall/links',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'My linked accounts',
        response: {
          200: T.Object({
            items: T.Array(T.Object({ provider: T.String(), name: Nullable(T.String()), linked_at: T.String(), used_at: T.String() })),
            providers: T.Array(T.String()),
          }),
        },
      },
    },
    async (request) => ({ items: await listLinks(db, requireUser(request).user_id), providers: listSocialProviders() }),
  )

  app.delete(
    '/api/mall/links/:provider',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['identity'],
        summary: 'Unlink an account',
        params: closed({
          provider: T.String({
            pattern: '^(wechat|qq|weibo|alipay|federation:[a-z][a-z0-9-]{1,39})$',
            description: 'Where the account is; `federation:` and the id for an alliance partner',
          }),
        }),
        response: { 204: T.Null() },
      },
    },
    async (request, reply) => {
      const { user_id } = requireUser(request)
      const status = await db.tx((tx) => removeWay(tx, clock.now(), user_id, { link: request.params.provider }))
      if (status === 'not_found') throw notFound('The linked account')
      if (status === 'last_way_in')
        throw new Problem(409, 'last_way_in', 'It is the last way into your account: add a phone number or address first.')
      return reply.code(204).send(null)
    },
  )
}

function refuseProvider(error: Error): never {
  if (error instanceof SocialRefused) throw new Problem(401, 'provider_refused', `The provider refused: ${error.message}. Begin again.`)
  throw new Problem(502, 'provider_unreachable', 'The provider does not answer: try again, or sign in another way.')
}

import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  Nullable,
  notFound,
  OutcomeSchema,
  Outcomes,
  Problem,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { newToken } from '#core/secrets.ts'
import { answerChallenge, keepChallenge } from '../codes/write.ts'
import { consoleDoor, opensTo } from '../doors/ways.ts'
import type { Audience } from '../model.ts'
import { findUsers } from '../read.ts'
import { localPath } from '../return-to.ts'
import { lifetimes } from '../sessions/model.ts'
import { openSession, originOf, requireDoor, requireUser } from '../sessions/routes.ts'
import { recordSignIn } from '../sessions/write.ts'
import {
  applicationKinds,
  applicationScopes,
  applicationStates,
  findApplication,
  findBrandOfHost,
  findSecret,
  findSiteByCallback,
  listApplications,
  renewSecret,
  requestApplications,
  reviewApplications,
} from './applications.ts'
import { comeInHere, refuseAtDoor, signInPage } from './coming-in.ts'
import { issuer, providerOf, publicUrl } from './provider.ts'

const Address = (description: string) => T.String({ maxLength: 500, description })
const ApplicationDraft = closed({
  id: T.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$', description: 'Id of the application, its client_id; chosen once' }),
  name: Text('Name people see when they are asked for consent', 80),
  name_en: Text('The same in English', 80),
  kind: Choice(applicationKinds, '`web` keeps a secret on its server, `spa` and `native` cannot, `service` acts for itself'),
  first_party: T.Boolean({ description: 'One of our own sites: people are not asked for consent' }),
  brand: T.Optional(Nullable(Code('Brand whose sign-in page it shows'))),
  region: T.Optional(Nullable(Code('Region whose sign-in page it shows'))),
  redirect_uris: T.Array(Address('Exact address people come back to'), {
    maxItems: 20,
    description: 'Where people are sent after signing in',
  }),
  post_logout_redirect_uris: T.Optional(
    T.Array(Address('Exact address'), { maxItems: 20, description: 'Where people are sent after signing out' }),
  ),
  backchannel_logout_uri: T.Optional(Nullable(Address('Its server is told here that somebody signed out'))),
  scopes: T.Array(Choice(applicationScopes, 'What it may ask for'), { maxItems: 10, description: 'What it may read' }),
})
const Application = T.Object({
  id: T.String(),
  name: T.String(),
  name_en: T.String(),
  kind: T.String(),
  first_party: T.Boolean(),
  brand: Nullable(T.String()),
  region: Nullable(T.String()),
  redirect_uris: T.Array(T.String()),
  post_logout_redirect_uris: T.Array(T.String()),
  backchannel_logout_uri: Nullable(T.String()),
  scopes: T.Array(T.String()),
  state: T.String(),
  requested_by: T.String(),
  requested_at: T.String(),
  reviewed_by: Nullable(T.String()),
  reviewed_at: Nullable(T.String()),
  review_note: Nullable(T.String()),
})

const sites = [
  { base: '/api/mall', audience: 'mall', home: '/' },
  { base: '/api/admin', audience: 'console', home: '/console/' },
] as const

const callbackPath = (base: string): string => `${base}/session/sign-on/callback`

/** The identity provider under `/oidc`, the pages' side of it, and our own sites as its clients. */
export const signOnRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const provider = () => providerOf(needs)

  await app.register(
    async (oidc) => {
      // The provider reads its own forms; a parsed body would arrive already eaten.
      oidc.removeAllContentTypeParsers()
      oidc.addContentTypeParser('*', (_request, _payload, done) => done(null))
      oidc.all('/*', { schema: { hide: true } }, async (request, reply) => {
        const callback = (await provider()).callback()
        reply.hijack()
        for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
        const raw = request.raw as typeof request.raw & { originalUrl?: string }
        raw.originalUrl = raw.url!
        raw.url = raw.url!.slice('/oidc'.length) || '/'
        await callback(raw, reply.raw)
      })
    },
    { prefix: '/oidc' },
  )

  app.get(
    '/api/mall/sign-on/continue',
    {
      config: { access: { permission: 'public', scope: 'own' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Go on with a sign-on: signed in already, to the sign-in page, or to consent',
        response: { 303: T.Null() },
      },
    },
    async (request, reply) => {
      const oidc = await provider()
      const interaction = await oidc.interactionDetails(request.raw, reply.raw).catch(() => null)
      if (!interaction) return reply.redirect('/authorize', 303)
      if (interaction.prompt.name !== 'login') return reply.redirect('/authorize', 303)
      const application = await findApplication(db, interaction.params.client_id ?? '')
      const { redirect_uri = '', ui_locales } = interaction.params
      const forConsole = application?.first_party === true && redirect_uri.endsWith(callbackPath('/api/admin'))
      const door = application?.brand
        ? { brand: application.brand, region: application.region ?? '*' }
        : forConsole
          ? consoleDoor
          : { brand: '*', region: '*' }
      const { session } = request
      const anew = interaction.prompt.reasons.some((reason) => ['login_prompt', 'max_age'].includes(reason))
      const recent = session && (!anew || Date.parse(session.started_at) / 1000 >= interaction.iat)
      if (recent && (await opensTo(db, session.method, door))) {
        const login = {
          accountId: session.user_id,
          amr: [session.method === 'password' ? 'pwd' : 'mfa'],
          ts: Math.floor(Date.parse(session.started_at) / 1000),
        }
        return reply.redirect(await oidc.interactionResult(request.raw, reply.raw, { login }, { mergeWithLastSubmission: false }), 303)
      }
      // Who is signed in already, but not in the way or as lately as is asked here, would be sent straight back.
      const query = new URLSearchParams({ return_to: '/api/mall/sign-on/continue', ...(session ? { again: '1' } : {}) })
      return reply.redirect(`${signInPage(door, ui_locales)}?${query}`, 303)
    },
  )

  app.get(
    '/api/mall/sign-on',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['sign-on'],
        summary: 'What an application asks of me',
        response: {
          200: T.Object({ client_id: T.String(), name: T.String(), name_en: T.String(), scopes: T.Array(T.String()) }),
        },
      },
    },
    async (request, reply) => {
      const interaction = await (await provider()).interactionDetails(request.raw, reply.raw).catch(() => null)
      const application = interaction && (await findApplication(db, interaction.params.client_id ?? ''))
      if (!interaction || !application || interaction.prompt.name !== 'consent') throw notFound('The sign-on')
      const scopes = interaction.prompt.details.missingOIDCScope ?? (interaction.params.scope ?? '').split(' ')
      return { client_id: application.id, name: application.name, name_en: application.name_en, scopes }
    },
  )

  app.post(
    '/api/mall/sign-on/consent',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Allow or refuse what an application asks of me; answers where to go',
        body: closed({ allow: T.Boolean({ description: 'Whether it may' }) }),
        response: { 200: T.Object({ location: T.String() }) },
      },
    },
    async (request, reply) => {
      const { user_id } = requireUser(request)
      const oidc = await provider()
      const interaction = await oidc.interactionDetails(request.raw, reply.raw).catch(() => null)
      if (interaction?.prompt.name !== 'consent') throw notFound('The sign-on')
      // The browser may have been handed to somebody else since the sign-on began.
      if (interaction.session?.accountId !== user_id)
        throw new Problem(409, 'other_user', 'Somebody else began this sign-on in this browser: begin again.')
      if (!request.body.allow) {
        const refused = { error: 'access_denied', error_description: 'The user refused.' }
        return { location: await oidc.interactionResult(request.raw, reply.raw, refused, { mergeWithLastSubmission: false }) }
      }
      const known = interaction.grantId ? await oidc.Grant.find(interaction.grantId) : undefined
      const grant = known ?? new oidc.Grant({ accountId: user_id, clientId: interaction.params.client_id! })
      grant.addOIDCScope((interaction.prompt.details.missingOIDCScope ?? []).join(' '))
      const grantId = await grant.save()
      return { location: await oidc.interactionResult(request.raw, reply.raw, { consent: { grantId } }) }
    },
  )

  app.get(
    '/api/mall/house',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Whose site a host is: that of a brand, or of the whole house',
        querystring: closed({
          host: T.String({ pattern: '^[A-Za-z0-9.:\\[\\]-]{1,255}$', description: 'The host people see, with its port where it has one' }),
        }),
        response: { 200: T.Object({ brand: Nullable(T.String({ description: 'The brand; null for the house' })) }) },
      },
    },
    async ({ query }) => ({ brand: await findBrandOfHost(db, query.host.toLowerCase()) }),
  )

  for (const { base, audience, home } of sites) {
    const callbackOf = (request: { protocol: string; host: string }) => `${request.protocol}://${request.host}${callbackPath(base)}`

    app.get(
      `${base}/session/sign-on`,
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['sign-on'],
          summary: 'Sign in on this site with the sign-on shared by all our sites',
          querystring: closed({
            return_to: T.Optional(T.String({ maxLength: 500, description: 'Page of this site to come back to' })),
            locale: T.Optional(Choice(['zh', 'en'] as const, 'Language of the sign-in page')),
            again: T.Optional(T.Boolean({ description: 'Ask who it is, even if somebody is signed in' })),
          }),
          response: { 303: T.Null() },
        },
      },
      async (request, reply) => {
        const callback = callbackOf(request)
        const site = await findSiteByCallback(db, callback)
        const { again = false } = request.query
        const wanted = localPath(request, request.query.return_to, home)
        // A sign-on that led to the next one would go round in a circle.
        const return_to = wanted.startsWith('/api/') ? home : wanted
        const locale = request.query.locale ?? (return_to.startsWith('/en') ? 'en' : 'zh')
        if (!site && audience === 'console') return comeInHere(needs, request, reply, { return_to, locale, again })
        if (!site)
          throw new Problem(
            404,
            'sign_on_not_set_up',
            `Register this site first: an own application with the redirect address ${callback}.`,
          )
        const verifier = randomBytes(32).toString('base64url')
        const [id, state, nonce] = [newId(), newToken(), newToken()]
        const payload = { verifier, nonce, return_to }
        await keepChallenge(db, { id, purpose: 'link', audience, user_id: null, answer: state, payload, life_ms: 30 * 60_000 }, clock.now())
        reply.setCookie('sign_on_state', `${id}.${state}`, {
          path: `${base}/session/sign-on`,
          httpOnly: true,
          sameSite: 'lax',
          secure: request.protocol === 'https',
          maxAge: 1800,
        })
        const query = new URLSearchParams({
          client_id: site.id,
          response_type: 'code',
          scope: 'openid',
          redirect_uri: callback,
          state,
          nonce,
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
          ui_locales: locale,
          ...(again ? { prompt: 'login' } : {}),
          // A shop remembers its people for a year; who works here shows every day who he is.
          ...(audience === 'console' ? { max_age: String(lifetimes.console.idle_ms / 1000) } : {}),
        })
        return reply.redirect(`${issuer()}/auth?${query}`, 303)
      },
    )

    app.get(
      `${base}/session/sign-on/callback`,
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['sign-on'],
          summary: 'Come back from the shared sign-on',
          querystring: T.Object({
            code: T.Optional(T.String({ maxLength: 200, description: 'The authorization code' })),
            state: T.Optional(T.String({ maxLength: 200, description: 'What this browser began with' })),
            error: T.Optional(T.String({ maxLength: 200, description: 'Why it failed' })),
            iss: T.Optional(T.String({ maxLength: 500, description: 'Who answers' })),
          }),
          response: { 303: T.Null() },
        },
      },
      async (request, reply) => {
        const return_to = await finish(request, reply).catch((error) => refuseAtDoor(request, audience, error))
        reply.clearCookie('sign_on_state', { path: `${base}/session/sign-on` })
        return reply.redirect(return_to, 303)
      },
    )

    /** What the provider answered, made a session of this site; answers where the person wanted to go. */
    async function finish(
      request: FastifyRequest<{ Querystring: { code?: string; state?: string; error?: string; iss?: string } }>,
      reply: FastifyReply,
    ): Promise<string> {
      const { code, state = '', error, iss } = request.query
      const [id = '', own = ''] = (request.cookies.sign_on_state ?? '').split('.')
      const failed = (type: string, detail: string) => new Problem(400, type, detail)
      if (error) throw failed(error === 'access_denied' ? 'access_denied' : 'code_refused', 'The sign-on was refused: begin again.')
      if (!code || !/^[0-9a-f-]{36}$/.test(id) || state !== own)
        throw failed('state_differs', 'This sign-in did not begin in this browser: begin again.')
      if (iss !== undefined && iss !== issuer()) throw failed('issuer_differs', 'Somebody else answered than was asked.')
      const answer = await db.tx((tx) => answerChallenge(tx, { id, purpose: 'link', audience, answer: state }, clock.now()))
      if (answer.outcome !== 'right') throw failed('state_used', 'This sign-in was completed before or took too long: begin again.')
      const { verifier, nonce, return_to } = answer.challenge.payload as { verifier: string; nonce: string; return_to: string }
      const callback = callbackOf(request)
      const site = await findSiteByCallback(db, callback)
      const secret = site && (await findSecret(db, site.id))
      if (!site || !secret) throw failed('sign_on_not_set_up', 'This site is no longer registered.')

      // Through the same door as everybody, but without leaving the process: our own address may not be reachable from here.
      const exchanged = await app.inject({
        method: 'POST',
        url: '/oidc/token',
        headers: {
          host: new URL(publicUrl()).host,
          authorization: `Basic ${Buffer.from(`${encodeURIComponent(site.id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({
          grant_type: 'authorization_code',
          code,
          redirect_uri: callback,
          code_verifier: verifier,
        }).toString(),
      })
      const tokens = exchanged.json() as { access_token?: string; id_token?: string }
      if (exchanged.statusCode !== 200 || !tokens.access_token || !tokens.id_token)
        throw failed('code_refused', 'The sign-on was refused: begin again.')
      const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString()) as {
        sub: string
        nonce: string
        aud: string
      }
      if (claims.nonce !== nonce || claims.aud !== site.id)
        throw failed('state_differs', 'This sign-in did not begin in this browser: begin again.')
      const sign_on = await (await provider()).AccessToken.find(tokens.access_token)
      const [user] = await findUsers(db, [claims.sub])
      if (user?.state !== 'active') throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
      await requireDoor(needs, audience as Audience, user.id, user.name, () =>
        recordSignIn(
          db,
          { user_id: user.id, handle: null, audience, method: 'sign_on', outcome: 'not_staff', origin: originOf(request) },
          clock.now(),
        ),
      )
      await openSession(needs, request, reply, {
        user_id: user.id,
        handle: null,
        audience,
        method: 'sign_on',
        sign_on_id: sign_on?.sessionUid ?? null,
      })
      return return_to
    }
  }

  app.get(
    '/api/admin/applications',
    {
      config: { access: { permission: 'applications.read', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Applications that sign people in with us',
        querystring: closed({ state: T.Optional(Choice(applicationStates, 'Only in this state')) }),
        response: { 200: T.Object({ items: T.Array(Application) }) },
      },
    },
    async ({ query }) => ({ items: await listApplications(db, query.state ?? null) }),
  )
  app.post(
    '/api/admin/applications',
    {
      config: { access: { permission: 'applications.edit', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Register applications for review; a secret is answered once and never again',
        body: closed({ items: T.Array(ApplicationDraft, { minItems: 1, maxItems: 20, description: 'Applications' }) }),
        response: {
          200: T.Object({ outcomes: T.Array(T.Intersect([OutcomeSchema, T.Object({ client_secret: T.Optional(T.String()) })])) }),
          409: Outcomes,
        },
      },
    },
    async (request, reply) => {
      const drafts = request.body.items.map((draft) => ({
        ...draft,
        brand: draft.brand ?? null,
        region: draft.region ?? null,
        post_logout_redirect_uris: draft.post_logout_redirect_uris ?? [],
        backchannel_logout_uri: draft.backchannel_logout_uri ?? null,
      }))
      const outcomes = await db.tx((tx) => requestApplications(tx, byOf(request), clock.now(), drafts))
      return answerOutcomes(reply, outcomes, (status) => status === 'requested')
    },
  )
  app.post(
    '/api/admin/application-reviews',
    {
      config: { access: { permission: 'applications.review', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Approve, refuse or suspend applications; not one’s own',
        body: closed({
          items: T.Array(
            closed({
              id: Code('The application'),
              decision: Choice(['approved', 'refused', 'suspended'] as const, 'What becomes of it'),
              note: T.Optional(Nullable(Text('Why', 500))),
            }),
            { minItems: 1, maxItems: 50, description: 'Decisions' },
          ),
        }),
        response: { 200: Outcomes, 409: Outcomes },
      },
    },
    async (request, reply) => {
      const reviews = request.body.items.map((review) => ({ ...review, note: review.note ?? null }))
      const outcomes = await db.tx((tx) => reviewApplications(tx, byOf(request), clock.now(), reviews))
      return answerOutcomes(reply, outcomes, (status) => status === 'decided')
    },
  )
  app.post(
    '/api/admin/applications/:id/secret',
    {
      config: { access: { permission: 'applications.edit', scope: 'all' } },
      schema: {
        tags: ['sign-on'],
        summary: 'Give an application a new secret; the old one is worthless at once',
        params: closed({ id: Code('The application') }),
        response: { 200: T.Object({ client_secret: T.String() }) },
      },
    },
    async (request) => {
      const client_secret = await db.tx((tx) => renewSecret(tx, byOf(request), clock.now(), request.params.id))
      if (!client_secret) throw notFound('An application with a secret')
      return { client_secret }
    },
  )
}

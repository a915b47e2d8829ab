import type { TaskList } from 'graphile-worker'
import Provider, { type Client, type OidcContext } from 'oidc-provider'
import { addJobs } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { keyFor, tokenHash } from '#core/secrets.ts'
import { type Db, hot, type Tx } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { findUsers, listHandlesOf } from '../read.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import { sessionCookies } from '../sessions/cookies.ts'
import { adapterFor } from './adapter.ts'
import { applicationScopes } from './applications.ts'
import { loadKeys } from './keys.ts'
import { errorPage, logoutPage, signedOutPage } from './pages.ts'

let public_url: string | undefined

/** Where the outside reaches us, as `https://id.example.com`. One address for all brands: the issuer's name stands in every token. */
export const setPublicUrl = (url: string): void => {
  public_url = url.replace(/\/$/, '')
}
export const publicUrl = (): string =>
  process.env.TONGSHANG_PUBLIC_URL?.replace(/\/$/, '') ?? public_url ?? `http://localhost:${process.env.PORT ?? 3000}`
export const issuer = (): string => `${publicUrl()}/oidc`

interface Kept {
  provider: Provider
  signature: string
  looked_ms: number
}
const perDatabase = new WeakMap<Db, Promise<Kept>>()
const look_again_ms = 60_000

/** The provider of this process; made anew when the keys changed, so all processes sign with the same one within a minute. */
export async function providerOf(needs: Needs): Promise<Provider> {
  const before = await perDatabase.get(needs.db)?.catch(() => undefined)
  if (before && performance.now() - before.looked_ms < look_again_ms) return before.provider
  const making = make(needs, before)
  perDatabase.set(needs.db, making)
  return (await making).provider
}

async function make(needs: Needs, before: Kept | undefined): Promise<Kept> {
  const keys = await loadKeys(needs.db, needs.clock.now())
  const signature = `${issuer()} ${keys.map(({ kid }) => kid).join()}`
  const looked_ms = performance.now()
  if (before?.signature === signature) return { ...before, looked_ms }
  const provider = new Provider(issuer(), configuration(needs, keys))
  provider.proxy = process.env.TONGSHANG_TRUST_PROXY === '1'
  provider.on('end_session.success', ((ctx: OidcContext) => {
    const uid = ctx.oidc.session?.uid
    if (uid) endSites(needs, uid).catch((error: Error) => log.error({ error: error.message }, 'sessions of a sign-on could not be ended'))
  }) as never)
  // Replayed codes, foreign addresses, tokens that are over: refused by the provider, kept in our log.
  for (const event of [
    'authorization.error',
    'grant.error',
    'userinfo.error',
    'introspection.error',
    'revocation.error',
    'end_session.error',
  ])
    provider.on(event, ((ctx: OidcContext, error: Error & { error?: string; error_detail?: string }) =>
      log.warn(
        {
          refused: [error.error ?? error.message],
          detail: error.error_detail,
          client: ctx.oidc?.client?.clientId ?? null,
          address: ctx.ip,
        },
        'refused',
      )) as never)
  provider.on('server_error', ((_ctx: unknown, error: Error) =>
    log.error({ error: error.message, stack: error.stack }, 'sign-on failed')) as never)
  provider.on('backchannel.error', ((_ctx: unknown, error: Error, client: Client) =>
    log.warn({ error: error.message, client: client.clientId }, 'an application could not be told of a sign-out')) as never)
  return { provider, signature, looked_ms }
}

/** The sessions of our own sites that one sign-on brought about. */
async function endSites(needs: Needs, session_uid: string): Promise<void> {
  const ended = await needs.db.rows<{ token_hash: string }>(hot`
    update identity.sessions set ended_at = ${needs.clock.now()}, ended_reason = 'signed_out'
    where sign_on_id = ${session_uid} and ended_at is null returning token_hash`)
  sessionsOf(needs).forget(ended.map(({ token_hash }) => token_hash))
}

/** The session at our own door ends with the sign-on it opened, or whoever comes next to this browser would be signed in again by it. */
async function tieDoor(needs: Needs, token: string | undefined, user_id: string, session_uid: string): Promise<void> {
  if (!token) return
  const token_hash = tokenHash(token)
  const tied = await needs.db.run(hot`
    update identity.sessions set sign_on_id = ${session_uid}
    where token_hash = ${token_hash} and audience = 'mall' and user_id = ${user_id} and ended_at is null and sign_on_id is distinct from ${session_uid}`)
  if (tied > 0) sessionsOf(needs).forget([token_hash])
}

/**
 * Signs out of the sign-on behind a session, wherever that happens: our own sites at once, other applications by a job that tells their servers.
 * `cookie` is the provider's own cookie where the browser is on its host.
 */
export async function leaveSignOn(needs: Needs, user_id: string, session_uid: string | null, cookie: string | undefined): Promise<void> {
  if (!session_uid && !cookie) return
  const provider = await providerOf(needs)
  const byCookie = cookie ? await provider.Session.find(cookie) : undefined
  const uids = [...new Set([session_uid, byCookie?.accountId === user_id ? byCookie.uid : null])].filter((uid) => uid !== null)
  for (const uid of uids) {
    await endSites(needs, uid)
    const session = await provider.Session.findByUid(uid)
    if (!session) continue
    const told = Object.keys(session.authorizations ?? {}).map((client_id) => ({ client_id, user_id, sid: session.sidFor(client_id) }))
    await needs.db.tx((tx) =>
      addJobs(
        tx,
        told.map((payload) => ({ task: 'identity.tell_sign_out', payload, max_attempts: 6 })),
      ),
    )
    await session.destroy()
  }
}

/** Ends every sign-on of a user and every token given on his behalf. What he consented to stays. */
export const endAllSignOns = (tx: Tx, user_id: string): Promise<number> =>
  tx.run(hot`
    delete from identity.sign_on_records
    where account_id = ${user_id} and model in ('Session', 'AccessToken', 'RefreshToken', 'AuthorizationCode')`)

/** Tells the servers of applications that somebody signed out (back-channel logout). */
export const tasks = (needs: Needs): TaskList => ({
  'identity.tell_sign_out': async (payload) => {
    const { client_id, user_id, sid } = payload as { client_id: string; user_id: string; sid: string }
    const client = await (await providerOf(needs)).Client.find(client_id)
    if (client?.backchannelLogoutUri) await client.backchannelLogout(user_id, sid)
  },
})

const minute = 60
const day = 86_400

function configuration(needs: Needs, keys: Record<string, unknown>[]): object {
  const { db, clock } = needs
  const secure = issuer().startsWith('https:')
  return {
    adapter: adapterFor(db, clock.now),
    jwks: { keys },
    cookies: {
      keys: [keyFor('sign_on.cookies').toString('base64url')],
      names: { session: 'sign_on', interaction: 'sign_on_interaction', resume: 'sign_on_resume' },
      long: { httpOnly: true, sameSite: 'lax', secure, path: '/', signed: true },
      // Our sign-in pages stand beside /oidc, so the whole site must see which interaction it is about.
      short: { httpOnly: true, sameSite: 'lax', secure, path: '/', signed: true },
    },
    ttl: {
      AccessToken: 60 * minute,
      AuthorizationCode: minute,
      ClientCredentials: 10 * minute,
      Grant: 180 * day,
      IdToken: 60 * minute,
      Interaction: 30 * minute,
      RefreshToken: 30 * day,
      Session: 14 * day,
    },
    scopes: [...applicationScopes],
    claims: {
      openid: ['sub'],
      profile: ['name', 'locale', 'updated_at'],
      phone: ['phone_number', 'phone_number_verified'],
      email: ['email', 'email_verified'],
    },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    extraClientMetadata: { properties: ['first_party', 'brand', 'region'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: OidcContext, form: string) => {
          ctx.body = logoutPage(form)
        },
        postLogoutSuccessSource: (ctx: OidcContext) => {
          ctx.body = signedOutPage()
        },
      },
    },
    // The only addresses it calls are those of sign-outs, which a person of ours has reviewed; they may lie inside the enterprise.
    fetch: (url: string, { method, headers, body }: { method: string; headers: Record<string, string>; body: URLSearchParams }) =>
      fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(5_000) }),
    pkce: { required: () => true },
    responseTypes: ['code'],
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx: unknown, client: { grantTypeAllowed(type: string): boolean }, code: { scopes: Set<string> }) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    clientBasedCORS: (_ctx: unknown, origin: string, client: Client) =>
      (client.redirectUris ?? []).some((address) => originOf(address) === origin),
    interactions: {
      url: (_ctx: unknown, _interaction: unknown) => '/api/mall/sign-on/continue',
    },
    // Nobody is asked whether our own site may know him.
    loadExistingGrant: async (
      ctx: OidcContext & { oidc: { provider: Provider; session: { uid: string; accountId: string; grantIdFor(id: string): string } } },
    ) => {
      const { client, provider, session, result } = ctx.oidc
      await tieDoor(needs, ctx.cookies.get(sessionCookies.mall, { signed: false }), session.accountId, session.uid)
      const grant_id = result?.consent?.grantId ?? session.grantIdFor(client!.clientId)
      const known = grant_id ? await provider.Grant.find(grant_id) : undefined
      if (known) return known
      if (!client!.first_party) return undefined
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client!.clientId })
      grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '))
      await grant.save()
      return grant
    },
    findAccount: async (_ctx: unknown, sub: string) => {
      const [user] = /^[0-9a-f-]{36}$/.test(sub) ? await findUsers(db, [sub]) : []
      if (user?.state !== 'active') return undefined
      return {
        accountId: sub,
        claims: async () => {
          const { phone, email } = (await listHandlesOf(db, [sub])).get(sub) ?? { phone: null, email: null }
          return {
            sub,
            name: user.name,
            locale: user.locale === 'en' ? 'en' : 'zh-CN',
            ...(phone ? { phone_number: phone, phone_number_verified: true } : {}),
            ...(email ? { email, email_verified: true } : {}),
          }
        },
      }
    },
    renderError: (ctx: OidcContext, out: { error: string; error_description?: string }) => {
      ctx.type = 'html'
      ctx.body = errorPage(out.error, out.error_description ?? '')
    },
  }
}

function originOf(address: string): string | null {
  try {
    return new URL(address).origin
  } catch {
    return null
  }
}

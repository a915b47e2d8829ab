import * as client from 'openid-client'
import type { Federation, FederationPort } from '#centers/identity/federation/model.ts'
import { SocialRefused } from '#centers/identity/links/model.ts'

/** What a partner says of itself changes with its keys; it is read again after this. */
const read_again_ms = 10 * 60_000

/** Signing in with an OpenID provider of a partner: discovery, PKCE, and an id token whose signature, issuer, audience, nonce and times are checked. */
export function openidFederation(): FederationPort {
  const known = new Map<string, { read_ms: number; configuration: Promise<client.Configuration> }>()

  const configurationOf = (at: Federation, secret: string): Promise<client.Configuration> => {
    const key = JSON.stringify([at.issuer, at.client_id, secret])
    const before = known.get(key)
    if (before && performance.now() - before.read_ms < read_again_ms) return before.configuration
    const issuer = new URL(at.issuer)
    const configuration = client.discovery(issuer, at.client_id, undefined, client.ClientSecretBasic(secret), {
      timeout: 8,
      // Only a loopback address may be registered without TLS.
      ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    })
    known.set(key, { read_ms: performance.now(), configuration })
    configuration.catch(() => known.delete(key))
    return configuration
  }

  return {
    async begin(at, secret, { redirect_uri, state }) {
      const configuration = await configurationOf(at, secret)
      const secrets = { verifier: client.randomPKCECodeVerifier(), nonce: client.randomNonce() }
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri,
        scope: at.scopes.join(' '),
        state,
        nonce: secrets.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, secrets }
    },
    async finish(at, secret, { came_to, state, secrets }) {
      const configuration = await configurationOf(at, secret)
      try {
        const tokens = await client.authorizationCodeGrant(configuration, new URL(came_to), {
          pkceCodeVerifier: secrets.verifier,
          expectedNonce: secrets.nonce,
          expectedState: state,
          idTokenExpected: true,
        })
        const { sub, name } = tokens.claims()!
        return { subject: sub, name: typeof name === 'string' ? name : await nameOf(configuration, tokens.access_token, sub) }
      } catch (error) {
        if (error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError)
          throw new SocialRefused(error.error, error.error_description ?? error.message)
        if (error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT')
          throw new SocialRefused(error.code ?? 'invalid', error.message)
        throw error
      }
    },
  }
}

/** A name is a courtesy: without it the person is called by the partner's. */
async function nameOf(configuration: client.Configuration, access_token: string, sub: string): Promise<string | null> {
  try {
    const { name } = await client.fetchUserInfo(configuration, access_token, sub)
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}

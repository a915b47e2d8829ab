/** An alliance partner's identity provider, as we are registered there. */
export interface Federation {
  id: string
  name_zh: string
  name_en: string
  issuer: string
  client_id: string
  scopes: string[]
  state: 'open' | 'closed'
}

/** What only we know of one trip: it stays with us while the browser is away. */
export interface TripSecrets {
  verifier: string
  nonce: string
}

/** Speaks OpenID Connect to a partner. The adapter lives in `outside/` and is registered at assembly. Throws `SocialRefused` for a clear no. */
export interface FederationPort {
  begin(at: Federation, secret: string, trip: { redirect_uri: string; state: string }): Promise<{ url: string; secrets: TripSecrets }>
  finish(
    at: Federation,
    secret: string,
    trip: { came_to: string; state: string; secrets: TripSecrets },
  ): Promise<{ subject: string; name: string | null }>
}

/** Somebody as another provider knows him. */
export interface SocialIdentity {
  /** The application of ours (appid) or the platform account the subject belongs to. */
  tenant_key: string
  subject: string
  /** The same person in all our applications of one platform account, where the provider tells. */
  platform_key: string | null
  union_subject: string | null
  name: string | null
  profile: Record<string, unknown>
  token_expires_at: string | null
}

/** The provider said no, in its own words; nobody is signed in. */
export class SocialRefused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Another place to sign in from. Its adapter lives in `outside/` and is registered at assembly. */
export interface SocialProvider {
  provider: 'wechat' | 'qq' | 'weibo' | 'alipay'
  authorizeUrl(trip: { state: string; redirect_uri: string; user_agent: string }): string
  /** The code in the address the person came back with; null when he declined. */
  codeOf(query: Record<string, string | undefined>): string | null
  /** Asks the provider who it is. Throws `SocialRefused` for its clear no. */
  identify(code: string, redirect_uri: string, user_agent: string): Promise<SocialIdentity>
  /** The code a mini program was given; left out where there is none of ours. */
  exchange?(code: string): Promise<SocialIdentity>
}

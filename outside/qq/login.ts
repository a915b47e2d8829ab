import { type SocialIdentity, type SocialProvider, SocialRefused } from '#centers/identity/links/model.ts'
import { addMilliseconds } from '#core/time.ts'

export interface QqSettings {
  client_id: string
  client_secret: string
  /** The account whose applications share a unionid; left out where the permission was not given. */
  platform?: string
  /** `https://graph.qq.com`, or a simulator's. */
  origin: string
}

/** Signing in with QQ: the token comes as form text, the person as JSONP. */
export function qqLogin(settings: QqSettings, now: () => string): SocialProvider {
  const { client_id, client_secret, platform, origin } = settings
  return {
    provider: 'qq',
    authorizeUrl: ({ state, redirect_uri }) =>
      `${origin}/oauth2.0/authorize?${new URLSearchParams({ response_type: 'code', client_id, redirect_uri, state, scope: 'get_user_info' })}`,
    codeOf: ({ code }) => code ?? null,
    async identify(code, redirect_uri): Promise<SocialIdentity> {
      const token = await ask(`${origin}/oauth2.0/token`, {
        grant_type: 'authorization_code',
        client_id,
        client_secret,
        code,
        redirect_uri,
      })
      const access_token = String(token.access_token ?? '')
      if (!access_token) throw new Error('QQ sent no token')
      const me = await ask(`${origin}/oauth2.0/me`, { access_token, ...(platform ? { unionid: '1' } : {}) })
      // A token made for another application must sign in nobody here.
      if (me.client_id !== client_id) throw new SocialRefused('client_differs', 'the token is of another application')
      const openid = String(me.openid ?? '')
      if (!openid) throw new Error('QQ sent no openid')
      const person = await ask(`${origin}/user/get_user_info`, { access_token, oauth_consumer_key: client_id, openid })
      if (person.ret !== 0) throw new SocialRefused(String(person.ret), String(person.msg ?? ''))
      const union =
        typeof me.unionid === 'string' && platform
          ? { platform_key: platform, union_subject: me.unionid }
          : { platform_key: null, union_subject: null }
      return {
        tenant_key: client_id,
        subject: openid,
        ...union,
        name: typeof person.nickname === 'string' ? person.nickname : null,
        profile: { avatar: person.figureurl_qq_2 ?? person.figureurl_qq_1 ?? null },
        token_expires_at: addMilliseconds(now(), Number(token.expires_in ?? 0) * 1000),
      }
    },
  }
}

async function ask(address: string, query: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`${address}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(10_000) })
  const answer = readAnswer(await response.text())
  if (answer.error !== undefined) throw new SocialRefused(String(answer.error), String(answer.error_description ?? ''))
  return answer
}

/** `callback( {...} );`, `a=1&b=2` or plain JSON: all three are used. */
export function readAnswer(body: string): Record<string, unknown> {
  const wrapped = /^\s*callback\(\s*([\s\S]*?)\s*\)\s*;?\s*$/.exec(body)
  if (wrapped) return JSON.parse(wrapped[1]!) as Record<string, unknown>
  if (body.trimStart().startsWith('{')) return JSON.parse(body) as Record<string, unknown>
  return Object.fromEntries(new URLSearchParams(body.trim()))
}

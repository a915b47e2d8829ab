import { type SocialIdentity, type SocialProvider, SocialRefused } from '#centers/identity/links/model.ts'
import { addMilliseconds } from '#core/time.ts'

export interface WeiboSettings {
  client_id: string
  client_secret: string
  /** `https://api.weibo.com`, or a simulator's. */
  origin: string
}

/** Signing in with Weibo. The uid beside the token proves nothing; who it is and for whom is asked apart. */
export function weiboLogin({ client_id, client_secret, origin }: WeiboSettings, now: () => string): SocialProvider {
  return {
    provider: 'weibo',
    authorizeUrl: ({ state, redirect_uri }) =>
      `${origin}/oauth2/authorize?${new URLSearchParams({ client_id, response_type: 'code', redirect_uri, state })}`,
    codeOf: ({ code }) => code ?? null,
    async identify(code, redirect_uri): Promise<SocialIdentity> {
      const token = await post(`${origin}/oauth2/access_token`, {
        client_id,
        client_secret,
        grant_type: 'authorization_code',
        code,
        redirect_uri,
      })
      const access_token = String(token.access_token ?? '')
      const info = await post(`${origin}/oauth2/get_token_info`, { access_token })
      if (String(info.appkey) !== client_id) throw new SocialRefused('appkey_differs', 'the token is of another application')
      const uid = String(info.uid ?? '')
      if (!uid) throw new Error('Weibo sent no uid')
      const response = await fetch(`${origin}/2/users/show.json?${new URLSearchParams({ access_token, uid })}`, {
        signal: AbortSignal.timeout(10_000),
      })
      const person = await read(response)
      return {
        tenant_key: client_id,
        subject: uid,
        platform_key: null,
        union_subject: null,
        name: typeof person.screen_name === 'string' ? person.screen_name : null,
        profile: { avatar: person.avatar_large ?? null },
        token_expires_at: addMilliseconds(now(), Number(token.expires_in ?? 0) * 1000),
      }
    },
  }
}

const post = async (address: string, body: Record<string, string>): Promise<Record<string, unknown>> =>
  read(await fetch(address, { method: 'POST', body: new URLSearchParams(body), signal: AbortSignal.timeout(10_000) }))

async function read(response: Response): Promise<Record<string, unknown>> {
  const answer = JSON.parse(await response.text()) as Record<string, unknown>
  if (answer.error_code !== undefined || answer.error !== undefined)
    throw new SocialRefused(String(answer.error_code ?? answer.error), String(answer.error_description ?? answer.error ?? ''))
  return answer
}

import { type SocialIdentity, type SocialProvider, SocialRefused } from '#centers/identity/links/model.ts'
import { addMilliseconds } from '#core/time.ts'

interface App {
  appid: string
  secret: string
}
export interface WechatSettings {
  /** The website application, for the QR page. */
  web: App
  /** The official account, for pages opened inside WeChat. */
  in_app?: App
  /** The mini program, whose own code is exchanged without any page. */
  mini_program?: App
  /** The open-platform account both are bound to: then the person has one unionid in both. */
  platform?: string
  /** `https://open.weixin.qq.com` and `https://api.weixin.qq.com`, or a simulator's. */
  open_origin: string
  api_origin: string
}

/** Signing in with WeChat. Its parameters have their own names and its errors come as HTTP 200. */
export function wechatLogin(settings: WechatSettings, now: () => string): SocialProvider {
  const appFor = (user_agent: string): { app: App; inside: boolean } =>
    settings.in_app && /MicroMessenger/.test(user_agent) ? { app: settings.in_app, inside: true } : { app: settings.web, inside: false }
  const unionOf = (unionid: unknown) =>
    typeof unionid === 'string' && settings.platform
      ? { platform_key: settings.platform, union_subject: unionid }
      : { platform_key: null, union_subject: null }
  const mini = settings.mini_program
  return {
    provider: 'wechat',
    authorizeUrl({ state, redirect_uri, user_agent }) {
      const { app, inside } = appFor(user_agent)
      const query = new URLSearchParams({
        appid: app.appid,
        redirect_uri,
        response_type: 'code',
        scope: inside ? 'snsapi_userinfo' : 'snsapi_login',
        state,
      })
      // The fragment is part of the protocol.
      return `${settings.open_origin}/connect/${inside ? 'oauth2/authorize' : 'qrconnect'}?${query}#wechat_redirect`
    },
    codeOf: ({ code }) => code ?? null, // who declines comes back with the state alone
    async identify(code, _redirect_uri, user_agent): Promise<SocialIdentity> {
      const { app } = appFor(user_agent)
      const token = await ask(settings.api_origin, '/sns/oauth2/access_token', {
        appid: app.appid,
        secret: app.secret,
        code,
        grant_type: 'authorization_code',
      })
      const openid = text(token.openid)
      const access_token = text(token.access_token)
      const scopes = text(token.scope).split(',')
      const person = scopes.some((scope) => ['snsapi_login', 'snsapi_userinfo'].includes(scope))
        ? await ask(settings.api_origin, '/sns/userinfo', { access_token, openid })
        : {}
      return {
        tenant_key: app.appid,
        subject: openid,
        ...unionOf(person.unionid ?? token.unionid),
        name: typeof person.nickname === 'string' ? person.nickname : null,
        profile: { avatar: person.headimgurl ?? null },
        token_expires_at: addMilliseconds(now(), Number(token.expires_in ?? 7200) * 1000),
      }
    },
    ...(mini
      ? {
          async exchange(code: string): Promise<SocialIdentity> {
            const query = { appid: mini.appid, secret: mini.secret, js_code: code, grant_type: 'authorization_code' }
            const answer = await ask(settings.api_origin, '/sns/jscode2session', query)
            // The session key opens what WeChat encrypts for the program; we ask for nothing of that kind and keep none.
            return {
              tenant_key: mini.appid,
              subject: text(answer.openid),
              ...unionOf(answer.unionid),
              name: null,
              profile: {},
              token_expires_at: null,
            }
          },
        }
      : {}),
  }
}

async function ask(origin: string, path: string, query: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}${path}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(10_000) })
  // The type says text/plain; the content is JSON all the same.
  const answer = JSON.parse(await response.text()) as Record<string, unknown>
  if (answer.errcode) throw new SocialRefused(String(answer.errcode), String(answer.errmsg ?? ''))
  return answer
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('WeChat left out a value it promises')
  return value
}

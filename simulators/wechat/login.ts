import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WechatPerson {
  openids: Record<string, string>
  unionid: string
  nickname: string
}

interface Options {
  /** appid → its secret, the domain people may come back to, and whether it is bound to the open platform. */
  apps: Record<string, { secret: string; domain: string; bound: boolean }>
  now?: () => number
  port?: number
}

/** WeChat's side: the QR page and the pages inside WeChat, codes of ten minutes that work once, errors as HTTP 200 and text/plain. */
export async function simulateWechat({ apps, now = Date.now, port = 0 }: Options) {
  const codes = new Map<string, { appid: string; person: WechatPerson; scope: string; made_ms: number; used: boolean }>()
  const tokens = new Map<string, { appid: string; person: WechatPerson; scope: string; made_ms: number }>()
  const error = (errcode: number, errmsg: string) => ({ errcode, errmsg })

  const answers: Record<string, (query: URLSearchParams) => object> = {
    '/sns/oauth2/access_token'(query) {
      const appid = query.get('appid') ?? ''
      const app = apps[appid]
      if (!app) return error(40013, 'invalid appid')
      if (query.get('secret') !== app.secret) return error(40125, 'invalid appsecret')
      if (query.get('grant_type') !== 'authorization_code') return error(40002, 'invalid grant_type')
      const code = codes.get(query.get('code') ?? '')
      if (!code || code.appid !== appid) return error(40029, 'invalid code')
      if (code.used) return error(40163, 'code been used')
      if (now() - code.made_ms > 600_000) return error(42003, 'code expired')
      code.used = true
      const access_token = `A${tokens.size}-${appid}`
      tokens.set(access_token, { ...code, made_ms: now() })
      const openid = code.person.openids[appid]!
      return {
        access_token,
        expires_in: 7200,
        refresh_token: `R${tokens.size}`,
        openid,
        scope: code.scope,
        ...(app.bound ? { unionid: code.person.unionid } : {}),
      }
    },
    '/sns/jscode2session'(query) {
      const appid = query.get('appid') ?? ''
      const app = apps[appid]
      if (!app) return error(40013, 'invalid appid')
      if (query.get('secret') !== app.secret) return error(40125, 'invalid appsecret')
      if (query.get('grant_type') !== 'authorization_code') return error(40002, 'invalid grant_type')
      const code = codes.get(query.get('js_code') ?? '')
      if (!code || code.appid !== appid || code.scope !== 'mini_program') return error(40029, 'invalid code')
      if (code.used) return error(40163, 'code been used')
      if (now() - code.made_ms > 300_000) return error(40029, 'code expired')
      code.used = true
      const openid = code.person.openids[appid]!
      return { openid, session_key: 'a2V5', ...(app.bound ? { unionid: code.person.unionid } : {}) }
    },
    '/sns/userinfo'(query) {
      const token = tokens.get(query.get('access_token') ?? '')
      if (!token) return error(40001, 'invalid credential, access_token is invalid or not latest')
      if (now() - token.made_ms > 7_200_000) return error(42001, 'access_token expired')
      const openid = token.person.openids[token.appid]
      if (query.get('openid') !== openid) return error(40003, 'invalid openid')
      if (token.scope === 'snsapi_base') return error(48001, 'api unauthorized')
      return {
        openid,
        nickname: token.person.nickname,
        sex: 0,
        headimgurl: 'https://thirdwx.example/0',
        privilege: [],
        ...(apps[token.appid]!.bound ? { unionid: token.person.unionid } : {}),
      }
    },
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    const answer = request.method === 'GET' ? answers[url.pathname] : undefined
    response.writeHead(answer ? 200 : 404, { 'content-type': 'text/plain' }).end(answer ? JSON.stringify(answer(url.searchParams)) : '')
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    /** The person scans and agrees, or declines; answers where WeChat sends the browser, or its error page's text. */
    scan(address: string, person: WechatPerson | null): string {
      const url = new URL(address)
      const query = url.searchParams
      const app = apps[query.get('appid') ?? '']
      const scope = query.get('scope') ?? ''
      const qr = url.pathname === '/connect/qrconnect'
      if (!app) return 'error: AppID 参数错误'
      if (url.hash !== '#wechat_redirect') return 'error: 参数错误'
      if (query.get('response_type') !== 'code' || (qr ? scope !== 'snsapi_login' : !['snsapi_base', 'snsapi_userinfo'].includes(scope)))
        return 'error: Scope 参数错误或没有 Scope 权限'
      const back = new URL(query.get('redirect_uri') ?? 'http://none')
      if (back.host !== app.domain) return 'error: redirect_uri 参数错误'
      if (person) {
        const code = `C${codes.size}${'0'.repeat(28)}`
        codes.set(code, { appid: query.get('appid')!, person, scope, made_ms: now(), used: false })
        back.searchParams.set('code', code)
      }
      back.searchParams.set('state', query.get('state') ?? '')
      return back.href
    },
    /** What the mini program's own login call gives it. */
    miniCode(appid: string, person: WechatPerson): string {
      const code = `M${codes.size}${'0'.repeat(28)}`
      codes.set(code, { appid, person, scope: 'mini_program', made_ms: now(), used: false })
      return code
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

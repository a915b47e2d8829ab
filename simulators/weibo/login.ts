import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WeiboPerson {
  uid: string
  screen_name: string
}
interface Options {
  apps: Record<string, { secret: string; callback: string }>
  now?: () => number
  port?: number
}

/** Weibo's side: tokens by POST only, errors as HTTP 400 with numbers; it can also lie about the uid beside a token, as a middleman would. */
export async function simulateWeibo({ apps, now = Date.now, port = 0 }: Options) {
  const codes = new Map<string, { client_id: string; person: WeiboPerson; redirect_uri: string; made_ms: number; used: boolean }>()
  const tokens = new Map<string, { client_id: string; person: WeiboPerson }>()
  const options = { lie_about_uid: '', appkey: '' }
  const refuse = (error: string, error_code: number, error_description = error): [number, object] => [
    400,
    { error, error_code, request: '/oauth2', error_uri: '', error_description },
  ]

  function answer(method: string, path: string, given: URLSearchParams): [number, object] {
    if (path === '/oauth2/access_token') {
      if (method !== 'POST') return refuse('unsupported_http_method', 21330)
      const app = apps[given.get('client_id') ?? '']
      if (!app) return refuse('invalid_client', 21324)
      if (given.get('client_secret') !== app.secret) return refuse('invalid_client', 21324)
      if (given.get('grant_type') !== 'authorization_code') return refuse('unsupported_grant_type', 21328)
      const code = codes.get(given.get('code') ?? '')
      if (!code || code.used || code.client_id !== given.get('client_id') || now() - code.made_ms > 600_000)
        return refuse('invalid_grant', 21325, 'invalid authorization code')
      if (given.get('redirect_uri') !== code.redirect_uri) return refuse('redirect_uri_mismatch', 21322)
      code.used = true
      const access_token = `2.00W${tokens.size}`
      tokens.set(access_token, code)
      return [
        200,
        { access_token, remind_in: '157679999', expires_in: 157679999, uid: options.lie_about_uid || code.person.uid, isRealName: 'true' },
      ]
    }
    if (path === '/oauth2/get_token_info') {
      if (method !== 'POST') return refuse('unsupported_http_method', 21330)
      const token = tokens.get(given.get('access_token') ?? '')
      if (!token) return refuse('invalid_access_token', 21332)
      return [
        200,
        {
          uid: Number(token.person.uid),
          appkey: options.appkey || token.client_id,
          scope: '',
          create_at: Math.floor(now() / 1000),
          expire_in: 157679999,
        },
      ]
    }
    if (path === '/2/users/show.json') {
      const token = tokens.get(given.get('access_token') ?? '')
      if (!token) return [403, { error: 'invalid_access_token', error_code: 21332, request: path }]
      if (given.get('uid') !== token.person.uid) return [400, { error: 'User does not exists!', error_code: 20003, request: path }]
      return [
        200,
        {
          id: Number(token.person.uid),
          idstr: token.person.uid,
          screen_name: token.person.screen_name,
          avatar_large: 'https://tva.example/180',
        },
      ]
    }
    return [404, {}]
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://local')
      const given = request.method === 'POST' ? new URLSearchParams(Buffer.concat(parts).toString()) : url.searchParams
      const [status, body] = answer(request.method ?? '', url.pathname, given)
      response.writeHead(status, { 'content-type': 'text/plain;charset=UTF-8' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    options,
    agree(address: string, person: WeiboPerson): string {
      const query = new URL(address).searchParams
      const app = apps[query.get('client_id') ?? '']
      const redirect_uri = query.get('redirect_uri') ?? ''
      if (!app || redirect_uri !== app.callback) return 'error: 21322'
      const code = `WC${codes.size}${'a'.repeat(28)}`
      codes.set(code, { client_id: query.get('client_id')!, person, redirect_uri, made_ms: now(), used: false })
      return `${redirect_uri}?state=${encodeURIComponent(query.get('state') ?? '')}&code=${code}`
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

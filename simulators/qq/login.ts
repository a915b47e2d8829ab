import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface QqPerson {
  openid: string
  unionid: string
  nickname: string
}
interface Options {
  apps: Record<string, { key: string; callback: string; unionid: boolean }>
  now?: () => number
  port?: number
}

/** QQ's side: form text for the token, JSONP for the person and for errors, codes of ten minutes that work once. */
export async function simulateQq({ apps, now = Date.now, port = 0 }: Options) {
  const codes = new Map<string, { client_id: string; person: QqPerson; redirect_uri: string; made_ms: number; used: boolean }>()
  const tokens = new Map<string, { client_id: string; person: QqPerson }>()
  const wrapped = (value: object) => `callback( ${JSON.stringify(value)} );\n`
  const refuse = (error: number, error_description: string) => wrapped({ error, error_description })

  const answers: Record<string, (query: URLSearchParams) => string> = {
    '/oauth2.0/token'(query) {
      const client_id = query.get('client_id') ?? ''
      const app = apps[client_id]
      if (query.get('grant_type') !== 'authorization_code') return refuse(100004, 'grant_type is wrong')
      if (!app) return refuse(100008, 'client_id is illegal')
      if (query.get('client_secret') !== app.key) return refuse(100009, 'client_secret is illegal')
      const code = codes.get(query.get('code') ?? '')
      if (!code || code.client_id !== client_id || now() - code.made_ms > 600_000) return refuse(100019, 'code to access token error')
      if (code.used) return refuse(100020, 'code is reused error')
      if (query.get('redirect_uri') !== code.redirect_uri) return refuse(100010, 'redirect uri is illegal')
      code.used = true
      const access_token = `QT${tokens.size}`
      tokens.set(access_token, code)
      return `access_token=${access_token}&expires_in=7776000&refresh_token=QR${tokens.size}`
    },
    '/oauth2.0/me'(query) {
      const token = tokens.get(query.get('access_token') ?? '')
      if (!token) return refuse(100016, 'access token check failed')
      if (query.get('unionid') !== '1') return wrapped({ client_id: token.client_id, openid: token.person.openid })
      if (!apps[token.client_id]!.unionid) return refuse(100048, 'no permission to get unionid')
      return wrapped({ client_id: token.client_id, openid: token.person.openid, unionid: token.person.unionid })
    },
    '/user/get_user_info'(query) {
      const token = tokens.get(query.get('access_token') ?? '')
      if (!token) return JSON.stringify({ ret: 100016, msg: 'access token check failed' })
      if (query.get('oauth_consumer_key') !== token.client_id || query.get('openid') !== token.person.openid)
        return JSON.stringify({ ret: -22, msg: 'openid is invalid' })
      return JSON.stringify({
        ret: 0,
        msg: '',
        nickname: token.person.nickname,
        figureurl_qq_1: 'https://q.example/1',
        figureurl_qq_2: 'https://q.example/2',
      })
    },
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    const answer = request.method === 'GET' ? answers[url.pathname] : undefined
    response.writeHead(answer ? 200 : 404, { 'content-type': 'text/html' }).end(answer?.(url.searchParams) ?? '')
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    agree(address: string, person: QqPerson): string {
      const query = new URL(address).searchParams
      const app = apps[query.get('client_id') ?? '']
      const redirect_uri = query.get('redirect_uri') ?? ''
      if (!app) return 'error: 100001'
      if (query.get('response_type') !== 'code' || !query.get('state')) return 'error: 100000'
      if (redirect_uri !== app.callback) return 'error: 100010'
      const code = `QC${codes.size}${'F'.repeat(26)}`
      codes.set(code, { client_id: query.get('client_id')!, person, redirect_uri, made_ms: now(), used: false })
      return `${redirect_uri}?code=${code}&state=${encodeURIComponent(query.get('state')!)}`
    },
    /** A token somebody got for another application of his own. */
    foreignToken(client_id: string, person: QqPerson): string {
      tokens.set('foreign', { client_id, person })
      return 'foreign'
    },
    tokens,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

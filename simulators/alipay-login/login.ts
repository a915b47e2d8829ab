import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface AlipayPerson {
  user_id: string
  open_id: string
  nick_name: string
}
interface Options {
  /** app_id → the application's public key, where people may come back to, and whether it is of the newer kind that gets open_id. */
  apps: Record<string, { public_key: string; callback: string; open_id: boolean }>
  now?: () => number
  port?: number
}

/** Alipay's gateway for signing in: merges query and body, checks RSA2 and the time, signs the exact characters it answers with. */
export async function simulateAlipayLogin({ apps, now = Date.now, port = 0 }: Options) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { app_id: string; person: AlipayPerson; made_ms: number; used: boolean }>()
  const tokens = new Map<string, { app_id: string; person: AlipayPerson }>()
  const options = { forge: false }

  const signed = (name: string, node: object): string => {
    // Slashes are escaped, as the partner does: whoever re-serializes before verifying fails here.
    const text = JSON.stringify(node).replaceAll('/', '\\/')
    const sign = options.forge
      ? Buffer.from('forged').toString('base64')
      : createSign('RSA-SHA256').update(text, 'utf8').sign(privateKey, 'base64')
    return `{"${name}":${text},"sign":"${sign}"}`
  }
  const refuse = (sub_code: string, sub_msg: string, code = '40002', msg = 'Invalid Arguments') =>
    signed('error_response', { code, msg, sub_code, sub_msg })

  function answer(all: Map<string, string>): string {
    const app = apps[all.get('app_id') ?? '']
    if (!app) return refuse('isv.invalid-app-id', '无效的AppID参数')
    if (all.get('sign_type') !== 'RSA2' || all.get('version') !== '1.0' || !all.get('charset'))
      return refuse('isv.invalid-signature-type', '签名类型或版本不对')
    const lines = [...all].filter(([name, value]) => name !== 'sign' && value !== '').map(([name, value]) => `${name}=${value}`)
    lines.sort((a, b) => (a.slice(0, a.indexOf('=')) < b.slice(0, b.indexOf('=')) ? -1 : 1))
    if (
      !createVerify('RSA-SHA256')
        .update(lines.join('&'), 'utf8')
        .verify(app.public_key, all.get('sign') ?? '', 'base64')
    )
      return refuse('isv.invalid-signature', '无效签名')
    const at = Date.parse(`${(all.get('timestamp') ?? '').replace(' ', 'T')}+08:00`)
    if (!(Math.abs(now() - at) < 600_000)) return refuse('isv.invalid-timestamp', '非法的时间戳参数')
    const method = all.get('method')
    if (method === 'alipay.system.oauth.token') {
      if (all.has('biz_content')) return refuse('isv.invalid-parameter', 'code 应在顶层')
      const code = codes.get(all.get('code') ?? '')
      if (!code || code.used || code.app_id !== all.get('app_id') || now() - code.made_ms > 180_000)
        return refuse('isv.code-invalid', '授权码code无效')
      code.used = true
      const access_token = `authusrB${tokens.size}`
      tokens.set(access_token, code)
      const who = app.open_id ? { open_id: code.person.open_id } : { user_id: code.person.user_id, alipay_user_id: code.person.user_id }
      return signed('alipay_system_oauth_token_response', {
        access_token,
        ...who,
        expires_in: 1296000,
        re_expires_in: 2592000,
        refresh_token: `R${tokens.size}`,
      })
    }
    if (method === 'alipay.user.info.share') {
      const token = tokens.get(all.get('auth_token') ?? '')
      if (!token)
        return signed('alipay_user_info_share_response', {
          code: '20001',
          msg: 'Insufficient Token Permissions',
          sub_code: 'aop.invalid-auth-token',
          sub_msg: '无效的访问令牌',
        })
      const { person } = token
      return signed('alipay_user_info_share_response', {
        code: '10000',
        msg: 'Success',
        user_id: person.user_id,
        nick_name: person.nick_name,
        avatar: 'https://tfs.example/a/b',
      })
    }
    return refuse('isv.invalid-method', '不存在的方法名')
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://local')
      const all = new Map([...url.searchParams, ...new URLSearchParams(Buffer.concat(parts).toString('utf8'))])
      response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).end(answer(all))
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    gateway: `${origin}/gateway.do`,
    public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    options,
    agree(address: string, person: AlipayPerson): string {
      const query = new URL(address).searchParams
      const app_id = query.get('app_id') ?? ''
      const app = apps[app_id]
      if (!app || query.get('redirect_uri') !== app.callback || !['auth_base', 'auth_user'].includes(query.get('scope') ?? ''))
        return 'error: invalid'
      const code = `alipay${codes.size}${'9'.repeat(26)}`
      codes.set(code, { app_id, person, made_ms: now(), used: false })
      return `${app.callback}?app_id=${app_id}&source=alipay_wallet&scope=auth_user&state=${encodeURIComponent(query.get('state') ?? '')}&auth_code=${code}`
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

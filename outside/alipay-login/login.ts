import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type SocialIdentity, type SocialProvider, SocialRefused } from '#centers/identity/links/model.ts'
import { addMilliseconds } from '#core/time.ts'

export interface AlipayLoginSettings {
  app_id: string
  /** Our key, PKCS#8 or PKCS#1 in PEM. */
  private_key: string
  /** Alipay's key, SPKI in PEM. */
  alipay_public_key: string
  /** `https://openauth.alipay.com` and `https://openapi.alipay.com/gateway.do`, or a simulator's. */
  authorize_origin: string
  gateway: string
}

/** Signing in with Alipay: the code comes back as `auth_code`, and every call is signed both ways (RSA2). */
export function alipayLogin(settings: AlipayLoginSettings, now: () => string): SocialProvider {
  const ours = createPrivateKey(settings.private_key)
  const theirs = createPublicKey(settings.alipay_public_key)
  const call = (method: string, more: Record<string, string>) => ask(settings, ours, theirs, method, more, now())
  return {
    provider: 'alipay',
    authorizeUrl: ({ state, redirect_uri }) =>
      `${settings.authorize_origin}/oauth2/publicAppAuthorize.htm?${new URLSearchParams({ app_id: settings.app_id, scope: 'auth_user', redirect_uri, state })}`,
    codeOf: ({ auth_code, app_id }) => (auth_code && (app_id === undefined || app_id === settings.app_id) ? auth_code : null),
    async identify(code): Promise<SocialIdentity> {
      // Here a success has no `code` field; only failures do.
      const token = await call('alipay.system.oauth.token', { grant_type: 'authorization_code', code })
      const subject = String(token.open_id ?? token.user_id ?? '')
      const access_token = String(token.access_token ?? '')
      if (!subject || !access_token) throw new Error('Alipay sent neither user_id nor open_id')
      const person = await call('alipay.user.info.share', { auth_token: access_token })
      return {
        tenant_key: settings.app_id,
        subject,
        platform_key: null,
        union_subject: null,
        name: typeof person.nick_name === 'string' ? person.nick_name : null,
        profile: { avatar: person.avatar ?? null, user_id: token.user_id ?? null, open_id: token.open_id ?? null },
        token_expires_at: addMilliseconds(now(), Number(token.expires_in ?? 0) * 1000),
      }
    },
  }
}

/** The text that is signed: all parameters but `sign`, empty ones left out, sorted, not encoded. */
export const signedText = (parameters: Record<string, string>): string =>
  Object.keys(parameters)
    .filter((name) => name !== 'sign' && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')

async function ask(
  settings: AlipayLoginSettings,
  ours: KeyObject,
  theirs: KeyObject,
  method: string,
  more: Record<string, string>,
  now: string,
): Promise<Record<string, unknown>> {
  const china = new Date(Date.parse(now) + 8 * 3_600_000).toISOString()
  const parameters: Record<string, string> = {
    app_id: settings.app_id,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: china.slice(0, 19).replace('T', ' '),
    version: '1.0',
    ...more,
  }
  parameters.sign = sign('sha256', Buffer.from(signedText(parameters)), ours).toString('base64')
  const response = await fetch(settings.gateway, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(parameters).toString(),
    signal: AbortSignal.timeout(10_000),
  })
  return readNode(await response.text(), `${method.replaceAll('.', '_')}_response`, theirs)
}

/** The inner object, if Alipay signed exactly these characters. */
export function readNode(raw: string, name: string, key: KeyObject): Record<string, unknown> {
  const whole = JSON.parse(raw) as Record<string, unknown>
  const found = whole[name] === undefined ? 'error_response' : name
  const text = nodeText(raw, found)
  const node = text && (JSON.parse(text) as Record<string, unknown>)
  if (!node) throw new Error('Alipay answered with neither a response nor an error')
  const signed = typeof whole.sign === 'string' && verify('sha256', Buffer.from(text), key, Buffer.from(whole.sign, 'base64'))
  // An error may come unsigned; it is only ever a no. A yes must be signed.
  if (found === 'error_response' || (node.code !== undefined && node.code !== '10000'))
    throw new SocialRefused(String(node.sub_code ?? node.code), String(node.sub_msg ?? node.msg ?? ''))
  if (!signed) throw new Error('The answer is not signed by Alipay')
  return node
}

/** From the brace after the name to the one that closes it, character by character: key order and escapes are part of what is signed. */
export function nodeText(raw: string, name: string): string | null {
  const at = raw.indexOf(`"${name}"`)
  const start = at < 0 ? -1 : raw.indexOf('{', at + name.length + 2)
  if (start < 0) return null
  let depth = 0
  let quoted = false
  for (let i = start; i < raw.length; i++) {
    const sign = raw[i]
    if (quoted) {
      if (sign === '\\') i++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) return raw.slice(start, i + 1)
  }
  return null
}

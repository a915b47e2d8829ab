import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Outgoing, Receipt, Sender, Sent } from '#centers/messages/model.ts'
import { momentOf } from '#core/time.ts'

export interface AliyunSmsSettings {
  access_key_id: string
  access_key_secret: string
  /** `dysmsapi.aliyuncs.com`, or a simulator's address. */
  endpoint: string
  /** The reviewed signature shown as 【…】, by brand; `*` for all others. */
  sign_names: Record<string, string>
  cost_micros_per_segment?: number
}

/** Short messages by Alibaba Cloud (dysmsapi 2017-05-25), signed with ACS3-HMAC-SHA256. */
export function aliyunSms(settings: AliyunSmsSettings, now: () => string): Sender {
  return {
    provider: 'aliyun',
    channel: 'sms',
    send: (message) => send(settings, message, now()),
    readReceipts,
    receiptAnswer: { code: 0, msg: '接收成功' },
  }
}

async function send(settings: AliyunSmsSettings, message: Outgoing, now: string): Promise<Sent> {
  const { provider_template, brand, address, values, message_id } = message
  const sign_name = settings.sign_names[brand ?? '*'] ?? settings.sign_names['*']
  if (!provider_template) return { status: 'refused', reason: 'no_provider_template', retry: true }
  if (!sign_name) return { status: 'refused', reason: 'no_sign_name', retry: true }
  const query = {
    PhoneNumbers: address.replace(/^\+86/, '').replace(/^\+/, ''),
    SignName: sign_name,
    TemplateCode: provider_template.code,
    TemplateParam: JSON.stringify(Object.fromEntries(provider_template.values.map((name) => [name, values[name] ?? '']))),
    OutId: message_id,
  }
  const url = new URL(settings.endpoint)
  const headers = signedHeaders(
    { method: 'POST', host: url.host, action: 'SendSms', version: '2017-05-25', query, nonce: randomUUID(), date: `${now.slice(0, 19)}Z` },
    settings,
  )
  const response = await fetch(`${url.origin}/?${canonicalQuery(query)}`, { method: 'POST', headers, signal: AbortSignal.timeout(10_000) })
  const answer = (await response.json()) as { Code?: string; Message?: string; BizId?: string }
  if (answer.Code === 'OK' && answer.BizId) {
    const cost = settings.cost_micros_per_segment === undefined ? {} : { cost_micros: settings.cost_micros_per_segment, currency: 'CNY' }
    return { status: 'accepted', provider_ref: answer.BizId, ...cost }
  }
  const code = answer.Code ?? `HTTP ${response.status}`
  // These lie in the message itself; everything else (limits, money, keys, outages) may go well later or elsewhere.
  const final = [
    'isv.MOBILE_NUMBER_ILLEGAL',
    'isv.TEMPLATE_PARAMS_ILLEGAL',
    'isv.TEMPLATE_MISSING_PARAMETERS',
    'isv.BLACK_KEY_CONTROL_LIMIT',
    'isv.PARAM_LENGTH_LIMIT',
  ]
  return { status: 'refused', reason: `${code}: ${answer.Message ?? ''}`.slice(0, 300), retry: !final.includes(code) }
}

export interface AcsRequest {
  method: string
  host: string
  action: string
  version: string
  query: Record<string, string>
  nonce: string
  date: string
}

/** The headers of a signed call with an empty body. */
export function signedHeaders(
  { method, host, action, version, query, nonce, date }: AcsRequest,
  { access_key_id, access_key_secret }: Pick<AliyunSmsSettings, 'access_key_id' | 'access_key_secret'>,
): Record<string, string> {
  const empty = sha256('')
  const signed: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': empty,
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  }
  const names = Object.keys(signed).sort()
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('')
  const canonical = [method, '/', canonicalQuery(query), lines, names.join(';'), empty].join('\n')
  const signature = createHmac('sha256', access_key_secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  return {
    ...signed,
    authorization: `ACS3-HMAC-SHA256 Credential=${access_key_id},SignedHeaders=${names.join(';')},Signature=${signature}`,
  }
}

const canonicalQuery = (query: Record<string, string>): string =>
  Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name]!)}`)
    .join('&')
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** `SmsReport`: an array, times in Chinese local time without a zone. */
function readReceipts(body: unknown): Receipt[] | null {
  if (!Array.isArray(body)) return null
  const receipts = body.map((row: Record<string, unknown>): Receipt | null => {
    const happened_at = momentOf(String(row.report_time ?? ''), 'Asia/Shanghai')
    if (typeof row.biz_id !== 'string' || typeof row.success !== 'boolean' || !happened_at) return null
    const segments = Number(row.sms_size)
    return {
      provider_ref: row.biz_id,
      state: row.success ? 'delivered' : 'failed',
      reason: `${row.err_code ?? ''}: ${row.err_msg ?? ''}`.slice(0, 300),
      happened_at,
      ...(Number.isInteger(segments) && segments > 0 ? { segments } : {}),
    }
  })
  return receipts.every((receipt) => receipt !== null) ? receipts : null
}

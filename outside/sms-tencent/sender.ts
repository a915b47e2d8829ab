import { createHash, createHmac } from 'node:crypto'
import type { Outgoing, Receipt, Sender, Sent } from '#centers/messages/model.ts'
import { momentOf } from '#core/time.ts'

export interface TencentSmsSettings {
  secret_id: string
  secret_key: string
  sdk_app_id: string
  region: string
  /** `https://sms.tencentcloudapi.com`, or a simulator's address. */
  endpoint: string
  /** The reviewed signature, by brand; `*` for all others. */
  sign_names: Record<string, string>
  cost_micros_per_segment?: number
}

/** Short messages by Tencent Cloud (sms 2021-01-11), signed with TC3-HMAC-SHA256. */
export function tencentSms(settings: TencentSmsSettings, now: () => string): Sender {
  return {
    provider: 'tencent',
    channel: 'sms',
    send: (message) => send(settings, message, now()),
    readReceipts,
    receiptAnswer: { result: 0, errmsg: 'OK' },
  }
}

interface Answer {
  Response: {
    Error?: { Code: string; Message: string }
    SendStatusSet?: { SerialNo: string; Fee: number; Code: string; Message: string }[]
  }
}

async function send(settings: TencentSmsSettings, message: Outgoing, now: string): Promise<Sent> {
  const { provider_template, brand, address, values, message_id } = message
  const sign_name = settings.sign_names[brand ?? '*'] ?? settings.sign_names['*']
  if (!provider_template) return { status: 'refused', reason: 'no_provider_template', retry: true }
  if (!sign_name) return { status: 'refused', reason: 'no_sign_name', retry: true }
  const payload = JSON.stringify({
    PhoneNumberSet: [address],
    SmsSdkAppId: settings.sdk_app_id,
    SignName: sign_name,
    TemplateId: provider_template.code,
    TemplateParamSet: provider_template.values.map((name) => values[name] ?? ''),
    SessionContext: message_id,
  })
  const { host } = new URL(settings.endpoint)
  const timestamp = Math.floor(Date.parse(now) / 1000)
  const response = await fetch(settings.endpoint, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
    body: payload,
    headers: {
      host,
      'content-type': contentType,
      authorization: tc3Authorization({ host, service: 'sms', timestamp, payload }, settings),
      'x-tc-action': 'SendSms',
      'x-tc-timestamp': String(timestamp),
      'x-tc-version': '2021-01-11',
      'x-tc-region': settings.region,
    },
  })
  const { Response: answer } = (await response.json()) as Answer
  if (answer.Error)
    return { status: 'refused', reason: `${answer.Error.Code}: ${answer.Error.Message}`.slice(0, 300), retry: !isFinal(answer.Error.Code) }
  const status = answer.SendStatusSet?.[0]
  if (status?.Code !== 'Ok')
    return { status: 'refused', reason: `${status?.Code}: ${status?.Message}`.slice(0, 300), retry: !isFinal(status?.Code ?? '') }
  const price = settings.cost_micros_per_segment
  return {
    status: 'accepted',
    provider_ref: status.SerialNo,
    segments: status.Fee,
    ...(price === undefined ? {} : { cost_micros: price * status.Fee, currency: 'CNY' }),
  }
}

/** What lies in the message itself; limits, money, keys and outages may go well later or elsewhere. */
const isFinal = (code: string): boolean =>
  /^(InvalidParameterValue\.(IncorrectPhoneNumber|TemplateParameterFormatError|TemplateParameterLengthLimit|ProhibitedUseUrlInTemplateParameter)|FailedOperation\.(PhoneNumberInBlacklist|ContainSensitiveWord|TemplateParamSetNotMatchApprovedTemplate))/.test(
    code,
  )

const contentType = 'application/json; charset=utf-8'

/** The key is derived for one day and service, so a stolen signature opens nothing else. */
export function tc3Authorization(
  { host, service, timestamp, payload }: { host: string; service: string; timestamp: number; payload: string },
  { secret_id, secret_key }: Pick<TencentSmsSettings, 'secret_id' | 'secret_key'>,
): string {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${service}/tc3_request`
  const canonical = ['POST', '/', '', `content-type:${contentType}\nhost:${host}\n`, 'content-type;host', sha256(payload)].join('\n')
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(`TC3${secret_key}`, date), service), 'tc3_request')
  return `TC3-HMAC-SHA256 Credential=${secret_id}/${scope}, SignedHeaders=content-type;host, Signature=${hmac(key, text).toString('hex')}`
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** The callback is an array; `sid` is the `SerialNo` of the sending. */
function readReceipts(body: unknown): Receipt[] | null {
  if (!Array.isArray(body)) return null
  const receipts = body.map((row: Record<string, unknown>): Receipt | null => {
    const happened_at = momentOf(String(row.user_receive_time ?? ''), 'Asia/Shanghai')
    if (typeof row.sid !== 'string' || !['SUCCESS', 'FAIL'].includes(String(row.report_status)) || !happened_at) return null
    const state = row.report_status === 'SUCCESS' ? 'delivered' : 'failed'
    return { provider_ref: row.sid, state, reason: `${row.errmsg ?? ''}: ${row.description ?? ''}`.slice(0, 300), happened_at }
  })
  return receipts.every((receipt) => receipt !== null) ? receipts : null
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SimulatedSms {
  phone: string
  sign_name: string
  template_code: string
  params: Record<string, string>
  biz_id: string
  out_id: string
  sent_at: string
}

interface Options {
  keys: Record<string, string>
  /** Reviewed signatures and templates: code → names of its variables. */
  sign_names: string[]
  templates: Record<string, string[]>
  now?: () => number
  port?: number
}

/**
 * Alibaba Cloud's side of SendSms: checks the ACS3 signature, its age and that its nonce is new, the signature name, the template and its
 * variables, the number, and the limits per number (one in a minute, five in an hour, ten in a day). Pushes reports as `SmsReport`.
 */
export async function simulateAliyunSms({ keys, sign_names, templates, now = Date.now, port = 0 }: Options) {
  const messages: SimulatedSms[] = []
  const nonces = new Set<string>()
  const faults: string[] = []

  function answer(url: URL, method: string, headers: Record<string, string | undefined>): [number, object] {
    const refuse = (status: number, Code: string, Message: string): [number, object] => [
      status,
      { Code, Message, RequestId: `R${messages.length}` },
    ]
    const fault = faults.shift()
    if (fault === 'down') return refuse(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.')
    if (fault) return refuse(200, fault, fault)

    const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
    if (!match) return refuse(400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.')
    const [, key_id = '', names = '', signature = ''] = match
    const secret = keys[key_id]
    if (!secret) return refuse(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.')
    const list = names.split(';')
    const present = Object.keys(headers).filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    if (present.some((name) => !list.includes(name)) || list.join() !== [...list].sort().join())
      return refuse(400, 'IncompleteSignature', 'A header is not signed.')
    const age = Math.abs(now() - Date.parse(headers['x-acs-date'] ?? ''))
    if (!(age <= 15 * 60_000)) return refuse(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')
    const nonce = headers['x-acs-signature-nonce'] ?? ''
    if (nonce === '' || nonces.has(nonce)) return refuse(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.')
    if (headers['x-acs-content-sha256'] !== hash('')) return refuse(400, 'SignatureDoesNotMatch', 'The body is not what was signed.')

    const pairs = [...url.searchParams].map(([name, value]) => `${percent(name)}=${percent(value)}`).sort()
    const canonical = `${method}\n${url.pathname}\n${pairs.join('&')}\n${list.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('')}\n${names}\n${headers['x-acs-content-sha256']}`
    const wanted = createHmac('sha256', secret)
      .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
      .digest()
    if (!timingSafeEqual(wanted, Buffer.from(signature, 'hex')))
      return refuse(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.')
    nonces.add(nonce)
    if (headers['x-acs-action'] !== 'SendSms' || headers['x-acs-version'] !== '2017-05-25')
      return refuse(404, 'InvalidAction.NotFound', 'Specified api is not found.')
    return deliver(url.searchParams, refuse)
  }

  function deliver(query: URLSearchParams, refuse: (status: number, code: string, message: string) => [number, object]): [number, object] {
    const phone = query.get('PhoneNumbers') ?? ''
    const template_code = query.get('TemplateCode') ?? ''
    if (!/^1[3-9]\d{9}$/.test(phone) && !/^(?!86)\d{8,15}$/.test(phone))
      return refuse(200, 'isv.MOBILE_NUMBER_ILLEGAL', `${phone} invalid mobile number`)
    if (!sign_names.includes(query.get('SignName') ?? '')) return refuse(200, 'isv.SMS_SIGNATURE_ILLEGAL', 'The signature is not reviewed.')
    const variables = templates[template_code]
    if (!variables) return refuse(200, 'isv.SMS_TEMPLATE_ILLEGAL', 'The template is not reviewed.')
    let params: Record<string, string>
    try {
      params = JSON.parse(query.get('TemplateParam') ?? '{}')
    } catch {
      return refuse(200, 'isv.INVALID_JSON_PARAM', 'The template parameters are no JSON.')
    }
    if (variables.some((name) => !params[name])) return refuse(200, 'isv.TEMPLATE_MISSING_PARAMETERS', 'A template variable has no value.')
    const at = now()
    const recent = messages.filter((message) => message.phone === phone).map((message) => at - Date.parse(message.sent_at))
    const within = (limit_ms: number) => recent.filter((age) => age < limit_ms).length
    if (within(60_000) >= 1 || within(3_600_000) >= 5 || within(86_400_000) >= 10)
      return refuse(200, 'isv.BUSINESS_LIMIT_CONTROL', 'A limit per number was reached.')
    const biz_id = `${900_000_000_000_000 + messages.length}^0`
    messages.push({
      phone,
      sign_name: query.get('SignName')!,
      template_code,
      params,
      biz_id,
      out_id: query.get('OutId') ?? '',
      sent_at: new Date(at).toISOString(),
    })
    return [200, { Message: 'OK', RequestId: `R${messages.length}`, Code: 'OK', BizId: biz_id }]
  }

  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const [status, body] = answer(
        new URL(request.url ?? '/', 'http://local'),
        request.method ?? '',
        request.headers as Record<string, string | undefined>,
      )
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    /** The next calls fail so: `down`, or one of the partner's codes. */
    faults,
    /** What the partner pushes about a message. */
    report: (biz_id: string, success: boolean, at_ms: number = now()) => [
      {
        phone_number: messages.find((message) => message.biz_id === biz_id)?.phone,
        send_time: chinese(at_ms - 2_000),
        report_time: chinese(at_ms),
        success,
        err_code: success ? 'DELIVERED' : 'MOBILE_NOT_ON_SERVICE',
        err_msg: success ? '用户接收成功' : '手机停机',
        sms_size: '1',
        biz_id,
        out_id: messages.find((message) => message.biz_id === biz_id)?.out_id,
      },
    ],
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** RFC 3986, byte by byte. */
const percent = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

const chinese = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

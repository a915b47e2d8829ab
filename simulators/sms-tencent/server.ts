import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SimulatedSms {
  phone: string
  sign_name: string
  template_id: string
  params: string[]
  serial_no: string
  session_context: string
}

interface Options {
  keys: Record<string, string>
  sdk_app_id: string
  sign_names: string[]
  /** Reviewed templates: number → how many variables it has. */
  templates: Record<string, number>
  now?: () => number
  port?: number
}

/** Tencent Cloud's side of SendSms: checks the TC3 signature and its age, the application, signature, template, number of variables and E.164 numbers. */
export async function simulateTencentSms({ keys, sdk_app_id, sign_names, templates, now = Date.now, port = 0 }: Options) {
  const messages: SimulatedSms[] = []
  const faults: string[] = []
  const error = (Code: string, Message: string) => ({ Response: { Error: { Code, Message }, RequestId: `R${messages.length}` } })

  function answer(headers: Record<string, string | undefined>, body: string): object {
    const fault = faults.shift()
    if (fault) return error(fault, fault)
    const match =
      /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/(\w+)\/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? '',
      )
    if (!match) return error('AuthFailure.InvalidAuthorization', 'The Authorization header is malformed.')
    const [, id = '', date = '', service = '', names = '', signature = ''] = match
    const secret = keys[id]
    if (!secret) return error('AuthFailure.SecretIdNotFound', 'The SecretId is not found.')
    const timestamp = Number(headers['x-tc-timestamp'])
    if (!(Math.abs(now() / 1000 - timestamp) <= 300)) return error('AuthFailure.SignatureExpire', 'Signature expired.')
    if (new Date(timestamp * 1000).toISOString().slice(0, 10) !== date)
      return error('AuthFailure.SignatureFailure', 'The date is not that of the timestamp.')
    if (!names.split(';').includes('host') || !names.split(';').includes('content-type'))
      return error('AuthFailure.SignatureFailure', 'host and content-type must be signed.')
    const request = `POST\n/\n\n${names
      .split(';')
      .map((name) => `${name}:${(headers[name] ?? '').trim().toLowerCase()}\n`)
      .join('')}\n${names}\n${digest(body)}`
    const day = mac(Buffer.from(`TC3${secret}`), date)
    const wanted = mac(
      mac(mac(day, service), 'tc3_request'),
      `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${digest(request)}`,
    )
    if (!timingSafeEqual(wanted, Buffer.from(signature, 'hex')))
      return error('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.')
    if (service !== 'sms' || headers['x-tc-action'] !== 'SendSms') return error('InvalidAction', 'The action is not known.')
    if (headers['x-tc-version'] !== '2021-01-11' || !headers['x-tc-region'])
      return error('MissingParameter', 'X-TC-Version or X-TC-Region is missing.')
    return deliver(JSON.parse(body))
  }

  function deliver(order: Record<string, unknown>): object {
    const phones = order.PhoneNumberSet as string[]
    const params = (order.TemplateParamSet ?? []) as string[]
    if (order.SmsSdkAppId !== sdk_app_id) return error('UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'The SmsSdkAppId is not yours.')
    if (!sign_names.includes(String(order.SignName)))
      return error('FailedOperation.SignatureIncorrectOrUnapproved', 'The signature is not approved.')
    const wanted = templates[String(order.TemplateId)]
    if (wanted === undefined) return error('FailedOperation.TemplateIncorrectOrUnapproved', 'The template is not approved.')
    if (params.length !== wanted || params.some((value) => typeof value !== 'string'))
      return error('FailedOperation.TemplateParamSetNotMatchApprovedTemplate', 'The parameters do not fit the template.')
    const SendStatusSet = phones.map((phone) => {
      if (!/^\+[1-9]\d{6,14}$/.test(phone))
        return { SerialNo: '', PhoneNumber: phone, Fee: 0, Code: 'InvalidParameterValue.IncorrectPhoneNumber', Message: 'incorrect number' }
      const serial_no = `2026:${1_000_000_000_000 + messages.length}`
      const session_context = String(order.SessionContext ?? '')
      messages.push({ phone, sign_name: String(order.SignName), template_id: String(order.TemplateId), params, serial_no, session_context })
      return {
        SerialNo: serial_no,
        PhoneNumber: phone,
        Fee: 1,
        SessionContext: session_context,
        Code: 'Ok',
        Message: 'send success',
        IsoCode: 'CN',
      }
    })
    return { Response: { SendStatusSet, RequestId: `R${messages.length}` } }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = answer(request.headers as Record<string, string | undefined>, Buffer.concat(parts).toString('utf8'))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    faults,
    report: (sid: string, success: boolean, at_ms: number = now()) => [
      {
        user_receive_time: new Date(at_ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
        nationcode: '86',
        mobile: messages.find(({ serial_no }) => serial_no === sid)?.phone.slice(3),
        report_status: success ? 'SUCCESS' : 'FAIL',
        errmsg: success ? 'DELIVRD' : 'UNDELIV',
        description: success ? '用户短信送达成功' : '用户短信送达失败',
        sid,
      },
    ],
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const mac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest()

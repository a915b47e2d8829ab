import type { OpenConnection, Told } from '#centers/marketplaces/port.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { canonical, signatureOf } from './sign.ts'

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; data: Record<string, unknown> }
export const told = (heard: Heard): Told => (heard.status === 'heard' ? { status: 'answered' } : heard)

/** One request: signed, sent, its envelope opened. */
export async function ask({ endpoint, settings, secrets, now }: OpenConnection, path: string, parameters: object): Promise<Heard> {
  const param_json = canonical(parameters)
  const signed = {
    app_key: settings.app_key ?? '',
    method: path.slice(1).replaceAll('/', '.'),
    param_json,
    timestamp: String(Math.floor(Date.parse(now()) / 1000)),
  }
  const query = new URLSearchParams({
    ...{ app_key: signed.app_key, method: signed.method, timestamp: signed.timestamp, v: '2', sign_method: 'hmac-sha256' },
    ...{ access_token: secrets.access_token ?? '', sign: signatureOf(signed, secrets.app_secret ?? '') },
  })
  const heard = await askOutside(`${endpoint.replace(/\/+$/, '')}${path}?${query}`, {
    headers: { 'content-type': 'application/json', 'x-open-no-old-err-code': '1' },
    body: param_json,
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const reason = heard.text.slice(0, 300) || 'an empty answer'
  if (heard.status === 429)
    return { status: 'later', code: 'http_429', reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 1 }
  const answer = exactJsonIn(heard.text) as Answer | undefined
  if (heard.status !== 200 || typeof answer !== 'object' || answer === null)
    return { status: 'later', code: `http_${heard.status}`, reason }
  if (Number(answer.code) !== 10_000) return faultOf(answer)
  return { status: 'heard', data: (answer.data ?? {}) as Record<string, unknown> }
}

interface Answer {
  code?: number
  msg?: string
  sub_code?: string
  sub_msg?: string
  data?: unknown
}

/** The number says whose fault it is, the sub code which. */
function faultOf({ code, msg, sub_code = '', sub_msg = '' }: Answer): Fault {
  const reason = [msg, sub_code, sub_msg].filter(Boolean).join(' · ').slice(0, 400)
  if (/limit/.test(sub_code)) return { status: 'later', code: 'limited', reason, retry_after_s: 1 }
  if (/timestamp/.test(sub_code)) return { status: 'later', code: 'clock_differs', reason }
  if (Number(code) === 30_001 || /token|signature/.test(sub_code)) return { status: 'later', code: 'unauthorized', reason }
  if (Number(code) === 20_000 || Number(code) === 30_002) return { status: 'later', code: String(code), reason }
  return { status: 'refused', code: sub_code || String(code), reason }
}

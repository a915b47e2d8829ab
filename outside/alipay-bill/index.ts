import type { OpenConnection, StatementPage, Told } from '#centers/marketplaces/port.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { readBill } from './read.ts'
import { innerText, rsaSign, rsaVerify, signedText } from './sign.ts'

const method = 'alipay.data.dataservice.bill.downloadurl.query'
const root = `${method.replaceAll('.', '_')}_response`

/** Fields of a connection whose shop is paid through Alipay. */
export const alipaySettings = ['alipay_app_id?', 'alipay_public_key?', 'alipay_gateway?'] as const
export const alipaySecrets = ['alipay_private_key?'] as const

/** The bill of one day, whole: asked for by a signed request, named by a signed answer, fetched within half a minute. An answer somebody else signed is not believed. */
export async function listAlipayBill({ settings, secrets, now }: OpenConnection, day: string): Promise<Told<StatementPage>> {
  const parameters: Record<string, string> = {
    ...{ app_id: settings.alipay_app_id ?? '', method, format: 'JSON', charset: 'utf-8', sign_type: 'RSA2', version: '1.0' },
    ...{ timestamp: chinaTime(now()), biz_content: JSON.stringify({ bill_type: 'trade', bill_date: day }) },
  }
  let sign: string
  try {
    sign = rsaSign(signedText(parameters), secrets.alipay_private_key ?? '')
  } catch {
    return { status: 'refused', code: 'key_unreadable', reason: 'alipay_private_key is no RSA key: paste it as Alipay’s tool wrote it.' }
  }
  const heard = await askOutside(settings.alipay_gateway || 'https://openapi.alipay.com/gateway.do', {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({ ...parameters, sign }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const outer = exactJsonIn(heard.text) as Record<string, unknown> | undefined
  if (heard.status !== 200 || typeof outer !== 'object' || outer === null)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  const name = outer.error_response ? 'error_response' : root
  const inner = innerText(heard.text, name)
  if (inner === null) {
    const drifts = [{ path: root, expected: 'map', found: Object.keys(outer).join(',').slice(0, 60) || 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no ${root}.`, drifts }
  }
  // Whoever stands between us must not send us to a file of his own; a gateway that knows no such application cannot sign.
  if (name === root && !rsaVerify(inner, String(outer.sign ?? ''), settings.alipay_public_key ?? ''))
    return {
      status: 'later',
      code: 'unauthorized',
      reason: 'The answer is not signed by Alipay: is alipay_public_key Alipay’s own, not the application’s?',
    }
  const answer = outer[name] as {
    code?: string
    msg?: string
    sub_code?: string
    sub_msg?: string
    bill_download_url?: string
    bill_file_code?: string
  }
  const reason = [answer.msg, answer.sub_code, answer.sub_msg].filter(Boolean).join(' · ').slice(0, 400)
  if (String(answer.code) !== '10000') {
    const sub_code = answer.sub_code ?? ''
    if (/BILL_NOT_EXIST/.test(sub_code)) return { status: 'answered', ready: false, entries: [], next: null }
    if (/NO_BILL_DATA/.test(sub_code)) return { status: 'answered', ready: true, entries: [], next: null }
    if (/sign|app-id|app-auth|permission/i.test(sub_code)) return { status: 'later', code: 'unauthorized', reason }
    if (String(answer.code) === '20000' || /SYSTEM_ERROR/.test(sub_code)) return { status: 'later', code: sub_code || '20000', reason }
    return { status: 'refused', code: sub_code || String(answer.code), reason }
  }
  if (answer.bill_file_code === 'EMPTY_DATA_WITH_BILL_FILE') return { status: 'answered', ready: true, entries: [], next: null }
  const file = await askOutside(String(answer.bill_download_url), { method: 'GET', timeout_ms: 60_000, file: true })
  if ('failed' in file) return { status: 'later', code: file.failed, reason: file.reason }
  if (!file.bytes) return { status: 'later', code: `http_${file.status}`, reason: file.text.slice(0, 200) || 'an empty answer' }
  const { entries, drifts } = readBill(file.bytes)
  if (drifts.length > 0) return { status: 'later', code: 'contract_broken', reason: 'The bill cannot be read.', drifts }
  return { status: 'answered', ready: true, entries, next: null }
}

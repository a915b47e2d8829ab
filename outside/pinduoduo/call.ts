import type { OpenConnection, Told } from '#centers/marketplaces/port.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { signatureOf } from './sign.ts'

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }

export const succeeded = (heard: Heard): Told => {
  if (heard.status !== 'heard') return heard
  return String(heard.answer.is_success) === 'true' || heard.answer.is_success === 1
    ? { status: 'answered' }
    : { status: 'refused', code: 'not_success', reason: JSON.stringify(heard.answer).slice(0, 300) }
}

/** Roots of answers that do not follow from the name of the call. */
const roots: Readonly<Record<string, string>> = {
  'pdd.order.number.list.increment.get': 'order_sn_increment_get_response',
  'pdd.order.information.get': 'order_info_get_response',
  'pdd.refund.list.increment.get': 'refund_increment_get_response',
  'pdd.goods.sku.price.update': 'goods_update_sku_price_response',
}

/** One request: signed, sent, its envelope opened. */
export async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  type: string,
  parameters: Record<string, string>,
): Promise<Heard> {
  const sent: Record<string, string> = {
    ...parameters,
    ...{ type, client_id: settings.client_id ?? '', access_token: secrets.access_token ?? '', data_type: 'JSON', version: 'V1' },
    timestamp: String(Math.floor(Date.parse(now()) / 1000)),
  }
  const heard = await askOutside(endpoint, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...sent, sign: signatureOf(sent, secrets.client_secret ?? '') }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status === 429)
    return {
      status: 'later',
      code: 'http_429',
      reason: 'Too many requests.',
      retry_after_s: Number(heard.headers?.get('retry-after')) || 1,
    }
  const outer = exactJsonIn(heard.text) as Record<string, Record<string, unknown>> | undefined
  if (heard.status !== 200 || typeof outer !== 'object' || outer === null)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  if (outer.error_response) return faultOf(outer.error_response)
  const root = roots[type] ?? `${type.replace(/^pdd\./, '').replaceAll('.', '_')}_response`
  const answer = outer[root]
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: root, expected: 'map', found: Object.keys(outer).join(',').slice(0, 60) || 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no ${root}.`, drifts }
  }
  return { status: 'heard', answer }
}

function faultOf(error: Record<string, unknown>): Fault {
  const code = String(error.error_code ?? '')
  const reason = [error.error_msg, error.sub_code, error.sub_msg].filter(Boolean).join(' · ').slice(0, 400)
  if (code === '70031') return { status: 'later', code: 'limited', reason, retry_after_s: 2 }
  if (code === '10019' || code === '20004') return { status: 'later', code: 'unauthorized', reason }
  if (code === '20005') return { status: 'later', code: 'clock_differs', reason }
  if (code.startsWith('5') && code.length === 5) return { status: 'later', code, reason }
  return { status: 'refused', code, reason }
}

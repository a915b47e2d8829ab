import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { backward } from '../backward.ts'
import { foundIn } from '../trades.ts'
import { orderShape, readOrder, type SuningOrder } from './read.ts'
import { signatureOf } from './sign.ts'

const page_size = 50
const version = 'v1.2'

/** Suning: the name of the call stands in the address and everything else of the envelope in headers; an empty page comes as an error. */
export const suning: MarketplacePort = {
  platform: 'suning',
  name: { zh: '苏宁易购', en: 'Suning' },
  endpoint: 'https://open.suning.com/api/http/sopRequest',
  settings: ['app_key', 'stock_place?'],
  secrets: ['app_secret', 'access_token?'],
  operations: {
    orders: {
      name: { zh: '变更订单', en: 'Changed orders' },
      version,
      budget: { calls: 10, per_ms: 1000 },
      contract: fieldsOf(orderShape),
    },
    order_detail: { name: { zh: '订单详情', en: 'Order detail' }, version, budget: { calls: 10, per_ms: 1000 } },
    shipment: { name: { zh: '发货回传', en: 'Shipment' }, version, budget: { calls: 10, per_ms: 1000 } },
    stock: { name: { zh: '库存推送', en: 'Stock' }, version, budget: { calls: 10, per_ms: 1000 } },
  },
  window_ms: 24 * 3_600_000,
  history_days: 90,
  // Suning's letters of the carriers; a carrier's own code named `suning` goes before.
  carrier_codes: { sf: 'S01', ems: 'E01', zto: 'Z01', yto: 'Y01', sto: 'S02', yunda: 'Y02', jd: 'J01' },
  tells_parts: true,
  stock_at_once: 1,
  listOrders,
  findOrder,
  sendShipment,
  async setStock(connection, [call]) {
    const { product_no, outer_code, quantity } = call!
    const heard = await ask(connection, 'suning.custom.inventory.modify', 'inventory', {
      ...{ productCode: product_no, itemCode: outer_code ?? '', destInvNum: String(quantity), invType: '1' },
      ...(connection.settings.stock_place ? { invAddrId: connection.settings.stock_place } : {}),
    })
    return [heard.status === 'heard' ? { status: 'answered' } : heard]
  },
}

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; head: Record<string, unknown>; body: Record<string, unknown> | null }

async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: string,
  name: string,
  parameters: Record<string, unknown>,
): Promise<Heard> {
  const body = JSON.stringify({ sn_request: { sn_body: { [name]: parameters } } })
  const request_time = chinaTime(now())
  const app_key = settings.app_key ?? ''
  const heard = await askOutside(`${endpoint.replace(/\/+$/, '')}/${method}`, {
    headers: {
      ...{ 'content-type': 'application/json;charset=UTF-8', appmethod: method, apprequesttime: request_time, format: 'json' },
      ...{ appkey: app_key, versionno: version },
      signinfo: signatureOf({ method, request_time, app_key, version, body }, secrets.app_secret ?? ''),
      ...(secrets.access_token ? { access_token: secrets.access_token } : {}),
    },
    body,
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const reason = heard.text.slice(0, 300) || 'an empty answer'
  if (heard.status === 429)
    return { status: 'later', code: 'http_429', reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 1 }
  const answer = (exactJsonIn(heard.text) as { sn_responseContent?: Content } | undefined)?.sn_responseContent
  if (heard.status !== 200) return { status: 'later', code: `http_${heard.status}`, reason }
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: 'sn_responseContent', expected: 'map', found: 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: 'The answer has no sn_responseContent.', drifts }
  }
  const { sn_error, sn_head = {}, sn_body = {} } = answer
  if (!sn_error) return { status: 'heard', head: sn_head, body: sn_body }
  // Nothing found is no failure.
  if (sn_error.error_code?.endsWith(':no-result')) return { status: 'heard', head: {}, body: null }
  return faultOf(sn_error)
}

interface Content {
  sn_head?: Record<string, unknown>
  sn_body?: Record<string, unknown>
  sn_error?: { error_code?: string; error_msg?: string }
}

function faultOf({ error_code: code = '', error_msg = '' }: NonNullable<Content['sn_error']>): Fault {
  const reason = [code, error_msg].filter(Boolean).join(' · ').slice(0, 400)
  if (/^isp\.|service\.unavailable/.test(code)) return { status: 'later', code: 'unavailable', reason }
  if (/limit|frequency/.test(code)) return { status: 'later', code: 'limited', reason, retry_after_s: 2 }
  if (/request-?time/i.test(code)) return { status: 'later', code: 'clock_differs', reason }
  if (/sign|app-?key|token|auth/i.test(code)) return { status: 'later', code: 'unauthorized', reason }
  return { status: 'refused', code: code || 'error', reason }
}

async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const seen_at = connection.now()
  const heard = await ask(connection, 'suning.custom.ord.query', 'orderQuery', {
    // Whole seconds, rounded outward.
    ...{ startTime: chinaTime(from), endTime: chinaTime(new Date(Date.parse(to) + 999).toISOString()) },
    ...{ pageNo: page ?? '1', pageSize: String(page_size) },
  })
  if (heard.status !== 'heard') return heard
  if (heard.body === null) return { status: 'answered' as const, trades: [], next: null }
  const rows = heard.body.orderQuery as SuningOrder[] | undefined
  const last = Number(heard.head.pageTotal ?? Number.NaN)
  if (!Array.isArray(rows) || !Number.isInteger(last)) {
    const [path, expected] = Array.isArray(rows) ? ['sn_head.pageTotal', 'whole'] : ['sn_body.orderQuery', 'list']
    const drifts = [{ path: path!, expected: expected!, found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: `The answer has no ${path}.`, drifts }
  }
  const { count_only, next } = backward(page, last)
  if (count_only) return { status: 'answered' as const, trades: [], next }
  const trades = rows.map((row) => readOrder(row, seen_at))
  const drifts = trades.flatMap((read) =>
    read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `orderQuery[].${one.path}` })) : [],
  )
  if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  return { status: 'answered' as const, trades, next, drifts }
}

async function find(connection: OpenConnection, external_no: string): Promise<Fault | { status: 'found'; order: SuningOrder }> {
  const heard = await ask(connection, 'suning.custom.order.get', 'orderGet', { orderCode: external_no })
  if (heard.status !== 'heard') return heard
  const order = heard.body?.orderGet as SuningOrder | undefined
  return order ? { status: 'found', order } : { status: 'refused', code: 'unknown_order', reason: 'The platform knows no such order.' }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const found = await find(connection, external_no)
  if (found.status !== 'found') return found
  return foundIn(readOrder(found.order, connection.now()), external_no, 'orderGet')
}

/** Each parcel with its lines; told twice it is refused, and then the order says whether our number stands there. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  // Products go with their lines, and only the order says which is whose.
  const found = await find(connection, external_no)
  if (found.status !== 'found') return found
  for (const { carrier_code, waybill_no, lines } of parcels) {
    const line_nos = lines.map(({ line_no }) => line_no)
    const sent = found.order.orderDetail.filter(({ orderLineNumber }) => line_nos.length === 0 || line_nos.includes(orderLineNumber))
    if (sent.length > 0 && sent.every(({ expressno }) => expressno === waybill_no)) continue
    const heard = await ask(connection, 'suning.custom.orderdelivery.add', 'orderDelivery', {
      ...{ orderCode: external_no, expressNo: waybill_no, expressCompanyCode: carrier_code, deliveryTime: chinaTime(connection.now()) },
      sendDetail: { productCode: sent.map(({ productCode }) => productCode) },
      orderLineNumbers: { orderLineNumber: sent.map(({ orderLineNumber }) => orderLineNumber) },
    })
    if (heard.status !== 'heard') return heard
  }
  return { status: 'answered' }
}

import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { driftsOf, fieldsOf } from '#core/contract.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { backward, headsOf } from '../backward.ts'
import { foundIn, momentOrNull } from '../trades.ts'
import { headShape, orderShape, readOrder, statuses, type YhdHead, type YhdOrder } from './read.ts'
import { signatureOf } from './sign.ts'

const page_size = 100

/**
 * YHD (Yihaodian) has closed; its protocol is kept for what still speaks it and for drills. Failures come with HTTP 200 and a count of errors; about 150 calls a
 * minute were allowed.
 */
export const yhd: MarketplacePort = {
  platform: 'yhd',
  name: { zh: '1号店（已停运）', en: 'YHD (closed)' },
  endpoint: 'http://openapi.yhd.com/app/api/rest/router',
  settings: ['app_key'],
  secrets: ['app_secret', 'session_key'],
  operations: {
    orders: operation('变更订单', 'Changed orders', 30, fieldsOf(headShape)),
    order_detail: operation('订单详情', 'Order', 80, fieldsOf(orderShape)),
    shipment: operation('发货回传', 'Shipment', 20),
    stock: operation('库存推送', 'Stock', 20),
  },
  window_ms: 24 * 3_600_000,
  history_days: 90,
  // Numbers of its list of carriers; a carrier's own code named `yhd` goes before.
  carrier_codes: { sf: '1756', ems: '1758', zto: '1751', yto: '1755', sto: '1754', yunda: '1757', jd: '1760' },
  tells_parts: false,
  stock_at_once: 1,
  listOrders,
  async findOrder(connection, external_no) {
    const heard = await ask(connection, 'yhd.order.detail.get', { orderCode: external_no })
    if (heard.status !== 'heard') return heard
    return foundIn(readOrder(heard.answer.orderInfo as YhdOrder), external_no, 'orderInfo')
  },
  sendShipment,
  async setStock(connection, [call]) {
    const { product_no, outer_code, quantity } = call!
    const product = outer_code ? { outerId: outer_code } : { productId: product_no }
    return [updated(await ask(connection, 'yhd.product.stock.update', { ...product, virtualStockNum: String(quantity) }))]
  },
}

function operation(zh: string, en: string, calls: number, contract?: { path: string; kind: string }[]) {
  return { name: { zh, en }, version: '1.0', budget: { calls, per_ms: 60_000 }, ...(contract ? { contract } : {}) }
}

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }

const updated = (heard: Heard): Told => {
  if (heard.status !== 'heard') return heard
  return Number(heard.answer.updateCount) > 0
    ? { status: 'answered' }
    : { status: 'refused', code: 'nothing_updated', reason: 'The platform updated nothing.' }
}

async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: string,
  parameters: Record<string, string>,
): Promise<Heard> {
  const sent: Record<string, string> = {
    ...parameters,
    ...{ appKey: settings.app_key ?? '', sessionKey: secrets.session_key ?? '', format: 'json', ver: '1.0', method },
    timestamp: chinaTime(now()),
  }
  const heard = await askOutside(endpoint, { body: new URLSearchParams({ ...sent, sign: signatureOf(sent, secrets.app_secret ?? '') }) })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const reason = heard.text.slice(0, 300) || 'an empty answer'
  if (heard.status === 429)
    return { status: 'later', code: 'http_429', reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 1 }
  if (heard.status !== 200) return { status: 'later', code: `http_${heard.status}`, reason }
  const answer = (exactJsonIn(heard.text) as { response?: Record<string, unknown> } | undefined)?.response
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: 'response', expected: 'map', found: 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: 'The answer has no response.', drifts }
  }
  if (Number(answer.errorCount ?? 0) === 0) return { status: 'heard', answer }
  return faultOf(answer)
}

function faultOf(answer: Record<string, unknown>): Fault {
  const details = (answer.errInfoList as { errDetailInfo?: { errorCode?: string; errorDes?: string; pkInfo?: string }[] })?.errDetailInfo
  const { errorCode: code = 'error', errorDes = '', pkInfo = '' } = details?.[0] ?? {}
  const reason = [code, errorDes, pkInfo].filter(Boolean).join(' · ').slice(0, 400)
  if (/timestamp/i.test(reason)) return { status: 'later', code: 'clock_differs', reason }
  if (/sign|session|app_?key/i.test(reason)) return { status: 'later', code: 'unauthorized', reason }
  if (/limit|频/i.test(reason)) return { status: 'later', code: 'limited', reason, retry_after_s: 5 }
  if (/^yhd\.system|system_error/.test(code)) return { status: 'later', code, reason }
  return { status: 'refused', code, reason }
}

/** Nothing found was told as an error with this code. */
const nothing = /order_list_not_found|订单列表信息不存在/

async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'yhd.orders.get', {
    // By time of change; whole seconds, rounded outward.
    ...{ orderStatusList: statuses.join(','), dateType: '5', startTime: chinaTime(from), endTime: chinaTime(Date.parse(to) + 999) },
    ...{ curPage: page ?? '1', pageRows: String(page_size) },
  })
  if (heard.status === 'refused' && nothing.test(heard.reason)) return { status: 'answered' as const, trades: [], next: null }
  if (heard.status !== 'heard') return heard
  const rows = (heard.answer.orderList as { order?: YhdHead[] } | undefined)?.order
  const total = Number(heard.answer.totalCount ?? Number.NaN)
  if (!Array.isArray(rows) || !Number.isInteger(total)) {
    const [path, expected] = Array.isArray(rows) ? ['totalCount', 'whole'] : ['orderList.order', 'list']
    const drifts = [{ path: path!, expected: expected!, found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: `The answer has no ${path}.`, drifts }
  }
  const { count_only, next } = backward(page, Math.ceil(total / page_size))
  if (count_only) return { status: 'answered' as const, trades: [], next }
  const drifts = rows.flatMap((row) => driftsOf(headShape, row, 'orderList.order[]'))
  if (rows.some(({ orderCode }) => !orderCode))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  const heads = headsOf(
    rows.map(({ orderCode, updateTime }) => ({ no: orderCode, changed_at: momentOrNull(updateTime) })),
    connection.now(),
  )
  return { status: 'answered' as const, trades: [], heads, next, drifts }
}

/** Told once, with the first waybill; what is refused is looked at: our number may stand there from an answer that was lost. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const [parcel] = parcels
  if (!parcel) return { status: 'refused', code: 'nothing_to_tell', reason: 'There is no parcel.' }
  const heard = await ask(connection, 'yhd.logistics.order.shipments.update', {
    ...{ orderCode: external_no, deliverySupplierId: parcel.carrier_code, expressNbr: parcel.waybill_no },
  })
  if (heard.status !== 'refused') return updated(heard)
  const known = await ask(connection, 'yhd.order.detail.get', { orderCode: external_no })
  if (known.status === 'later') return known
  if (known.status !== 'heard') return heard
  const { merchantExpressNbr, orderStatus } = (known.answer.orderInfo as YhdOrder | undefined)?.orderDetail ?? {}
  if (parcels.some(({ waybill_no }) => waybill_no === merchantExpressNbr)) return { status: 'answered' }
  return { ...heard, reason: `${heard.reason}; the platform has ${orderStatus} with ${merchantExpressNbr || 'no waybill'}` }
}

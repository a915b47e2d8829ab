import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { backward } from '../backward.ts'
import { refundsIn } from '../refunds.ts'
import { askGrant } from '../renewal.ts'
import { foundIn } from '../trades.ts'
import { orderShape, type PddOrder, type PddRefund, readOrder, refundOf, refundShape } from './read.ts'
import { signatureOf } from './sign.ts'

const page_size = 100

/** Pinduoduo: lists carry whole orders; an order is told shipped once, with one waybill. */
export const pinduoduo: MarketplacePort = {
  platform: 'pinduoduo',
  name: { zh: '拼多多', en: 'Pinduoduo' },
  endpoint: 'https://gw-api.pinduoduo.com/api/router',
  settings: ['client_id', 'token_endpoint?'],
  secrets: ['client_secret', 'access_token', 'refresh_token?'],
  operations: {
    orders: {
      name: { zh: '增量订单', en: 'Changed orders' },
      version: 'V1',
      budget: { calls: 20, per_ms: 1000 },
      contract: fieldsOf(orderShape),
    },
    order_detail: { name: { zh: '订单详情', en: 'Order detail' }, version: 'V1', budget: { calls: 20, per_ms: 1000 } },
    refunds: {
      name: { zh: '增量售后', en: 'Changed refunds' },
      version: 'V1',
      budget: { calls: 20, per_ms: 1000 },
      contract: fieldsOf(refundShape),
    },
    sale: { name: { zh: '上下架', en: 'On and off sale' }, version: 'V1', budget: { calls: 10, per_ms: 1000 } },
    token: { name: { zh: '授权续期', en: 'Token' }, version: 'V1', budget: null },
    shipment: { name: { zh: '发货回传', en: 'Shipment' }, version: 'V1', budget: { calls: 20, per_ms: 1000 } },
    stock: { name: { zh: '库存推送', en: 'Stock' }, version: 'V1', budget: { calls: 20, per_ms: 1000 } },
    price: { name: { zh: '价格推送', en: 'Price' }, version: 'V1', budget: { calls: 10, per_ms: 1000 } },
  },
  window_ms: 30 * 60_000,
  history_days: 90,
  // Numbers of Pinduoduo's list of carriers; a carrier's own code named `pinduoduo` goes before.
  carrier_codes: { sf: '44', ems: '118', zto: '115', yto: '85', sto: '1', yunda: '121', jd: '120' },
  tells_parts: false,
  stock_at_once: 1,
  listOrders,
  findOrder,
  listRefunds,
  setOnSale: async (connection, { product_no, on_sale }) =>
    succeeded(await ask(connection, 'pdd.goods.sale.status.set', { goods_id: product_no, is_onsale: on_sale ? '1' : '0' })),
  renewToken: ({ endpoint, settings, secrets, now }) =>
    askGrant(
      settings.token_endpoint || tokenEndpoint(endpoint),
      JSON.stringify({
        ...{ grant_type: 'refresh_token', client_id: settings.client_id ?? '', client_secret: secrets.client_secret ?? '' },
        refresh_token: secrets.refresh_token ?? '',
      }),
      'access_token',
      now(),
    ),
  sendShipment,
  async setStock(connection, [call]) {
    const { product_no, sku_no, quantity } = call!
    const heard = await ask(connection, 'pdd.goods.quantity.update', {
      goods_id: product_no,
      ...(sku_no ? { sku_id: sku_no } : {}),
      quantity: String(quantity),
      update_type: '1',
    })
    return [succeeded(heard)]
  },
  async setPrice(connection, { product_no, sku_no, price_minor }) {
    // Prices go in fen, though orders come in yuan. A group price must be below the single price.
    const sku_price_list = JSON.stringify([
      { sku_id: Number(sku_no ?? product_no), group_price: price_minor, single_price: price_minor + 100 },
    ])
    return succeeded(await ask(connection, 'pdd.goods.sku.price.update', { goods_id: product_no, sku_price_list }))
  },
}

const tokenEndpoint = (endpoint: string): string =>
  /\.pinduoduo\.com$/.test(new URL(endpoint).hostname)
    ? 'https://open-api.pinduoduo.com/oauth/token'
    : new URL('/oauth/token', endpoint).href

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }

const succeeded = (heard: Heard): Told => {
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

async function ask({ endpoint, settings, secrets, now }: OpenConnection, type: string, parameters: Record<string, string>): Promise<Heard> {
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

const epoch = (at: string, round: (n: number) => number): string => String(round(Date.parse(at) / 1000))

async function listed<Raw>(
  connection: OpenConnection,
  type: string,
  list: string,
  { from, to }: Window,
  page: string | null,
  more: Record<string, string>,
) {
  const heard = await ask(connection, type, {
    ...more,
    // At most half an hour: rounding outward must not make it longer.
    ...{ start_updated_at: epoch(from, Math.ceil), end_updated_at: epoch(to, Math.ceil), page: page ?? '1', page_size: String(page_size) },
  })
  if (heard.status !== 'heard') return heard
  const rows = heard.answer[list] as Raw[] | undefined
  const total = Number(heard.answer.total_count ?? Number.NaN)
  if (!Array.isArray(rows) || !Number.isInteger(total)) {
    const drifts = [
      {
        path: Array.isArray(rows) ? 'total_count' : list,
        expected: Array.isArray(rows) ? 'whole' : 'list',
        found: typeof (Array.isArray(rows) ? heard.answer.total_count : rows),
      },
    ]
    return { status: 'later' as const, code: 'contract_broken', reason: `The answer has no ${list}.`, drifts }
  }
  const { count_only, next } = backward(page, Math.ceil(total / page_size))
  return { status: 'heard' as const, rows: count_only ? [] : rows, next }
}

async function listOrders(connection: OpenConnection, window: Window, page: string | null) {
  const heard = await listed<PddOrder>(connection, 'pdd.order.number.list.increment.get', 'order_sn_list', window, page, {
    order_status: '5',
    refund_status: '5',
    is_lucky_flag: '0',
  })
  if (heard.status !== 'heard') return heard
  const trades = heard.rows.map(readOrder)
  const drifts = trades.flatMap((read) =>
    read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `order_sn_list[].${one.path}` })) : [],
  )
  if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  return { status: 'answered' as const, trades, next: heard.next, drifts }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const heard = await ask(connection, 'pdd.order.information.get', { order_sn: external_no })
  if (heard.status !== 'heard') return heard
  return foundIn(readOrder(heard.answer.order_info as PddOrder), external_no, 'order_info')
}

async function listRefunds(connection: OpenConnection, window: Window, page: string | null) {
  const heard = await listed<PddRefund>(connection, 'pdd.refund.list.increment.get', 'refund_list', window, page, {
    after_sales_status: '1',
    after_sales_type: '1',
  })
  if (heard.status !== 'heard') return heard
  const names = ({ id, order_sn }: PddRefund) => [id, order_sn] as const
  return refundsIn(heard.rows, heard.next, { shape: refundShape, at: 'refund_list[]', names, read: refundOf }, connection.now())
}

/** Told once, with the first waybill; asked again it is refused, and then the order says whether it was ours. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const [parcel] = parcels
  if (!parcel) return { status: 'refused', code: 'nothing_to_tell', reason: 'There is no parcel.' }
  const heard = await ask(connection, 'pdd.logistics.online.send', {
    ...{ order_sn: external_no, logistics_id: parcel.carrier_code, tracking_number: parcel.waybill_no, redelivery_type: '1' },
  })
  if (heard.status !== 'refused') return succeeded(heard)
  const known = await ask(connection, 'pdd.order.information.get', { order_sn: external_no })
  // Whether it was ours is not known before the platform says so.
  if (known.status === 'later') return known
  if (known.status !== 'heard') return heard
  const order = known.answer.order_info as PddOrder | undefined
  if (order && parcels.some(({ waybill_no }) => waybill_no === order.tracking_number)) return { status: 'answered' }
  return { ...heard, reason: `${heard.reason}; the platform knows ${order?.tracking_number || 'no waybill'}` }
}

import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { backward } from '../backward.ts'
import { refundsIn } from '../refunds.ts'
import { askGrant } from '../renewal.ts'
import { foundIn } from '../trades.ts'
import { ask, succeeded } from './call.ts'
import { orderShape, type PddOrder, type PddRefund, readOrder, refundOf, refundShape } from './read.ts'
import { mayReply, replyRefund } from './reply.ts'

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
    refund_reply: { name: { zh: '退款答复', en: 'Answers to refunds' }, version: 'V1', budget: { calls: 20, per_ms: 1000 } },
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
  mayReply,
  replyRefund,
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

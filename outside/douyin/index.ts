import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf, type Shape } from '#core/contract.ts'
import { refundsIn } from '../refunds.ts'
import { grantedOf } from '../renewal.ts'
import { foundIn } from '../trades.ts'
import { ask, told } from './call.ts'
import { readPush } from './push.ts'
import { type DoudianOrder, type DoudianRefund, orderShape, readOrder, refundOf, refundShape } from './read.ts'
import { mayReply, replyRefund } from './reply.ts'
import { WholeNumber } from './sign.ts'

const page_size = 100

/** Douyin's shops (Doudian): lists carry whole orders, pages count from 0, amounts are whole fen, a parcel told again under its key is told once. */
export const douyin: MarketplacePort = {
  platform: 'douyin',
  name: { zh: '抖音小店', en: 'Douyin shop' },
  endpoint: 'https://openapi-fxg.jinritemai.com',
  settings: ['app_key', 'return_address_id?'],
  secrets: ['app_secret', 'access_token', 'refresh_token?'],
  operations: {
    orders: operation('变更订单', 'Changed orders', 20, orderShape),
    refunds: operation('变更售后', 'Changed refunds', 20, refundShape),
    refund_reply: operation('退款答复', 'Answers to refunds', 10),
    shipment: operation('发货回传', 'Shipment', 20),
    stock: operation('库存推送', 'Stock', 20),
    price: operation('价格推送', 'Price', 10),
    order_detail: operation('订单详情', 'Order detail', 20, orderShape),
    sale: operation('上下架', 'On and off sale', 10),
    token: { name: { zh: '授权续期', en: 'Token' }, version: '2', budget: null },
    push: { name: { zh: '消息推送', en: 'Messages' }, version: '2', budget: null },
  },
  window_ms: 60 * 60_000,
  history_days: 90,
  carrier_codes: { sf: 'shunfeng', ems: 'ems', zto: 'zhongtong', yto: 'yuantong', sto: 'shentong', yunda: 'yunda', jd: 'jd' },
  tells_parts: true,
  stock_at_once: 1,
  async listOrders(connection, window, page) {
    const heard = await listed<DoudianOrder>(connection, '/order/searchList', 'shop_order_list', page, {
      ...{ order_by: 'update_time', order_asc: true, ...epochs(window, 'update_time_start', 'update_time_end') },
    })
    if (heard.status !== 'heard') return heard
    const trades = heard.rows.map(readOrder)
    const drifts = trades.flatMap((read) =>
      read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `shop_order_list[].${one.path}` })) : [],
    )
    if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
      return { status: 'later', code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
    return { status: 'answered', trades, next: heard.next, drifts }
  },
  async findOrder(connection, external_no) {
    const heard = await ask(connection, '/order/orderDetail', { shop_order_id: external_no })
    if (heard.status !== 'heard') return heard
    return foundIn(readOrder(heard.data.shop_order_detail as DoudianOrder), external_no, 'shop_order_detail')
  },
  // Signed like any other call; it needs no token, which may have ended.
  async renewToken(connection) {
    const heard = await ask({ ...connection, secrets: { ...connection.secrets, access_token: '' } }, '/token/refresh', {
      ...{ grant_type: 'refresh_token', refresh_token: connection.secrets.refresh_token ?? '' },
    })
    if (heard.status === 'heard') return grantedOf(heard.data, 'access_token', connection.now())
    // A refresh token that is refused stays so.
    return heard.status === 'later' && heard.code === 'unauthorized' ? { ...heard, status: 'refused', code: 'renewal_refused' } : heard
  },
  setOnSale: async (connection, { product_no, on_sale }) =>
    told(await ask(connection, on_sale ? '/product/setOnline' : '/product/setOffline', { product_id: new WholeNumber(product_no) })),
  readPush,
  push_answer: '{"code":0,"msg":"success"}',
  async listRefunds(connection, window, page) {
    const heard = await listed<DoudianRefund>(
      connection,
      '/afterSale/List',
      'items',
      page,
      epochs(window, 'update_start_time', 'update_end_time'),
    )
    if (heard.status !== 'heard') return heard
    const names = (row: DoudianRefund) => [row.aftersale_info?.aftersale_id, row.order_info?.shop_order_id] as const
    return refundsIn(heard.rows, heard.next, { shape: refundShape, at: 'items[]', names, read: refundOf }, connection.now())
  },
  mayReply,
  replyRefund,
  sendShipment,
  async setStock(connection, [call]) {
    const { product_no, sku_no, quantity } = call!
    const heard = await ask(connection, '/sku/syncStock', {
      ...{
        product_id: new WholeNumber(product_no),
        sku_id: new WholeNumber(sku_no ?? product_no),
        stock_num: quantity,
        incremental: false,
      },
    })
    return [told(heard)]
  },
  async setPrice(connection, { product_no, sku_no, price_minor }) {
    const heard = await ask(connection, '/sku/editPrice', {
      ...{ product_id: new WholeNumber(product_no), sku_id: new WholeNumber(sku_no ?? product_no), price: price_minor },
    })
    return told(heard)
  },
}

function operation(zh: string, en: string, calls_per_second: number, shape?: Shape) {
  return {
    name: { zh, en },
    version: '2',
    budget: { calls: calls_per_second, per_ms: 1000 },
    ...(shape ? { contract: fieldsOf(shape) } : {}),
  }
}

/** Rounded outward: a second too much is known already, a second too little would be lost. */
const epochs = ({ from, to }: Window, start: string, end: string): Record<string, number> => ({
  [start]: Math.floor(Date.parse(from) / 1000),
  [end]: Math.ceil(Date.parse(to) / 1000),
})

/** Pages by number move when an order changes while they are read: the last page first, then backwards to page 0. */
async function listed<Raw>(
  connection: OpenConnection,
  path: string,
  list: string,
  page: string | null,
  parameters: Record<string, unknown>,
) {
  const heard = await ask(connection, path, { ...parameters, page: Number(page ?? 0), size: page_size })
  if (heard.status !== 'heard') return heard
  const rows = heard.data[list] as Raw[] | undefined
  const total = Number(heard.data.total ?? Number.NaN)
  if (!Array.isArray(rows) || !Number.isInteger(total)) {
    const drifts = [{ path: Array.isArray(rows) ? 'total' : list, expected: Array.isArray(rows) ? 'whole' : 'list', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: `The answer has no ${list}.`, drifts }
  }
  const last = Math.max(0, Math.ceil(total / page_size) - 1)
  if (page === null && last > 0) return { status: 'heard' as const, rows: [] as Raw[], next: String(last) }
  return { status: 'heard' as const, rows, next: page !== null && Number(page) > 0 ? String(Number(page) - 1) : null }
}

/** Each parcel under a key of its own: the platform answers a repeat as it answered first. */
async function sendShipment(connection: OpenConnection, { key, external_no, parcels }: ShipmentCall): Promise<Told> {
  for (const [i, { carrier_code, waybill_no, lines }] of parcels.entries()) {
    const heard = await ask(connection, '/order/logisticsAddSinglePack', {
      ...{
        order_id_list: [external_no],
        company_code: carrier_code,
        logistics_code: waybill_no,
        request_id: i === 0 ? key : `${key}-${i}`,
      },
      shipped_order_info: lines.map(({ line_no, quantity }) => ({ shipped_order_id: line_no, shipped_num: quantity })),
    })
    if (heard.status !== 'heard') return heard
  }
  return { status: 'answered' }
}

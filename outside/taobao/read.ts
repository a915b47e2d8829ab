import type { RefundTold, Trade, TradeLine, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { momentIn, momentOrNull, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in a trade; lists are wrapped twice. */
export const tradeShape: Shape = {
  tid: 'whole',
  status: 'text',
  created: 'time',
  modified: 'time',
  payment: 'amount',
  post_fee: 'amount?',
  orders: {
    order: [
      {
        oid: 'whole',
        num_iid: 'whole',
        sku_id: 'whole?',
        title: 'text',
        num: 'whole',
        price: 'amount',
        payment: 'amount',
        divide_order_fee: 'amount?',
        status: 'text',
      },
    ],
  },
}
export const headShape: Shape = { tid: 'whole', modified: 'time', status: 'text' }
export const refundShape: Shape = { refund_id: 'whole', tid: 'whole', status: 'text', refund_fee: 'amount', modified: 'time' }

interface TopOrder {
  oid: string | number
  oid_str?: string
  num_iid: string | number
  sku_id?: string | number
  outer_iid?: string
  outer_sku_id?: string
  title: string
  sku_properties_name?: string
  num: number | string
  price: string
  payment: string
  divide_order_fee?: string
  status: string
  refund_status?: string
  invoice_no?: string
}
export interface TopTrade {
  tid: string | number
  tid_str?: string
  status: string
  created: string
  modified: string
  payment: string
  post_fee?: string
  buyer_message?: string
  seller_memo?: string
  receiver_name?: string
  receiver_state?: string
  receiver_city?: string
  receiver_district?: string
  receiver_town?: string
  receiver_address?: string
  receiver_zip?: string
  receiver_mobile?: string
  receiver_phone?: string
  oaid?: string
  orders: { order: TopOrder[] }
}

const states: Readonly<Record<string, TradeState>> = {
  TRADE_NO_CREATE_PAY: 'unpaid',
  WAIT_BUYER_PAY: 'unpaid',
  PAY_PENDING: 'unpaid',
  WAIT_PRE_AUTH_CONFIRM: 'unpaid',
  PAID_FORBID_CONSIGN: 'blocked',
  WAIT_SELLER_SEND_GOODS: 'to_ship',
  SELLER_CONSIGNED_PART: 'partly_shipped',
  WAIT_BUYER_CONFIRM_GOODS: 'shipped',
  TRADE_BUYER_SIGNED: 'finished',
  TRADE_FINISHED: 'finished',
  TRADE_CLOSED: 'canceled',
  TRADE_CLOSED_BY_TAOBAO: 'canceled',
}
export const stateOf = (status: string): TradeState => states[status] ?? 'unknown'

const asking = new Set(['WAIT_SELLER_AGREE', 'WAIT_BUYER_RETURN_GOODS', 'WAIT_SELLER_CONFIRM_GOODS'])
export const closedLine = (status: string): boolean => status === 'TRADE_CLOSED' || status === 'TRADE_CLOSED_BY_TAOBAO'

/** A trade as TOP writes it, or what about it cannot be read. */
export const readTrade = (raw: TopTrade): TradeRead =>
  tradeIn(raw, tradeShape, { no: raw?.tid_str ?? raw?.tid, modified_at: momentOrNull(raw?.modified) }, tradeOf)

function tradeOf(raw: TopTrade): Trade {
  const orders = raw.orders.order
  const freight_minor = yuanOf(raw.post_fee)
  const total_minor = yuanOf(raw.payment)
  const phone = raw.receiver_mobile || raw.receiver_phone || null
  return {
    external_no: String(raw.tid_str ?? raw.tid),
    status: stateOf(raw.status),
    platform_status: raw.status,
    placed_at: momentIn(raw.created),
    modified_at: momentIn(raw.modified),
    currency: 'CNY',
    lines: orders.map((order) => lineOf(order, orders.length === 1 ? total_minor - freight_minor : null)),
    freight_minor,
    total_minor,
    buyer_name: raw.receiver_name ?? '',
    buyer_phone: phone?.includes('*') ? null : phone,
    address: {
      province: raw.receiver_state ?? '',
      city: raw.receiver_city ?? '',
      district: raw.receiver_district ?? '',
      street: `${raw.receiver_town ?? ''}${raw.receiver_address ?? ''}`,
      ...(raw.receiver_zip ? { postcode: raw.receiver_zip } : {}),
    },
    masked_key: raw.oaid || null,
    buyer_message: raw.buyer_message || null,
    seller_note: raw.seller_memo || null,
    refund_asked: orders.some(({ status, refund_status }) => !closedLine(status) && asking.has(refund_status ?? '')),
  }
}

/** A single line repeats the payment of the trade, freight included; of several, each has its share. */
const lineOf = (order: TopOrder, alone_minor: number | null): TradeLine => ({
  line_no: String(order.oid_str ?? order.oid),
  product_no: String(order.num_iid),
  sku_no: order.sku_id ? String(order.sku_id) : null,
  outer_code: order.outer_sku_id || order.outer_iid || null,
  title: order.title,
  options: order.sku_properties_name || null,
  quantity: Number(order.num),
  unit_minor: yuanOf(order.price),
  amount_minor: order.divide_order_fee ? yuanOf(order.divide_order_fee) : (alone_minor ?? yuanOf(order.payment)),
  closed: closedLine(order.status),
})

export interface TopRefund {
  refund_id: string | number
  tid: string | number
  oid?: string | number
  status: string
  has_good_return?: boolean | string
  dispute_type?: string
  refund_fee: string
  num?: number | string
  reason?: string
  modified: string
}
const refundStates: Readonly<Record<string, RefundTold['state']>> = {
  WAIT_SELLER_AGREE: 'asked',
  SELLER_REFUSE_BUYER: 'asked',
  WAIT_BUYER_RETURN_GOODS: 'agreed',
  WAIT_SELLER_CONFIRM_GOODS: 'returning',
  // An exchange has nothing to hold up before its goods come back.
  WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS: 'returning',
  WAIT_SELLER_CONSIGN_GOODS: 'returning',
  EXCHANGE_TRANSFORM_TO_REFUND: 'agreed',
  SUCCESS: 'done',
  CLOSED: 'closed',
}
export const refundOf = (raw: TopRefund): RefundTold => ({
  refund_no: String(raw.refund_id),
  external_no: String(raw.tid),
  line_no: raw.oid && String(raw.oid) !== String(raw.tid) ? String(raw.oid) : null,
  state: refundStates[raw.status] ?? 'unknown',
  platform_status: raw.status,
  kind: /EXCHANGE/.test(raw.dispute_type ?? '')
    ? 'exchange'
    : String(raw.has_good_return) === 'true' || raw.dispute_type === 'REFUND_AND_RETURN'
      ? 'return'
      : 'refund',
  quantity: Number(raw.num) > 0 ? Number(raw.num) : null,
  amount_minor: yuanOf(raw.refund_fee),
  reason: raw.reason || null,
  modified_at: momentIn(raw.modified),
})

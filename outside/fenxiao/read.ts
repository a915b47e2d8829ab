import type { Trade, TradeLine, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { momentIn, momentOrNull, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in a purchase order; lists are wrapped twice. */
export const orderShape: Shape = {
  fenxiao_id: 'whole',
  status: 'text',
  created: 'time',
  modified: 'time',
  post_fee: 'amount?',
  total_fee: 'amount',
  distributor_payment: 'amount?',
  sub_purchase_orders: {
    sub_purchase_order: [
      {
        fenxiao_id: 'whole',
        item_id: 'whole',
        sku_id: 'whole?',
        title: 'text',
        num: 'whole',
        price: 'amount',
        total_fee: 'amount',
        distributor_payment: 'amount?',
        status: 'text',
      },
    ],
  },
}

interface SubOrder {
  fenxiao_id: string | number
  item_id: string | number
  sku_id?: string | number
  item_outer_id?: string
  sku_outer_id?: string
  sku_properties?: string
  title: string
  num: number | string
  price: string
  total_fee: string
  distributor_payment?: string
  status: string
}
export interface PurchaseOrder {
  fenxiao_id: string | number
  status: string
  created: string
  modified: string
  post_fee?: string
  total_fee: string
  distributor_payment?: string
  memo?: string
  supplier_memo?: string
  logistics_id?: string
  receiver?: {
    name?: string
    state?: string
    city?: string
    district?: string
    address?: string
    zip?: string
    phone?: string
    mobile_phone?: string
    oaid?: string
  }
  sub_purchase_orders: { sub_purchase_order: SubOrder[] }
}

const states: Readonly<Record<string, TradeState>> = {
  WAIT_BUYER_PAY: 'unpaid',
  // The distributor says it paid by other ways; we have not said that it did.
  WAIT_SELLER_CONFIRM_PAY: 'unpaid',
  WAIT_SELLER_CONFIRM: 'unpaid',
  PAID_FORBID_CONSIGN: 'blocked',
  WAIT_SELLER_SEND_GOODS: 'to_ship',
  TRADE_REFUNDING: 'to_ship',
  WAIT_BUYER_CONFIRM_GOODS: 'shipped',
  PAY_GOODS_CONFIRM: 'shipped',
  PAY_WAIT_GOODS_CONFIRM: 'finished',
  TRADE_FINISHED: 'finished',
  TRADE_REFUNDED: 'canceled',
  TRADE_CLOSED: 'canceled',
}
/** Whether the money was shared out among the accounts already (`_ACOUNTED`, as TOP spells it) changes nothing for the goods. */
const bare = (status: string): string => status.replace(/_AC{1,2}OUNT(ED)?/, '')
export const stateOf = (status: string): TradeState => states[bare(status)] ?? 'unknown'
const closedLine = (status: string): boolean => stateOf(status) === 'canceled'

/** A purchase order as TOP writes it, or what about it cannot be read. */
export const readPurchase = (raw: PurchaseOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.fenxiao_id, modified_at: momentOrNull(raw?.modified) }, tradeOf)

/** What the distributor pays us is our price; what its buyer paid it is none of our business. */
function tradeOf(raw: PurchaseOrder): Trade {
  const lines = raw.sub_purchase_orders.sub_purchase_order
  const { receiver = {} } = raw
  const freight_minor = yuanOf(raw.post_fee)
  const phone = receiver.mobile_phone || receiver.phone || null
  const refunding = lines.some(({ status }) => bare(status) === 'TRADE_REFUNDING')
  const shipped = lines.some(({ status }) => stateOf(status) === 'shipped')
  const state = stateOf(raw.status)
  return {
    external_no: String(raw.fenxiao_id),
    // Money asked back after the goods left is no reason to ship them again.
    status: state === 'to_ship' && (shipped || raw.logistics_id) ? 'shipped' : state,
    platform_status: raw.status,
    placed_at: momentIn(raw.created),
    modified_at: momentIn(raw.modified),
    currency: 'CNY',
    lines: lines.map(lineOf),
    freight_minor,
    total_minor: raw.distributor_payment ? yuanOf(raw.distributor_payment) : yuanOf(raw.total_fee) + freight_minor,
    buyer_name: receiver.name ?? '',
    buyer_phone: phone?.includes('*') ? null : phone,
    address: {
      province: receiver.state ?? '',
      city: receiver.city ?? '',
      district: receiver.district ?? '',
      street: receiver.address ?? '',
      ...(receiver.zip ? { postcode: receiver.zip } : {}),
    },
    masked_key: receiver.oaid || null,
    buyer_message: raw.memo || null,
    seller_note: raw.supplier_memo || null,
    refund_asked: state === 'to_ship' && (refunding || bare(raw.status) === 'TRADE_REFUNDING'),
  }
}

const lineOf = (line: SubOrder): TradeLine => ({
  line_no: String(line.fenxiao_id),
  product_no: String(line.item_id),
  sku_no: line.sku_id ? String(line.sku_id) : null,
  outer_code: line.sku_outer_id || line.item_outer_id || null,
  title: line.title,
  options: line.sku_properties || null,
  quantity: Number(line.num),
  unit_minor: yuanOf(line.price),
  amount_minor: yuanOf(line.distributor_payment || line.total_fee),
  closed: closedLine(line.status),
})

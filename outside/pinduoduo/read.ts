import type { RefundTold, Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { shareOut } from '#core/money.ts'
import { momentIn, momentOrNull, sumOf, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in an order. Amounts are numbers in yuan. */
export const orderShape: Shape = {
  order_sn: 'text',
  order_status: 'whole',
  refund_status: 'whole',
  risk_control_status: 'whole?',
  confirm_status: 'whole?',
  pay_amount: 'amount',
  postage: 'amount?',
  goods_amount: 'amount?',
  discount_amount: 'amount?',
  created_time: 'time',
  updated_at: 'time',
  item_list: [{ goods_id: 'whole', sku_id: 'whole', goods_count: 'whole', goods_price: 'amount', goods_name: 'text' }],
}
export const refundShape: Shape = {
  id: 'whole',
  order_sn: 'text',
  after_sales_status: 'whole',
  refund_amount: 'amount',
  updated_time: 'time',
}

export interface PddOrder {
  order_sn: string
  order_status: number
  refund_status: number
  risk_control_status?: number
  confirm_status?: number
  pay_amount: number
  platform_discount?: number
  postage?: number
  goods_amount?: number
  discount_amount?: number
  created_time: string
  updated_at: string
  receiver_name?: string
  receiver_name_mask?: string
  receiver_phone?: string
  receiver_phone_mask?: string
  receiver_address?: string
  receiver_address_mask?: string
  province?: string
  city?: string
  town?: string
  open_address_id?: string
  tracking_number?: string
  remark?: string
  buyer_memo?: string
  item_list: {
    goods_id: number | string
    sku_id: number | string
    goods_count: number
    goods_price: number
    goods_name: string
    goods_spec?: string
    outer_id?: string
    outer_goods_id?: string
  }[]
}

/** An order as Pinduoduo writes it, or what about it cannot be read. */
export const readOrder = (raw: PddOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.order_sn, modified_at: momentOrNull(raw?.updated_at) }, tradeOf)

/** Ships only what is formed, not asked back and not under the platform's own review. */
function stateOf({ order_status, refund_status, risk_control_status = 0, confirm_status = 1 }: PddOrder): TradeState {
  if (Number(order_status) === 2) return 'shipped'
  if (Number(order_status) === 3) return 'finished'
  if (Number(order_status) !== 1) return 'unknown'
  if (Number(confirm_status) === 2) return 'canceled'
  if (Number(confirm_status) !== 1) return 'unpaid'
  if (Number(refund_status) === 4) return 'canceled'
  return Number(risk_control_status) === 1 ? 'blocked' : 'to_ship'
}

/**
 * Where its own figures contradict each other: goods that cost something else than their lines, or less paid than goods, freight and what was given off make. More
 * may be paid, for services beside the goods.
 */
function contradictionOf({ goods_amount, discount_amount, pay_amount, postage }: PddOrder, lines_minor: number): string | null {
  if (goods_amount === undefined || goods_amount === null) return null
  const goods_minor = yuanOf(goods_amount)
  if (goods_minor !== lines_minor) return `Lines and freight make ${lines_minor}, the platform says ${goods_minor}.`
  const due_minor = goods_minor - yuanOf(discount_amount) + yuanOf(postage)
  return yuanOf(pay_amount) < due_minor ? `Lines and freight make ${due_minor}, the platform says ${yuanOf(pay_amount)}.` : null
}

function tradeOf(raw: PddOrder): Trade {
  const freight_minor = yuanOf(raw.postage)
  // What the platform gives off it pays to us.
  const total_minor = yuanOf(raw.pay_amount) + yuanOf(raw.platform_discount)
  const weights = raw.item_list.map(({ goods_price, goods_count }) => yuanOf(goods_price) * Number(goods_count))
  const shares = shareOut(total_minor - freight_minor, weights)
  const contradiction = contradictionOf(raw, sumOf(weights))
  const subsidies = shareOut(Math.min(yuanOf(raw.platform_discount), total_minor - freight_minor), shares)
  return {
    external_no: raw.order_sn,
    status: stateOf(raw),
    platform_status: `${raw.order_status}/${raw.refund_status}/${raw.risk_control_status ?? 0}/${raw.confirm_status ?? 1}`,
    placed_at: momentIn(raw.created_time),
    modified_at: momentIn(raw.updated_at),
    currency: 'CNY',
    lines: raw.item_list.map((item, i) => ({
      line_no: String(item.sku_id),
      product_no: String(item.goods_id),
      sku_no: String(item.sku_id),
      outer_code: item.outer_id || item.outer_goods_id || null,
      title: item.goods_name,
      options: item.goods_spec || null,
      quantity: Number(item.goods_count),
      unit_minor: yuanOf(item.goods_price),
      amount_minor: shares[i]!,
      ...(subsidies[i]! > 0 ? { subsidy_minor: subsidies[i]! } : {}),
      closed: false,
    })),
    freight_minor,
    total_minor,
    // Name, phone and street come encrypted; the covered form is for people to read, the labels are asked for with the address's own number.
    buyer_name: raw.receiver_name_mask ?? '',
    buyer_phone: null,
    address: { province: raw.province ?? '', city: raw.city ?? '', district: raw.town ?? '', street: raw.receiver_address_mask ?? '' },
    masked_key: raw.open_address_id || null,
    buyer_message: raw.buyer_memo || null,
    seller_note: raw.remark || null,
    refund_asked: Number(raw.refund_status) === 2 || Number(raw.refund_status) === 3,
    ...(contradiction ? { contradiction } : {}),
  }
}

export interface PddRefund {
  id: number | string
  order_sn: string
  after_sales_status: number
  after_sales_type?: number
  refund_amount: string
  goods_number?: string | number
  sku_id?: number | string
  updated_time: string
  after_sale_reason?: string
}
const refundStates: Readonly<Record<number, RefundTold['state']>> = {
  2: 'asked',
  3: 'asked',
  4: 'agreed',
  5: 'agreed',
  6: 'asked',
  7: 'agreed',
  8: 'asked',
  9: 'closed',
  10: 'done',
  11: 'closed',
  12: 'closed',
  13: 'closed',
  // Exchanges, goods sent again and repairs: goods go to and fro, no money does.
  14: 'asked',
  15: 'agreed',
  16: 'closed',
  17: 'closed',
  18: 'agreed',
  27: 'agreed',
  // The buyer will not take the parcel; goods are sent again.
  31: 'agreed',
  32: 'agreed',
}
export const refundOf = (raw: PddRefund): RefundTold => ({
  refund_no: String(raw.id),
  external_no: raw.order_sn,
  line_no: raw.sku_id ? String(raw.sku_id) : null,
  state: refundStates[Number(raw.after_sales_status)] ?? 'unknown',
  platform_status: String(raw.after_sales_status),
  kind:
    Number(raw.after_sales_type) === 2
      ? 'refund'
      : Number(raw.after_sales_type) === 3
        ? 'return'
        : Number(raw.after_sales_type) === 4
          ? 'exchange'
          : 'other',
  quantity: Number(raw.goods_number) > 0 ? Number(raw.goods_number) : null,
  amount_minor: yuanOf(raw.refund_amount),
  reason: raw.after_sale_reason || null,
  modified_at: momentIn(raw.updated_time),
})

import type { RefundTold, Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { amountOf, momentIn, momentOrNull, tradeIn } from '../trades.ts'

/** What we rely on in an order. Amounts are decimal texts, times are GMT without a zone. */
export const orderShape: Shape = {
  id: 'whole',
  status: 'text',
  currency: 'text',
  date_created_gmt: 'time',
  date_modified_gmt: 'time',
  total: 'amount',
  shipping_total: 'amount',
  shipping_tax: 'amount?',
  line_items: [
    { id: 'whole', product_id: 'whole', variation_id: 'whole?', quantity: 'whole', total: 'amount', total_tax: 'amount?', name: 'text' },
  ],
}

interface Person {
  first_name?: string
  last_name?: string
  phone?: string
  address_1?: string
  address_2?: string
  city?: string
  state?: string
  postcode?: string
}
export interface WooOrder {
  id: number | string
  status: string
  currency: string
  date_created_gmt: string
  date_modified_gmt: string
  date_paid_gmt?: string | null
  total: string
  shipping_total: string
  shipping_tax?: string
  customer_note?: string
  billing?: Person
  shipping?: Person
  line_items: {
    id: number | string
    product_id: number | string
    variation_id?: number | string
    quantity: number
    subtotal?: string
    subtotal_tax?: string
    total: string
    total_tax?: string
    sku?: string | null
    name: string
    meta_data?: { display_key?: string; display_value?: string }[]
  }[]
  fee_lines?: { total: string; total_tax?: string }[]
  refunds?: { id: number | string; reason?: string; total: string }[]
  meta_data?: { key: string; value: unknown }[]
}

export const readOrder = (raw: WooOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.id, modified_at: momentOrNull(raw?.date_modified_gmt, 'UTC') }, tradeOf)

/** Only `processing` is paid and wants to be shipped; shops may have statuses of their own, which wait for a person. */
function stateOf({ status, date_paid_gmt }: WooOrder): TradeState {
  if (status === 'processing') return 'to_ship'
  if (status === 'completed') return 'shipped'
  if (status === 'pending' || status === 'failed' || status === 'checkout-draft') return 'unpaid'
  if (status === 'on-hold') return date_paid_gmt ? 'blocked' : 'unpaid'
  return status === 'cancelled' || status === 'refunded' || status === 'trash' ? 'canceled' : 'unknown'
}

/** WooCommerce writes Chinese provinces as CN1 to CN32. */
const provinces = (
  '云南省 北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 ' +
  '广西壮族自治区 海南省 重庆市 四川省 贵州省 陕西省 甘肃省 青海省 宁夏回族自治区 澳门特别行政区 西藏自治区 新疆维吾尔自治区'
).split(' ')
const provinceOf = (state = ''): string => provinces[Number(/^CN(\d{1,2})$/.exec(state)?.[1] ?? 0) - 1] ?? state

/** Chinese names are written family name first, without a blank. */
function nameOf({ first_name = '', last_name = '' }: Person): string {
  return /[㐀-鿿]/.test(first_name + last_name) ? `${last_name}${first_name}` : `${first_name} ${last_name}`.trim()
}

function tradeOf(raw: WooOrder): Trade {
  const { currency } = raw
  const minor = (text: string | undefined): number => amountOf(text, currency)
  const billing = raw.billing ?? {}
  const to = raw.shipping?.address_1 ? raw.shipping : billing
  const fees = (raw.fee_lines ?? []).reduce((sum, fee) => sum + minor(fee.total) + minor(fee.total_tax), 0)
  return {
    external_no: String(raw.id),
    status: stateOf(raw),
    platform_status: raw.status,
    placed_at: momentIn(raw.date_created_gmt, 'UTC'),
    modified_at: momentIn(raw.date_modified_gmt, 'UTC'),
    currency,
    // Totals of lines are without tax; what the buyer paid is both.
    lines: raw.line_items.map((item) => {
      const full_minor = minor(item.subtotal ?? item.total) + minor(item.subtotal_tax ?? item.total_tax)
      return {
        line_no: String(item.id),
        product_no: String(item.product_id),
        sku_no: Number(item.variation_id ?? 0) ? String(item.variation_id) : null,
        outer_code: item.sku || null,
        title: item.name,
        options: item.meta_data?.map(({ display_value }) => display_value).join('，') || null,
        quantity: Number(item.quantity),
        unit_minor: Math.round(full_minor / Math.max(1, Number(item.quantity))),
        amount_minor: minor(item.total) + minor(item.total_tax),
        closed: false,
      }
    }),
    // Fees of the shop are paid with the order and belong to no line.
    freight_minor: minor(raw.shipping_total) + minor(raw.shipping_tax) + fees,
    total_minor: minor(raw.total),
    buyer_name: nameOf(to.first_name || to.last_name ? to : billing),
    buyer_phone: (to.phone || billing.phone) ?? null,
    address: {
      province: provinceOf(to.state),
      city: to.city ?? '',
      district: '',
      street: [to.address_1, to.address_2].filter(Boolean).join(' '),
      ...(to.postcode ? { postcode: to.postcode } : {}),
    },
    masked_key: null,
    buyer_message: raw.customer_note || null,
    seller_note: null,
    refund_asked: false,
  }
}

export const refundShape: Shape = {
  refund: { id: 'whole', total: 'amount' },
  order: { id: 'whole', currency: 'text', date_modified_gmt: 'time' },
}
export interface OrderRefund {
  refund: NonNullable<WooOrder['refunds']>[number]
  order: WooOrder
}
export const refundsOf = (order: WooOrder): OrderRefund[] => (order?.refunds ?? []).map((refund) => ({ refund, order }))

/** Refunds are booked by the shop itself: whoever reads one reads money that went back. */
export const refundOf = ({ refund, order }: OrderRefund): RefundTold => ({
  refund_no: String(refund.id),
  external_no: String(order.id),
  line_no: null,
  state: 'done',
  platform_status: order.status,
  kind: 'refund',
  amount_minor: Math.abs(amountOf(refund.total, order.currency)),
  reason: refund.reason || null,
  modified_at: momentIn(order.date_modified_gmt, 'UTC'),
})

import type { RefundTold, Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { shareOut } from '#core/money.ts'
import { sumOf, tradeIn } from '../trades.ts'

/** What we rely on in an order. Amounts are whole fen, times are seconds. */
export const orderShape: Shape = {
  order_id: 'text',
  order_status: 'whole',
  pay_amount: 'whole',
  post_amount: 'whole?',
  create_time: 'whole',
  update_time: 'whole',
  sku_order_list: [{ order_id: 'text', product_id: 'whole', sku_id: 'whole', item_num: 'whole', pay_amount: 'whole' }],
}
export const refundShape: Shape = {
  aftersale_info: { aftersale_id: 'whole', aftersale_status: 'whole', refund_amount: 'whole', update_time: 'whole' },
  order_info: { shop_order_id: 'text' },
}

interface Place {
  name?: string
}
interface Address {
  province?: Place
  city?: Place
  town?: Place
  street?: Place
  detail?: string
}
export interface DoudianOrder {
  order_id: string
  order_status: number
  pay_amount: number
  post_amount?: number
  promotion_platform_amount?: number
  create_time: number
  update_time: number
  mask_post_receiver?: string
  mask_post_tel?: string
  post_addr?: Address
  mask_post_addr?: Address
  open_address_id?: string
  buyer_words?: string
  seller_words?: string
  sku_order_list: {
    order_id: string
    product_id: number | string
    product_id_str?: string
    sku_id: number | string
    out_sku_id?: string | number
    code?: string
    product_name?: string
    spec?: { name?: string; value?: string }[]
    item_num: number
    goods_price?: number
    pay_amount: number
    promotion_platform_amount?: number
    after_sale_info?: { after_sale_status?: number }
  }[]
}

const moment = (seconds: number | string): string => new Date(Number(seconds) * 1000).toISOString()

export const readOrder = (raw: DoudianOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.order_id, modified_at: Number.isInteger(raw?.update_time) ? moment(raw.update_time) : null }, tradeOf)

/** 105 is paid and not given free yet; only 2 may be shipped. */
const states: Readonly<Record<number, TradeState>> = {
  1: 'unpaid',
  105: 'blocked',
  2: 'to_ship',
  101: 'partly_shipped',
  3: 'shipped',
  4: 'canceled',
  5: 'finished',
}
/** Somebody waits for our word about the money. */
const asked: readonly number[] = [6, 7, 11, 27, 29]

/** What the platform pays of each line: as the lines say, or by what they cost where these do not make up what the order says. */
function subsidiesOf({ promotion_platform_amount = 0, sku_order_list: items }: DoudianOrder, shares: readonly number[]): number[] {
  const told = items.map((item) => Number(item.promotion_platform_amount ?? 0))
  const fits = sumOf(told) === Number(promotion_platform_amount) && told.every((amount, i) => amount <= shares[i]!)
  return fits ? told : shareOut(Math.min(Number(promotion_platform_amount), sumOf(shares)), shares)
}

/** Where its lines do not make up what was paid, whether they bear the freight or the order does. */
function contradictionOf({ pay_amount, post_amount = 0, sku_order_list: items }: DoudianOrder): string | null {
  const lines = sumOf(items.map((item) => Number(item.pay_amount)))
  const makes = lines + Number(post_amount)
  return makes === Number(pay_amount) || lines === Number(pay_amount)
    ? null
    : `Lines and freight make ${makes}, the platform says ${pay_amount}.`
}

function tradeOf(raw: DoudianOrder): Trade {
  const freight_minor = Number(raw.post_amount ?? 0)
  // What the platform gives off it pays to us.
  const total_minor = Number(raw.pay_amount) + Number(raw.promotion_platform_amount ?? 0)
  const items = raw.sku_order_list
  const shares = shareOut(
    total_minor - freight_minor,
    items.map(({ pay_amount, promotion_platform_amount = 0 }) => Number(pay_amount) + Number(promotion_platform_amount)),
  )
  const subsidies = subsidiesOf(raw, shares)
  const contradiction = contradictionOf(raw)
  const { post_addr = {}, mask_post_addr = {} } = raw
  return {
    external_no: raw.order_id,
    status: states[Number(raw.order_status)] ?? 'unknown',
    platform_status: String(raw.order_status),
    placed_at: moment(raw.create_time),
    modified_at: moment(raw.update_time),
    currency: 'CNY',
    lines: items.map((item, i) => ({
      line_no: item.order_id,
      product_no: item.product_id_str ?? String(item.product_id),
      sku_no: String(item.sku_id),
      outer_code: item.code || (item.out_sku_id ? String(item.out_sku_id) : null),
      title: item.product_name ?? '',
      options: item.spec?.map(({ value }) => value).join('，') || null,
      quantity: Number(item.item_num),
      unit_minor: Number(item.goods_price ?? Math.ceil(shares[i]! / Number(item.item_num))),
      amount_minor: shares[i]!,
      ...(subsidies[i]! > 0 ? { subsidy_minor: subsidies[i]! } : {}),
      closed: false,
    })),
    freight_minor,
    total_minor,
    // The covered form is for people; labels are asked for with the address's own number.
    buyer_name: raw.mask_post_receiver ?? '',
    buyer_phone: null,
    address: {
      province: post_addr.province?.name ?? '',
      city: post_addr.city?.name ?? '',
      district: post_addr.town?.name ?? '',
      street: [post_addr.street?.name, mask_post_addr.detail].filter(Boolean).join(''),
    },
    masked_key: raw.open_address_id || raw.order_id,
    buyer_message: raw.buyer_words || null,
    seller_note: raw.seller_words || null,
    refund_asked: items.some(({ after_sale_info }) => asked.includes(Number(after_sale_info?.after_sale_status))),
    ...(contradiction ? { contradiction } : {}),
  }
}

export interface DoudianRefund {
  aftersale_info: {
    aftersale_id: number | string
    aftersale_status: number
    aftersale_type?: number
    refund_amount: number
    update_time: number
  }
  order_info: { shop_order_id: string; related_order_info?: { sku_order_id: string }[] }
  text_part?: { reason_text?: string }
}
const refundStates: Readonly<Record<number, RefundTold['state']>> = {
  ...{ 6: 'asked', 11: 'asked', 27: 'asked', 29: 'asked', 7: 'returning', 8: 'agreed', 13: 'agreed', 14: 'agreed' },
  ...{ 12: 'done', 28: 'closed' },
}
const kinds: Readonly<Record<number, RefundTold['kind']>> = { 0: 'return', 1: 'refund', 2: 'refund', 3: 'exchange' }
export const refundOf = ({ aftersale_info: told, order_info, text_part }: DoudianRefund): RefundTold => {
  const lines = order_info.related_order_info ?? []
  return {
    refund_no: String(told.aftersale_id),
    external_no: order_info.shop_order_id,
    line_no: lines.length === 1 ? lines[0]!.sku_order_id : null,
    state: refundStates[Number(told.aftersale_status)] ?? 'unknown',
    platform_status: String(told.aftersale_status),
    kind: kinds[Number(told.aftersale_type)] ?? 'other',
    amount_minor: Number(told.refund_amount),
    reason: text_part?.reason_text || null,
    modified_at: moment(told.update_time),
  }
}

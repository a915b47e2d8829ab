import type { RefundTold, Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { shareOut } from '#core/money.ts'
import { momentIn, momentOrNull, sumOf, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in an order. */
export const orderShape: Shape = {
  orderId: 'whole',
  orderState: 'text',
  orderStartTime: 'time',
  modified: 'time',
  orderSellerPrice: 'amount',
  freightPrice: 'amount?',
  'couponDetailList?': [{ couponType: 'text?', couponPrice: 'amount?' }],
  itemInfoList: [{ skuId: 'whole', skuName: 'text', jdPrice: 'amount', itemTotal: 'whole' }],
}

export interface JdOrder {
  orderId: string | number
  orderState: string
  orderStartTime: string
  modified: string
  orderSellerPrice: string
  freightPrice?: string
  couponDetailList?: { couponType?: string; couponPrice?: string }[] | null
  orderRemark?: string
  venderRemark?: string
  waybill?: string
  consigneeInfo?: {
    fullname?: string
    fullAddress?: string
    mobile?: string
    telephone?: string
    province?: string
    city?: string
    county?: string
    town?: string
  }
  itemInfoList: {
    skuId: string | number
    outerSkuId?: string
    wareId?: string | number
    skuName: string
    jdPrice: string
    itemTotal: string | number
  }[]
}

const states: Readonly<Record<string, TradeState>> = {
  WAIT_SELLER_STOCK_OUT: 'to_ship',
  WAIT_SELLER_DELIVERY: 'to_ship',
  SEND_TO_DISTRIBUTION_CENER: 'shipped',
  DISTRIBUTION_CENTER_RECEIVED: 'shipped',
  RECEIPTS_CONFIRM: 'shipped',
  WAIT_GOODS_RECEIVE_CONFIRM: 'shipped',
  FINISHED_L: 'finished',
  TRADE_CANCELED: 'canceled',
  LOCKED: 'blocked',
  PAUSE: 'blocked',
  POP_ORDER_PAUSE: 'blocked',
}

/** Red packets, beans and coupons of JD itself: it pays them to the seller. A gift card (52) is the buyer's money, the others are the seller's and lowered his price. */
const ofPlatform: ReadonlySet<string> = new Set(['34', '39', '41'])
const subsidyIn = ({ couponDetailList: coupons }: JdOrder): number =>
  sumOf((coupons ?? []).map(({ couponType = '', couponPrice }) => (ofPlatform.has(couponType.split('-')[0]!) ? yuanOf(couponPrice) : 0)))

/** An order as JD writes it, or what about it cannot be read. */
export const readOrder = (raw: JdOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.orderId, modified_at: momentOrNull(raw?.modified) }, tradeOf)

function tradeOf(raw: JdOrder): Trade {
  const { consigneeInfo: to = {}, itemInfoList: items } = raw
  const freight_minor = yuanOf(raw.freightPrice)
  // What the seller gives off is told for the order only: each line bears its share, to the cent. Nobody gives off less than nothing.
  const goods_minor = yuanOf(raw.orderSellerPrice)
  const listed = items.map(({ jdPrice, itemTotal }) => yuanOf(jdPrice) * Number(itemTotal))
  const shares = shareOut(Math.min(goods_minor, sumOf(listed)), listed)
  const subsidies = shareOut(Math.min(subsidyIn(raw), sumOf(shares)), shares)
  const phone = to.mobile || to.telephone || null
  // Phones come encrypted (`enSearch`); only who may hold them has the key.
  const readable = phone !== null && /^\+?[0-9][0-9 -]{4,18}[0-9]$/.test(phone)
  const street = (to.fullAddress ?? '').replace(`${to.province ?? ''}${to.city ?? ''}${to.county ?? ''}`, '')
  return {
    external_no: String(raw.orderId),
    status: states[raw.orderState] ?? 'unknown',
    platform_status: raw.orderState,
    placed_at: momentIn(raw.orderStartTime),
    modified_at: momentIn(raw.modified),
    currency: 'CNY',
    lines: items.map((item, i) => ({
      line_no: String(item.skuId),
      product_no: String(item.wareId ?? item.skuId),
      sku_no: String(item.skuId),
      outer_code: item.outerSkuId || null,
      title: item.skuName,
      options: null,
      quantity: Number(item.itemTotal),
      unit_minor: yuanOf(item.jdPrice),
      amount_minor: shares[i]!,
      ...(subsidies[i]! > 0 ? { subsidy_minor: subsidies[i]! } : {}),
      closed: false,
    })),
    freight_minor,
    total_minor: goods_minor + freight_minor,
    buyer_name: to.fullname ?? '',
    buyer_phone: readable ? phone : null,
    address: { province: to.province ?? '', city: to.city ?? '', district: to.county ?? '', street },
    masked_key: readable ? null : `jd:${raw.orderId}`,
    buyer_message: raw.orderRemark || null,
    seller_note: raw.venderRemark || null,
    refund_asked: false,
  }
}

export const refundShape: Shape = {
  sameOrderServiceBill: { orderId: 'whole', serviceId: 'whole', wareId: 'whole?' },
  afsRefundId: 'whole?',
  status: 'whole?',
  refoundAmount: 'amount?',
}
/** An after-sales case with what was paid back for it; the misspelling is the platform's. */
export interface JdRefund {
  sameOrderServiceBill: {
    orderId: string | number
    serviceId: string | number
    wareId?: string | number
    applyReason?: string
    approveDate?: string | number
    approvedDate?: string | number
    afsApplyTime?: string | number
  }
  afsRefundId?: string | number
  refoundAmount?: string | number
  status?: string | number
  completeTime?: string | number
}
/** Told as milliseconds or as a wall time, by whoever writes the date. */
const anyMoment = (at: string | number | undefined): string | null =>
  at === undefined || at === null || at === ''
    ? null
    : /^\d{12,}$/.test(String(at))
      ? new Date(Number(at)).toISOString()
      : momentOrNull(String(at))

/** 13 is paid back, 14 could not be; before that the case is agreed on and under way. The service number is what stays the same through it. */
export function refundOf({ sameOrderServiceBill: bill, refoundAmount, status, completeTime }: JdRefund): RefundTold {
  const state = String(status) === '13' ? 'done' : String(status) === '14' ? 'closed' : 'returning'
  return {
    ...{ refund_no: String(bill.serviceId), external_no: String(bill.orderId), line_no: bill.wareId ? String(bill.wareId) : null },
    ...{
      state,
      platform_status: String(status ?? ''),
      kind: 'refund',
      amount_minor: yuanOf(refoundAmount),
      reason: bill.applyReason || null,
    },
    modified_at:
      anyMoment(completeTime) ??
      anyMoment(bill.approveDate ?? bill.approvedDate) ??
      anyMoment(bill.afsApplyTime) ??
      new Date(0).toISOString(),
  }
}

import type { Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { shareOut } from '#core/money.ts'
import { momentIn, momentOrNull, sumOf, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in a row of the list; the lines come with the detail. */
export const headShape: Shape = { orderCode: 'text', orderStatus: 'text', updateTime: 'time' }
/** What we rely on in an order. Amounts are numbers in yuan. */
export const orderShape: Shape = {
  orderDetail: { ...headShape, orderAmount: 'amount', orderDeliveryFee: 'amount?', orderCreateTime: 'time' },
  orderItemList: {
    orderItem: [{ id: 'whole', productId: 'whole', productCName: 'text', orderItemNum: 'whole', orderItemPrice: 'amount' }],
  },
}

export interface YhdHead {
  orderCode: string
  orderStatus: string
  updateTime: string
}
export interface YhdOrder {
  orderDetail: YhdHead & {
    orderAmount: number | string
    orderDeliveryFee?: number | string
    orderCreateTime: string
    goodReceiverName?: string
    /** Written so. */
    goodReceiverMoblie?: string
    goodReceiverPhone?: string
    goodReceiverProvince?: string
    goodReceiverCity?: string
    goodReceiverCounty?: string
    goodReceiverAddress?: string
    goodReceiverPostCode?: string
    deliveryRemark?: string
    merchantRemark?: string
    merchantExpressNbr?: string
  }
  orderItemList: {
    orderItem: {
      id: number | string
      productId: number | string
      outerId?: string
      productCName: string
      orderItemNum: number
      orderItemPrice: number | string
    }[]
  }
}

const states: Readonly<Record<string, TradeState>> = {
  ORDER_WAIT_PAY: 'unpaid',
  ORDER_PAYED: 'to_ship',
  ORDER_WAIT_SEND: 'to_ship',
  ORDER_TRUNED_TO_DO: 'to_ship',
  ORDER_ON_SENDING: 'shipped',
  ORDER_RECEIVED: 'finished',
  ORDER_FINISH: 'finished',
  ORDER_CANCEL: 'canceled',
}
/** Every state the list can be asked for. */
export const statuses = Object.keys(states)

/** An order as YHD wrote it, or what about it cannot be read. */
export const readOrder = (raw: YhdOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.orderDetail?.orderCode, modified_at: momentOrNull(raw?.orderDetail?.updateTime) }, tradeOf)

function tradeOf({ orderDetail: order, orderItemList }: YhdOrder): Trade {
  const items = orderItemList.orderItem
  const total_minor = yuanOf(order.orderAmount)
  const freight_minor = yuanOf(order.orderDeliveryFee)
  // Discounts stand on the order only: they are shared by what the lines are worth. Nobody gives off less than nothing.
  const listed = items.map(({ orderItemPrice, orderItemNum }) => yuanOf(orderItemPrice) * Number(orderItemNum))
  const shares = shareOut(Math.min(total_minor - freight_minor, sumOf(listed)), listed)
  return {
    external_no: order.orderCode,
    status: states[order.orderStatus] ?? 'unknown',
    platform_status: order.orderStatus,
    placed_at: momentIn(order.orderCreateTime),
    modified_at: momentIn(order.updateTime),
    currency: 'CNY',
    lines: items.map((item, i) => ({
      line_no: String(item.id),
      product_no: String(item.productId),
      sku_no: null,
      outer_code: item.outerId || null,
      title: item.productCName,
      options: null,
      quantity: Number(item.orderItemNum),
      unit_minor: yuanOf(item.orderItemPrice),
      amount_minor: shares[i]!,
      closed: false,
    })),
    freight_minor,
    total_minor,
    buyer_name: order.goodReceiverName ?? '',
    buyer_phone: order.goodReceiverMoblie || order.goodReceiverPhone || null,
    address: {
      province: order.goodReceiverProvince ?? '',
      city: order.goodReceiverCity ?? '',
      district: order.goodReceiverCounty ?? '',
      street: order.goodReceiverAddress ?? '',
      ...(order.goodReceiverPostCode ? { postcode: order.goodReceiverPostCode } : {}),
    },
    masked_key: null,
    buyer_message: order.deliveryRemark || null,
    seller_note: order.merchantRemark || null,
    refund_asked: false,
  }
}

import type { Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { shareOut } from '#core/money.ts'
import { momentIn, momentOrNull, sumOf, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in a row of the list; the lines come with the detail. */
export const headShape: Shape = { orderID: 'text', orderState: 'whole', lastModifyTime: 'time' }
/** What we rely on in an order. Everything is text, amounts in yuan. */
export const orderShape: Shape = {
  ...headShape,
  buyerInfo: { goodsMoney: 'amount', postage: 'amount?' },
  sendGoodsInfo: { consigneeName: 'text?' },
  ItemsList: { ItemInfo: [{ itemID: 'text', itemName: 'text', orderCount: 'whole', unitPrice: 'amount' }] },
}

export interface DangdangHead {
  orderID: string
  orderState: string
  lastModifyTime: string
}
export interface DangdangOrder extends DangdangHead {
  paymentDate?: string
  message?: string
  remark?: string
  buyerInfo: { goodsMoney: string; postage?: string }
  sendGoodsInfo: {
    consigneeName?: string
    consigneeMobileTel?: string
    consigneeTel?: string
    consigneeAddr_Province?: string
    consigneeAddr_City?: string
    consigneeAddr_Area?: string
    consigneeAddr?: string
    consigneePostcode?: string
    sendOrderID?: string
  }
  ItemsList: {
    ItemInfo: { itemID: string; outerItemID?: string; itemName: string; specialAttribute?: string; orderCount: string; unitPrice: string }[]
  }
}

const states: Readonly<Record<string, TradeState>> = {
  '50': 'blocked',
  '100': 'unpaid',
  '101': 'to_ship',
  '300': 'shipped',
  '400': 'shipped',
  '1000': 'finished',
  '1100': 'canceled',
  '-100': 'canceled',
  // Its parts are orders of their own.
  '-200': 'canceled',
}

/** An order as Dangdang writes it, or what about it cannot be read. */
export const readOrder = (raw: DangdangOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.orderID, modified_at: momentOrNull(raw?.lastModifyTime) }, tradeOf)

function tradeOf(raw: DangdangOrder): Trade {
  const items = raw.ItemsList.ItemInfo
  const send = raw.sendGoodsInfo
  const goods_minor = yuanOf(raw.buyerInfo.goodsMoney)
  const freight_minor = yuanOf(raw.buyerInfo.postage)
  // Discounts stand on the order only: they are shared by what the lines are worth. Nobody gives off less than nothing.
  const listed = items.map(({ unitPrice, orderCount }) => yuanOf(unitPrice) * Number(orderCount))
  const shares = shareOut(Math.min(goods_minor, sumOf(listed)), listed)
  return {
    external_no: raw.orderID,
    status: states[raw.orderState] ?? 'unknown',
    platform_status: raw.orderState,
    placed_at: momentIn(raw.paymentDate || raw.lastModifyTime),
    modified_at: momentIn(raw.lastModifyTime),
    currency: 'CNY',
    lines: items.map((item, i) => ({
      line_no: item.itemID,
      product_no: item.itemID,
      sku_no: null,
      outer_code: item.outerItemID || null,
      title: item.itemName,
      options: item.specialAttribute || null,
      quantity: Number(item.orderCount),
      unit_minor: yuanOf(item.unitPrice),
      amount_minor: shares[i]!,
      closed: false,
    })),
    freight_minor,
    total_minor: goods_minor + freight_minor,
    buyer_name: send.consigneeName ?? '',
    buyer_phone: send.consigneeMobileTel || send.consigneeTel || null,
    address: {
      province: send.consigneeAddr_Province ?? '',
      city: send.consigneeAddr_City ?? '',
      district: send.consigneeAddr_Area ?? '',
      street: send.consigneeAddr ?? '',
      ...(send.consigneePostcode ? { postcode: send.consigneePostcode } : {}),
    },
    masked_key: null,
    buyer_message: raw.message || null,
    seller_note: raw.remark || null,
    refund_asked: false,
  }
}

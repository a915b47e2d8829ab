import type { Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'
import { parseMoney, shareOut } from '#core/money.ts'
import { defaultZone, momentOf } from '#core/time.ts'

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

const yuan = (value: string | undefined): number => parseMoney(value || '0', 'CNY') ?? 0
export const moment = (text: string): string => momentOf(text, defaultZone) ?? new Date(0).toISOString()

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
export function readOrder(raw: DangdangOrder): TradeRead {
  const drifts = driftsOf(orderShape, raw)
  if (drifts.length > 0) {
    const modified_at = typeof raw?.lastModifyTime === 'string' ? momentOf(raw.lastModifyTime, defaultZone) : null
    return { status: 'unreadable', external_no: String(raw?.orderID ?? ''), modified_at, drifts, raw }
  }
  return { status: 'read', trade: tradeOf(raw) }
}

function tradeOf(raw: DangdangOrder): Trade {
  const items = raw.ItemsList.ItemInfo
  const send = raw.sendGoodsInfo
  const goods_minor = yuan(raw.buyerInfo.goodsMoney)
  const freight_minor = yuan(raw.buyerInfo.postage)
  // Discounts stand on the order only: they are shared by what the lines are worth.
  const shares = shareOut(
    goods_minor,
    items.map(({ unitPrice, orderCount }) => yuan(unitPrice) * Number(orderCount)),
  )
  return {
    external_no: raw.orderID,
    status: states[raw.orderState] ?? 'unknown',
    platform_status: raw.orderState,
    placed_at: moment(raw.paymentDate || raw.lastModifyTime),
    modified_at: moment(raw.lastModifyTime),
    currency: 'CNY',
    lines: items.map((item, i) => ({
      line_no: item.itemID,
      product_no: item.itemID,
      sku_no: null,
      outer_code: item.outerItemID || null,
      title: item.itemName,
      options: item.specialAttribute || null,
      quantity: Number(item.orderCount),
      unit_minor: yuan(item.unitPrice),
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

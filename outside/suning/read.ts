import type { Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { momentOrNull, tradeIn, yuanOf } from '../trades.ts'

/** What we rely on in an order. Numbers are text, amounts in yuan. */
export const orderShape: Shape = {
  orderCode: 'text',
  orderTotalStatus: 'whole',
  orderSaleTime: 'time',
  orderDetail: [
    {
      orderLineNumber: 'text',
      orderLineStatus: 'whole?',
      productCode: 'text',
      productName: 'text',
      saleNum: 'amount',
      unitPrice: 'amount',
      payAmount: 'amount',
      transportFee: 'amount?',
    },
  ],
}

export interface SuningOrder {
  orderCode: string
  orderTotalStatus: string
  orderSaleTime: string
  customerName?: string
  mobNum?: string
  provinceName?: string
  cityName?: string
  districtName?: string
  customerAddress?: string
  buyerOrdRemark?: string
  sellerOrdRemark?: string
  orderDetail: {
    orderLineNumber: string
    orderLineStatus?: string
    productCode: string
    productName: string
    itemCode?: string
    saleNum: string
    unitPrice: string
    payAmount: string
    transportFee?: string
    returnOrderFlag?: string
    expressno?: string
    expresscompanycode?: string
  }[]
}

const states: Readonly<Record<number, TradeState>> = {
  0: 'canceled',
  5: 'unpaid',
  10: 'to_ship',
  15: 'to_ship',
  21: 'partly_shipped',
  20: 'shipped',
  30: 'finished',
  40: 'canceled',
}

/** An order as Suning writes it, or what about it cannot be read. It does not say when it was changed: `seen_at`, when it was asked for, stands for that. */
export const readOrder = (raw: SuningOrder, seen_at: string): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.orderCode, modified_at: seen_at }, () => tradeOf(raw, seen_at))

function tradeOf(raw: SuningOrder, seen_at: string): Trade {
  const freight_minor = raw.orderDetail.reduce((sum, { transportFee }) => sum + yuanOf(transportFee), 0)
  const amounts = raw.orderDetail.map(({ payAmount }) => yuanOf(payAmount))
  return {
    external_no: raw.orderCode,
    status: states[Number(raw.orderTotalStatus)] ?? 'unknown',
    platform_status: raw.orderTotalStatus,
    placed_at: momentOrNull(raw.orderSaleTime) ?? seen_at,
    modified_at: seen_at,
    currency: 'CNY',
    lines: raw.orderDetail.map((line, i) => ({
      line_no: line.orderLineNumber,
      product_no: line.productCode,
      sku_no: null,
      outer_code: line.itemCode || null,
      title: line.productName,
      options: null,
      // Written with decimals: "2.00".
      quantity: Math.round(Number(line.saleNum)),
      unit_minor: yuanOf(line.unitPrice),
      amount_minor: amounts[i]!,
      closed: line.orderLineStatus === '40',
    })),
    freight_minor,
    total_minor: amounts.reduce((sum, amount) => sum + amount, freight_minor),
    buyer_name: raw.customerName ?? '',
    buyer_phone: raw.mobNum || null,
    address: {
      province: raw.provinceName ?? '',
      city: raw.cityName ?? '',
      district: raw.districtName ?? '',
      street: raw.customerAddress ?? '',
    },
    masked_key: null,
    buyer_message: raw.buyerOrdRemark || null,
    seller_note: raw.sellerOrdRemark || null,
    refund_asked: raw.orderDetail.some(({ returnOrderFlag }) => returnOrderFlag === '1'),
  }
}

import type { RefundTold, Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { amountOf, instantOrNull, tradeIn } from '../trades.ts'

const money: Shape = { shopMoney: { amount: 'amount' } }
/** What we rely on in an order. Amounts are decimal texts in the shop's currency. */
export const orderShape: Shape = {
  id: 'text',
  name: 'text',
  createdAt: 'time',
  updatedAt: 'time',
  currencyCode: 'text',
  displayFinancialStatus: 'text',
  displayFulfillmentStatus: 'text',
  taxesIncluded: 'truth',
  totalPriceSet: money,
  totalShippingPriceSet: money,
  lineItems: {
    nodes: [
      { id: 'text', name: 'text', quantity: 'whole', originalUnitPriceSet: money, 'discountAllocations?': [{ allocatedAmountSet: money }] },
    ],
  },
}

/** The fields of an order as we ask for them; `lines` at a time, since a query may cost only so much. */
export const orderFields = (lines: number): string => `
  id name createdAt updatedAt cancelledAt currencyCode displayFinancialStatus displayFulfillmentStatus taxesIncluded test note
  totalPriceSet { shopMoney { amount } } totalShippingPriceSet { shopMoney { amount } }
  shippingAddress { name phone province city address1 address2 zip }
  lineItems(first: ${lines}) { pageInfo { hasNextPage } nodes {
    id sku name variantTitle quantity originalUnitPriceSet { shopMoney { amount } }
    discountAllocations { allocatedAmountSet { shopMoney { amount } } } taxLines { priceSet { shopMoney { amount } } }
    variant { id } product { id }
  } }
  refunds { id createdAt note totalRefundedSet { shopMoney { amount } } }`

interface MoneyBag {
  shopMoney: { amount: string }
}
export interface ShopifyOrder {
  id: string
  name: string
  createdAt: string
  updatedAt: string
  cancelledAt: string | null
  currencyCode: string
  displayFinancialStatus: string
  displayFulfillmentStatus: string
  taxesIncluded: boolean
  test: boolean
  note: string | null
  totalPriceSet: MoneyBag
  totalShippingPriceSet: MoneyBag
  shippingAddress: Partial<Record<'name' | 'phone' | 'province' | 'city' | 'address1' | 'address2' | 'zip', string | null>> | null
  lineItems: {
    pageInfo: { hasNextPage: boolean }
    nodes: {
      id: string
      sku: string | null
      name: string
      variantTitle: string | null
      quantity: number
      originalUnitPriceSet: MoneyBag
      discountAllocations?: { allocatedAmountSet: MoneyBag }[]
      taxLines?: { priceSet: MoneyBag }[]
      variant: { id: string } | null
      product: { id: string } | null
    }[]
  }
  refunds?: { id: string; createdAt: string; note: string | null; totalRefundedSet: MoneyBag }[]
}

/** The number at the end of `gid://shopify/Order/1`. */
export const numberOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)
const moment = (text: string): string => new Date(text).toISOString()

export const readOrder = (raw: ShopifyOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: typeof raw?.id === 'string' ? numberOf(raw.id) : '', modified_at: instantOrNull(raw?.updatedAt) }, tradeOf)

const fulfillment: Readonly<Record<string, TradeState>> = {
  UNFULFILLED: 'to_ship',
  OPEN: 'to_ship',
  IN_PROGRESS: 'to_ship',
  PENDING_FULFILLMENT: 'to_ship',
  PARTIALLY_FULFILLED: 'partly_shipped',
  FULFILLED: 'shipped',
  ON_HOLD: 'blocked',
  SCHEDULED: 'blocked',
}

/** Money first, then goods; a state not known here waits for a person, as a test order does. */
function stateOf({ cancelledAt, displayFinancialStatus, displayFulfillmentStatus, test }: ShopifyOrder): TradeState {
  if (cancelledAt) return 'canceled'
  switch (displayFinancialStatus) {
    case 'PENDING':
    case 'AUTHORIZED':
    case 'PARTIALLY_PAID':
    case 'EXPIRED':
      return 'unpaid'
    case 'VOIDED':
    case 'REFUNDED':
      return 'canceled'
    case 'PAID':
    case 'PARTIALLY_REFUNDED':
      return test ? 'unknown' : (fulfillment[displayFulfillmentStatus] ?? 'unknown')
  }
  return 'unknown'
}

function tradeOf(raw: ShopifyOrder): Trade {
  const currency = raw.currencyCode
  const minor = (bag: MoneyBag): number => amountOf(bag.shopMoney.amount, currency)
  const to = raw.shippingAddress ?? {}
  return {
    external_no: numberOf(raw.id),
    status: stateOf(raw),
    platform_status: `${raw.displayFinancialStatus}/${raw.displayFulfillmentStatus}${raw.test ? '/TEST' : ''}`,
    placed_at: moment(raw.createdAt),
    modified_at: moment(raw.updatedAt),
    currency,
    lines: raw.lineItems.nodes.map((line) => {
      const unit_minor = minor(line.originalUnitPriceSet)
      const off = (line.discountAllocations ?? []).reduce((sum, one) => sum + minor(one.allocatedAmountSet), 0)
      const tax = raw.taxesIncluded ? 0 : (line.taxLines ?? []).reduce((sum, one) => sum + minor(one.priceSet), 0)
      return {
        line_no: numberOf(line.id),
        product_no: line.product ? numberOf(line.product.id) : '',
        sku_no: line.variant ? numberOf(line.variant.id) : null,
        outer_code: line.sku || null,
        title: line.name,
        options: line.variantTitle || null,
        quantity: line.quantity,
        unit_minor,
        amount_minor: unit_minor * line.quantity - off + tax,
        closed: false,
      }
    }),
    freight_minor: minor(raw.totalShippingPriceSet),
    total_minor: minor(raw.totalPriceSet),
    buyer_name: to.name ?? '',
    buyer_phone: to.phone || null,
    address: {
      province: to.province ?? '',
      city: to.city ?? '',
      district: '',
      street: [to.address1, to.address2].filter(Boolean).join(' '),
      ...(to.zip ? { postcode: to.zip } : {}),
    },
    masked_key: null,
    buyer_message: raw.note || null,
    seller_note: null,
    refund_asked: false,
  }
}

export const refundShape: Shape = {
  refund: { id: 'text', createdAt: 'time', totalRefundedSet: money },
  order: { id: 'text', currencyCode: 'text' },
}
export interface OrderRefund {
  refund: NonNullable<ShopifyOrder['refunds']>[number]
  order: ShopifyOrder
}
export const refundsOf = (order: ShopifyOrder): OrderRefund[] => (order?.refunds ?? []).map((refund) => ({ refund, order }))

/** A refund of an order is money that went back already. */
export const refundOf = ({ refund, order }: OrderRefund): RefundTold => ({
  refund_no: numberOf(refund.id),
  external_no: numberOf(order.id),
  line_no: null,
  state: 'done',
  platform_status: order.displayFinancialStatus,
  kind: 'refund',
  amount_minor: amountOf(refund.totalRefundedSet.shopMoney.amount, order.currencyCode),
  reason: refund.note || null,
  modified_at: moment(refund.createdAt),
})

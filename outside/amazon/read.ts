import type { Trade, TradeRead, TradeState } from '#centers/marketplaces/port.ts'
import type { Shape } from '#core/contract.ts'
import { amountOf, instantOrNull, tradeIn } from '../trades.ts'

/** What we rely on in an order of version 2026-01-01. Money is a decimal text with its currency; orders that are pending have none. */
export const orderShape: Shape = {
  orderId: 'text',
  createdTime: 'time',
  lastUpdatedTime: 'time',
  fulfillment: { fulfillmentStatus: 'text' },
  'proceeds?': { grandTotal: { amount: 'amount', currencyCode: 'text' } },
  orderItems: [{ orderItemId: 'text', quantityOrdered: 'whole', product: { sellerSku: 'text?', asin: 'text?' } }],
}

interface Money {
  amount: string
  currencyCode: string
}
interface Proceeds {
  proceedsTotal?: Money
  breakdowns?: { type: string; subtotal: Money }[]
}
export interface AmazonOrder {
  orderId: string
  createdTime: string
  lastUpdatedTime: string
  salesChannel?: { marketplaceId?: string }
  fulfillment: { fulfillmentStatus: string; fulfilledBy?: string }
  proceeds?: { grandTotal: Money }
  recipient?: { deliveryAddress?: Partial<Record<string, string>> }
  orderItems: {
    orderItemId: string
    quantityOrdered: number
    product: { asin?: string; title?: string; sellerSku?: string; price?: { unitPrice?: Money } }
    proceeds?: Proceeds
    cancellation?: { cancellationRequest?: unknown } | null
  }[]
  packages?: { packageReferenceId: string; trackingNumber?: string }[]
}

const moment = (text: string): string => new Date(text).toISOString()

export const readOrder = (raw: AmazonOrder): TradeRead =>
  tradeIn(raw, orderShape, { no: raw?.orderId, modified_at: instantOrNull(raw?.lastUpdatedTime) }, tradeOf)

const states: Readonly<Record<string, TradeState>> = {
  PENDING_AVAILABILITY: 'unpaid',
  PENDING: 'unpaid',
  UNSHIPPED: 'to_ship',
  PARTIALLY_SHIPPED: 'partly_shipped',
  SHIPPED: 'shipped',
  CANCELLED: 'canceled',
  UNFULFILLABLE: 'blocked',
}

function tradeOf(raw: AmazonOrder): Trade {
  const currency = raw.proceeds?.grandTotal.currencyCode ?? 'USD'
  const minor = (money: Money | undefined): number => amountOf(money?.amount, currency)
  const freightOf = (proceeds: Proceeds | undefined): number =>
    (proceeds?.breakdowns ?? []).filter(({ type }) => type === 'SHIPPING').reduce((sum, { subtotal }) => sum + minor(subtotal), 0)
  const to = raw.recipient?.deliveryAddress ?? {}
  const { fulfillmentStatus } = raw.fulfillment
  return {
    external_no: raw.orderId,
    status: states[fulfillmentStatus] ?? 'unknown',
    platform_status: fulfillmentStatus,
    placed_at: moment(raw.createdTime),
    modified_at: moment(raw.lastUpdatedTime),
    currency,
    // What an item brings in holds its share of the freight.
    lines: raw.orderItems.map(({ orderItemId, quantityOrdered, product, proceeds }) => {
      const amount_minor = minor(proceeds?.proceedsTotal) - freightOf(proceeds)
      return {
        line_no: orderItemId,
        product_no: product.asin ?? product.sellerSku ?? '',
        sku_no: product.sellerSku ?? null,
        outer_code: product.sellerSku ?? null,
        title: product.title ?? '',
        options: null,
        quantity: Number(quantityOrdered),
        unit_minor: product.price?.unitPrice
          ? minor(product.price.unitPrice)
          : Math.ceil(amount_minor / Math.max(1, Number(quantityOrdered))),
        amount_minor,
        closed: false,
      }
    }),
    freight_minor: raw.orderItems.reduce((sum, { proceeds }) => sum + freightOf(proceeds), 0),
    total_minor: minor(raw.proceeds?.grandTotal),
    buyer_name: to.name ?? '',
    buyer_phone: to.phone || null,
    address: {
      province: to.stateOrRegion ?? '',
      city: to.city ?? '',
      district: to.districtOrCounty ?? '',
      street: [to.addressLine1, to.addressLine2, to.addressLine3].filter(Boolean).join(' '),
      ...(to.postalCode ? { postcode: to.postalCode } : {}),
    },
    masked_key: null,
    buyer_message: null,
    seller_note: null,
    refund_asked: raw.orderItems.some(({ cancellation }) => Boolean(cancellation?.cancellationRequest)),
  }
}

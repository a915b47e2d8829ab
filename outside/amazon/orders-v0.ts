import type { OpenConnection, Trade, TradeRead, TradeState, Window } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'
import { amountOf, foundIn, instantOrNull, tradeIn } from '../trades.ts'
import { ask, type Fault } from './call.ts'

interface Money {
  CurrencyCode?: string
  Amount?: string
}
interface Order {
  AmazonOrderId: string
  PurchaseDate: string
  LastUpdateDate: string
  OrderStatus: string
  OrderTotal?: Money
  ShippingAddress?: Partial<Record<string, string>>
}
interface Item {
  ASIN: string
  OrderItemId: string
  QuantityOrdered: number
  SellerSKU?: string
  Title?: string
  /** Of the line, not of one piece. */
  ItemPrice?: Money
  ItemTax?: Money
  ShippingPrice?: Money
  ShippingTax?: Money
  ShippingDiscount?: Money
  ShippingDiscountTax?: Money
  PromotionDiscount?: Money
  PromotionDiscountTax?: Money
  BuyerRequestedCancel?: { IsBuyerRequestedCancel?: string | boolean }
}
const headShape: Shape = { AmazonOrderId: 'text', LastUpdateDate: 'time', OrderStatus: 'text' }
const orderShape: Shape = {
  ...{ AmazonOrderId: 'text', PurchaseDate: 'time', LastUpdateDate: 'time', OrderStatus: 'text' },
  'OrderTotal?': { Amount: 'amount', CurrencyCode: 'text' },
}
const itemShape: Shape = { ASIN: 'text', OrderItemId: 'text', QuantityOrdered: 'whole', 'ItemPrice?': { Amount: 'amount' } }

/** The spelling is v0's own: one L in Canceled. */
const states: Readonly<Record<string, TradeState>> = {
  PendingAvailability: 'unpaid',
  Pending: 'unpaid',
  Unshipped: 'to_ship',
  PartiallyShipped: 'partly_shipped',
  Shipped: 'shipped',
  InvoiceUnconfirmed: 'blocked',
  Unfulfillable: 'blocked',
  Canceled: 'canceled',
}
const settled_ms = 120_000

/** Heads only: v0 tells items with each order. What changed in the last two minutes cannot be asked for yet; windows overlap by more. */
export async function listOrdersV0(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const MarketplaceIds = connection.settings.marketplace_id ?? ''
  const old = Date.parse(to) <= Date.parse(connection.now()) - settled_ms
  const heard = await ask(connection, 'GET', '/orders/v0/orders', {
    MarketplaceIds,
    ...(page === null
      ? {
          ...{ LastUpdatedAfter: from, ...(old ? { LastUpdatedBefore: to } : {}) },
          ...{ FulfillmentChannels: 'MFN', MaxResultsPerPage: '100' },
        }
      : { NextToken: page }),
  })
  if (heard.status !== 'heard') return heard
  const { Orders, NextToken } = (heard.answer.payload ?? {}) as { Orders?: Order[]; NextToken?: string }
  if (!Array.isArray(Orders)) {
    const drifts = [{ path: 'payload.Orders', expected: 'list', found: typeof Orders }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer has no orders.', drifts }
  }
  const drifts = Orders.flatMap((row) => driftsOf(headShape, row, 'payload.Orders[]'))
  if (Orders.some((row) => !row?.AmazonOrderId))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  const heads = Orders.map(({ AmazonOrderId, LastUpdateDate }) => ({
    external_no: AmazonOrderId,
    modified_at: instantOrNull(LastUpdateDate) ?? connection.now(),
  }))
  return { status: 'answered' as const, trades: [], heads, next: NextToken ?? null, drifts }
}

/** Names and addresses are shown only to a token that was asked for this very order. */
async function restrictedToken(connection: OpenConnection, path: string): Promise<Fault | { token: string }> {
  const heard = await ask(
    connection,
    'POST',
    '/tokens/2021-03-01/restrictedDataToken',
    {},
    { restrictedResources: [{ method: 'GET', path, dataElements: ['buyerInfo', 'shippingAddress'] }] },
    { free: true },
  )
  if (heard.status !== 'heard') return heard
  const { restrictedDataToken } = heard.answer as { restrictedDataToken?: string }
  if (restrictedDataToken) return { token: restrictedDataToken }
  const drifts = [{ path: 'restrictedDataToken', expected: 'text', found: 'missing' }]
  return { status: 'later', code: 'contract_broken', reason: 'The answer has no restrictedDataToken.', drifts }
}

export async function findOrderV0(connection: OpenConnection, external_no: string) {
  const path = `/orders/v0/orders/${external_no}`
  const restricted = await restrictedToken(connection, path)
  if ('status' in restricted) return restricted
  const heard = await ask(connection, 'GET', path, {}, undefined, { restricted: restricted.token })
  if (heard.status !== 'heard') return heard
  const order = heard.answer.payload as Order
  const items: Item[] = []
  const seen = new Set<string>()
  let page: string | undefined
  do {
    const some = await ask(connection, 'GET', `${path}/orderItems`, page ? { NextToken: page } : {})
    if (some.status !== 'heard') return some
    const { OrderItems, NextToken } = (some.answer.payload ?? {}) as { OrderItems?: Item[]; NextToken?: string }
    if (!Array.isArray(OrderItems)) {
      const drifts = [{ path: 'payload.OrderItems', expected: 'list', found: typeof OrderItems }]
      return { status: 'later' as const, code: 'contract_broken', reason: 'The answer has no items.', drifts }
    }
    items.push(...OrderItems)
    if (NextToken !== undefined && seen.has(NextToken))
      return { status: 'later' as const, code: 'page_repeated', reason: 'The platform names a page of items twice.' }
    seen.add(NextToken ?? '')
    page = NextToken
  } while (page !== undefined)
  return foundIn(readOrderV0(order, items, external_no), external_no, '')
}

/** An order of v0 with its items, or what about them cannot be read. */
export const readOrderV0 = (order: Order, items: readonly Item[], external_no: string): TradeRead =>
  tradeIn(
    { payload: order, OrderItems: items },
    { payload: orderShape, OrderItems: [itemShape] },
    { no: external_no, modified_at: instantOrNull(order?.LastUpdateDate) },
    () => tradeOf(order, items),
  )

function tradeOf(order: Order, items: readonly Item[]): Trade {
  const currency = order.OrderTotal?.CurrencyCode ?? items.find(({ ItemPrice }) => ItemPrice)?.ItemPrice?.CurrencyCode ?? 'USD'
  const minor = (money: Money | undefined): number => amountOf(money?.Amount, currency)
  const goods = (item: Item, taxed: boolean): number =>
    minor(item.ItemPrice) - minor(item.PromotionDiscount) + (taxed ? minor(item.ItemTax) - minor(item.PromotionDiscountTax) : 0)
  const freight = (taxed: boolean): number =>
    items.reduce(
      (sum, item) =>
        sum +
        minor(item.ShippingPrice) -
        minor(item.ShippingDiscount) +
        (taxed ? minor(item.ShippingTax) - minor(item.ShippingDiscountTax) : 0),
      0,
    )
  const total_minor = minor(order.OrderTotal)
  // Taxes stand inside the prices in some countries and beside them in others: the total says which.
  const sum = (taxed: boolean) => items.reduce((all, item) => all + goods(item, taxed), freight(taxed))
  const taxed = sum(false) !== total_minor && sum(true) === total_minor
  const to = order.ShippingAddress ?? {}
  return {
    external_no: order.AmazonOrderId,
    status: states[order.OrderStatus] ?? 'unknown',
    platform_status: order.OrderStatus,
    placed_at: new Date(order.PurchaseDate).toISOString(),
    modified_at: new Date(order.LastUpdateDate).toISOString(),
    currency,
    lines: items.map((item) => {
      const amount_minor = goods(item, taxed)
      const quantity = Number(item.QuantityOrdered)
      return {
        ...{ line_no: item.OrderItemId, product_no: item.ASIN, sku_no: item.SellerSKU ?? null, outer_code: item.SellerSKU ?? null },
        ...{ title: item.Title ?? '', options: null, quantity, amount_minor },
        unit_minor: Math.ceil(Math.max(minor(item.ItemPrice), amount_minor) / Math.max(1, quantity)),
        // What was canceled is ordered no more.
        closed: quantity === 0,
      }
    }),
    freight_minor: freight(taxed),
    total_minor,
    buyer_name: to.Name ?? '',
    buyer_phone: to.Phone || null,
    address: {
      province: to.StateOrRegion ?? '',
      city: to.City ?? '',
      district: to.County ?? to.District ?? '',
      street: [to.AddressLine1, to.AddressLine2, to.AddressLine3].filter(Boolean).join(' '),
      ...(to.PostalCode ? { postcode: to.PostalCode } : {}),
    },
    masked_key: null,
    buyer_message: null,
    seller_note: null,
    refund_asked: items.some(({ BuyerRequestedCancel: asked }) => String(asked?.IsBuyerRequestedCancel) === 'true'),
  }
}

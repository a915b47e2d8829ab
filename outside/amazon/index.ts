import { hash } from 'node:crypto'
import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { addMilliseconds, startOfDay } from '#core/time.ts'
import { foundIn } from '../trades.ts'
import { ask } from './call.ts'
import { feed_most, readFeed, sendFeed } from './feeds.ts'
import { entriesOf, type Transaction } from './finances.ts'
import { createListing, offerPatches, patchListing, setContent, skuOf } from './listings.ts'
import { findOrderV0, listOrdersV0 } from './orders-v0.ts'
import { type AmazonOrder, orderShape, readOrder } from './read.ts'

/**
 * Amazon's Selling Partner API: orders of 2026-01-01 with their items (or of v0, whose items are asked one by one), shipments by v0; stock, prices and offers as
 * patches of a listing, many at once as a feed. No request is signed; a token opens it for an hour.
 */
export const amazon: MarketplacePort = {
  platform: 'amazon',
  name: { zh: '亚马逊', en: 'Amazon' },
  endpoint: 'https://sellingpartnerapi-na.amazon.com',
  settings: ['client_id', 'seller_id', 'marketplace_id', 'orders_version?', 'language?', 'token_endpoint?'],
  secrets: ['client_secret', 'refresh_token'],
  operations: {
    // A burst of twenty, then one in three minutes: the slowest of all lists, read in wide windows.
    orders: operation('变更订单', 'Changed orders', { calls: 1, per_ms: 180_000 }, fieldsOf(orderShape)),
    // An order of v0 is two requests, each half a time a second.
    order_detail: operation('订单详情', 'Order detail', { calls: 1, per_ms: 1000 }),
    shipment: operation('发货确认', 'Shipment', { calls: 2, per_ms: 1000 }),
    stock: operation('库存推送', 'Stock', { calls: 5, per_ms: 1000 }),
    price: operation('价格推送', 'Price', { calls: 5, per_ms: 1000 }),
    sale: operation('上下架', 'On and off sale', { calls: 5, per_ms: 1000 }),
    content: operation('商品图文', 'Words and pictures', { calls: 5, per_ms: 1000 }),
    // A burst of fifteen, then one in two minutes; a feed is two requests.
    feeds: operation('批量提交', 'Feeds', { calls: 2, per_ms: 120_000 }),
    feed_results: operation('批量结果', 'Feed results', { calls: 2, per_ms: 45_000 }),
    statement: operation('财务流水', 'Transactions', { calls: 1, per_ms: 2000 }),
  },
  window_ms: 24 * 3_600_000,
  history_days: 730,
  carrier_codes: {
    sf: 'SF Express',
    ems: 'China Post',
    zto: 'ZTO Express',
    yto: 'YTO Express',
    sto: 'STO Express',
    yunda: 'Yunda',
    jd: 'JD Express',
  },
  tells_parts: true,
  stock_at_once: 1,
  price_is_offer: true,
  feed_from: 50,
  feed_most,
  setContent,
  createListing,
  sendFeed,
  readFeed,
  listOrders: (connection, window, page) =>
    connection.settings.orders_version === 'v0' ? listOrdersV0(connection, window, page) : listOrders(connection, window, page),
  findOrder: (connection, external_no) =>
    connection.settings.orders_version === 'v0' ? findOrderV0(connection, external_no) : findOrder(connection, external_no),
  listStatement,
  sendShipment,
  async setStock(connection, [call]) {
    const { quantity } = call!
    return [await patchListing(connection, skuOf(call!), offerPatches(connection, { quantity, price_minor: null, on_sale: null }))]
  },
  setPrice: (connection, call) =>
    patchListing(connection, skuOf(call), offerPatches(connection, { quantity: null, price_minor: call.price_minor, on_sale: null })),
  /** SKU by SKU; what went through before a failure is told again, which changes nothing. */
  async setOnSale(connection, { product_no, on_sale, skus }) {
    for (const sku of skus) {
      const { price_minor } = sku
      if (on_sale && price_minor === null)
        return { status: 'refused', code: 'price_missing', reason: `${skuOf({ product_no, ...sku })} has no price: an offer needs one.` }
      const said = await patchListing(
        connection,
        skuOf({ product_no, ...sku }),
        offerPatches(connection, { quantity: null, price_minor, on_sale }),
      )
      if (said.status !== 'answered') return said
    }
    return { status: 'answered' }
  },
}

function operation(zh: string, en: string, budget: { calls: number; per_ms: number }, contract?: ReturnType<typeof fieldsOf>) {
  return { name: { zh, en }, version: '2026-01-01', budget, ...(contract ? { contract } : {}) }
}

async function listOrders(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'GET', '/orders/2026-01-01/orders', {
    ...{ lastUpdatedAfter: from, lastUpdatedBefore: to, marketplaceIds: connection.settings.marketplace_id ?? '', fulfilledBy: 'MERCHANT' },
    ...{ maxResultsPerPage: '100', includedData: 'RECIPIENT,PROCEEDS,FULFILLMENT,CANCELLATION' },
    ...(page === null ? {} : { paginationToken: page }),
  })
  if (heard.status !== 'heard') return heard
  const { orders, pagination } = heard.answer as { orders?: AmazonOrder[]; pagination?: { nextToken?: string } }
  if (!Array.isArray(orders)) {
    const drifts = [{ path: 'orders', expected: 'list', found: typeof orders }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer has no orders.', drifts }
  }
  const trades = orders.map(readOrder)
  const drifts = trades.flatMap((read) =>
    read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `orders[].${one.path}` })) : [],
  )
  if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
    return { status: 'later' as const, code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
  return { status: 'answered' as const, trades, next: pagination?.nextToken ?? null, drifts }
}

async function findOrder(connection: OpenConnection, external_no: string) {
  const heard = await ask(connection, 'GET', `/orders/2026-01-01/orders/${external_no}`, {
    includedData: 'RECIPIENT,PROCEEDS,FULFILLMENT,CANCELLATION',
  })
  if (heard.status !== 'heard') return heard
  return foundIn(readOrder(orderIn(heard.answer)), external_no, 'order')
}
/** getOrder wraps it, the list does not. */
const orderIn = (answer: Record<string, unknown>): AmazonOrder => ((answer as { order?: AmazonOrder }).order ?? answer) as AmazonOrder

/** Transactions of a day, fees beside what they were taken from. What was posted in the last two minutes is not told yet, which a day that is over has behind it. */
async function listStatement(connection: OpenConnection, day: string, page: string | null) {
  const from = startOfDay(day)
  const to = addMilliseconds(from, 86_400_000)
  const heard = await ask(connection, 'GET', '/finances/2024-06-19/transactions', {
    ...{ postedAfter: from, postedBefore: to, marketplaceId: connection.settings.marketplace_id ?? '' },
    ...(page === null ? {} : { nextToken: page }),
  })
  if (heard.status !== 'heard') return heard
  const { transactions, nextToken } = (heard.answer.payload ?? {}) as { transactions?: Transaction[]; nextToken?: string }
  if (!Array.isArray(transactions)) {
    const drifts = [{ path: 'payload.transactions', expected: 'list', found: typeof transactions }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer has no transactions.', drifts }
  }
  const { entries, drifts } = entriesOf(transactions)
  if (drifts.length > 0) return { status: 'later' as const, code: 'contract_broken', reason: 'A transaction cannot be read.', drifts }
  return { status: 'answered' as const, ready: true, entries, next: nextToken ?? null }
}

/** Packages are numbered by whoever sends them: the same parcel has the same number, whoever tells it again. */
const referenceOf = (waybill_no: string): string => String(Number.parseInt(hash('sha1', waybill_no).slice(0, 7), 16) + 1)

/** Nothing makes a confirmation happen once, so the order is read first. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const found = await ask(connection, 'GET', `/orders/2026-01-01/orders/${external_no}`, { includedData: 'PACKAGES,FULFILLMENT' })
  if (found.status !== 'heard') return found
  const order = orderIn(found.answer)
  const known = new Set((order.packages ?? []).map(({ trackingNumber }) => trackingNumber))
  for (const { carrier_code, waybill_no, lines } of parcels) {
    if (known.has(waybill_no)) continue
    if (order.fulfillment?.fulfillmentStatus === 'CANCELLED')
      return { status: 'refused', code: 'not_to_ship', reason: 'The order is canceled there.' }
    const heard = await ask(
      connection,
      'POST',
      `/orders/v0/orders/${external_no}/shipmentConfirmation`,
      {},
      {
        marketplaceId: connection.settings.marketplace_id,
        packageDetail: {
          ...{ packageReferenceId: referenceOf(waybill_no), carrierCode: 'Other', carrierName: carrier_code },
          ...{ trackingNumber: waybill_no, shipDate: new Date(connection.now()).toISOString() },
          orderItems: lines.map(({ line_no, quantity }) => ({ orderItemId: line_no, quantity })),
        },
      },
    )
    if (heard.status !== 'heard') return heard
  }
  return { status: 'answered' }
}

import type { MarketplacePort, OpenConnection, ShipmentCall, StockCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { decimalText } from '#core/money.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { addMilliseconds, startOfDay } from '#core/time.ts'
import { refundsIn } from '../refunds.ts'
import { foundIn, instantOrNull } from '../trades.ts'
import { type BalanceTransaction, entriesOf, transactionFields } from './payouts.ts'
import { readPush } from './push.ts'
import {
  numberOf,
  type OrderRefund,
  orderFields,
  orderShape,
  readOrder,
  refundOf,
  refundShape,
  refundsOf,
  type ShopifyOrder,
} from './read.ts'

/** Orders of a page, and their lines that come along: some 300 points, of which a hundred come back in a second. Longer orders are asked for alone. */
const page_size = 50
const lines_along = 5
const lines_alone = 250

/** Shopify's Admin API in GraphQL: pages by cursor, failures inside HTTP 200, parcels told one by one. */
export const shopify: MarketplacePort = {
  platform: 'shopify',
  name: { zh: 'Shopify', en: 'Shopify' },
  endpoint: 'https://shop.myshopify.com',
  settings: ['location_id', 'version?'],
  secrets: ['access_token', 'client_secret?', 'client_secret_before?'],
  operations: {
    orders: operation('变更订单', 'Changed orders', 3_000, fieldsOf(orderShape)),
    order_detail: operation('订单详情', 'Order detail', 2_500),
    refunds: operation('订单退款', 'Refunds of orders', 3_000, fieldsOf(refundShape)),
    shipment: operation('发货回传', 'Shipment', 3_000),
    stock: operation('库存推送', 'Stock', 500),
    price: operation('价格推送', 'Price', 500),
    statement: operation('收款账单', 'Shopify Payments', 3_000),
    push: { name: { zh: '订单推送（Webhook）', en: 'Webhooks' }, version: '2026-07', budget: null },
  },
  // A list ends after 25,000 orders.
  window_ms: 6 * 3_600_000,
  history_days: 60,
  carrier_codes: {
    sf: 'SF Express',
    ems: 'EMS',
    zto: 'ZTO Express',
    yto: 'YTO Express',
    sto: 'STO Express',
    yunda: 'Yunda Express',
    jd: 'JD',
  },
  tells_parts: true,
  stock_at_once: 50,
  async listOrders(connection, window, page) {
    const heard = await listed(connection, window, page)
    if (heard.status !== 'heard') return heard
    const whole = heard.rows.filter((row) => row?.lineItems?.pageInfo?.hasNextPage !== true)
    const trades = whole.map(readOrder)
    const drifts = trades.flatMap((read) =>
      read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `orders.nodes[].${one.path}` })) : [],
    )
    if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
      return { status: 'later', code: 'contract_broken', reason: 'An order of the list has no id.', drifts }
    // Orders with more lines than came along are asked for alone.
    const heads = heard.rows
      .filter((row) => !whole.includes(row))
      .map(({ id, updatedAt }) => ({
        external_no: numberOf(id),
        modified_at: instantOrNull(updatedAt) ?? connection.now(),
      }))
    return { status: 'answered', trades, heads, next: heard.next, drifts }
  },
  async findOrder(connection, external_no) {
    const heard = await ask(connection, `query($id: ID!) { order(id: $id) { ${orderFields(lines_alone)} } }`, {
      id: gid('Order', external_no),
    })
    if (heard.status !== 'heard') return heard
    const order = heard.data.order as ShopifyOrder | null
    if (!order) return { status: 'refused', code: 'unknown_order', reason: 'There is no such order.' }
    return foundIn(readOrder(order), external_no, 'order')
  },
  async listRefunds(connection, window, page) {
    const heard = await listed(connection, window, page)
    if (heard.status !== 'heard') return heard
    const names = ({ refund, order }: OrderRefund) =>
      [refund?.id && numberOf(String(refund.id)), order?.id && numberOf(String(order.id))] as const
    const how = { shape: refundShape, at: 'orders.nodes[].refunds[]', names, read: refundOf }
    return refundsIn(heard.rows.flatMap(refundsOf), heard.next, how, connection.now())
  },
  readPush,
  listStatement,
  sendShipment,
  setStock,
  async setPrice(connection, { product_no, sku_no, price_minor }) {
    const query = `mutation($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
      productVariantsBulkUpdate(productId: $productId, variants: $variants) { userErrors { field message } } }`
    const variants = [{ id: gid('ProductVariant', sku_no ?? product_no), price: decimalText(price_minor, connection.currency) }]
    const heard = await ask(connection, query, { productId: gid('Product', product_no), variants })
    return faultIn(heard, 'productVariantsBulkUpdate') ?? { status: 'answered' }
  },
}

/** One call in so long: what the points of a standard plan allow. A larger plan restores more, and its operator sets more. */
function operation(zh: string, en: string, per_ms: number, contract?: ReturnType<typeof fieldsOf>) {
  return { name: { zh, en }, version: '2026-07', budget: { calls: 1, per_ms }, ...(contract ? { contract } : {}) }
}

const gid = (kind: string, number: string): string => `gid://shopify/${kind}/${number}`

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; data: Record<string, unknown> }
interface UserError {
  field: string[] | null
  message: string
}

async function ask({ endpoint, settings, secrets }: OpenConnection, query: string, variables: object): Promise<Heard> {
  const address = `${endpoint.replace(/\/+$/, '')}/admin/api/${settings.version || '2026-07'}/graphql.json`
  const heard = await askOutside(address, {
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': secrets.access_token ?? '' },
    body: JSON.stringify({ query, variables }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const reason = heard.text.slice(0, 300) || 'an empty answer'
  if (heard.status === 429)
    return { status: 'later', code: 'limited', reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 2 }
  if (heard.status === 401 || heard.status === 403) return { status: 'later', code: 'unauthorized', reason }
  if (heard.status === 402 || heard.status === 423) return { status: 'later', code: 'shop_closed', reason }
  const answer = exactJsonIn(heard.text) as
    | { data?: Record<string, unknown> | null; errors?: GraphError[]; extensions?: Extensions }
    | undefined
  if (heard.status !== 200 || typeof answer !== 'object' || answer === null)
    return { status: 'later', code: `http_${heard.status}`, reason }
  if (answer.errors?.length) return faultOf(answer.errors, answer.extensions)
  if (typeof answer.data === 'object' && answer.data !== null) return { status: 'heard', data: answer.data }
  const drifts = [{ path: 'data', expected: 'map', found: typeof answer.data }]
  return { status: 'later', code: 'contract_broken', reason: 'The answer has no data.', drifts }
}

interface GraphError {
  message?: string
  path?: unknown
  extensions?: { code?: string }
}
interface Extensions {
  cost?: { requestedQueryCost?: number; throttleStatus?: { currentlyAvailable?: number; restoreRate?: number } }
}

/** Throttled comes as HTTP 200, with what there is of points and how fast they come back. */
function faultOf(errors: readonly GraphError[], extensions: Extensions | undefined): Fault {
  const reason = errors
    .map(({ message }) => message)
    .join(' · ')
    .slice(0, 400)
  const codes = errors.map((error) => error.extensions?.code)
  if (codes.includes('THROTTLED')) {
    const { requestedQueryCost = 100, throttleStatus } = extensions?.cost ?? {}
    const { currentlyAvailable = 0, restoreRate = 100 } = throttleStatus ?? {}
    const retry_after_s = Math.max(1, Math.ceil((requestedQueryCost - currentlyAvailable) / restoreRate))
    return { status: 'later', code: 'limited', reason, retry_after_s }
  }
  if (codes.includes('ACCESS_DENIED')) return { status: 'later', code: 'unauthorized', reason }
  if (codes.includes('INTERNAL_SERVER_ERROR')) return { status: 'later', code: 'internal', reason }
  return { status: 'later', code: 'contract_broken', reason, drifts: [{ path: 'errors', expected: 'none', found: reason.slice(0, 60) }] }
}

/** HTTP 200 without errors is no success yet: a mutation tells what it refused beside its answer. */
function faultIn(heard: Heard, mutation: string): Fault | null {
  if (heard.status !== 'heard') return heard
  const { userErrors } = (heard.data[mutation] ?? {}) as { userErrors?: UserError[] }
  if (!userErrors) {
    const drifts = [{ path: `${mutation}.userErrors`, expected: 'list', found: 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no ${mutation}.`, drifts }
  }
  if (userErrors.length === 0) return null
  return {
    status: 'refused',
    code: 'user_error',
    reason: userErrors
      .map(({ message }) => message)
      .join(' · ')
      .slice(0, 400),
  }
}

async function listed(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const query = `query($first: Int!, $after: String, $query: String!) {
    orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) { pageInfo { hasNextPage endCursor } nodes { ${orderFields(lines_along)} } } }`
  const heard = await ask(connection, query, {
    first: page_size,
    after: page,
    query: `updated_at:>='${from}' AND updated_at:<='${to}'`,
  })
  if (heard.status !== 'heard') return heard
  const orders = heard.data.orders as
    | { pageInfo?: { hasNextPage?: boolean; endCursor?: string | null }; nodes?: ShopifyOrder[] }
    | undefined
  if (!Array.isArray(orders?.nodes) || typeof orders.pageInfo?.hasNextPage !== 'boolean') {
    const drifts = [{ path: Array.isArray(orders?.nodes) ? 'orders.pageInfo' : 'orders.nodes', expected: 'list', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer is no page of orders.', drifts }
  }
  const { hasNextPage, endCursor } = orders.pageInfo
  // A page with others behind it and no way to them: to stop here would lose what is there.
  if (hasNextPage && !endCursor) {
    const drifts = [{ path: 'orders.pageInfo.endCursor', expected: 'text', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer does not say where the next page begins.', drifts }
  }
  return { status: 'heard' as const, rows: orders.nodes, next: hasNextPage ? endCursor! : null }
}

/** Shopify Payments only: a shop that is paid otherwise has no such account. A day is the business day of the shop's office, as everywhere here. */
async function listStatement(connection: OpenConnection, day: string, page: string | null) {
  const from = startOfDay(day)
  const to = addMilliseconds(from, 86_400_000)
  const query = `query($after: String, $query: String!) { shopifyPaymentsAccount { balanceTransactions(first: 100, after: $after, sortKey: PROCESSED_AT, query: $query) {
    pageInfo { hasNextPage endCursor } nodes { ${transactionFields} } } } }`
  const heard = await ask(connection, query, { after: page, query: `processed_at:>='${from}' AND processed_at:<'${to}'` })
  if (heard.status !== 'heard') return heard
  const account = heard.data.shopifyPaymentsAccount as { balanceTransactions?: { pageInfo: PageInfo; nodes: BalanceTransaction[] } } | null
  if (account === null)
    return {
      status: 'refused' as const,
      code: 'no_account',
      reason: 'The shop has no Shopify Payments, or the token may not read payouts.',
    }
  const { nodes, pageInfo } = account.balanceTransactions ?? {}
  if (!Array.isArray(nodes) || typeof pageInfo?.hasNextPage !== 'boolean') {
    const drifts = [{ path: 'shopifyPaymentsAccount.balanceTransactions', expected: 'map', found: 'missing' }]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer is no page of transactions.', drifts }
  }
  // What the query let through besides is not of this day.
  const { entries, drifts } = entriesOf(nodes)
  if (drifts.length > 0) return { status: 'later' as const, code: 'contract_broken', reason: 'A transaction cannot be read.', drifts }
  return {
    ...{ status: 'answered' as const, ready: true, next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null },
    entries: entries.filter(({ happened_at }) => happened_at >= from && happened_at < to),
  }
}
interface PageInfo {
  hasNextPage?: boolean
  endCursor?: string | null
}

interface Fulfillable {
  cancelledAt: string | null
  fulfillments: { trackingInfo: { number: string | null }[] }[]
  fulfillmentOrders: {
    nodes: { id: string; status: string; lineItems: { nodes: { id: string; remainingQuantity: number; lineItem: { id: string } }[] } }[]
  }
}
const openStatuses = ['OPEN', 'IN_PROGRESS']

/** The order is read first: what it knows of a parcel is not told twice, and what remains says which fulfillment order a line belongs to. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const found = await ask(
    connection,
    `query($id: ID!) { order(id: $id) { cancelledAt fulfillments { trackingInfo { number } }
      fulfillmentOrders(first: 4) { nodes { id status lineItems(first: 75) { nodes { id remainingQuantity lineItem { id } } } } } } }`,
    { id: gid('Order', external_no) },
  )
  if (found.status !== 'heard') return found
  const order = found.data.order as Fulfillable | null
  if (!order) return { status: 'refused', code: 'unknown_order', reason: 'There is no such order.' }
  const known = new Set(order.fulfillments.flatMap(({ trackingInfo }) => trackingInfo.map(({ number }) => number)))
  for (const parcel of parcels) {
    if (known.has(parcel.waybill_no)) continue
    if (order.cancelledAt) return { status: 'refused', code: 'not_to_ship', reason: 'The order is canceled there.' }
    const parts = partsOf(order, parcel.lines)
    if (!parts) return { status: 'refused', code: 'nothing_remains', reason: 'The order has less to fulfill there than the parcel holds.' }
    const heard = await ask(
      connection,
      `mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } } }`,
      {
        fulfillment: {
          lineItemsByFulfillmentOrder: parts,
          trackingInfo: { company: parcel.carrier_code, number: parcel.waybill_no },
          notifyCustomer: true,
        },
      },
    )
    const fault = faultIn(heard, 'fulfillmentCreate')
    if (fault) return fault
  }
  return { status: 'answered' }
}

/** Which remaining lines a parcel takes, by fulfillment order; null when something of it does not remain. What is taken is taken off. */
function partsOf(order: Fulfillable, lines: readonly { line_no: string; quantity: number }[]) {
  const parts = new Map<string, { id: string; quantity: number }[]>()
  for (const { line_no, quantity } of lines) {
    let missing = quantity
    for (const { id, status, lineItems } of order.fulfillmentOrders.nodes) {
      if (!openStatuses.includes(status)) continue
      for (const item of lineItems.nodes) {
        const taken = numberOf(item.lineItem.id) === line_no ? Math.min(missing, item.remainingQuantity) : 0
        if (taken === 0) continue
        item.remainingQuantity -= taken
        missing -= taken
        parts.set(id, [...(parts.get(id) ?? []), { id: item.id, quantity: taken }])
      }
    }
    if (missing > 0) return null
  }
  return [...parts].map(([fulfillmentOrderId, fulfillmentOrderLineItems]) => ({ fulfillmentOrderId, fulfillmentOrderLineItems }))
}

/** Absolute, whatever stood there; each request has a key of its own, because saying it again is harmless and the same number may be wanted twice a day. */
async function setStock(connection: OpenConnection, calls: readonly StockCall[]): Promise<Told[]> {
  const ids = calls.map(({ sku_no, product_no }) => gid('ProductVariant', sku_no ?? product_no))
  const found = await ask(connection, `query($ids: [ID!]!) { nodes(ids: $ids) { ... on ProductVariant { id inventoryItem { id } } } }`, {
    ids,
  })
  if (found.status !== 'heard') return calls.map(() => found)
  const items = (found.data.nodes as ({ inventoryItem: { id: string } } | null)[]).map((node) => node?.inventoryItem.id)
  const quantities = calls.flatMap(({ quantity }, i) =>
    items[i]
      ? [
          {
            inventoryItemId: items[i],
            locationId: gid('Location', connection.settings.location_id ?? ''),
            quantity,
            changeFromQuantity: null,
          },
        ]
      : [],
  )
  const unknown: Told = { status: 'refused', code: 'unknown_variant', reason: 'There is no such variant.' }
  if (quantities.length === 0) return calls.map(() => unknown)
  const heard = await ask(
    connection,
    `mutation($input: InventorySetQuantitiesInput!, $key: String!) {
      inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field message } } }`,
    { key: newId(), input: { name: 'available', reason: 'correction', quantities } },
  )
  const fault = faultIn(heard, 'inventorySetQuantities')
  return calls.map((_, i) => (items[i] ? (fault ?? { status: 'answered' }) : unknown))
}

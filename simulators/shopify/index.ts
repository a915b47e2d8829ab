import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLResolveInfo,
  graphqlSync,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql'
import { openPushes, type PushDesk, type PushRequest } from '../market/pushes.ts'
import { type Market, openMarket, paymentOf, type Sold, type SoldLine } from '../market/shop.ts'
import { type Asked, disturb, type MarketStage, openMarketStage, type Reply, type StageOptions, yuanOf } from '../market/stage.ts'
import { hookSignature } from './digest.ts'
import { schema as text } from './schema.ts'

export interface ShopifyOptions extends StageOptions {
  access_token: string
  /** Signs what it sends to a subscriber. */
  client_secret?: string
  shop_domain?: string
  now?: () => number
  /** Points that come back in a second; no limit when none is given. */
  restore_rate?: number
  location_id?: string
}
export interface ShopifySimulator extends MarketStage {
  market: Market
  pushes: PushDesk
  /** Queries that were throttled. */
  refused(): number
}

const schema = buildSchema(text)
const versions = ['2026-01', '2026-04', '2026-07', '2026-10']
const bucket_points = 2_000

/** One shop with Shopify's Admin API in GraphQL: cost bucket, opaque cursors, refusals beside the answer, keys that make a mutation happen once. */
export async function openShopify(options: ShopifyOptions): Promise<ShopifySimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 800_000_000)
  const location = `gid://shopify/Location/${options.location_id ?? '1'}`
  /** Pieces of a line that are fulfilled, and the waybills of an order. */
  const fulfilled = new Map<string, number>()
  const waybills = new Map<string, { company: string; number: string }[]>()
  const replays = new Map<string, unknown>()
  let points = bucket_points
  let filled_ms = now()
  let refused = 0

  /** Takes the cost from the bucket; what is there when it is too much. */
  const spend = (cost: number): { ok: boolean; available: number } => {
    if (options.restore_rate === undefined) return { ok: true, available: bucket_points }
    points = Math.min(bucket_points, points + ((now() - filled_ms) / 1000) * options.restore_rate)
    filled_ms = now()
    if (cost > points) return { ok: false, available: Math.floor(points) }
    points -= cost
    return { ok: true, available: Math.floor(points) }
  }

  const perform = ({ method, path, headers, body }: Asked, stage: MarketStage): Reply => {
    const version = /^\/admin\/api\/([\d-]+)\/graphql\.json$/.exec(path)?.[1]
    if (method !== 'POST' || !version || !versions.includes(version)) return { status: 404, body: JSON.stringify({ errors: 'Not Found' }) }
    if (headers['x-shopify-access-token'] !== options.access_token || stage.quirks.expired_token)
      return {
        status: 401,
        body: JSON.stringify({ errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' }),
      }
    const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> }
    let document: DocumentNode
    try {
      document = parse(query)
    } catch (error) {
      return { body: JSON.stringify({ errors: [{ message: (error as Error).message }] }) }
    }
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!
    const field = operation.selectionSet.selections[0] as FieldNode
    stage.counts.set(field.name.value, (stage.counts.get(field.name.value) ?? 0) + 1)
    const requestedQueryCost = 1 + costOf(operation.selectionSet, variables) + (operation.operation === 'mutation' ? 10 : 0)
    const spent = spend(requestedQueryCost)
    const cost = {
      ...{ requestedQueryCost, actualQueryCost: spent.ok ? requestedQueryCost : null },
      throttleStatus: {
        maximumAvailable: bucket_points,
        currentlyAvailable: spent.available,
        restoreRate: options.restore_rate ?? 100,
      },
    }
    if (requestedQueryCost > 1_000)
      return {
        body: JSON.stringify({
          errors: [
            {
              message: `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit (1000).`,
              extensions: { code: 'MAX_COST_EXCEEDED' },
            },
          ],
        }),
      }
    if (!spent.ok) {
      refused++
      return { body: JSON.stringify({ errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost } }) }
    }
    const result = graphqlSync({ schema, source: query, variableValues: variables, rootValue: rootOf(version, stage) })
    return { body: JSON.stringify({ ...result, extensions: { cost } }) }
  }

  const rootOf = (version: string, stage: MarketStage) => {
    const order = (sold: Sold) => orderOf(sold, stage, market, fulfilled, waybills.get(sold.no) ?? [])
    return {
      orders: ({
        first,
        after,
        query = '',
        sortKey,
        reverse,
      }: {
        first?: number
        after?: string
        query?: string
        sortKey?: string
        reverse?: boolean
      }) => {
        if (!first || first > 250) throw new GraphQLError('you must provide one of first or last, at most 250')
        if (sortKey !== 'UPDATED_AT' || reverse) throw new GraphQLError('this shop lists by the time of change, oldest first')
        const bound = (sign: string) => Date.parse(new RegExp(`updated_at:${sign}'([^']+)'`).exec(query)?.[1] ?? '')
        const [from, to] = [bound('>='), bound('<=')]
        const all = market.changed(Number.isNaN(from) ? 0 : from, Number.isNaN(to) ? Number.MAX_SAFE_INTEGER : to).reverse()
        const start = after ? all.findIndex((one) => isAfter(one, after)) : 0
        const rows = start < 0 ? [] : all.slice(start, start + first)
        const last = rows.at(-1)
        return {
          nodes: disturb(rows, stage).map(order),
          pageInfo: { hasNextPage: start >= 0 && start + first < all.length, endCursor: last ? cursorOf(last) : null },
        }
      },
      order: ({ id }: { id: string }) => {
        const sold = market.trades.get(numberIn(id, 'Order'))
        return sold ? order(sold) : null
      },
      nodes: ({ ids }: { ids: string[] }) =>
        ids.map((id) => {
          const number = numberIn(id, 'ProductVariant')
          return number ? { __typename: 'ProductVariant', id, inventoryItem: { id: `gid://shopify/InventoryItem/${number}` } } : null
        }),
      shopifyPaymentsAccount: {
        balanceTransactions: ({ first = 50, after, query = '' }: { first?: number; after?: string; query?: string }) => {
          if (first > 250) throw new GraphQLError('you must provide one of first or last, at most 250')
          const bound = (sign: string) => Date.parse(new RegExp(`processed_at:${sign}'([^']+)'`).exec(query)?.[1] ?? '')
          const all = balanceOf(market, bound('>='), bound('<'))
          const start = after ? Number(Buffer.from(after, 'base64').toString()) : 0
          return {
            nodes: disturb(all.slice(start, start + first), stage),
            pageInfo: { hasNextPage: start + first < all.length, endCursor: Buffer.from(String(start + first)).toString('base64') },
          }
        },
      },
      fulfillmentCreate: ({ fulfillment }: { fulfillment: FulfillmentInput }) => fulfill(fulfillment),
      inventorySetQuantities: ({ input }: { input: SetQuantities }, _context: unknown, info: GraphQLResolveInfo) => {
        const key = keyOf(info)
        // From 2026-04 on a key is demanded.
        if (!key && version >= '2026-04')
          throw new GraphQLError('The @idempotent directive is required for this mutation but was not provided.')
        if (key && replays.has(key)) return replays.get(key)
        const answer = setQuantities(input)
        if (key) replays.set(key, answer)
        return answer
      },
      productVariantsBulkUpdate: ({ variants }: { variants: { id: string; price: string }[] }) => {
        const userErrors = variants.flatMap(({ id, price }, i) =>
          numberIn(id, 'ProductVariant') && /^\d+(\.\d{1,2})?$/.test(price)
            ? []
            : [{ field: ['variants', String(i), 'price'], message: 'Price is not valid' }],
        )
        if (userErrors.length === 0)
          for (const { id, price } of variants) market.prices.set(numberIn(id, 'ProductVariant'), Math.round(Number(price) * 100))
        return { userErrors }
      },
    }
  }

  const setQuantities = ({ name, quantities }: SetQuantities) => {
    const userErrors: { field: string[]; message: string }[] = []
    if (name !== 'available' && name !== 'on_hand')
      userErrors.push({ field: ['input', 'name'], message: 'The quantity name is not valid.' })
    for (const [i, { inventoryItemId, locationId, quantity, changeFromQuantity }] of quantities.entries()) {
      const field = ['input', 'quantities', String(i)]
      if (locationId !== location)
        userErrors.push({ field: [...field, 'locationId'], message: 'The specified location could not be found.' })
      const stands = market.stock.get(numberIn(inventoryItemId, 'InventoryItem')) ?? 0
      if (typeof changeFromQuantity === 'number' && changeFromQuantity !== stands)
        userErrors.push({ field: [...field, 'changeFromQuantity'], message: 'The compareQuantity value does not match persisted value.' })
      if (quantity < 0) userErrors.push({ field: [...field, 'quantity'], message: 'The quantity can’t be negative.' })
    }
    // All of them or none.
    if (userErrors.length === 0)
      for (const { inventoryItemId, quantity } of quantities) market.stock.set(numberIn(inventoryItemId, 'InventoryItem'), quantity)
    return { userErrors }
  }

  const fulfill = ({ lineItemsByFulfillmentOrder, trackingInfo }: FulfillmentInput) => {
    const refuse = (message: string) => ({ fulfillment: null, userErrors: [{ field: ['fulfillment'], message }] })
    const [asked] = lineItemsByFulfillmentOrder
    if (!asked) return refuse('Fulfillment order line items are required.')
    const sold = market.trades.get(numberIn(asked.fulfillmentOrderId, 'FulfillmentOrder'))
    if (!sold || lineItemsByFulfillmentOrder.some(({ fulfillmentOrderId }) => fulfillmentOrderId !== asked.fulfillmentOrderId))
      return refuse('All fulfillment orders must belong to the same order.')
    if (statusOf(sold, fulfilled) !== 'OPEN')
      return refuse(`Fulfillment order ${sold.no} has an unfulfillable status= ${statusOf(sold, fulfilled).toLowerCase()}.`)
    const taken = asked.fulfillmentOrderLineItems?.length
      ? asked.fulfillmentOrderLineItems.map(({ id, quantity }) => ({ line_no: numberIn(id, 'FulfillmentOrderLineItem'), quantity }))
      : sold.lines.map((line) => ({ line_no: line.line_no, quantity: remaining(line, fulfilled) }))
    for (const { line_no, quantity } of taken) {
      const line = sold.lines.find((one) => one.line_no === line_no)
      if (!line || quantity < 1 || quantity > remaining(line, fulfilled))
        return refuse('Invalid fulfillment order line item quantity requested.')
    }
    for (const { line_no, quantity } of taken) fulfilled.set(line_no, (fulfilled.get(line_no) ?? 0) + quantity)
    const parcel = { company: trackingInfo?.company ?? '', number: trackingInfo?.number ?? '' }
    waybills.set(sold.no, [...(waybills.get(sold.no) ?? []), parcel])
    const gone = sold.lines.filter((line) => line.waybill === null && remaining(line, fulfilled) === 0).map(({ line_no }) => line_no)
    if (gone.length > 0) market.ship(sold.no, gone, parcel.company, parcel.number)
    else market.moveTo(sold.no, {}) // it changed all the same
    return {
      fulfillment: { id: `gid://shopify/Fulfillment/${waybills.get(sold.no)!.length}${sold.no}`, status: 'SUCCESS' },
      userErrors: [],
    }
  }

  const stage = await openMarketStage(perform, options)
  const { client_secret = 'shpss_demo_secret', shop_domain = 'demo-shop.myshopify.com' } = options
  const sign = (request: PushRequest, secret: string): PushRequest => ({
    ...request,
    headers: { ...request.headers, 'x-shopify-hmac-sha256': hookSignature(request.body, secret) },
  })
  const pushes = openPushes(market, stage, {
    // Eight failures within four hours, and nobody is told any more.
    gives_up_after: 8,
    write: (sold, what, serial) => {
      const topic = what === 'sold' ? 'orders/create' : sold.status === 'closed' ? 'orders/cancelled' : 'orders/updated'
      const headers = {
        ...{ 'x-shopify-topic': topic, 'x-shopify-shop-domain': shop_domain, 'x-shopify-api-version': '2026-07' },
        ...{ 'x-shopify-webhook-id': `delivery-${serial}`, 'x-shopify-event-id': `event-${serial}` },
        'x-shopify-triggered-at': new Date(now()).toISOString(),
      }
      // The words of the older interface: bare numbers, snake case.
      const times = `"created_at":"${timeOf(sold.created_ms)}","updated_at":"${timeOf(sold.modified_ms)}"`
      const body = `{"id":${sold.no},"name":"#${sold.no.slice(-5)}","total_price":"${yuanOf(paymentOf(sold))}",${times}}`
      return sign({ headers, body }, client_secret)
    },
    forge: (request) => sign(request, 'a secret somebody guessed'),
  })
  return Object.assign(stage, { market, pushes, refused: () => refused })
}

/** Charges and refunds of a time, and the payout of what was left. */
function balanceOf({ trades, refunds }: Market, from_ms: number, to_ms: number) {
  const within = (ms: number) => ms >= from_ms && ms < to_ms
  const money = (cents: number) => ({ amount: yuanOf(cents), currencyCode: 'CNY' })
  const row = (no: string, type: string, at_ms: number, amount: number, fee: number, order: string | null) => ({
    ...{ id: `gid://shopify/ShopifyPaymentsBalanceTransaction/${no}`, type, test: false, transactionDate: timeOf(at_ms) },
    ...{ amount: money(amount), fee: money(fee), net: money(amount - fee) },
    associatedOrder: order ? { id: `gid://shopify/Order/${order}`, name: `#${order.slice(-5)}` } : null,
  })
  const sold = [...trades.values()].filter(({ status, created_ms }) => status !== 'unpaid' && within(created_ms))
  const back = [...refunds.values()].filter(({ status, modified_ms }) => status === 'done' && within(modified_ms))
  const rows = [
    ...sold.map((one) => row(`1${one.no}`, 'CHARGE', one.created_ms, paymentOf(one), Math.round(paymentOf(one) * 0.029), one.no)),
    ...back.map((one) => row(`2${one.no}`, 'REFUND', one.modified_ms, -one.amount, 0, one.trade_no)),
  ]
  return rows.length === 0 ? rows : [...rows, row(`3${from_ms}`, 'TRANSFER', to_ms - 1000, -1, 0, null)]
}

const timeOf = (ms: number): string => new Date(ms).toISOString().replace('.000', '')

interface FulfillmentInput {
  lineItemsByFulfillmentOrder: { fulfillmentOrderId: string; fulfillmentOrderLineItems?: { id: string; quantity: number }[] }[]
  trackingInfo?: { company?: string; number?: string }
}
interface SetQuantities {
  name: string
  quantities: { inventoryItemId: string; locationId: string; quantity: number; changeFromQuantity?: number | null }[]
}

/** The number in a global id of that kind; empty for any other. */
const numberIn = (id: string, kind: string): string => new RegExp(`^gid://shopify/${kind}/(\\d+)$`).exec(id)?.[1] ?? ''
const remaining = ({ line_no, quantity }: SoldLine, fulfilled: ReadonlyMap<string, number>): number =>
  quantity - (fulfilled.get(line_no) ?? 0)

/** Points: every node that a list may hold. */
function costOf(set: SelectionSetNode | undefined, variables: Record<string, unknown>): number {
  let sum = 0
  for (const one of set?.selections ?? []) {
    if (one.kind !== Kind.FIELD) continue
    const first = one.arguments?.find(({ name }) => name.value === 'first')?.value
    const many = first?.kind === Kind.INT ? Number(first.value) : first?.kind === Kind.VARIABLE ? Number(variables[first.name.value]) : 0
    const inside = costOf(one.selectionSet, variables)
    sum += many > 0 ? many * (1 + inside) : inside
  }
  return sum
}

function keyOf(info: GraphQLResolveInfo): string | null {
  const value = info.fieldNodes[0]!.directives?.find(({ name }) => name.value === 'idempotent')?.arguments?.[0]?.value
  if (value?.kind === Kind.STRING) return value.value
  return value?.kind === Kind.VARIABLE ? String(info.variableValues.coerced[value.name.value]) : null
}

const cursorOf = ({ modified_ms, no }: Sold): string =>
  Buffer.from(JSON.stringify({ last_id: no, last_value: modified_ms })).toString('base64')
/** Whether an order comes behind a cursor in the order of lists: by change, then by number. */
function isAfter({ modified_ms, no }: Sold, cursor: string): boolean {
  const { last_id, last_value } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as { last_id: string; last_value: number }
  return modified_ms > last_value || (modified_ms === last_value && no > last_id)
}

const statusOf = (sold: Sold, fulfilled: ReadonlyMap<string, number>): string =>
  sold.status === 'closed'
    ? 'CANCELLED'
    : sold.status === 'blocked'
      ? 'ON_HOLD'
      : sold.lines.every((line) => remaining(line, fulfilled) === 0)
        ? 'CLOSED'
        : 'OPEN'

function orderOf(
  sold: Sold,
  { quirks, chance }: MarketStage,
  { refunds }: Market,
  fulfilled: ReadonlyMap<string, number>,
  parcels: readonly { company: string; number: string }[],
): Record<string, unknown> {
  const id = (kind: string, number: string) => `gid://shopify/${kind}/${number}`
  const bag = (cents: number) => ({ shopMoney: { amount: yuanOf(cents), currencyCode: 'CNY' } })
  const time = (ms: number) => new Date(ms).toISOString().replace('.000', '')
  const back = [...refunds.values()].filter(({ trade_no, status }) => trade_no === sold.no && status === 'done')
  const begun = sold.lines.some(({ line_no }) => (fulfilled.get(line_no) ?? 0) > 0)
  const page =
    <Item>(items: readonly Item[]) =>
    ({ first }: { first?: number }) => ({
      nodes: items.slice(0, first),
      pageInfo: { hasNextPage: items.length > (first ?? 0), endCursor: null },
    })
  const row: Record<string, unknown> = {
    ...{ id: id('Order', sold.no), name: `#${sold.no.slice(-5)}`, createdAt: time(sold.created_ms), updatedAt: time(sold.modified_ms) },
    ...{ processedAt: time(sold.created_ms), cancelledAt: sold.status === 'closed' ? time(sold.modified_ms) : null, currencyCode: 'CNY' },
    displayFinancialStatus: sold.status === 'unpaid' ? 'PENDING' : back.length > 0 ? 'PARTIALLY_REFUNDED' : 'PAID',
    displayFulfillmentStatus:
      sold.status === 'shipped' || sold.status === 'finished'
        ? 'FULFILLED'
        : sold.status === 'blocked'
          ? 'ON_HOLD'
          : begun
            ? 'PARTIALLY_FULFILLED'
            : 'UNFULFILLED',
    ...{ taxesIncluded: true, test: false, note: sold.message || null, tags: [] },
    ...{ totalPriceSet: bag(paymentOf(sold)), totalShippingPriceSet: bag(sold.freight) },
    shippingAddress: {
      ...{ name: sold.buyer.name, phone: sold.buyer.phone, province: sold.buyer.province, city: sold.buyer.city },
      ...{ address1: `${sold.buyer.district}${sold.buyer.street}`, address2: null, zip: null },
    },
    lineItems: page(
      sold.lines.map((line) => ({
        ...{ id: id('LineItem', line.line_no), sku: line.outer_code, name: line.title, variantTitle: line.options || null },
        ...{ quantity: line.quantity, originalUnitPriceSet: bag(line.unit), taxLines: [] },
        discountAllocations: line.discount > 0 ? [{ allocatedAmountSet: bag(line.discount) }] : [],
        ...{ variant: { id: id('ProductVariant', line.sku_no) }, product: { id: id('Product', line.product_no) } },
      })),
    ),
    fulfillments: parcels.map((parcel, i) => ({ id: id('Fulfillment', `${i + 1}${sold.no}`), status: 'SUCCESS', trackingInfo: [parcel] })),
    fulfillmentOrders: page([
      {
        ...{ id: id('FulfillmentOrder', sold.no), status: statusOf(sold, fulfilled) },
        lineItems: page(
          sold.lines.map((line) => ({
            ...{ id: id('FulfillmentOrderLineItem', line.line_no), remainingQuantity: remaining(line, fulfilled) },
            lineItem: { id: id('LineItem', line.line_no) },
          })),
        ),
      },
    ]),
    refunds: back.map(({ no, amount, modified_ms, reason }) => ({
      ...{ id: id('Refund', no), createdAt: time(modified_ms), note: reason, totalRefundedSet: bag(amount) },
    })),
  }
  if (quirks.changed_field && chance() < quirks.changed_field) row.totalPriceSet = { shopMoney: { amount: 'n/a', currencyCode: 'CNY' } }
  return row
}

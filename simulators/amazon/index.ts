import { createHash, randomBytes } from 'node:crypto'
import { type Market, openMarket, paymentOf, type Sold, type SoldLine } from '../market/shop.ts'
import { type Asked, budgets, disturb, type MarketStage, openMarketStage, type Reply, type StageOptions, yuanOf } from '../market/stage.ts'
import { type Feed, openCatalog } from './catalog.ts'

export interface AmazonOptions extends StageOptions {
  client_id: string
  client_secret: string
  refresh_token: string
  seller_id: string
  marketplace_id: string
  /** The shop's currency: USD when left out. */
  currency?: string
  now?: () => number
  per_second?: number
  /** Refuses what is beyond Amazon's own buckets, operation by operation. */
  own_limits?: boolean
}
export interface AmazonSimulator extends MarketStage {
  market: Market
  /** What the seller said of each listing, by its own code. */
  listings: Map<string, Record<string, unknown>>
  /** Codes it has taken out of its catalog: nothing may be said of them. */
  gone: Set<string>
  /** Feeds that came in, oldest first. `hold` keeps those that come from being worked off until `release`. */
  feeds: Map<string, Feed>
  holdFeeds(held: boolean): void
  /** The next feed ends like this. */
  endNext(how: 'CANCELLED' | 'FATAL'): void
  refused(): number
}
/** Requests a second, and how many at once after a rest: the figures of Amazon's usage plans. */
const plans: Record<string, [rate: number, burst: number]> = {
  getOrders: [0.0167, 20],
  getOrderV0: [0.5, 30],
  getOrderItems: [0.5, 30],
  confirmShipment: [2, 10],
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  createFeed: [0.0083, 15],
  getFeed: [2, 15],
  createFeedDocument: [0.5, 15],
  getFeedDocument: [0.0222, 10],
  'PUT listings': [5, 10],
  'PATCH listings': [5, 5],
  createRestrictedDataToken: [1, 10],
}
function bucketsOf(now: () => number): (name: string) => boolean {
  const buckets = new Map<string, { left: number; at_ms: number }>()
  return (name) => {
    const [rate, burst] = plans[name] ?? [1, 10]
    const one = buckets.get(name) ?? { left: burst, at_ms: now() }
    const left = Math.min(burst, one.left + ((now() - one.at_ms) / 1000) * rate)
    buckets.set(name, { left: left >= 1 ? left - 1 : left, at_ms: now() })
    return left >= 1
  }
}

const statuses: Record<Sold['status'], string> = {
  unpaid: 'PENDING',
  paid: 'UNSHIPPED',
  blocked: 'UNFULFILLABLE',
  part: 'PARTIALLY_SHIPPED',
  shipped: 'SHIPPED',
  finished: 'SHIPPED',
  closed: 'CANCELLED',
}
/** v0 writes them otherwise. */
const statusesV0: Record<Sold['status'], string> = {
  ...{ unpaid: 'Pending', paid: 'Unshipped', blocked: 'Unfulfillable', part: 'PartiallyShipped', shipped: 'Shipped', finished: 'Shipped' },
  closed: 'Canceled',
}
/** 3-7-7 digits. */
const numbered = (serial: number): string =>
  `702-${String(serial).padStart(7, '0')}-${String((serial * 7_919) % 10_000_000).padStart(7, '0')}`

/** One seller at Amazon: tokens that end, lists by an opaque token bound to its question, packages confirmed one by one. */
export async function openAmazon(options: AmazonOptions): Promise<AmazonSimulator> {
  const now = options.now ?? Date.now
  const currency = options.currency ?? 'USD'
  const market = openMarket(now, 1_000_000, numbered)
  const limits = budgets(options.per_second, now)
  const tokens = new Map<string, number>()
  const packages = new Map<string, Map<string, { tracking: string; carrier: string; items: string[] }>>()
  const confirmed = new Map<string, number>()
  const codes = new Map<string, string>()
  /** Tokens for the personal data of one order. */
  const restricted = new Map<string, { until: number; path: string; elements: readonly string[] }>()
  const full = options.own_limits ? bucketsOf(now) : null

  const error = (status: number, code: string, message: string): Reply => ({
    status,
    headers: { 'x-amzn-requestid': 'sim', ...(status === 429 ? { 'x-amzn-ratelimit-limit': String(options.per_second ?? 1) } : {}) },
    body: JSON.stringify({ errors: [{ code, message, details: '' }] }),
  })
  const json = (content: object): Reply => ({ headers: { 'x-amzn-requestid': 'sim' }, body: JSON.stringify(content) })

  const catalog = openCatalog({ options, market, codes, now, error, json, url: () => stage.url })
  const { storage, feed } = catalog

  /** Login with Amazon. */
  const token = ({ body, headers }: Asked): Reply => {
    const form = new URLSearchParams(body)
    if (!String(headers['content-type']).startsWith('application/x-www-form-urlencoded'))
      return { status: 400, body: JSON.stringify({ error: 'invalid_request' }) }
    if (form.get('client_id') !== options.client_id || form.get('client_secret') !== options.client_secret)
      return { status: 401, body: JSON.stringify({ error: 'invalid_client', error_description: 'Client authentication failed' }) }
    if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== options.refresh_token)
      return {
        status: 400,
        body: JSON.stringify({ error: 'invalid_grant', error_description: 'The request has an invalid grant parameter : refresh_token' }),
      }
    const access_token = `Atza|${randomBytes(18).toString('base64url')}`
    tokens.set(access_token, now() + 3_600_000)
    return { body: JSON.stringify({ access_token, token_type: 'bearer', expires_in: 3600, refresh_token: options.refresh_token }) }
  }

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    if (asked.path === '/auth/o2/token') return token(asked)
    const document = /^\/storage\/([\w-]+)$/.exec(asked.path)
    if (document) return storage(document[1]!, asked)
    const given = String(asked.headers['x-amz-access-token'])
    const rights = restricted.get(given)
    const until = rights?.until ?? tokens.get(given)
    if (!until || until <= now() || stage.quirks.expired_token || Math.abs(stage.quirks.clock_off_ms ?? 0) > 300_000)
      return error(403, 'Unauthorized', 'Access to requested resource is denied.')
    // A restricted token opens what it was asked for and nothing else.
    if (rights && (rights.path !== asked.path || asked.method !== 'GET'))
      return error(403, 'Unauthorized', 'The token was given for another resource.')
    if (asked.path === '/finances/2024-06-19/transactions') return finances(asked, stage)
    const name = nameOf(asked)
    if (name === null) return error(404, 'NotFound', 'Not found')
    stage.counts.set(name, (stage.counts.get(name) ?? 0) + 1)
    if (!limits.allows(name) || (full && !full(name)))
      return error(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.')
    if (name === 'searchOrders') return search(asked.query, stage)
    if (name === 'getOrders') return searchV0(asked.query, stage)
    if (name === 'createRestrictedDataToken') return restrict(asked.body)
    if (name.includes('Feed')) return feed(name, asked)
    const listing = /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/.exec(asked.path)
    if (listing) return catalog.write(decodeURIComponent(listing[1]!), decodeURIComponent(listing[2]!), asked)
    const no = /^\/orders\/[^/]+\/orders\/([\d-]+)/.exec(asked.path)?.[1] ?? ''
    const sold = market.trades.get(no)
    if (!sold) return error(404, 'NotFound', 'The requested order does not exist.')
    if (name === 'confirmShipment') return confirm(sold, asked.body)
    if (name === 'getOrderV0') return json({ payload: headV0(sold, rights?.elements ?? []) })
    if (name === 'getOrderItems') return itemsV0(sold, asked.query, stage)
    return json({ order: write(sold, stage, asked.query.get('includedData')?.split(',') ?? []) })
  }

  /** Which operation a request is, as Amazon names them; null for none. */
  const nameOf = ({ method, path }: Asked): string | null => {
    const is = (verb: string, form: RegExp) => method === verb && form.test(path)
    if (is('GET', /^\/orders\/2026-01-01\/orders$/)) return 'searchOrders'
    if (is('GET', /^\/orders\/2026-01-01\/orders\/[\d-]+$/)) return 'getOrder'
    if (is('GET', /^\/orders\/v0\/orders$/)) return 'getOrders'
    if (is('GET', /^\/orders\/v0\/orders\/[\d-]+$/)) return 'getOrderV0'
    if (is('GET', /^\/orders\/v0\/orders\/[\d-]+\/orderItems$/)) return 'getOrderItems'
    if (is('POST', /^\/orders\/v0\/orders\/[\d-]+\/shipmentConfirmation$/)) return 'confirmShipment'
    if (is('POST', /^\/tokens\/2021-03-01\/restrictedDataToken$/)) return 'createRestrictedDataToken'
    if (is('POST', /^\/feeds\/2021-06-30\/documents$/)) return 'createFeedDocument'
    if (is('GET', /^\/feeds\/2021-06-30\/documents\/[\w-]+$/)) return 'getFeedDocument'
    if (is('POST', /^\/feeds\/2021-06-30\/feeds$/)) return 'createFeed'
    if (is('GET', /^\/feeds\/2021-06-30\/feeds\/[\w-]+$/)) return 'getFeed'
    return /^\/listings\/2021-08-01\/items\/[^/]+\/[^/]+$/.test(path) && /^(PUT|PATCH)$/.test(method) ? `${method} listings` : null
  }

  const restrict = (body: string): Reply => {
    const { restrictedResources: [one] = [] } = JSON.parse(body) as {
      restrictedResources?: { method?: string; path?: string; dataElements?: string[] }[]
    }
    if (one?.method !== 'GET' || !/^\/orders\/v0\/orders\/[\d-]+$/.test(one.path ?? ''))
      return error(400, 'InvalidInput', 'restrictedResources')
    if (one.dataElements?.some((element) => element !== 'buyerInfo' && element !== 'shippingAddress'))
      return error(400, 'InvalidInput', 'dataElements')
    const token = `Atz.sprdt|${randomBytes(18).toString('base64url')}`
    restricted.set(token, { until: now() + 3_600_000, path: one.path!, elements: one.dataElements ?? [] })
    return json({ restrictedDataToken: token, expiresIn: 3600 })
  }

  const searchV0 = (query: URLSearchParams, stage: MarketStage): Reply => {
    if (!query.get('MarketplaceIds')?.split(',').includes(options.marketplace_id)) return error(400, 'InvalidInput', 'MarketplaceIds')
    const given = query.get('NextToken')
    const first = given ? (JSON.parse(Buffer.from(given, 'base64url').toString()) as { query: string; after: [number, string] }) : null
    const question = first ? new URLSearchParams(first.query) : query
    // A token belongs to its question: whoever says the question again must say the same.
    for (const [name, value] of query)
      if (first && name !== 'NextToken' && name !== 'MarketplaceIds' && question.get(name) !== value)
        return error(400, 'InvalidInput', 'NextToken belongs to another request.')
    const updated = question.get('LastUpdatedAfter')
    const created = question.get('CreatedAfter')
    if ((updated === null) === (created === null))
      return error(400, 'InvalidInput', 'Exactly one of CreatedAfter and LastUpdatedAfter must be given.')
    if ((updated !== null && question.has('CreatedBefore')) || (created !== null && question.has('LastUpdatedBefore')))
      return error(400, 'InvalidInput', 'Created and LastUpdated exclude each other.')
    const size = Number(question.get('MaxResultsPerPage') ?? 100)
    if (!(size >= 1 && size <= 100)) return error(400, 'InvalidInput', 'MaxResultsPerPage')
    const before = question.get('LastUpdatedBefore') ?? question.get('CreatedBefore')
    const newest = now() - 120_000
    const [from, to] = [Date.parse(updated ?? created!), before ? Date.parse(before) : newest]
    if (Number.isNaN(from) || Number.isNaN(to)) return error(400, 'InvalidInput', 'Dates are ISO 8601.')
    if (!first && before && to > newest) return error(400, 'InvalidInput', 'The end must be at least two minutes in the past.')
    const [after_ms, after_no] = first?.after ?? [0, '']
    const all = (
      updated !== null
        ? market.changed(from, to)
        : [...market.trades.values()].filter(({ created_ms }) => created_ms >= from && created_ms <= to)
    )
      .sort((a, b) => a.modified_ms - b.modified_ms || (a.no < b.no ? -1 : 1))
      .filter(({ modified_ms, no }) => modified_ms > after_ms || (modified_ms === after_ms && no > after_no))
    const rows = all.slice(0, size)
    const last = rows.at(-1)
    const NextToken =
      all.length > size && last
        ? Buffer.from(JSON.stringify({ query: question.toString(), after: [last.modified_ms, last.no] })).toString('base64url')
        : undefined
    return json({
      payload: {
        Orders: disturb(rows, stage).map((sold) => headV0(sold, [])),
        ...(NextToken ? { NextToken } : {}),
        ...(updated !== null ? { LastUpdatedBefore: new Date(to).toISOString() } : { CreatedBefore: new Date(to).toISOString() }),
      },
    })
  }

  const moneyV0 = (cents: number) => ({ CurrencyCode: currency, Amount: yuanOf(cents) })
  const headV0 = (sold: Sold, elements: readonly string[]): Record<string, unknown> => {
    const { name, phone, province, city, district, street } = sold.buyer
    for (const line of sold.lines) codes.set(line.outer_code, line.sku_no)
    const pending = sold.status === 'unpaid'
    return {
      ...{
        AmazonOrderId: sold.no,
        PurchaseDate: new Date(sold.created_ms).toISOString(),
        LastUpdateDate: new Date(sold.modified_ms).toISOString(),
      },
      ...{
        OrderStatus: statusesV0[sold.status],
        FulfillmentChannel: 'MFN',
        MarketplaceId: options.marketplace_id,
        OrderType: 'StandardOrder',
      },
      ...(pending ? {} : { OrderTotal: moneyV0(paymentOf(sold)) }),
      ...(!pending && elements.includes('shippingAddress')
        ? {
            ShippingAddress: {
              ...{
                Name: name,
                Phone: phone,
                StateOrRegion: province,
                City: city,
                County: district,
                AddressLine1: street,
                CountryCode: 'CN',
              },
            },
          }
        : {}),
    }
  }
  /** Prices are those of the line; freight stands with the first item. */
  const itemsV0 = (sold: Sold, query: URLSearchParams, { quirks, chance }: MarketStage): Reply => {
    const pending = sold.status === 'unpaid'
    const start = Number(query.get('NextToken') ?? 0)
    const rows = sold.lines.map(
      (line, i): Record<string, unknown> => ({
        ...{ ASIN: `B0${line.product_no}`, OrderItemId: line.line_no, SellerSKU: line.outer_code, Title: line.title },
        ...{ QuantityOrdered: line.quantity, QuantityShipped: confirmed.get(line.line_no) ?? 0, IsGift: 'false', ConditionId: 'New' },
        ...(pending
          ? {}
          : {
              ...{ ItemPrice: moneyV0(line.unit * line.quantity), ItemTax: moneyV0(0), PromotionDiscount: moneyV0(line.discount) },
              ...(i === 0 ? { ShippingPrice: moneyV0(sold.freight) } : {}),
            }),
        ...(line.refund === 'asked' ? { BuyerRequestedCancel: { IsBuyerRequestedCancel: 'true', BuyerCancelReason: '' } } : {}),
      }),
    )
    if (quirks.changed_field && chance() < quirks.changed_field)
      for (const row of rows) Object.assign(row, { OrderItemId: undefined, ItemId: row.OrderItemId })
    const size = 25
    return json({
      payload: {
        AmazonOrderId: sold.no,
        OrderItems: rows.slice(start, start + size),
        ...(start + size < rows.length ? { NextToken: String(start + size) } : {}),
      },
    })
  }

  const search = (query: URLSearchParams, stage: MarketStage): Reply => {
    const updated = query.get('lastUpdatedAfter')
    if ((updated === null) === (query.get('createdAfter') === null))
      return error(400, 'InvalidInput', 'Exactly one of createdAfter and lastUpdatedAfter must be given.')
    const size = Number(query.get('maxResultsPerPage') ?? 100)
    if (!(size >= 1 && size <= 100)) return error(400, 'InvalidInput', 'maxResultsPerPage')
    if (!query.get('marketplaceIds')?.split(',').includes(options.marketplace_id)) return error(400, 'InvalidInput', 'marketplaceIds')
    const [from, to] = [Date.parse(updated ?? ''), Date.parse(query.get('lastUpdatedBefore') ?? new Date(now()).toISOString())]
    if (Number.isNaN(from) || Number.isNaN(to)) return error(400, 'InvalidInput', 'Dates are ISO 8601.')
    // The token is bound to the question it was given for.
    const question = new URLSearchParams(query)
    question.delete('paginationToken')
    const bound = createHash('sha1').update(question.toString()).digest('base64url')
    const given = query.get('paginationToken')
    const [mark, after] = given ? (JSON.parse(Buffer.from(given, 'base64url').toString()) as [string, [number, string]]) : [bound, [0, '']]
    if (mark !== bound) return error(400, 'InvalidInput', 'The pagination token belongs to another request.')
    const all = market
      .changed(from, to)
      .reverse()
      .filter(
        ({ modified_ms, no }) =>
          modified_ms > (after as [number, string])[0] ||
          (modified_ms === (after as [number, string])[0] && no > (after as [number, string])[1]),
      )
    const rows = all.slice(0, size)
    const last = rows.at(-1)
    const nextToken =
      all.length > size && last ? Buffer.from(JSON.stringify([bound, [last.modified_ms, last.no]])).toString('base64url') : undefined
    const included = query.get('includedData')?.split(',') ?? []
    return json({
      orders: disturb(rows, stage).map((sold) => write(sold, stage, included)),
      pagination: { ...(nextToken ? { nextToken } : {}) },
      lastUpdatedBefore: new Date(to).toISOString(),
    })
  }

  /** Fees stand inside the total; what a shipment brought is posted when it leaves, here when it was sold. */
  const finances = ({ query }: Asked, stage: MarketStage): Reply => {
    stage.counts.set('listTransactions', (stage.counts.get('listTransactions') ?? 0) + 1)
    if (!limits.allows('listTransactions')) return error(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.')
    const [from, to] = [Date.parse(query.get('postedAfter') ?? ''), Date.parse(query.get('postedBefore') ?? '')]
    if (Number.isNaN(from)) return error(400, 'InvalidInput', 'postedAfter is required.')
    if (!Number.isNaN(to) && to > now() - 120_000) return error(400, 'InvalidInput', 'postedBefore must be two minutes in the past.')
    const money = (cents: number) => ({ currencyCode: currency, currencyAmount: Number(yuanOf(cents)) })
    const row = (id: string, transactionType: string, at_ms: number, amount: number, fee: number, no: string) => ({
      ...{ transactionId: id, transactionType, transactionStatus: 'RELEASED', postedDate: new Date(at_ms).toISOString() },
      ...{ totalAmount: money(amount + fee), relatedIdentifiers: [{ relatedIdentifierName: 'ORDER_ID', relatedIdentifierValue: no }] },
      breakdowns: [
        { breakdownType: 'Sales', breakdownAmount: money(amount) },
        { breakdownType: 'AmazonFees', breakdownAmount: money(fee) },
      ],
    })
    const within = (ms: number) => ms >= from && (Number.isNaN(to) || ms < to)
    const all = [
      ...[...market.trades.values()]
        .filter(({ status, created_ms }) => status !== 'unpaid' && within(created_ms))
        .map((sold) => row(`s${sold.no}`, 'Shipment', sold.created_ms, paymentOf(sold), -Math.round(paymentOf(sold) * 0.15), sold.no)),
      ...[...market.refunds.values()]
        .filter(({ status, modified_ms }) => status === 'done' && within(modified_ms))
        .map((one) => row(`r${one.no}`, 'Refund', one.modified_ms, -one.amount, 0, one.trade_no)),
    ]
    const start = Number(query.get('nextToken') ?? 0)
    const nextToken = start + 500 < all.length ? String(start + 500) : undefined
    return json({ payload: { transactions: disturb(all.slice(start, start + 500), stage), ...(nextToken ? { nextToken } : {}) } })
  }

  const confirm = (sold: Sold, body: string): Reply => {
    const { marketplaceId, packageDetail: detail } = JSON.parse(body) as {
      marketplaceId?: string
      packageDetail?: Partial<{
        packageReferenceId: string
        carrierCode: string
        carrierName: string
        trackingNumber: string
        shipDate: string
        orderItems: { orderItemId: string; quantity: number }[]
      }>
    }
    if (marketplaceId !== options.marketplace_id || !detail) return error(400, 'InvalidInput', 'marketplaceId')
    const { packageReferenceId = '', carrierCode, carrierName = '', trackingNumber, shipDate = '', orderItems } = detail
    if (!/^[1-9]\d*$/.test(packageReferenceId)) return error(400, 'InvalidInput', 'packageReferenceId')
    if (!carrierCode || !trackingNumber || !orderItems?.length) return error(400, 'InvalidInput', 'packageDetail')
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(shipDate)) return error(400, 'InvalidInput', 'shipDate')
    const known = packages.get(sold.no) ?? new Map()
    if (!known.has(packageReferenceId)) {
      if (!['paid', 'part'].includes(sold.status)) return error(400, 'InvalidInput', `The order is ${statuses[sold.status]}.`)
      for (const { orderItemId, quantity } of orderItems) {
        const line = sold.lines.find(({ line_no }) => line_no === orderItemId)
        if (!line || quantity < 1 || quantity > left(line)) return error(400, 'InvalidInput', 'orderItems')
      }
      for (const { orderItemId, quantity } of orderItems) confirmed.set(orderItemId, (confirmed.get(orderItemId) ?? 0) + quantity)
    }
    known.set(packageReferenceId, {
      tracking: trackingNumber,
      carrier: carrierName || carrierCode,
      items: orderItems.map(({ orderItemId }) => orderItemId),
    })
    packages.set(sold.no, known)
    const gone = sold.lines.filter((line) => line.waybill === null && left(line) === 0).map(({ line_no }) => line_no)
    if (gone.length > 0) market.ship(sold.no, gone, carrierName, trackingNumber)
    else market.moveTo(sold.no, {}) // it changed all the same
    return { status: 204, body: '' }
  }
  const left = ({ line_no, quantity }: SoldLine): number => quantity - (confirmed.get(line_no) ?? 0)

  const write = (sold: Sold, { quirks, chance }: MarketStage, included: readonly string[]): Record<string, unknown> => {
    const money = (cents: number) => ({ amount: yuanOf(cents), currencyCode: currency })
    const pending = sold.status === 'unpaid'
    for (const line of sold.lines) codes.set(line.outer_code, line.sku_no)
    const row: Record<string, unknown> = {
      ...{
        orderId: sold.no,
        createdTime: new Date(sold.created_ms).toISOString(),
        lastUpdatedTime: new Date(sold.modified_ms).toISOString(),
      },
      salesChannel: { channelName: 'AMAZON', marketplaceId: options.marketplace_id },
      fulfillment: { fulfillmentStatus: statuses[sold.status], fulfilledBy: 'MERCHANT' },
      orderItems: sold.lines.map((line, i) => {
        // Freight stands with the first item.
        const freight = i === 0 ? sold.freight : 0
        const goods = line.unit * line.quantity - line.discount
        return {
          ...{ orderItemId: line.line_no, quantityOrdered: line.quantity },
          product: {
            asin: `B0${line.product_no}`,
            title: line.title,
            sellerSku: line.outer_code,
            ...(pending ? {} : { price: { unitPrice: money(line.unit) } }),
          },
          ...(pending || !included.includes('PROCEEDS')
            ? {}
            : {
                proceeds: {
                  proceedsTotal: money(goods + freight),
                  breakdowns: [
                    { type: 'ITEM', subtotal: money(line.unit * line.quantity) },
                    { type: 'DISCOUNT', subtotal: money(-line.discount) },
                    { type: 'SHIPPING', subtotal: money(freight) },
                  ],
                },
              }),
          ...(included.includes('CANCELLATION') && line.refund === 'asked'
            ? { cancellation: { cancellationRequest: { requester: 'BUYER' } } }
            : {}),
        }
      }),
    }
    if (!pending && included.includes('PROCEEDS'))
      row.proceeds = {
        grandTotal: money(sold.lines.reduce((sum, line) => sum + line.unit * line.quantity - line.discount, sold.freight)),
      }
    if (!pending && included.includes('RECIPIENT')) {
      const { name, phone, province, city, district, street } = sold.buyer
      row.recipient = {
        deliveryAddress: {
          name,
          phone,
          stateOrRegion: province,
          city,
          districtOrCounty: district,
          addressLine1: street,
          countryCode: 'CN',
        },
      }
    }
    if (included.includes('PACKAGES'))
      row.packages = [...(packages.get(sold.no) ?? [])].map(([packageReferenceId, { tracking, carrier, items }]) => ({
        ...{ packageReferenceId, trackingNumber: tracking, carrier, packageStatus: { status: 'SHIPPED' } },
        packageItems: items.map((orderItemId) => ({ orderItemId })),
      }))
    if (row.proceeds && quirks.changed_field && chance() < quirks.changed_field) row.proceeds = { total: row.proceeds }
    return row
  }

  const stage: MarketStage = await openMarketStage(perform, options)
  return Object.assign(stage, {
    ...{ market, refused: limits.refused },
    ...{ listings: catalog.listings, gone: catalog.gone, feeds: catalog.feeds, holdFeeds: catalog.holdFeeds, endNext: catalog.endNext },
  })
}

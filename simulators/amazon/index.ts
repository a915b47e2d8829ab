import { createHash, randomBytes } from 'node:crypto'
import { type Market, openMarket, paymentOf, type Sold, type SoldLine } from '../market/shop.ts'
import { type Asked, budgets, disturb, type MarketStage, openMarketStage, type Reply, type StageOptions, yuanOf } from '../market/stage.ts'

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
}
export interface AmazonSimulator extends MarketStage {
  market: Market
  refused(): number
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
  const listings = new Map<string, string>()

  const error = (status: number, code: string, message: string): Reply => ({
    status,
    headers: { 'x-amzn-requestid': 'sim', ...(status === 429 ? { 'x-amzn-ratelimit-limit': String(options.per_second ?? 1) } : {}) },
    body: JSON.stringify({ errors: [{ code, message, details: '' }] }),
  })
  const json = (content: object): Reply => ({ headers: { 'x-amzn-requestid': 'sim' }, body: JSON.stringify(content) })

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
    const until = tokens.get(String(asked.headers['x-amz-access-token']))
    if (!until || until <= now() || stage.quirks.expired_token || Math.abs(stage.quirks.clock_off_ms ?? 0) > 300_000)
      return error(403, 'Unauthorized', 'Access to requested resource is denied.')
    if (asked.path === '/finances/2024-06-19/transactions') return finances(asked, stage)
    const [, no = '', rest = ''] = /^\/orders\/(?:v0|2026-01-01)\/orders\/([\d-]+)(\/\w+)?$/.exec(asked.path) ?? []
    const name =
      asked.path === '/orders/2026-01-01/orders' ? 'searchOrders' : rest ? 'confirmShipment' : no ? 'getOrder' : `${asked.method} listings`
    stage.counts.set(name, (stage.counts.get(name) ?? 0) + 1)
    if (!limits.allows(name)) return error(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.')
    if (name === 'searchOrders') return search(asked.query, stage)
    if (no) {
      const sold = market.trades.get(no)
      if (!sold) return error(404, 'NotFound', 'The requested order does not exist.')
      if (rest === '/shipmentConfirmation' && asked.method === 'POST') return confirm(sold, asked.body)
      return json({ order: write(sold, stage, asked.query.get('includedData')?.split(',') ?? []) })
    }
    const listing = /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/.exec(asked.path)
    if (listing && asked.method === 'PATCH') return patch(decodeURIComponent(listing[1]!), decodeURIComponent(listing[2]!), asked)
    return error(404, 'NotFound', 'Not found')
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

  const patch = (seller: string, sku: string, { query, body }: Asked): Reply => {
    if (seller !== options.seller_id || query.get('marketplaceIds') !== options.marketplace_id)
      return error(400, 'InvalidInput', 'sellerId')
    const { productType, patches = [] } = JSON.parse(body) as {
      productType?: string
      patches?: { op: string; path: string; value?: unknown[] }[]
    }
    if (!productType || patches.length === 0) return error(400, 'InvalidInput', 'productType')
    const known = listings.get(sku) ?? sku
    const invalid = (message: string) =>
      json({
        sku,
        status: 'INVALID',
        submissionId: 'sim',
        issues: [{ code: '90220', message, severity: 'ERROR', categories: ['INVALID_ATTRIBUTE'] }],
      })
    for (const { path, value = [] } of patches) {
      const [one] = value as [{ quantity?: unknown; our_price?: { schedule: { value_with_tax: unknown }[] }[] }]
      if (path === '/attributes/fulfillment_availability') {
        if (!Number.isInteger(one?.quantity) || Number(one.quantity) < 0) return invalid("'quantity' is not valid.")
        market.stock.set(known, Number(one.quantity))
      } else if (path === '/attributes/purchasable_offer') {
        const price = one?.our_price?.[0]?.schedule[0]?.value_with_tax
        if (typeof price !== 'number' || price <= 0) return invalid("'our_price' is not valid.")
        market.prices.set(known, Math.round(price * 100))
      } else return invalid(`'${path}' is not known.`)
    }
    return json({ sku, status: 'ACCEPTED', submissionId: 'sim', issues: [] })
  }

  const write = (sold: Sold, { quirks, chance }: MarketStage, included: readonly string[]): Record<string, unknown> => {
    const money = (cents: number) => ({ amount: yuanOf(cents), currencyCode: currency })
    const pending = sold.status === 'unpaid'
    for (const line of sold.lines) listings.set(line.outer_code, line.sku_no)
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

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, refused: limits.refused })
}

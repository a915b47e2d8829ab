import { openPushes, type PushDesk, type PushRequest } from '../market/pushes.ts'
import { type Market, openMarket, paymentOf, type Sold } from '../market/shop.ts'
import { type Asked, budgets, disturb, type MarketStage, openMarketStage, type Reply, type StageOptions, yuanOf } from '../market/stage.ts'
import { expectedSignature, hookSignature } from './digest.ts'

export interface WooCommerceOptions extends StageOptions {
  consumer_key: string
  consumer_secret: string
  /** Signs what it sends to a subscriber. */
  webhook_secret?: string
  now?: () => number
  /** The host's own limit; WooCommerce has none. */
  per_second?: number
}
export interface WooCommerceSimulator extends MarketStage {
  market: Market
  pushes: PushDesk
  /** Notes of orders, by order number: what a careless retry writes twice. */
  notes: Map<string, string[]>
  refused(): number
  /** What the shop shows of each product, by its number. */
  products: Map<string, Record<string, unknown>>
}

const statuses: Record<Sold['status'], string> = {
  unpaid: 'pending',
  paid: 'processing',
  // A status that a plugin of the shop brought along.
  blocked: 'on-hold',
  part: 'processing',
  shipped: 'completed',
  finished: 'completed',
  closed: 'cancelled',
}
const states: Record<string, string> = { 北京市: 'CN2', 江苏省: 'CN11', 广东省: 'CN20', 重庆市: 'CN23' }

/** One shop with WooCommerce's REST interface v3 over plain HTTP: signed requests, nonces that are used once, pages by number. */
export async function openWooCommerce(options: WooCommerceOptions): Promise<WooCommerceSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 700_000_000)
  const limits = budgets(options.per_second, now)
  const nonces = new Set<string>()
  const notes = new Map<string, string[]>()
  const parcels = new Map<string, { key: string; value: unknown }[]>()

  const error = (status: number, code: string, message: string): Reply => ({
    status,
    body: JSON.stringify({ code, message, data: { status } }),
  })
  const json = (content: unknown, headers: Record<string, string> = {}): Reply => ({ headers, body: JSON.stringify(content) })
  const missing = (what: string) => error(404, `woocommerce_rest_${what}_invalid_id`, 'Invalid ID.')

  /** Why the request is none of the shop's. */
  const stranger = ({ method, path, query, headers }: Asked, { url, quirks }: MarketStage): Reply | null => {
    const refuse = (message: string) => error(401, 'woocommerce_rest_authentication_error', message)
    // Keys in the open are for HTTPS only.
    if (headers.authorization || query.has('consumer_secret'))
      return error(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.')
    for (const name of ['oauth_consumer_key', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method', 'oauth_timestamp'])
      if (!query.get(name)) return refuse(`Missing parameter ${name}`)
    if (query.get('oauth_consumer_key') !== options.consumer_key || quirks.expired_token) return refuse('Consumer key is invalid.')
    if (query.get('oauth_signature_method') !== 'HMAC-SHA256') return refuse('Invalid signature - signature method is invalid.')
    if (expectedSignature(method, `${url}${path}`, query.entries(), options.consumer_secret) !== query.get('oauth_signature'))
      return refuse('Invalid signature - provided signature does not match.')
    if (!(Math.abs(Number(query.get('oauth_timestamp')) * 1000 - (now() + (quirks.clock_off_ms ?? 0))) <= 15 * 60_000))
      return refuse('Invalid timestamp.')
    const nonce = query.get('oauth_nonce')!
    if (nonces.has(nonce)) return refuse('Invalid nonce - nonce has already been used.')
    nonces.add(nonce)
    return null
  }

  /** Pages of products, by number. */
  const products = new Map<string, Record<string, unknown>>()
  /** The shop fetches pictures itself; what is no address cannot be. */
  const wrongPicture = (images: readonly { src?: unknown }[]) => images.some(({ src }) => !/^https?:\/\//.test(String(src)))

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const refused = stranger(asked, stage)
    if (refused) return refused
    const path = asked.path.replace('/wp-json/wc/v3/', '')
    const name = `${asked.method} ${path.replace(/\d+/g, '{id}')}`
    stage.counts.set(name, (stage.counts.get(name) ?? 0) + 1)
    if (!limits.allows(name)) return { status: 429, headers: { 'retry-after': '1' }, body: 'Too Many Requests' }
    const body = asked.body ? (JSON.parse(asked.body) as Record<string, unknown>) : {}
    const [, no = '', rest = ''] = /^orders\/(\d+)(\/notes)?$/.exec(path) ?? []
    if (name === 'GET orders') return list(asked.query, stage)
    if (no) {
      const order = market.trades.get(no)
      if (!order) return missing('shop_order')
      if (rest) {
        const told = notes.get(no) ?? []
        if (asked.method === 'POST') {
          told.push(String(body.note ?? ''))
          notes.set(no, told)
          return { status: 201, body: JSON.stringify({ id: told.length, note: body.note, customer_note: body.customer_note === true }) }
        }
        return json(told.map((note, i) => ({ id: i + 1, note, customer_note: true })))
      }
      if (asked.method === 'PUT') change(order, body)
      return json(write(order, stage))
    }
    const [, product = '', variation = ''] = /^products\/(\d+)(?:\/variations\/(\d+))?$/.exec(path) ?? []
    if (name === 'POST products') {
      const {
        name: title,
        sku,
        images = [],
        regular_price,
      } = body as { name?: unknown; sku?: unknown; images?: { src?: unknown }[]; regular_price?: unknown }
      const same = typeof sku === 'string' ? [...products].find(([, page]) => page.sku === sku)?.[0] : undefined
      if (same)
        return {
          status: 400,
          body: JSON.stringify({
            code: 'product_invalid_sku',
            message: 'Invalid or duplicated SKU.',
            data: { status: 400, resource_id: Number(same) },
          }),
        }
      if (typeof title !== 'string' || title === '') return error(400, 'rest_missing_callback_param', 'Missing parameter(s): name')
      if (wrongPicture(images)) return error(400, 'woocommerce_product_image_upload_error', 'Error getting remote image.')
      const id = String(9_000 + products.size + 1)
      products.set(id, { ...body })
      market.on_sale.set(id, body.status === 'publish')
      if (typeof regular_price === 'string') market.prices.set(id, Math.round(Number(regular_price) * 100))
      return { status: 201, body: JSON.stringify({ id: Number(id), ...body }) }
    }
    if (product && asked.method === 'PUT' && body.name !== undefined) {
      if (!market.hasProduct(product) && !products.has(product)) return missing('product')
      if (wrongPicture((body.images ?? []) as { src?: unknown }[]))
        return error(400, 'woocommerce_product_image_upload_error', 'Error getting remote image.')
      products.set(product, { ...products.get(product), ...body })
      return json({ id: Number(product), ...body })
    }
    if (product && asked.method === 'PUT') {
      if (body.status !== undefined) {
        if (!market.hasProduct(product) && !products.has(product)) return missing('product')
        if (body.status !== 'publish' && body.status !== 'draft') return error(400, 'rest_invalid_param', 'Invalid parameter(s): status')
        market.on_sale.set(product, body.status === 'publish')
        return json({ id: Number(product), status: body.status })
      }
      const price = body.regular_price
      if (typeof price !== 'string' || !/^\d+(\.\d+)?$/.test(price))
        return error(400, 'rest_invalid_param', 'Invalid parameter(s): regular_price')
      market.prices.set(variation || product, Math.round(Number(price) * 100))
      return json({ id: Number(variation || product), regular_price: price })
    }
    if (/^products\/(\d+\/variations\/)?batch$/.test(path)) {
      const update = (body.update ?? []) as { id?: unknown; manage_stock?: unknown; stock_quantity?: unknown }[]
      if (update.length > 100)
        return error(413, 'woocommerce_rest_request_entity_too_large', 'Unable to accept more than 100 items for this request.')
      return json({
        update: update.map(({ id, manage_stock, stock_quantity }) => {
          const fault = (code: string, message: string) => ({ id, error: { code, message, data: { status: 400 } } })
          if (typeof id !== 'number' || id <= 0) return fault('woocommerce_rest_product_invalid_id', 'Invalid ID.')
          if (!Number.isInteger(stock_quantity)) return fault('rest_invalid_param', 'Invalid parameter(s): stock_quantity')
          // Without stock management the number is taken and means nothing.
          if (manage_stock === true) market.stock.set(String(id), stock_quantity as number)
          return { id, manage_stock, stock_quantity }
        }),
      })
    }
    return error(404, 'rest_no_route', 'No route was found matching the URL and request method.')
  }

  /** There is no machine of states: whoever may write may complete what was canceled. */
  const change = (order: Sold, { status, meta_data }: { status?: unknown; meta_data?: unknown }): void => {
    if (Array.isArray(meta_data)) parcels.set(order.no, meta_data as { key: string; value: unknown }[])
    if (status !== 'completed') return
    const waybill = String(parcels.get(order.no)?.[0]?.value ?? '')
      .split(';')[0]!
      .trim()
      .split(' ')
    if (order.status === 'paid') market.ship(order.no, null, waybill[0] ?? '', waybill[1] ?? '')
    else order.status = 'shipped'
  }

  const write = (order: Sold, stage: MarketStage): Record<string, unknown> => ({
    ...orderOf(
      order,
      stage,
      [...market.refunds.values()].filter(({ trade_no, status }) => trade_no === order.no && status === 'done'),
    ),
    meta_data: parcels.get(order.no) ?? [],
  })

  const list = (query: URLSearchParams, stage: MarketStage): Reply => {
    const per_page = Number(query.get('per_page') ?? 10)
    const page = Number(query.get('page') ?? 1)
    if (!(per_page >= 1 && per_page <= 100)) return error(400, 'rest_invalid_param', 'Invalid parameter(s): per_page')
    const at = (name: string, otherwise: number) => {
      const text = query.get(name)
      return text === null ? otherwise : Date.parse(`${text}Z`)
    }
    const [after, before] = [at('modified_after', 0), at('modified_before', Number.MAX_SAFE_INTEGER)]
    if (Number.isNaN(after) || Number.isNaN(before)) return error(400, 'rest_invalid_param', 'Invalid parameter(s): modified_after')
    if (query.get('dates_are_gmt') !== 'true') return error(400, 'rest_invalid_param', 'This shop keeps the time of its own town.')
    // Both ends are left out, as WordPress compares.
    const all = market.changed(after + 1, before - 1).reverse()
    const rows = disturb(all.slice((page - 1) * per_page, page * per_page), stage).map((order) => write(order, stage))
    return json(rows, { 'x-wp-total': String(all.length), 'x-wp-totalpages': String(Math.ceil(all.length / per_page)) })
  }

  const stage = await openMarketStage(perform, options)
  const { webhook_secret = 'wc_demo_secret' } = options
  const sign = (request: PushRequest, secret: string): PushRequest => ({
    ...request,
    headers: { ...request.headers, 'x-wc-webhook-signature': hookSignature(request.body, secret) },
  })
  const pushes = openPushes(market, stage, {
    gives_up_after: 5,
    write: (order, what, serial) => {
      const headers = {
        ...{ 'x-wc-webhook-topic': what === 'sold' ? 'order.created' : 'order.updated', 'x-wc-webhook-resource': 'order' },
        ...{
          'x-wc-webhook-event': what === 'sold' ? 'created' : 'updated',
          'x-wc-webhook-id': '7',
          'x-wc-webhook-delivery-id': String(serial),
        },
        'x-wc-webhook-source': `${stage.url}/`,
      }
      return sign({ headers, body: JSON.stringify(write(order, stage)) }, webhook_secret)
    },
    forge: (request) => sign(request, 'a secret somebody guessed'),
  })
  return Object.assign(stage, { market, pushes, notes, products, refused: limits.refused })
}

const gmt = (ms: number): string => new Date(ms).toISOString().slice(0, 19)

function orderOf(
  order: Sold,
  { quirks, chance }: MarketStage,
  refunds: readonly { no: string; amount: number; reason: string }[],
): Record<string, unknown> {
  const { buyer, lines } = order
  const person = {
    ...{ first_name: [...buyer.name].slice(1).join(''), last_name: [...buyer.name][0], phone: buyer.phone },
    ...{ address_1: `${buyer.district}${buyer.street}`, address_2: '', city: buyer.city, state: states[buyer.province] ?? buyer.province },
    ...{ postcode: '', country: 'CN' },
  }
  const row: Record<string, unknown> = {
    ...{ id: Number(order.no), number: order.no, order_key: `wc_order_${order.no}` },
    ...{ status: statuses[order.status], currency: 'CNY', prices_include_tax: false },
    ...{ date_created_gmt: gmt(order.created_ms), date_modified_gmt: gmt(order.modified_ms) },
    date_paid_gmt: order.status === 'unpaid' ? null : gmt(order.created_ms),
    ...{ discount_total: yuanOf(lines.reduce((sum, { discount }) => sum + discount, 0)), shipping_total: yuanOf(order.freight) },
    ...{ shipping_tax: '0.00', cart_tax: '0.00', total_tax: '0.00', total: yuanOf(paymentOf(order)) },
    ...{ customer_id: 0, customer_note: order.message, billing: person, shipping: person, payment_method: 'alipay' },
    line_items: lines.map((line) => ({
      ...{ id: Number(line.line_no), product_id: Number(line.product_no), variation_id: Number(line.sku_no), quantity: line.quantity },
      ...{ subtotal: yuanOf(line.unit * line.quantity), subtotal_tax: '0.00', total: yuanOf(line.unit * line.quantity - line.discount) },
      ...{ total_tax: '0.00', sku: line.outer_code, price: (line.unit * line.quantity - line.discount) / line.quantity / 100, taxes: [] },
      ...{ name: line.title, meta_data: line.options ? [{ display_key: '规格', display_value: line.options }] : [] },
    })),
    ...{ tax_lines: [], shipping_lines: [], fee_lines: [], coupon_lines: [] },
    refunds: refunds.map(({ no, amount, reason }) => ({ id: Number(no), reason, total: `-${yuanOf(amount)}` })),
  }
  if (quirks.changed_field && chance() < quirks.changed_field) row.total = { amount: row.total }
  return row
}

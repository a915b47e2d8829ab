import { randomBytes } from 'node:crypto'
import type { ContentCall, MarketplacePort, OpenConnection, ShipmentCall, StockCall, Told, Window } from '#centers/marketplaces/port.ts'
import type { Drift } from '#core/contract.ts'
import { fieldsOf } from '#core/contract.ts'
import { decimalText } from '#core/money.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { backward } from '../backward.ts'
import { refundsIn } from '../refunds.ts'
import { foundIn } from '../trades.ts'
import { readPush } from './push.ts'
import { type OrderRefund, orderShape, readOrder, refundOf, refundShape, refundsOf, type WooOrder } from './read.ts'
import { signatureOf } from './sign.ts'

const page_size = 100
/** Where the parcels of an order are kept there: WooCommerce has no field for them. */
const parcels_key = '_tongshang_parcels'

/** WooCommerce: a shop on a server of its own. Lists carry whole orders; what is told about them is absolute, so telling twice is telling once. */
export const woocommerce: MarketplacePort = {
  platform: 'woocommerce',
  name: { zh: 'WooCommerce', en: 'WooCommerce' },
  endpoint: 'https://shop.example',
  settings: ['consumer_key'],
  secrets: ['consumer_secret', 'webhook_secret?'],
  operations: {
    orders: { name: { zh: '变更订单', en: 'Changed orders' }, version: 'v3', budget: null, contract: fieldsOf(orderShape) },
    refunds: { name: { zh: '订单退款', en: 'Refunds of orders' }, version: 'v3', budget: null, contract: fieldsOf(refundShape) },
    shipment: { name: { zh: '发货回传', en: 'Shipment' }, version: 'v3', budget: null },
    stock: { name: { zh: '库存推送', en: 'Stock' }, version: 'v3', budget: null },
    price: { name: { zh: '价格推送', en: 'Price' }, version: 'v3', budget: null },
    sale: { name: { zh: '上下架', en: 'On and off sale' }, version: 'v3', budget: null },
    content: { name: { zh: '商品图文', en: 'Words and pictures' }, version: 'v3', budget: null },
    order_detail: { name: { zh: '订单详情', en: 'Order detail' }, version: 'v3', budget: null },
    push: { name: { zh: '订单推送（Webhook）', en: 'Webhooks' }, version: 'v3', budget: null },
  },
  window_ms: 24 * 3_600_000,
  history_days: 365,
  // Free text, for people to read.
  carrier_codes: { sf: '顺丰速运', ems: 'EMS', zto: '中通快递', yto: '圆通速递', sto: '申通快递', yunda: '韵达快递', jd: '京东快递' },
  tells_parts: false,
  stock_at_once: page_size,
  async listOrders(connection, window, page) {
    const heard = await listed(connection, window, page)
    if (heard.status !== 'heard') return heard
    const trades = heard.rows.map(readOrder)
    const drifts = trades.flatMap((read) =>
      read.status === 'unreadable' ? read.drifts.map((one) => ({ ...one, path: `[].${one.path}` })) : [],
    )
    if (trades.some((read) => read.status === 'unreadable' && read.external_no === ''))
      return { status: 'later', code: 'contract_broken', reason: 'An order of the list has no number.', drifts }
    return { status: 'answered', trades, next: heard.next, drifts }
  },
  async findOrder(connection, external_no) {
    const heard = await ask(connection, 'GET', `orders/${external_no}`, {})
    if (heard.status !== 'heard') return heard
    return foundIn(readOrder(heard.answer as WooOrder), external_no, '')
  },
  setOnSale: async (connection, { product_no, on_sale }) =>
    told(await ask(connection, 'PUT', `products/${product_no}`, {}, { status: on_sale ? 'publish' : 'draft' })),
  setContent: async (connection, call) => told(await ask(connection, 'PUT', `products/${call.product_no}`, {}, pageOf(call))),
  createListing,
  readPush,
  async listRefunds(connection, window, page) {
    const heard = await listed(connection, window, page)
    if (heard.status !== 'heard') return heard
    const names = ({ refund, order }: OrderRefund) => [refund?.id, order?.id] as const
    const how = { shape: refundShape, at: '[].refunds[]', names, read: refundOf }
    return refundsIn(heard.rows.flatMap(refundsOf), heard.next, how, connection.now())
  },
  sendShipment,
  setStock,
  async setPrice(connection, { product_no, sku_no, price_minor }) {
    const path = sku_no ? `products/${product_no}/variations/${sku_no}` : `products/${product_no}`
    return told(await ask(connection, 'PUT', path, {}, { regular_price: decimalText(price_minor, connection.currency) }))
  },
}

/** `data` is what WooCommerce says of a refusal beside its words. */
type Fault = Exclude<Told, { status: 'answered' }> & { data?: unknown }
type Heard = Fault | { status: 'heard'; answer: unknown; headers: Headers | undefined }
const told = (heard: Heard): Told => (heard.status === 'heard' ? { status: 'answered' } : heard)

/** Over HTTPS the keys themselves go along; over plain HTTP only a signature does. */
async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  query: Record<string, string>,
  body?: object,
): Promise<Heard> {
  const address = `${endpoint.replace(/\/+$/, '')}/wp-json/wc/v3/${path}`
  const { consumer_key = '' } = settings
  const { consumer_secret = '' } = secrets
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {}
  let sent = query
  if (address.startsWith('https:')) {
    headers.authorization = `Basic ${Buffer.from(`${consumer_key}:${consumer_secret}`).toString('base64')}`
  } else {
    sent = {
      ...query,
      oauth_consumer_key: consumer_key,
      oauth_nonce: randomBytes(12).toString('hex'),
      oauth_signature_method: 'HMAC-SHA256',
      oauth_timestamp: String(Math.floor(Date.parse(now()) / 1000)),
    }
    sent.oauth_signature = signatureOf(method, address, sent, consumer_secret)
  }
  const text = new URLSearchParams(sent).toString()
  const heard = await askOutside(text ? `${address}?${text}` : address, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const answer = exactJsonIn(heard.text)
  if (heard.status >= 200 && heard.status < 300 && typeof answer === 'object' && answer !== null)
    return { status: 'heard', answer, headers: heard.headers }
  const {
    code = `http_${heard.status}`,
    message = heard.text.slice(0, 200),
    data,
  } = (answer ?? {}) as { code?: string; message?: string; data?: unknown }
  const reason = message || 'an empty answer'
  if (heard.status === 429) return { status: 'later', code, reason, retry_after_s: Number(heard.headers?.get('retry-after')) || 1 }
  if (/timestamp/i.test(message)) return { status: 'later', code: 'clock_differs', reason }
  if (heard.status === 401 || heard.status === 403) return { status: 'later', code: 'unauthorized', reason }
  return heard.status >= 400 && heard.status < 500 && answer !== undefined
    ? { status: 'refused', code, reason, data }
    : { status: 'later', code, reason }
}

/** WordPress writes and reads its times without a zone. */
const gmt = (at: string): string => new Date(at).toISOString().slice(0, 19)

async function listed(connection: OpenConnection, { from, to }: Window, page: string | null) {
  const heard = await ask(connection, 'GET', 'orders', {
    ...{ modified_after: gmt(from), modified_before: gmt(new Date(Date.parse(to) + 1000).toISOString()), dates_are_gmt: 'true' },
    ...{ orderby: 'modified', order: 'asc', per_page: String(page_size), page: page ?? '1' },
  })
  if (heard.status !== 'heard') return heard
  const last = Number(heard.headers?.get('x-wp-totalpages') ?? Number.NaN)
  if (!Array.isArray(heard.answer) || !Number.isInteger(last)) {
    const drifts: Drift[] = [
      Array.isArray(heard.answer)
        ? { path: 'X-WP-TotalPages', expected: 'whole', found: 'missing' }
        : { path: '(answer)', expected: 'list', found: typeof heard.answer },
    ]
    return { status: 'later' as const, code: 'contract_broken', reason: 'The answer is no page of orders.', drifts }
  }
  const { count_only, next } = backward(page, last)
  return { status: 'heard' as const, rows: count_only ? [] : (heard.answer as WooOrder[]), next }
}

const kept = ({ meta_data = [] }: WooOrder): string => String(meta_data.find(({ key }) => key === parcels_key)?.value ?? '')

/** Looked at first: an order that was canceled there would be completed without a word. The note to the buyer is written once, because it is read. */
async function sendShipment(connection: OpenConnection, { external_no, parcels }: ShipmentCall): Promise<Told> {
  const path = `orders/${external_no}`
  const found = await ask(connection, 'GET', path, {})
  if (found.status !== 'heard') return found
  const order = found.answer as WooOrder
  const value = parcels.map(({ carrier_code, waybill_no }) => `${carrier_code} ${waybill_no}`).join('; ')
  const shippable = order.status === 'processing' || (order.status === 'completed' && kept(order) === value)
  if (!shippable)
    return {
      status: 'refused',
      code: 'not_to_ship',
      reason: `The order is ${order.status} there${kept(order) ? ` with ${kept(order)}` : ''}.`,
    }
  if (order.status === 'processing') {
    const put = await ask(connection, 'PUT', path, {}, { status: 'completed', meta_data: [{ key: parcels_key, value }] })
    if (put.status !== 'heard') return put
  }
  const notes = await ask(connection, 'GET', `${path}/notes`, {})
  if (notes.status !== 'heard') return notes
  if ((notes.answer as { note?: string }[]).some(({ note = '' }) => note.includes(value))) return { status: 'answered' }
  return told(await ask(connection, 'POST', `${path}/notes`, {}, { note: `已发货 Shipped: ${value}`, customer_note: true }))
}

/** All of one product in one request; each answers for itself inside a 200. */
async function setStock(connection: OpenConnection, calls: readonly StockCall[]): Promise<Told[]> {
  const [{ product_no, sku_no }] = calls as [StockCall]
  const update = calls.map((one) => ({ id: Number(one.sku_no ?? one.product_no), manage_stock: true, stock_quantity: one.quantity }))
  const heard = await ask(connection, 'POST', sku_no ? `products/${product_no}/variations/batch` : 'products/batch', {}, { update })
  if (heard.status !== 'heard') return calls.map(() => heard)
  const answers = (heard.answer as { update?: { id?: number; error?: { code?: string; message?: string } }[] }).update ?? []
  return calls.map((_, i): Told => {
    const one = answers[i]
    if (!one) return { status: 'later', code: 'contract_broken', reason: 'The batch answered for fewer than it was given.' }
    return one.error
      ? { status: 'refused', code: one.error.code ?? 'error', reason: one.error.message ?? 'refused' }
      : { status: 'answered' }
  })
}

const html = (text: string): string => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!)
const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p>${html(part.trim()).replace(/\n/g, '<br>')}</p>`)
    .join('\n')

/** The page of a product; its variations share it. */
const pageOf = ({ title, subtitle, points, description, pictures }: ContentCall) => ({
  name: title,
  description: paragraphs(description),
  short_description: `${subtitle ? paragraphs(subtitle) : ''}${points.length > 0 ? `<ul>${points.map((one) => `<li>${html(one)}</li>`).join('')}</ul>` : ''}`,
  ...(pictures.length > 0 ? { images: pictures.map((src) => ({ src })) } : {}),
})

/** A draft with our code. The code is there once: when an answer was lost, the refusal names the product it made. */
async function createListing(connection: OpenConnection, call: ContentCall): Promise<Told<{ product_no: string; sku_no: string | null }>> {
  const heard = await ask(
    connection,
    'POST',
    'products',
    {},
    {
      ...pageOf(call),
      ...{ type: 'simple', status: 'draft', sku: call.outer_code, manage_stock: true, stock_quantity: 0 },
      ...(call.price_minor === null ? {} : { regular_price: decimalText(call.price_minor, connection.currency) }),
    },
  )
  if (heard.status === 'refused' && heard.code === 'product_invalid_sku') {
    const { resource_id } = (heard.data ?? {}) as { resource_id?: number }
    if (resource_id) return { status: 'answered', product_no: String(resource_id), sku_no: null }
  }
  if (heard.status !== 'heard') return heard
  const { id } = heard.answer as { id?: number }
  if (id) return { status: 'answered', product_no: String(id), sku_no: null }
  const drifts = [{ path: 'id', expected: 'whole', found: 'missing' }]
  return { status: 'later', code: 'contract_broken', reason: 'The product has no number.', drifts }
}

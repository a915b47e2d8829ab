import { hash } from 'node:crypto'
import type { MarketplacePort, OpenConnection, ShipmentCall, Told, Window } from '#centers/marketplaces/port.ts'
import { fieldsOf } from '#core/contract.ts'
import { decimalText } from '#core/money.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { addMilliseconds, startOfDay } from '#core/time.ts'
import { entriesOf, type Transaction } from './finances.ts'
import { type AmazonOrder, orderShape, readOrder } from './read.ts'
import { accessToken, forgetToken } from './token.ts'

/** Amazon's Selling Partner API: orders of 2026-01-01 with their items, shipments by v0, stock and prices as patches of a listing. No request is signed; a token opens it for an hour. */
export const amazon: MarketplacePort = {
  platform: 'amazon',
  name: { zh: '亚马逊', en: 'Amazon' },
  endpoint: 'https://sellingpartnerapi-na.amazon.com',
  settings: ['client_id', 'seller_id', 'marketplace_id', 'token_endpoint?'],
  secrets: ['client_secret', 'refresh_token'],
  operations: {
    // A burst of twenty, then one in three minutes: the slowest of all lists, read in wide windows.
    orders: operation('变更订单', 'Changed orders', { calls: 1, per_ms: 180_000 }, fieldsOf(orderShape)),
    shipment: operation('发货确认', 'Shipment', { calls: 2, per_ms: 1000 }),
    stock: operation('库存推送', 'Stock', { calls: 5, per_ms: 1000 }),
    price: operation('价格推送', 'Price', { calls: 5, per_ms: 1000 }),
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
  listOrders,
  listStatement,
  sendShipment,
  async setStock(connection, [call]) {
    const { outer_code, sku_no, product_no, quantity } = call!
    return [
      await patch(connection, outer_code ?? sku_no ?? product_no, '/attributes/fulfillment_availability', [
        { fulfillment_channel_code: 'DEFAULT', quantity },
      ]),
    ]
  },
  setPrice: (connection, { outer_code, sku_no, product_no, price_minor }) =>
    patch(connection, outer_code ?? sku_no ?? product_no, '/attributes/purchasable_offer', [
      {
        marketplace_id: connection.settings.marketplace_id,
        currency: connection.currency,
        our_price: [{ schedule: [{ value_with_tax: Number(decimalText(price_minor, connection.currency)) }] }],
      },
    ]),
}

function operation(zh: string, en: string, budget: { calls: number; per_ms: number }, contract?: ReturnType<typeof fieldsOf>) {
  return { name: { zh, en }, version: '2026-01-01', budget, ...(contract ? { contract } : {}) }
}

type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }
const told = (heard: Heard): Told => (heard.status === 'heard' ? { status: 'answered' } : heard)

async function ask(
  connection: OpenConnection,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  query: Record<string, string>,
  body?: object,
  again = true,
): Promise<Heard> {
  const opened = await accessToken(connection)
  if ('status' in opened) return opened
  const text = new URLSearchParams(query).toString()
  const heard = await askOutside(`${connection.endpoint.replace(/\/+$/, '')}${path}${text ? `?${text}` : ''}`, {
    method,
    headers: {
      'x-amz-access-token': opened.token,
      'x-amz-date': connection.now().replace(/[-:]|\.\d+/g, ''),
      'user-agent': 'Tongshang/1 (Language=TypeScript)',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status === 204) return { status: 'heard', answer: {} }
  const answer = exactJsonIn(heard.text) as { errors?: { code?: string; message?: string; details?: string }[] } | undefined
  if (heard.status === 200 && typeof answer === 'object' && answer !== null)
    return { status: 'heard', answer: answer as Record<string, unknown> }
  const [error] = answer?.errors ?? []
  const reason = error ? [error.message, error.details].filter(Boolean).join(' · ') : heard.text.slice(0, 200) || 'an empty answer'
  const code = error?.code ?? `http_${heard.status}`
  // No Retry-After: the bucket says how fast it fills.
  if (heard.status === 429)
    return {
      status: 'later',
      code,
      reason,
      retry_after_s: Math.min(300, Math.ceil(1 / (Number(heard.headers?.get('x-amzn-ratelimit-limit')) || 1))),
    }
  if (heard.status === 401 || heard.status === 403) {
    // It may have been taken back before its hour was over.
    forgetToken(connection)
    return again ? ask(connection, method, path, query, body, false) : { status: 'later', code: 'unauthorized', reason }
  }
  return error && heard.status >= 400 && heard.status < 500 ? { status: 'refused', code, reason } : { status: 'later', code, reason }
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
  // getOrder wraps it, the list does not.
  const order = ((found.answer as { order?: AmazonOrder }).order ?? found.answer) as AmazonOrder
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

/** HTTP 200 with the status INVALID is a failure. */
async function patch(connection: OpenConnection, sku: string, path: string, value: object[]): Promise<Told> {
  const { seller_id = '', marketplace_id = '' } = connection.settings
  const heard = await ask(
    connection,
    'PATCH',
    `/listings/2021-08-01/items/${encodeURIComponent(seller_id)}/${encodeURIComponent(sku)}`,
    { marketplaceIds: marketplace_id },
    { productType: 'PRODUCT', patches: [{ op: 'replace', path, value }] },
  )
  if (heard.status !== 'heard') return told(heard)
  const { status, issues = [] } = heard.answer as { status?: string; issues?: { code?: string; message?: string }[] }
  if (status === 'ACCEPTED' || status === 'VALID') return { status: 'answered' }
  return {
    status: 'refused',
    code: issues[0]?.code ?? String(status),
    reason: issues
      .map(({ message }) => message)
      .join(' · ')
      .slice(0, 400),
  }
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenConnection } from '#centers/marketplaces/port.ts'
import { openShopify, type ShopifySimulator } from '#simulators/shopify/index.ts'
import { shopify } from './index.ts'
import { readPush, signatureOf } from './push.ts'
import { readOrder, type ShopifyOrder } from './read.ts'

const money = (amount: string) => ({ shopMoney: { amount } })
const order = (more: object = {}): ShopifyOrder => ({
  ...{ id: 'gid://shopify/Order/820982911946154508', name: '#9999', createdAt: '2026-01-02T00:00:00Z', updatedAt: '2026-01-02T00:10:00Z' },
  ...{ cancelledAt: null, currencyCode: 'CNY', displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'UNFULFILLED' },
  ...{ taxesIncluded: false, test: false, note: null, totalPriceSet: money('116.00'), totalShippingPriceSet: money('10.00') },
  shippingAddress: { name: '林小满', phone: null, province: '重庆市', city: '重庆市', address1: '解放碑 9 号' },
  lineItems: {
    pageInfo: { hasNextPage: false },
    nodes: [
      {
        ...{ id: 'gid://shopify/LineItem/5', sku: 'lamp', name: '台灯', variantTitle: null, quantity: 3 },
        ...{ originalUnitPriceSet: money('37.00'), discountAllocations: [{ allocatedAmountSet: money('11.00') }] },
        ...{ taxLines: [{ priceSet: money('6.00') }], variant: { id: 'gid://shopify/ProductVariant/8' }, product: null },
      },
    ],
  },
  ...more,
})

test('discounts go off, taxes that are not in the price come on, an id beyond 2^53 stays exact', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: { external_no: '820982911946154508', total_minor: 11_600, lines: [{ unit_minor: 3_700, amount_minor: 10_600, sku_no: '8' }] },
  }))

test.each([
  [{}, 'to_ship'],
  [{ displayFulfillmentStatus: 'PARTIALLY_FULFILLED' }, 'partly_shipped'],
  [{ displayFulfillmentStatus: 'FULFILLED' }, 'shipped'],
  [{ displayFulfillmentStatus: 'ON_HOLD' }, 'blocked'],
  [{ displayFulfillmentStatus: 'FULFILLMENT_NOT_REQUIRED' }, 'unknown'],
  [{ displayFinancialStatus: 'AUTHORIZED' }, 'unpaid'],
  [{ displayFinancialStatus: 'REFUNDED' }, 'canceled'],
  [{ cancelledAt: '2026-01-02T00:10:00Z' }, 'canceled'],
  [{ test: true }, 'unknown'],
] as const)('%j is %s', (more, status) => expect(readOrder(order(more))).toMatchObject({ trade: { status } }))

test('a changed field is named', () =>
  expect(readOrder(order({ totalPriceSet: money('n/a') }))).toMatchObject({ drifts: [{ path: 'totalPriceSet.shopMoney.amount' }] }))

let shop: ShopifySimulator
let connection: OpenConnection
let now_ms = Date.parse('2026-04-06T01:00:00Z')
beforeAll(async () => {
  shop = await openShopify({ access_token: 'shpat_demo', now: () => now_ms, restore_rate: 100 })
  connection = {
    ...{ connection_id: 's', channel_id: 's', endpoint: shop.url, currency: 'CNY', settings: { location_id: '1' } },
    ...{ secrets: { access_token: 'shpat_demo' }, now: () => new Date(now_ms).toISOString() },
  }
  const lines = Array.from({ length: 7 }, (_, i) => ({
    ...{ product_no: '7', sku_no: `8${i}`, outer_code: 'lamp', title: '台灯', quantity: 1, unit: 100 },
  }))
  shop.market.sell({ no: '1001', lines })
  for (let i = 0; i < 60; i++) shop.market.sell({ no: String(2000 + i), lines: lines.slice(0, 1), at_ms: now_ms - i * 1000 })
})
afterAll(() => shop.close())
const window = { from: '2026-04-06T00:00:00Z', to: '2026-04-06T02:00:00Z' }

test('pages follow each other by cursor; an order with many lines is asked for alone', async () => {
  const numbers: string[] = []
  const heads: string[] = []
  for (let page: string | null = null, more = true; more; ) {
    const told = await shopify.listOrders(connection, window, page)
    if (told.status !== 'answered') throw new Error(told.reason)
    numbers.push(...told.trades.map((read) => (read.status === 'read' ? read.trade.external_no : '?')))
    heads.push(...(told.heads ?? []).map(({ external_no }) => external_no))
    page = told.next
    more = page !== null
  }
  expect(heads).toEqual(['1001'])
  expect(numbers.sort()).toEqual(Array.from({ length: 60 }, (_, i) => String(2000 + i)))
  expect(await shopify.findOrder!(connection, '1001')).toMatchObject({ trade: { status: 'read', trade: { lines: { length: 7 } } } })
})

test('an empty bucket names how long to wait', async () => {
  const told = []
  for (let i = 0; i < 8; i++) told.push(await shopify.listOrders(connection, window, null))
  const limited = told.filter(({ status }) => status === 'later')
  expect(limited.length).toBeGreaterThan(0)
  for (const one of limited) expect(one).toMatchObject({ code: 'limited', retry_after_s: expect.any(Number) })
  now_ms += 20_000
  expect(await shopify.listOrders(connection, window, null)).toMatchObject({ status: 'answered' })
})

test('more than remains and an unknown variant are refused by name; a parcel told twice is told once', async () => {
  now_ms += 20_000
  const parcel = { carrier_code: 'SF Express', waybill_no: 'SF1', lines: [{ line_no: '200001', quantity: 1, of: 1, before: 0 }] }
  const call = { key: 'k', external_no: '2000', parcels: [parcel], whole: true, first: true }
  expect(
    await shopify.sendShipment!(connection, {
      ...call,
      parcels: [{ ...parcel, lines: [{ line_no: '200001', quantity: 2, of: 2, before: 0 }] }],
    }),
  ).toMatchObject({
    code: 'nothing_remains',
  })
  expect(await shopify.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(await shopify.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(shop.counts.get('fulfillmentCreate')).toBe(1)
  const stock = (sku_no: string, quantity: number) => ({ key: 'x', product_no: '7', sku_no, outer_code: null, quantity })
  expect(await shopify.setStock!(connection, [stock('81', 4), stock('none', 4)])).toMatchObject([
    { status: 'answered' },
    { code: 'unknown_variant' },
  ])
  expect(shop.market.stock.get('81')).toBe(4)
  expect(await shopify.setStock!({ ...connection, settings: { location_id: '9' } }, [stock('81', 5)])).toMatchObject([
    { code: 'user_error' },
  ])
  expect(await shopify.setPrice!(connection, { product_no: '7', sku_no: '81', outer_code: null, price_minor: 1_250 })).toEqual({
    status: 'answered',
  })
  expect(shop.market.prices.get('81')).toBe(1_250)
})

test('a mutation of stock without a key is refused from 2026-04 on, and the same key happens once', async () => {
  const send = async (version: string, directive: string) => {
    const query = `mutation { inventorySetQuantities(input: { name: "available", reason: "correction", quantities: [
      { inventoryItemId: "gid://shopify/InventoryItem/81", locationId: "gid://shopify/Location/1", quantity: 9, changeFromQuantity: 4 } ] }) ${directive} { userErrors { message } } }`
    const answer = await fetch(`${shop.url}/admin/api/${version}/graphql.json`, {
      method: 'POST',
      headers: { 'x-shopify-access-token': 'shpat_demo' },
      body: JSON.stringify({ query }),
    })
    return (await answer.json()) as { errors?: { message: string }[]; data?: { inventorySetQuantities: { userErrors: unknown[] } } }
  }
  expect((await send('2026-07', '')).errors![0]!.message).toContain('@idempotent')
  for (let i = 0; i < 2; i++) expect((await send('2026-07', '@idempotent(key: "k1")')).data!.inventorySetQuantities.userErrors).toEqual([])
  expect((await send('2026-07', '@idempotent(key: "k2")')).data!.inventorySetQuantities.userErrors).toHaveLength(1)
})

test('a push is proved by its signature, of the secret before too, and belongs to one shop', () => {
  const text = '{"id":820982911946154508,"name":"#9999","total_price":"199.00"}'
  const pushed = (more: object = {}, secrets: object = { client_secret: 'shpss_demo_secret' }, body = text) =>
    readPush({ endpoint: 'https://demo-shop.myshopify.com', settings: {}, secrets } as never, {
      headers: {
        ...{ 'x-shopify-hmac-sha256': 'jdFeqWAH6SnUdxSKHbVOYQPc4r4p58X+yHQ0xKoBsBo=', 'x-shopify-topic': 'orders/updated' },
        ...{ 'x-shopify-shop-domain': 'demo-shop.myshopify.com', 'x-shopify-event-id': 'e1', 'x-shopify-webhook-id': 'w1' },
        ...more,
      },
      body: Buffer.from(body),
    })
  expect(pushed()).toEqual({
    status: 'read',
    messages: [{ push_no: 'e1', topic: 'orders/updated', of: 'order', external_no: '820982911946154508', modified_at: null }],
  })
  expect(pushed({}, { client_secret: 'new', client_secret_before: 'shpss_demo_secret' })).toMatchObject({ status: 'read' })
  expect(pushed({}, { client_secret: 'new' })).toMatchObject({ code: 'signature_invalid' })
  expect(pushed({}, undefined, `${text} `)).toMatchObject({ code: 'signature_invalid' })
  expect(pushed({}, {})).toMatchObject({ code: 'secret_missing' })
  expect(pushed({ 'x-shopify-shop-domain': 'other.myshopify.com' })).toMatchObject({ code: 'not_this_shop' })
  // What is not followed is taken and passed over.
  expect(pushed({ 'x-shopify-topic': 'inventory_levels/update' })).toMatchObject({ messages: [{ external_no: null }] })
  const broken = '[1'
  expect(pushed({ 'x-shopify-hmac-sha256': signatureOf(broken, 'shpss_demo_secret') }, undefined, broken)).toMatchObject({
    code: 'body_unreadable',
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenConnection } from '#centers/marketplaces/port.ts'
import { type AmazonSimulator, openAmazon } from '#simulators/amazon/index.ts'
import { amazon } from './index.ts'
import { readOrderV0 } from './orders-v0.ts'
import { type AmazonOrder, readOrder } from './read.ts'

const money = (amount: string) => ({ amount, currencyCode: 'USD' })
const order = (more: object = {}): AmazonOrder => ({
  ...{ orderId: '702-0000001-0000001', createdTime: '2026-01-02T00:00:00Z', lastUpdatedTime: '2026-01-02T00:10:00Z' },
  fulfillment: { fulfillmentStatus: 'UNSHIPPED' },
  proceeds: { grandTotal: money('26.50') },
  recipient: { deliveryAddress: { name: 'Ann Lee', stateOrRegion: 'WA', city: 'Seattle', addressLine1: '410 Terry Ave N' } },
  orderItems: [
    {
      ...{ orderItemId: '1', quantityOrdered: 3, product: { asin: 'B01', sellerSku: 'lamp', title: 'Lamp' } },
      proceeds: {
        proceedsTotal: money('26.50'),
        breakdowns: [
          { type: 'ITEM', subtotal: money('20.00') },
          { type: 'SHIPPING', subtotal: money('6.50') },
        ],
      },
    },
  ],
  ...more,
})

test('freight stands inside what an item brings in', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: { total_minor: 2_650, freight_minor: 650, lines: [{ amount_minor: 2_000, unit_minor: 667, outer_code: 'lamp' }] },
  }))

test.each([
  ['UNSHIPPED', 'to_ship'],
  ['PENDING', 'unpaid'],
  ['PARTIALLY_SHIPPED', 'partly_shipped'],
  ['CANCELLED', 'canceled'],
  ['UNFULFILLABLE', 'blocked'],
  ['SOMETHING_NEW', 'unknown'],
] as const)('%s is %s', (fulfillmentStatus, status) =>
  expect(readOrder(order({ fulfillment: { fulfillmentStatus } }))).toMatchObject({ trade: { status } }),
)

test('a pending order has no prices and is read all the same; a changed field is named', () => {
  expect(readOrder(order({ proceeds: undefined, fulfillment: { fulfillmentStatus: 'PENDING' } }))).toMatchObject({ status: 'read' })
  expect(readOrder(order({ proceeds: { total: 1 } }))).toMatchObject({ drifts: [{ path: 'proceeds.grandTotal' }] })
})

let seller: AmazonSimulator
let connection: OpenConnection
let now_ms = Date.parse('2026-04-06T01:00:00Z')
beforeAll(async () => {
  const keys = { client_id: 'c', client_secret: 's', refresh_token: 'Atzr|unit', seller_id: 'A1', marketplace_id: 'M1' }
  seller = await openAmazon({ ...keys, now: () => now_ms })
  connection = {
    ...{ connection_id: 'a', channel_id: 'a', endpoint: seller.url, currency: 'USD', now: () => new Date(now_ms).toISOString() },
    settings: { client_id: 'c', seller_id: 'A1', marketplace_id: 'M1', token_endpoint: `${seller.url}/auth/o2/token` },
    secrets: { client_secret: 's', refresh_token: 'Atzr|unit' },
  }
  const line = { product_no: '7', sku_no: '8', outer_code: 'lamp', title: 'Lamp', quantity: 2, unit: 1_000 }
  for (let i = 0; i < 150; i++) seller.market.sell({ lines: [line], freight: 500, at_ms: now_ms - i * 1000 })
})
afterAll(() => seller.close())
const window = { from: '2026-04-06T00:00:00Z', to: '2026-04-06T02:00:00Z' }

test('pages follow each other by a token that belongs to its question', async () => {
  const first = await amazon.listOrders(connection, window, null)
  if (first.status !== 'answered') throw new Error(first.reason)
  const second = await amazon.listOrders(connection, window, first.next)
  expect([first.trades.length, second.status === 'answered' && second.trades.length]).toEqual([100, 50])
  expect(await amazon.listOrders(connection, { ...window, from: '2026-04-05T00:00:00Z' }, first.next)).toMatchObject({
    status: 'refused',
    code: 'InvalidInput',
  })
})

test('a token is asked for once an hour, and anew when it was taken back; a wrong consent is named', async () => {
  now_ms += 3_590_000
  expect(await amazon.listOrders(connection, window, null)).toMatchObject({ status: 'answered' })
  const other = { ...connection, secrets: { ...connection.secrets, refresh_token: 'Atzr|none' } }
  expect(await amazon.listOrders(other, window, null)).toMatchObject({ status: 'later', code: 'unauthorized' })
})

test('a package told twice is one; parts are counted; what is not there is refused', async () => {
  const [sold] = seller.market.trades.values()
  const parcel = {
    carrier_code: 'SF Express',
    waybill_no: 'SF1',
    lines: [{ line_no: sold!.lines[0]!.line_no, quantity: 1, of: 1, before: 0 }],
  }
  const call = { key: 'k', external_no: sold!.no, parcels: [parcel], whole: false, first: true }
  expect(await amazon.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(await amazon.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(seller.counts.get('confirmShipment')).toBe(1)
  const rest = { ...call, parcels: [{ ...parcel, waybill_no: 'SF2', lines: [{ ...parcel.lines[0]!, quantity: 2 }] }] }
  expect(await amazon.sendShipment!(connection, rest)).toMatchObject({ status: 'refused', code: 'InvalidInput' })
  expect(await amazon.sendShipment!(connection, { ...rest, parcels: [{ ...parcel, waybill_no: 'SF2' }] })).toEqual({ status: 'answered' })
  expect(seller.market.trades.get(sold!.no)!.status).toBe('shipped')
})

test('HTTP 200 with INVALID is a failure', async () => {
  const stock = { key: 'x', product_no: 'B07', sku_no: 'lamp', outer_code: 'lamp' }
  expect(await amazon.setStock!(connection, [{ ...stock, quantity: 5 }])).toEqual([{ status: 'answered' }])
  expect(seller.market.stock.get('8')).toBe(5)
  expect(await amazon.setStock!(connection, [{ ...stock, quantity: -1 }])).toMatchObject([{ status: 'refused', code: '90220' }])
  expect(await amazon.setPrice!(connection, { ...stock, price_minor: 1_999 })).toEqual({ status: 'answered' })
  expect(seller.market.prices.get('8')).toBe(1_999)
})

const v0 = { Amount: '0', CurrencyCode: 'USD' }
const orderV0 = (more: object = {}) => ({
  ...{ AmazonOrderId: '702-1', PurchaseDate: '2026-01-02T00:00:00Z', LastUpdateDate: '2026-01-02T00:10:00Z', OrderStatus: 'Unshipped' },
  OrderTotal: { ...v0, Amount: '26.50' },
  ...more,
})
const itemV0 = (more: object = {}) => ({
  ...{ ASIN: 'B01', OrderItemId: '1', QuantityOrdered: 3, SellerSKU: 'lamp', Title: 'Lamp', ItemPrice: { ...v0, Amount: '21.00' } },
  ...{ PromotionDiscount: { ...v0, Amount: '1.00' }, ShippingPrice: { ...v0, Amount: '6.50' }, ItemTax: { ...v0, Amount: '1.80' } },
  ...more,
})

test('v0 tells prices of lines; taxes count where the total says so; what is canceled is ordered no more', () => {
  expect(readOrderV0(orderV0(), [itemV0()], '702-1')).toMatchObject({
    trade: { total_minor: 2_650, freight_minor: 650, lines: [{ amount_minor: 2_000, unit_minor: 700, quantity: 3 }] },
  })
  const taxed = orderV0({ OrderTotal: { ...v0, Amount: '28.30' } })
  expect(readOrderV0(taxed, [itemV0()], '702-1')).toMatchObject({ trade: { lines: [{ amount_minor: 2_180 }] } })
  expect(readOrderV0(orderV0(), [itemV0(), itemV0({ QuantityOrdered: 0, ItemPrice: undefined })], '702-1')).toMatchObject({
    trade: { lines: [{ closed: false }, { closed: true }] },
  })
  const asked = itemV0({ BuyerRequestedCancel: { IsBuyerRequestedCancel: 'true' } })
  expect(readOrderV0(orderV0({ OrderStatus: 'Canceled' }), [asked], '702-1')).toMatchObject({
    trade: { status: 'canceled', refund_asked: true },
  })
  expect(
    readOrderV0(orderV0({ OrderTotal: undefined, OrderStatus: 'Pending' }), [itemV0({ ItemPrice: undefined })], '702-1'),
  ).toMatchObject({
    trade: { status: 'unpaid' },
  })
  expect(readOrderV0(orderV0(), [itemV0({ OrderItemId: undefined })], '702-1')).toMatchObject({
    drifts: [{ path: 'OrderItems[].OrderItemId' }],
  })
})

test('v0 lists heads, and shows an address only to a token asked for that order', async () => {
  const old = { ...connection, settings: { ...connection.settings, orders_version: 'v0' } }
  const line = { product_no: '7', sku_no: '8', outer_code: 'lamp', title: 'Lamp', quantity: 1, unit: 1_000 }
  const many = seller.market.sell({ lines: Array.from({ length: 30 }, () => line), freight: 500, at_ms: now_ms - 180_000 })
  const fresh = seller.market.sell({ lines: [line], at_ms: now_ms - 5_000 })
  const until = new Date(now_ms - 3_000).toISOString()
  const heads: string[] = []
  let page: string | null = null
  do {
    const told = await amazon.listOrders(old, { from: window.from, to: until }, page)
    if (told.status !== 'answered') throw new Error(told.reason)
    heads.push(...(told.heads ?? []).map(({ external_no }) => external_no))
    page = told.next
  } while (page !== null)
  expect(heads).toContain(many.no)
  // Of the last two minutes nothing is told yet; the next window overlaps by five.
  expect(heads).not.toContain(fresh.no)
  const found = await amazon.findOrder!(old, many.no)
  expect(found).toMatchObject({ trade: { trade: { total_minor: 30_500, buyer_name: '林小满', address: { city: '重庆市' } } } })
  expect(found.status === 'answered' && found.trade.status === 'read' && found.trade.trade.lines.length).toBe(30)
  expect(seller.counts.get('createRestrictedDataToken')).toBe(1)
  expect(await amazon.findOrder!(old, '702-9999999-0000000')).toMatchObject({ status: 'refused', code: 'NotFound' })
})

test('a listing goes off sale by losing its offer, and on sale by getting one with its price', async () => {
  const sale = { product_no: 'B07', quantity: 1, skus: [{ sku_no: 'lamp', outer_code: 'lamp', price_minor: 1_500 }] }
  expect(await amazon.setOnSale!(connection, { ...sale, on_sale: false })).toEqual({ status: 'answered' })
  expect(seller.market.on_sale.get('8')).toBe(false)
  expect(await amazon.setOnSale!(connection, { ...sale, on_sale: true })).toEqual({ status: 'answered' })
  expect([seller.market.on_sale.get('8'), seller.market.prices.get('8')]).toEqual([true, 1_500])
  const free = { ...sale, skus: [{ ...sale.skus[0]!, price_minor: null }] }
  expect(await amazon.setOnSale!(connection, { ...free, on_sale: true })).toMatchObject({ status: 'refused', code: 'price_missing' })
})

test('Amazon refuses what is beyond its buckets, and says how fast they fill', async () => {
  const strict = await openAmazon({
    client_id: 'c',
    client_secret: 's',
    refresh_token: 'Atzr|strict',
    seller_id: 'A1',
    marketplace_id: 'M1',
    now: () => now_ms,
    own_limits: true,
  })
  const other = {
    ...connection,
    endpoint: strict.url,
    settings: { ...connection.settings, token_endpoint: `${strict.url}/auth/o2/token` },
    secrets: { client_secret: 's', refresh_token: 'Atzr|strict' },
  }
  const answers: string[] = []
  for (let i = 0; i < 21; i++) answers.push((await amazon.listOrders(other, window, null)).status)
  expect([answers.filter((status) => status === 'answered').length, answers.at(-1)]).toEqual([20, 'later'])
  // One in three minutes.
  now_ms += 180_000
  expect(await amazon.listOrders(other, window, null)).toMatchObject({ status: 'answered' })
  expect(await amazon.listOrders(other, window, null)).toMatchObject({ status: 'later', code: 'QuotaExceeded' })
  await strict.close()
})

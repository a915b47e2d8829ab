import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenConnection } from '#centers/marketplaces/port.ts'
import { type AmazonSimulator, openAmazon } from '#simulators/amazon/index.ts'
import { amazon } from './index.ts'
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
  const parcel = { carrier_code: 'SF Express', waybill_no: 'SF1', lines: [{ line_no: sold!.lines[0]!.line_no, quantity: 1 }] }
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

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenConnection } from '#centers/marketplaces/port.ts'
import { type FenxiaoSimulator, openFenxiao } from '#simulators/fenxiao/index.ts'
import { fenxiao } from './index.ts'
import { type PurchaseOrder, readPurchase } from './read.ts'

const sub = (more: object = {}) => ({
  ...{
    fenxiao_id: '9007199254740995',
    item_id: 7,
    sku_id: 8,
    item_outer_id: 'tea',
    sku_outer_id: 'tea-s',
    title: '茶',
    num: 2,
    price: '30.00',
  },
  ...{ total_fee: '60.00', distributor_payment: '58.00', buyer_payment: '99.00', status: 'WAIT_SELLER_SEND_GOODS' },
  ...more,
})
const purchase = (more: object = {}, subs: object[] = [sub()]) =>
  ({
    ...{
      fenxiao_id: '9007199254740993',
      status: 'WAIT_SELLER_SEND_GOODS',
      created: '2026-01-02 00:00:00',
      modified: '2026-01-02 00:10:00',
    },
    ...{ total_fee: '60.00', post_fee: '8.00', distributor_payment: '66.00', buyer_payment: '120.00', memo: '送楼上' },
    receiver: {
      name: '林**',
      mobile_phone: '138****0000',
      state: '重庆市',
      city: '重庆市',
      district: '渝中区',
      address: '解放碑',
      oaid: 'k',
    },
    sub_purchase_orders: { sub_purchase_order: subs },
    ...more,
  }) as unknown as PurchaseOrder

test('our price is what the distributor pays, freight beside it; what its buyer paid is not ours', () =>
  expect(readPurchase(purchase())).toMatchObject({
    status: 'read',
    trade: {
      ...{ external_no: '9007199254740993', total_minor: 6_600, freight_minor: 800, masked_key: 'k', buyer_phone: null },
      ...{ placed_at: '2026-01-01T16:00:00.000Z', buyer_message: '送楼上' },
      lines: [{ line_no: '9007199254740995', product_no: '7', sku_no: '8', outer_code: 'tea-s', unit_minor: 3_000, amount_minor: 5_800 }],
    },
  }))

test.each([
  ['WAIT_BUYER_PAY', 'unpaid', false],
  ['WAIT_SELLER_CONFIRM_PAY', 'unpaid', false],
  ['PAID_FORBID_CONSIGN', 'blocked', false],
  ['WAIT_SELLER_SEND_GOODS', 'to_ship', false],
  ['TRADE_REFUNDING', 'to_ship', true],
  ['WAIT_BUYER_CONFIRM_GOODS', 'shipped', false],
  ['WAIT_BUYER_CONFIRM_GOODS_ACOUNTED', 'shipped', false],
  ['PAY_ACOUNTED_GOODS_CONFIRM', 'shipped', false],
  ['PAY_WAIT_ACOUNT_GOODS_CONFIRM', 'finished', false],
  ['TRADE_REFUNDED', 'canceled', false],
  ['TRADE_CLOSED', 'canceled', false],
  ['SOMETHING_NEW', 'unknown', false],
] as const)('%s is %s', (status, state, refund_asked) =>
  expect(readPurchase(purchase({ status }))).toMatchObject({ trade: { status: state, refund_asked } }),
)

test('money asked back of what left already ships nothing again; a closed line is never shipped', () => {
  expect(readPurchase(purchase({ status: 'TRADE_REFUNDING', logistics_id: 'SF1' }))).toMatchObject({ trade: { status: 'shipped' } })
  expect(readPurchase(purchase({}, [sub(), sub({ fenxiao_id: 2, status: 'TRADE_REFUNDED' })]))).toMatchObject({
    trade: { lines: [{ closed: false }, { closed: true }] },
  })
  expect(readPurchase(purchase({}, [sub({ num: undefined })]))).toMatchObject({
    status: 'unreadable',
    drifts: [{ path: 'sub_purchase_orders.sub_purchase_order[].num', found: 'missing' }],
  })
})

let top: FenxiaoSimulator
let connection: OpenConnection
const now_ms = Date.parse('2026-04-06T01:00:00Z')
beforeAll(async () => {
  top = await openFenxiao({ app_key: 'k', app_secret: 'secret', session: 's', now: () => now_ms })
  connection = {
    ...{ connection_id: 'f', channel_id: 'f', endpoint: top.url, currency: 'CNY', now: () => new Date(now_ms).toISOString() },
    ...{ settings: { app_key: 'k' }, secrets: { app_secret: 'secret', session: 's' } },
  }
  const line = { product_no: '7', sku_no: '8', outer_code: 'tea', title: '茶', quantity: 2, unit: 1_000 }
  for (let i = 0; i < 120; i++) top.market.sell({ lines: [line], at_ms: now_ms - i * 1000 })
})
afterAll(() => top.close())
const window = { from: '2026-04-06T00:00:00Z', to: '2026-04-06T01:00:00Z' }

test('pages of fifty are read from the last to the first, and none is lost', async () => {
  const seen = new Set<string>()
  let page: string | null = null
  do {
    const told = await fenxiao.listOrders(connection, window, page)
    if (told.status !== 'answered') throw new Error(told.reason)
    for (const read of told.trades) if (read.status === 'read') seen.add(read.trade.external_no)
    page = told.next
  } while (page !== null)
  expect(seen.size).toBe(120)
  const wide = { ...window, from: '2026-03-29T00:00:00Z' }
  expect(await fenxiao.listOrders(connection, wide, '1')).toMatchObject({ status: 'refused', code: 'isv.invalid-parameter:end_created' })
})

test('a wrong secret, a session that ended and a clock that is off are told apart', async () => {
  const wrong = { ...connection, secrets: { ...connection.secrets, app_secret: 'other' } }
  expect(await fenxiao.listOrders(wrong, window, null)).toMatchObject({ status: 'later', code: 'unauthorized' })
  const off = { ...connection, now: () => new Date(now_ms - 700_000).toISOString() }
  expect(await fenxiao.listOrders(off, window, null)).toMatchObject({ status: 'later', code: 'clock_differs' })
})

test('shipped twice with our number is shipped; with another it is refused with what the platform knows', async () => {
  const [sold] = top.market.trades.values()
  const parcel = { carrier_code: 'SF', waybill_no: 'SF1001', lines: [{ line_no: sold!.lines[0]!.line_no, quantity: 2, of: 2, before: 0 }] }
  const call = { key: 'k', external_no: sold!.no, parcels: [parcel], whole: true, first: true }
  expect(await fenxiao.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(await fenxiao.sendShipment!(connection, call)).toEqual({ status: 'answered' })
  expect(await fenxiao.sendShipment!(connection, { ...call, parcels: [{ ...parcel, waybill_no: 'SF2002' }] })).toMatchObject({
    status: 'refused',
    reason: expect.stringContaining('the platform knows SF1001'),
  })
  expect(await fenxiao.sendShipment!(connection, { ...call, external_no: '1' })).toMatchObject({ code: expect.stringMatching(/:B01$/) })
  expect(await fenxiao.findOrder!(connection, sold!.no)).toMatchObject({ trade: { trade: { status: 'shipped' } } })
  expect(await fenxiao.findOrder!(connection, '1')).toMatchObject({ status: 'refused', code: 'unknown_order' })
})

test('our word that an order was paid is taken once, and only where it is waited for', async () => {
  const line = { product_no: '7', sku_no: '8', outer_code: 'tea', title: '茶', quantity: 1, unit: 1_000 }
  const [asked, plain] = [0, 1].map(() => top.market.sell({ status: 'unpaid', lines: [line] }).no) as [string, string]
  top.paysOtherwise(asked)
  expect(await fenxiao.confirmPaid!(connection, asked, 'x'.repeat(100))).toMatchObject({ code: 'isv.invalid-parameter:confirm_remark' })
  expect(await fenxiao.confirmPaid!(connection, asked, '已收款')).toEqual({ status: 'answered' })
  expect(await fenxiao.confirmPaid!(connection, asked, '已收款')).toEqual({ status: 'answered' })
  expect(await fenxiao.confirmPaid!(connection, plain, '已收款')).toMatchObject({ code: 'isv.purchase-order-status-error' })
  expect(await fenxiao.confirmPaid!(connection, '1', '已收款')).toMatchObject({ code: 'isv.purchase-order-not-exist' })
})

test('stock of a product without SKUs is absolute; with SKUs it is not offered', async () => {
  const stock = { key: 'x', product_no: '7', outer_code: null }
  expect(await fenxiao.setStock!(connection, [{ ...stock, sku_no: null, quantity: 5 }])).toEqual([{ status: 'answered' }])
  expect(top.market.stock.get('7')).toBe(5)
  expect(await fenxiao.setStock!(connection, [{ ...stock, sku_no: null, quantity: -1 }])).toMatchObject([{ status: 'refused' }])
  expect(await fenxiao.setStock!(connection, [{ ...stock, sku_no: '8', quantity: 5 }])).toMatchObject([{ code: 'not_offered' }])
})

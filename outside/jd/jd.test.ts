import { expect, test } from 'vitest'
import type { RefundTold } from '#centers/marketplaces/port.ts'
import { openJd } from '#simulators/jd/index.ts'
import { jd } from './index.ts'
import { readOrder } from './read.ts'
import { parameterText, signatureOf } from './sign.ts'

const system = { access_token: 'tok-demo-1', app_key: 'JDKEY0001', timestamp: '2026-01-02 00:31:05', v: '2.0' }

test('the signatures of the wire facts', () => {
  const search =
    '{"dateType":0,"end_date":"2026-01-02 00:30:00","optional_fields":"orderId,orderState,modified,itemInfoList","order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"50","sortType":1,"start_date":"2026-01-02 00:00:00"}'
  expect(signatureOf({ ...system, method: 'jingdong.pop.order.enSearch', '360buy_param_json': search }, 'demoSecretJd')).toBe(
    '7B051CAFD3FF782CB2372CAF7E12B293',
  )
  const ship = parameterText({ orderId: 1_234_567_890, logiNo: 'SF1000000000001', logiCoprId: '467' })
  expect(ship).toBe('{"logiCoprId":"467","logiNo":"SF1000000000001","orderId":1234567890}')
  expect(signatureOf({ ...system, method: 'jingdong.pop.order.shipment', '360buy_param_json': ship }, 'demoSecretJd')).toBe(
    '3B82EE357043802202CFB0E512B88A88',
  )
})

const order = (more: object = {}) =>
  ({
    ...{
      orderId: '300000001',
      orderState: 'WAIT_SELLER_STOCK_OUT',
      orderStartTime: '2026-01-02 00:00:00',
      modified: '2026-01-02 00:10:00',
    },
    ...{ orderSellerPrice: '100.00', freightPrice: '6.00' },
    consigneeInfo: {
      fullname: '林小满',
      mobile: 'AgSimabc',
      province: '重庆市',
      city: '重庆市',
      county: '渝中区',
      fullAddress: '重庆市重庆市渝中区解放碑 1 号',
    },
    itemInfoList: [1, 2, 3].map((n) => ({ skuId: String(n), outerSkuId: `s${n}`, skuName: '台灯', jdPrice: '40.00', itemTotal: '1' })),
    ...more,
  }) as never

const coupon = (couponType: string, couponPrice: string) => ({ orderId: '300000001', skuId: '', couponType, couponPrice })

test('what the seller gives off is shared to the cent, and ciphertext is no phone', () => {
  const read = readOrder(order())
  expect(read).toMatchObject({
    status: 'read',
    trade: { total_minor: 10_600, buyer_phone: null, masked_key: 'jd:300000001', address: { street: '解放碑 1 号' } },
  })
  expect(read.status === 'read' && read.trade.lines.map(({ amount_minor }) => amount_minor)).toEqual([3_334, 3_333, 3_333])
})

test.each([
  ['a coupon of JD and beans are paid by JD', [coupon('41-京东券优惠', '10.00'), coupon('39-京豆优惠', '0.01')], [334, 334, 333]],
  [
    'a gift card is the buyer’s money, the shop’s own coupon the seller’s',
    [coupon('52-礼品卡优惠', '10.00'), coupon('100-店铺优惠', '9.00')],
    [],
  ],
  ['no more than the goods cost', [coupon('34-手机红包', '900.00')], [3_334, 3_333, 3_333]],
  ['none were told', undefined, []],
])('%s', (_name, couponDetailList, subsidies) => {
  const read = readOrder(order({ couponDetailList }))
  expect(read.status === 'read' && read.trade.total_minor).toBe(10_600)
  expect(read.status === 'read' && read.trade.lines.flatMap(({ subsidy_minor }) => subsidy_minor ?? [])).toEqual(subsidies)
})

test.each([
  ['LOCKED', 'blocked'],
  ['WAIT_GOODS_RECEIVE_CONFIRM', 'shipped'],
  ['TRADE_CANCELED', 'canceled'],
  ['NEW_ONE', 'unknown'],
] as const)('%s is %s', (orderState, status) => expect(readOrder(order({ orderState }))).toMatchObject({ trade: { status } }))

test('a missing field is named', () =>
  expect(readOrder(order({ orderSellerPrice: undefined }))).toMatchObject({
    drifts: [{ path: 'orderSellerPrice', expected: 'amount', found: 'missing' }],
  }))

test('cases are read by approval over the widest time, the last page first; 13 is paid back, 14 is not', async () => {
  let now_ms = Date.parse('2026-04-06T01:00:00Z')
  const shop = await openJd({ app_key: 'k', app_secret: 's', access_token: 't', now: () => now_ms })
  const connection = {
    ...{ connection_id: 'j', channel_id: 'j', endpoint: shop.url, currency: 'CNY', now: () => new Date(now_ms).toISOString() },
    ...{ settings: { app_key: 'k' }, secrets: { app_secret: 's', access_token: 't' } },
  }
  const line = { product_no: '7', sku_no: '8', outer_code: 'lamp', title: '台灯', quantity: 1, unit: 1_000 }
  const cases = Array.from({ length: 60 }, () => shop.market.askRefund(shop.market.sell({ lines: [line] }).no))
  const read = async () => {
    const window = { from: new Date(now_ms - 60_000).toISOString(), to: new Date(now_ms).toISOString() }
    const refunds: RefundTold[] = []
    let page: string | null = null
    do {
      const told: Awaited<ReturnType<NonNullable<typeof jd.listRefunds>>> = await jd.listRefunds!(connection, window, page)
      if (told.status !== 'answered') throw new Error(told.reason)
      refunds.push(...told.refunds)
      page = told.next
    } while (page !== null)
    return refunds
  }
  expect(await read()).toEqual([])
  for (const one of cases) shop.approve(one.no)
  expect((await read()).map(({ state }) => state)).toEqual(cases.map(() => 'returning'))
  // Paid back days later: the same case, found by when it was approved.
  now_ms += 3 * 86_400_000
  shop.market.endRefund(cases[0]!.no, 'done')
  shop.market.endRefund(cases[1]!.no, 'closed')
  const refunds = await read()
  const of = (one: (typeof cases)[number]) => refunds.find(({ external_no }) => external_no === one.trade_no)
  expect(of(cases[0]!)).toMatchObject({ state: 'done', amount_minor: 1_000, modified_at: new Date(now_ms).toISOString() })
  expect(of(cases[1]!)).toMatchObject({ state: 'closed', amount_minor: 0 })
  expect(new Set(refunds.map(({ refund_no }) => refund_no)).size).toBe(60)
  await shop.close()
})

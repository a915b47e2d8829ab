import { expect, test } from 'vitest'
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

test('what the seller gives off is shared to the cent, and ciphertext is no phone', () => {
  const read = readOrder(order())
  expect(read).toMatchObject({
    status: 'read',
    trade: { total_minor: 10_600, buyer_phone: null, masked_key: 'jd:300000001', address: { street: '解放碑 1 号' } },
  })
  expect(read.status === 'read' && read.trade.lines.map(({ amount_minor }) => amount_minor)).toEqual([3_334, 3_333, 3_333])
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

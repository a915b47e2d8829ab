import { expect, test } from 'vitest'
import { readOrder } from './read.ts'
import { signatureOf } from './sign.ts'

test('the signature of the wire facts', () => {
  const request = {
    ...{ appKey: 'YK1', sessionKey: 'YSESS', format: 'json', ver: '1.0', method: 'yhd.orders.get', timestamp: '2026-01-02 00:31:05' },
    ...{ curPage: '1', pageRows: '50', dateType: '5', orderStatusList: 'ORDER_WAIT_SEND' },
    ...{ startTime: '2026-01-02 00:00:00', endTime: '2026-01-02 00:30:00' },
  }
  expect(signatureOf(request, 'YSECRET')).toBe('ad2e183e6cfb750ec5ac1cf5b62146b2')
})

const order = (more: object = {}) =>
  ({
    orderDetail: {
      ...{
        orderCode: '45000001',
        orderStatus: 'ORDER_WAIT_SEND',
        updateTime: '2026-01-02 00:10:00',
        orderCreateTime: '2026-01-02 00:00:00',
      },
      ...{ orderAmount: 105, orderDeliveryFee: 5, goodReceiverName: '林小满', goodReceiverMoblie: '13812340000' },
      ...more,
    },
    orderItemList: {
      orderItem: [
        { id: 1, productId: 801, productCName: '台灯', orderItemNum: 1, orderItemPrice: 70 },
        { id: 2, productId: 802, productCName: '灯泡', orderItemNum: 2, orderItemPrice: 20 },
      ],
    },
  }) as never

test('what was given off the order is shared by what the lines are worth, to the cent', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: {
      total_minor: 10_500,
      freight_minor: 500,
      lines: [{ amount_minor: 6_364 }, { amount_minor: 3_636 }],
      buyer_phone: '13812340000',
    },
  }))

test.each([
  ['ORDER_WAIT_PAY', 'unpaid'],
  ['ORDER_TRUNED_TO_DO', 'to_ship'],
  ['ORDER_ON_SENDING', 'shipped'],
  ['ORDER_FINISH', 'finished'],
  ['ORDER_CANCEL', 'canceled'],
  ['ORDER_NEW', 'unknown'],
])('status %s is %s', (orderStatus, status) => expect(readOrder(order({ orderStatus }))).toMatchObject({ trade: { status } }))

test('a field that is gone is named, and the order with it', () =>
  expect(readOrder(order({ orderAmount: undefined }))).toMatchObject({
    ...{ status: 'unreadable', external_no: '45000001', drifts: [{ path: 'orderDetail.orderAmount' }] },
  }))

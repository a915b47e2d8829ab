import { expect, test } from 'vitest'
import { readOrder } from './read.ts'
import { gbkForm, signatureOf } from './sign.ts'

test('the signature of the wire facts', () => {
  const envelope = {
    ...{ app_key: '2100000001', format: 'xml', method: 'dangdang.orders.list.get', session: 'SESSDEMO' },
    ...{ sign_method: 'md5', timestamp: '2026-01-02 00:31:05', v: '1.0' },
  }
  expect(signatureOf(envelope, 'DSECRET')).toBe('8C5B76E76A12BC69F1CB62E46AB273CA')
})

test('a form travels in GBK', () => expect(gbkForm({ name: '顺丰', no: 'SF 1&2' })).toBe('name=%CB%B3%B7%E1&no=SF%201%262'))

const order = (more: object = {}) =>
  ({
    ...{ orderID: '41000000001', orderState: '101', lastModifyTime: '2026-01-02 00:10:00', paymentDate: '2026-01-02 00:00:00' },
    buyerInfo: { goodsMoney: '100.00', postage: '5.00' },
    sendGoodsInfo: { consigneeName: '林小满', consigneeAddr_Province: '重庆市' },
    ItemsList: {
      ItemInfo: [
        { itemID: '801', itemName: '台灯', orderCount: '1', unitPrice: '70.00' },
        { itemID: '802', itemName: '灯泡', orderCount: '2', unitPrice: '20.00' },
      ],
    },
    ...more,
  }) as never

test('what was given off the order is shared by what the lines are worth, to the cent', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: { total_minor: 10_500, freight_minor: 500, lines: [{ amount_minor: 6_364 }, { amount_minor: 3_636 }] },
  }))

test.each([
  ['50', 'blocked'],
  ['100', 'unpaid'],
  ['101', 'to_ship'],
  ['300', 'shipped'],
  ['1000', 'finished'],
  ['-200', 'canceled'],
  ['7', 'unknown'],
])('status %s is %s', (orderState, status) => expect(readOrder(order({ orderState }))).toMatchObject({ trade: { status } }))

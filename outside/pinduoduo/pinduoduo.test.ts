import { expect, test } from 'vitest'
import { readOrder } from './read.ts'
import { signatureOf } from './sign.ts'

test('the signature of the wire facts', () => {
  const request = {
    ...{ type: 'pdd.order.number.list.increment.get', client_id: 'pddcid01', access_token: 'tok-demo-1', data_type: 'JSON', version: 'V1' },
    ...{ end_updated_at: '1767285000', start_updated_at: '1767283200', timestamp: '1767285065', is_lucky_flag: '0', order_status: '1' },
    ...{ refund_status: '5', page: '1', page_size: '100' },
  }
  expect(signatureOf(request, 'demoSecretPdd')).toBe('505912AA8FF513DCFC6C593F5B575964')
})

const order = (more: object = {}) =>
  ({
    ...{
      order_sn: '260102-1',
      order_status: 1,
      refund_status: 1,
      risk_control_status: 0,
      confirm_status: 1,
      pay_amount: 99.9,
      platform_discount: 5,
      postage: 0,
    },
    ...{
      created_time: '2026-01-02 00:00:00',
      updated_at: '2026-01-02 00:10:00',
      receiver_name_mask: '林**',
      receiver_address_mask: '解放碑****',
      open_address_id: 'a',
    },
    ...{ province: '重庆市', city: '重庆市', town: '渝中区' },
    item_list: [{ goods_id: 1, sku_id: 11, goods_count: 3, goods_price: 34.97, goods_name: '台灯', outer_id: 'lamp' }],
    ...more,
  }) as never

test('amounts are exact, what the platform gives off is ours all the same', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: { total_minor: 10_490, lines: [{ unit_minor: 3_497, amount_minor: 10_490, subsidy_minor: 500 }] },
  }))

test.each([
  [{}, 'to_ship'],
  [{ risk_control_status: 1 }, 'blocked'],
  [{ confirm_status: 0 }, 'unpaid'],
  [{ refund_status: 4 }, 'canceled'],
  [{ order_status: 2 }, 'shipped'],
  [{ order_status: 9 }, 'unknown'],
] as const)('%j is %s', (more, status) => expect(readOrder(order(more))).toMatchObject({ trade: { status } }))

test.each([
  ['all adds up', { goods_amount: 104.91, discount_amount: 5.01, pay_amount: 99.9 }, undefined],
  ['services beside the goods are paid too', { goods_amount: 104.91, discount_amount: 5.01, pay_amount: 129.9 }, undefined],
  [
    'the lines cost something else',
    { goods_amount: 94.91, discount_amount: 0, pay_amount: 94.91 },
    'Lines and freight make 10491, the platform says 9491.',
  ],
  [
    'less paid than it makes',
    { goods_amount: 104.91, discount_amount: 0, postage: 6, pay_amount: 99.9 },
    'Lines and freight make 11091, the platform says 9990.',
  ],
] as const)('%s', (_, more, contradiction) => {
  const read = readOrder(order(more)) as { trade: { contradiction?: string } }
  expect(read.trade.contradiction).toBe(contradiction)
})

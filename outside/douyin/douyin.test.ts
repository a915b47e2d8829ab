import { expect, test } from 'vitest'
import { readPush } from './push.ts'
import { readOrder, refundOf } from './read.ts'
import { canonical, signatureOf, WholeNumber } from './sign.ts'

test('the signature of the wire facts', () => {
  const parameters = {
    ...{ page: 0, size: 100, update_time_start: 1_767_283_200, update_time_end: 1_767_285_000, order_by: 'update_time', order_asc: true },
  }
  const param_json = canonical(parameters)
  expect(param_json).toBe(
    '{"order_asc":true,"order_by":"update_time","page":0,"size":100,"update_time_end":1767285000,"update_time_start":1767283200}',
  )
  expect(signatureOf({ app_key: 'DDKEY01', method: 'order.searchList', param_json, timestamp: '1767285065' }, 'demo-secret-dd')).toBe(
    'd8bf6a7f38eb1731fe930f15b755842fb82ed31d2f532f90431d5bf809395ac8',
  )
})

test('what is signed is sorted at every depth, signs stay signs and large ids stay whole', () =>
  expect(canonical({ b: [{ z: 1, a: '<&>' }], a: new WholeNumber('6905123456789012345'), c: undefined })).toBe(
    '{"a":6905123456789012345,"b":[{"a":"<&>","z":1}]}',
  ))

const order = (more: object = {}) =>
  ({
    ...{
      order_id: '69',
      order_status: 2,
      pay_amount: 9_990,
      post_amount: 600,
      promotion_platform_amount: 500,
      create_time: 1,
      update_time: 2,
    },
    ...{
      mask_post_receiver: '林*',
      open_address_id: 'a',
      post_addr: { province: { name: '重庆市' } },
      mask_post_addr: { detail: '解放碑****' },
    },
    sku_order_list: [
      { ...{ order_id: '6901', product_id: 7, sku_id: 8, code: 'lamp', item_num: 3, goods_price: 3_500, pay_amount: 9_390 } },
    ],
    ...more,
  }) as never

test('what the platform gives off is ours all the same', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: {
      ...{ total_minor: 10_490, freight_minor: 600 },
      lines: [{ unit_minor: 3_500, amount_minor: 9_890, subsidy_minor: 500, outer_code: 'lamp' }],
    },
  }))

test.each([
  [{}, 'to_ship'],
  [{ order_status: 1 }, 'unpaid'],
  [{ order_status: 105 }, 'blocked'],
  [{ order_status: 101 }, 'partly_shipped'],
  [{ order_status: 4 }, 'canceled'],
  [{ order_status: 77 }, 'unknown'],
] as const)('%j is %s', (more, status) => expect(readOrder(order(more))).toMatchObject({ trade: { status } }))

test('a missing amount is named', () =>
  expect(readOrder(order({ pay_amount: undefined }))).toMatchObject({ status: 'unreadable', drifts: [{ path: 'pay_amount' }] }))

test.each([
  ['freight beside the lines', {}, undefined],
  ['freight within the lines', { pay_amount: 9_390 }, undefined],
  ['lines that make something else', { pay_amount: 12_000 }, 'Lines and freight make 9990, the platform says 12000.'],
] as const)('%s', (_, more, contradiction) => {
  const read = readOrder(order(more)) as { trade: { contradiction?: string } }
  expect(read.trade.contradiction).toBe(contradiction)
})

test.each([
  [6, 'asked'],
  [12, 'done'],
  [28, 'closed'],
  [99, 'unknown'],
] as const)('after-sales %i is %s', (aftersale_status, state) =>
  expect(
    refundOf({
      aftersale_info: { aftersale_id: 5, aftersale_status, aftersale_type: 0, refund_amount: 100, update_time: 1 },
      order_info: { shop_order_id: '69' },
    }),
  ).toMatchObject({ state, kind: 'return', line_no: null }),
)

const pushed = (text: string, sign: string) =>
  readPush({ settings: { app_key: 'DDKEY01' }, secrets: { app_secret: 'demo-secret-dd' } } as never, {
    ...{ headers: { 'event-sign': sign }, body: Buffer.from(text) },
  })
test('a push is proved by its signature; another body, another key and no signature are not', () => {
  const text = '[{"tag":"101","msg_id":"m1","data":"{}"}]'
  const sign = '1898b9a8f5a15ba46f9e4f7ccd46344d'
  expect(pushed(text, sign)).toEqual({
    status: 'read',
    messages: [{ push_no: 'm1', topic: '101', of: 'order', external_no: null, modified_at: null }],
  })
  expect(pushed(text.replace('m1', 'm2'), sign)).toMatchObject({ status: 'refused', code: 'signature_invalid' })
  expect(pushed(text, '')).toMatchObject({ status: 'refused', code: 'signature_invalid' })
})

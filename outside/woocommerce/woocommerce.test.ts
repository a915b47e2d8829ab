import { expect, test } from 'vitest'
import { pushSignatureOf, readPush } from './push.ts'
import { readOrder, refundOf, refundsOf, type WooOrder } from './read.ts'
import { percent, signatureOf } from './sign.ts'

test('the signature of the wire facts', () => {
  const parameters = {
    ...{ after: '2026-01-02T00:00:00', page: '1', per_page: '100', oauth_consumer_key: 'ck_demo', oauth_nonce: 'abc123' },
    ...{ oauth_signature_method: 'HMAC-SHA256', oauth_timestamp: '1767285065' },
  }
  expect(signatureOf('GET', 'http://shop.example.test/wp-json/wc/v3/orders', parameters, 'cs_demo')).toBe(
    'ygrsLQWUnHR8p96+CCeaAYr3uDV+ro8MXj5QvrmjIjA=',
  )
})

test('every sign that RFC 3986 reserves is written as a byte', () => expect(percent("a b!'()*~雁")).toBe('a%20b%21%27%28%29%2A~%E9%9B%81'))

const order = (more: object = {}): WooOrder => ({
  ...{ id: 723, status: 'processing', currency: 'CNY', date_created_gmt: '2026-01-02T00:00:00', date_modified_gmt: '2026-01-02T00:10:00' },
  ...{ date_paid_gmt: '2026-01-02T00:01:00', total: '118.60', shipping_total: '10.00', shipping_tax: '0.60' },
  shipping: { first_name: '小满', last_name: '林', phone: '138', state: 'CN23', city: '重庆市', address_1: '解放碑 9 号' },
  line_items: [
    {
      ...{ id: 5, product_id: 9, variation_id: 0, quantity: 3, subtotal: '111.00', subtotal_tax: '0.00' },
      ...{ total: '100.00', total_tax: '6.00', sku: 'lamp', name: '台灯' },
    },
  ],
  fee_lines: [{ total: '2.00', total_tax: '0.00' }],
  ...more,
})

test('tax and fees are paid by the buyer, provinces are written out, a Chinese name has its family name first', () =>
  expect(readOrder(order())).toMatchObject({
    status: 'read',
    trade: {
      ...{ total_minor: 11_860, freight_minor: 1_260, buyer_name: '林小满', address: { province: '重庆市' } },
      lines: [{ sku_no: null, unit_minor: 3_700, amount_minor: 10_600 }],
    },
  }))

test.each([
  [{}, 'to_ship'],
  [{ status: 'on-hold' }, 'blocked'],
  [{ status: 'on-hold', date_paid_gmt: null }, 'unpaid'],
  [{ status: 'pending' }, 'unpaid'],
  [{ status: 'failed' }, 'unpaid'],
  [{ status: 'completed' }, 'shipped'],
  [{ status: 'cancelled' }, 'canceled'],
  [{ status: 'refunded' }, 'canceled'],
  [{ status: 'awaiting-pickup' }, 'unknown'],
] as const)('%j is %s', (more, status) => expect(readOrder(order(more))).toMatchObject({ trade: { status } }))

test('a changed field is named', () =>
  expect(readOrder(order({ total: { amount: '1' } }))).toMatchObject({
    status: 'unreadable',
    drifts: [{ path: 'total', expected: 'amount' }],
  }))

test('what went back is told in cents', () =>
  expect(refundsOf(order({ refunds: [{ id: 7, reason: '退差价', total: '-3.50' }] })).map(refundOf)).toMatchObject([
    { refund_no: '7', external_no: '723', state: 'done', amount_minor: 350 },
  ]))

const pushed = (text: string, headers: Record<string, string>, secrets: Record<string, string> = { webhook_secret: 'wc_demo_secret' }) =>
  readPush({ settings: {}, secrets } as never, { headers, body: Buffer.from(text) })
test('a push is proved by its signature, and the shop that says hello is heard', () => {
  const text = '{"id":723,"status":"completed"}'
  const headers = {
    ...{ 'x-wc-webhook-signature': 'h0dtny0fwsCqSriS8M1AD2Kwg6GD6Za8CG0ypciR0IM=', 'x-wc-webhook-topic': 'order.updated' },
    ...{ 'x-wc-webhook-id': '7', 'x-wc-webhook-delivery-id': 'abc' },
  }
  expect(pushed(text, headers)).toEqual({
    status: 'read',
    messages: [{ push_no: '7:abc', topic: 'order.updated', of: 'order', external_no: '723', modified_at: null }],
  })
  expect(pushed(text.replace('723', '724'), headers)).toMatchObject({ code: 'signature_invalid' })
  expect(pushed(text, headers, {})).toMatchObject({ code: 'secret_missing' })
  const broken = '{"id":'
  expect(pushed(broken, { ...headers, 'x-wc-webhook-signature': pushSignatureOf(broken, 'wc_demo_secret') })).toMatchObject({
    code: 'body_unreadable',
  })
  expect(pushed('webhook_id=7', {})).toEqual({ status: 'read', messages: [] })
})

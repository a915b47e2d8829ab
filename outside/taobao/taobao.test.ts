import { expect, test } from 'vitest'
import { readTrade } from './read.ts'
import { baseOf, signatureOf, type TopSigning } from './sign.ts'

const request = {
  ...{ app_key: '20260001', session: 'sess-demo-1', format: 'json', v: '2.0', timestamp: '2026-01-02 00:31:05' },
  ...{
    method: 'taobao.trades.sold.increment.get',
    fields: 'tid,status,payment,orders',
    page_no: '1',
    page_size: '40',
    use_has_next: 'true',
  },
  ...{ start_modified: '2026-01-02 00:00:00', end_modified: '2026-01-02 00:30:00' },
}

test.each([
  ['md5', '361D72B03C18F0DA02F9D131BF33E51C'],
  ['hmac', '1364B0E7C6E3EDEF552D24172AA57F96'],
  ['hmac-sha256', '2F47D78F76C4624E4E60B9BBC4A65A56717E337C445B332103D19ED94EC5DB30'],
] as const)('the %s signature of the wire facts', (sign_method: TopSigning, expected) => {
  expect(signatureOf({ ...request, sign_method, sign: 'left out', empty: '' }, 'demoSecretTop', sign_method)).toBe(expected)
})

test('Chinese, spaces and ampersands are signed as they are', () => {
  const memo = {
    ...{ app_key: '20260001', format: 'json', memo: '收货请电联 & 谢谢', method: 'taobao.trade.memo.update' },
    session: 'sess-demo-1',
  }
  expect(
    signatureOf({ ...memo, sign_method: 'md5', tid: '2026010200000000001', timestamp: '2026-01-02 00:31:05', v: '2.0' }, 'demoSecretTop'),
  ).toBe('8429F13F992268BB023C468A1263959D')
  expect(baseOf({ foo_bar: '2', foo: '1', foobar: '3' })).toBe('foo1foo_bar2foobar3')
})

test('a request with a body signs the body behind the base', () => {
  const body =
    '<?xml version="1.0" encoding="utf-8"?><request><deliveryOrder><deliveryOrderCode>D1</deliveryOrderCode></deliveryOrder></request>'
  const request = {
    app_key: '20260001',
    customerId: 'c-001',
    format: 'xml',
    method: 'taobao.qimen.deliveryorder.create',
    sign_method: 'md5',
  }
  expect(signatureOf({ ...request, timestamp: '2026-01-02 00:31:05', v: '2.0' }, 'demoSecretTop', 'md5', body)).toBe(
    '3DDE3767A712C876FEC3DEB2B3C26C11',
  )
})

const line = (more: object) => ({
  ...{ oid: '9007199254740993', num_iid: 5, sku_id: '7', outer_sku_id: 'lamp', title: '台灯', num: 2, price: '59.90', payment: '119.80' },
  ...{ status: 'WAIT_SELLER_SEND_GOODS', refund_status: 'NO_REFUND' },
  ...more,
})
const trade = (orders: object[], more: object = {}) =>
  ({
    ...{
      tid: '9007199254740993',
      status: 'WAIT_SELLER_SEND_GOODS',
      created: '2026-01-02 00:00:00',
      modified: '2026-01-02 00:10:00',
      payment: '125.80',
      post_fee: '6.00',
    },
    ...{
      receiver_name: '林**',
      receiver_mobile: '138****0000',
      oaid: 'k',
      receiver_state: '重庆市',
      receiver_city: '重庆市',
      receiver_district: '渝中区',
      receiver_address: '解放碑',
    },
    orders: { order: orders },
    ...more,
  }) as never

test('a single line costs what the trade cost without freight; of several each has its share', () => {
  const alone = readTrade(trade([line({ payment: '125.80' })]))
  expect(alone).toMatchObject({
    status: 'read',
    trade: { external_no: '9007199254740993', freight_minor: 600, total_minor: 12_580, buyer_phone: null, masked_key: 'k' },
  })
  expect(alone.status === 'read' && alone.trade.lines[0]).toMatchObject({ amount_minor: 11_980, unit_minor: 5_990, outer_code: 'lamp' })
  const two = readTrade(
    trade([
      line({ divide_order_fee: '100.00' }),
      line({ oid: 2, divide_order_fee: '19.80', status: 'TRADE_CLOSED', refund_status: 'SUCCESS' }),
    ]),
  )
  expect(two.status === 'read' && two.trade.lines.map(({ amount_minor, closed }) => [amount_minor, closed])).toEqual([
    [10_000, false],
    [1_980, true],
  ])
})

test.each([
  ['WAIT_BUYER_PAY', 'unpaid'],
  ['PAID_FORBID_CONSIGN', 'blocked'],
  ['WAIT_SELLER_SEND_GOODS', 'to_ship'],
  ['SELLER_CONSIGNED_PART', 'partly_shipped'],
  ['TRADE_BUYER_SIGNED', 'finished'],
  ['TRADE_CLOSED_BY_TAOBAO', 'canceled'],
  ['SOMETHING_NEW', 'unknown'],
] as const)('%s is %s', (status, state) => {
  expect(readTrade(trade([line({})], { status }))).toMatchObject({ status: 'read', trade: { status: state } })
})

test('a field that is not what it was is named', () => {
  expect(readTrade(trade([line({ oid: undefined })], { payment: 'free' }))).toMatchObject({
    status: 'unreadable',
    external_no: '9007199254740993',
    drifts: [
      { path: 'payment', expected: 'amount', found: 'string free' },
      { path: 'orders.order[].oid', expected: 'whole', found: 'missing' },
    ],
  })
  expect(readTrade(trade([line({ refund_status: 'WAIT_SELLER_AGREE' })]))).toMatchObject({ trade: { refund_asked: true } })
})

import { expect, test } from 'vitest'
import { readOrder } from './read.ts'
import { signatureOf } from './sign.ts'

const seen_at = '2026-01-02T00:31:05.000Z'

test('the signature of the wire facts', () => {
  const asked = { startTime: '2026-01-02 00:00:00', endTime: '2026-01-02 00:30:00', orderStatus: '10', pageNo: '1', pageSize: '10' }
  const body = JSON.stringify({ sn_request: { sn_body: { orderQuery: asked } } })
  expect(
    signatureOf(
      { method: 'suning.custom.order.query', request_time: '2026-01-02 00:31:05', app_key: 'SNKEY', version: 'v1.2', body },
      'SNSECRET',
    ),
  ).toBe('deb5dc74c59e0d656b1e605e1512f265')
})

const order = (more: object = {}) =>
  ({
    ...{ orderCode: '30001', orderTotalStatus: '10', orderSaleTime: '2026-01-02 00:00:00', provinceName: '江苏省', cityName: '南京市' },
    orderDetail: [
      { orderLineNumber: '3000101', productCode: '801', productName: '台灯', saleNum: '3.00', unitPrice: '34.97', payAmount: '99.90' },
      {
        orderLineNumber: '3000102',
        productCode: '802',
        productName: '灯泡',
        saleNum: '1.00',
        unitPrice: '5',
        payAmount: '5',
        transportFee: '6.5',
      },
    ],
    ...more,
  }) as never

test('amounts are exact: what was paid for lines, and their freight beside it', () =>
  expect(readOrder(order(), seen_at)).toMatchObject({
    status: 'read',
    trade: {
      total_minor: 11_140,
      freight_minor: 650,
      lines: [{ quantity: 3, unit_minor: 3_497, amount_minor: 9_990 }, { amount_minor: 500 }],
    },
  }))

test.each([
  ['10', 'to_ship'],
  ['21', 'partly_shipped'],
  ['20', 'shipped'],
  ['30', 'finished'],
  ['40', 'canceled'],
  ['99', 'unknown'],
])('status %s is %s', (orderTotalStatus, status) =>
  expect(readOrder(order({ orderTotalStatus }), seen_at)).toMatchObject({ trade: { status } }),
)

test('a field that is gone is named, and the order with it', () =>
  expect(readOrder(order({ orderTotalStatus: undefined }), seen_at)).toMatchObject({
    status: 'unreadable',
    external_no: '30001',
    drifts: [{ path: 'orderTotalStatus' }],
  }))

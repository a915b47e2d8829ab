import { expect, test } from 'vitest'
import { qimenSign } from './sign.ts'

test('the sign of the wire facts covers the body', () => {
  const body =
    '<?xml version="1.0" encoding="utf-8"?><request><deliveryOrder><deliveryOrderCode>D1</deliveryOrderCode></deliveryOrder></request>'
  const params = {
    ...{ app_key: '20260001', customerId: 'c-001', format: 'xml', method: 'taobao.qimen.deliveryorder.create' },
    ...{ sign_method: 'md5', timestamp: '2026-01-02 00:31:05', v: '2.0' },
  }
  expect(qimenSign(params, body, 'demoSecretTop')).toBe('3DDE3767A712C876FEC3DEB2B3C26C11')
})

import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { nodeText, readNode, signedText } from './login.ts'

const key = createPublicKey({
  key: Buffer.from(
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4SD1acgq7020GtQjdmJlY3esEwB1wPy64FXJoYai9bK8ogQbVTI8LXes4X26rtoCs2W0UgIjSkf/D0BMrROkD2z6wDRYpLzGWtpIPkjNhF1btKKcUFpJJHeUp2RAPv7yh3XMYwjaxUCgxJSTd8GpsYGQic3Y7BnhAqvb+iOp3bBT32dsHWEerjGbZM6hVY0n6dSu3BWki8S9CFeKuMWLSWiLxX00mxvTf/fUrtdSonwIS3IEACoGcfDHfWKbq/qA8xLHYVLNHEWnpaj9VKI//p+HE5aExCC6WsrN79hcUHKCwYQUjSNjFqHRKU2u3wjCW46Nap2OeMGpPDtfPIgRsQIDAQAB',
    'base64',
  ),
  format: 'der',
  type: 'spki',
})

test('the text of a request is the one the worked example signed', () => {
  const text = signedText({
    version: '1.0',
    app_id: '2021000000000001',
    method: 'alipay.trade.query',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: '2026-01-02 03:04:05',
    biz_content: '{"out_trade_no":"T20260102-0001"}',
    sign: 'x',
    notify_url: '',
  })
  const sign =
    'c/ef0YGFmki5AgwdoC7vl3YPAV8mR61kDzF912S6+9rz3NregNplneWEc4RmxGMLGVvfncfLP3uOlSziAAYZWEn1gOV0PAuhmr7WMWUwCkKH+wSLfBCozjXecBiKfVz46pRzB+nobqyuHFi2556ACJvy7ujE1Q58z32zKHDG1pTrSVBw/r+GP1y37g9a2w8jZbtUBdchrLrX2/kl+RkVxh4b3Dz5WAuLQBC9JJj7LyRUbAozqvIbOx41IgHoCptBB/o4F6ZHetuUnxI0rAzRkmIZzXZom9N9Q8BbzGxt/0vGUdcabTY94p4aAMZ9f/sZzAcgCHDKLoAMaubjzqdLsw=='
  expect(verify('sha256', Buffer.from(text), key, Buffer.from(sign, 'base64'))).toBe(true)
})

const node =
  '{"code":"10000","msg":"Success","out_trade_no":"T20260102-0001","trade_no":"2026010222001400000500000001","trade_status":"TRADE_SUCCESS","total_amount":"12.34"}'
const sign =
  'QQbsoylVTu3Ait8oTZzXueNx84anzWDVzgm0X6CKZR8N3q9KaM5mdsvyZJPLTs55iamzWYODEvduVLzftytAutViO0GtFD8wT6H7F+10oI0Dwlq2zrB1Ueu8JOO7fZ6cQbW3ritaOccZicm1e4I+I8zyeH6iNaUaqzTJ57UqwWZZYq5itWsJnSi27EoFbmdOEtPqTK3FsWlZI2vgQ5udqooO4omAZpfsgo4ADkoutO1Vzd7ShsUnOgVnqqW3V52F2hEPaF0s98ncmipVI0V+y0pR8z7s+0CWfFGXhJ1RCNCSU/hUBZTHSTPD08/axeX3WQyW+8TF1iYjW7U+4xXpoA=='

test('the worked answer is taken, a changed one is not', () => {
  const raw = `{"alipay_trade_query_response":${node},"sign":"${sign}"}`
  expect(readNode(raw, 'alipay_trade_query_response', key)).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
  expect(() => readNode(raw.replace('12.34', '1.34'), 'alipay_trade_query_response', key)).toThrow('not signed')
})

test.each([
  ['{"a_response":{"x":"}{\\"","y":{"z":1}},"sign":"s"}', '{"x":"}{\\"","y":{"z":1}}'],
  ['{"sign":"s","a_response": {"u":"https:\\/\\/x"} }', '{"u":"https:\\/\\/x"}'],
  ['{"b_response":{}}', null],
])('the node is cut out of %s as it stands', (raw, wanted) => expect(nodeText(raw, 'a_response')).toBe(wanted))

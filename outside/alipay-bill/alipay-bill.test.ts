import { expect, test } from 'vitest'
import { innerText, rsaVerify, signedText } from './sign.ts'

const key =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4SD1acgq7020GtQjdmJlY3esEwB1wPy64FXJoYai9bK8ogQbVTI8LXes4X26rtoCs2W0UgIjSkf/D0BMrROkD2z6wDRYpLzGWtpIPkjNhF1btKKcUFpJJHeUp2RAPv7yh3XMYwjaxUCgxJSTd8GpsYGQic3Y7BnhAqvb+iOp3bBT32dsHWEerjGbZM6hVY0n6dSu3BWki8S9CFeKuMWLSWiLxX00mxvTf/fUrtdSonwIS3IEACoGcfDHfWKbq/qA8xLHYVLNHEWnpaj9VKI//p+HE5aExCC6WsrN79hcUHKCwYQUjSNjFqHRKU2u3wjCW46Nap2OeMGpPDtfPIgRsQIDAQAB'

test('the text of a request is the one the worked example signed', () => {
  const text = signedText({
    ...{ version: '1.0', app_id: '2021000000000001', method: 'alipay.trade.query', format: 'JSON', charset: 'utf-8', sign_type: 'RSA2' },
    ...{ timestamp: '2026-01-02 03:04:05', biz_content: '{"out_trade_no":"T20260102-0001"}', sign: 'left out', notify_url: '' },
  })
  const sign =
    'c/ef0YGFmki5AgwdoC7vl3YPAV8mR61kDzF912S6+9rz3NregNplneWEc4RmxGMLGVvfncfLP3uOlSziAAYZWEn1gOV0PAuhmr7WMWUwCkKH+wSLfBCozjXecBiKfVz46pRzB+nobqyuHFi2556ACJvy7ujE1Q58z32zKHDG1pTrSVBw/r+GP1y37g9a2w8jZbtUBdchrLrX2/kl+RkVxh4b3Dz5WAuLQBC9JJj7LyRUbAozqvIbOx41IgHoCptBB/o4F6ZHetuUnxI0rAzRkmIZzXZom9N9Q8BbzGxt/0vGUdcabTY94p4aAMZ9f/sZzAcgCHDKLoAMaubjzqdLsw=='
  expect(rsaVerify(text, sign, key)).toBe(true)
  expect(rsaVerify(`${text} `, sign, key)).toBe(false)
})

test('the worked answer is believed, a changed one and one nobody signed are not', () => {
  const node =
    '{"code":"10000","msg":"Success","out_trade_no":"T20260102-0001","trade_no":"2026010222001400000500000001","trade_status":"TRADE_SUCCESS","total_amount":"12.34"}'
  const sign =
    'QQbsoylVTu3Ait8oTZzXueNx84anzWDVzgm0X6CKZR8N3q9KaM5mdsvyZJPLTs55iamzWYODEvduVLzftytAutViO0GtFD8wT6H7F+10oI0Dwlq2zrB1Ueu8JOO7fZ6cQbW3ritaOccZicm1e4I+I8zyeH6iNaUaqzTJ57UqwWZZYq5itWsJnSi27EoFbmdOEtPqTK3FsWlZI2vgQ5udqooO4omAZpfsgo4ADkoutO1Vzd7ShsUnOgVnqqW3V52F2hEPaF0s98ncmipVI0V+y0pR8z7s+0CWfFGXhJ1RCNCSU/hUBZTHSTPD08/axeX3WQyW+8TF1iYjW7U+4xXpoA=='
  const raw = `{"alipay_trade_query_response":${node},"sign":"${sign}"}`
  expect(innerText(raw, 'alipay_trade_query_response')).toBe(node)
  expect(rsaVerify(node, sign, key)).toBe(true)
  expect(rsaVerify(node.replace('12.34', '1.34'), sign, key)).toBe(false)
  expect(rsaVerify(node, '', key)).toBe(false)
})

test('a notice of the worked example is proved with its percent sign as it stands', () => {
  const fields = {
    ...{ app_id: '2021000000000001', charset: 'utf-8', notify_id: '2026010200222030405000000001', notify_time: '2026-01-02 03:04:06' },
    ...{ notify_type: 'trade_status_sync', out_trade_no: 'T20260102-0001', seller_id: '2088000000000001', subject: '充电服务 100%' },
    ...{ total_amount: '12.34', trade_no: '2026010222001400000500000001', trade_status: 'TRADE_SUCCESS', version: '1.0' },
  }
  const sign =
    '2aF8gOcblJ0z8A9jVd1J6SkFyZg9Nbxwcu0n0KAOSS1nvUxQQeXGLWJsi9Lw7uNPOcBXamAz5b95x5sWvXOET161sXEwNPs4v+z7MY1qmFVfoKhfXcQYetphQlNT/o6XiLQG20dNaS9AfdA0FVwELHJ1W/8uenSnMx/p0V0sIAOb9orYOaWi06TRF5p0+o0sJjiuiZzeZoPv33QYiaFmkdsaLmy0ccVY9gMpqCA1BjoTrYwbfxylLV8lyHZKTr9iPoFXj9BkzgjC9sSKSPNVpEX2uPpNbbSVh2smL5L3iAj2rVrZJfBoAhiIEki/hlKPlIhFbPopB5YF8lYDqnh2gw=='
  expect(rsaVerify(signedText(fields), sign, key)).toBe(true)
  expect(rsaVerify(signedText({ ...fields, total_amount: '0.01' }), sign, key)).toBe(false)
})

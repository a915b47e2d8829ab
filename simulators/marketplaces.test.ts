import { createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { isProved } from './alipay-bill/digest.ts'
import { expectedSign as dangdangSign } from './dangdang/digest.ts'
import { expectedSign as douyinSign, eventSign } from './douyin/digest.ts'
import { expectedSignature as yonyouSign } from './erp-yonyou/digest.ts'
import { expectedSign as jdSign } from './jd/digest.ts'
import { expectedSign as pddSign } from './pinduoduo/digest.ts'
import { hookSignature as shopifyHook } from './shopify/digest.ts'
import { expectedSign as suningSign } from './suning/digest.ts'
import { expectedSign as topSign } from './taobao/digest.ts'
import { hookSignature as wooHook, expectedSignature as wooSign } from './woocommerce/digest.ts'
import { expectedSign as yhdSign } from './yhd/digest.ts'

// The simulators pass the vectors by themselves: adapter and simulator must not agree on the same mistake.

test.each([
  ['md5', '361D72B03C18F0DA02F9D131BF33E51C'],
  ['hmac', '1364B0E7C6E3EDEF552D24172AA57F96'],
  ['hmac-sha256', '2F47D78F76C4624E4E60B9BBC4A65A56717E337C445B332103D19ED94EC5DB30'],
])('TOP computes the %s signature', (sign_method, expected) => {
  const text =
    'v=2.0&app_key=20260001&end_modified=2026-01-02 00:30:00&fields=tid,status,payment,orders&format=json&page_no=1&page_size=40&session=sess-demo-1'
  const more = 'method=taobao.trades.sold.increment.get&start_modified=2026-01-02 00:00:00&timestamp=2026-01-02 00:31:05&use_has_next=true'
  expect(topSign(new URLSearchParams(`${text}&${more}&sign_method=${sign_method}&sign=zzz`).entries(), 'demoSecretTop')).toBe(expected)
})

test('TOP computes over Chinese and over a body', () => {
  const memo = new URLSearchParams('app_key=20260001&format=json&method=taobao.trade.memo.update&session=sess-demo-1&sign_method=md5&v=2.0')
  memo.set('memo', '收货请电联 & 谢谢')
  memo.set('tid', '2026010200000000001')
  memo.set('timestamp', '2026-01-02 00:31:05')
  expect(topSign(memo.entries(), 'demoSecretTop')).toBe('8429F13F992268BB023C468A1263959D')
})

test('JD computes over the very text it received, a search too', () => {
  const received = new Map([
    ['v', '2.0'],
    ['timestamp', '2026-01-02 00:31:05'],
    ['method', 'jingdong.pop.order.enSearch'],
    ['app_key', 'JDKEY0001'],
    ['access_token', 'tok-demo-1'],
    [
      '360buy_param_json',
      '{"dateType":0,"end_date":"2026-01-02 00:30:00","optional_fields":"orderId,orderState,modified,itemInfoList","order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"50","sortType":1,"start_date":"2026-01-02 00:00:00"}',
    ],
  ])
  expect(jdSign(received, 'demoSecretJd')).toBe('7B051CAFD3FF782CB2372CAF7E12B293')
})

test('JD computes over the very text it received', () => {
  const received = new Map([
    ['v', '2.0'],
    ['timestamp', '2026-01-02 00:31:05'],
    ['method', 'jingdong.pop.order.shipment'],
    ['app_key', 'JDKEY0001'],
    ['access_token', 'tok-demo-1'],
    ['360buy_param_json', '{"logiCoprId":"467","logiNo":"SF1000000000001","orderId":1234567890}'],
    ['sign', 'left out'],
  ])
  expect(jdSign(received, 'demoSecretJd')).toBe('3B82EE357043802202CFB0E512B88A88')
})

test('Pinduoduo computes over the flat object it received', () => {
  const received = {
    ...{
      version: 'V1',
      type: 'pdd.order.number.list.increment.get',
      timestamp: 1_767_285_065,
      start_updated_at: '1767283200',
      sign: 'left out',
    },
    ...{
      refund_status: 5,
      page_size: '100',
      page: 1,
      order_status: '1',
      is_lucky_flag: '0',
      end_updated_at: '1767285000',
      data_type: 'JSON',
    },
    ...{ client_id: 'pddcid01', access_token: 'tok-demo-1' },
  }
  expect(pddSign(received, 'demoSecretPdd')).toBe('505912AA8FF513DCFC6C593F5B575964')
})

test('WooCommerce computes over method, address and parameters', () => {
  const received = new URLSearchParams('page=1&per_page=100&oauth_consumer_key=ck_demo&oauth_nonce=abc123&oauth_timestamp=1767285065')
  received.set('after', '2026-01-02T00:00:00')
  received.set('oauth_signature_method', 'HMAC-SHA256')
  received.set('oauth_signature', 'left out')
  expect(wooSign('get', 'http://shop.example.test/wp-json/wc/v3/orders', received.entries(), 'cs_demo')).toBe(
    'ygrsLQWUnHR8p96+CCeaAYr3uDV+ro8MXj5QvrmjIjA=',
  )
})

test.each([
  ['hmac-sha256', 'd8bf6a7f38eb1731fe930f15b755842fb82ed31d2f532f90431d5bf809395ac8'],
  ['md5', '0340bfdd8398e37f29416c3f3a76977c'],
])('Doudian computes the %s signature over the body as it came', (sign_method, expected) => {
  const query = new URLSearchParams({ v: '2', timestamp: '1767285065', method: 'order.searchList', app_key: 'DDKEY01', sign_method })
  const body = '{"order_asc":true,"order_by":"update_time","page":0,"size":100,"update_time_end":1767285000,"update_time_start":1767283200}'
  expect(douyinSign(query, body, 'demo-secret-dd')).toBe(expected)
})

test('Dangdang computes over its envelope only', () => {
  const received = new Map(
    Object.entries({
      ...{ method: 'dangdang.orders.list.get', app_key: '2100000001', session: 'SESSDEMO', format: 'xml', v: '1.0', sign_method: 'md5' },
      ...{ timestamp: '2026-01-02 00:31:05', p: '1', pageSize: '20', os: '9999', sign: 'left out' },
    }),
  )
  expect(dangdangSign(received, 'DSECRET')).toBe('8C5B76E76A12BC69F1CB62E46AB273CA')
})

test('YHD computes over the whole form, in small letters', () => {
  const text =
    'ver=1.0&method=yhd.orders.get&appKey=YK1&sessionKey=YSESS&format=json&orderStatusList=ORDER_WAIT_SEND&dateType=5&curPage=1&pageRows=50'
  const received = new URLSearchParams(
    `${text}&sign=zzz&startTime=2026-01-02 00:00:00&endTime=2026-01-02 00:30:00&timestamp=2026-01-02 00:31:05`,
  )
  expect(yhdSign(received, 'YSECRET')).toBe('ad2e183e6cfb750ec5ac1cf5b62146b2')
})

test('Suning computes over headers and body in its own order', () => {
  const headers = { appkey: 'SNKEY', appmethod: 'suning.custom.order.query', apprequesttime: '2026-01-02 00:31:05', versionno: 'v1.2' }
  const body =
    '{"sn_request":{"sn_body":{"orderQuery":{"startTime":"2026-01-02 00:00:00","endTime":"2026-01-02 00:30:00","orderStatus":"10","pageNo":"1","pageSize":"10"}}}}'
  expect(suningSign(headers, body, 'SNSECRET')).toBe('deb5dc74c59e0d656b1e605e1512f265')
})

test('pushes are signed over the body as it is sent', () => {
  const sold = '{"id":820982911946154508,"name":"#9999","total_price":"199.00"}'
  expect(shopifyHook(sold, 'shpss_demo_secret')).toBe('jdFeqWAH6SnUdxSKHbVOYQPc4r4p58X+yHQ0xKoBsBo=')
  expect(wooHook('{"id":723,"status":"completed"}', 'wc_demo_secret')).toBe('h0dtny0fwsCqSriS8M1AD2Kwg6GD6Za8CG0ypciR0IM=')
  expect(eventSign('DDKEY01', '[{"tag":"101","msg_id":"m1","data":"{}"}]', 'demo-secret-dd')).toBe('1898b9a8f5a15ba46f9e4f7ccd46344d')
})

const alipay = createPublicKey({
  key: Buffer.from(
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4SD1acgq7020GtQjdmJlY3esEwB1wPy64FXJoYai9bK8ogQbVTI8LXes4X26rtoCs2W0UgIjSkf/D0BMrROkD2z6wDRYpLzGWtpIPkjNhF1btKKcUFpJJHeUp2RAPv7yh3XMYwjaxUCgxJSTd8GpsYGQic3Y7BnhAqvb+iOp3bBT32dsHWEerjGbZM6hVY0n6dSu3BWki8S9CFeKuMWLSWiLxX00mxvTf/fUrtdSonwIS3IEACoGcfDHfWKbq/qA8xLHYVLNHEWnpaj9VKI//p+HE5aExCC6WsrN79hcUHKCwYQUjSNjFqHRKU2u3wjCW46Nap2OeMGpPDtfPIgRsQIDAQAB',
    'base64',
  ),
  ...{ format: 'der', type: 'spki' },
})
test('Alipay proves a request over what it received, and refuses it changed', () => {
  const received = new Map(
    Object.entries({
      ...{ version: '1.0', app_id: '2021000000000001', method: 'alipay.trade.query', format: 'JSON', charset: 'utf-8', sign_type: 'RSA2' },
      ...{ timestamp: '2026-01-02 03:04:05', biz_content: '{"out_trade_no":"T20260102-0001"}', sign: 'left out', notify_url: '' },
    }),
  )
  const sign =
    'c/ef0YGFmki5AgwdoC7vl3YPAV8mR61kDzF912S6+9rz3NregNplneWEc4RmxGMLGVvfncfLP3uOlSziAAYZWEn1gOV0PAuhmr7WMWUwCkKH+wSLfBCozjXecBiKfVz46pRzB+nobqyuHFi2556ACJvy7ujE1Q58z32zKHDG1pTrSVBw/r+GP1y37g9a2w8jZbtUBdchrLrX2/kl+RkVxh4b3Dz5WAuLQBC9JJj7LyRUbAozqvIbOx41IgHoCptBB/o4F6ZHetuUnxI0rAzRkmIZzXZom9N9Q8BbzGxt/0vGUdcabTY94p4aAMZ9f/sZzAcgCHDKLoAMaubjzqdLsw=='
  expect(isProved(received, sign, alipay)).toBe(true)
  expect(isProved(received.set('biz_content', '{}'), sign, alipay)).toBe(false)
})

test('Yonyou computes over sorted names and values', () =>
  expect(
    yonyouSign(
      [
        ['timestamp', '1767285065000'],
        ['appKey', 'YYDEMOKEY01'],
        ['signature', 'left out'],
      ],
      'demoYonSecret',
    ),
  ).toBe('Dm/QC7G2W3LCFj4Ox6rEF2RR3bmG4kidNwbQfyL34JY='))

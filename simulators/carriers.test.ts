import { expect, test } from 'vitest'
import { gatewayDigest, routerSign } from './cainiao/index.ts'
import { joinedMd5 } from './kuaidi100/index.ts'
import { warehouseSign } from './qimen/index.ts'
import { expectedDigest } from './sf/digest.ts'

// The simulators pass the wire vectors by themselves: a mistake shared with the adapters would otherwise look like agreement.
test('SF', () => {
  const message = '{"language":"zh-CN","orderId":"D-2026-0001","cargoDetails":[{"name":"T恤 (白)","count":2}]}'
  expect(expectedDigest(message, '1767285065000', 'CWDEMO')).toBe('gNxtZq9vSHZcqQ39OOfbTQ==')
})
test('kuaidi100', () => {
  const query =
    '{"com":"yuantong","num":"YT0000000000001","phone":"","from":"","to":"","resultv2":"4","show":"0","order":"desc","lang":"zh"}'
  expect(joinedMd5(query, 'KEYDEMO', 'CUSTDEMO')).toBe('B166A1A6C286434B441D53C10C9B8C2F')
  const push =
    '{"status":"polling","message":"","lastResult":{"state":"3","ischeck":"1","com":"yuantong","nu":"YT0000000000001","data":[]}}'
  expect(joinedMd5(push, 'saltdemo')).toBe('32116DA20BCEDE4B5DA0D4249ABFDA8E')
  expect(joinedMd5('{"kuaidicom":"yuantong","count":1}', '1767285065000', 'KEYDEMO', 'SECDEMO')).toBe('85E90E21E3238BB81230921E0C4E0B65')
})
test('Cainiao', () => {
  const form = new URLSearchParams(
    Object.entries({
      ...{ app_key: '20260001', format: 'json', sign_method: 'md5', timestamp: '2026-01-02 00:31:05', v: '2.0', sign: 'IGNORED' },
      ...{ memo: '收货请电联 & 谢谢', method: 'taobao.trade.memo.update', session: 'sess-demo-1', tid: '2026010200000000001' },
    }),
  )
  expect(routerSign(form, 'demoSecretTop')).toBe('8429F13F992268BB023C468A1263959D')
  expect(gatewayDigest('{"mailNo":"CN0000001"}', 'SKDEMO')).toBe('2QBfgIdOOHd8lb3sKHTVGw==')
})
test('Qimen', () => {
  const query = new URLSearchParams({
    ...{ app_key: '20260001', customerId: 'c-001', format: 'xml', method: 'taobao.qimen.deliveryorder.create' },
    ...{ sign_method: 'md5', timestamp: '2026-01-02 00:31:05', v: '2.0' },
  })
  const body =
    '<?xml version="1.0" encoding="utf-8"?><request><deliveryOrder><deliveryOrderCode>D1</deliveryOrderCode></deliveryOrder></request>'
  expect(warehouseSign(query, body, 'demoSecretTop')).toBe('3DDE3767A712C876FEC3DEB2B3C26C11')
})

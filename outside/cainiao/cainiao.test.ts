import { expect, test } from 'vitest'
import { linkDigest, topSign } from './sign.ts'
import { stateOf } from './states.ts'

test('the signs of the wire facts', () => {
  const common = { app_key: '20260001', format: 'json', sign_method: 'md5', timestamp: '2026-01-02 00:31:05', v: '2.0' }
  const params = {
    ...{ ...common, end_modified: '2026-01-02 00:30:00', fields: 'tid,status,payment,orders', method: 'taobao.trades.sold.increment.get' },
    ...{ page_no: '1', page_size: '40', session: 'sess-demo-1', start_modified: '2026-01-02 00:00:00', use_has_next: 'true', empty: '' },
  }
  expect(topSign(params, 'demoSecretTop')).toBe('361D72B03C18F0DA02F9D131BF33E51C')
  const memo = {
    ...common,
    memo: '收货请电联 & 谢谢',
    method: 'taobao.trade.memo.update',
    session: 'sess-demo-1',
    tid: '2026010200000000001',
  }
  expect(topSign(memo, 'demoSecretTop')).toBe('8429F13F992268BB023C468A1263959D')
  expect(linkDigest('{"mailNo":"CN0000001"}', 'SKDEMO')).toBe('2QBfgIdOOHd8lb3sKHTVGw==')
})

test.each([
  ['CREATE', 'created'],
  ['CONSIGN', 'created'],
  ['GOT', 'collected'],
  ['DEPARTURE', 'in_transit'],
  ['ARRIVAL', 'in_transit'],
  ['SENT_SCAN', 'out_for_delivery'],
  ['STA_INBOUND', 'awaiting_pickup'],
  ['SIGNED', 'delivered'],
  ['FAILED', 'exception'],
  ['OTHER', null],
] as const)('action %s is %s', (action, state) => expect(stateOf(action)).toBe(state))

import { expect, test } from 'vitest'
import { digestOf, formEncode } from './sign.ts'
import { stateOf } from './states.ts'

test('the digest of the wire facts', () => {
  const message = '{"language":"zh-CN","orderId":"D-2026-0001","cargoDetails":[{"name":"T恤 (白)","count":2}]}'
  expect(formEncode(`${message}1767285065000CWDEMO`)).toBe(
    '%7B%22language%22%3A%22zh-CN%22%2C%22orderId%22%3A%22D-2026-0001%22%2C%22cargoDetails%22%3A%5B%7B%22name%22%3A%22T%E6%81%A4+%28%E7%99%BD%29%22%2C%22count%22%3A2%7D%5D%7D1767285065000CWDEMO',
  )
  expect(digestOf(message, '1767285065000', 'CWDEMO')).toBe('gNxtZq9vSHZcqQ39OOfbTQ==')
  expect(formEncode("a b*-._~!'()")).toBe('a+b*-._%7E%21%27%28%29')
})

test.each([
  ['50', 'collected'],
  ['30', 'in_transit'],
  ['31', 'in_transit'],
  ['36', 'in_transit'],
  ['44', 'out_for_delivery'],
  ['80', 'delivered'],
  ['33', 'exception'],
  ['70', 'exception'],
  ['99', 'returning'],
  ['648', 'returning'],
  ['8000', null],
  ['123', null],
] as const)('operation %s is %s', (code, state) => expect(stateOf(code)).toBe(state))

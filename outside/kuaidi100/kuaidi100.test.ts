import { expect, test } from 'vitest'
import { labelSign, pushSign, querySign } from './sign.ts'
import { pickupStateOf, stateOf } from './states.ts'

test('the signs of the wire facts', () => {
  const query =
    '{"com":"yuantong","num":"YT0000000000001","phone":"","from":"","to":"","resultv2":"4","show":"0","order":"desc","lang":"zh"}'
  expect(querySign(query, 'KEYDEMO', 'CUSTDEMO')).toBe('B166A1A6C286434B441D53C10C9B8C2F')
  const push =
    '{"status":"polling","message":"","lastResult":{"state":"3","ischeck":"1","com":"yuantong","nu":"YT0000000000001","data":[]}}'
  expect(pushSign(push, 'saltdemo')).toBe('32116DA20BCEDE4B5DA0D4249ABFDA8E')
  expect(labelSign('{"kuaidicom":"yuantong","count":1}', '1767285065000', 'KEYDEMO', 'SECDEMO')).toBe('85E90E21E3238BB81230921E0C4E0B65')
})

test.each([
  ['0', 'in_transit'],
  ['1', 'collected'],
  ['2', 'exception'],
  ['3', 'delivered'],
  ['4', 'returned'],
  ['5', 'out_for_delivery'],
  ['6', 'returning'],
  ['7', 'in_transit'],
  ['8', 'customs'],
  ['10', 'customs'],
  ['13', 'customs'],
  ['14', 'refused'],
  // Sub-states: those with a meaning of their own, and others by what they stand under.
  ['101', 'created'],
  ['103', 'collected'],
  ['203', 'refused'],
  ['209', 'exception'],
  ['301', 'delivered'],
  ['501', 'awaiting_pickup'],
  ['1002', 'in_transit'],
  ['1301', 'customs'],
  ['9', null],
  ['99999', null],
  ['', null],
] as const)('code %s is %s', (code, state) => expect(stateOf(code)).toBe(state))

test.each([
  ['0', 'placed'],
  ['1', 'accepted'],
  ['2', 'collecting'],
  ['9', 'canceled'],
  ['10', 'picked_up'],
  ['11', 'failed'],
  ['13', null],
  ['99', 'canceled'],
] as const)('pick-up code %s is %s', (code, state) => expect(pickupStateOf(code)).toBe(state))

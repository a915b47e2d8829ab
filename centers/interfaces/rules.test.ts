import { expect, test } from 'vitest'
import { driftsOf, fieldsOf } from '#core/contract.ts'
import { exactJsonIn } from '#core/outside.ts'
import { isOutage, maskText, nextTry, pauseOf } from './rules.ts'

test('a breaker rests twice as long each time, a fifth up or down, never longer than twelve minutes', () => {
  expect(pauseOf(5, 0.5)).toBe(15_000)
  expect(pauseOf(6, 0.5)).toBe(30_000)
  expect([pauseOf(5, 0), pauseOf(5, 1)]).toEqual([12_000, 18_000])
  expect(pauseOf(40, 0.5)).toBe(600_000)
})

test.each([
  [{ status: 'later', code: 'timeout', reason: '' }, true],
  [{ status: 'later', code: 'http_500', reason: '' }, true],
  [{ status: 'later', code: 'limited', reason: '', retry_after_s: 2 }, false],
  [{ status: 'later', code: 'unauthorized', reason: '' }, false],
  [{ status: 'later', code: 'contract_broken', reason: '' }, false],
  [{ status: 'refused', code: 'x', reason: '' }, false],
  [{ status: 'answered' }, false],
] as const)('%j is an outage: %s', (told, outage) => expect(isOutage(told)).toBe(outage))

test('tries of a letter grow apart for about a day, then it is given up; a named rest is kept', () => {
  const now = '2026-03-02T00:00:00.000Z'
  expect(nextTry(1, now, 0.5)).toBe('2026-03-02T00:00:05.000Z')
  expect(nextTry(1, now, 0.5, 60)).toBe('2026-03-02T00:01:00.000Z')
  expect(nextTry(11, now, 0.5)).toBe('2026-03-02T08:00:00.000Z')
  expect(nextTry(12, now, 0.5)).toBe(null)
})

test('secrets, signatures and the middle of phones are not kept', () => {
  const kept = maskText('app_key=1&session=abcd1234&sign=FFEE&mobile=13812340000 {"access_token":"t-999999"} my/secret my%2Fsecret', [
    'my/secret',
  ])
  expect(kept).toBe('app_key=1&session=***&sign=***&mobile=138****0000 {"access_token":"***"} *** ***')
})

const shape = {
  id: 'whole',
  state: 'new|old',
  'note?': 'text',
  paid: 'amount?',
  lines: [{ sku: 'text' }],
  'parts?': [{ n: 'whole' }],
  to: { city: 'text' },
} as const

test.each([
  [{ id: '12', state: 'new', lines: [{ sku: 'a' }], to: { city: '' } }, []],
  [{ id: 1.5, state: 'new', lines: [{ sku: 'a' }], to: { city: 'x' } }, ['id']],
  [{ id: 1, state: 'other', lines: [{ sku: 'a' }, {}, {}], to: {} }, ['state', 'lines[].sku', 'to.city']],
  [{ id: 1, state: 'old', paid: 'much', lines: {}, parts: [{ n: 'x' }] }, ['paid', 'lines', 'parts[].n', 'to']],
  ['<html>', ['(answer)']],
])('%j drifts at %j', (answer, paths) => expect(driftsOf(shape as never, answer).map(({ path }) => path)).toEqual(paths))

test('a contract names its fields, and numbers beyond what JavaScript holds stay exact', () => {
  expect(fieldsOf({ a: [{ b: 'whole' }], 'c?': { d: 'text' } })).toEqual([
    { path: 'a[].b', kind: 'whole' },
    { path: 'c.d', kind: 'text' },
  ])
  expect(exactJsonIn('{"tid":2026010200000000001,"n":5,"s":"a 2026010200000000001"}')).toEqual({
    tid: '2026010200000000001',
    n: 5,
    s: 'a 2026010200000000001',
  })
})

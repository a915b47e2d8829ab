import { expect, test } from 'vitest'
import { addMilliseconds } from '#core/time.ts'
import { countAttempt, limits, type Throttle, waitAfter } from './rules.ts'

test.each([
  [1, 0],
  [4, 0],
  [5, 1],
  [6, 2],
  [8, 8],
  [14, 512],
  [15, 900],
  [10_000, 900],
])('after %i failures on an account the next attempt waits %i s', (failures, wait_s) => {
  expect(waitAfter(failures, limits.account)).toBe(wait_s)
})

test('an attacker who never rests gets about a hundred guesses a day at one account', () => {
  let throttle: Throttle | undefined
  let guesses = 0
  for (let now = '2026-01-01T00:00:00.000Z'; now < '2026-01-02T00:00:00.000Z'; now = addMilliseconds(now, 1000)) {
    const counted = countAttempt(throttle, limits.account, 'account:a', now)
    if (counted.throttle) {
      throttle = counted.throttle
      guesses++
    }
  }
  expect(guesses).toBeGreaterThan(90)
  expect(guesses).toBeLessThan(120)
})

test('a day of quiet forgets', () => {
  const before = { key: 'k', failures: 400, last_failed_at: '2026-01-01T00:00:00.000Z', open_at: '2026-01-01T00:15:00.000Z' }
  expect(countAttempt(before, limits.account, 'k', '2026-01-01T00:10:00.000Z')).toEqual({ wait_s: 300 })
  expect(countAttempt(before, limits.account, 'k', '2026-01-02T00:00:01.000Z')).toMatchObject({ throttle: { failures: 1 } })
})

import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

test('two simulated days with faults keep every promise, and the same seed tells the same story', { timeout: 120_000 }, async () => {
  const [first, second] = [await simulate({ seed: 7, days: 2, shoppers: 20 }), await simulate({ seed: 7, days: 2, shoppers: 20 })]
  expect(first.promises.broken).toBe(0)
  expect(first.orders).toBeGreaterThan(10)
  expect(first.shipped).toBeGreaterThan(5)
  expect(second).toEqual(first)
})

import { describe, expect, test } from 'vitest'
import type { Plan } from '../model.ts'
import { benefitsOf, heldLevel } from '../rules.ts'
import { decidePurchase, endOf, refundOf } from './rules.ts'

const now = '2026-11-22T02:00:00.000Z'
const words = { zh: '年卡', en: 'A year' }
const plan: Plan = {
  ...{ plan_id: 'year', name: words, price_minor: 12_000, currency: 'CNY', months: 12 },
  ...{ level: 'gold', benefits: [{ ...words, kind: 'early_access', hours: 24 }], refund_days: 7, on_sale: true },
}

describe('buying', () => {
  test.each([
    ['what there is not', { plan: undefined, running: null }, 12_000, 'plan_not_found'],
    ['what is not sold any more', { plan: { ...plan, on_sale: false }, running: null }, 12_000, 'plan_not_on_sale'],
    ['at a price of yesterday', { plan, running: null }, 9_900, 'price_changed'],
    ['beside another plan', { plan, running: { plan_id: 'month', until: '2026-12-01T16:00:00.000Z' } }, 12_000, 'another_plan_runs'],
    ['for a fourth year', { plan, running: { plan_id: 'year', until: '2029-06-01T16:00:00.000Z' } }, 12_000, 'too_far_ahead'],
    ['for the first time', { plan, running: null }, 12_000, 'allowed'],
  ])('%s', (_, ground, expected_minor, status) => expect(decidePurchase(ground, expected_minor, now).status).toBe(status))
  test('again goes on where the first ends', () => {
    const until = '2027-11-21T16:00:00.000Z'
    expect(decidePurchase({ plan, running: { plan_id: 'year', until } }, 12_000, now)).toEqual({
      status: 'allowed',
      starts_at: until,
      ends_at: '2028-11-21T16:00:00.000Z',
    })
  })
  test('a month from the last of January ends with February', () => {
    expect(endOf('2027-01-31T02:00:00.000Z', 1)).toBe('2027-02-27T16:00:00.000Z')
  })
})

describe('giving back', () => {
  const bought = { price_minor: 12_000, bought_at: now, starts_at: now, ends_at: endOf(now, 12) }
  test.each([
    ['within the days of the plan', '2026-11-28T02:00:00.000Z', 12_000],
    ['in the first month', '2026-12-05T02:00:00.000Z', 11_000],
    ['on the last day of the first month', '2026-12-21T02:00:00.000Z', 11_000],
    ['on the first day of the second', '2026-12-22T02:00:00.000Z', 10_000],
    ['in the last month', '2027-11-01T02:00:00.000Z', 0],
    ['when it is over', '2027-12-01T02:00:00.000Z', 0],
  ])('%s', (_, moment, refund) => expect(refundOf(bought, 7, moment)).toBe(refund))
  test('before it begins everything comes back, however late', () => {
    const later = { ...bought, starts_at: '2027-11-21T16:00:00.000Z', ends_at: '2028-11-21T16:00:00.000Z' }
    expect(refundOf(later, 7, '2027-06-01T00:00:00.000Z')).toBe(12_000)
  })
})

describe('what counts', () => {
  const level = (level: string) => ({
    level,
    rank: 0,
    name: words,
    growth_from: 0,
    earn_rate_bp: 10_000,
    benefits: [{ zh: level, en: level }],
  })
  const program = { levels: ['normal', 'gold', 'diamond'].map(level), plans: [plan] }
  test.each([
    ['nobody yet', undefined, 'normal'],
    ['a level of his own', { level: 'gold', plan_id: null }, 'gold'],
    ['the plan, being higher', { level: 'normal', plan_id: 'year' }, 'gold'],
    ['his own, being higher', { level: 'diamond', plan_id: 'year' }, 'diamond'],
    ['a level that is no more', { level: 'silver', plan_id: null }, 'normal'],
  ])('%s', (_, standing, held) => expect(heldLevel(program, standing).level).toBe(held))
  test('benefits of the level and of the plan', () => {
    expect(benefitsOf(program, { level: 'diamond', plan_id: 'year' }).map(({ zh }) => zh)).toEqual(['diamond', '年卡'])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkInPoints, drawn } from './activities/rules.ts'
import type { Card } from './cards/model.ts'
import { decideSpend, plainSecret, secretFrom } from './cards/rules.ts'
import { bucketOf, endOf, pointsFor, proportionalPart, sharePoints, spendLimit, takeNewest, takeOldest } from './points/rules.ts'
import { birthdaysOn, levelFor, levelUntil, lifecycleOf, measureLevel, nextLevel, stageOf } from './rules.ts'

const levels = [0, 1_000, 4_000].map((growth_from, rank) => ({
  level: `l${rank}`,
  rank,
  name: { zh: '', en: '' },
  growth_from,
  earn_rate_bp: 10_000,
  benefits: [],
}))

describe('levels and life', () => {
  test.each([
    [0, 'l0', 1_000],
    [999, 'l0', 1],
    [1_000, 'l1', 3_000],
    [4_000, 'l2', null],
    [99_999, 'l2', null],
  ])('growth %i is %s', (growth, level, missing) => {
    expect(levelFor(levels, growth).level).toBe(level)
    expect(nextLevel(levels, growth)?.missing ?? null).toBe(missing)
  })
  test.each([
    ['kept by who reaches it again', 'l2', 9_000, 4_000, 'l2', 9_000],
    ['kept by who reaches more', 'l1', 1_500, 5_000, 'l1', 1_500],
    ['one step down', 'l2', 9_000, 0, 'l1', 1_000],
    ['one step down with what was gathered', 'l2', 9_000, 2_500, 'l1', 2_500],
    ['down to the first', 'l1', 1_200, 300, 'l0', 300],
    ['a level that is no more', 'gone', 1_200, 0, 'l1', 1_200],
  ])('a level is %s', (_name, level, growth, gathered, next, left) => {
    expect(measureLevel(levels, { level, growth }, gathered)).toEqual({ level: next, growth: left })
  })
  test('the lowest level has no end, the others end with a year of the house', () => {
    expect(levelUntil(levels, 'l0', 1, '2026-11-22T06:00:00.000Z')).toBe(null)
    expect(levelUntil(levels, 'l1', null, '2026-11-22T06:00:00.000Z')).toBe(null)
    expect(levelUntil(levels, 'l1', 1, '2026-12-31T17:00:00.000Z')).toBe('2028-12-31T16:00:00.000Z')
  })
  test('who was born on 29 February has a birthday every year', () => {
    expect(birthdaysOn('2027-02-28')).toContainEqual({ month: 2, day: 29 })
    expect(birthdaysOn('2028-02-28')).not.toContainEqual({ month: 2, day: 29 })
  })
  const now = '2026-11-22T06:00:00.000Z'
  test.each([
    ['joined yesterday', '2026-11-21T06:00:00.000Z', null, 'new'],
    ['never bought in a month', '2026-10-01T06:00:00.000Z', null, 'asleep'],
    ['never bought in a year', '2025-10-01T06:00:00.000Z', null, 'lost'],
    ['bought last month', '2020-01-01T00:00:00.000Z', '2026-10-22T06:00:00.000Z', 'active'],
    ['bought in summer', '2020-01-01T00:00:00.000Z', '2026-07-22T06:00:00.000Z', 'quiet'],
    ['bought last winter', '2020-01-01T00:00:00.000Z', '2026-01-22T06:00:00.000Z', 'asleep'],
    ['bought two years ago', '2020-01-01T00:00:00.000Z', '2024-11-22T06:00:00.000Z', 'lost'],
  ])('%s', (_, joined_at, last_order_at, lifecycle) => expect(lifecycleOf({ joined_at, last_order_at }, now)).toBe(lifecycle))
  test.each([
    ['2027-01-10', 'expected'],
    ['2026-11-22', 'stage_1'],
    ['2026-05-23', 'stage_1'],
    ['2026-05-22', 'stage_2'],
    ['2025-11-22', 'stage_3'],
    ['2023-11-22', 'stage_4'],
    ['2019-11-22', 'grown'],
  ])('a child born on %s drinks %s', (born_on, stage) => expect(stageOf(born_on, '2026-11-22')).toBe(stage))
})

describe('points', () => {
  test('a bucket ends with the year, by the clock of the shop', () => {
    expect(bucketOf('2026-12-31T15:59:59.000Z', 1)).toEqual({ period: '2027-12', expires_at: '2027-12-31T16:00:00.000Z' })
    expect(bucketOf('2026-12-31T16:00:00.000Z', 1).period).toBe('2028-12')
    expect(endOf('2027-12')).toBe('2027-12-31T16:00:00.000Z')
    expect(endOf('2027-03')).toBe('2027-03-31T16:00:00.000Z')
  })
  test('the oldest go first, the newest come back first', () => {
    const buckets = [
      { period: '2028-12', quantity: 50 },
      { period: '2027-12', quantity: 30 },
    ]
    expect(takeOldest(buckets, 40)).toEqual({
      parts: [
        { period: '2027-12', quantity: 30 },
        { period: '2028-12', quantity: 10 },
      ],
      missing: 0,
    })
    expect(takeNewest(buckets, 60).parts).toEqual([
      { period: '2028-12', quantity: 50 },
      { period: '2027-12', quantity: 10 },
    ])
    expect(takeOldest(buckets, 100).missing).toBe(20)
  })
  test.each([
    [9_999, 10_000, 99],
    [10_000, 13_000, 130],
    [99, 10_000, 0],
    [9_007_199_254_740_991, 10_000, 90_071_992_547_409],
  ])('%i fen at %i earn %i', (amount, rate, points) => expect(pointsFor(amount, rate)).toBe(points))

  test('what comes back in pieces is exactly the whole', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), (whole, pieces) => {
        const total = pieces.reduce((sum, piece) => sum + piece, 0)
        let before = 0
        let back = 0
        for (const piece of pieces) {
          const part = proportionalPart(whole, total, before, piece)
          expect(part).toBeGreaterThanOrEqual(0)
          back += part
          before += piece
        }
        expect(back).toBe(whole)
      }),
    )
  })
  test('points are shared over lines without passing the limit of any', () => {
    const line = fc.record({ amount_minor: fc.nat(100_000), brand_id: fc.constantFrom('a', 'b', null) })
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('a', null),
        (lines, point_value_minor, spend_limit_bp, part, brand_id) => {
          const rule = { program_id: 'p', brand_id, point_value_minor, spend_limit_bp }
          const quantity = Math.floor(spendLimit(rule, lines) * part)
          const shares = sharePoints(rule, lines, quantity)
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(quantity)
          for (const [i, share] of shares.entries()) {
            expect(share * point_value_minor * 10_000).toBeLessThanOrEqual(lines[i]!.amount_minor * spend_limit_bp)
            if (brand_id && lines[i]!.brand_id !== brand_id) expect(share).toBe(0)
          }
        },
      ),
    )
  })
})

describe('cards and draws', () => {
  const card = { member_id: 'lin', state: 'active', expires_on: '2026-11-22' } as Card
  test.each([
    ['nobody’s', undefined, 'card_not_found'],
    ['another’s', { ...card, member_id: 'zhou' }, 'card_not_found'],
    ['frozen', { ...card, state: 'frozen' as const }, 'card_frozen'],
    ['never sold', { ...card, state: 'made' as const }, 'card_not_active'],
    ['over since yesterday', { ...card, expires_on: '2026-11-21' }, 'card_expired'],
    ['good until today', card, 'allowed'],
  ])('a card that is %s', (_, one, status) => expect(decideSpend(one, 'lin', '2026-11-22')).toBe(status))
  test('a secret is read however it is typed', () => {
    expect(secretFrom(new Uint8Array(12))).toBe('AAAA-AAAA-AAAA')
    expect(plainSecret(' abcd efgh-2345')).toBe('ABCDEFGH2345')
  })
  test('numbers fall on prizes by their chances', () => {
    const prizes = [
      { prize_id: 'a', chance_bp: 100 },
      { prize_id: 'b', chance_bp: 900 },
    ]
    expect([0, 99, 100, 999, 1_000, 9_999].map((number) => drawn(prizes, number)?.prize_id ?? null)).toEqual([
      'a',
      'a',
      'b',
      'b',
      null,
      null,
    ])
  })
  test('days in a row are worth more, to the last entry', () => {
    expect([1, 2, 3, 9].map((streak) => checkInPoints([5, 6, 9], streak))).toEqual([5, 6, 9, 9])
  })
})

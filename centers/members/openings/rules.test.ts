import { expect, test } from 'vitest'
import type { Benefit, Program } from '../model.ts'
import { type Early, earlierGroups, notOpenYet } from './rules.ts'

const opens_at = '2026-12-01T02:00:00.000Z'
const house = (hours: number): Early => ({ brand_id: null, hours })
const brand = (hours: number, brand_id = 'jilang'): Early => ({ brand_id, hours })

const rows: [string, string | null, string, Early[], string | null][] = [
  ['no moment is open', null, '2026-11-30T00:00:00.000Z', [], null],
  ['closed before it', opens_at, '2026-12-01T01:59:59.999Z', [], opens_at],
  ['open at it', opens_at, opens_at, [], null],
  ['open to who comes earlier', opens_at, '2026-11-30T02:00:00.000Z', [house(24)], null],
  ['closed even to him before', opens_at, '2026-11-30T01:59:59.999Z', [house(24)], '2026-11-30T02:00:00.000Z'],
  ['the most hours count, not their sum', opens_at, '2026-11-30T00:00:00.000Z', [house(12), brand(24)], '2026-11-30T02:00:00.000Z'],
  ['hours of another brand do not count', opens_at, '2026-12-01T01:00:00.000Z', [brand(24, 'yilin')], opens_at],
]
test.each(rows)('%s', (_name, moment, now, early, closed_until) => {
  const closed = notOpenYet([{ sku_id: 'fridge', brand_id: 'jilang', opens_at: moment }], now, early)
  expect([...closed]).toEqual(closed_until ? [['fridge', closed_until]] : [])
})

test('who comes earlier is told by level and by membership on sale, of the house and of the brand alone', () => {
  const name = (zh: string) => ({ zh, en: zh })
  const early = (hours: number): Benefit[] => [{ ...name('early'), kind: 'early_access', hours }]
  const level = (code: string, hours: number) => ({
    ...{ level: code, rank: 0, name: name(code), growth_from: 0, earn_rate_bp: 0 },
    benefits: hours > 0 ? early(hours) : [],
  })
  const plan = (plan_id: string, of: string | null, hours: number, on_sale = true) => ({
    ...{ plan_id, name: name(plan_id), price_minor: 1, currency: 'CNY', months: 1, level: of, refund_days: 7, on_sale, sku_id: null },
    benefits: hours > 0 ? early(hours) : [],
  })
  const program = (program_id: string, brand_id: string | null, levels: Program['levels'], plans: Program['plans']) =>
    ({ program_id, brand_id, name: name(program_id), levels, plans }) as unknown as Program
  const programs = [
    program(
      'group',
      null,
      [level('normal', 0), level('diamond', 24)],
      [plan('month', null, 12), plan('year', 'diamond', 6), plan('gone', null, 48, false)],
    ),
    program('jilang', 'jilang', [level('gold', 2)], []),
    program('yilin', 'yilin', [level('gold', 720)], []),
  ]
  const told = earlierGroups(programs, { brand_id: 'jilang', opens_at })
  expect(told.map(({ program: { zh }, kind, name: { zh: called }, hours }) => [zh, kind, called, hours])).toEqual([
    ['group', 'level', 'diamond', 24],
    ['group', 'plan', 'year', 24],
    ['group', 'plan', 'month', 12],
    ['jilang', 'level', 'gold', 2],
  ])
  expect(told[2]!.opens_at).toBe('2026-11-30T14:00:00.000Z')
})

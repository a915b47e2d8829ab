import { businessDate, startOfDay } from '#core/time.ts'
import type { Benefit, Level, Lifecycle, Program, Stage } from './model.ts'

/** The highest level that growth reaches. Levels are sorted lowest first; the lowest begins at zero. */
export const levelFor = (levels: readonly Level[], growth: number): Level => levels.findLast(({ growth_from }) => growth >= growth_from)!

interface Held {
  level: string
  plan_id?: string | null
}

const planOf = (program: Pick<Program, 'plans'>, standing: Held | undefined) =>
  standing?.plan_id ? program.plans.find(({ plan_id }) => plan_id === standing.plan_id) : undefined

/** The level whose prices, points and benefits count: what growth reached or what a running plan gives, whichever is higher. */
export function heldLevel(program: Pick<Program, 'levels' | 'plans'>, standing: Held | undefined): Level {
  const rank = (level: string | null | undefined) => program.levels.findIndex((one) => one.level === level)
  return program.levels[Math.max(rank(standing?.level), rank(planOf(program, standing)?.level), 0)]!
}

/** All that a member has in a program: the benefits of his level and of the plan he bought. */
export const benefitsOf = (program: Pick<Program, 'levels' | 'plans'>, standing: Held | undefined): Benefit[] => [
  ...heldLevel(program, standing).benefits,
  ...(planOf(program, standing)?.benefits ?? []),
]

/** Hours by which draws and goods open earlier for a member: the most that his levels and plans give. */
export const earlyHours = (benefits: readonly Benefit[]): number =>
  benefits.reduce((most, { kind, hours = 0 }) => (kind === 'early_access' ? Math.max(most, hours) : most), 0)

/** Until when a level reached now is kept; the lowest has no end, nor has any where levels are for good. */
export function levelUntil(levels: readonly Level[], level: string, level_years: number | null | undefined, now: string): string | null {
  if (!level_years || levels[0]!.level === level) return null
  return startOfDay(`${Number(businessDate(now).slice(0, 4)) + level_years + 1}-01-01`)
}

/**
 * The level after its time is over: what the growth of that time reaches, but never more than one step down, so that one quiet year does not
 * take everything. Who falls begins with the growth of that time, at least what his new level needs.
 */
export function measureLevel(
  levels: readonly Level[],
  { level, growth }: { level: string; growth: number },
  gathered: number,
): { level: string; growth: number } {
  const rank = levels.findIndex((one) => one.level === level)
  const reached = levels.indexOf(levelFor(levels, gathered))
  // A level that is no more counts as the one growth reaches.
  if (rank < 0) return { level: levelFor(levels, growth).level, growth }
  if (reached >= rank) return { level, growth }
  const next = levels[Math.max(reached, rank - 1)]!
  return { level: next.level, growth: Math.max(gathered, next.growth_from) }
}

/** Whose birthday is told today: those of 29 February have it on the 28th in other years. */
export function birthdaysOn(today: string): { month: number; day: number }[] {
  const date = Temporal.PlainDate.from(today)
  const own = { month: date.month, day: date.day }
  return date.month === 2 && date.day === 28 && !date.inLeapYear ? [own, { month: 2, day: 29 }] : [own]
}

/** Growth to the next level; null on the highest. */
export function nextLevel(levels: readonly Level[], growth: number): { level: string; missing: number } | null {
  const next = levels.find(({ growth_from }) => growth_from > growth)
  return next ? { level: next.level, missing: next.growth_from - growth } : null
}

/** One growth for each whole yuan paid. */
export const growthFor = (amount_minor: number): number => Math.floor(amount_minor / 100)

const day_ms = 86_400_000
const days = (from: string, to: string): number => Math.floor((Date.parse(to) - Date.parse(from)) / day_ms)

/** Days since the last order after which a member is called so; first match wins. */
export const lifecycleDays: readonly [Lifecycle, number][] = [
  ['active', 90],
  ['quiet', 180],
  ['asleep', 365],
]

/** Told by time alone, so nothing needs to be rewritten as days pass. */
export function lifecycleOf({ joined_at, last_order_at }: { joined_at: string; last_order_at: string | null }, now: string): Lifecycle {
  if (last_order_at === null) return days(joined_at, now) < 30 ? 'new' : days(joined_at, now) < 365 ? 'asleep' : 'lost'
  return lifecycleDays.find(([, most]) => days(last_order_at, now) < most)?.[0] ?? 'lost'
}

/** Whole months from a birthday to a day; below zero before birth. */
export function monthsOld(born_on: string, today: string): number {
  return Temporal.PlainDate.from(born_on).until(Temporal.PlainDate.from(today), { largestUnit: 'months' }).months
}

/** The milk a child of this age drinks: 0–6, 6–12, 12–36, 36–84 months. */
export function stageOf(born_on: string, today: string): Stage {
  if (born_on > today) return 'expected'
  const months = monthsOld(born_on, today)
  if (months < 6) return 'stage_1'
  if (months < 12) return 'stage_2'
  if (months < 36) return 'stage_3'
  return months < 84 ? 'stage_4' : 'grown'
}

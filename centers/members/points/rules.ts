import { assert } from '#core/assert.ts'
import { shareOut } from '#core/money.ts'
import { businessDate, defaultZone, startOfDay } from '#core/time.ts'
import type { PointPart } from '../accounts.ts'

/** The bucket points earned now belong to: good until the end of the year that many years later. */
export function bucketOf(now: string, valid_years: number, zone = defaultZone): { period: string; expires_at: string } {
  const year = Number(businessDate(now, zone).slice(0, 4)) + valid_years
  return { period: `${year}-12`, expires_at: startOfDay(`${year + 1}-01-01`, zone) }
}

/** When a bucket is over. */
export function endOf(period: string, zone = defaultZone): string {
  const [year, month] = period.split('-').map(Number) as [number, number]
  return startOfDay(month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`, zone)
}
export const isOver = (now: string) => (period: string) => endOf(period) <= now

/** Takes from what expires first. `missing` is what nothing is left for. */
export function takeOldest(buckets: readonly PointPart[], quantity: number): { parts: PointPart[]; missing: number } {
  return take(
    [...buckets].sort((a, b) => (a.period < b.period ? -1 : 1)),
    quantity,
  )
}

/** Takes from what lasts longest: what returns to a member is the best of what he gave. */
export function takeNewest(buckets: readonly PointPart[], quantity: number): { parts: PointPart[]; missing: number } {
  return take(
    [...buckets].sort((a, b) => (a.period > b.period ? -1 : 1)),
    quantity,
  )
}

function take(sorted: readonly PointPart[], quantity: number): { parts: PointPart[]; missing: number } {
  let missing = quantity
  const parts: PointPart[] = []
  for (const { period, quantity: open } of sorted) {
    const taken = Math.min(open, missing)
    if (taken > 0) parts.push({ period, quantity: taken })
    missing -= taken
  }
  return { parts, missing }
}

/** Points for an amount paid, whole points only. */
export const pointsFor = (amount_minor: number, earn_rate_bp: number): number =>
  Number((BigInt(amount_minor) * BigInt(earn_rate_bp)) / 1_000_000n)

/**
 * What of `whole` belongs to a part returned, after other parts were returned before: sums up exactly when everything has come back,
 * in whatever pieces.
 */
export function proportionalPart(whole: number, total: number, returned_before: number, returned_now: number): number {
  assert(total > 0 && returned_before + returned_now <= total, 'no more comes back than went out')
  const upto = (part: number) => Number((BigInt(whole) * BigInt(part)) / BigInt(total))
  return upto(returned_before + returned_now) - upto(returned_before)
}

export interface SpendRule {
  program_id: string
  brand_id: string | null
  point_value_minor: number
  spend_limit_bp: number
}

/** The most points these lines take: brand points only pay the brand's own goods. */
export function spendLimit(rule: SpendRule, lines: readonly { amount_minor: number; brand_id: string | null }[]): number {
  return sum(mostPerLine(rule, lines))
}

const mostPerLine = (rule: SpendRule, lines: readonly { amount_minor: number; brand_id: string | null }[]): number[] =>
  lines.map(({ amount_minor, brand_id }) =>
    rule.brand_id !== null && rule.brand_id !== brand_id
      ? 0
      : Number((BigInt(amount_minor) * BigInt(rule.spend_limit_bp)) / 10_000n / BigInt(rule.point_value_minor)),
  )

/** How many of the points each line takes; no line takes more than its own limit. `quantity` is at most `spendLimit`. */
export const sharePoints = (
  rule: SpendRule,
  lines: readonly { amount_minor: number; brand_id: string | null }[],
  quantity: number,
): number[] => (quantity === 0 ? lines.map(() => 0) : shareOut(quantity, mostPerLine(rule, lines)))

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

import { businessDate, startOfDay } from '#core/time.ts'
import type { Membership, Plan } from '../model.ts'

/** A membership of so many months ends with the day before the same day of the month; the day it begins counts. */
export const endOf = (starts_at: string, months: number): string =>
  startOfDay(Temporal.PlainDate.from(businessDate(starts_at)).add({ months }).toString())

/** Nobody pays further ahead than this. */
export const mostMonthsAhead = 36

export interface Ground {
  plan: Plan | undefined
  /** The plan that runs in this program, and until when. */
  running: { plan_id: string; until: string } | null
}
export type PurchaseRefusal = 'plan_not_found' | 'plan_not_on_sale' | 'price_changed' | 'another_plan_runs' | 'too_far_ahead'

/** The first match wins. One plan runs in a program at a time; buying it again makes it longer. */
export function decidePurchase(
  { plan, running }: Ground,
  expected_minor: number,
  now: string,
): { status: 'allowed'; starts_at: string; ends_at: string } | { status: PurchaseRefusal } {
  if (!plan) return { status: 'plan_not_found' }
  if (!plan.on_sale) return { status: 'plan_not_on_sale' }
  if (plan.price_minor !== expected_minor) return { status: 'price_changed' }
  if (running && running.plan_id !== plan.plan_id) return { status: 'another_plan_runs' }
  const starts_at = running?.until ?? now
  const ends_at = endOf(starts_at, plan.months)
  if (ends_at > endOf(now, mostMonthsAhead)) return { status: 'too_far_ahead' }
  return { status: 'allowed', starts_at, ends_at }
}

const day_ms = 86_400_000

/**
 * What is paid back of a membership that ends now: everything before it begins or within the days of its plan, later the share of the whole months
 * that are left. A month that has begun is used.
 */
export function refundOf(
  { price_minor, bought_at, starts_at, ends_at }: Pick<Membership, 'price_minor' | 'bought_at' | 'starts_at' | 'ends_at'>,
  refund_days: number,
  now: string,
): number {
  if (now >= ends_at) return 0
  if (now < starts_at || Date.parse(now) - Date.parse(bought_at) < refund_days * day_ms) return price_minor
  const [begin, today, end] = [starts_at, now, ends_at].map((moment) => Temporal.PlainDate.from(businessDate(moment!)))
  const whole = begin!.until(end!, { largestUnit: 'months' }).months
  const left = today!.add({ days: 1 }).until(end!, { largestUnit: 'months' }).months
  return Math.floor((price_minor * Math.min(left, whole)) / whole)
}

import { businessDate, defaultZone } from '#core/time.ts'
import {
  type Count,
  type CountedVouchers,
  type CountRow,
  type DayRow,
  denominations,
  type OverviewState,
  type TillClosingStatus,
  type TillRow,
} from './model.ts'

/** The hours of an institution on one day, by the calendar nearest to it and its exceptions. */
export interface Hours {
  zone: string
  day: string
  trades: boolean
  opens_at: string | null
  closes_at: string | null
  note: string | null
}

export interface CalendarFacts {
  zone: string | null
  weekdays: number[] | null
  opens_at: string | null
  closes_at: string | null
  exceptions: { day: string; trades: boolean; note: string }[]
}

/** Without any calendar an institution trades every day, at any hour. */
export function hoursOf(facts: CalendarFacts | undefined, now: string): Hours {
  const zone = facts?.zone ?? defaultZone
  const day = businessDate(now, zone)
  const exception = facts?.exceptions.find((one) => one.day === day)
  const weekday = Temporal.PlainDate.from(day).dayOfWeek
  return {
    zone,
    day,
    trades: exception?.trades ?? facts?.weekdays?.includes(weekday) ?? true,
    opens_at: facts?.opens_at?.slice(0, 5) ?? null,
    closes_at: facts?.closes_at?.slice(0, 5) ?? null,
    note: exception?.note ?? null,
  }
}

const minuteOfGrace = 15

/** How the day of an institution looks from above. */
export function overviewOf(day: DayRow | undefined, hours: Hours, now: string): OverviewState {
  const clock = Temporal.Instant.from(now).toZonedDateTimeISO(hours.zone).toPlainTime()
  const after = (time: string | null) =>
    time !== null && Temporal.PlainTime.compare(clock, Temporal.PlainTime.from(time).add({ minutes: minuteOfGrace })) > 0
  if (day?.state === 'open') return day.day < hours.day || after(hours.closes_at) ? 'overtime' : 'open'
  if (day && day.day === hours.day) return day.state
  if (!hours.trades) return 'no_trade'
  return after(hours.opens_at) ? 'late' : 'not_open'
}

/** What was counted, in minor units; or which line cannot be. */
export function sumCash(cash: Count['cash'], currency: string): number | 'denomination_unknown' | 'denomination_twice' {
  const known = denominations[currency]
  if (known && cash.some(({ denomination_minor }) => !known.includes(denomination_minor))) return 'denomination_unknown'
  if (new Set(cash.map(({ denomination_minor }) => denomination_minor)).size < cash.length) return 'denomination_twice'
  return cash.reduce((sum, { denomination_minor, pieces }) => sum + denomination_minor * pieces, 0)
}

/** Vouchers as they are kept: each says what was done, each kind stands once with its pieces; or which line cannot be. */
export function sayVouchers(
  lines: NonNullable<Count['vouchers']>,
): Required<CountedVouchers>[] | 'voucher_twice' | 'voucher_without_pieces' {
  const said = lines.map((line) => ({ ...line, act: line.act ?? ('used' as const), kind: line.kind.trim() }))
  if (new Set(said.map(({ act, kind }) => `${act} ${kind}`)).size < said.length) return 'voucher_twice'
  if (said.some(({ pieces, amount_minor }) => pieces === 0 && amount_minor > 0)) return 'voucher_without_pieces'
  return said
}

/** What a count has in the ledger: its vouchers by what was done. Counts of a time before that have nothing there. */
export function bookedVouchers(vouchers: readonly CountedVouchers[]): { used: number; sold: number } {
  const sum = (act: CountedVouchers['act']) => vouchers.reduce((all, line) => all + (line.act === act ? line.amount_minor : 0), 0)
  return { used: sum('used'), sold: sum('sold') }
}

/** How much more cash should lie in the drawer for the vouchers of a count. */
export function cashOfVouchers(vouchers: readonly CountedVouchers[]): number {
  const { used, sold } = bookedVouchers(vouchers)
  return sold - used
}

/** A till closes on a count that still holds: nothing was traded at it since. */
export function decideTillClosing(
  till: TillRow | undefined,
  count: CountRow | undefined,
  expected_minor: number,
  reason: string | undefined,
): TillClosingStatus {
  if (!till) return 'till_not_found'
  if (till.state === 'closed') return 'already_closed'
  if (!count) return 'not_counted'
  if (count.expected_minor !== expected_minor) return 'count_is_stale'
  if (count.counted_minor !== expected_minor && !reason) return 'difference_unexplained'
  return 'closed'
}

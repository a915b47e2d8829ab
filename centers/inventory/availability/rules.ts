import { defaultZone } from '#core/time.ts'

/** What decides when a node can send something. */
export interface Shipping {
  cut_off: string | null
  closed_weekdays: readonly number[]
  closed_days: ReadonlySet<string>
}

/** The business day something ordered now leaves a node: today before the cut-off on an open day, or the next open day. Null when it is closed for a year. */
export function shipsOn({ cut_off, closed_weekdays, closed_days }: Shipping, now: string, not_before: string | null = null): string | null {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(defaultZone)
  const time = local.toPlainTime().toString().slice(0, 5)
  let day = local.toPlainDate()
  // Without a cut-off a node works until its day ends.
  if (cut_off !== null && time >= cut_off) day = day.add({ days: 1 })
  if (not_before !== null && day.toString() < not_before) day = Temporal.PlainDate.from(not_before)
  for (let tries = 0; tries < 366; tries++, day = day.add({ days: 1 })) {
    if (!closed_weekdays.includes(day.dayOfWeek) && !closed_days.has(day.toString())) return day.toString()
  }
  return null
}

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

/** Days between two places when no row speaks of them: within a province, and across. */
export const usualDays = { near: 2, far: 4 }

/** Days a parcel travels: the row that fits both ends most closely decides, the nearer end to the buyer first. */
export function travelDays(rows: ReadonlyMap<string, number>, from: string | null, to: string | null): number {
  const ends = (code: string | null) => (code ? [code, code.slice(0, 4), code.slice(0, 2), ''] : [''])
  for (const to_region of ends(to))
    for (const from_region of ends(from)) {
      const days = rows.get(`${from_region} ${to_region}`)
      if (days !== undefined) return days
    }
  return from && to && from.slice(0, 2) === to.slice(0, 2) ? usualDays.near : usualDays.far
}

/** One place a SKU could come from, with the day it would arrive. */
export interface Option {
  node_id: string
  stock_from: string
  open: number
  /** How many of the quantity asked for would be taken here. */
  takes: number
  ships_on: string | null
  arrives_on: string | null
}

export interface Promised {
  available: number
  /** Which of the places arrives first with the whole quantity; -1 when none has it. */
  best: number
  /** What each place gives when only several together have the quantity; null otherwise. */
  parts: number[] | null
}

/**
 * All that can be sold together, and the place that arrives first among those that have the whole quantity; earlier ones win a tie. When none has it, the
 * places give what they hold in their order, as an order would take it (`planReservations`).
 */
export function choosePromise(open: readonly number[], arrives_on: readonly (string | null)[], quantity: number): Promised {
  let available = 0
  let best = -1
  let whole = false
  for (let i = 0; i < open.length; i++) {
    const here = open[i]!
    if (here <= 0) continue
    available += here
    if (here < quantity) continue
    whole = true
    const day = arrives_on[i]!
    if (day !== null && (best < 0 || day < arrives_on[best]!)) best = i
  }
  return { available, best, parts: !whole && available >= quantity ? givenInOrder(open, quantity) : null }
}

function givenInOrder(open: readonly number[], quantity: number): number[] {
  let missing = quantity
  return open.map((here) => {
    const given = Math.max(0, Math.min(here, missing))
    missing -= given
    return given
  })
}

/** The last of some days; null when one of them is not known. */
export const lastDay = (days: readonly (string | null)[]): string | null =>
  days.includes(null) ? null : ((days as string[]).toSorted().at(-1) ?? null)

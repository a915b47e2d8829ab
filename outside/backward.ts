import type { TradeHead } from '#centers/marketplaces/port.ts'

/**
 * Lists by page number move while they are read: an order that changes goes to the front and pushes the others on. Whoever reads the last page first and then
 * backwards loses none. The first answer is asked only for how many pages there are, unless there is but one.
 */
export const backward = (page: string | null, last: number): { count_only: boolean; next: string | null } =>
  page === null && last > 1
    ? { count_only: true, next: String(last) }
    : { count_only: false, next: page !== null && Number(page) > 1 ? String(Number(page) - 1) : null }

/** Rows of a list that holds no lines. One that does not say when it changed is asked for as if that were `now`. */
export const headsOf = (rows: readonly { no: string; changed_at: string | null }[], now: string): TradeHead[] =>
  rows.map(({ no, changed_at }) => ({ external_no: no, modified_at: changed_at ?? now }))

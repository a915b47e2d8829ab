/** From this value on a correction needs a second person. */
export const approval_from_minor = 500_000

/** What a difference is worth at the price of the SKU; one without a price always needs a second look beyond ten pieces. */
export const needsApproval = (change: number, price_minor: number | null): boolean =>
  price_minor === null ? Math.abs(change) > 10 : Math.abs(change) * price_minor >= approval_from_minor

export type LineState = 'open' | 'recount' | 'agrees' | 'differs' | 'waiting' | 'booked' | 'short' | 'dropped'

/** What a counted number makes of a line: the first difference is counted again, the second stands. */
export function judgeCount(state: LineState, counted: number, expected: number): LineState {
  if (counted === expected) return 'agrees'
  return state === 'open' ? 'recount' : 'differs'
}

export const countRules = ['longest_uncounted', 'most_moved', 'nearly_gone', 'was_short'] as const
export type CountRule = (typeof countRules)[number]

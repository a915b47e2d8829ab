import type { Difference, DifferenceKind } from './model.ts'

/** What both sides say of one order; amounts in minor units, refunds as positive numbers. */
export interface Sides {
  theirs: { sale_minor: number; refund_minor: number }
  /** Null for an order nobody here knows; its total is null while what came of it cannot be read. */
  ours: { total_minor: number | null; refunded_minor: number } | null
  /** Whether the platform tells us its refunds: otherwise what it paid back cannot be compared, only that it is not more than was paid. */
  tells_refunds: boolean
}

/** Where the two sides differ; an order may differ in several ways. */
export function decideDifferences({ theirs, ours, tells_refunds }: Sides): Difference[] {
  const differs = (kind: DifferenceKind, ours_minor: number | null, theirs_minor: number): Difference => ({
    kind,
    ours_minor,
    theirs_minor,
  })
  if (ours === null) return [differs('order_unknown', null, theirs.sale_minor - theirs.refund_minor)]
  const found: Difference[] = []
  // An order whose sale was in an earlier statement, or will be in a later one, has none here: that is no difference.
  if (ours.total_minor !== null && theirs.sale_minor !== 0 && theirs.sale_minor !== ours.total_minor)
    found.push(differs('sale_differs', ours.total_minor, theirs.sale_minor))
  const too_much = ours.total_minor !== null && theirs.refund_minor > ours.total_minor
  if (tells_refunds ? theirs.refund_minor !== 0 && theirs.refund_minor !== ours.refunded_minor : too_much)
    found.push(differs('refund_differs', tells_refunds ? ours.refunded_minor : ours.total_minor, theirs.refund_minor))
  return found
}

/** Seconds until a statement that is not there yet, or could not be read, is asked for again. */
export const askAgain_s = (attempts: number): number => Math.min(3_600, 60 * 2 ** Math.min(attempts, 6))
/** Shipped so long ago and no word of money: somebody should ask. */
export const unpaid_days = 20

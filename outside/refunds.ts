import type { RefundTold, Told } from '#centers/marketplaces/port.ts'
import { driftsOf, type Shape } from '#core/contract.ts'

/**
 * Refunds of one page. One that cannot be read holds no other up: it is told as unknown beside its order, with the fields that changed; whose row does not even
 * say which refund of which order it is cannot be told at all.
 */
export function refundsIn<Raw>(
  rows: readonly Raw[],
  next: string | null,
  how: {
    shape: Shape
    at: string
    names: (row: Raw) => readonly [refund_no: unknown, external_no: unknown]
    read: (row: Raw) => RefundTold
  },
  seen_at: string,
): Told<{ refunds: RefundTold[]; next: string | null }> {
  const all = rows.map((row) => {
    const drifts = driftsOf(how.shape, row, how.at)
    if (drifts.length > 0) return { row, drifts, refund: null }
    try {
      return { row, drifts, refund: how.read(row) }
    } catch (error) {
      const found = String((error as Error).message).slice(0, 60)
      return { row, drifts: [{ path: how.at, expected: 'figures that make a refund', found }], refund: null }
    }
  })
  const drifts = [...new Map(all.flatMap((one) => one.drifts).map((one) => [`${one.path} ${one.found}`, one])).values()]
  const refunds: RefundTold[] = []
  for (const { row, drifts: own, refund } of all) {
    if (refund) {
      refunds.push(refund)
      continue
    }
    const [refund_no, external_no] = row === null || typeof row !== 'object' ? [] : how.names(row)
    if (!isNumber(refund_no) || !isNumber(external_no))
      return { status: 'later', code: 'contract_broken', reason: 'A refund of the list has no number.', drifts }
    refunds.push({
      ...{
        refund_no: String(refund_no),
        external_no: String(external_no),
        line_no: null,
        state: 'unknown',
        unreadable: true,
        kind: 'other',
      },
      ...{ platform_status: 'contract_broken', amount_minor: 0, modified_at: seen_at },
      reason: own
        .map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`)
        .join('; ')
        .slice(0, 300),
    })
  }
  return { status: 'answered', refunds, next, drifts }
}

const isNumber = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number'

import { assert } from '#core/assert.ts'

interface Moved {
  direction: 'in' | 'out'
  amount_minor: number
  counter_account: string
}

/**
 * Where money of an order goes back to: to what was paid last first, so that a card, which was spent first, gets its part back last. Never more
 * to a place than came from it.
 */
export function refundParts<Payment extends Moved>(
  payments: readonly Payment[],
  amount_minor: number,
): { payment: Payment; amount_minor: number }[] {
  const gone = new Map<string, number>()
  for (const { direction, counter_account, amount_minor } of payments)
    if (direction === 'out') gone.set(counter_account, (gone.get(counter_account) ?? 0) + amount_minor)
  const parts: { payment: Payment; amount_minor: number }[] = []
  let left_minor = amount_minor
  for (const payment of payments.filter(({ direction }) => direction === 'in').reverse()) {
    const before = gone.get(payment.counter_account) ?? 0
    const used = Math.min(before, payment.amount_minor)
    gone.set(payment.counter_account, before - used)
    const part = Math.min(payment.amount_minor - used, left_minor)
    if (part > 0) parts.push({ payment, amount_minor: part })
    left_minor -= part
  }
  assert(left_minor === 0, 'no more goes back than came')
  return parts
}

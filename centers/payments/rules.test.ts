import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refundParts } from './rules.ts'

const paid = (counter_account: string, amount_minor: number) => ({ direction: 'in' as const, counter_account, amount_minor })

test('money goes back to where it came from, the last first', () => {
  const payments = [paid('card:a', 300), paid('wallet', 500)]
  expect(refundParts(payments, 600).map(({ payment, amount_minor }) => [payment.counter_account, amount_minor])).toEqual([
    ['wallet', 500],
    ['card:a', 100],
  ])
  expect(refundParts([...payments, { ...paid('wallet', 500), direction: 'out' }], 300)).toMatchObject([{ amount_minor: 300 }])
  expect(refundParts(payments, 0)).toEqual([])
})

test('in whatever pieces it goes back, each place gets what came from it', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(amounts, fc.array(fc.nat(400), { maxLength: 12 }), (came, pieces) => {
      const payments: { direction: 'in' | 'out'; counter_account: string; amount_minor: number }[] = came.map((amount, i) =>
        paid(`p${i}`, amount),
      )
      let left = came.reduce((sum, amount) => sum + amount, 0)
      for (const piece of [...pieces, Number.MAX_SAFE_INTEGER]) {
        const back = Math.min(piece, left)
        left -= back
        for (const { payment, amount_minor } of refundParts(payments, back)) payments.push({ ...payment, direction: 'out', amount_minor })
      }
      for (const [i, amount] of came.entries()) {
        const gone = payments.filter((one) => one.direction === 'out' && one.counter_account === `p${i}`)
        expect(gone.reduce((sum, { amount_minor }) => sum + amount_minor, 0)).toBe(amount)
      }
    }),
    { seed: 7 },
  )
})

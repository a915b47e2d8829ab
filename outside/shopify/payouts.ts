import type { StatementEntry } from '#centers/marketplaces/port.ts'
import { type Drift, driftsOf, type Shape } from '#core/contract.ts'
import { amountOf } from '../trades.ts'
import { numberOf } from './read.ts'

interface Money {
  amount: string
  currencyCode: string
}
export interface BalanceTransaction {
  id: string
  type: string
  test: boolean
  transactionDate: string
  amount: Money
  fee: Money
  associatedOrder: { id: string } | null
}
export const transactionFields =
  'id type test transactionDate amount { amount currencyCode } fee { amount currencyCode } associatedOrder { id }'
const money: Shape = { amount: 'amount', currencyCode: 'text' }
const shape: Shape = { id: 'text', type: 'text', transactionDate: 'time', amount: money, fee: money }

/** What moved the balance, and what Shopify took of it. Payouts to the bank move our own money and are no entry; tests are nothing. */
export function entriesOf(rows: readonly BalanceTransaction[]): { entries: StatementEntry[]; drifts: Drift[] } {
  const drifts = rows.flatMap((row) => driftsOf(shape, row, 'balanceTransactions.nodes[]'))
  if (drifts.length > 0) return { entries: [], drifts }
  const entries = rows
    .filter(({ type, test }) => !test && !/^(TRANSFER|PAYOUT)/.test(type))
    .flatMap((row): StatementEntry[] => {
      const amount = amountOf(row.amount.amount, row.amount.currencyCode)
      const fee = amountOf(row.fee.amount, row.fee.currencyCode)
      const common = {
        ...{
          external_no: row.associatedOrder ? numberOf(row.associatedOrder.id) : null,
          happened_at: new Date(row.transactionDate).toISOString(),
        },
        ...{ currency: row.amount.currencyCode, note: row.type },
      }
      const kind = row.type === 'CHARGE' ? 'sale' : row.type === 'REFUND' ? 'refund' : 'other'
      const main: StatementEntry = { ...common, entry_no: numberOf(row.id), kind, amount_minor: amount }
      // The fee is told as a positive number that is taken off.
      return fee === 0 ? [main] : [main, { ...common, entry_no: `${main.entry_no}:fee`, kind: 'fee', amount_minor: -fee }]
    })
  return { entries, drifts: [] }
}

import type { StatementEntry } from '#centers/marketplaces/port.ts'
import { type Drift, driftsOf, type Shape } from '#core/contract.ts'
import { amountOf } from '../trades.ts'

interface Amount {
  currencyCode: string
  currencyAmount: number | string
}
interface Breakdown {
  breakdownType?: string
  breakdownAmount?: Amount
}
export interface Transaction {
  transactionId: string
  transactionType: string
  transactionStatus?: string
  postedDate: string
  totalAmount: Amount
  relatedIdentifiers?: { relatedIdentifierName: string; relatedIdentifierValue: string }[]
  breakdowns?: Breakdown[]
  description?: string
}
const shape: Shape = {
  transactionId: 'text',
  transactionType: 'text',
  postedDate: 'time',
  totalAmount: { currencyCode: 'text', currencyAmount: 'amount' },
}

/** What an order brought, and what Amazon took of it: a transaction tells their sum, its parts tell which is which. What is only promised (deferred) is no money yet. */
export function entriesOf(rows: readonly Transaction[]): { entries: StatementEntry[]; drifts: Drift[] } {
  const drifts = rows.flatMap((row) => driftsOf(shape, row, 'payload.transactions[]'))
  if (drifts.length > 0) return { entries: [], drifts }
  const entries = rows
    .filter(({ transactionStatus }) => transactionStatus !== 'DEFERRED')
    .flatMap((row): StatementEntry[] => {
      const currency = row.totalAmount.currencyCode
      const minor = (amount: Amount | undefined) => amountOf(amount?.currencyAmount, currency)
      const fee = (row.breakdowns ?? [])
        .filter(({ breakdownType = '' }) => /fee|expense|commission/i.test(breakdownType))
        .reduce((sum, { breakdownAmount }) => sum + minor(breakdownAmount), 0)
      const common = {
        external_no:
          row.relatedIdentifiers?.find(({ relatedIdentifierName }) => relatedIdentifierName === 'ORDER_ID')?.relatedIdentifierValue ?? null,
        ...{ happened_at: new Date(row.postedDate).toISOString(), currency, note: (row.description || row.transactionType).slice(0, 200) },
      }
      const kind = row.transactionType === 'Shipment' ? 'sale' : /^Refund/.test(row.transactionType) ? 'refund' : 'other'
      const main: StatementEntry = { ...common, entry_no: row.transactionId, kind, amount_minor: minor(row.totalAmount) - fee }
      return fee === 0 ? [main] : [main, { ...common, entry_no: `${row.transactionId}:fee`, kind: 'fee', amount_minor: fee }]
    })
  return { entries, drifts: [] }
}

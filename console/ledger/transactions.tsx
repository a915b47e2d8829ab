import { Link } from 'react-router'
import { Exact } from '../shared/values.tsx'
import { AssetAmount } from './asset-amount.tsx'
import { statementOf } from './balance.ts'
import { useText } from './text.ts'

export interface TransactionView {
  key: string
  kind: string
  happened_at: string
  recorded_at?: string
  ref?: string
  postings: { source: string; destination: string; asset: string; amount: number }[]
}

/** Transactions with their postings; each account leads to its statement, each act to the transaction. */
export function Transactions({ items }: { items: readonly TransactionView[] }) {
  const t = useText()
  if (items.length === 0) return <p className="faint">{t('none_booked')}</p>
  return (
    <ul className="bookings">
      {items.map((transaction) => (
        <li key={transaction.key}>
          <div className="card-row">
            <Link className="strong" to={`/ledger/transactions/${encodeURIComponent(transaction.key)}`}>
              {t.maybe(`kind_${transaction.kind}`, transaction.kind)}
            </Link>
            <span className="faint">
              <Exact at={transaction.happened_at} />
            </span>
          </div>
          {transaction.postings.map((posting, i) => (
            <div className="posting" key={i}>
              <span className="code">
                <Link to={statementOf(posting.source, posting.asset)}>{posting.source}</Link>
                <span aria-hidden="true"> → </span>
                <Link to={statementOf(posting.destination, posting.asset)}>{posting.destination}</Link>
              </span>
              <AssetAmount asset={posting.asset} amount={posting.amount} />
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}

import { Link, useParams, useSearchParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts } from '../shared/values.tsx'
import { AssetAmount } from './asset-amount.tsx'
import { statementOf } from './balance.ts'
import { Cause } from './causes.tsx'
import { useText } from './text.ts'
import { Transactions, type TransactionView } from './transactions.tsx'

type Whole = Required<TransactionView>

/** One transaction: its postings, its cause, and everything else booked for the same cause. */
export function Component() {
  const t = useText()
  const { key = '' } = useParams()
  const found = useApi<Whole>(`/api/admin/ledger/transactions/${encodeURIComponent(key)}`)
  if (found.isPending) return <Skeleton />
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />
  const transaction = found.data
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t.maybe(`kind_${transaction.kind}`, transaction.kind)}</h1>
      </header>
      <div className="panel">
        <Facts
          items={[
            [t('cause'), <Cause key="c" cause={transaction.ref} />],
            [
              t('key'),
              <span key="k" className="code">
                {transaction.key}
              </span>,
            ],
            [t('happened_at'), <Exact key="h" at={transaction.happened_at} />],
            [t('recorded_at'), <Exact key="r" at={transaction.recorded_at} />],
          ]}
        />
      </div>
      <div className="panel">
        <h2>{t('postings')}</h2>
        <div className="plain-scroll">
          <table className="plain">
            <thead>
              <tr>
                <th>{t('source')}</th>
                <th>{t('destination')}</th>
                <th>{t('asset')}</th>
                <th className="right">{t('amount')}</th>
              </tr>
            </thead>
            <tbody>
              {transaction.postings.map((posting, i) => (
                <tr key={i}>
                  {[posting.source, posting.destination].map((account) => (
                    <td key={account} className="code">
                      <Link to={statementOf(account, posting.asset)}>{account}</Link>
                    </td>
                  ))}
                  <td className="code">{posting.asset}</td>
                  <td className="right">
                    <AssetAmount asset={posting.asset} amount={posting.amount} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <Same cause={transaction.ref} />
    </div>
  )
}

function Same({ cause }: { cause: string }) {
  const t = useText()
  const all = useApi<{ items: TransactionView[] }>('/api/admin/ledger/transactions', { ref: cause })
  return (
    <div className="panel">
      <h2>{t('causes')}</h2>
      {all.data ? <Transactions items={all.data.items} /> : all.isError ? <Failure error={all.error} /> : <Skeleton rows={3} />}
    </div>
  )
}

/** Everything booked for one cause, by its address alone. */
export function Causes() {
  const t = useText()
  const [params] = useSearchParams()
  const cause = params.get('ref') ?? ''
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t.maybe(`cause_${cause.slice(0, cause.indexOf(':'))}`, t('cause'))}</h1>
        <p className="code">{cause}</p>
      </header>
      <Same cause={cause} />
    </div>
  )
}

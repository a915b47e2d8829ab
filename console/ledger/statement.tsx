import { Button } from 'antd'
import { Link } from 'react-router'
import type { AnswerOf } from '../shared/api.ts'
import { useListQuery } from '../shared/list-query.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { AssetAmount } from './asset-amount.tsx'
import { statementOf } from './balance.ts'
import { Cause } from './causes.tsx'
import { useText } from './text.ts'

type StatementLine = AnswerOf<'/api/admin/ledger/postings'>['items'][number]
const row_id = (line: StatementLine) => `${line.transaction_key} ${line.seq}`

/** Postings of one account and asset, newest first: what changed it, by how much, and why. */
export function Statement({ account, asset }: { account: string; asset: string }) {
  const t = useText()
  const words = useWords()
  const list = useListQuery<StatementLine>('/api/admin/ledger/postings', { account, asset }, row_id)
  if (list.isPending) return <Skeleton rows={5} />
  if (list.isError && list.rows.length === 0)
    return list.error.status === 404 ? (
      <p className="faint">{t('none_booked')}</p>
    ) : (
      <Failure error={list.error} retry={() => void list.refetch()} />
    )
  if (list.rows.length === 0) return <p className="faint">{t('none_booked')}</p>
  return (
    <>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('kind')}</th>
              <th>{t('cause')}</th>
              <th className="right">{t('change')}</th>
              <th className="right">{t('happened_at')}</th>
            </tr>
          </thead>
          <tbody>
            {list.rows.map((line) => {
              const other = line.source === account ? line.destination : line.source
              return (
                <tr key={row_id(line)}>
                  <td>
                    <Link to={`/ledger/transactions/${encodeURIComponent(line.transaction_key)}`}>
                      {t.maybe(`kind_${line.kind}`, line.kind)}
                    </Link>
                    <div className="code">
                      <Link className="faint" to={statementOf(other, line.asset)}>
                        {line.source === account ? '→' : '←'} {other}
                      </Link>
                    </div>
                  </td>
                  <td>
                    <Cause cause={line.ref} />
                  </td>
                  <td className="right">
                    <AssetAmount asset={line.asset} amount={line.change} signed bare />
                  </td>
                  <td className="right">
                    <Ago at={line.happened_at} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {list.hasNextPage ? (
        <div className="list-foot">
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {words('more')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

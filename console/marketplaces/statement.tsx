import { useParams } from 'react-router'
import { type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Count, Exact, Facts, Section } from '../shared/values.tsx'
import type { Connection, Entry, Statement } from './model.ts'
import { useStatementText } from './statement-text.ts'
import { State } from './statements.tsx'
import { useText } from './text.ts'

/** One statement: its sums, why it is not here yet, and its first entries. */
export function Component() {
  const { statement = '' } = useParams()
  const [connection_id = '', day = ''] = statement.split(' ')
  const t = useText()
  const s = useStatementText()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const found = useApi<Page<Statement>>('/api/admin/marketplaces/statements', { connection_id, limit: 200 })
  const entries = useApi<Page<Entry>>(`/api/admin/marketplaces/${connection_id}/entries`, { day, limit: 100 })
  const row = found.data?.items.find((one) => one.day === day)
  const title = `${shops.data?.items.find((one) => one.connection_id === connection_id)?.name ?? connection_id} · ${day}`
  if (found.isError || entries.isError)
    return (
      <DetailDrawer title={title} wide>
        <Failure error={found.error ?? entries.error!} retry={() => void Promise.all([found.refetch(), entries.refetch()])} />
      </DetailDrawer>
    )
  if (!row || !entries.data)
    return (
      <DetailDrawer title={title} wide>
        {found.data && !row ? <p className="faint">{s('statements_empty')}</p> : <Skeleton />}
      </DetailDrawer>
    )
  const currency = row.currency ?? 'CNY'
  return (
    <DetailDrawer title={title} wide status={<State row={row} />}>
      <Facts
        items={[
          [s('kind_sale'), <Amount key="sale" minor={row.sale_minor} currency={currency} />],
          [s('kind_refund'), <Amount key="refund" minor={row.refund_minor} currency={currency} />],
          [s('kind_fee'), <Amount key="fee" minor={row.fee_minor} currency={currency} />],
          [s('kind_other'), <Amount key="other" minor={row.other_minor} currency={currency} />],
          [s('entries'), <Count key="entries" value={row.entries} />],
          [s('taken_at'), row.taken_at ? <Exact key="taken" at={row.taken_at} /> : null],
          [t('last_error'), row.failure ? s.maybe(`failure_${row.failure.split(':')[0]}`, row.failure) : null],
          [t('next_at'), row.next_at ? <Exact key="next" at={row.next_at} /> : null],
        ]}
      />
      <Section title={s('entries')}>
        {entries.data.items.length === 0 ? <p className="faint">{s('entries_none')}</p> : null}
        <div className="plain-scroll">
          <table className="plain">
            <tbody>
              {entries.data.items.map((entry) => (
                <tr key={entry.entry_no}>
                  <td>{s(`kind_${entry.kind}`)}</td>
                  <td className="number">{entry.external_no}</td>
                  <td className="faint">{entry.note}</td>
                  <td>
                    <Exact at={entry.happened_at} />
                  </td>
                  <td className="right">
                    <Amount minor={entry.amount_minor} currency={entry.currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {entries.data.next ? <p className="faint">{s('entries_more', { count: entries.data.items.length, all: row.entries })}</p> : null}
      </Section>
    </DetailDrawer>
  )
}

import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useApi } from '../../shared/api.ts'
import { Failure, Notice, Skeleton } from '../../shared/states.tsx'
import { Count } from '../../shared/values.tsx'
import type { Overview } from './model.ts'
import './resolution.css'
import { useText } from './text.ts'

/** How many customers there are: one number, by system, and by exactly which systems know them. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const overview = useApi<Overview>('/api/admin/resolution/overview', {}, { refetchInterval: 20_000 })
  if (overview.isPending) return <Skeleton />
  if (overview.isError) return <Failure error={overview.error} retry={() => void overview.refetch()} />
  const { person_count, row_count, waiting_pair_count, overlaps } = overview.data
  // A file sent twice under another name brought nothing.
  const sources = overview.data.sources.filter((source) => source.row_count > 0)
  if (row_count === 0)
    return (
      <Notice drawing="empty" title={t('nothing_yet')} hint={t('nothing_hint')}>
        <Button type="primary" onClick={() => void navigate('/customers/runs')}>
          {t('add_files')}
        </Button>
      </Notice>
    )
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('overview')}</h1>
        <div className="page-actions">
          <Button onClick={() => void navigate('/customers/runs')}>{t('add_files')}</Button>
        </div>
      </div>
      <div className="panel customers-hero">
        <b>
          {person_count.toLocaleString('en-US')}
          <small>{t('persons_unit')}</small>
        </b>
        <span className="faint">{t('from_rows', { rows: row_count.toLocaleString('en-US') })}</span>
        <Link to="/customers/review">
          {t('waiting_pairs')} <Count value={waiting_pair_count} /> {t('waiting_hint')}
        </Link>
      </div>
      <section className="panel">
        <h2 id="by_source">{t('by_source')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="wide-scroll" tabIndex={0} aria-labelledby="by_source">
          <table className="plain-table">
            <thead>
              <tr>
                <th>{t('source')}</th>
                <th className="right">{t('rows')}</th>
                <th className="right">{t('customers')}</th>
                <th className="right">{t('only_here')}</th>
                <th>{t('share')}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((row) => (
                <tr key={row.source}>
                  <td>{row.source}</td>
                  <td className="right">
                    <Count value={row.row_count} />
                  </td>
                  <td className="right strong">
                    <Count value={row.person_count} />
                  </td>
                  <td className="right">
                    <Count value={row.only_here_count} />
                  </td>
                  <td className="bar-cell">
                    <Bar value={row.person_count} of={person_count} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </section>
      <section className="panel">
        <h2 id="overlap">{t('overlap')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="wide-scroll" tabIndex={0} aria-labelledby="overlap">
          <table className="plain-table">
            <thead>
              <tr>
                {sources.map(({ source }) => (
                  <th key={source} className="overlap-head">
                    {source}
                  </th>
                ))}
                <th className="right">{t('customers')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {overlaps.map((row) => (
                <tr key={row.sources.join(' ')} aria-label={row.sources.join(' + ')}>
                  {sources.map(({ source }) => (
                    <td key={source} className="overlap-dot" data-in={row.sources.includes(source) || undefined}>
                      <i role="img" aria-label={row.sources.includes(source) ? source : '–'} />
                    </td>
                  ))}
                  <td className="right strong">
                    <Count value={row.person_count} />
                  </td>
                  <td className="bar-cell">
                    <Bar value={row.person_count} of={overlaps[0]!.person_count} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </section>
    </div>
  )
}

const Bar = ({ value, of }: { value: number; of: number }) => (
  <span className="share-bar" style={{ width: `${(100 * value) / Math.max(1, of)}%` }} />
)

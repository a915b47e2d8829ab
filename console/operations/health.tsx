import { type AnswerOf, useApi } from '../shared/api.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { spanWords, useNow } from '../shared/time.ts'
import { Ago, Count, Missing, Status } from '../shared/values.tsx'
import { useText } from './text.ts'

export type Health = AnswerOf<'/api/admin/health'>
/** A reader this far behind wants a person. */
const late_ms = 60_000

const isLate = (at: string | null, now_ms: number): boolean => at !== null && now_ms - new Date(at).getTime() > late_ms
/** How many things here want a person. */
export const countTroubles = (health: Health, now_ms: number): number =>
  health.consumers.filter((one) => isLate(one.oldest_unread_at, now_ms)).length +
  health.jobs.filter((job) => job.dead > 0 || isLate(job.oldest_due_at, now_ms)).length

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toLocaleString('en-US', { maximumFractionDigits: 0 })} MB`

/** Whether everything keeps up, and where it does not. */
export function Component() {
  const t = useText()
  const now_ms = useNow()
  const read = useApi<Health>('/api/admin/health', {}, { refetchInterval: 5_000 })
  if (read.isPending) return <Skeleton />
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />
  const health = read.data
  const troubles = countTroubles(health, now_ms)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('health')}</h1>
        <Status tone={troubles > 0 ? 'danger' : 'done'}>{troubles > 0 ? t('trouble', { count: troubles }) : t('fine')}</Status>
        <p>{t('health_hint')}</p>
      </header>
      <div className="tiles">
        <Tile title={`${t('database')} · ${t('size')}`} value={megabytes(health.database.size_bytes)} />
        <Tile title={`${t('database')} · ${t('connections')}`} value={String(health.database.connections)} />
        <Tile title={`${t('database')} · ${t('longest')}`} value={t('seconds', { count: health.database.longest_query_s })} />
        <Tile title={`${t('process')} · ${t('memory')}`} value={megabytes(health.process.rss_bytes)} />
        <Tile title={`${t('process')} · ${t('uptime')}`} value={spanWords(health.process.uptime_s * 1000)} />
        <Tile title={t('version')} value={`PostgreSQL ${health.database.version}`} />
      </div>
      <div className="panel">
        <h2>{t('consumers')}</h2>
        {health.consumers.length === 0 ? <p className="faint">{t('consumers_none')}</p> : null}
        <ul className="rows">
          {health.consumers.map((one) => (
            <li key={one.consumer}>
              <span className="strong">{one.consumer}</span>
              <span className="faint">{one.center}</span>
              <span className="spring" />
              <span className="faint">
                {t('moved_at')} {one.moved_at ? <Ago at={one.moved_at} /> : <Missing />}
              </span>
              <Status tone={isLate(one.oldest_unread_at, now_ms) ? 'danger' : one.oldest_unread_at ? 'active' : 'done'}>
                {one.oldest_unread_at
                  ? t('behind', { span: spanWords(now_ms - new Date(one.oldest_unread_at).getTime()) })
                  : t('caught_up')}
              </Status>
            </li>
          ))}
        </ul>
      </div>
      <div className="panel">
        <h2>{t('jobs')}</h2>
        {health.jobs.length === 0 ? <p className="faint">{t('jobs_none')}</p> : <Jobs jobs={health.jobs} />}
      </div>
    </div>
  )
}

function Jobs({ jobs }: Pick<Health, 'jobs'>) {
  const t = useText()
  return (
    <div className="plain-scroll">
      <table className="plain">
        <thead>
          <tr>
            <th>{t('task')}</th>
            <th className="right">{t('waiting')}</th>
            <th className="right">{t('failing')}</th>
            <th className="right">{t('dead')}</th>
            <th>{t('last_error')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.task}>
              <td className="strong">{job.task}</td>
              <td className="right">
                <Count value={job.waiting} />
              </td>
              <td className="right">
                <Count value={job.failing} />
              </td>
              <td className={job.dead > 0 ? 'right refused' : 'right'}>
                <Count value={job.dead} />
              </td>
              <td className="faint">{job.last_error ?? <Missing />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Tile = ({ title, value }: { title: string; value: string }) => (
  <div className="tile">
    <span>{title}</span>
    <b>{value}</b>
  </div>
)

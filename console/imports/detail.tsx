import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { api, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useListQuery } from '../shared/list-query.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Count, Exact, Facts, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { RunState } from './list.tsx'
import { type BadRow, type ImportRun, isUnderWay } from './model.ts'
import { saidOf, statusSaid } from './sayings.ts'
import { useText } from './text.ts'

/** One import: progress while it runs, then what came back and why. */
export function Component() {
  const t = useText()
  const { run_id } = useParams()
  const run = useApi<ImportRun>(
    `/api/admin/imports/${run_id}`,
    {},
    { refetchInterval: ({ state }) => (isUnderWay(state.data) ? 700 : false) },
  )
  if (!run.data)
    return (
      <DetailDrawer title={t('title')}>
        {run.isError ? <Failure error={run.error} retry={() => void run.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail run={run.data} />
}

function Detail({ run }: { run: ImportRun }) {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const repeat = async () => {
    const run_id = newId()
    const { importer, file, file_name, mapping_id } = run
    try {
      await api.batch('/api/admin/imports', { items: [{ run_id, importer, file, file_name, ...(mapping_id ? { mapping_id } : {}) }] })
      await navigate(`/imports/${run_id}`)
      await queries.invalidateQueries({ queryKey: ['/api/admin/imports'] })
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  const language = useLanguage()
  const under_way = isUnderWay(run)
  const statusOf = (status: string) => t.maybe(`status_${status}`, statusSaid(run.importer, status, language) || status)
  return (
    <DetailDrawer
      title={run.file_name}
      status={<RunState run={run} />}
      actions={
        <>
          {under_way ? (
            <Button
              danger
              onClick={() =>
                void api.post(`/api/admin/imports/${run.run_id}/cancellation`, {}).catch((error: Error) => tell.error(error.message))
              }
            >
              {t('stop')}
            </Button>
          ) : null}
          {run.has_result ? (
            <Button icon={<DownloadOutlined />} href={`/api/admin/imports/${run.run_id}/result`} title={t('result_hint')}>
              {t('result')}
            </Button>
          ) : null}
          {run.dry_run && run.state === 'done' && run.rows_good > 0 ? (
            <Button
              type={run.rows_refused > 0 ? 'default' : 'primary'}
              title={run.rows_refused > 0 ? t('run_the_good_hint') : undefined}
              onClick={() => void repeat()}
            >
              {run.rows_refused > 0 ? t('run_the_good', { count: run.rows_good }) : t('run_for_real')}
            </Button>
          ) : null}
        </>
      }
    >
      {under_way ? (
        <Section
          title={
            run.rows_total ? t('progress', { done: run.rows_done, total: run.rows_total }) : t('progress_unknown', { done: run.rows_done })
          }
        >
          <Progress percent={run.rows_total ? Math.round((100 * run.rows_done) / run.rows_total) : 0} status="active" />
          <p className="faint">{t('leave')}</p>
        </Section>
      ) : null}
      {run.failure ? (
        <Section title={t('state_failed')}>
          <p className="problem">{saidOf(run.failure, language)}</p>
        </Section>
      ) : null}
      <div className="tiles" style={{ marginTop: 20 }}>
        <Tile title={t('good')} value={run.rows_good} />
        <Tile title={t('skipped')} value={run.rows_skipped} />
        <Tile title={t('refused')} value={run.rows_refused} bad={run.rows_refused > 0} />
      </div>
      <Section title={t('title')}>
        <Facts
          items={[
            [t('by'), run.requested_by],
            [t('created_at'), <Exact key="at" at={run.created_at} />],
            run.mapping_id ? [t('mapping'), run.mapping_id] : null,
          ]}
        />
      </Section>
      {Object.keys(run.counts).length > 0 ? (
        <Section title={t('counts')}>
          <ul className="rows">
            {Object.entries(run.counts).map(([status, count]) => (
              <li key={status}>
                <span>{statusOf(status)}</span>
                <span className="spring" />
                <Count value={count} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {run.rows_skipped + run.rows_refused > 0 ? <Rows run={run} /> : null}
    </DetailDrawer>
  )
}

const Tile = ({ title, value, bad }: { title: string; value: number; bad?: boolean }) => (
  <div className="tile">
    <span>{title}</span>
    <b className={bad ? 'refused' : undefined}>{value.toLocaleString('en-US')}</b>
  </div>
)

function Rows({ run }: { run: ImportRun }) {
  const t = useText()
  const words = useWords()
  const language = useLanguage()
  const list = useListQuery<BadRow>(
    `/api/admin/imports/${run.run_id}/rows`,
    {},
    (row) => String(row.row_no),
    isUnderWay(run) ? { refetch_ms: 2_000 } : {},
  )
  return (
    <Section title={t('reasons')}>
      <table className="plain">
        <thead>
          <tr>
            <th>{t('row_no')}</th>
            <th>{t('state')}</th>
            <th>{t('reason')}</th>
          </tr>
        </thead>
        <tbody>
          {list.rows.map((row) => (
            <tr key={row.row_no}>
              <td className="number">{row.row_no}</td>
              <td className={row.verdict === 'refused' ? 'refused' : 'faint'}>{t.maybe(`verdict_${row.verdict}`, row.verdict)}</td>
              <td>
                {t.maybe(`status_${row.status}`, statusSaid(run.importer, row.status, language) || row.status)}
                {row.detail ? (
                  <div className="faint">{saidOf(row.detail, language, { importer: run.importer, status: row.status })}</div>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage ? (
        <div className="list-foot">
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {words('more')}
          </Button>
        </div>
      ) : null}
    </Section>
  )
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status } from '../shared/values.tsx'
import { type Importer, type ImportRun, toneOf } from './model.ts'
import { useText } from './text.ts'

const row_id = (run: ImportRun) => run.run_id

/** Files that were imported: how far each is, what went in, what came back. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const navigate = useNavigate()
  const importers = useApi<{ importers: Importer[] }>('/api/admin/imports/importers').data?.importers
  const titles = useMemo(() => new Map((importers ?? []).map((one) => [one.name, inLanguage(one.title)])), [importers, inLanguage])
  const columns = useMemo<Column<ImportRun>[]>(() => {
    const number = (key: 'rows_good' | 'rows_skipped' | 'rows_refused', title: string): Column<ImportRun> => ({
      key,
      title,
      width: 90,
      align: 'right',
      render: (run) => (
        <span className={key === 'rows_refused' && run[key] > 0 ? 'refused' : undefined}>
          <Count value={run[key]} />
        </span>
      ),
      value: (run) => run[key],
    })
    return [
      {
        key: 'file_name',
        title: t('file'),
        width: 260,
        grow: true,
        render: (run) => <span className="strong">{run.file_name}</span>,
        value: (run) => run.file_name,
      },
      {
        key: 'importer',
        title: t('importer'),
        width: 140,
        render: (run) => titles.get(run.importer) ?? run.importer,
        value: (run) => run.importer,
      },
      { key: 'state', title: t('state'), width: 190, render: (run) => <RunState run={run} />, value: (run) => run.state },
      number('rows_good', t('good')),
      number('rows_skipped', t('skipped')),
      number('rows_refused', t('refused')),
      { key: 'requested_by', title: t('by'), width: 110, render: (run) => run.requested_by, value: (run) => run.requested_by },
      {
        key: 'created_at',
        title: t('created_at'),
        width: 110,
        render: (run) => <Ago at={run.created_at} />,
        value: (run) => exactTime(run.created_at),
      },
    ]
  }, [t, titles])
  return (
    <ListPage<ImportRun>
      name="imports"
      title={t('title_list')}
      path="/api/admin/imports"
      row_id={row_id}
      row_name={(run) => run.file_name}
      columns={columns}
      filters={[
        { key: 'importer', title: t('importer'), kind: 'choice', options: [...titles].map(([value, label]) => ({ value, label })) },
      ]}
      open={row_id}
      refetch_ms={3_000}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/imports/new')}>
          {t('new')}
        </Button>
      }
      card={(run) => (
        <>
          <div className="card-row">
            <span className="strong">{run.file_name}</span>
            <RunState run={run} />
          </div>
          <div className="card-row second">
            <span>
              {t('good')} {run.rows_good} · {t('refused')} {run.rows_refused}
            </span>
            <Ago at={run.created_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

export function RunState({ run }: { run: ImportRun }) {
  const t = useText()
  return (
    <Status tone={toneOf(run)}>
      {t(`state_${run.state}`)}
      {run.state === 'running' && run.rows_total ? (
        <span className="number">{Math.round((100 * run.rows_done) / run.rows_total)}%</span>
      ) : null}
      {run.dry_run ? <small className="faint">{t('dry')}</small> : null}
    </Status>
  )
}

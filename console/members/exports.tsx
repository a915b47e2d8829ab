import { Button } from 'antd'
import { useMemo } from 'react'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { useLanguage } from '../shared/text.ts'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type ExportRow = RowOf<'/api/admin/member-exports'>
const row_id = (row: ExportRow) => row.export_id
const tones = { waiting: 'waiting', ready: 'done', over: 'quiet' } as const

/** The values of a filter as a person reads them. */
export const filterWords = (filter: Record<string, unknown>, t: ReturnType<typeof useText>): string =>
  Object.entries(filter)
    .map(([key, value]) => (['level', 'lifecycle'].includes(key) ? t.maybe(`${key}_${value}`, String(value)) : String(value)))
    .join(' · ')

/** What I asked to take out of the house, and the files that are ready. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<ExportRow>[]>(
    () => [
      {
        key: 'reason',
        title: t('export_reason'),
        width: 240,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.reason}</span>} second={<Ago at={row.asked_at} />} />,
        value: (row) => row.reason,
      },
      {
        key: 'list',
        title: t('export_list'),
        width: 110,
        render: (row) => t.maybe(`list_${row.list}`, row.list),
        value: (row) => row.list,
      },
      {
        key: 'filter',
        title: t('export_filter'),
        width: 180,
        render: (row) => filterWords(row.filter, t) || <Missing />,
        value: (row) => filterWords(row.filter, t),
      },
      {
        key: 'row_count',
        title: t('export_rows'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.row_count} />,
        value: (row) => row.row_count,
      },
      {
        key: 'state',
        title: t('export_state'),
        width: 150,
        render: (row) => <State row={row} />,
        value: (row) => t.maybe(`export_state_${row.state}`, row.state),
      },
      {
        key: 'open_until',
        title: t('export_open_until'),
        width: 150,
        render: (row) => (row.open_until ? <span className="number">{exactTime(row.open_until)}</span> : <Missing />),
        value: (row) => row.open_until,
      },
      { key: 'take', title: t('export_take'), width: 150, render: (row) => <Take row={row} /> },
    ],
    [t],
  )
  return (
    <ListPage<ExportRow>
      name="member-exports"
      title={t('exports')}
      hint={t('exports_hint')}
      path="/api/admin/member-exports"
      row_id={row_id}
      row_name={(row) => row.reason}
      row_height={52}
      columns={columns}
      export_at={() => null}
      refetch_ms={10_000}
      empty={{ title: t('exports_empty'), hint: t('exports_empty_hint') }}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.reason}</span>
            <State row={row} />
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`list_${row.list}`, row.list)} · <Count value={row.row_count} /> · <Ago at={row.asked_at} />
            </span>
            <Take row={row} />
          </div>
        </>
      )}
    />
  )
}

function State({ row }: { row: ExportRow }) {
  const t = useText()
  return <Status tone={tones[row.state]}>{t.maybe(`export_state_${row.state}`, row.state)}</Status>
}

function Take({ row }: { row: ExportRow }) {
  const t = useText()
  const language = useLanguage()
  if (row.state !== 'ready') return <Missing />
  return (
    <Button
      size="small"
      href={`/api/admin/member-exports/${row.export_id}/file?locale=${language === 'en' ? 'en' : 'zh'}`}
      download
      title={t('export_taken', { count: row.taken_count })}
    >
      {t('export_take')}
    </Button>
  )
}

import { useMemo } from 'react'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/outbox'>
const row_id = (row: Row) => row.message_id
const results = ['reached', 'unreachable', 'refused'] as const

/** Calls that people make by hand: whom to ring, about what, and what came of it. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'address',
        title: t('call_number'),
        width: 170,
        render: (row) => (row.address ? <a href={`tel:${row.address}`}>{row.address}</a> : <Missing />),
        value: (row) => row.address,
      },
      {
        key: 'template',
        title: t('call_about'),
        width: 260,
        grow: true,
        render: (row) => row.text ?? row.template,
        value: (row) => row.template,
      },
      {
        key: 'requested_at',
        title: t('call_since'),
        width: 120,
        render: (row) => <Ago at={row.requested_at} />,
        value: (row) => exactTime(row.requested_at),
      },
    ],
    [t],
  )
  return (
    <ListPage<Row>
      name="calls"
      title={t('calls_title')}
      hint={t('calls_hint')}
      path="/api/admin/outbox"
      query={{ channel: 'call', state: 'queued' }}
      row_id={row_id}
      row_name={(row) => row.address ?? row.template}
      row_height={48}
      columns={columns}
      succeeded={({ status }) => status === 'recorded'}
      batch={results.map((result) => ({
        key: result,
        title: t(`call_${result}`),
        permission: 'messages.call',
        primary: result === 'reached',
        run: (rows: Row[]) => api.batch('/api/admin/calls', { items: rows.map(({ message_id }) => ({ message_id, result })) }),
        most: 200,
      }))}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{row.address}</strong>
            <Ago at={row.requested_at} />
          </div>
          <div className="card-row second">{row.text ?? row.template}</div>
        </>
      )}
      empty={{ title: t('calls_empty'), hint: t('calls_hint') }}
    />
  )
}

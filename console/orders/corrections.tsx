import { useMemo } from 'react'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago } from '../shared/values.tsx'
import { useUnclearText } from './unclear-text.ts'

type Row = RowOf<'/api/admin/address-corrections'>
const row_id = (row: Row) => row.id
const placeOf = ({ place, street }: Row) => [place.province, place.city, place.district, street].filter(Boolean).join(' ')

/** What is remembered of addresses that were put right by hand. */
export function Component() {
  const t = useUnclearText()
  const columns = useMemo<Column<Row>[]>(
    () => [
      { key: 'place', title: t('place'), width: 380, grow: true, render: placeOf, value: placeOf },
      {
        key: 'used',
        title: t('used'),
        width: 110,
        align: 'right',
        render: (row) => t('times', { count: row.used }),
        value: (row) => String(row.used),
      },
      { key: 'corrected_by', title: t('corrected_by'), width: 130, render: (row) => row.corrected_by, value: (row) => row.corrected_by },
      {
        key: 'corrected_at',
        title: t('corrected_at'),
        width: 120,
        render: (row) => <Ago at={row.corrected_at} />,
        value: (row) => exactTime(row.corrected_at),
      },
    ],
    [t],
  )
  return (
    <ListPage<Row>
      name="address-corrections"
      title={t('kept_title')}
      hint={t('kept_hint')}
      path="/api/admin/address-corrections"
      row_id={row_id}
      row_name={placeOf}
      columns={columns}
      batch={[
        {
          key: 'forget',
          title: t('forget'),
          permission: 'orders.review',
          danger: true,
          most: 500,
          confirm: { title: (count) => t('forget_title', { count }) },
          run: (rows) => api.batch('/api/admin/address-corrections/removals', { ids: rows.map(row_id) }),
        },
      ]}
      succeeded={({ status }) => status === 'removed'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{placeOf(row)}</span>
          </div>
          <div className="card-row second">
            <span>
              {row.corrected_by} · {t('times', { count: row.used })}
            </span>
            <Ago at={row.corrected_at} />
          </div>
        </>
      )}
      empty={{ title: t('kept_empty') }}
    />
  )
}

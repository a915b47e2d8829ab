import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { useRegionNames } from '../inventory/regions.ts'
import { type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Missing, Status, TwoLines } from '../shared/values.tsx'
import { useBureauText } from './bureaus-text.ts'

export type Bureau = RowOf<'/api/admin/bureaus'>
const row_id = (row: Bureau) => row.bureau_id

/** Organizations that accept, process and deliver orders. */
export function Component() {
  const t = useBureauText()
  const may = useMay()('bureaus.edit')
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const read = useApi<{ items: Bureau[] }>('/api/admin/bureaus')
  const regionName = useRegionNames(read.data?.items.flatMap(({ region_codes }) => region_codes) ?? [])
  const nameOf = (row: Bureau) => inLanguage(row.name) || row.bureau_id
  const where = (row: Bureau) => row.region_codes.map(regionName).join('、') || t('everywhere')
  const does = (row: Bureau) => row.duties.map((duty) => t(`duty_${duty}`)).join('、')
  const load = (row: Bureau) => `${row.taken_today} / ${row.orders_per_day ?? t('no_limit')}`
  const state = (row: Bureau) => <Status tone={row.open ? 'done' : 'quiet'}>{t(row.open ? 'open' : 'closed')}</Status>
  const columns: Column<Bureau>[] = [
    {
      key: 'name',
      title: t('bureau'),
      width: 220,
      render: (row) => <TwoLines first={<span className="strong">{nameOf(row)}</span>} second={row.bureau_id} />,
      value: nameOf,
    },
    { key: 'duties', title: t('duties'), width: 160, render: does, value: does },
    {
      key: 'regions',
      title: t('regions'),
      width: 240,
      grow: true,
      render: (row) => <span title={where(row)}>{where(row)}</span>,
      value: where,
    },
    {
      key: 'today',
      title: t('today'),
      width: 120,
      align: 'right',
      render: (row) => <span className="number">{load(row)}</span>,
      value: load,
    },
    {
      key: 'waiting',
      title: t('waiting_now'),
      width: 130,
      align: 'right',
      render: (row) =>
        row.waiting === 0 ? (
          <Missing />
        ) : (
          <TwoLines
            first={row.waiting}
            second={row.late > 0 ? <span className="refused">{t('late_now', { count: row.late })}</span> : null}
          />
        ),
      value: (row) => row.waiting,
    },
    {
      key: 'answer',
      title: t('answer_hours'),
      width: 120,
      align: 'right',
      render: (row) => `${row.answer_hours} ${t('hours')}`,
      value: (row) => row.answer_hours,
    },
    { key: 'open', title: t('status'), width: 90, render: state, value: (row) => String(row.open) },
  ]
  return (
    <ListPage<Bureau>
      name="bureaus"
      title={t('bureaus')}
      hint={t('bureaus_hint')}
      path="/api/admin/bureaus"
      whole
      row_id={row_id}
      row_name={nameOf}
      row_height={52}
      columns={columns}
      {...(may ? { open: row_id } : {})}
      actions={
        may ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('new')}>
            {t('bureau_new')}
          </Button>
        ) : null
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{nameOf(row)}</span>
            {state(row)}
          </div>
          <div className="card-row second">
            <span>
              {does(row)} · {where(row)}
            </span>
          </div>
          <div className="card-row second">
            <span>
              {t('today')} {load(row)}
            </span>
            <span>
              {t('waiting_now')} {row.waiting}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('bureaus_empty') }}
    />
  )
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Status } from '../shared/values.tsx'
import { useReviewText } from './review-text.ts'

type Row = RowOf<'/api/admin/black-list'>
const row_id = (row: Row) => row.id

/** Whose orders a person looks at first. */
export function Component() {
  const t = useReviewText()
  const may = useMay()
  const navigate = useNavigate()
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'kind',
        title: t('kind'),
        width: 90,
        render: (row) => <Status tone="quiet">{t(`kind_${row.kind}`)}</Status>,
        value: (row) => t(`kind_${row.kind}`),
      },
      {
        key: 'value',
        title: t('value'),
        width: 260,
        render: (row) => <span className="strong">{row.value}</span>,
        value: (row) => row.value,
      },
      {
        key: 'why',
        title: t('why'),
        width: 280,
        grow: true,
        render: (row) => <span title={row.why}>{row.why}</span>,
        value: (row) => row.why,
      },
      { key: 'added_by', title: t('added_by'), width: 120, render: (row) => row.added_by, value: (row) => row.added_by },
      {
        key: 'added_at',
        title: t('added'),
        width: 120,
        render: (row) => <Ago at={row.added_at} />,
        value: (row) => exactTime(row.added_at),
      },
    ],
    [t],
  )
  return (
    <ListPage<Row>
      name="black-list"
      title={t('black_list')}
      hint={t('black_list_hint')}
      path="/api/admin/black-list"
      row_id={row_id}
      row_name={(row) => row.value}
      columns={columns}
      search={{ key: 'q', placeholder: t('black_list_search') }}
      actions={
        may('orders.rules') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('new')}>
            {t('entry_new')}
          </Button>
        ) : null
      }
      batch={[
        {
          key: 'take_off',
          title: t('take_off'),
          permission: 'orders.rules',
          danger: true,
          most: 500,
          confirm: { title: (count) => t('take_off_title', { count }) },
          run: async (rows) => {
            const entries = rows.map(({ kind, value, why }) => ({ kind, value, why, removed: true }))
            const outcomes = await api.batch('/api/admin/black-list', { entries })
            return rows.map(({ id }, i) => ({ ...outcomes[i]!, id }))
          },
        },
      ]}
      succeeded={({ status }) => status === 'removed' || status === 'saved'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.value}</span>
            <Status tone="quiet">{t(`kind_${row.kind}`)}</Status>
          </div>
          <div className="card-row second">{row.why}</div>
          <div className="card-row second">
            <span>{row.added_by}</span>
            <Ago at={row.added_at} />
          </div>
        </>
      )}
      empty={{ title: t('black_list_empty') }}
    />
  )
}

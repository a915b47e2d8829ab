import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Exact, Status, type Tone } from '../shared/values.tsx'
import { usePolicyColumns } from './policy-columns.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/policy-windows'>
const states = ['waiting', 'running', 'over', 'refused'] as const
const stateTones: Record<string, Tone> = { waiting: 'waiting', running: 'active', over: 'quiet', refused: 'danger' }

/** Policies planned for a time. */
export function Component() {
  const t = useRulesText()
  const inLanguage = useInLanguage()
  const shared = usePolicyColumns<Row>()
  const columns = useMemo<Column<Row>[]>(
    () => [
      ...shared,
      { key: 'cap', title: t('cap'), width: 90, align: 'right', render: (row) => <Count value={row.cap} />, value: (row) => row.cap },
      { key: 'starts_at', title: t('starts_at'), width: 150, render: (row) => <Exact at={row.starts_at} />, value: (row) => row.starts_at },
      { key: 'ends_at', title: t('ends_at'), width: 150, render: (row) => <Exact at={row.ends_at} />, value: (row) => row.ends_at },
      {
        key: 'state',
        title: t('state'),
        width: 130,
        render: (row) => (
          <span title={row.state === 'refused' ? t('refused_hint') : undefined}>
            <Status tone={stateTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </span>
        ),
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
    ],
    [t, shared],
  )
  return (
    <ListPage<Row>
      name="policy-windows"
      title={t('windows_title')}
      hint={t('windows_hint')}
      path="/api/admin/stock/policy-windows"
      row_id={(row) => row.id}
      row_name={(row) => row.sku_id}
      row_height={48}
      columns={columns}
      filters={[
        { key: 'state', title: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: t(`state_${value}`) })) },
      ]}
      batch={[
        {
          key: 'end',
          title: t('end_now'),
          permission: 'stock.policy',
          danger: true,
          applies: ({ state }) => state === 'waiting' || state === 'running',
          confirm: { title: (count) => t('end_confirm', { count }) },
          run: (rows) => api.batch('/api/admin/stock/policy-windows/endings', { ids: rows.map(({ id }) => id) }),
        },
      ]}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      actions={
        <>
          <Link to="/policies">
            <Button>{t('policies')}</Button>
          </Link>
          <Link to="/policy-windows/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('new_window')}
            </Button>
          </Link>
        </>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title) || row.sku_id}</span>
            <Status tone={stateTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{t.maybe(`policy_${row.policy}`, row.policy)}</span>
            <span>
              <Exact at={row.starts_at} />
            </span>
          </div>
          {row.state === 'refused' ? <div className="card-row second">{t('refused_hint')}</div> : null}
        </>
      )}
      empty={{ title: t('windows_empty'), hint: t('windows_empty_hint') }}
    />
  )
}

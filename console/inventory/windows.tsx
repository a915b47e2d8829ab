import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Exact, Missing, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { policyTones } from './policies.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/policy-windows'>
const states = ['waiting', 'running', 'over', 'refused'] as const
const stateTones: Record<string, Tone> = { waiting: 'waiting', running: 'active', over: 'quiet', refused: 'danger' }

/** Policies planned for a time. */
export function Component() {
  const t = useRulesText()
  const { name: nodeName } = useNodes()
  const { name: channelName } = useChannels()
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Row>[]>(() => {
    const whose = (row: Row) => (row.channel_id === '' ? t('every_channel') : channelName(row.channel_id))
    return [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.title) || row.sku_id}</span>} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      { key: 'channel_id', title: t('channel'), width: 160, render: whose, value: whose },
      {
        key: 'policy',
        title: t('policy'),
        width: 210,
        render: (row) => <Status tone={policyTones[row.policy] ?? 'quiet'}>{t.maybe(`policy_${row.policy}`, row.policy)}</Status>,
        value: (row) => t.maybe(`policy_${row.policy}`, row.policy),
      },
      {
        key: 'node_id',
        title: t('policy_node'),
        width: 180,
        render: (row) => (row.node_id ? nodeName(row.node_id) : <Missing />),
        value: (row) => row.node_id && nodeName(row.node_id),
      },
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
    ]
  }, [t, nodeName, channelName, inLanguage])
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

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Exact, Missing, Status, type Tone } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/holds'>
const states = ['held', 'released', 'expired', 'taken'] as const
const tones: Record<string, Tone> = { held: 'waiting', released: 'quiet', expired: 'quiet', taken: 'done' }
const quantityOf = ({ lines }: Row) => lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** Stock set aside for somebody who has not ordered yet. */
export function Component() {
  const t = useRulesText()
  const { name: nodeName } = useNodes()
  const { name: channelName } = useChannels()
  const columns = useMemo<Column<Row>[]>(() => {
    const goods = ({ lines }: Row) => lines.map(({ sku_id, quantity }) => `${sku_id} × ${quantity}`).join('，')
    return [
      {
        key: 'lines',
        title: t('hold_lines'),
        width: 280,
        grow: true,
        render: (row) => (
          <span className="strong" title={goods(row)}>
            {goods(row)}
          </span>
        ),
        value: goods,
      },
      {
        key: 'quantity',
        title: t('quantity'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={quantityOf(row)} />,
        value: quantityOf,
      },
      {
        key: 'node_id',
        title: t('node'),
        width: 190,
        render: (row) => [...new Set(row.lines.map(({ node_id }) => nodeName(node_id)))].join('、'),
        value: (row) => row.lines.map(({ node_id }) => node_id).join(),
      },
      {
        key: 'channel_id',
        title: t('channel'),
        width: 150,
        render: (row) => channelName(row.channel_id),
        value: (row) => channelName(row.channel_id),
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`hold_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`hold_${row.state}`, row.state),
      },
      { key: 'due_at', title: t('due_at'), width: 150, render: (row) => <Exact at={row.due_at} />, value: (row) => row.due_at },
      { key: 'note', title: t('note'), width: 200, render: (row) => row.note ?? <Missing />, value: (row) => row.note },
      { key: 'by_name', title: t('by'), width: 100, render: (row) => row.by_name, value: (row) => row.by_name },
      { key: 'held_at', title: t('held_at'), width: 110, render: (row) => <Ago at={row.held_at} />, value: (row) => row.held_at },
    ]
  }, [t, nodeName, channelName])
  return (
    <ListPage<Row>
      name="stock-holds"
      title={t('holds')}
      hint={t('holds_hint')}
      path="/api/admin/stock/holds"
      row_id={(row) => row.id}
      row_name={(row) => row.lines.map(({ sku_id }) => sku_id).join()}
      columns={columns}
      tabs={{
        key: 'state',
        tabs: [...states.map((value) => ({ value, title: t(`hold_${value}`) })), { value: '', title: t('all') }],
      }}
      refetch_ms={20_000}
      batch={[
        {
          key: 'release',
          title: t('release'),
          permission: 'stock.hold',
          applies: ({ state }) => state === 'held',
          confirm: { title: (count) => t('release_confirm', { count }) },
          run: (rows) => api.batch('/api/admin/stock/holds/releases', { ids: rows.map(({ id }) => id) }),
        },
      ]}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      actions={
        <Link to="/holds/new">
          <Button type="primary" icon={<PlusOutlined />}>
            {t('new_hold')}
          </Button>
        </Link>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.lines.map(({ sku_id, quantity }) => `${sku_id} × ${quantity}`).join('，')}</span>
            <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`hold_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{row.note ?? channelName(row.channel_id)}</span>
            <span>
              {t('due_at')} <Exact at={row.due_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('holds_empty'), hint: t('holds_empty_hint') }}
    />
  )
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Exact, Missing, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/shares'>

/** What is set aside for single channels, and what is kept back from all. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const channels = useChannels()
  const inLanguage = useInLanguage()
  const [nodeName, channelName] = [nodes.name, channels.name]
  const columns = useMemo<Column<Row>[]>(() => {
    const whose = (row: Row) => (row.channel_id === '' ? t('safety_stock') : channelName(row.channel_id))
    const rule = (row: Row) => (row.kind === 'fixed' ? t('pieces', { count: row.quantity ?? 0 }) : `${(row.percentage_bp ?? 0) / 100}%`)
    return [
      {
        key: 'channel_id',
        title: t('for_channel'),
        width: 200,
        render: (row) => <span className="strong">{whose(row)}</span>,
        value: whose,
      },
      {
        key: 'sku_id',
        title: t('sku'),
        width: 250,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title) || row.sku_id} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      { key: 'node_id', title: t('node'), width: 190, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      { key: 'rule', title: t('share_rule'), width: 110, align: 'right', render: rule, value: rule },
      {
        key: 'left',
        title: t('share_left'),
        width: 110,
        align: 'right',
        render: (row) => <Count value={row.left} />,
        value: (row) => row.left,
      },
      {
        key: 'pool',
        title: t('share_pool'),
        width: 110,
        align: 'right',
        render: (row) => <Count value={row.pool} />,
        value: (row) => row.pool,
      },
      {
        key: 'ends_at',
        title: t('until'),
        width: 150,
        render: (row) => (row.ends_at ? <Exact at={row.ends_at} /> : <Missing />),
        value: (row) => row.ends_at,
      },
    ]
  }, [t, nodeName, channelName, inLanguage])
  return (
    <ListPage<Row>
      name="stock-shares"
      title={t('shares')}
      hint={t('shares_hint')}
      path="/api/admin/stock/shares"
      whole
      row_id={(row) => row.id}
      row_name={(row) => row.sku_id}
      columns={columns}
      row_height={48}
      actions={
        <Link to="/shares/new">
          <Button type="primary" icon={<PlusOutlined />}>
            {t('new_share')}
          </Button>
        </Link>
      }
      batch={[
        {
          key: 'end',
          title: t('end_share'),
          permission: 'stock.policy',
          danger: true,
          confirm: { title: (count) => t('end_share_confirm', { count }) },
          run: (rows) => api.batch('/api/admin/stock/shares/endings', { ids: rows.map(({ id }) => id) }),
        },
      ]}
      filters={[
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
        { key: 'channel_id', title: t('for_channel'), kind: 'choice', options: channels.options, width: 200 },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.channel_id === '' ? t('safety_stock') : channelName(row.channel_id)}</span>
            <Count value={row.left} />
          </div>
          <div className="card-row second">
            <span>{inLanguage(row.title) || row.sku_id}</span>
            <span>{nodeName(row.node_id)}</span>
          </div>
        </>
      )}
      empty={{ title: t('shares_empty'), hint: t('shares_empty_hint') }}
    />
  )
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Missing, Status, type Tone } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/transfers'>
export const transferTones: Record<string, Tone> = { made: 'waiting', shipped: 'active', received: 'done', canceled: 'quiet' }

/** Goods from one node to another. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'from',
        title: t('from_place'),
        width: 220,
        grow: true,
        render: (row) => inLanguage(row.from_name),
        value: (row) => inLanguage(row.from_name),
      },
      { key: 'to', title: t('to_place'), width: 220, render: (row) => inLanguage(row.to_name), value: (row) => inLanguage(row.to_name) },
      {
        key: 'state',
        title: t('status'),
        width: 110,
        render: (row) => <Status tone={transferTones[row.state] ?? 'quiet'}>{t.maybe(`transfer_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`transfer_${row.state}`, row.state),
      },
      { key: 'skus', title: t('skus'), width: 80, align: 'right', render: (row) => <Count value={row.skus} />, value: (row) => row.skus },
      {
        key: 'pieces',
        title: t('quantity'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.pieces} />,
        value: (row) => row.pieces,
      },
      { key: 'note', title: t('note'), width: 180, render: (row) => row.note ?? <Missing />, value: (row) => row.note },
      { key: 'by_name', title: t('by'), width: 100, render: (row) => row.by_name, value: (row) => row.by_name },
      { key: 'made_at', title: t('made_at'), width: 110, render: (row) => <Ago at={row.made_at} />, value: (row) => row.made_at },
    ],
    [t, inLanguage],
  )
  const begin = (
    <Link to="/transfers/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('new_transfer')}
      </Button>
    </Link>
  )
  return (
    <ListPage<Row>
      name="transfers"
      title={t('transfers')}
      hint={t('transfers_hint')}
      path="/api/admin/stock/transfers"
      row_id={(row) => row.id}
      columns={columns}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('all') },
          ...['made', 'shipped', 'received', 'canceled'].map((value) => ({ value, title: t.maybe(`transfer_${value}`, value) })),
        ],
      }}
      filters={[{ key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 }]}
      open={(row) => row.id}
      actions={begin}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">
              {inLanguage(row.from_name)} → {inLanguage(row.to_name)}
            </span>
          </div>
          <div className="card-row second">
            <Status tone={transferTones[row.state] ?? 'quiet'}>{t.maybe(`transfer_${row.state}`, row.state)}</Status>
            <span>{t('pieces', { count: row.pieces })}</span>
          </div>
        </>
      )}
      empty={{ title: t('transfers_empty'), hint: t('transfers_empty_hint'), action: begin }}
    />
  )
}

import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Status, TwoLines } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/aging'>
const toneOf = ({ oldest_days }: Row) => (oldest_days > 90 ? 'danger' : oldest_days > 30 ? 'waiting' : 'done')

/** How long what is there has been there. */
export function Component() {
  const t = useRulesText()
  const stock = useText()
  const nodes = useNodes()
  const nodeName = nodes.name
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Row>[]>(() => {
    const idle = ({ idle_days }: Row) => (idle_days === null ? t('never_sold') : t('days', { count: idle_days }))
    const count = (key: 'quantity' | 'over_30' | 'over_90', title: string): Column<Row> => ({
      ...{ key, title, width: 110, align: 'right', value: (row) => row[key] },
      render: (row) => (row[key] === 0 ? <span className="faint">0</span> : <Count value={row[key]} />),
    })
    return [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 280,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.title) || row.sku_id}</span>} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      { key: 'node_id', title: t('node'), width: 200, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      count('quantity', stock('available')),
      {
        key: 'oldest_days',
        title: t('oldest'),
        width: 120,
        render: (row) => <Status tone={toneOf(row)}>{t('days', { count: row.oldest_days })}</Status>,
        value: (row) => row.oldest_days,
      },
      count('over_30', t('over_30')),
      count('over_90', t('over_90')),
      { key: 'idle_days', title: t('idle'), width: 120, align: 'right', render: idle, value: (row) => row.idle_days },
    ]
  }, [t, stock, nodeName, inLanguage])
  return (
    <ListPage<Row>
      name="stock-aging"
      title={t('aging')}
      hint={t('aging_hint')}
      path="/api/admin/stock/aging"
      row_id={(row) => `${row.node_id}~${row.sku_id}`}
      row_height={48}
      columns={columns}
      filters={[
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
        {
          key: 'over_days',
          title: t('older_than'),
          kind: 'choice',
          options: ['30', '90', '180'].map((value) => ({ value, label: t('days', { count: Number(value) }) })),
        },
      ]}
      actions={
        <Link to="/lots">
          <Button>{stock('lots')}</Button>
        </Link>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title) || row.sku_id}</span>
            <Status tone={toneOf(row)}>{t('days', { count: row.oldest_days })}</Status>
          </div>
          <div className="card-row second">
            <span>{nodeName(row.node_id)}</span>
            <Count value={row.quantity} />
          </div>
        </>
      )}
      empty={{ title: t('aging_empty'), hint: t('aging_empty_hint') }}
    />
  )
}

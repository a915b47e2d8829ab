import { useMemo } from 'react'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/lots'>

/** What ends when, and what has been there too long. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const nodeName = nodes.name
  const columns = useMemo<Column<Row>[]>(() => {
    const left = ({ days_left }: Row) =>
      days_left === null ? (
        <Missing />
      ) : (
        <Status tone={days_left <= 0 ? 'danger' : days_left <= 30 ? 'waiting' : 'done'}>
          {days_left <= 0 ? t('expired') : t('days', { count: days_left })}
        </Status>
      )
    return [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title) || row.sku_id} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      {
        key: 'lot_no',
        title: t('lot'),
        width: 130,
        render: (row) => <span className="strong">{row.lot_no}</span>,
        value: (row) => row.lot_no,
      },
      { key: 'node_id', title: t('node'), width: 190, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      {
        key: 'condition',
        title: t('condition'),
        width: 100,
        render: (row) => t.maybe(`condition_${row.condition}`, row.condition),
        value: (row) => row.condition,
      },
      {
        key: 'quantity',
        title: t('quantity'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.quantity} />,
        value: (row) => row.quantity,
      },
      {
        key: 'expires_on',
        title: t('expires_on'),
        width: 120,
        render: (row) => row.expires_on ?? <Missing />,
        value: (row) => row.expires_on,
      },
      { key: 'days_left', title: t('days_left'), width: 120, render: left, value: (row) => row.days_left },
      {
        key: 'days_here',
        title: t('days_here'),
        width: 110,
        align: 'right',
        render: (row) => t('days', { count: row.days_here }),
        value: (row) => row.days_here,
      },
    ]
  }, [t, nodeName, inLanguage])
  return (
    <ListPage<Row>
      name="stock-lots"
      title={t('lots')}
      hint={t('lots_hint')}
      path="/api/admin/stock/lots"
      row_id={(row) => `${row.node_id}~${row.sku_id}~${row.lot_no}~${row.condition}`}
      columns={columns}
      row_height={48}
      filters={[
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
        {
          key: 'order',
          title: t('order_by'),
          kind: 'choice',
          options: ['expiry', 'age'].map((value) => ({ value, label: t.maybe(`order_${value}`, value) })),
        },
        {
          key: 'within_days',
          title: t('within'),
          kind: 'choice',
          options: ['0', '30', '60', '90'].map((value) => ({ value, label: t('days', { count: Number(value) }) })),
        },
        { key: 'sku_id', title: t('sku'), kind: 'text' },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title) || row.sku_id}</span>
            <Count value={row.quantity} />
          </div>
          <div className="card-row second">
            <span>
              {row.lot_no} · {nodeName(row.node_id)}
            </span>
            <span>{row.expires_on ?? ''}</span>
          </div>
        </>
      )}
      empty={{ title: t('lots_empty'), hint: t('lots_empty_hint') }}
    />
  )
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Missing, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/stock/moves'>
const kinds = [
  'receipt',
  'quality',
  'damage',
  'repair',
  'sample',
  'gift',
  'scrap',
  'customer_return',
  'supplier_return',
  'transfer_out',
  'transfer_in',
  'transfer_loss',
  'count',
  'found',
  'lost',
] as const

/** Every move of goods by hand, with its reason. */
export function Component() {
  const t = useText()
  const may = useMay()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const nodeName = nodes.name
  const columns = useMemo<Column<Row>[]>(() => {
    const end = (node_id: string | null, condition: string | null) =>
      node_id ? `${nodeName(node_id)} · ${t.maybe(`condition_${condition}`, condition ?? '')}` : t('outside')
    return [
      { key: 'moved_at', title: t('moved_at'), width: 110, render: (row) => <Ago at={row.moved_at} />, value: (row) => row.moved_at },
      {
        key: 'kind',
        title: t('move_kind'),
        width: 110,
        render: (row) => t.maybe(`move_${row.kind}`, row.kind),
        value: (row) => t.maybe(`move_${row.kind}`, row.kind),
      },
      {
        key: 'sku_id',
        title: t('sku'),
        width: 250,
        grow: true,
        render: (row) => <TwoLines first={inLanguage(row.title) || row.sku_id} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      {
        key: 'quantity',
        title: t('quantity'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.quantity} />,
        value: (row) => row.quantity,
      },
      {
        key: 'from',
        title: t('from_place'),
        width: 200,
        render: (row) => end(row.from_node_id, row.from_condition),
        value: (row) => end(row.from_node_id, row.from_condition),
      },
      {
        key: 'to',
        title: t('to_place'),
        width: 200,
        render: (row) => end(row.to_node_id, row.to_condition),
        value: (row) => end(row.to_node_id, row.to_condition),
      },
      {
        key: 'lots',
        title: t('lot'),
        width: 140,
        render: (row) => row.lots.map(({ lot_no, quantity }) => `${lot_no}×${quantity}`).join(' ') || <Missing />,
        value: (row) => row.lots.map(({ lot_no }) => lot_no).join(' '),
      },
      { key: 'reason', title: t('reason'), width: 160, render: (row) => row.reason ?? <Missing />, value: (row) => row.reason },
      { key: 'by_name', title: t('by'), width: 90, render: (row) => row.by_name, value: (row) => row.by_name },
    ]
  }, [t, nodeName, inLanguage])
  return (
    <ListPage<Row>
      name="stock-moves"
      title={t('moves')}
      hint={t('moves_hint')}
      path="/api/admin/stock/moves"
      row_id={(row) => row.id}
      columns={columns}
      row_height={48}
      actions={
        may('stock.move') ? (
          <Link to="/stock-moves/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('new_move')}
            </Button>
          </Link>
        ) : undefined
      }
      filters={[
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
        {
          key: 'kind',
          title: t('move_kind'),
          kind: 'choice',
          options: kinds.map((value) => ({ value, label: t.maybe(`move_${value}`, value) })),
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
            <span>{t.maybe(`move_${row.kind}`, row.kind)}</span>
            <Ago at={row.moved_at} />
          </div>
        </>
      )}
      empty={{ title: t('moves_empty'), hint: t('moves_empty_hint') }}
    />
  )
}

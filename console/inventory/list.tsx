import { useMemo } from 'react'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, TwoLines } from '../shared/values.tsx'
import { nodeKinds } from './node-kinds.ts'
import { useText } from './text.ts'

export type StockRow = RowOf<'/api/admin/stock'> & { title?: { zh: string; en: string } | null }
const row_id = (row: StockRow) => `${row.node_id}~${row.sku_id}`

/** Everything that stands ready at the node, set aside or not. */
export const onHand = ({ available, reserved, held, safety, shares }: StockRow): number => available + reserved + held + safety + shares

/** Stock by node and SKU; every number opens its postings. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const nodeName = nodes.name
  const columns = useMemo<Column<StockRow>[]>(
    () => [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 280,
        grow: true,
        render: (row) =>
          row.title ? <TwoLines first={inLanguage(row.title)} second={row.sku_id} /> : <span className="strong">{row.sku_id}</span>,
        value: (row) => row.sku_id,
      },
      { key: 'node_id', title: t('node'), width: 220, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      {
        key: 'available',
        title: t('available'),
        width: 120,
        align: 'right',
        render: (row) => (
          <span className={row.available <= 0 ? 'refused strong' : 'strong'}>
            <Count value={row.available} />
          </span>
        ),
        value: (row) => row.available,
      },
      {
        key: 'reserved',
        title: t('reserved'),
        width: 120,
        align: 'right',
        render: (row) => <Count value={row.reserved} />,
        value: (row) => row.reserved,
      },
      ...(['held', 'shares', 'safety', 'in_transit', 'inspection', 'defective', 'sample', 'gift'] as const).map(
        (key): Column<StockRow> => ({
          key,
          title: t(`condition_${key}`),
          width: 96,
          align: 'right',
          render: (row) => (row[key] === 0 ? <span className="faint">0</span> : <Count value={row[key]} />),
          value: (row) => row[key],
        }),
      ),
      {
        key: 'on_hand',
        title: t('on_hand'),
        width: 120,
        align: 'right',
        render: (row) => <Count value={onHand(row)} />,
        value: onHand,
      },
    ],
    [t, nodeName, inLanguage],
  )
  return (
    <ListPage<StockRow>
      name="stock"
      title={t('stock')}
      hint={t('stock_hint')}
      path="/api/admin/stock"
      row_id={row_id}
      row_name={(row) => row.sku_id}
      columns={columns}
      search={{ key: 'q', placeholder: t('search') }}
      filters={[
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
        {
          ...{ key: 'kind', title: t('kind'), kind: 'choice', width: 150 },
          options: nodeKinds.map((value) => ({ value, label: t.maybe(`kind_${value}`, value) })),
        },
      ]}
      open={(row) => encodeURIComponent(row_id(row))}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.title ? inLanguage(row.title) : row.sku_id}</span>
            <Count value={row.available} />
          </div>
          <div className="card-row second">
            <span>{nodeName(row.node_id)}</span>
            <span>
              {t('reserved')} <Count value={row.reserved} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

import { useMemo } from 'react'
import { ListPage } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count } from '../shared/values.tsx'
import { useGoodsName } from './goods.tsx'
import type { BinRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: BinRow) => `${row.node_id} ${row.code}`

/** Bins in the order of the way, with what lies in them. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const goodsName = useGoodsName()
  return (
    <ListPage<BinRow>
      name="warehouse-bins"
      title={t('bins_title')}
      path="/api/admin/warehouse/bins"
      row_id={row_id}
      row_name={(row) => row.code}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search_bin') }}
      filters={[
        { key: 'node_id', title: t('site'), kind: 'choice', options: nodes.options },
        { key: 'filled', title: t('filled_only'), kind: 'choice', options: [{ value: 'true', label: t('filled_only') }] },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong number">{row.code}</span>
            <Count value={row.pieces} />
          </div>
          <div className="card-row second">
            <span>{row.contents.map((one) => `${goodsName(one)} ×${one.quantity}`).join('，') || '—'}</span>
          </div>
        </>
      )}
      empty={{ title: t('empty_bins'), hint: t('empty_bins_hint') }}
    />
  )
}

function useColumns(): Column<BinRow>[] {
  const t = useText()
  const nodes = useNodes()
  const goodsName = useGoodsName()
  return useMemo(
    () => [
      {
        key: 'code',
        title: t('bin'),
        width: 130,
        render: (row) => <span className="strong number">{row.code}</span>,
        value: (row) => row.code,
      },
      { key: 'zone', title: t('zone'), width: 100, render: (row) => row.zone_code, value: (row) => row.zone_code },
      {
        key: 'contents',
        title: t('contents'),
        width: 380,
        grow: true,
        render: (row) =>
          row.contents.length === 0 ? (
            <span className="faint">—</span>
          ) : (
            row.contents
              .map((one) => `${goodsName(one)} ×${one.quantity}${one.planned > 0 ? `（${t('planned', { count: one.planned })}）` : ''}`)
              .join('，')
          ),
        value: (row) => row.contents.map((one) => `${one.sku_id} ×${one.quantity}`).join(' '),
      },
      {
        key: 'pieces',
        title: t('pieces'),
        width: 90,
        align: 'right',
        render: (row) => <Count value={row.pieces} />,
        value: (row) => row.pieces,
      },
      {
        key: 'path_no',
        title: t('path_no'),
        width: 100,
        align: 'right',
        render: (row) => <Count value={row.path_no} />,
        value: (row) => row.path_no,
      },
      { key: 'node', title: t('site'), width: 150, render: (row) => nodes.name(row.node_id), value: (row) => row.node_id },
    ],
    [t, nodes, goodsName],
  )
}

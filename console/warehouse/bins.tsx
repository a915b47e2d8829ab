import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Status } from '../shared/values.tsx'
import { chooseBinLabels } from './bin-labels.tsx'
import { useGoodsName } from './goods.tsx'
import type { BinRow } from './model.ts'
import { usePlacesText } from './places-text.ts'
import { useText } from './text.ts'

const row_id = (row: BinRow) => `${row.node_id} ${row.code}`

/** Bins in the order of the way, with what lies in them. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const goodsName = useGoodsName()
  const p = usePlacesText()
  const may = useMay()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const turn = (key: 'turn_off' | 'turn_on', closed: boolean): BatchAction<BinRow> => ({
    ...{ key, title: p(key), permission: 'warehouse.plan', danger: closed, most: 500 },
    applies: (row) => row.zone_code !== row.code && row.closed !== closed,
    ...(closed ? { confirm: { title: (count: number) => p('turn_off_title', { count }), detail: p('turn_off_detail') } } : {}),
    run: async (rows) =>
      (
        await api.batch('/api/admin/warehouse/bins', {
          bins: rows.map(({ node_id, code, zone_code, path_no, capacity_pieces }) => ({
            node_id,
            code,
            zone_code,
            path_no,
            capacity_pieces,
            closed,
          })),
        })
      ).map((outcome, i) => ({ ...outcome, id: row_id(rows[i]!) })),
  })
  return (
    <ListPage<BinRow>
      name="warehouse-bins"
      title={t('bins_title')}
      path="/api/admin/warehouse/bins"
      row_id={row_id}
      row_name={(row) => row.code}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search_bin') }}
      open={(row) => encodeURIComponent(row_id(row))}
      actions={
        may('warehouse.plan') ? (
          <Button type="primary" onClick={() => void navigate({ pathname: 'new', search: params.toString() })}>
            {p('new_bins')}
          </Button>
        ) : undefined
      }
      batch={[
        {
          key: 'labels',
          title: p('print_labels'),
          permission: 'warehouse.read',
          primary: true,
          most: 100_000,
          run: async (rows) => {
            chooseBinLabels(rows.map(({ code }) => code))
            void navigate('/warehouse-bin-labels')
            return rows.map((row) => ({ id: row_id(row), status: 'already_chosen' }))
          },
        },
        turn('turn_off', true),
        turn('turn_on', false),
      ]}
      succeeded={({ status }) => status === 'saved'}
      reason={(outcome) => p.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      filters={[
        { key: 'node_id', title: t('site'), kind: 'choice', options: nodes.options },
        { key: 'filled', title: t('filled_only'), kind: 'choice', options: [{ value: 'true', label: t('filled_only') }] },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong number">
              {row.code} {row.closed ? <span className="faint">{p('turned_off')}</span> : null}
            </span>
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
  const p = usePlacesText()
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
      {
        key: 'state',
        title: p('state'),
        width: 100,
        render: (row) => <Status tone={row.closed ? 'quiet' : 'done'}>{p(row.closed ? 'turned_off' : 'in_use')}</Status>,
        value: (row) => p(row.closed ? 'turned_off' : 'in_use'),
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
    [t, p, nodes, goodsName],
  )
}

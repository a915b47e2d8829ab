import { useMemo } from 'react'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { CarriageForm } from './carriage.tsx'
import { useCarriageText } from './carriage-text.ts'
import { useGoodsName } from './goods.tsx'
import type { OutboundRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: OutboundRow) => row.id
const statuses = ['waiting', 'in_wave', 'checked', 'stopped', 'shipped'] as const
const tones: Record<string, Tone> = { waiting: 'waiting', in_wave: 'active', checked: 'active', shipped: 'done', stopped: 'danger' }

export function OutboundStatus({ row }: { row: Pick<OutboundRow, 'status' | 'stop_reason'> }) {
  const t = useText()
  return (
    <Status tone={tones[row.status] ?? 'quiet'}>
      {t.maybe(`status_${row.status}`)}
      {row.stop_reason ? <span className="faint"> {t.maybe(`reason_${row.stop_reason}`, row.stop_reason)}</span> : null}
    </Status>
  )
}

/** Parcels the warehouses have to send. */
export function Component() {
  const t = useText()
  const c = useCarriageText()
  const nodes = useNodes()
  const goodsName = useGoodsName()
  return (
    <ListPage<OutboundRow>
      name="warehouse-parcels"
      title={t('parcels')}
      path="/api/admin/warehouse/outbounds"
      row_id={row_id}
      row_name={(row) => row.code}
      row_height={52}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search_parcel') }}
      filters={[{ key: 'node_id', title: t('site'), kind: 'choice', options: nodes.options }]}
      tabs={{
        key: 'status',
        tabs: [
          { value: '', title: t('tab_all') },
          ...statuses.map((value) => ({ value, title: t(`status_${value}`), ...(value === 'stopped' ? { alert: true } : {}) })),
        ],
        counts_path: '/api/admin/warehouse/outbounds/counts',
        count: (counts, value) =>
          value === '' || value === 'shipped'
            ? null
            : ((counts as { items: { status: string; orders: number }[] }).items.find(({ status }) => status === value)?.orders ?? 0),
      }}
      batch={[
        {
          key: 'carrier',
          title: c('change'),
          permission: 'warehouse.plan',
          applies: ({ status }) => status === 'waiting' || status === 'in_wave' || status === 'checked',
          form: CarriageForm,
          most: 200,
        },
      ]}
      succeeded={({ status }) => status === 'changed'}
      reason={(outcome) => c.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      open={row_id}
      refetch_ms={15_000}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong number">{row.code}</span>
            <OutboundStatus row={row} />
          </div>
          <div className="card-row second">
            <span>{row.lines.map((line) => `${goodsName(line)} ×${line.quantity}`).join('，')}</span>
            <Ago at={row.released_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty_parcels'), hint: t('empty_parcels_hint') }}
    />
  )
}

function useColumns(): Column<OutboundRow>[] {
  const t = useText()
  const nodes = useNodes()
  const carriers = useCarriers()
  const goodsName = useGoodsName()
  return useMemo(
    () => [
      {
        key: 'code',
        title: t('parcel'),
        width: 150,
        render: (row) => (
          <TwoLines
            first={<span className="strong number">{row.code}</span>}
            second={row.wave_no ? `${row.wave_no} · ${row.slot_no}` : null}
          />
        ),
        value: (row) => row.code,
      },
      { key: 'status', title: t('status'), width: 150, render: (row) => <OutboundStatus row={row} />, value: (row) => row.status },
      {
        key: 'goods',
        title: t('goods'),
        width: 300,
        grow: true,
        render: (row) => row.lines.map((line) => `${goodsName(line)} ×${line.quantity}`).join('，'),
        value: (row) => row.lines.map((line) => `${line.sku_id} ×${line.quantity}`).join(' '),
      },
      {
        key: 'left',
        title: t('left'),
        width: 80,
        align: 'right',
        render: (row) => (row.status === 'in_wave' ? <Count value={row.left_pieces} /> : <span className="faint">—</span>),
        value: (row) => row.left_pieces,
      },
      { key: 'carrier', title: t('carrier'), width: 110, render: (row) => carriers.name(row.carrier_id), value: (row) => row.carrier_id },
      {
        key: 'waybill',
        title: t('waybill'),
        width: 150,
        render: (row) => (
          <span className="number">
            {row.boxes
              .map(({ waybill_no }) => waybill_no)
              .filter(Boolean)
              .join(' ') || '—'}
          </span>
        ),
        value: (row) => row.boxes.map(({ waybill_no }) => waybill_no ?? '').join(' '),
      },
      { key: 'node', title: t('site'), width: 140, render: (row) => nodes.name(row.node_id), value: (row) => row.node_id },
      {
        key: 'released_at',
        title: t('released_at'),
        width: 110,
        render: (row) => <Ago at={row.released_at} />,
        value: (row) => exactTime(row.released_at),
      },
    ],
    [t, nodes, carriers, goodsName],
  )
}

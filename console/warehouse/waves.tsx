import { useMemo } from 'react'
import { api } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status, type Tone } from '../shared/values.tsx'
import type { WaveRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: WaveRow) => row.id
const statuses = ['locked', 'released', 'picked', 'done'] as const
const tones: Record<string, Tone> = { locked: 'waiting', released: 'active', picked: 'active', done: 'done', canceled: 'quiet' }

export function WaveStatus({ status }: { status: string }) {
  const t = useText()
  return <Status tone={tones[status] ?? 'quiet'}>{t.maybe(`status_${status}`)}</Status>
}

/** Waves of the warehouses, newest first. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  return (
    <ListPage<WaveRow>
      name="warehouse-waves"
      title={t('waves')}
      path="/api/admin/warehouse/waves"
      row_id={row_id}
      row_name={(row) => row.wave_no}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search_wave') }}
      filters={[{ key: 'node_id', title: t('site'), kind: 'choice', options: nodes.options }]}
      tabs={{
        key: 'status',
        tabs: [{ value: '', title: t('tab_all') }, ...statuses.map((value) => ({ value, title: t(`status_${value}`) }))],
        counts_path: '/api/admin/warehouse/waves/counts',
        count: (counts, value) =>
          value === ''
            ? null
            : ((counts as { items: { status: string; waves: number }[] }).items.find(({ status }) => status === value)?.waves ?? 0),
      }}
      batch={[
        {
          key: 'release',
          title: t('release'),
          permission: 'warehouse.plan',
          primary: true,
          applies: ({ status }) => status === 'locked',
          run: (rows) => api.batch('/api/admin/warehouse/waves/releases', { ids: rows.map(row_id) }),
          most: 20,
        },
        {
          key: 'claim',
          title: t('claim'),
          permission: 'warehouse.work',
          applies: ({ status }) => status === 'released',
          run: (rows) => api.batch('/api/admin/warehouse/waves/claims', { ids: rows.map(row_id) }),
          most: 50,
        },
      ]}
      succeeded={({ status }) => status === 'released' || status === 'claimed'}
      reason={(outcome) => t.maybe(`said_${outcome.status}`, outcome.detail ?? outcome.status)}
      open={row_id}
      refetch_ms={10_000}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.wave_no}</span>
            <WaveStatus status={row.status} />
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`kind_${row.kind}`)} · {t('orders', { count: row.orders })}
            </span>
            <Ago at={row.planned_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty_waves'), hint: t('empty_waves_hint') }}
    />
  )
}

function useColumns(): Column<WaveRow>[] {
  const t = useText()
  const nodes = useNodes()
  const carriers = useCarriers()
  return useMemo(
    () => [
      {
        key: 'wave_no',
        title: t('wave_no'),
        width: 150,
        render: (row) => <span className="strong number">{row.wave_no}</span>,
        value: (row) => row.wave_no,
      },
      { key: 'status', title: t('status'), width: 110, render: (row) => <WaveStatus status={row.status} />, value: (row) => row.status },
      { key: 'kind', title: t('kind'), width: 80, render: (row) => t.maybe(`kind_${row.kind}`), value: (row) => row.kind },
      {
        key: 'orders',
        title: t('order_count'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.orders} />,
        value: (row) => row.orders,
      },
      {
        key: 'pieces',
        title: t('pieces'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.pieces} />,
        value: (row) => row.pieces,
      },
      {
        key: 'progress',
        title: t('progress'),
        width: 140,
        render: (row) => (
          <span className="number">
            {row.checked} / {row.shipped}
            {row.stopped > 0 ? <span className="refused"> −{row.stopped}</span> : null}
          </span>
        ),
        value: (row) => `${row.checked}/${row.shipped}`,
      },
      { key: 'carrier', title: t('carrier'), width: 120, render: (row) => carriers.name(row.carrier_id), value: (row) => row.carrier_id },
      {
        key: 'owner',
        title: t('owner'),
        width: 130,
        render: (row) => row.claimed_name ?? row.owner_name ?? <span className="faint">{t('free_claim')}</span>,
        value: (row) => row.claimed_name ?? row.owner_name ?? '',
      },
      { key: 'node', title: t('site'), width: 150, grow: true, render: (row) => nodes.name(row.node_id), value: (row) => row.node_id },
      {
        key: 'planned_at',
        title: t('planned_at'),
        width: 110,
        render: (row) => <Ago at={row.planned_at} />,
        value: (row) => exactTime(row.planned_at),
      },
    ],
    [t, nodes, carriers],
  )
}

import { useMemo } from 'react'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Missing, Status } from '../shared/values.tsx'
import { type Track, trackTabs, trackTone } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Track) => `${row.carrier_id}~${row.waybill_no}`

/** Parcels by where they are. */
export function Component() {
  const t = useText()
  const named = useCarriers()
  const columns = useMemo<Column<Track>[]>(
    () => [
      {
        key: 'waybill_no',
        title: t('waybill_no'),
        width: 200,
        grow: true,
        render: (row) => <span className="number strong">{row.waybill_no}</span>,
        value: (row) => row.waybill_no,
      },
      {
        key: 'state',
        title: t('state'),
        width: 130,
        render: (row) => <Status tone={trackTone(row.state)}>{t.maybe(`track_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`track_${row.state}`, row.state),
      },
      {
        key: 'carrier',
        title: t('carrier'),
        width: 160,
        render: (row) => named.name(row.carrier_id),
        value: (row) => named.name(row.carrier_id),
      },
      { key: 'order_no', title: t('order_no'), width: 160, render: (row) => row.order_no, value: (row) => row.order_no },
      { key: 'state_at', title: t('moved_at'), width: 130, render: (row) => <Ago at={row.state_at} />, value: (row) => row.state_at },
      {
        key: 'delivered_at',
        title: t('delivered_at'),
        width: 130,
        render: (row) => (row.delivered_at ? <Ago at={row.delivered_at} /> : <Missing />),
        value: (row) => row.delivered_at ?? '',
      },
      {
        key: 'subscription',
        title: t('subscription'),
        width: 150,
        render: (row) => <span className="faint">{t.maybe(`subscription_${row.subscription}`, row.subscription)}</span>,
        value: (row) => row.subscription,
      },
    ],
    [t, named],
  )
  return (
    <ListPage<Track>
      name="tracks"
      title={t('tracks')}
      path="/api/admin/tracks"
      row_id={row_id}
      row_name={(row) => row.waybill_no}
      columns={columns}
      filters={[{ key: 'carrier_id', title: t('carrier'), kind: 'choice', options: named.options, width: 168 }]}
      search={{ key: 'number', placeholder: t('search') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('all') },
          ...trackTabs.map((state) => ({ value: state, title: t(`track_${state}`), alert: state === 'exception' || state === 'refused' })),
        ],
        counts_path: '/api/admin/tracks/counts',
        count: (counts, state) =>
          state === ''
            ? null
            : ((counts as { states: { state: string; count: number }[] }).states.find((one) => one.state === state)?.count ?? 0),
      }}
      open={row_id}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.waybill_no}</span>
            <Status tone={trackTone(row.state)}>{t.maybe(`track_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>
              {named.name(row.carrier_id)} · {row.order_no}
            </span>
            <Ago at={row.state_at} />
          </div>
        </>
      )}
      empty={{ title: t('empty') }}
      refetch_ms={20_000}
    />
  )
}

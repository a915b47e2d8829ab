import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useOrganizations } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime, spanWords } from '../shared/time.ts'
import { Ago } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/late-orders'>
const row_id = (row: Row) => `${row.order_id}:${row.group_no}`
const states = ['placed', 'held', 'approved', 'allocated', 'released', 'shipped'] as const
const over = (row: Row) => spanWords(row.over_hours * 3_600_000)

const OrderNumber = ({ row }: { row: Row }) => (
  <Link className="code" to={`/orders/${row.order_id}?state=*`}>
    {row.order_no}
  </Link>
)

/** Orders that stand in a stage longer than they may. */
export function Component() {
  const t = useText()
  const channels = useChannels()
  return (
    <ListPage<Row>
      name="late-orders"
      title={t('late_title')}
      path="/api/admin/late-orders"
      row_id={row_id}
      row_name={(row) => row.order_no}
      columns={useColumns(channels.name)}
      filters={[{ key: 'channel_id', title: t('channel'), kind: 'choice', options: channels.options, width: 168 }]}
      tabs={{
        key: 'state',
        tabs: [{ value: '', title: t('tab_all') }, ...states.map((state) => ({ value: state, title: t(`state_${state}`) }))],
        counts_path: '/api/admin/order-times/now',
        count: (counts, value) => {
          const { items } = counts as { items: { state: string; late: number }[] }
          return value === '' ? items.reduce((sum, { late }) => sum + late, 0) : (items.find(({ state }) => state === value)?.late ?? 0)
        },
      }}
      card={(row) => (
        <>
          <div className="card-row">
            <OrderNumber row={row} />
            <span className="refused">{t('over', { span: over(row) })}</span>
          </div>
          <div className="card-row second">
            <span>
              {t(`state_${row.state}`)} · {channels.name(row.channel_id)}
            </span>
            <Ago at={row.entered_at} />
          </div>
        </>
      )}
      empty={{ title: t('late_empty'), hint: t('late_empty_hint') }}
      refetch_ms={30_000}
    />
  )
}

function useColumns(channel: (id: string) => string): Column<Row>[] {
  const t = useText()
  const organizations = useOrganizations()
  return useMemo(
    () => [
      { key: 'order_no', title: t('order_no'), width: 140, render: (row) => <OrderNumber row={row} />, value: (row) => row.order_no },
      { key: 'state', title: t('state'), width: 110, render: (row) => t(`state_${row.state}`), value: (row) => t(`state_${row.state}`) },
      {
        key: 'channel',
        title: t('channel'),
        width: 180,
        grow: true,
        render: (row) => channel(row.channel_id),
        value: (row) => channel(row.channel_id),
      },
      {
        key: 'organization',
        title: t('by_organization'),
        width: 180,
        render: (row) => organizations.name(row.organization_id),
        value: (row) => organizations.name(row.organization_id),
      },
      {
        key: 'entered_at',
        title: t('since_when'),
        width: 140,
        render: (row) => <Ago at={row.entered_at} />,
        value: (row) => exactTime(row.entered_at),
      },
      {
        key: 'limit',
        title: t('limit'),
        width: 110,
        align: 'right',
        render: (row) => <span className="number">{spanWords(row.limit_hours * 3_600_000)}</span>,
        value: (row) => String(row.limit_hours),
      },
      {
        key: 'over',
        title: t('over_title'),
        width: 140,
        align: 'right',
        render: (row) => <span className="refused number">{over(row)}</span>,
        value: (row) => row.over_hours.toFixed(1),
      },
    ],
    [t, channel, organizations.name],
  )
}

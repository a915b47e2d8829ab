import { useMemo } from 'react'
import { Link } from 'react-router'
import { formatMoney, majorOf } from '#core/money.ts'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, TwoLines } from '../shared/values.tsx'
import { useLineText } from './line-text.ts'

type Row = RowOf<'/api/admin/platform-refunds'>
const row_id = (row: Row) => `${row.order_id}~${row.refund_id}`

/** What the buyer gets of a refund, where the platform gets some of it back itself. */
function useBuyerGets(): (row: Row) => string | null {
  const t = useLineText()
  return ({ amount_minor, subsidy_minor, currency }) =>
    subsidy_minor > 0 ? t('platform_buyer', { sum: formatMoney(amount_minor - subsidy_minor, currency) }) : null
}

/** What platforms have to pay back because it was given back here. */
export function Component() {
  const t = useLineText()
  const buyerGets = useBuyerGets()
  const channels = useChannels()
  const closed = (row: Row) => (row.told_by === 'marketplace' ? t('platform_itself') : (row.told_by ?? ''))
  return (
    <ListPage<Row>
      name="platform-refunds"
      title={t('platform_list')}
      hint={t('platform_list_hint')}
      path="/api/admin/platform-refunds"
      row_id={row_id}
      row_name={(row) => row.order_no}
      row_height={52}
      columns={useColumns()}
      tabs={{
        key: 'told',
        tabs: [
          { value: '', title: t('platform_open') },
          { value: 'true', title: t('platform_done') },
        ],
      }}
      batch={[
        {
          key: 'settle',
          title: t('platform_settle'),
          permission: 'orders.cancel',
          primary: true,
          confirm: { title: (count) => t('platform_settle_count', { count }) },
          run: async (rows) => {
            const refunds = rows.map(({ order_id: id, refund_id }) => ({ id, refund_id }))
            const outcomes = await api.batch('/api/admin/platform-refunds/settlements', { refunds })
            return outcomes.map((outcome, i) => ({ ...outcome, id: row_id(rows[i]!) }))
          },
          applies: ({ told_at }) => !told_at,
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.external_no ?? row.order_no}</span>
            <Amount minor={row.amount_minor} currency={row.currency} strong />
          </div>
          <div className="card-row second">
            <span>
              {[channels.name(row.channel_id), row.told_at ? closed(row) : row.buyer_name, buyerGets(row)].filter(Boolean).join(' · ')}
            </span>
            <Ago at={row.told_at ?? row.owed_at} />
          </div>
        </>
      )}
      empty={{ title: t('platform_empty') }}
      succeeded={({ status }) => status === 'told' || status === 'already_told'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useLineText()
  const buyerGets = useBuyerGets()
  const channels = useChannels()
  return useMemo<Column<Row>[]>(
    () => [
      {
        key: 'order',
        title: t('platform_order'),
        width: 200,
        grow: true,
        render: (row) => <TwoLines first={<Link to={`/orders/${row.order_id}?state=*`}>{row.order_no}</Link>} second={row.buyer_name} />,
        value: (row) => row.order_no,
      },
      {
        key: 'external_no',
        title: t('platform_no'),
        width: 220,
        render: (row) => <TwoLines first={row.external_no ?? '—'} second={channels.name(row.channel_id)} />,
        value: (row) => row.external_no ?? '',
      },
      {
        key: 'amount',
        title: t('platform_amount'),
        width: 120,
        align: 'right',
        render: (row) => <TwoLines first={<Amount minor={row.amount_minor} currency={row.currency} strong />} second={buyerGets(row)} />,
        value: (row) => majorOf(row.amount_minor, row.currency),
      },
      {
        key: 'owed_at',
        title: t('platform_since'),
        width: 130,
        render: (row) => <Ago at={row.owed_at} />,
        value: (row) => exactTime(row.owed_at),
      },
      {
        key: 'told_at',
        title: t('platform_by'),
        width: 180,
        render: (row) =>
          row.told_at ? (
            <TwoLines first={row.told_by === 'marketplace' ? t('platform_itself') : row.told_by} second={<Ago at={row.told_at} />} />
          ) : null,
        value: (row) => row.told_by ?? '',
      },
    ],
    [t, channels, buyerGets],
  )
}

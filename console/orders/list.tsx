import { lazy, useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { formatMoney, majorOf } from '#core/money.ts'
import { api, newId } from '../shared/api.ts'
import { type BatchAction, type Filter, ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Missing, Status, TwoLines } from '../shared/values.tsx'

import { maskPhone, type OrderRow, paymentTone, succeeded, tabStates, toneOf } from './model.ts'
import { useText } from './text.ts'

// The dialogs are fetched when first asked for: the list itself comes sooner.
const ShipForm = lazy(() => import('./actions.tsx').then(({ ShipForm }) => ({ default: ShipForm })))
const CancelForm = lazy(() => import('./actions.tsx').then(({ CancelForm }) => ({ default: CancelForm })))

const HoldForm = lazy(() => import('./pool.tsx').then(({ HoldForm }) => ({ default: HoldForm })))

const row_id = (row: OrderRow) => row.id
const row_name = (row: OrderRow) => row.order_no

/** Orders of every channel in one list: review, ship, cancel. */
export function Component() {
  const t = useText()
  const channels = useChannels()
  const columns = useColumns(channels.name)
  const [params] = useSearchParams()
  const filters: Filter[] = [{ key: 'channel_id', title: t('channel'), kind: 'choice', options: channels.options, width: 168 }]
  return (
    <ListPage<OrderRow>
      name="orders"
      title={t('title')}
      path="/api/admin/orders"
      row_id={row_id}
      row_name={row_name}
      row_height={52}
      columns={columns}
      filters={filters}
      search={{ key: 'q', placeholder: t('search') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: '*', title: t('tab_all') },
          ...tabStates.map((state) => ({ value: state, title: t(`state_${state}`), alert: state === 'held' })),
        ],
        counts_path: '/api/admin/orders/counts',
        counts_query: { channel_id: params.get('channel_id') },
        count: countOf,
      }}
      batch={useBatch()}
      selects_all
      open={row_id}
      card={(row) => <OrderCard row={row} channel={channels.name(row.channel_id)} />}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={120_000}
      succeeded={succeeded}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
    />
  )
}

/** Counts come exactly, one number a state; states without orders are left out. */
const countOf = (counts: unknown, state: string): number | null =>
  state === '*' ? null : ((counts as { items: { state: string; orders: number }[] }).items.find((one) => one.state === state)?.orders ?? 0)

function useBatch(): BatchAction<OrderRow>[] {
  const t = useText()
  const navigate = useNavigate()
  return [
    {
      key: 'approve',
      title: t('approve'),
      permission: 'orders.review',
      primary: true,
      hotkey: 'a',
      most: 1000,
      run: (rows) => api.batch('/api/admin/orders/approvals', { approvals: rows.map(({ id }) => ({ id })) }),
    },
    { key: 'hold', title: t('hold'), permission: 'orders.review', hotkey: 'h', most: 1000, form: HoldForm },
    {
      key: 'source',
      title: t('source'),
      permission: 'sourcing.run',
      applies: (row) => row.groups.some(({ state }) => state === 'approved'),
      most: 500,
      run: (rows) => api.batch('/api/admin/sourcing/orders', { run_id: newId(), ids: rows.map(({ id }) => id) }),
    },
    {
      key: 'slips',
      title: t('print_slips'),
      permission: 'orders.read',
      most: 100,
      run: async (rows) => {
        const ids = rows.slice(0, 100).map(({ id }) => `id=${id}`)
        void navigate(`/order-slips?${ids.join('&')}`)
        return []
      },
    },
    { key: 'ship', title: t('ship'), permission: 'orders.ship', hotkey: 's', form: ShipForm },
    { key: 'cancel', title: t('cancel'), permission: 'orders.cancel', danger: true, form: CancelForm },
  ]
}

function useColumns(channelName: (id: string) => string): Column<OrderRow>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'order_no',
        title: t('order_no'),
        width: 150,
        render: (row) => <TwoLines first={<span className="number strong">{row.order_no}</span>} second={channelName(row.channel_id)} />,
        value: (row) => row.order_no,
      },
      {
        key: 'state',
        title: t('state'),
        width: 112,
        render: (row) => (
          <Status tone={toneOf(row.state)}>
            {t.maybe(`state_${row.state}`, row.state)}
            {row.partly ? <small className="faint">{t('partly')}</small> : null}
          </Status>
        ),
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
      {
        key: 'lines',
        title: t('goods'),
        width: 250,
        grow: true,
        render: (row) => <Goods row={row} />,
        value: (row) => row.lines.map((line) => `${inLanguage(line.title)} ×${line.quantity}`).join('; '),
      },
      {
        key: 'total_minor',
        title: t('total'),
        width: 124,
        align: 'right',
        render: (row) => (
          <TwoLines
            first={<Amount minor={row.total_minor} currency={row.currency} strong />}
            second={row.freight_minor > 0 ? t('freight', { freight: formatMoney(row.freight_minor, row.currency) }) : t('freight_free')}
          />
        ),
        value: (row) => majorOf(row.total_minor, row.currency),
      },
      {
        key: 'payment',
        title: t('payment'),
        width: 116,
        render: (row) => (
          <TwoLines
            first={<Status tone={paymentTone(row.payment)}>{t.maybe(`payment_${row.payment}`, row.payment)}</Status>}
            second={t.maybe(`term_${row.payment_term}`, row.payment_term)}
          />
        ),
        value: (row) => t.maybe(`payment_${row.payment}`, row.payment),
      },
      {
        key: 'buyer_name',
        title: t('buyer'),
        width: 128,
        render: (row) => <TwoLines first={row.buyer_name} second={maskPhone(row.buyer_phone)} />,
        value: (row) => row.buyer_name,
      },
      {
        key: 'buyer_message',
        title: t('message'),
        width: 150,
        render: (row) => (row.buyer_message ? <span title={row.buyer_message}>{row.buyer_message}</span> : <Missing />),
        value: (row) => row.buyer_message,
      },
      {
        key: 'placed_at',
        title: t('placed_at'),
        width: 108,
        render: (row) => <Ago at={row.placed_at} />,
        value: (row) => exactTime(row.placed_at),
      },
      {
        key: 'external_no',
        title: t('external_no'),
        width: 170,
        render: (row) => (row.external_no ? <span className="number">{row.external_no}</span> : <Missing />),
        value: (row) => row.external_no,
        hidden: true,
      },
    ],
    [t, channelName, inLanguage],
  )
}

function Goods({ row }: { row: OrderRow }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { lines } = row
  const [first] = lines
  if (!first) return <Missing />
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <span className="goods" title={lines.map((line) => `${inLanguage(line.title)} ×${line.quantity}`).join('\n')}>
      <TwoLines
        first={inLanguage(first.title)}
        second={lines.length > 1 ? `${t('more_lines', { count: lines.length })} · ${t('pieces', { count: pieces })}` : `×${first.quantity}`}
      />
    </span>
  )
}

function OrderCard({ row, channel }: { row: OrderRow; channel: string }) {
  const t = useText()
  return (
    <>
      <div className="card-row">
        <span className="number strong">{row.order_no}</span>
        <Status tone={toneOf(row.state)}>{t.maybe(`state_${row.state}`, row.state)}</Status>
      </div>
      <div className="card-row">
        <Goods row={row} />
        <Amount minor={row.total_minor} currency={row.currency} strong />
      </div>
      <div className="card-row second">
        <span>
          {channel} · {row.buyer_name}
        </span>
        <Ago at={row.placed_at} />
      </div>
      {row.buyer_message ? <div className="card-row second">{row.buyer_message}</div> : null}
    </>
  )
}

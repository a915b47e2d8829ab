import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { Transactions } from '../ledger/transactions.tsx'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Amount, Exact, Facts, Missing, Section, Status } from '../shared/values.tsx'
import { CancelForm, ShipOrder } from './actions.tsx'
import { type OrderDetail, type OrderLine, type OrderTransaction, paymentTone, toneOf } from './model.ts'
import { useText } from './text.ts'

/** One order whole: what was ordered, where each part stands, what was booked, who did what. */
export function Component() {
  const { order_id } = useParams()
  const t = useText()
  const order = useApi<OrderDetail>(`/api/admin/orders/${order_id}`)
  if (order.isPending)
    return (
      <DetailDrawer title={t('title')}>
        <Skeleton />
      </DetailDrawer>
    )
  if (order.isError)
    return (
      <DetailDrawer title={t('title')}>
        <Failure error={order.error} retry={() => void order.refetch()} />
      </DetailDrawer>
    )
  return <Detail key={order.data.id} order={order.data} />
}

function Detail({ order }: { order: OrderDetail }) {
  const t = useText()
  const may = useMay()
  const channels = useChannels()
  const address = ['province', 'city', 'district', 'street']
    .map((key) => order.address[key])
    .filter(Boolean)
    .join(' ')
  return (
    <DetailDrawer
      title={order.order_no}
      status={
        <>
          <Status tone={toneOf(order.state)}>
            {t.maybe(`state_${order.state}`, order.state)}
            {order.partly ? <small>{t('partly')}</small> : null}
          </Status>
          {order.payment_state ? (
            <Status tone={paymentTone(order.payment_state)}>{t.maybe(`payment_${order.payment_state}`, order.payment_state)}</Status>
          ) : null}
          {order.history ? (
            <span className="faint" title={t('history_hint')}>
              {t('history')}
            </span>
          ) : null}
        </>
      }
      actions={<Actions order={order} />}
    >
      <Section title={t('buyer_section')}>
        <Facts
          items={[
            [t('channel'), channels.name(order.channel_id)],
            [t('placed_at'), <Exact key="at" at={order.placed_at} />],
            order.external_no
              ? [
                  t('external_no'),
                  <span key="no" className="number">
                    {order.external_no}
                  </span>,
                ]
              : null,
            [t('buyer'), order.buyer_name],
            [
              t('phone'),
              order.buyer_phone ? (
                <span key="phone" className="number">
                  {order.buyer_phone}
                </span>
              ) : null,
            ],
            [t('payment'), t.maybe(`term_${order.payment_term}`, order.payment_term)],
            [t('address'), address || null],
            order.buyer_message ? [t('message'), order.buyer_message] : null,
          ]}
        />
      </Section>
      <Lines order={order} />
      <Groups order={order} />
      <Parcels order={order} />
      {may('ledger.read') ? <Postings order_id={order.id} /> : null}
      <Entries order={order} />
    </DetailDrawer>
  )
}

function Actions({ order }: { order: OrderDetail }) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const read = useApi<OrderDetail>(`/api/admin/orders/${order.id}`)
  const [asking, setAsking] = useState<'ship' | 'cancel' | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const states = new Set(order.groups.map(({ state }) => state))
  const any = (...wanted: string[]) => wanted.some((state) => states.has(state))

  const finish = (title: string) => (outcomes: Outcome[]) => {
    const [outcome] = outcomes
    const refused = outcome?.detail !== undefined && !outcome.status.startsWith('already_')
    if (refused) void tell.error(`${title}: ${t.maybe(`outcome_${outcome.status}`, outcome.detail)}`, 6)
    else void tell.success(title)
    setAsking(null)
    setBusy(null)
    void read.refetch()
    void around?.refresh()
  }
  const act = (key: string, title: string, path: string, name: string, more: object = {}) => {
    setBusy(key)
    api
      .batch(path, { [name]: [{ id: newId(), order_id: order.id, ...more }] })
      .then(finish(title), (error: Error) => finish(title)([{ id: order.id, status: 'not_done', detail: error.message }]))
  }
  const parcel = order.parcels.find(({ delivered_at }) => !delivered_at)
  return (
    <>
      {any('placed', 'held', 'approved', 'allocated', 'released') && may('orders.cancel') ? (
        <Button danger onClick={() => setAsking('cancel')}>
          {t('cancel')}
        </Button>
      ) : null}
      {parcel && may('orders.ship') ? (
        <Button
          loading={busy === 'deliver'}
          onClick={() => act('deliver', t('deliver'), '/api/admin/orders/deliveries', 'deliveries', { parcel_id: parcel.id })}
        >
          {t('deliver')}
        </Button>
      ) : null}
      {any('approved', 'allocated', 'released') && may('orders.ship') ? (
        <Button type="primary" onClick={() => setAsking('ship')}>
          {t('ship')}
        </Button>
      ) : null}
      {any('placed', 'held') && may('orders.review') ? (
        <Button
          type="primary"
          loading={busy === 'approve'}
          onClick={() => act('approve', t('approve'), '/api/admin/orders/approvals', 'approvals')}
        >
          {t('approve')}
        </Button>
      ) : null}
      {asking === 'ship' ? <ShipOrder order={order} cancel={() => setAsking(null)} done={finish(t('ship'))} /> : null}
      {asking === 'cancel' ? (
        <CancelForm
          rows={[order]}
          cancel={() => setAsking(null)}
          run={(work) =>
            void work([order]).then(finish(t('cancel')), (error: Error) =>
              finish(t('cancel'))([{ id: order.id, status: 'not_done', detail: error.message }]),
            )
          }
        />
      ) : null}
    </>
  )
}

function Lines({ order }: { order: OrderDetail }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { currency } = order
  const second = (line: OrderLine) =>
    [line.sku_id, line.shipped > 0 ? t('shipped_of', { shipped: line.shipped, quantity: line.quantity }) : null].filter(Boolean).join(' · ')
  return (
    <Section title={t('lines')}>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('line')}</th>
              <th className="right">{t('unit')}</th>
              <th className="right">{t('quantity')}</th>
              <th className="right">{t('amount')}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.line_no}>
                <td>
                  {inLanguage(line.title)}
                  <div className="faint">{second(line)}</div>
                </td>
                <td className="right">
                  <Amount minor={line.unit_minor} currency={currency} />
                </td>
                <td className="right number">{line.quantity}</td>
                <td className="right">
                  <Amount minor={line.amount_minor} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <Total title={t('goods_total')} minor={order.goods_minor} currency={currency} />
            {order.discount_minor > 0 ? <Total title={t('discount')} minor={-order.discount_minor} currency={currency} /> : null}
            <Total title={t('freight_label')} minor={order.freight_minor} currency={currency} />
            <Total title={t('total')} minor={order.total_minor} currency={currency} strong />
          </tfoot>
        </table>
      </div>
    </Section>
  )
}

const Total = ({ title, minor, currency, strong }: { title: string; minor: number; currency: string; strong?: boolean }) => (
  <tr className={strong ? undefined : 'light'}>
    <td colSpan={3} className="right">
      {title}
    </td>
    <td className="right">
      <Amount minor={minor} currency={currency} />
    </td>
  </tr>
)

function Groups({ order }: { order: OrderDetail }) {
  const t = useText()
  const nodes = useNodes()
  return (
    <Section title={t('groups')}>
      <ul className="rows">
        {order.groups.map((group) => {
          const lines = order.lines.filter(({ group_no }) => group_no === group.group_no)
          return (
            <li key={group.group_no}>
              <span className="strong">{t('group', { no: group.group_no })}</span>
              <Status tone={toneOf(group.state)}>{t.maybe(`state_${group.state}`, group.state)}</Status>
              <span>{nodes.name(lines[0]?.node_id)}</span>
              <span className="faint">{t('pieces', { count: lines.reduce((sum, { quantity }) => sum + quantity, 0) })}</span>
              <span className="spring" />
              <span className="faint">
                <Ago at={group.entered_at} />
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

function Parcels({ order }: { order: OrderDetail }) {
  const t = useText()
  const carriers = useCarriers()
  return (
    <Section title={t('parcels')}>
      {order.parcels.length === 0 ? <p className="faint">{t('parcel_none')}</p> : null}
      <ul className="rows">
        {order.parcels.map((parcel) => (
          <li key={parcel.id}>
            <span className="strong">{carriers.name(parcel.carrier_id)}</span>
            <span className="number">{parcel.tracking_no}</span>
            <Status tone={parcel.delivered_at ? 'done' : 'active'}>{t(parcel.delivered_at ? 'delivered_at' : 'not_delivered')}</Status>
            <span className="spring" />
            <span className="faint">
              <Ago at={parcel.delivered_at ?? parcel.shipped_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Postings({ order_id }: { order_id: string }) {
  const t = useText()
  const booked = useApi<{ items: OrderTransaction[] }>('/api/admin/ledger/transactions', { ref: `orders.order:${order_id}` })
  return (
    <Section
      title={t('postings')}
      extra={<Link to={`/ledger/causes?ref=${encodeURIComponent(`orders.order:${order_id}`)}`}>{t('postings_hint')}</Link>}
    >
      {booked.data ? <Transactions items={booked.data.items} /> : <Missing />}
    </Section>
  )
}

function Entries({ order }: { order: OrderDetail }) {
  const t = useText()
  const several = order.groups.length > 1
  const entries = [...order.entries].sort((a, b) => b.happened_at.localeCompare(a.happened_at) || b.entry_no - a.entry_no)
  return (
    <Section title={t('entries')}>
      <ol className="timeline">
        {entries.map((entry) => (
          <li key={`${entry.group_no}-${entry.entry_no}`}>
            <span className="strong">{t.maybe(`state_${entry.state}`, entry.state)}</span>
            {several ? <span className="faint"> {t('group', { no: entry.group_no })}</span> : null}
            {entry.reason ? <span> — {entry.reason}</span> : null}
            <div className="second">
              <Exact at={entry.happened_at} /> · {entry.by === 'system' ? t('by_system') : t('by', { name: entry.by })}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useParams } from 'react-router'
import { Transactions, type TransactionView } from '../ledger/transactions.tsx'
import { api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { spanWords } from '../shared/time.ts'
import { Ago, Amount, Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useAddressText } from './address-text.ts'
import { OrderLineChanges } from './line-changes.tsx'
import { OrderLines } from './lines.tsx'
import { type OrderDetail, open, type Parcel, paymentTone, shippable, succeeded, toneOf } from './model.ts'
import { OrderNote } from './note.tsx'
import { OrderReasons } from './reasons.tsx'
import { useText } from './text.ts'

const ShipOrder = lazy(() => import('./actions.tsx').then(({ ShipOrder }) => ({ default: ShipOrder })))
const OrderWhy = lazy(() => import('../fulfillment/order.tsx').then(({ OrderWhy }) => ({ default: OrderWhy })))
const RefuseForm = lazy(() => import('../fulfillment/order.tsx').then(({ RefuseForm }) => ({ default: RefuseForm })))
const HoldForm = lazy(() => import('./pool.tsx').then(({ HoldForm }) => ({ default: HoldForm })))
const AddressForm = lazy(() => import('./address.tsx').then(({ AddressForm }) => ({ default: AddressForm })))
const AddressHistory = lazy(() => import('./address.tsx').then(({ AddressHistory }) => ({ default: AddressHistory })))
const OrderBureaus = lazy(() => import('./order-bureaus.tsx').then(({ OrderBureaus }) => ({ default: OrderBureaus })))
const OrderParceling = lazy(() => import('./parceling.tsx').then(({ OrderParceling }) => ({ default: OrderParceling })))
const CancelForm = lazy(() => import('./actions.tsx').then(({ CancelForm }) => ({ default: CancelForm })))

/** One order whole: what was ordered, where each part stands, what was booked, who did what. */
export function Component() {
  const { order_id } = useParams()
  const t = useText()
  const order = useApi<OrderDetail>(`/api/admin/orders/${order_id}`)
  const parcels = useApi<{ items: Parcel[] }>(`/api/admin/orders/${order_id}/parcels`)
  if (order.data) return <Detail key={order.data.id} order={order.data} parcels={parcels.data?.items ?? []} />
  return (
    <DetailDrawer title={t('title')}>
      {order.isError ? <Failure error={order.error} retry={() => void order.refetch()} /> : <Skeleton />}
    </DetailDrawer>
  )
}

interface Shown {
  order: OrderDetail
  parcels: Parcel[]
}

function Detail({ order, parcels }: Shown) {
  const t = useText()
  return (
    <DetailDrawer
      title={order.order_no}
      status={
        <>
          <Status tone={toneOf(order.state)}>
            {t.maybe(`state_${order.state}`, order.state)}
            {order.partly ? <small>{t('partly')}</small> : null}
          </Status>
          <Status tone={paymentTone(order.payment)}>{t.maybe(`payment_${order.payment}`, order.payment)}</Status>
          {order.history ? (
            <span className="faint" title={t('history_hint')}>
              {t('history')}
            </span>
          ) : null}
        </>
      }
      actions={<Actions order={order} parcels={parcels} />}
    >
      <Buyer order={order} />
      <OrderReasons order_id={order.id} />
      {order.history ? null : <OrderNote order_id={order.id} />}
      <OrderLines order={order} />
      {order.history ? null : <OrderLineChanges order={order} />}
      <Groups order={order} parcels={parcels} />
      {order.history ? null : (
        <Suspense>
          <OrderParceling order={order} />
        </Suspense>
      )}
      {order.history ? null : (
        <Suspense>
          <OrderBureaus order_id={order.id} />
        </Suspense>
      )}
      <Suspense>
        <OrderWhy order_id={order.id} />
      </Suspense>
      <Payments order={order} />
      <Postings order_id={order.id} />
      <Entries order={order} />
    </DetailDrawer>
  )
}

/** What may be done now. Every act is answered per item; a refusal says why and changes nothing. */
function Actions({ order, parcels }: Shown) {
  const t = useText()
  const address = useAddressText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const base = `/api/admin/orders/${order.id}`
  const [read, parts] = [useApi(base), useApi(`${base}/parcels`)]
  const [booked, why] = [useApi(`${base}/postings`), useApi(`${base}/sourcing`, {}, { retry: false })]
  const reasons = useApi(`${base}/abnormals`)
  const [asking, setAsking] = useState<'ship' | 'cancel' | 'refuse' | 'hold' | 'address' | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const any = (states: ReadonlySet<string>) => order.groups.some(({ state }) => states.has(state))

  const finish = (title: string) => (outcomes: Outcome[]) => {
    const refused = outcomes.find((outcome) => !succeeded(outcome))
    if (refused) void tell.error(`${title}：${t.maybe(`outcome_${refused.status}`, refused.detail ?? refused.status)}`, 6)
    else if (title) void tell.success(title)
    if (!refused) setAsking(null)
    setBusy(null)
    for (const one of [read, parts, booked, why, reasons]) void one.refetch()
    void around?.refresh()
  }
  const act = (title: string, path: string, body: object) => {
    setBusy(title)
    api.batch(path, body).then(finish(title), (error: Error) => finish(title)([{ id: order.id, status: 'failed', detail: error.message }]))
  }
  const going = parcels.filter(({ delivered_at }) => !delivered_at)
  const given = order.groups.find(({ state }) => state === 'released' || state === 'allocated')
  const owed = order.payment_term === 'pay_at_outlet' && order.payment === 'unpaid'
  return (
    <>
      {any(open) && may('orders.cancel') ? (
        <Button danger onClick={() => setAsking('cancel')}>
          {t('cancel')}
        </Button>
      ) : null}
      {any(open) && may('orders.review') ? <Button onClick={() => setAsking('address')}>{address('change')}</Button> : null}
      {any(new Set(['placed', 'held', 'approved', 'allocated', 'released'])) && may('orders.review') ? (
        <Button onClick={() => setAsking('hold')}>{t('hold')}</Button>
      ) : null}
      {owed && any(open) && may('payments.collect') ? (
        <Button
          loading={busy === t('take_payment')}
          onClick={() =>
            act(t('take_payment'), '/api/admin/orders/outlet-payments', {
              organization_id: order.organization_id,
              payments: [{ id: newId(), order_id: order.id }],
            })
          }
        >
          {t('take_payment')}
        </Button>
      ) : null}
      {order.outlet_id && going.some(({ ready_at }) => !ready_at) && may('orders.ship') ? (
        <Button
          loading={busy === t('ready')}
          onClick={() =>
            act(t('ready'), '/api/admin/outlet-arrivals', { arrivals: going.filter(({ ready_at }) => !ready_at).map(({ id }) => ({ id })) })
          }
        >
          {t('ready')}
        </Button>
      ) : null}
      {going.length > 0 && may('orders.ship') ? (
        <Button
          loading={busy === t('deliver')}
          onClick={() => act(t('deliver'), '/api/admin/deliveries', { deliveries: going.map(({ id }) => ({ id })) })}
        >
          {t('deliver')}
        </Button>
      ) : null}
      {order.groups.some(({ group_no, state }) => state === 'approved' && order.performed_groups.includes(group_no)) &&
      may('orders.ship') ? (
        <Button loading={busy === t('perform')} onClick={() => act(t('perform'), '/api/admin/services-performed', { ids: [order.id] })}>
          {t('perform')}
        </Button>
      ) : null}
      {given && may('orders.ship') ? <Button onClick={() => setAsking('refuse')}>{t('refuse')}</Button> : null}
      {order.groups.some(({ group_no, state }) => state === 'approved' && !order.performed_groups.includes(group_no)) &&
      may('sourcing.run') ? (
        <Button
          loading={busy === t('source')}
          onClick={() => act(t('source'), '/api/admin/sourcing/orders', { run_id: newId(), ids: [order.id] })}
        >
          {t('source')}
        </Button>
      ) : null}
      {any(shippable) && may('orders.ship') ? (
        <Button type="primary" onClick={() => setAsking('ship')}>
          {t('ship')}
        </Button>
      ) : null}
      {any(new Set(['placed', 'held'])) && may('orders.review') ? (
        <Button
          type="primary"
          loading={busy === t('approve')}
          onClick={() => act(t('approve'), '/api/admin/orders/approvals', { approvals: [{ id: order.id }] })}
        >
          {t('approve')}
        </Button>
      ) : null}
      <Suspense>
        {asking === 'ship' ? <ShipOrder order={order} cancel={() => setAsking(null)} done={finish(t('ship'))} /> : null}
        {asking === 'refuse' && given ? (
          <RefuseForm
            order_id={order.id}
            group_no={given.group_no}
            close={(done) => {
              setAsking(null)
              if (done) finish('')([])
            }}
          />
        ) : null}
        {asking === 'hold' ? (
          <HoldForm
            rows={[order]}
            cancel={() => setAsking(null)}
            run={(work) =>
              void work([order]).then(finish(t('hold')), (error: Error) =>
                finish(t('hold'))([{ id: order.id, status: 'failed', detail: error.message }]),
              )
            }
          />
        ) : null}
        {asking === 'address' ? (
          <AddressForm
            order={order}
            close={(done) => {
              setAsking(null)
              if (done) finish('')([])
            }}
          />
        ) : null}
        {asking === 'cancel' ? (
          <CancelForm
            rows={[order]}
            cancel={() => setAsking(null)}
            run={(work) =>
              void work([order]).then(finish(t('cancel')), (error: Error) =>
                finish(t('cancel'))([{ id: order.id, status: 'failed', detail: error.message }]),
              )
            }
          />
        ) : null}
      </Suspense>
    </>
  )
}

function Buyer({ order }: { order: OrderDetail }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const address = ['province', 'city', 'district', 'street'].map((key) => order.address[key]).filter(Boolean)
  const external = order.external_no ? <span className="number">{order.external_no}</span> : null
  const phone = order.buyer_phone ? <span className="number">{order.buyer_phone}</span> : null
  const placed = <Exact at={order.placed_at} />
  return (
    <Section title={t('buyer_section')}>
      <Facts
        items={[
          [t('channel'), channels.name(order.channel_id)],
          [t('placed_at'), placed],
          external ? [t('external_no'), external] : null,
          [t('buyer'), order.buyer_name],
          [t('phone'), phone],
          [t('payment'), t.maybe(`term_${order.payment_term}`, order.payment_term)],
          order.outlet_id ? [t('outlet'), order.outlet ? inLanguage(order.outlet) : order.outlet_id] : null,
          [t('address'), address.join(' ') || null],
          order.buyer_message ? [t('message'), order.buyer_message] : null,
        ]}
      />
      <Suspense>
        <AddressHistory key={`${order.buyer_name} ${address.join()}`} order_id={order.id} />
      </Suspense>
    </Section>
  )
}

/** Each group with what it holds and the parcels that left from it. */
function Groups({ order, parcels }: Shown) {
  const t = useText()
  const nodes = useNodes()
  const carriers = useCarriers()
  const inLanguage = useInLanguage()
  const titles = new Map(order.lines.map((line) => [line.line_no, inLanguage(line.title)]))
  return (
    <Section title={t('groups')}>
      {order.groups.map((group) => {
        const lines = order.lines.filter(({ group_no }) => group_no === group.group_no)
        const own = parcels.filter(({ group_no }) => group_no === group.group_no)
        return (
          <ul className="rows" key={group.group_no}>
            <li>
              <span className="strong">{t('group', { no: group.group_no })}</span>
              <Status tone={toneOf(group.state)}>
                {group.state === 'approved' && order.performed_groups.includes(group.group_no)
                  ? t('to_perform')
                  : t.maybe(`state_${group.state}`, group.state)}
              </Status>
              <span>{nodes.name(lines[0]?.node_id)}</span>
              <span className="faint">{t('pieces', { count: lines.reduce((sum, { quantity }) => sum + quantity, 0) })}</span>
              <span className="spring" />
              <span className="faint">
                <Ago at={group.entered_at} />
              </span>
            </li>
            {own.map((parcel) => (
              <li
                key={parcel.id}
                className="under"
                title={parcel.lines.map((line) => `${titles.get(line.line_no)} ×${line.quantity}`).join('\n')}
              >
                <span>{carriers.name(parcel.carrier)}</span>
                <span className="number">{parcel.waybill_no}</span>
                <span className="faint">{t('pieces', { count: parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0) })}</span>
                <Status tone={parcel.delivered_at ? 'done' : parcel.ready_at ? 'waiting' : 'active'}>
                  {t(parcel.delivered_at ? 'delivered_at' : parcel.ready_at ? 'ready_at' : 'not_delivered')}
                </Status>
                <span className="spring" />
                <span className="faint">
                  <Ago at={parcel.delivered_at ?? parcel.ready_at ?? parcel.shipped_at} />
                </span>
              </li>
            ))}
          </ul>
        )
      })}
    </Section>
  )
}

function Payments({ order }: { order: OrderDetail }) {
  const t = useText()
  if (order.payments.length === 0) return null
  return (
    <Section title={t('payments')}>
      <ul className="rows">
        {order.payments.map((payment) => (
          <li key={payment.id}>
            <Status tone={payment.direction === 'in' ? 'done' : 'quiet'}>{t.maybe(`direction_${payment.direction}`)}</Status>
            <Amount minor={payment.amount_minor} currency={order.currency} strong />
            <span>{t.maybe(`method_${payment.method}`, payment.method)}</span>
            <span className="spring" />
            <span className="faint">
              <Exact at={payment.happened_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Postings({ order_id }: { order_id: string }) {
  const t = useText()
  const booked = useApi<{ items: TransactionView[] }>(`/api/admin/orders/${order_id}/postings`)
  return (
    <Section title={t('postings')}>
      {booked.data ? (
        <Transactions items={booked.data.items} />
      ) : booked.isError ? (
        <p className="faint">{booked.error.detail}</p>
      ) : (
        <Skeleton rows={2} />
      )}
    </Section>
  )
}

/** How long the group stayed in a state, where that was at all long. */
function Stay({ entries, entry }: { entries: OrderDetail['entries']; entry: OrderDetail['entries'][number] }) {
  const t = useText()
  const own = entries.filter(({ group_no }) => group_no === entry.group_no)
  const next = own[own.indexOf(entry) + 1]
  if (!next) return null
  const stayed_ms = Date.parse(next.happened_at) - Date.parse(entry.happened_at)
  return stayed_ms < 60_000 ? null : <span className="faint"> {t('stayed', { span: spanWords(stayed_ms) })}</span>
}

function Entries({ order }: { order: OrderDetail }) {
  const t = useText()
  const several = order.groups.length > 1
  return (
    <Section title={t('entries')}>
      <ol className="timeline">
        {order.entries.toReversed().map((entry, i) => (
          <li key={i}>
            <span className="strong">{t.maybe(`state_${entry.state}`, entry.state)}</span>
            <Stay entries={order.entries} entry={entry} />
            {several ? <span className="faint"> {t('group', { no: entry.group_no })}</span> : null}
            {entry.reason ? (
              <span>
                {' '}
                —{' '}
                {entry.reason
                  .split(', ')
                  .map((one) => t.maybe(`why_${one}`, one))
                  .join('、')}
              </span>
            ) : null}
            <div className="second">
              <Exact at={entry.happened_at} /> ·{' '}
              {entry.by === 'system'
                ? t('by_system')
                : entry.by === 'rule'
                  ? t('by_rule')
                  : t('by', { name: t.maybe(`person_${entry.by}`, entry.by) })}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

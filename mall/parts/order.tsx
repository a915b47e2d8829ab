import { Form } from 'react-router'
import { useCheckoutWords } from '../checkout/words.ts'
import { maskPhone, moment } from '../format.ts'
import { type Both, isWord, pick, useLang, useWords, type Word } from '../words.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { ChangeAddress } from './order-address.tsx'
import { cancelable, givenBack, type LineChanges, TakeOut, ToldChanges } from './order-lines.tsx'
import { Price } from './price.tsx'

export interface OrderFacts {
  id: string
  order_no: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, unknown>
  currency: string
  goods_minor: number
  discount_minor: number
  freight_minor: number
  total_minor: number
  payment_term: string
  payment: string
  placed_at: string
  state: string
  partly: boolean
  groups: { group_no: number; state: string; entered_at: string }[]
  /** Nothing of it is sent: somebody performs it, or it begins when it is paid. */
  service: 'performed' | 'begins' | null
  /** Services that somebody performs. */
  performed_groups: number[]
  /** Where it is picked up. */
  outlet: Both | null
  lines: {
    line_no: number
    group_no: number
    sku_id: string | null
    title: Both
    quantity: number
    amount_minor: number
    stock_from: string | null
    shipped: number
  }[]
  entries: { group_no: number; state: string; happened_at: string }[]
}
export interface ParcelFacts {
  id: string
  group_no: number
  carrier: string
  carrier_name: Both | null
  waybill_no: string
  shipped_at: string
  ready_at: string | null
  delivered_at: string | null
  lines: { line_no: number; quantity: number }[]
  track: { happened_at: string; place: string | null; text: string }[]
}

const goodsPath: readonly string[] = ['placed', 'approved', 'allocated', 'shipped', 'delivered']
const servicePath: readonly string[] = ['placed', 'approved', 'delivered']
const ended = ['canceled', 'closed']

/** Where an order stands; what is never sent does not arrive, it is done or begins. */
export function useStateWord(): (state: string, service: OrderFacts['service']) => string {
  const t = useWords()
  return (state, service) => {
    if (service && state === 'delivered') return t(service === 'performed' ? 'order.service_done' : 'order.service_begun')
    return isWord(`state.${state}`) ? t(`state.${state}` as Word) : state
  }
}

/** Everything about one order that its buyer wants to know. */
export function OrderView({
  order,
  parcels,
  changes,
  refund_id,
  may_cancel,
}: {
  order: OrderFacts
  parcels: ParcelFacts[]
  changes?: LineChanges
  /** The next refund of lines, where the buyer may ask for one. */
  refund_id?: string
  may_cancel: boolean
}) {
  const t = useWords()
  const lang = useLang()
  const stateWord = useStateWord()
  const say = useCheckoutWords()
  const carrierOf = ({ carrier, carrier_name }: ParcelFacts) =>
    carrier_name ? pick(carrier_name, lang) : carrier === 'own' ? t('order.own_carrier') : carrier
  const over = ended.includes(order.state)
  const back_minor = over || !changes ? 0 : givenBack(changes)
  // Of an order that goes on, what was canceled was taken out.
  const gone = new Set(over ? [] : order.groups.filter(({ state }) => state === 'canceled').map(({ group_no }) => group_no))
  const services = order.service !== null
  const awaited = !over && order.groups.some(({ group_no, state }) => order.performed_groups.includes(group_no) && state === 'approved')
  const where = ['province', 'city', 'district', 'street']
    .map((key) => order.address[key])
    .filter((part) => typeof part === 'string' && part)
  return (
    <>
      <header className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1 className="text-xl font-bold md:text-2xl">
          {order.partly ? `${t('order.partly')}${lang === 'en' ? ' ' : ''}` : ''}
          {stateWord(order.state, order.service)}
        </h1>
        <p className="figures text-sm text-muted">
          {t('order.no')} {order.order_no} · {moment(order.placed_at)}
        </p>
      </header>
      {over ? null : <Progress order={order} />}
      {!over && order.payment === 'unpaid' && order.payment_term === 'pay_at_outlet' ? (
        <div className="mt-6">
          <Notice tone="wait">
            {t('order.pay_at_outlet', {
              order_no: order.order_no,
              outlet: order.outlet ? pick(order.outlet, lang) : t('order.outlet_chosen'),
            })}
          </Notice>
        </div>
      ) : null}
      {awaited && !services ? (
        <div className="mt-6">
          <Notice tone="wait">{t('order.service_awaited')}</Notice>
        </div>
      ) : null}
      <div className="mt-10 gap-12 lg:grid lg:grid-cols-[1fr_360px]">
        <div className="space-y-10">
          <section aria-labelledby="parcels">
            <h2 id="parcels" className="text-lg font-semibold">
              {services ? t('order.service') : t('order.parcels')}
            </h2>
            {services ? (
              <p className="mt-3 text-sm text-muted">
                {over ? t('order.canceled') : t(order.service === 'performed' ? 'order.service_performed_text' : 'order.service_text')}
              </p>
            ) : parcels.length ? (
              <ul className="mt-4 grid gap-3 md:grid-cols-2">
                {parcels.map((parcel, i) => (
                  <li key={parcel.id} className="rounded-card border border-line p-5">
                    <p className="flex items-center justify-between gap-2">
                      <span className="flex items-center gap-2 font-medium">
                        <Icon name="parcel" className="size-5 text-primary" />
                        {t('order.parcel', { n: i + 1 })}
                      </span>
                      <span className={`text-sm ${parcel.delivered_at || parcel.ready_at ? 'text-jade' : 'text-primary'}`}>
                        {parcel.delivered_at ? t('state.delivered') : parcel.ready_at ? t('order.ready_at_outlet') : t('state.shipped')}
                      </span>
                    </p>
                    <p className="figures mt-3 text-sm">
                      {carrierOf(parcel)} <span className="select-all">{parcel.waybill_no}</span>
                    </p>
                    <p className="figures text-xs text-muted">{moment(parcel.delivered_at ?? parcel.ready_at ?? parcel.shipped_at)}</p>
                    {parcel.track.length ? (
                      <details className="mt-3 border-t border-line pt-3 text-sm">
                        <summary className="cursor-pointer">{parcel.track[0]!.text}</summary>
                        <ol className="mt-2 space-y-2 text-muted">
                          {parcel.track.map((event) => (
                            <li key={`${event.happened_at} ${event.text}`}>
                              <span className="figures block text-xs">
                                {moment(event.happened_at)} {event.place}
                              </span>
                              {event.text}
                            </li>
                          ))}
                        </ol>
                      </details>
                    ) : null}
                    <ul className="mt-3 border-t border-line pt-3 text-sm text-muted">
                      {parcel.lines.map(({ line_no, quantity }) => (
                        <li key={line_no}>
                          {pick(order.lines.find((line) => line.line_no === line_no)?.title, lang)} ×{quantity}
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="mt-3 text-sm text-muted">{over ? t('order.canceled') : t('order.no_parcels')}</p>
            )}
          </section>
          <section aria-labelledby="goods">
            <h2 id="goods" className="text-lg font-semibold">
              {t('order.goods')}
            </h2>
            <ul className="mt-3 border-t border-line">
              {order.lines.map((line) => (
                <li key={line.line_no} className="flex items-baseline justify-between gap-4 border-b border-line py-4">
                  <span>
                    {gone.has(line.group_no) ? <s className="text-muted">{pick(line.title, lang)}</s> : pick(line.title, lang)}
                    <span className="figures ml-2 text-sm text-muted">
                      ×{line.quantity} {gone.has(line.group_no) ? say('take_out_gone') : ''}
                    </span>
                  </span>
                  <Price amount_minor={line.amount_minor} currency={order.currency} plain />
                </li>
              ))}
            </ul>
            <dl className="mt-4 ml-auto max-w-72 space-y-2 text-sm">
              {(
                [
                  [t('cart.subtotal'), order.goods_minor],
                  ...(order.discount_minor > 0 ? ([[t('order.discount'), -order.discount_minor]] as const) : []),
                  [t('cart.freight'), order.freight_minor],
                  ...(back_minor > 0 ? ([[say('changes'), -back_minor]] as const) : []),
                ] as const
              ).map(([name, amount_minor]) => (
                <div key={name} className="flex justify-between">
                  <dt className="text-muted">{name}</dt>
                  <dd>
                    <Price amount_minor={amount_minor} currency={order.currency} plain />
                  </dd>
                </div>
              ))}
              <div className="flex items-baseline justify-between">
                <dt className="font-medium">{t('cart.total')}</dt>
                <dd>
                  <Price amount_minor={order.total_minor - back_minor} currency={order.currency} size="middle" />
                </dd>
              </div>
            </dl>
          </section>
          {changes ? <ToldChanges changes={changes} currency={order.currency} /> : null}
        </div>
        <aside className="mt-10 space-y-6 text-sm lg:mt-0">
          <section className="rounded-card bg-mist p-5">
            <h2 className="flex items-center gap-2 font-semibold">
              <Icon name="pin" className="size-5" />
              {t('order.address')}
            </h2>
            <p className="mt-3">
              {order.buyer_name} <span className="figures text-muted">{order.buyer_phone ? maskPhone(order.buyer_phone) : ''}</span>
            </p>
            <p className="mt-1 text-muted">{where.join(' ')}</p>
            {may_cancel && order.groups.every(({ state }) => cancelable.includes(state)) ? (
              <ChangeAddress key={where.join()} order={order} />
            ) : null}
          </section>
          <section className="rounded-card bg-mist p-5">
            <h2 className="flex items-center gap-2 font-semibold">
              <Icon name="wallet" className="size-5" />
              {t('order.payment')}
            </h2>
            <p className="mt-3 flex justify-between">
              <span>{isWord(`term.${order.payment_term}`) ? t(`term.${order.payment_term}` as Word) : order.payment_term}</span>
              <span className={order.payment === 'unpaid' ? 'text-amber' : 'text-jade'}>
                {isWord(`payment.${order.payment}`) ? t(`payment.${order.payment}` as Word) : order.payment}
              </span>
            </p>
          </section>
          {may_cancel && refund_id ? <TakeOut key={refund_id} order={order} refund_id={refund_id} /> : null}
          {may_cancel && order.groups.some(({ state }) => cancelable.includes(state)) ? (
            <details className="rounded-card border border-line">
              <summary className="flex min-h-12 items-center px-5 text-muted hover:text-price">{t('order.cancel')}</summary>
              <Form method="post" className="space-y-3 px-5 pb-5">
                <p className="text-muted">{t('order.cancel.text')}</p>
                <label className="block">
                  <span className="mb-1.5 block font-medium">{t('order.cancel.reason')}</span>
                  <input name="reason" required maxLength={200} className="field" />
                </label>
                <button type="submit" name="intent" value="cancel" className="button-plain w-full">
                  {t('order.cancel.confirm')}
                </button>
              </Form>
            </details>
          ) : null}
        </aside>
      </div>
    </>
  )
}

/** Where it stands, with the moment each step was reached. */
function Progress({ order }: { order: OrderFacts }) {
  const t = useWords()
  const stateWord = useStateWord()
  const services = order.service !== null
  const path = services ? servicePath : goodsPath
  const place = (state: string) => ({ held: 0, released: 2, completed: path.length - 1 })[state] ?? path.indexOf(state)
  const now = place(order.state)
  return (
    <ol className={`mt-8 grid gap-0 ${services ? 'sm:grid-cols-3' : 'sm:grid-cols-5'}`} aria-label={t('order.timeline')}>
      {path.map((state, i) => {
        const entry = order.entries.find((one) => one.state === state)
        const done = i <= now
        return (
          <li key={state} aria-current={i === now ? 'step' : undefined} className="relative flex gap-4 pb-6 sm:block sm:pb-0">
            {i < path.length - 1 ? (
              <span
                aria-hidden="true"
                className={`absolute top-6 bottom-0 left-3 w-0.5 -translate-x-1/2 sm:top-3 sm:right-0 sm:bottom-auto sm:left-6 sm:h-0.5 sm:w-auto sm:translate-x-0 ${i < now ? 'bg-jade' : 'bg-line'}`}
              />
            ) : null}
            <span
              className={`relative z-10 grid size-6 shrink-0 place-items-center rounded-full ${done ? 'bg-jade text-paper' : 'border-2 border-line bg-paper'}`}
            >
              {done ? <Icon name="check" className="size-4" /> : null}
            </span>
            <span className="sm:mt-3 sm:block">
              <span className={`block text-sm ${i === now ? 'font-semibold' : done ? '' : 'text-muted'}`}>
                {stateWord(state, order.service)}
              </span>
              <span className="figures block text-xs text-muted">{entry ? moment(entry.happened_at).slice(5) : ''}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}

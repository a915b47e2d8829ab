import { useQueries } from '@tanstack/react-query'
import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import { formatMoney } from '#core/money.ts'
import { type AnswerOf, api } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useDeskText } from './desk-text.ts'
import type { OrderDetail } from './model.ts'
import './slips.css'

type Parceling = AnswerOf<'/api/admin/orders/{id}/parceling'>
type Note = NonNullable<AnswerOf<'/api/admin/orders/{id}/note'>['note']>
interface Part {
  order: OrderDetail
  note: Note | null
}

/** Slips that go with the goods, one a parcel and page, orders that leave together on one, one that leaves in several on as many: what is in it, the gift card, the note for the warehouse. A gift's slip names no price. */
export function Component() {
  const t = useDeskText()
  const [params] = useSearchParams()
  const ids = params.getAll('id').slice(0, 100)
  const read = useQueries({
    queries: ids.map((id) => ({
      queryKey: [`/api/admin/orders/${id}`, 'slip'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { merge } = await api.get<Parceling>(`/api/admin/orders/${id}/parceling`, {}, signal)
        const together = merge ? [id, ...merge.orders.map((one) => one.id)].sort() : [id]
        const parts = await Promise.all(
          together.map(async (order_id): Promise<Part> => {
            const [order, { note }] = await Promise.all([
              api.get<OrderDetail>(`/api/admin/orders/${order_id}`, {}, signal),
              api.get<{ note: Note | null }>(`/api/admin/orders/${order_id}/note`, {}, signal),
            ])
            return { order, note }
          }),
        )
        return { id: merge?.id ?? id, parts }
      },
    })),
  })
  const failed = read.find(({ isError }) => isError)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('slips')}</h1>
        <div className="page-actions">
          <Button type="primary" disabled={ids.length === 0 || read.some(({ data }) => !data)} onClick={() => window.print()}>
            {t('print')}
          </Button>
        </div>
      </header>
      {ids.length === 0 ? <Notice drawing="empty" title={t('slips_none')} /> : null}
      {failed ? <Failure error={failed.error} retry={() => void failed.refetch()} /> : null}
      {read.map(({ data }, i) => {
        if (!data) return failed ? null : <Skeleton key={ids[i]} rows={3} />
        // Of orders that leave together the first one asked for brings the slip.
        if (read.findIndex((one) => one.data?.id === data.id) !== i) return null
        const groups = data.parts.length === 1 ? parcelsOf(data.parts[0]!.order) : []
        if (groups.length < 2) return <Slip key={data.id} parts={data.parts} />
        return groups.map((group_no, at) => (
          <Slip key={`${data.id} ${group_no}`} parts={data.parts} parcel={{ group_no, at: at + 1, of: groups.length }} />
        ))
      })}
    </div>
  )
}

/** The groups an order leaves in; a service leaves in none. */
const parcelsOf = ({ groups, lines }: OrderDetail): number[] =>
  groups.flatMap(({ group_no, state }) =>
    state !== 'canceled' && lines.some((line) => line.group_no === group_no && line.stock_from !== 'service') ? [group_no] : [],
  )

interface Parcel {
  group_no: number
  at: number
  of: number
}

function Slip({ parts, parcel }: { parts: readonly Part[]; parcel?: Parcel }) {
  const t = useDeskText()
  const { order } = parts[0]!
  // A gift among them names no price on the whole slip.
  const prices = !parts.some(({ note }) => note?.hides_prices)
  const address = ['province', 'city', 'district', 'street'].map((key) => order.address[key]).filter(Boolean)
  const numbers = parts.map((one) => one.order.order_no).join(' + ')
  return (
    <article className="slip" aria-label={`${t('slip_order')} ${numbers}`}>
      <strong>
        {t('slip_order')} {numbers}
      </strong>
      {parts.length > 1 ? <div>{t('slip_together', { count: parts.length })}</div> : null}
      {parcel ? <div>{t('slip_parcel', { at: parcel.at, of: parcel.of })}</div> : null}
      <div>
        {t('slip_to')} {order.buyer_name} {order.buyer_phone} {address.join(' ')}
      </div>
      {parts.map((part) => (
        <Content key={part.order.id} {...part} group_no={parcel?.group_no ?? null} prices={prices} named={parts.length > 1} />
      ))}
    </article>
  )
}

/** What is in the parcel of one order, and what is written for it. */
function Content({ order, note, group_no, prices, named }: Part & { group_no: number | null; prices: boolean; named: boolean }) {
  const t = useDeskText()
  const inLanguage = useInLanguage()
  const gone = new Set(order.groups.filter(({ state }) => state === 'canceled').map(({ group_no }) => group_no))
  const lines = order.lines.filter((line) =>
    group_no === null ? order.state === 'canceled' || !gone.has(line.group_no) : line.group_no === group_no,
  )
  const here = new Set(lines.map(({ line_no }) => line_no))
  const subsidy_minor = order.discounts.reduce(
    (sum, { kind, line_no, amount_minor }) => (kind === 'subsidy' && here.has(line_no) ? sum + amount_minor : sum),
    0,
  )
  const total_minor = lines.reduce((sum, { amount_minor, freight_minor }) => sum + amount_minor + freight_minor, 0)
  return (
    <>
      <table>
        {named ? <caption>{order.order_no}</caption> : null}
        <thead>
          <tr>
            <th>{t('slip_goods')}</th>
            <th className="right">{t('slip_quantity')}</th>
            {prices ? <th className="right">{t('slip_amount')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line_no}>
              <td>{inLanguage(line.title)}</td>
              <td className="right">{line.quantity}</td>
              {prices ? <td className="right">{formatMoney(line.amount_minor, order.currency)}</td> : null}
            </tr>
          ))}
        </tbody>
        {prices ? (
          <tfoot>
            {subsidy_minor > 0 ? (
              <tr>
                <td colSpan={2}>{t('slip_subsidy')}</td>
                <td className="right">{formatMoney(-subsidy_minor, order.currency)}</td>
              </tr>
            ) : null}
            <tr>
              <td colSpan={2}>{t('slip_total')}</td>
              <td className="right">{formatMoney(total_minor - subsidy_minor, order.currency)}</td>
            </tr>
            {order.payment_term === 'cash_on_delivery' && order.payment === 'unpaid' ? (
              <tr>
                <td colSpan={2}>{t('slip_collect')}</td>
                <td className="right">{formatMoney(total_minor, order.currency)}</td>
              </tr>
            ) : null}
          </tfoot>
        ) : null}
      </table>
      {note?.seller_note ? (
        <p>
          {t('slip_note')}：{note.seller_note}
        </p>
      ) : null}
      {note?.gift_message ? (
        <blockquote>
          {note.gift_message}
          {note.gift_from ? <footer>{t('slip_gift_from', { name: note.gift_from })}</footer> : null}
        </blockquote>
      ) : null}
    </>
  )
}

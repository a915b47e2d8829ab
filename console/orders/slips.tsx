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

type Note = NonNullable<AnswerOf<'/api/admin/orders/{id}/note'>['note']>

/** Slips that go with the goods, one a page: what is in it, the gift card, the note for the warehouse. A gift's slip names no price. */
export function Component() {
  const t = useDeskText()
  const [params] = useSearchParams()
  const ids = params.getAll('id').slice(0, 100)
  const read = useQueries({
    queries: ids.map((id) => ({
      queryKey: [`/api/admin/orders/${id}`, 'slip'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const [order, { note }] = await Promise.all([
          api.get<OrderDetail>(`/api/admin/orders/${id}`, {}, signal),
          api.get<{ note: Note | null }>(`/api/admin/orders/${id}/note`, {}, signal),
        ])
        return { order, note }
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
      {read.map(({ data }, i) => (data ? <Slip key={data.order.id} {...data} /> : failed ? null : <Skeleton key={ids[i]} rows={3} />))}
    </div>
  )
}

function Slip({ order, note }: { order: OrderDetail; note: Note | null }) {
  const t = useDeskText()
  const inLanguage = useInLanguage()
  const prices = !note?.hides_prices
  const address = ['province', 'city', 'district', 'street'].map((key) => order.address[key]).filter(Boolean)
  return (
    <article className="slip" aria-label={`${t('slip_order')} ${order.order_no}`}>
      <strong>
        {t('slip_order')} {order.order_no}
      </strong>
      <div>
        {t('slip_to')} {order.buyer_name} {order.buyer_phone} {address.join(' ')}
      </div>
      <table>
        <thead>
          <tr>
            <th>{t('slip_goods')}</th>
            <th className="right">{t('slip_quantity')}</th>
            {prices ? <th className="right">{t('slip_amount')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.line_no}>
              <td>{inLanguage(line.title)}</td>
              <td className="right">{line.quantity}</td>
              {prices ? <td className="right">{formatMoney(line.amount_minor, order.currency)}</td> : null}
            </tr>
          ))}
        </tbody>
        {prices ? (
          <tfoot>
            <tr>
              <td colSpan={2}>{t('slip_total')}</td>
              <td className="right">{formatMoney(order.total_minor, order.currency)}</td>
            </tr>
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
    </article>
  )
}

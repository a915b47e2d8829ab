import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Amount, Section } from '../shared/values.tsx'
import { useLineText } from './line-text.ts'
import type { OrderDetail, OrderLine } from './model.ts'
import { useText } from './text.ts'

const named = ['member_price', 'bundle', 'points'] as const

/** What was ordered, what lowered it, and who pays: the buyer, and the platform where it gives something off. */
export function OrderLines({ order }: { order: OrderDetail }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const said = useLineText()
  const { currency } = order
  const changes = useApi<AnswerOf<'/api/admin/orders/{id}/line-changes'>>(
    order.history ? null : `/api/admin/orders/${order.id}/line-changes`,
  )
  const back_minor =
    order.state === 'canceled' || !changes.data
      ? 0
      : changes.data.refunds.reduce((sum, one) => sum + one.amount_minor + one.freight_minor, 0) +
        changes.data.substitutions.reduce((sum, { refunded_minor }) => sum + refunded_minor, 0)
  // Of an order that goes on, what was canceled is what was given back.
  const gone = new Set(
    order.state === 'canceled' ? [] : order.groups.filter(({ state }) => state === 'canceled').map(({ group_no }) => group_no),
  )
  const sum = (discounts: OrderDetail['discounts']) => discounts.reduce((all, { amount_minor }) => all + amount_minor, 0)
  const lowered = named
    .map((kind) => ({ kind, minor: sum(order.discounts.filter((one) => one.kind === kind)) }))
    .filter(({ minor }) => minor > 0)
  const others_minor = order.discount_minor - lowered.reduce((all, { minor }) => all + minor, 0)
  const total_minor = order.total_minor - back_minor
  const live = new Set(order.lines.flatMap((line) => (gone.has(line.group_no) ? [] : [line.line_no])))
  const subsidy_minor = sum(order.discounts.filter(({ kind, line_no }) => kind === 'subsidy' && live.has(line_no)))
  const second = (line: OrderLine) =>
    [
      line.sku_id,
      gone.has(line.group_no) ? said('canceled_line') : null,
      line.shipped > 0 && line.shipped < line.quantity ? t('shipped_of', { shipped: line.shipped, quantity: line.quantity }) : null,
    ]
      .filter(Boolean)
      .join(' · ')
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
                  {gone.has(line.group_no) ? <s className="faint">{inLanguage(line.title)}</s> : inLanguage(line.title)}
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
            {lowered.map(({ kind, minor }) => (
              <Total key={kind} title={t(`discount_${kind}`)} minor={-minor} currency={currency} />
            ))}
            {others_minor > 0 ? <Total title={t('discount')} minor={-others_minor} currency={currency} /> : null}
            <Total title={t('freight_label')} minor={order.freight_minor} currency={currency} />
            {back_minor > 0 ? <Total title={said('given_back')} minor={-back_minor} currency={currency} /> : null}
            <Total title={t('total')} minor={total_minor} currency={currency} strong />
            {subsidy_minor > 0 ? (
              <>
                <Total title={t('discount_subsidy')} minor={subsidy_minor} currency={currency} />
                <Total title={t('buyer_pays')} minor={total_minor - subsidy_minor} currency={currency} />
              </>
            ) : null}
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

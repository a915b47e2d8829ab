import { Form } from 'react-router'
import { useCheckoutWords } from '../checkout/words.ts'
import { moment } from '../format.ts'
import { type Both, pick, useLang } from '../words.ts'
import type { OrderFacts } from './order.tsx'
import { Price } from './price.tsx'

/** States from which the buyer may still take something back. */
export const cancelable = ['placed', 'held', 'approved', 'allocated', 'released']

export interface LineChanges {
  refunds: {
    refund_id: string
    line_no: number
    title: Both
    quantity: number
    amount_minor: number
    freight_minor: number
    reason: string
    refunded_at: string
  }[]
  substitutions: {
    substitution_id: string
    was_title: Both
    title: Both
    quantity: number
    refunded_minor: number
    substituted_at: string
  }[]
}

/** What the order costs less because of them. */
export const givenBack = ({ refunds, substitutions }: LineChanges): number =>
  refunds.reduce((sum, one) => sum + one.amount_minor + one.freight_minor, 0) +
  substitutions.reduce((sum, { refunded_minor }) => sum + refunded_minor, 0)

/** What does not come, and what comes instead. */
export function ToldChanges({ changes, currency }: { changes: LineChanges; currency: string }) {
  const say = useCheckoutWords()
  const lang = useLang()
  const rows = [
    ...changes.refunds.map((one) => ({
      id: `${one.refund_id} ${one.line_no}`,
      words: say(one.quantity > 0 ? 'changes_back' : 'changes_less', { title: pick(one.title, lang), count: one.quantity }),
      back_minor: one.amount_minor + one.freight_minor,
      at: one.refunded_at,
    })),
    ...changes.substitutions.map((one) => ({
      id: one.substitution_id,
      words: say('changes_swapped', { was: pick(one.was_title, lang), now: pick(one.title, lang), count: one.quantity }),
      back_minor: one.refunded_minor,
      at: one.substituted_at,
    })),
  ]
  if (rows.length === 0) return null
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="text-lg font-semibold">
        {say('changes')}
      </h2>
      <ul className="mt-3 border-t border-line">
        {rows.map((row) => (
          <li key={row.id} className="flex items-baseline justify-between gap-4 border-b border-line py-4">
            <span>
              {row.words}
              <span className="figures block text-xs text-muted">{moment(row.at)}</span>
            </span>
            {row.back_minor > 0 ? <Price amount_minor={row.back_minor} currency={currency} plain /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Takes pieces out of an order that has not left; the last piece of all is a cancellation. */
export function TakeOut({ order, refund_id }: { order: OrderFacts; refund_id: string }) {
  const say = useCheckoutWords()
  const lang = useLang()
  const begun = new Set(order.lines.filter(({ shipped }) => shipped > 0).map(({ group_no }) => group_no))
  const going = new Set(order.groups.filter(({ state }) => cancelable.includes(state)).map(({ group_no }) => group_no))
  const lines = order.lines.filter(({ group_no }) => going.has(group_no) && !begun.has(group_no))
  if (order.payment_term === 'channel' || lines.reduce((sum, { quantity }) => sum + quantity, 0) < 2) return null
  return (
    <details className="rounded-card border border-line">
      <summary className="flex min-h-12 items-center px-5 text-muted hover:text-price">{say('take_out')}</summary>
      <Form method="post" className="space-y-3 px-5 pb-5">
        <p className="text-muted">{say('take_out_text')}</p>
        <input type="hidden" name="refund_id" value={refund_id} />
        {lines.map((line) => (
          <label key={line.line_no} className="flex items-center justify-between gap-3">
            <span className="min-w-0">{pick(line.title, lang)}</span>
            <span className="figures flex shrink-0 items-center gap-2">
              <input
                name={`take_${line.line_no}`}
                type="number"
                inputMode="numeric"
                min={0}
                max={line.quantity}
                step={1}
                placeholder="0"
                aria-label={`${say('take_out_line')} ${pick(line.title, lang)}`}
                className="field w-20"
              />
              / {line.quantity}
            </span>
          </label>
        ))}
        <label className="block">
          <span className="mb-1.5 block font-medium">{say('take_out_why')}</span>
          <input name="reason" required maxLength={200} className="field" />
        </label>
        <button type="submit" name="intent" value="take_out" className="button-plain w-full">
          {say('take_out_confirm')}
        </button>
      </Form>
    </details>
  )
}

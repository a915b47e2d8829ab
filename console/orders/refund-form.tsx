import { Checkbox, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { newId } from '../shared/api.ts'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Amount } from '../shared/values.tsx'
import { changeable, LineForm } from './line-form.tsx'
import { useLineText } from './line-text.ts'
import type { OrderDetail } from './model.ts'

interface Props {
  order: OrderDetail
  /** Whether the order waits because goods are short. */
  short: boolean
  close(): void
  /** Answers why not, or nothing when it is done. */
  send(refund: object): Promise<string | null>
}

/** Says which pieces do not come, or by how much a line costs less. */
export function RefundForm({ order, short, close, send }: Props) {
  const t = useLineText()
  const inLanguage = useInLanguage()
  const [refund_id] = useState(newId)
  const [how, setHow] = useState<'pieces' | 'amount'>('pieces')
  const [taken, setTaken] = useState<Record<number, number | null>>({})
  const reasons = (short ? ['short', 'buyer', 'price', 'damage'] : ['buyer', 'short', 'price', 'damage']).map((key) =>
    t.maybe(`why_${key}`, key),
  )
  const [reason, setReason] = useState(reasons[0]!)
  const [settles, setSettles] = useState(short)
  const lines = changeable(order)
  const named = lines.flatMap((line) => (taken[line.line_no] ? [{ line, value: taken[line.line_no]! }] : []))
  const about = named.reduce(
    (sum, { line, value }) =>
      sum + (how === 'amount' ? value : Math.round(((line.amount_minor + line.freight_minor) * value) / line.quantity)),
    0,
  )
  const submit = () => {
    if (named.length === 0) return t('choose_some')
    const asked = named.map(({ line, value }) => ({
      line_no: line.line_no,
      ...(how === 'pieces' ? { quantity: value } : { amount_minor: value }),
    }))
    return send({ id: order.id, refund_id, lines: asked, reason, ...(short && settles ? { settles_shortage: true } : {}) })
  }
  return (
    <LineForm
      title={t('refund_title', { order_no: order.order_no })}
      hint={order.payment_term === 'channel' ? `${t('refund_hint')} ${t('refund_channel')}` : t('refund_hint')}
      button={t('send_refund')}
      send={submit}
      close={close}
    >
      <Segmented
        value={how}
        onChange={(value) => {
          setHow(value as 'pieces' | 'amount')
          setTaken({})
        }}
        options={[
          { value: 'pieces', label: t('how_pieces') },
          { value: 'amount', label: t('how_amount') },
        ]}
      />
      <table className="plain" style={{ marginTop: 8 }}>
        <thead>
          <tr>
            <th>{t('line')}</th>
            <th className="right">{t(how === 'pieces' ? 'take' : 'lower')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const field = {
              value: taken[line.line_no] ?? null,
              onChange: (value: number | null) => setTaken({ ...taken, [line.line_no]: value }),
              'aria-label': `${t(how === 'pieces' ? 'take' : 'lower')} ${inLanguage(line.title)}`,
            }
            return (
              <tr key={line.line_no}>
                <td>
                  {inLanguage(line.title)}
                  <div className="faint">
                    <Amount minor={line.amount_minor} currency={order.currency} />
                  </div>
                </td>
                <td className="right number" style={{ whiteSpace: 'nowrap', width: how === 'pieces' ? 120 : 150 }}>
                  {how === 'pieces' ? (
                    <>
                      <InputNumber size="small" min={0} max={line.quantity} precision={0} style={{ width: 72 }} {...field} /> /{' '}
                      {line.quantity}
                    </>
                  ) : (
                    <MoneyInput {...field} currency={order.currency} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="faint" style={{ textAlign: 'right', margin: '8px 0' }}>
        {t('about')} <Amount minor={about} currency={order.currency} strong />
      </p>
      <Field title={t('why')}>
        {(id) => (
          <Select
            id={id}
            value={reason}
            style={{ width: '100%' }}
            options={reasons.map((value) => ({ value, label: value }))}
            onChange={setReason}
          />
        )}
      </Field>
      {short ? (
        <Checkbox checked={settles} onChange={(event) => setSettles(event.target.checked)} style={{ marginTop: 12 }}>
          {t('settles')}
        </Checkbox>
      ) : null}
    </LineForm>
  )
}

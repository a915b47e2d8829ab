import { Input, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { newId } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Amount } from '../shared/values.tsx'
import { type Goods, GoodsFinder, useTitleOf } from './goods-finder.tsx'
import { changeable, LineForm } from './line-form.tsx'
import { useLineText } from './line-text.ts'
import type { OrderDetail } from './model.ts'

const consents = ['phone', 'chat', 'message', 'counter'] as const

interface Props {
  order: OrderDetail
  close(): void
  /** Answers why not, or nothing when it is done. */
  send(substitution: object): Promise<string | null>
}

/** Chooses what comes instead of pieces that are short, and keeps the customer's word. */
export function SubstituteForm({ order, close, send }: Props) {
  const t = useLineText()
  const inLanguage = useInLanguage()
  const titleOf = useTitleOf()
  const [substitution_id] = useState(newId)
  const lines = changeable(order).filter(({ sku_id }) => sku_id)
  const [line_no, setLine] = useState(lines[0]?.line_no)
  const line = lines.find((one) => one.line_no === line_no)
  const [quantity, setQuantity] = useState<number | null>(line?.quantity ?? 1)
  const [goods, setGoods] = useState<Goods | null>(null)
  const [difference, setDifference] = useState<'refunded' | 'kept'>('refunded')
  const [consent_by, setConsentBy] = useState<(typeof consents)[number]>('phone')
  const [consent, setConsent] = useState('')
  const submit = () => {
    if (!line || !goods || !quantity || !consent.trim()) return t('missing')
    const { sku_id } = goods
    return send({ id: order.id, substitution_id, line_no, quantity, sku_id, difference, consent_by, consent: consent.trim() })
  }
  return (
    <LineForm
      title={t('substitute_title', { order_no: order.order_no })}
      hint={t('substitute_hint')}
      button={t('send_substitute')}
      send={submit}
      close={close}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('which')}>
          {(id) => (
            <Select
              id={id}
              value={line_no}
              style={{ width: '100%' }}
              options={lines.map((one) => ({ value: one.line_no, label: `${inLanguage(one.title)} × ${one.quantity}` }))}
              onChange={(value) => {
                setLine(value)
                setQuantity(lines.find((one) => one.line_no === value)!.quantity)
              }}
            />
          )}
        </Field>
        <Field title={t('pieces')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={line?.quantity ?? 1}
              precision={0}
              value={quantity}
              onChange={setQuantity}
              style={{ display: 'block', width: 120 }}
            />
          )}
        </Field>
        <div>
          <GoodsFinder path={`/api/admin/orders/${order.id}/substitutes`} title={t('find')} button={t('choose')} choose={setGoods} />
          {goods ? (
            <p style={{ margin: '8px 0 0' }} className="strong">
              {t('chosen', { name: titleOf(goods) })} <Amount minor={goods.price_minor} currency={goods.currency} />
            </p>
          ) : null}
        </div>
        <div>
          <div>{t('difference')}</div>
          <Segmented
            value={difference}
            onChange={(value) => setDifference(value as 'refunded' | 'kept')}
            options={(['refunded', 'kept'] as const).map((value) => ({ value, label: t(`difference_${value}`) }))}
          />
        </div>
        <Field title={t('consent_by')}>
          {(id) => (
            <Select
              id={id}
              value={consent_by}
              style={{ width: '100%' }}
              options={consents.map((value) => ({ value, label: t(`consent_${value}`) }))}
              onChange={setConsentBy}
            />
          )}
        </Field>
        <Field title={t('consent')}>
          {(id) => <Input id={id} maxLength={200} value={consent} onChange={(event) => setConsent(event.target.value)} />}
        </Field>
      </div>
    </LineForm>
  )
}

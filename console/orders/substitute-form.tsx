import { Input, InputNumber, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { newId } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Amount } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Goods, GoodsFinder, useTitleOf } from './goods-finder.tsx'
import { useLineText } from './line-text.ts'
import { type OrderDetail, open } from './model.ts'

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
  const words = useWords()
  const inLanguage = useInLanguage()
  const titleOf = useTitleOf()
  const [substitution_id] = useState(newId)
  // What of a group has left keeps the rest of it with it.
  const begun = new Set(order.lines.filter(({ shipped }) => shipped > 0).map(({ group_no }) => group_no))
  const going = new Set(
    order.groups.filter(({ group_no, state }) => open.has(state) && !begun.has(group_no)).map(({ group_no }) => group_no),
  )
  const lines = order.lines.filter((line) => going.has(line.group_no) && line.sku_id)
  const [line_no, setLine] = useState(lines[0]?.line_no)
  const line = lines.find((one) => one.line_no === line_no)
  const [quantity, setQuantity] = useState<number | null>(line?.quantity ?? 1)
  const [goods, setGoods] = useState<Goods | null>(null)
  const [difference, setDifference] = useState<'refunded' | 'kept'>('refunded')
  const [consent_by, setConsentBy] = useState<(typeof consents)[number]>('phone')
  const [consent, setConsent] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    if (!line || !goods || !quantity || !consent.trim()) return setProblem(t('missing'))
    setBusy(true)
    setProblem(null)
    const { sku_id } = goods
    setProblem(await send({ id: order.id, substitution_id, line_no, quantity, sku_id, difference, consent_by, consent: consent.trim() }))
    setBusy(false)
  }
  return (
    <Modal
      open
      title={t('substitute_title', { order_no: order.order_no })}
      okText={t('send_substitute')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      onOk={() => void submit()}
      onCancel={close}
      width={560}
    >
      <p className="faint" style={{ marginBottom: 12 }}>
        {t('substitute_hint')}
      </p>
      {problem ? (
        <div className="problem" role="alert" style={{ marginBottom: 12 }}>
          {problem}
        </div>
      ) : null}
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
    </Modal>
  )
}

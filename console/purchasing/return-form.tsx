import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useSend } from '../inventory/send.ts'
import { Field } from '../organization/field.tsx'
import { type AnswerOf, newId } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useText } from './text.ts'

type Order = AnswerOf<'/api/admin/purchases/{id}'>
type Line = Order['lines'][number]
const places = ['defective', 'inspection', 'available'] as const
interface Back {
  quantity: number
  from: (typeof places)[number]
  lot_no: string
  serials: string
}
export const mayGoBack = ({ received, damaged, returned }: Line): number => received + damaged - returned

/** What goes back to the supplier, line by line: damaged goods first. */
export function ReturnForm({ order, done }: { order: Order; done(): void }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { busy, send } = useSend()
  const [id] = useState(newId)
  const [reason, setReason] = useState('')
  const [back, setBack] = useState<Record<number, Back>>({})
  const open = order.lines.filter((line) => mayGoBack(line) > 0)
  const of = (line: Line): Back =>
    back[line.line_no] ?? {
      quantity: Math.min(line.damaged, mayGoBack(line)),
      from: line.damaged > 0 ? 'defective' : 'available',
      lot_no: '',
      serials: '',
    }
  const change = (line: Line, more: Partial<Back>) => setBack({ ...back, [line.line_no]: { ...of(line), ...more } })
  const lines = open
    .map((line) => ({ line_no: line.line_no, ...of(line) }))
    .filter(({ quantity }) => quantity > 0)
    .map(({ lot_no, serials, ...line }) => ({ ...line, lot_no: lot_no || null, serials: serials.split(/[\s,，]+/).filter(Boolean) }))
  const save = async () => {
    if (
      await send(
        '/api/admin/purchases/returns',
        { returns: [{ id, order_id: order.id, reason: reason.trim(), lines }] },
        t('returned_said'),
      )
    )
      done()
  }
  if (open.length === 0) return <p className="faint">{t('nothing_to_return')}</p>
  return (
    <Section title={t('return_title')}>
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('return_reason')}>
          {(field) => <Input id={field} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {open.map((line) => {
          const one = of(line)
          return (
            <div key={line.line_no} className="tile" style={{ display: 'grid', gap: 8 }}>
              <div className="card-row">
                <span className="strong">{inLanguage(line.title) || line.sku_id}</span>
                <span className="faint">{t('may_go_back', { count: mayGoBack(line) })}</span>
              </div>
              <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
                <InputNumber
                  aria-label={t('return_of', { sku: line.sku_id })}
                  min={0}
                  max={mayGoBack(line)}
                  precision={0}
                  value={one.quantity}
                  onChange={(quantity) => change(line, { quantity: quantity ?? 0 })}
                  style={{ flex: '1 1 90px' }}
                />
                <Select
                  aria-label={t('return_from', { sku: line.sku_id })}
                  style={{ flex: '2 1 130px' }}
                  value={one.from}
                  onChange={(from) => change(line, { from })}
                  options={places.map((value) => ({ value, label: t(`from_${value}`) }))}
                />
                <Input
                  aria-label={t('lot_of', { sku: line.sku_id })}
                  placeholder={t('return_lot')}
                  style={{ flex: '2 1 130px' }}
                  value={one.lot_no}
                  onChange={(event) => change(line, { lot_no: event.target.value.trim() })}
                />
                <Input
                  aria-label={t('serials_of', { sku: line.sku_id })}
                  placeholder={t('return_serials')}
                  style={{ flex: '3 1 180px' }}
                  value={one.serials}
                  onChange={(event) => change(line, { serials: event.target.value })}
                />
              </div>
            </div>
          )
        })}
        <Button type="primary" danger loading={busy} disabled={!reason.trim() || lines.length === 0} onClick={() => void save()}>
          {t('book_return')}
        </Button>
      </div>
    </Section>
  )
}

import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useSend } from '../inventory/send.ts'
import { Field } from '../organization/field.tsx'
import type { AnswerOf } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useText } from './text.ts'

type Order = AnswerOf<'/api/admin/purchases/{id}'>

/** What the supplier says he will bring, line by line, and when: all of it unless he said less. */
export function ConfirmForm({ order, done }: { order: Order; done(): void }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { busy, send } = useSend()
  const [expected_on, setExpected] = useState(order.expected_on ?? '')
  const [said, setSaid] = useState<Record<number, number>>({})
  const save = async () => {
    const lines = order.lines.map(({ line_no, quantity, confirmed }) => ({ line_no, quantity: said[line_no] ?? confirmed ?? quantity }))
    const confirmation = { id: order.id, expected_on: expected_on || null, lines }
    if (await send('/api/admin/purchases/confirmations', { confirmations: [confirmation] }, t('confirmed_said'))) done()
  }
  return (
    <Section title={t('confirm')}>
      <div style={{ display: 'grid', gap: 12 }}>
        <p className="faint">{t('confirm_hint')}</p>
        <Field title={t('expected_on')}>
          {(field) => <Input id={field} type="date" value={expected_on} onChange={(event) => setExpected(event.target.value)} />}
        </Field>
        {order.lines.map((line) => (
          <Field key={line.line_no} title={`${inLanguage(line.title) || line.sku_id} · ${t('ordered', { count: line.quantity })}`}>
            {(field) => (
              <InputNumber
                id={field}
                min={line.received + line.damaged}
                max={line.quantity}
                precision={0}
                style={{ width: '100%' }}
                value={said[line.line_no] ?? line.confirmed ?? line.quantity}
                onChange={(value) => setSaid({ ...said, [line.line_no]: value ?? line.quantity })}
              />
            )}
          </Field>
        ))}
        <div>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t('book_confirmation')}
          </Button>
        </div>
      </div>
    </Section>
  )
}

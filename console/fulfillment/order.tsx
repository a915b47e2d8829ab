import { Button, Input, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { api, newId, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useNodes } from '../shared/names.ts'
import { Ago, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type OrderSourcing, outcomeTone } from './model.ts'
import { useText } from './text.ts'
import { Why } from './why.tsx'

/** For the detail of an order: why it leaves from where it does, and who refused it. */
export function OrderWhy({ order_id }: { order_id: string }) {
  const t = useText()
  const nodes = useNodes()
  const found = useApi<OrderSourcing>(`/api/admin/orders/${order_id}/sourcing`, {}, { retry: false })
  const [all, setAll] = useState(false)
  if (!found.data) return null
  const { choices, refusals } = found.data
  const shown = all ? choices : choices.slice(0, 1)
  return (
    <Section
      title={t('why')}
      extra={
        choices.length > 1 && !all ? (
          <Button size="small" type="link" onClick={() => setAll(true)}>
            {t('more')}
          </Button>
        ) : null
      }
    >
      {choices.length === 0 ? <p className="faint">{t('direct')}</p> : null}
      {refusals.map((refusal) => (
        <p key={refusal.id} className="refused">
          {t('refused_by', { name: nodes.name(refusal.node_id), reason: t.maybe(`reason_${refusal.reason}`, refusal.reason) })}
          {refusal.note ? ` · ${refusal.note}` : ''} <Ago at={refusal.refused_at} />
        </p>
      ))}
      {shown.map((choice) => (
        <div key={choice.run_id}>
          <p style={{ display: 'flex', gap: 10, flexWrap: 'wrap' }}>
            <Status tone={outcomeTone(choice.outcome)}>{t.maybe(choice.outcome, choice.outcome)}</Status>
            <Link to={`/sourcing-runs/${choice.run_id}`}>{t.maybe(`run_${choice.kind}`, choice.kind)}</Link>
            <span className="faint">
              {choice.rule_id} · {t('version_no', { no: choice.version_no })}
            </span>
            <Ago at={choice.decided_at} />
          </p>
          <Why choice={choice} />
        </div>
      ))}
    </Section>
  )
}

const reasons = ['not_there', 'damaged', 'no_hands', 'closed', 'carrier', 'other'] as const

/** A node cannot ship a group: another is chosen at once. */
export function RefuseForm({ order_id, group_no, close }: { order_id: string; group_no: number; close(done: boolean): void }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const nodes = useNodes()
  const field = useId()
  const [id] = useState(newId)
  const [reason, setReason] = useState<(typeof reasons)[number]>('not_there')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    try {
      const item = { id, order_id, group_no, reason, ...(note.trim() ? { note: note.trim() } : {}) }
      const [outcome] = await api.batch('/api/admin/sourcing/refusals', { items: [item] })
      const to = (outcome?.detail ?? '').split(', ').map(nodes.name).join('、')
      if (outcome?.status === 'moved_elsewhere') void tell.success(t('outcome_moved_elsewhere', { to }))
      else void tell.warning(t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? outcome?.status), 6)
      close(true)
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={t('refuse_title')}
      okText={t('refuse')}
      cancelText={words('cancel')}
      okButtonProps={{ danger: true, loading: busy }}
      onOk={() => void send()}
      onCancel={() => close(false)}
      width={440}
    >
      <p className="faint">{t('refuse_hint')}</p>
      <div className="field">
        <label htmlFor={`${field}-reason`}>{t('reason')}</label>
        <Select
          id={`${field}-reason`}
          value={reason}
          onChange={setReason}
          options={reasons.map((value) => ({ value, label: t(`reason_${value}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${field}-note`}>{t('note')}</label>
        <Input id={`${field}-note`} value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
      </div>
    </Modal>
  )
}

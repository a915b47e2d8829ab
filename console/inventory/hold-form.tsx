import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'
import { filled, type SkuLine, SkuLines } from './sku-lines.tsx'
import { asMoment } from './window-form.tsx'

/** Tomorrow at this hour, as a clock field writes it. */
const tomorrow = (): string => {
  const day = new Date(Date.now() + 86_400_000)
  return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** Keeps goods for somebody before he orders. */
export function Component() {
  const t = useRulesText()
  const tell = useTell()
  const channels = useChannels()
  const navigate = useNavigate()
  const around = useListAround()
  const [id] = useState(newId)
  const [channel_id, setChannel] = useState('mall')
  const [due, setDue] = useState(tomorrow)
  const [note, setNote] = useState('')
  const [lines, setLines] = useState<SkuLine[]>([{ sku_id: '', quantity: 1 }])
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const hold = { id, channel_id, lines: filled(lines), due_at: asMoment(due), note: note.trim() || null }
      const [outcome] = await api.batch('/api/admin/stock/holds', { holds: [hold] })
      if (outcome?.status === 'held' || outcome?.status === 'already_held') {
        void tell.success(t('hold_held'))
        void around?.refresh()
        void navigate('/holds')
      } else setProblem(`${t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')}`)
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <DetailDrawer
      title={t('new_hold')}
      actions={
        <Button type="primary" loading={busy} disabled={filled(lines).length === 0 || !due} onClick={() => void save()}>
          {t('hold')}
        </Button>
      }
    >
      {problem ? (
        <div className="problem" role="alert" style={{ marginTop: 16 }}>
          {problem}
        </div>
      ) : null}
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('channel')}>
          {(field) => <Select id={field} style={{ width: '100%' }} value={channel_id} onChange={setChannel} options={channels.options} />}
        </Field>
        <Field title={t('due_at')}>
          {(field) => <Input id={field} type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />}
        </Field>
        <Field title={t('note')}>
          {(field) => <Input id={field} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </div>
      <Section title={t('hold_lines')}>
        <SkuLines lines={lines} change={setLines} most={100_000} />
      </Section>
    </DetailDrawer>
  )
}

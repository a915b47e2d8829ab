import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Field } from '../organization/field.tsx'
import { newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useNodes } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useSend } from './send.ts'
import { filled, type SkuLine, SkuLines } from './sku-lines.tsx'
import { useText } from './text.ts'

/** Plans a transfer; nothing moves until it is shipped. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const navigate = useNavigate()
  const [id] = useState(newId)
  const [from_node_id, setFrom] = useState<string>()
  const [to_node_id, setTo] = useState<string>()
  const [note, setNote] = useState('')
  const [lines, setLines] = useState<SkuLine[]>([{ sku_id: '', quantity: 1 }])
  const { busy, send } = useSend()
  const ready = from_node_id && to_node_id && filled(lines).length > 0
  const make = async () => {
    const transfer = { id, from_node_id, to_node_id, note: note.trim() || null, lines: filled(lines) }
    if (await send('/api/admin/stock/transfers', { transfers: [transfer] }, t('transfer_made_said'))) void navigate(`/transfers/${id}`)
  }
  const pick = (title: string, value: string | undefined, change: (value: string) => void) => (
    <Field title={title}>
      {(field) => (
        <Select
          id={field}
          style={{ width: '100%' }}
          {...(value ? { value } : {})}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={change}
          options={nodes.options}
        />
      )}
    </Field>
  )
  return (
    <DetailDrawer
      title={t('new_transfer')}
      actions={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void make()}>
          {t('make_transfer')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        {pick(t('from_place'), from_node_id, setFrom)}
        {pick(t('to_place'), to_node_id, setTo)}
        <Field title={t('note')}>
          {(field) => <Input id={field} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </div>
      <Section title={t('what_goes')}>
        <SkuLines lines={lines} change={setLines} />
      </Section>
    </DetailDrawer>
  )
}

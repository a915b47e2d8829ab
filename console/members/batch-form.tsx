import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { parseMoney } from '#core/money.ts'
import { Field } from '../organization/field.tsx'
import { api, newId, type Outcome } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useOrganizations } from '../shared/names.ts'
import { useText } from './text.ts'

interface Made extends Outcome {
  cards?: { card_no: string; secret: string }[]
}

/** Makes a batch and saves the secrets as a file at once: they are never told again. */
export function Component() {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const around = useListAround()
  const organizations = useOrganizations()
  const [batch_id] = useState(newId)
  const [kind, setKind] = useState('prepaid')
  const [name, setName] = useState('')
  const [value, setValue] = useState('200')
  const [cards, setCards] = useState<number | null>(100)
  const [expires_on, setExpires] = useState(new Date(Date.now() + 730 * 86_400_000).toISOString().slice(0, 10))
  const [organization_id, setOrganization] = useState<string>()
  const [busy, setBusy] = useState(false)
  const value_minor = parseMoney(value, 'CNY')
  const send = async () => {
    setBusy(true)
    const batch = { batch_id, kind, name: name.trim(), value_minor, currency: 'CNY', cards, expires_on, organization_id }
    const [outcome] = await api
      .batch('/api/admin/card-batches', batch)
      .catch((error: Error): Outcome[] => [{ id: batch_id, status: 'failed', detail: error.message }])
    setBusy(false)
    const made = outcome as Made
    if (made.status !== 'made' && made.status !== 'already_made') {
      void tell.error(t.maybe(`outcome_${made.status}`, made.detail ?? made.status), 6)
      return
    }
    if (made.cards)
      save(`${name.trim()}.csv`, ['card_no,secret', ...made.cards.map(({ card_no, secret }) => `${card_no},${secret}`)].join('\r\n'))
    void tell.success(t('made'))
    void around?.refresh()
    void navigate(`/cards/${batch_id}`)
  }
  return (
    <DetailDrawer
      title={t('new_batch')}
      actions={
        <Button
          type="primary"
          loading={busy}
          disabled={!name.trim() || !value_minor || !cards || !organization_id}
          onClick={() => void send()}
        >
          {t('make')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('batch_name')}>
          {(id) => <Input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field title={t('kind')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={kind}
              onChange={setKind}
              options={['prepaid', 'gift'].map((value) => ({ value, label: t.maybe(`kind_${value}`, value) }))}
            />
          )}
        </Field>
        <Field title={t('value')}>
          {(id) => (
            <Input
              id={id}
              value={value}
              inputMode="decimal"
              prefix="¥"
              status={value_minor === null ? 'error' : ''}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        <Field title={t('quantity')}>
          {(id) => <InputNumber id={id} value={cards} min={1} max={10_000} precision={0} style={{ width: '100%' }} onChange={setCards} />}
        </Field>
        <Field title={t('expires_on')}>
          {(id) => <Input id={id} type="date" value={expires_on} onChange={(event) => setExpires(event.target.value)} />}
        </Field>
        <Field title={t('organization')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              {...(organization_id ? { value: organization_id } : {})}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={setOrganization}
              options={organizations.options}
            />
          )}
        </Field>
      </div>
    </DetailDrawer>
  )
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

import { Button, Input, InputNumber, Modal, Switch } from 'antd'
import { useState } from 'react'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Section, Status } from '../shared/values.tsx'
import { Field } from './field.tsx'
import { useSend } from './send.ts'
import { useNameOf, useText } from './text.ts'

type PositionRow = AnswerOf<'/api/admin/positions'>['items'][number]

/** The positions of one organization: how many people each is for, and how many fill it. */
export function Positions({ organization_id }: { organization_id: string }) {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()
  const [asking, setAsking] = useState<PositionRow | 'new' | null>(null)
  const list = useApi<AnswerOf<'/api/admin/positions'>>(may('staff.read') ? '/api/admin/positions' : null, { organization_id })
  if (!list.data) return null
  return (
    <Section title={t('positions')}>
      {list.data.items.length === 0 ? <p className="faint">{t('positions_none')}</p> : null}
      <ul>
        {list.data.items.map((one) => (
          <li key={one.id} className="card-row" style={{ padding: '8px 0', borderBottom: '1px solid var(--line)', alignItems: 'center' }}>
            <span>
              <strong>{nameOf(one)}</strong> <span className="faint">{one.head ? t('position_head') : ''}</span>
            </span>
            <span style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
              <Status tone={one.filled < one.seats ? 'waiting' : 'done'}>
                {t('seats_filled', { filled: one.filled, seats: one.seats })}
              </Status>
              {may('organization.edit') ? (
                <Button size="small" onClick={() => setAsking(one)}>
                  {t('edit')}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {may('organization.edit') ? (
        <Button style={{ marginTop: 12 }} onClick={() => setAsking('new')}>
          {t('position_add')}
        </Button>
      ) : null}
      {asking ? (
        <PositionForm organization_id={organization_id} of={asking === 'new' ? null : asking} done={() => setAsking(null)} />
      ) : null}
    </Section>
  )
}

function PositionForm({ organization_id, of, done }: { organization_id: string; of: PositionRow | null; done(): void }) {
  const t = useText()
  const send = useSend()
  const [made_id] = useState(newId)
  const [name, setName] = useState(of?.name ?? '')
  const [name_en, setLatin] = useState(of?.name_en ?? '')
  const [seats, setSeats] = useState<number | null>(of?.seats ?? 1)
  const [head, setHead] = useState(of?.head ?? false)
  const position = { id: of?.id ?? made_id, organization_id, name: name.trim(), name_en: name_en.trim() || name.trim(), seats, head }
  return (
    <Modal
      open
      title={t(of ? 'position_edit' : 'position_add')}
      okText={t('save')}
      okButtonProps={{ disabled: !name.trim() || !seats }}
      onCancel={done}
      onOk={() => void send('PUT', '/api/admin/positions', { positions: [position] }, t('saved')).then((went) => went && done())}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('name')}>
          {(id) => <Input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field title={t('name_en')}>
          {(id) => <Input id={id} value={name_en} maxLength={80} onChange={(event) => setLatin(event.target.value)} />}
        </Field>
        <Field title={t('seats')}>
          {(id) => <InputNumber id={id} value={seats} min={1} max={10_000} precision={0} style={{ width: '100%' }} onChange={setSeats} />}
        </Field>
        <Field title={t('position_head')}>{(id) => <Switch id={id} checked={head} onChange={setHead} />}</Field>
      </div>
    </Modal>
  )
}

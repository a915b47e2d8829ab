import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { useSession } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Status } from '../shared/values.tsx'
import { ColleagueSelect } from './colleague.tsx'
import { Field } from './field.tsx'
import { useSend } from './send.ts'
import { useNameOf, useText } from './text.ts'

type Assignment = AnswerOf<'/api/admin/my/assignments'>['items'][number]

/** What I may do and where; what I lent to whom until when, and what was lent to me. */
export function Component() {
  const t = useText()
  const me = useSession().data?.user?.id
  const [lending, setLending] = useState(false)
  const list = useApi<AnswerOf<'/api/admin/my/assignments'>>('/api/admin/my/assignments')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const own = list.data.items.filter(({ staff_id, delegated_by }) => staff_id === me && !delegated_by)
  const borrowed = list.data.items.filter(({ staff_id, delegated_by }) => staff_id === me && delegated_by)
  const lent = list.data.items.filter(({ delegated_by }) => delegated_by === me)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('my_roles_title')}</h1>
        <p>{t('my_roles_hint')}</p>
        <div className="page-actions">
          <Button type="primary" disabled={own.length === 0} onClick={() => setLending(true)}>
            {t('lend')}
          </Button>
        </div>
      </div>
      {list.data.items.length === 0 ? <Notice drawing="empty" title={t('assignment_none')} /> : null}
      <Group title={t('lent_out')} rows={lent} empty={t('lent_none')} />
      <Group title={t('own_roles')} rows={own} />
      <Group title={t('borrowed')} rows={borrowed} />
      {lending ? <Lend own={own} done={() => setLending(false)} /> : null}
    </div>
  )
}

function Group({ title, rows, empty }: { title: string; rows: readonly Assignment[]; empty?: string }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const me = useSession().data?.user?.id
  if (rows.length === 0 && !empty) return null
  return (
    <section className="panel">
      <h2>{title}</h2>
      {rows.length === 0 ? <p className="faint">{empty}</p> : null}
      <ul>
        {rows.map((row) => (
          <li
            key={row.id}
            className="card-row"
            style={{ padding: '10px 0', borderTop: '1px solid var(--line)', alignItems: 'center', gap: 12 }}
          >
            <span style={{ display: 'grid', gap: 2 }}>
              <strong>{nameOf({ name: row.role_name, name_en: row.role_name_en })}</strong>
              <span className="faint">
                {nameOf({ name: row.organization_name, name_en: row.organization_name_en })}
                {row.delegated_by === me ? ` · ${t('lent_to', { name: row.staff_name })}` : ''}
                {row.delegated_by && row.delegated_by !== me ? ` · ${t('lent_by', { name: row.delegated_by_name ?? '' })}` : ''}
              </span>
              {row.valid_until ? (
                <span>
                  <Status tone={row.valid_from > new Date().toISOString() ? 'waiting' : 'active'}>
                    {t('from_until', { from: exactTime(row.valid_from), until: exactTime(row.valid_until) })}
                  </Status>
                </span>
              ) : null}
            </span>
            {row.delegated_by === me ? (
              <Button onClick={() => void send('POST', '/api/admin/my/delegations/endings', { endings: [{ id: row.id }] }, t('take_back'))}>
                {t('take_back')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Wall time of the house, as a date-and-time field wants it. */
const wall = (ahead_ms: number) => exactTime(new Date(Date.now() + ahead_ms).toISOString()).replace(' ', 'T')

function Lend({ own, done }: { own: readonly Assignment[]; done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const me = useSession().data?.user?.id
  const [id] = useState(newId)
  const [assignment_id, setAssignment] = useState(own[0]?.id)
  const [staff_id, setStaff] = useState<string | null>(null)
  const [from, setFrom] = useState(wall(0))
  const [until, setUntil] = useState(wall(7 * 86_400_000))
  const delegation = { id, assignment_id, staff_id, valid_from: `${from}:00+08:00`, valid_until: `${until}:00+08:00` }
  return (
    <Modal
      open
      title={t('lend')}
      okText={t('lend')}
      okButtonProps={{ disabled: !assignment_id || !staff_id || until <= from }}
      onCancel={done}
      onOk={() => void send('POST', '/api/admin/my/delegations', { delegations: [delegation] }, t('lend')).then((went) => went && done())}
    >
      <p className="faint">{t('lend_hint')}</p>
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('lend_what')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              value={assignment_id}
              onChange={setAssignment}
              options={own.map((one) => ({
                value: one.id,
                label: `${nameOf({ name: one.role_name, name_en: one.role_name_en })} · ${nameOf({ name: one.organization_name, name_en: one.organization_name_en })}`,
              }))}
            />
          )}
        </Field>
        <Field title={t('lend_to')}>
          {(field) => <ColleagueSelect id={field} value={staff_id} change={setStaff} {...(me ? { without: me } : {})} />}
        </Field>
        <Field title={t('lend_from')}>
          {(field) => <Input id={field} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />}
        </Field>
        <Field title={t('lend_until')}>
          {(field) => (
            <Input id={field} type="datetime-local" value={until} min={from} onChange={(event) => setUntil(event.target.value)} />
          )}
        </Field>
      </div>
    </Modal>
  )
}

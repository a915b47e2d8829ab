import { Button, Checkbox, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Status } from '../shared/values.tsx'
import { Field } from './field.tsx'
import { useSend } from './send.ts'
import { useNameOf, useText } from './text.ts'

type Calendar = AnswerOf<'/api/admin/calendars'>['items'][number]
const week = [1, 2, 3, 4, 5, 6, 7] as const
const grid = { display: 'grid', gap: 12 }

/** When organizations trade: weekly hours and the days on which it is otherwise. What one does not say comes from above it. */
export function Component() {
  const t = useText()
  const may = useMay()('organization.edit')
  const [hours, setHours] = useState<string | null>(null)
  const [day, setDay] = useState<string | null>(null)
  const list = useApi<AnswerOf<'/api/admin/calendars'>>('/api/admin/calendars')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const items = list.data.items
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('calendars_title')}</h1>
        <p>{t('calendars_hint')}</p>
        {may ? (
          <div className="page-actions">
            <Button onClick={() => setDay('')}>{t('exception_add')}</Button>
            <Button type="primary" onClick={() => setHours('')}>
              {t('hours_set')}
            </Button>
          </div>
        ) : null}
      </div>
      {items.length === 0 ? <Notice drawing="empty" title={t('calendars_empty')} hint={t('calendars_empty_hint')} /> : null}
      {items.map((one) => (
        <One
          key={one.organization_id}
          calendar={one}
          may={may}
          setHours={() => setHours(one.organization_id)}
          addDay={() => setDay(one.organization_id)}
        />
      ))}
      {hours !== null ? (
        <HoursForm organization_id={hours} known={items.find((one) => one.organization_id === hours)} done={() => setHours(null)} />
      ) : null}
      {day !== null ? <DayForm organization_id={day} done={() => setDay(null)} /> : null}
    </div>
  )
}

function One({ calendar, may, setHours, addDay }: { calendar: Calendar; may: boolean; setHours(): void; addDay(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const { organization_id, hours } = calendar
  const remove = (day?: string) =>
    void send('POST', '/api/admin/calendars/removals', { removals: [{ organization_id, ...(day ? { day } : {}) }] }, t('removed'))
  return (
    <section className="panel">
      <div className="card-row" style={{ alignItems: 'center', flexWrap: 'wrap' }}>
        <strong>{nameOf(calendar)}</strong>
        {may ? (
          <span style={{ display: 'flex', gap: 8 }}>
            <Button size="small" onClick={addDay}>
              {t('exception_add')}
            </Button>
            <Button size="small" onClick={setHours}>
              {t('edit')}
            </Button>
          </span>
        ) : null}
      </div>
      {hours ? (
        <div className="card-row second" style={{ marginTop: 8, flexWrap: 'wrap', justifyContent: 'flex-start', gap: 12 }}>
          <span>
            {week
              .filter((one) => hours.weekdays.includes(one))
              .map((one) => t.maybe(`weekday_${one}`, String(one)))
              .join('、')}
          </span>
          <span className="number">
            {hours.opens_at}–{hours.closes_at}
          </span>
          <span>{hours.zone}</span>
          {may ? (
            <Popconfirm title={t('hours_remove_confirm')} onConfirm={() => remove()}>
              <Button size="small" type="text">
                {t('hours_remove')}
              </Button>
            </Popconfirm>
          ) : null}
        </div>
      ) : (
        <p className="faint">{t('hours_from_above')}</p>
      )}
      <ul>
        {calendar.exceptions.map((one) => (
          <li
            key={one.day}
            className="card-row"
            style={{ padding: '8px 0', borderTop: '1px solid var(--line)', marginTop: 8, alignItems: 'center' }}
          >
            <span>
              <span className="number">{one.day}</span>{' '}
              <Status tone={one.trades ? 'active' : 'quiet'}>{t(one.trades ? 'trades' : 'rests')}</Status>{' '}
              <span className="faint">{one.note}</span>
            </span>
            {may ? (
              <Button size="small" type="text" onClick={() => remove(one.day)}>
                {t('remove')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Organization({ value, change }: { value: string; change(id: string): void }) {
  const t = useText()
  const { options } = useOrganizations()
  return (
    <Field title={t('organization')}>
      {(id) => (
        <Select
          id={id}
          style={{ width: '100%' }}
          showSearch={{ optionFilterProp: 'label' }}
          {...(value ? { value } : {})}
          onChange={change}
          options={options}
        />
      )}
    </Field>
  )
}

function HoursForm({ organization_id, known, done }: { organization_id: string; known: Calendar | undefined; done(): void }) {
  const t = useText()
  const send = useSend()
  const [organization, setOrganization] = useState(organization_id)
  const [weekdays, setWeekdays] = useState<number[]>(known?.hours?.weekdays ?? [1, 2, 3, 4, 5])
  const [opens_at, setOpens] = useState(known?.hours?.opens_at ?? '09:00')
  const [closes_at, setCloses] = useState(known?.hours?.closes_at ?? '17:30')
  const zone = known?.hours?.zone ?? 'Asia/Shanghai'
  const calendar = { organization_id: organization, zone, weekdays: [...weekdays].sort(), opens_at, closes_at }
  return (
    <Modal
      open
      title={t('hours_set')}
      okText={t('save')}
      okButtonProps={{ disabled: !organization || weekdays.length === 0 || opens_at >= closes_at }}
      onCancel={done}
      onOk={() => void send('PUT', '/api/admin/calendars', { calendars: [calendar] }, t('saved')).then((went) => went && done())}
    >
      <div style={grid}>
        <Organization value={organization} change={setOrganization} />
        <div>
          <span>{t('weekdays')}</span>
          <Checkbox.Group
            value={weekdays}
            onChange={(chosen) => setWeekdays(chosen)}
            options={week.map((one) => ({ value: one, label: t.maybe(`weekday_${one}`, String(one)) }))}
          />
        </div>
        <Field title={t('opens_at')}>
          {(id) => <Input id={id} type="time" value={opens_at} onChange={(event) => setOpens(event.target.value)} />}
        </Field>
        <Field title={t('closes_at')}>
          {(id) => <Input id={id} type="time" value={closes_at} onChange={(event) => setCloses(event.target.value)} />}
        </Field>
      </div>
    </Modal>
  )
}

function DayForm({ organization_id, done }: { organization_id: string; done(): void }) {
  const t = useText()
  const send = useSend()
  const [organization, setOrganization] = useState(organization_id)
  const [day, setDay] = useState('')
  const [trades, setTrades] = useState(false)
  const [note, setNote] = useState('')
  const exception = { organization_id: organization, day, trades, note: note.trim() }
  return (
    <Modal
      open
      title={t('exception_add')}
      okText={t('save')}
      okButtonProps={{ disabled: !organization || !day || !note.trim() }}
      onCancel={done}
      onOk={() => void send('PUT', '/api/admin/calendars', { exceptions: [exception] }, t('saved')).then((went) => went && done())}
    >
      <div style={grid}>
        <Organization value={organization} change={setOrganization} />
        <Field title={t('day')}>{(id) => <Input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}</Field>
        <Checkbox checked={trades} onChange={(event) => setTrades(event.target.checked)}>
          {t('trades')}
        </Checkbox>
        <Field title={t('note')}>
          {(id) => (
            <Input id={id} value={note} maxLength={120} placeholder={t('note_hint')} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
      </div>
    </Modal>
  )
}

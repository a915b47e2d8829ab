import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Count, Facts, Missing, Section, Status } from '../shared/values.tsx'
import { useSend } from './send.ts'
import { useText } from './text.ts'

type Detail = AnswerOf<'/api/admin/nodes/{node_id}'>

/** One node: when it works, what it owes, and how it is closed. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const { node_id = '' } = useParams()
  const path = `/api/admin/nodes/${node_id}`
  const queries = useQueryClient()
  const { data, error, refetch } = useApi<Detail>(path)
  const { busy, send } = useSend()
  const [closing, setClosing] = useState(false)
  const [reason, setReason] = useState('')
  const [day, setDay] = useState('')
  if (!data)
    return <DetailDrawer title={t('nodes')}>{error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />}</DetailDrawer>
  const { node, closed_days, reserved } = data
  const edits = may('nodes.edit')
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: [path] })
    void queries.invalidateQueries({ queryKey: ['/api/admin/nodes'] })
  }
  const close = async (drain: boolean) => {
    if (await send('/api/admin/nodes/closures', { closures: [{ id: node_id, reason: reason.trim(), drain }] })) setClosing(false)
    refresh()
  }
  const open = async () => {
    await send('/api/admin/nodes/openings', { node_ids: [node_id] })
    refresh()
  }
  const setDays = async (days: { day: string; reason: string }[]) => {
    await api.put(`${path}/closed-days`, { days })
    setDay('')
    refresh()
  }
  const setWeekdays = async (closed_weekdays: number[]) => {
    const { closed_at: _at, closing_at: _since, ...item } = node
    await send('/api/admin/nodes', { nodes: [{ ...item, closed_weekdays }] }, t('saved'))
    refresh()
  }
  const state = node.closed_at ? 'closed' : node.closing_at ? 'draining' : 'open'
  return (
    <DetailDrawer
      title={inLanguage(node.name)}
      status={<Status tone={state === 'open' ? 'done' : state === 'draining' ? 'waiting' : 'quiet'}>{t(state)}</Status>}
      actions={
        edits ? (
          <>
            <Link to={`/nodes/${node_id}/edit`}>
              <Button>{t('node_edit')}</Button>
            </Link>
            {state === 'open' ? (
              <Button danger onClick={() => setClosing(true)}>
                {t('close_node')}
              </Button>
            ) : (
              <Button type="primary" loading={busy} onClick={() => void open()}>
                {t('open_node')}
              </Button>
            )}
          </>
        ) : undefined
      }
    >
      {state === 'draining' ? <p className="hint">{t('draining_hint', { count: reserved })}</p> : null}
      <Facts
        items={[
          [t('kind'), t.maybe(`kind_${node.kind}`, node.kind)],
          [
            t('region'),
            ['province', 'city', 'district', 'street']
              .map((key) => node.address[key])
              .filter(Boolean)
              .join(' ') || <Missing key="address" />,
          ],
          [t('hours'), node.opening_hours ?? <Missing key="hours" />],
          [t('cut_off'), node.cut_off ?? <Missing key="cut" />],
          [t('capacity'), <Count key="capacity" value={node.capacity_per_day} />],
          [t('promised'), <Count key="reserved" value={reserved} />],
          [
            t('stock'),
            <Link key="stock" to={`/stock?node_id=${node_id}`}>
              {t('see_stock')}
            </Link>,
          ],
        ]}
      />
      <Section title={t('calendar')}>
        <Field title={t('closed_weekdays')}>
          {(field) => (
            <Select
              id={field}
              mode="multiple"
              disabled={!edits}
              style={{ width: '100%' }}
              value={node.closed_weekdays}
              onChange={(days: number[]) => void setWeekdays(days)}
              options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: t.maybe(`weekday_${value}`, String(value)) }))}
            />
          )}
        </Field>
        <ul className="plain">
          {closed_days.map((one) => (
            <li key={one.day} className="card-row">
              <span>
                {one.day} {one.reason}
              </span>
              {edits ? (
                <Button size="small" type="text" onClick={() => void setDays(closed_days.filter((other) => other.day !== one.day))}>
                  {t('remove_line')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        {edits ? (
          <div style={{ display: 'flex', gap: 8 }}>
            <Input type="date" aria-label={t('closed_day')} value={day} onChange={(event) => setDay(event.target.value)} />
            <Button
              disabled={!day}
              onClick={() => void setDays([...closed_days.filter((one) => one.day !== day), { day, reason: t('closed_day') }])}
            >
              {t('add_line')}
            </Button>
          </div>
        ) : null}
      </Section>
      <Modal
        open={closing}
        title={t('close_node')}
        onCancel={() => setClosing(false)}
        footer={
          <>
            <Button loading={busy} disabled={!reason.trim()} onClick={() => void close(true)}>
              {t('drain_node')}
            </Button>
            <Button danger type="primary" loading={busy} disabled={!reason.trim()} onClick={() => void close(false)}>
              {t('close_now')}
            </Button>
          </>
        }
      >
        <p>{reserved > 0 ? t('close_owes', { count: reserved }) : t('close_free')}</p>
        {reserved > 0 ? (
          <p className="faint">
            {t('resource_hint')} <Link to="/orders?state=released">{t('see_released')}</Link> ·{' '}
            <Link to={`/waiting?node_id=${node_id}`}>{t('see_waiting')}</Link>
          </p>
        ) : null}
        <Field title={t('reason')}>
          {(field) => <Input id={field} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </Modal>
    </DetailDrawer>
  )
}

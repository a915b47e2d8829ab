import { useMemo } from 'react'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Row {
  message_id: string
  channel: string
  template: string
  locale: string
  address: string | null
  user_id: string | null
  state: string
  reason: string | null
  requested_at: string
  provider: string | null
  cost_micros: number | null
  currency: string | null
  text: string | null
}
const row_id = (row: Row) => `${row.message_id}.${row.channel}`
const states = ['waiting', 'queued', 'sending', 'sent', 'delivered', 'failed', 'suppressed'] as const
const channels = ['sms', 'email', 'push', 'in_app', 'call'] as const
const toneOf = (state: string) =>
  state === 'delivered' || state === 'sent' ? 'done' : state === 'failed' ? 'danger' : state === 'suppressed' ? 'quiet' : 'waiting'

/** What was sent to whom over which channel, what it cost, and why something did not go out. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<Row>[]>(() => {
    const reason = (row: Row) => (row.reason ? t.maybe(`reason_${row.reason}`, row.reason) : '')
    const cost = (row: Row) => (row.cost_micros === null ? '' : `${(row.cost_micros / 1_000_000).toFixed(3)} ${row.currency}`)
    return [
      {
        key: 'at',
        title: t('at'),
        width: 120,
        render: (row) => <Ago at={row.requested_at} />,
        value: (row) => exactTime(row.requested_at),
      },
      {
        key: 'template',
        title: t('message'),
        width: 200,
        grow: true,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{row.template}</span>}
            second={row.text ?? t.maybe(`channel_${row.channel}`, row.channel)}
          />
        ),
        value: (row) => [row.template, row.channel, row.text].filter(Boolean).join(' '),
      },
      {
        key: 'to',
        title: t('to'),
        width: 190,
        render: (row) => row.address ?? row.user_id ?? <Missing />,
        value: (row) => row.address ?? row.user_id,
      },
      {
        key: 'state',
        title: t('state'),
        width: 120,
        render: (row) => <Status tone={toneOf(row.state)}>{t.maybe(`state_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
      { key: 'reason', title: t('reason'), width: 220, render: (row) => reason(row) || <Missing />, value: reason },
      { key: 'provider', title: t('provider'), width: 110, render: (row) => row.provider ?? <Missing />, value: (row) => row.provider },
      {
        key: 'cost',
        title: t('cost'),
        width: 110,
        align: 'right',
        render: (row) => (cost(row) ? <span className="number">{cost(row)}</span> : <Missing />),
        value: cost,
      },
    ]
  }, [t])
  return (
    <ListPage<Row>
      name="outbox"
      title={t('outbox')}
      path="/api/admin/outbox"
      row_id={row_id}
      row_name={(row) => `${row.template} ${row.address ?? ''}`}
      row_height={52}
      columns={columns}
      filters={[
        { key: 'state', title: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: t(`state_${value}`) })) },
        {
          key: 'channel',
          title: t('channel'),
          kind: 'choice',
          options: channels.map((value) => ({ value, label: t(`channel_${value}`) })),
        },
        { key: 'address', title: t('to'), kind: 'text', width: 200 },
      ]}
      batch={useBatch()}
      succeeded={({ status }) => status === 'recorded'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      refetch_ms={20_000}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{row.template}</strong>
            <Status tone={toneOf(row.state)}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>
              {t.maybe(`channel_${row.channel}`, row.channel)} {row.address}
            </span>
            <Ago at={row.requested_at} />
          </div>
        </>
      )}
      empty={{ title: t('outbox_empty') }}
    />
  )
}

/** Calls are made by people; they say here what came of them. */
function useBatch(): BatchAction<Row>[] {
  const t = useText()
  // Outcomes come by message, rows are by message and channel.
  const record = (result: string) => async (rows: Row[]) => {
    const outcomes = await api.batch('/api/admin/calls', { items: rows.map(({ message_id }) => ({ message_id, result })) })
    return outcomes.map((outcome) => ({ ...outcome, id: `${outcome.id}.call` }))
  }
  const applies = (row: Row) => row.channel === 'call' && ['queued', 'waiting'].includes(row.state)
  return [
    { key: 'reached', title: t('reached'), permission: 'messages.call', primary: true, applies, run: record('reached'), most: 200 },
    { key: 'unreachable', title: t('unreachable'), permission: 'messages.call', applies, run: record('unreachable'), most: 200 },
  ]
}

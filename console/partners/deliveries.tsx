import { useCallback, useMemo } from 'react'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Status, TwoLines } from '../shared/values.tsx'
import { type Delivery, deliveryTones } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Delivery) => row.delivery_id

/** What partners were told, and what not. */
export function Component() {
  const t = useText()
  const answerOf = useCallback(
    (row: Delivery) => (row.last_code ? `${row.last_status ?? ''} ${t.maybe(`code_${row.last_code}`, row.last_code)}`.trim() : ''),
    [t],
  )
  const columns = useMemo<Column<Delivery>[]>(
    () => [
      {
        key: 'type',
        title: t('type'),
        width: 220,
        render: (row) => <TwoLines first={<span className="strong">{row.type}</span>} second={row.subject} />,
        value: (row) => row.type,
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={deliveryTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>,
        value: (row) => row.state,
      },
      {
        key: 'url',
        title: t('to'),
        width: 300,
        grow: true,
        render: (row) => <TwoLines first={row.url} second={row.partner_id} />,
        value: (row) => row.url,
      },
      { key: 'answer', title: t('answer'), width: 180, render: answerOf, value: answerOf },
      {
        key: 'attempts',
        title: t('attempts'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.attempts} />,
        value: (row) => row.attempts,
      },
      {
        key: 'written_at',
        title: t('written_at'),
        width: 130,
        render: (row) => <Ago at={row.written_at} />,
        value: (row) => row.written_at,
      },
    ],
    [t, answerOf],
  )
  const batch: BatchAction<Delivery>[] = [
    {
      key: 'replay',
      title: t('replay'),
      permission: 'partners.edit',
      primary: true,
      hotkey: 'r',
      applies: ({ state }) => state !== 'waiting',
      confirm: { title: (count) => t('replay_title', { count }), detail: t('replay_hint') },
      run: (rows) => api.batch('/api/admin/partner-deliveries/replays', { delivery_ids: rows.map(row_id) }),
      most: 200,
    },
  ]
  return (
    <ListPage<Delivery>
      name="webhook-messages"
      title={t('messages')}
      hint={t('messages_hint')}
      path="/api/admin/partner-deliveries"
      row_id={row_id}
      row_name={(row) => row.type}
      row_height={52}
      columns={columns}
      open={row_id}
      search={{ key: 'subject', placeholder: t('subject_search') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('every') },
          { value: 'failed', title: t('state_failed'), alert: true },
          { value: 'waiting', title: t('state_waiting') },
          { value: 'delivered', title: t('state_delivered') },
        ],
      }}
      batch={batch}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.type}</span>
            <Status tone={deliveryTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>
          </div>
          <div className="card-row second">
            <span style={{ overflowWrap: 'anywhere' }}>{row.url}</span>
            <Ago at={row.written_at} />
          </div>
          <div className="card-row second">{answerOf(row)}</div>
        </>
      )}
      empty={{ title: t('messages_empty'), hint: t('messages_empty_hint') }}
      refetch_ms={10_000}
      succeeded={({ status }) => status === 'replayed'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
    />
  )
}

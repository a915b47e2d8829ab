import { useCallback, useMemo } from 'react'
import { api, useApi } from '../shared/api.ts'
import { type BatchAction, type Filter, ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useMappingText } from './mapping-text.ts'
import { type Mapping, type Received, receivedTones } from './model.ts'

const row_id = (row: Received) => row.message_id
const good: readonly string[] = ['placed', 'canceled', 'shipped', 'set', 'set_to_nothing']
export const isGood = (status: string): boolean => good.includes(status) || status.startsWith('already_')

/** What partners sent in their own shape. */
export function Component() {
  const t = useMappingText()
  const outcomeOf = useCallback(
    ({ outcomes }: Received) => {
      const taken = outcomes.filter(({ status }) => isGood(status)).length
      const bad = outcomes.find(({ status }) => !isGood(status))
      return `${t('outcomes_many', { good: taken, count: outcomes.length })}${bad ? ` · ${t.maybe(`status_${bad.status}`, bad.status)}` : ''}`
    },
    [t],
  )
  const columns = useMemo<Column<Received>[]>(
    () => [
      {
        key: 'mapping',
        title: t('message'),
        width: 240,
        grow: true,
        render: (row) => (
          <TwoLines first={<span className="strong">{row.mapping_name}</span>} second={row.outcomes.map(({ no }) => no).join(' ')} />
        ),
        value: (row) => row.mapping_name,
      },
      {
        key: 'state',
        title: t('state'),
        width: 120,
        render: (row) => <Status tone={receivedTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>,
        value: (row) => row.state,
      },
      { key: 'outcome', title: t('outcome'), width: 240, render: outcomeOf, value: outcomeOf },
      {
        key: 'partner_id',
        title: t('partner'),
        width: 200,
        render: (row) => <TwoLines first={row.partner_id} second={`${row.key_name}${row.sandbox ? ` · ${t('sandbox')}` : ''}`} />,
        value: (row) => row.partner_id,
      },
      { key: 'received_at', title: t('time'), width: 130, render: (row) => <Ago at={row.received_at} />, value: (row) => row.received_at },
    ],
    [t, outcomeOf],
  )
  const mappings = useApi<{ items: Mapping[] }>('/api/admin/partner-mappings')
  const filters = useMemo<Filter[]>(
    () => [
      {
        key: 'mapping_id',
        title: t('mappings'),
        kind: 'choice',
        options: (mappings.data?.items ?? [])
          .filter(({ direction }) => direction === 'in')
          .map(({ mapping_id, name, partner_id }) => ({ value: mapping_id, label: `${name} · ${partner_id}` })),
      },
    ],
    [t, mappings.data],
  )
  const batch: BatchAction<Received>[] = [
    {
      key: 'repeat',
      title: t('repeat'),
      permission: 'partners.edit',
      primary: true,
      hotkey: 'r',
      applies: ({ state }) => state !== 'taken',
      confirm: { title: (count) => t('repeat_title', { count }), detail: t('repeat_hint') },
      run: (rows) => api.batch('/api/admin/partner-received/repetitions', { message_ids: rows.map(row_id) }),
      most: 50,
    },
  ]
  return (
    <ListPage<Received>
      name="partner-messages"
      title={t('received')}
      hint={t('received_hint')}
      path="/api/admin/partner-received"
      row_id={row_id}
      row_name={(row) => row.mapping_name}
      row_height={52}
      columns={columns}
      open={row_id}
      filters={filters}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('every') },
          { value: 'refused', title: t('state_refused'), alert: true },
          { value: 'partly', title: t('state_partly'), alert: true },
          { value: 'taken', title: t('state_taken') },
        ],
      }}
      batch={batch}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.mapping_name}</span>
            <Status tone={receivedTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`)}</Status>
          </div>
          <div className="card-row second">
            <span>{outcomeOf(row)}</span>
            <Ago at={row.received_at} />
          </div>
        </>
      )}
      empty={{ title: t('received_empty'), hint: t('received_empty_hint') }}
      refetch_ms={10_000}
      succeeded={({ status }) => status === 'taken'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
    />
  )
}

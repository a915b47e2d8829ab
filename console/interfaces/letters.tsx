import { useMemo } from 'react'
import { api } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useNames } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Count, Status, type Tone, TwoLines } from '../shared/values.tsx'
import type { Letter } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Letter) => row.letter_id
const tones: Record<string, Tone> = { dead: 'danger', waiting: 'waiting', done: 'done', withdrawn: 'quiet' }

/** What could not be said to partners; replayed one by one or many at once. */
export function Component() {
  const t = useText()
  const names = useNames('/api/admin/interfaces', 'interface_id')
  const columns = useMemo<Column<Letter>[]>(
    () => [
      {
        key: 'interface_id',
        title: t('interface'),
        width: 210,
        render: (row) => <TwoLines first={<span className="strong">{names.name(row.interface_id)}</span>} second={row.account} />,
        value: (row) => names.name(row.interface_id),
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>,
        value: (row) => row.state,
      },
      {
        key: 'subject',
        title: t('subject'),
        width: 220,
        render: (row) => <TwoLines first={subjectOf(row)} second={t.maybe(`letter_${row.kind.replaceAll('.', '_')}`, row.kind)} />,
        value: subjectOf,
      },
      {
        key: 'reason',
        title: t('reason'),
        width: 320,
        grow: true,
        render: (row) => <span className={row.state === 'dead' ? 'refused' : 'faint'}>{row.reason}</span>,
        value: (row) => row.reason ?? '',
      },
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
    [t, names],
  )
  const batch: BatchAction<Letter>[] = [
    {
      key: 'replay',
      title: t('replay'),
      permission: 'interfaces.edit',
      primary: true,
      hotkey: 'r',
      applies: ({ state }) => state === 'dead',
      confirm: { title: (count) => t('replay_title', { count }), detail: t('replay_hint') },
      run: (rows) => api.batch('/api/admin/interface-letters/replays', { letter_ids: rows.map(row_id) }),
      most: 200,
    },
    {
      key: 'dismiss',
      title: t('dismiss'),
      permission: 'interfaces.edit',
      danger: true,
      applies: ({ state }) => state === 'dead',
      confirm: { title: (count) => t('dismiss_title', { count }), detail: t('dismiss_hint') },
      run: (rows) => api.batch('/api/admin/interface-letters/dismissals', { letter_ids: rows.map(row_id) }),
      most: 200,
    },
  ]
  return (
    <ListPage<Letter>
      name="interface-letters"
      title={t('letters')}
      hint={t('letters_hint')}
      path="/api/admin/interface-letters"
      row_id={row_id}
      row_name={subjectOf}
      row_height={52}
      columns={columns}
      open={row_id}
      search={{ key: 'subject', placeholder: t('subject') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: '', title: t('state_dead'), alert: true },
          { value: 'waiting', title: t('state_waiting') },
          { value: 'done', title: t('state_done') },
          { value: 'withdrawn', title: t('state_withdrawn') },
        ],
      }}
      batch={batch}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{names.name(row.interface_id)}</span>
            <Status tone={tones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{subjectOf(row)}</span>
            <Ago at={row.written_at} />
          </div>
          <div className="card-row second refused">{row.reason}</div>
        </>
      )}
      empty={{ title: t('letters_empty'), hint: t('letters_empty_hint') }}
      refetch_ms={15_000}
      succeeded={({ status }) => status === 'replayed' || status === 'dismissed'}
    />
  )
}

/** The partner's own number where the letter carries one; people know that. */
export const subjectOf = ({ payload, subject }: Letter): string => (payload as { external_no?: string } | null)?.external_no ?? subject

import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, newId } from '../../shared/api.ts'
import { type BatchAction, ListPage } from '../../shared/list-page.tsx'
import type { Column } from '../../shared/table.tsx'
import { Ago, TwoLines } from '../../shared/values.tsx'
import type { CustomerRow, Pair } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: Pair) => `${row.row_a}-${row.row_b}`
const row_name = (row: Pair) => `${row.a.row.name || row.a.row.phone} / ${row.b.row.name || row.b.row.phone}`
const told = ({ phone, email, address }: CustomerRow) => [phone, email, address].filter(Boolean).join(' · ')
const statuses = ['waiting', 'same', 'different', 'skipped'] as const

/** All doubtful pairs as a list, for verdicts on many at once and for finding what was decided. */
export function Component() {
  const t = useText()
  const columns = useMemo<Column<Pair>[]>(() => {
    const side = (key: 'a' | 'b', title: string): Column<Pair> => ({
      key,
      title,
      width: 300,
      grow: true,
      render: (row) => (
        <TwoLines
          first={
            <Link to={`/customers/persons/${row[key].person_id}`}>
              <b>{row[key].row.name || '—'}</b> <span className="faint">{row[key].row.source}</span>
            </Link>
          }
          second={told(row[key].row)}
        />
      ),
      value: (row) => `${row[key].row.source} ${row[key].row.name} ${told(row[key].row)}`,
    })
    return [
      side('a', t('first_row')),
      side('b', t('second_row')),
      {
        key: 'why',
        title: t('why'),
        width: 260,
        render: (row) => row.reasons.map(({ reason }) => t.maybe(reason, reason)).join('，'),
        value: (row) => row.reasons.map(({ reason }) => t.maybe(reason, reason)).join(', '),
      },
      { key: 'points', title: t('score'), width: 80, right: true, render: (row) => row.points, value: (row) => row.points },
      {
        key: 'decided',
        title: t('decided_by'),
        width: 140,
        render: (row) => (row.decided_at ? <TwoLines first={row.decided_by ?? ''} second={<Ago at={row.decided_at} />} /> : '—'),
        value: (row) => row.decided_by ?? '',
      },
    ]
  }, [t])
  return (
    <ListPage<Pair>
      name="doubtful-pairs"
      title={t('pairs')}
      hint={t('pairs_hint')}
      path="/api/admin/resolution/pairs"
      row_id={row_id}
      row_name={row_name}
      row_height={52}
      columns={columns}
      tabs={{
        key: 'status',
        tabs: statuses.map((value) => ({ value: value === 'waiting' ? '' : value, title: t(`pair_${value}`) })),
        counts_path: '/api/admin/resolution/pairs/counts',
        count: (counts, value) => (counts as { counts: Record<string, number> }).counts[value || 'waiting'],
      }}
      batch={useVerdicts()}
      succeeded={({ status }) => status === 'decided' || status === 'undone'}
      actions={<Link to="/customers/review">{t('desk')}</Link>}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{row_name(row)}</strong>
            <span className="number">{row.points}</span>
          </div>
          <div className="card-row second">
            <span>{row.reasons.map(({ reason }) => t.maybe(reason, reason)).join('，')}</span>
          </div>
        </>
      )}
      empty={{ title: t('desk_empty'), hint: t('desk_empty_hint') }}
    />
  )
}

function useVerdicts(): BatchAction<Pair>[] {
  const t = useText()
  const waiting = (row: Pair) => row.status === 'waiting' || row.status === 'skipped'
  const decide = (verdict: 'same' | 'different' | 'skip') => async (rows: Pair[]) => {
    const decisions = rows.map((row) => ({ id: newId(), row_a: row.row_a, row_b: row.row_b, verdict }))
    const outcomes = await api.batch('/api/admin/resolution/decisions', { decisions })
    return outcomes.map((outcome, i) => ({ ...outcome, id: row_id(rows[i]!) }))
  }
  const takeBack = async (rows: Pair[]) => {
    const outcomes = await api.batch('/api/admin/resolution/decisions/undoings', { undoings: rows.map((row) => ({ id: row.decision_id })) })
    return outcomes.map((outcome, i) => ({ ...outcome, id: row_id(rows[i]!) }))
  }
  const common = { permission: 'resolution.review', most: 100 }
  return [
    {
      ...common,
      key: 'same',
      title: t('same'),
      primary: true,
      applies: waiting,
      confirm: { title: (count) => t('same_ask', { count }) },
      run: decide('same'),
    },
    { ...common, key: 'different', title: t('different'), applies: waiting, run: decide('different') },
    { ...common, key: 'skip', title: t('skip'), applies: (row) => row.status === 'waiting', run: decide('skip') },
    { ...common, key: 'take_back', title: t('take_back'), applies: (row) => row.decision_id !== null, run: takeBack },
  ]
}

import { useMemo } from 'react'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { type BatchAction, type Filter, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Exact, Missing, TwoLines } from '../shared/values.tsx'
import { type Complaint, ComplaintState, isLate } from './parts.tsx'
import { useText } from './text.ts'

const row_id = (row: Complaint) => row.complaint_id
const counts_path = '/api/admin/complaints/counts'
const subjects = ['goods', 'delivery', 'service', 'price', 'invoice', 'other'] as const

/** What members complain of: each has an owner, and is owed an answer. */
export function Component() {
  const t = useText()
  const late = useApi<AnswerOf<typeof counts_path>>(counts_path).data?.late ?? 0
  const yes = [{ value: 'true', label: t('yes') }]
  const filters: Filter[] = [
    { key: 'subject', title: t('subject'), kind: 'choice', options: subjects.map((value) => ({ value, label: t(value) })) },
    { key: 'mine', title: t('mine'), kind: 'choice', options: yes },
    { key: 'late', title: t('late'), kind: 'choice', options: yes },
  ]
  const take: BatchAction<Complaint> = {
    key: 'take',
    title: t('take'),
    permission: 'complaints.answer',
    primary: true,
    applies: ({ state }) => state === 'waiting' || state === 'taken',
    most: 200,
    run: (rows) => api.batch('/api/admin/complaints/owners', { ids: rows.map(row_id) }),
  }
  return (
    <ListPage<Complaint>
      name="complaints"
      title={t('title')}
      {...(late > 0 ? { hint: t('late_count', { count: late }) } : {})}
      path="/api/admin/complaints"
      also_refresh={[counts_path]}
      row_id={row_id}
      row_name={(row) => row.words.slice(0, 20)}
      row_height={60}
      columns={useColumns()}
      filters={filters}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'waiting', title: t('waiting'), alert: true },
          { value: 'taken', title: t('taken') },
          { value: 'answered', title: t('answered') },
          { value: 'settled', title: t('settled') },
        ],
        counts_path,
        count: (counts, value) => (counts as Record<string, number>)[value],
      }}
      batch={[take]}
      succeeded={({ status }) => status === 'taken'}
      open={row_id}
      card={(row) => <Card row={row} />}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
    />
  )
}

function Card({ row }: { row: Complaint }) {
  const t = useText()
  return (
    <>
      <div className="card-row">
        <span className="strong">
          {t(row.subject)} · {row.member_name}
        </span>
        <Ago at={row.written_at} />
      </div>
      <div className="card-row">
        <span style={{ overflowWrap: 'anywhere' }}>{row.words.slice(0, 120)}</span>
      </div>
      <div className="card-row second">
        <span>{row.owner_name ?? t('nobody')}</span>
        <ComplaintState state={row.state} />
      </div>
    </>
  )
}

function useColumns(): Column<Complaint>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      { key: 'subject', title: t('subject'), width: 100, render: (row) => t(row.subject), value: (row) => t(row.subject) },
      {
        key: 'words',
        title: t('words'),
        width: 320,
        grow: true,
        render: (row) => <TwoLines first={row.words} second={row.member_name} />,
        value: (row) => row.words,
      },
      {
        key: 'about',
        title: t('about'),
        width: 220,
        render: (row) => <TwoLines first={row.title ? inLanguage(row.title) : ''} second={row.order_no ?? row.spu_id} />,
        value: (row) => row.order_no ?? row.spu_id ?? '',
      },
      {
        key: 'owner',
        title: t('owner'),
        width: 110,
        render: (row) => row.owner_name ?? <Missing />,
        value: (row) => row.owner_name ?? '',
      },
      { key: 'state', title: t('state'), width: 100, render: (row) => <ComplaintState state={row.state} />, value: (row) => t(row.state) },
      {
        key: 'due_at',
        title: t('due_at'),
        width: 150,
        render: (row) =>
          row.due_at ? <TwoLines first={<Exact at={row.due_at} />} second={isLate(row) ? t('overdue') : ''} /> : <Missing />,
        value: (row) => (row.due_at ? exactTime(row.due_at) : ''),
      },
      {
        key: 'written_at',
        title: t('written_at'),
        width: 110,
        render: (row) => <Ago at={row.written_at} />,
        value: (row) => exactTime(row.written_at),
      },
    ],
    [t, inLanguage],
  )
}

import { useMemo } from 'react'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { type BatchAction, type Filter, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, TwoLines } from '../shared/values.tsx'
import { Flags, HideForm, judge, Stars, type Voice, VoiceState } from './parts.tsx'
import { useText } from './text.ts'

const row_id = (row: Voice) => row.voice_id
const kinds = ['review', 'follow_up', 'question', 'answer'] as const
const counts_path = '/api/admin/community/counts'

/** What members wrote: it waits here until somebody has read it. */
export function Component() {
  const t = useText()
  const unanswered = useApi<AnswerOf<typeof counts_path>>(counts_path).data?.unanswered ?? 0
  const filters: Filter[] = [
    { key: 'kind', title: t('kind'), kind: 'choice', options: kinds.map((value) => ({ value, label: t(value) })) },
    {
      key: 'stars',
      title: t('stars'),
      kind: 'choice',
      options: [1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: t('stars_of', { n }) })),
    },
    { key: 'flagged', title: t('only_flagged'), kind: 'choice', options: [{ value: 'true', label: t('yes') }] },
  ]
  return (
    <ListPage<Voice>
      name="voices"
      title={t('title')}
      path="/api/admin/community/voices"
      also_refresh={[counts_path]}
      row_id={row_id}
      row_name={(row) => row.words.slice(0, 20)}
      row_height={60}
      columns={useColumns()}
      filters={filters}
      search={{ key: 'q', placeholder: t('search') }}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'waiting', title: t('waiting'), alert: true },
          { value: 'shown', title: t('shown') },
          { value: 'hidden', title: t('hidden') },
        ],
        counts_path,
        count: (counts, value) => (counts as Record<string, number>)[value],
      }}
      batch={useBatch()}
      succeeded={({ status }) => status === 'judged'}
      open={(row) => row.voice_id}
      card={(row) => <Card row={row} />}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
      above={unanswered > 0 ? <p className="faint">{t('unanswered', { count: unanswered })}</p> : undefined}
    />
  )
}

function Card({ row }: { row: Voice }) {
  const t = useText()
  const inLanguage = useInLanguage()
  return (
    <>
      <div className="card-row">
        <span className="strong">
          {t(row.kind)} <Stars stars={row.stars} />
        </span>
        <Ago at={row.written_at} />
      </div>
      <div className="card-row">
        <span style={{ overflowWrap: 'anywhere' }}>{row.words.slice(0, 120)}</span>
      </div>
      <div className="card-row second">
        <span>{inLanguage(row.title)}</span>
        <VoiceState voice={row} />
      </div>
    </>
  )
}

function useColumns(): Column<Voice>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'kind',
        title: t('kind'),
        width: 110,
        render: (row) => <TwoLines first={<span className="strong">{t(row.kind)}</span>} second={<Stars stars={row.stars} />} />,
        value: (row) => t(row.kind),
      },
      {
        key: 'words',
        title: t('words'),
        width: 340,
        grow: true,
        render: (row) => <TwoLines first={row.words} second={row.about_words ? `↳ ${row.about_words}` : (row.reason ?? row.reply)} />,
        value: (row) => row.words,
      },
      {
        key: 'flagged',
        title: t('flagged'),
        width: 170,
        render: (row) => (row.flagged.length ? <Flags flagged={row.flagged} /> : <Missing />),
        value: (row) => row.flagged.join(' '),
      },
      {
        key: 'product',
        title: t('product'),
        width: 220,
        render: (row) => <TwoLines first={inLanguage(row.title)} second={row.sku_id ?? row.spu_id} />,
        value: (row) => row.spu_id,
      },
      {
        key: 'author',
        title: t('author'),
        width: 100,
        render: (row) => (row.author_id ? row.author_name : t('house')),
        value: (row) => row.author_name,
      },
      { key: 'state', title: t('state'), width: 100, render: (row) => <VoiceState voice={row} />, value: (row) => t(row.state) },
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

function useBatch(): BatchAction<Voice>[] {
  const t = useText()
  return [
    {
      key: 'show',
      title: t('show'),
      permission: 'community.judge',
      primary: true,
      applies: ({ state }) => state !== 'shown',
      most: 200,
      run: (rows) => judge(rows.map(({ voice_id }) => ({ id: voice_id, state: 'shown' }))),
    },
    {
      key: 'hide',
      title: t('hide'),
      permission: 'community.judge',
      danger: true,
      applies: ({ state }) => state !== 'hidden',
      most: 200,
      form: HideForm,
    },
  ]
}

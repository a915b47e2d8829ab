import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { type AnswerOf, api, type RowOf, useApi } from '../shared/api.ts'
import { type BatchAction, ListPage, useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Facts } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/search/synonyms'>
const row_id = (row: Row) => row.synonym_id

/** Synonyms, stop words, and the state of the index. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const removal: BatchAction<Row>[] = [
    {
      key: 'remove',
      title: t('remove'),
      permission: 'search.edit',
      danger: true,
      most: 200,
      confirm: { title: (count) => t('remove_confirm', { count }) },
      run: (rows) => api.batch('/api/admin/search/synonyms/removal', { items: rows.map(({ synonym_id }) => ({ id: synonym_id })) }),
    },
  ]
  return (
    <ListPage<Row>
      name="search-synonyms"
      title={t('synonyms')}
      path="/api/admin/search/synonyms"
      whole
      row_id={row_id}
      row_name={(row) => row.words.join(' ')}
      columns={useColumns()}
      batch={removal}
      succeeded={({ status }) => status === 'removed'}
      actions={
        may('search.edit') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/search-words/new')}>
            {t('new_synonym')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.words.join(row.one_way ? ' → ' : ' = ')}</span>
          </div>
          <div className="card-row second">
            <span>{row.saved_by}</span>
            <Ago at={row.saved_at} />
          </div>
        </>
      )}
      empty={{ title: t('synonyms_empty'), hint: t('synonyms_hint') }}
      above={<Above />}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useText()
  return useMemo(
    () => [
      {
        key: 'words',
        title: t('words'),
        width: 360,
        grow: true,
        render: (row) => <span className="strong">{row.words.join(row.one_way ? ' → ' : ' = ')}</span>,
        value: (row) => row.words.join(' '),
      },
      {
        key: 'direction',
        title: t('direction'),
        width: 100,
        render: (row) => t(row.one_way ? 'one_way' : 'both_ways'),
        value: (row) => t(row.one_way ? 'one_way' : 'both_ways'),
      },
      { key: 'saved_by', title: t('saved_by'), width: 140, render: (row) => row.saved_by, value: (row) => row.saved_by },
      {
        key: 'saved_at',
        title: t('saved_at'),
        width: 120,
        render: (row) => <Ago at={row.saved_at} />,
        value: (row) => exactTime(row.saved_at),
      },
    ],
    [t],
  )
}

function Above() {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const index = useApi<AnswerOf<'/api/admin/search/index'>>('/api/admin/search/index', {}, { refetchInterval: 5_000 }).data
  const stops = useApi<AnswerOf<'/api/admin/search/stop-words'>>('/api/admin/search/stop-words').data?.items.map(({ word }) => word) ?? []
  const edit = may('search.edit')
  const change = async (words: string[]) => {
    const items = [
      ...words.filter((word) => !stops.includes(word)).map((word) => ({ word, stops: true })),
      ...stops.filter((word) => !words.includes(word)).map((word) => ({ word, stops: false })),
    ]
    if (items.length === 0) return
    const outcomes = await api.batch('/api/admin/search/stop-words', { items }).catch((error: Error) => {
      void tell.error(error.message)
      return []
    })
    for (const { detail } of outcomes) if (detail) void tell.error(detail)
    void queries.invalidateQueries({ queryKey: ['/api/admin/search/stop-words'] })
  }
  const rebuild = async () => {
    await api.batch('/api/admin/search/rebuild', undefined)
    void tell.success(t('asked'))
    void queries.invalidateQueries({ queryKey: ['/api/admin/search/index'] })
  }
  return (
    <div className="grid-form" style={{ margin: '10px 0' }}>
      <div className="panel">
        <h2>{t('stop_words')}</h2>
        <p className="faint">{t('stop_words_hint')}</p>
        <Select
          mode="tags"
          aria-label={t('stop_words')}
          value={stops}
          disabled={!edit}
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', '，', ' ']}
          onChange={(words: string[]) => void change(words)}
          style={{ width: '100%' }}
        />
      </div>
      <div className="panel">
        <h2>{t('index')}</h2>
        {index ? (
          <Facts
            items={[
              [t('documents'), <Count key="documents" value={index.documents} />],
              [t('pending'), <Count key="pending" value={index.pending} />],
              index.rebuilt_at ? [t('rebuilt_at'), <Ago key="rebuilt" at={index.rebuilt_at} />] : null,
            ]}
          />
        ) : null}
        {edit ? (
          <Button disabled={index?.building != null} onClick={() => void rebuild()} title={t('rebuild_hint')}>
            {index?.building != null ? t('building', { built: index.built }) : t('rebuild')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

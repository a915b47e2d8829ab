import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Status } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/community/words'>
const row_id = (row: Row) => row.word

/** Words that are refused, or make somebody look twice. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const removal: BatchAction<Row>[] = [
    {
      key: 'remove',
      title: t('remove'),
      permission: 'community.judge',
      danger: true,
      most: 200,
      confirm: { title: (count) => t('remove_confirm', { count }) },
      run: (rows) => api.batch('/api/admin/community/word-removals', { words: rows.map(({ word }) => word) }),
    },
  ]
  return (
    <ListPage<Row>
      name="voice-words"
      title={t('list_title')}
      hint={t('list_hint')}
      path="/api/admin/community/words"
      whole
      row_id={row_id}
      row_name={row_id}
      columns={useColumns()}
      batch={removal}
      succeeded={({ status }) => status === 'removed'}
      actions={
        may('community.judge') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/voice-words/new')}>
            {t('new_word')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.word}</span>
            <Action row={row} />
          </div>
          <div className="card-row second">
            <span>{row.saved_by}</span>
            <Ago at={row.saved_at} />
          </div>
        </>
      )}
      empty={{ title: t('list_empty'), hint: t('list_hint') }}
    />
  )
}

function Action({ row }: { row: Row }) {
  const t = useText()
  return <Status tone={row.action === 'refuse' ? 'danger' : 'waiting'}>{t(row.action)}</Status>
}

function useColumns(): Column<Row>[] {
  const t = useText()
  return useMemo(
    () => [
      {
        key: 'word',
        title: t('word'),
        width: 260,
        grow: true,
        render: (row) => <span className="strong">{row.word}</span>,
        value: (row) => row.word,
      },
      { key: 'action', title: t('action'), width: 120, render: (row) => <Action row={row} />, value: (row) => t(row.action) },
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

import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/content/redirects'>
const path = '/api/admin/content/redirects'

/** Addresses that are gone and where they lead. */
export function Component() {
  const t = useText()
  const may = useMay()
  const columns = useMemo<Column<Row>[]>(
    () => [
      { key: 'path', title: t('redirect_from'), width: 260, grow: true, render: (row) => row.path, value: (row) => row.path },
      { key: 'target', title: t('redirect_to'), width: 260, render: (row) => row.target, value: (row) => row.target },
      {
        key: 'permanent',
        title: t('redirect_kind'),
        width: 140,
        render: (row) => t(row.permanent ? 'redirect_permanent' : 'redirect_temporary'),
        value: (row) => String(row.permanent),
      },
      {
        key: 'saved_at',
        title: t('saved_at'),
        width: 140,
        render: (row) => <TwoLines first={<Ago at={row.saved_at} />} second={row.saved_by} />,
        value: (row) => exactTime(row.saved_at),
      },
    ],
    [t],
  )
  return (
    <ListPage<Row>
      name="redirects"
      title={t('redirects_title')}
      hint={t('redirects_hint')}
      path={path}
      whole
      row_id={(row) => row.path}
      row_name={(row) => row.path}
      columns={columns}
      row_height={52}
      above={may('content.publish') ? <Add /> : undefined}
      batch={[
        {
          key: 'remove',
          title: t('remove'),
          permission: 'content.publish',
          danger: true,
          run: (rows) => api.batch('/api/admin/content/redirect-removals', { items: rows.map((row) => ({ path: row.path })) }),
        },
      ]}
      succeeded={({ status }) => status === 'removed'}
      card={(row) => (
        <>
          <div className="card-row strong">{row.path}</div>
          <div className="card-row second">{row.target}</div>
        </>
      )}
      empty={{ title: t('redirects_empty'), hint: t('redirects_hint') }}
    />
  )
}

function Add() {
  const t = useText()
  const queries = useQueryClient()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [permanent, setPermanent] = useState(true)
  const [refusal, setRefusal] = useState<string | null>(null)
  const add = async () => {
    setRefusal(null)
    try {
      const [outcome] = await api.batch(path, { items: [{ path: from.trim(), target: to.trim(), permanent }] })
      if (outcome?.detail) return setRefusal(outcome.detail)
      setFrom('')
      setTo('')
      await queries.invalidateQueries({ queryKey: [path] })
    } catch (error) {
      setRefusal((error as Error).message)
    }
  }
  return (
    <form
      style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '0 0 12px' }}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <Input
        style={{ width: 240 }}
        aria-label={t('redirect_from')}
        placeholder={`${t('redirect_from')} /old`}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <Input
        style={{ width: 240 }}
        aria-label={t('redirect_to')}
        placeholder={`${t('redirect_to')} /new`}
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <Select
        aria-label={t('redirect_kind')}
        style={{ width: 150 }}
        value={permanent}
        onChange={setPermanent}
        options={[
          { value: true, label: t('redirect_permanent') },
          { value: false, label: t('redirect_temporary') },
        ]}
      />
      <Button type="primary" htmlType="submit" disabled={!from.startsWith('/') || !to}>
        {t('redirect_add')}
      </Button>
      {refusal ? <Alert type="error" title={refusal} showIcon style={{ width: '100%' }} /> : null}
    </form>
  )
}

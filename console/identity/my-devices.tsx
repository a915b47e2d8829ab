import { useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useSignOut } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Exact, Status } from '../shared/values.tsx'
import { useText } from './text.ts'

type Session = AnswerOf<'/api/admin/sessions'>['items'][number]

/** Where I am signed in, at work and in the mall; what I do not know, or left behind, is signed out from here. */
export function Component() {
  const t = useText()
  const tell = useTell()
  const queries = useQueryClient()
  const signOut = useSignOut()
  const [busy, setBusy] = useState(false)
  const list = useApi<AnswerOf<'/api/admin/sessions'>>('/api/admin/sessions')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const rows = list.data.items.toSorted((a, b) => Number(b.current) - Number(a.current) || (a.seen_at < b.seen_at ? 1 : -1))
  const end = async (path: string) => {
    setBusy(true)
    await api
      .remove(path)
      .then(() => tell.success(t('device_ended')))
      // Somebody, or he himself in another window, was quicker: what the list shows then is what counts.
      .catch((error: { status?: number }) => (error.status === 404 ? tell.info(t('device_gone')) : tell.error(t('device_failed'))))
    await queries.invalidateQueries()
    setBusy(false)
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('my_devices')}</h1>
        <p>{t('my_devices_hint')}</p>
        <div className="page-actions">
          <Popconfirm
            title={t('device_end_others_ask')}
            okText={t('device_end_others')}
            cancelText={t('cancel')}
            onConfirm={() => void end('/api/admin/sessions?keep_this=true')}
          >
            <Button danger disabled={busy || rows.length < 2}>
              {t('device_end_others')}
            </Button>
          </Popconfirm>
        </div>
      </div>
      <section className="panel">
        <ul>
          {rows.map((row) => (
            <Device key={row.id} row={row} busy={busy} end={() => (row.current ? signOut() : end(`/api/admin/sessions/${row.id}`))} />
          ))}
        </ul>
      </section>
    </div>
  )
}

function Device({ row, busy, end }: { row: Session; busy: boolean; end(): Promise<void> }) {
  const t = useText()
  const device = row.device_label === 'unknown device' ? t('device_unknown') : row.device_label
  const where = `${t.maybe(`audience_${row.audience}`, row.audience)} · ${t.maybe(`method_${row.method}`, row.method)}`
  return (
    <li className="card-row" style={{ padding: '12px 0', borderTop: '1px solid var(--line)', alignItems: 'center', gap: 12 }}>
      <span style={{ display: 'grid', gap: 2, minWidth: 0 }}>
        <strong style={{ overflowWrap: 'anywhere' }}>{device}</strong>
        <span className="faint">
          {where} · <span className="number">{row.address}</span>
        </span>
        <span className="faint">
          {t('device_since')} <Exact at={row.started_at} /> · {t('device_seen')} <Ago at={row.seen_at} />
        </span>
        {row.current ? (
          <span>
            <Status tone="active">{t('device_this')}</Status>
          </span>
        ) : null}
      </span>
      <Popconfirm
        title={t(row.current ? 'device_end_this_ask' : 'device_end_ask')}
        okText={t('device_end')}
        cancelText={t('cancel')}
        onConfirm={() => void end()}
      >
        <Button disabled={busy} aria-label={`${t('device_end')} ${device} ${where}`}>
          {t('device_end')}
        </Button>
      </Popconfirm>
    </li>
  )
}

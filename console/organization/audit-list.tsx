import { Button } from 'antd'
import { useMemo } from 'react'
import { api } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, TwoLines } from '../shared/values.tsx'
import { useAuditWords } from './audit-words.ts'
import type { ChangeRow } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: ChangeRow) => `${row.chain}.${row.seq}`
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What differs, in one line. */
function brief({ before, after }: ChangeRow): string {
  const old = (before ?? {}) as Record<string, unknown>
  const fresh = (after ?? {}) as Record<string, unknown>
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((key) => text(old[key]) !== text(fresh[key]) && key !== 'id')
    .map((key) =>
      key in old && old[key] !== null ? `${key}: ${text(old[key])} → ${text(fresh[key] ?? null)}` : `${key}: ${text(fresh[key])}`,
    )
    .join('; ')
}

/** What staff changed, by person, thing and time; nothing here can be altered unseen. */
export function Component() {
  const t = useText()
  const words = useAuditWords()
  return (
    <ListPage<ChangeRow>
      name="audit"
      title={t('audit_title')}
      path="/api/admin/changes"
      row_id={row_id}
      row_name={words.of}
      row_height={48}
      columns={useColumns()}
      filters={[
        { key: 'happened', title: t('period'), kind: 'dates' },
        { key: 'by_id', title: t('by'), kind: 'text', width: 200 },
        { key: 'subject', title: t('subject'), kind: 'choice', options: words.subjects },
        { key: 'subject_id', title: t('subject_id'), kind: 'text', width: 200 },
        { key: 'request_id', title: t('request_id'), kind: 'text', width: 200 },
      ]}
      actions={<Verify />}
      open={row_id}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{words.of(row)}</strong>
            <Ago at={row.happened_at} />
          </div>
          <div className="card-row second">
            <span>{row.by_name}</span>
            <span>{row.subject_id}</span>
          </div>
        </>
      )}
      empty={{ title: t('audit_empty'), hint: t('audit_empty_hint') }}
    />
  )
}

function useColumns(): Column<ChangeRow>[] {
  const t = useText()
  const words = useAuditWords()
  const organizations = useOrganizations()
  return useMemo(
    () => [
      {
        key: 'happened_at',
        title: t('at'),
        width: 110,
        render: (row) => <Ago at={row.happened_at} />,
        value: (row) => exactTime(row.happened_at),
      },
      { key: 'by_name', title: t('by'), width: 140, render: (row) => row.by_name, value: (row) => row.by_name },
      {
        key: 'subject',
        title: t('subject'),
        width: 230,
        render: (row) => <TwoLines first={words.of(row)} second={<span className="number">{row.subject_id}</span>} />,
        value: (row) => `${words.of(row)} ${row.subject_id}`,
      },
      { key: 'change', title: t('change'), width: 320, grow: true, render: (row) => brief(row) || <Missing />, value: brief },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 140,
        render: (row) => organizations.name(row.organization_id) || <Missing />,
        value: (row) => organizations.name(row.organization_id),
      },
      { key: 'route', title: t('route'), width: 220, render: (row) => row.route ?? <Missing />, value: (row) => row.route, hidden: true },
    ],
    [t, words, organizations],
  )
}

/** Reads the chains of the last thirty days and says whether anything was touched. */
function Verify() {
  const t = useText()
  const tell = useTell()
  if (!useMay()('audit.verify')) return null
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const verify = async () => {
    const { changes, faults } = await api.get<{ changes: number; faults: object[] }>('/api/admin/changes/verification', {
      from: day(30),
      to: day(-1),
    })
    if (faults.length === 0) void tell.success(t('verify_good', { changes }))
    else void tell.error(t('verify_bad', { count: faults.length }), 8)
  }
  return <Button onClick={() => void verify()}>{t('verify')}</Button>
}

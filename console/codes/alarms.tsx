import { Input, Modal, Select } from 'antd'
import { useId, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { CaseRow, Diversion } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: CaseRow) => row.case_id
const rules = ['too_many_scans', 'impossible_travel', 'diverted', 'busy_device'] as const
const decide = (items: object[]) => api.batch('/api/admin/codes/cases/decisions', { items })

/** What the rules found strange: taken on, looked into, closed with what it was. Diversions are counted by dealer above. */
export function Component() {
  const t = useText()
  return (
    <ListPage<CaseRow>
      name="code-alarms"
      title={t('alarms')}
      path="/api/admin/codes/cases"
      also_refresh={['/api/admin/codes/cases/counts']}
      row_id={row_id}
      row_name={(row) => row.code}
      row_height={52}
      columns={useColumns()}
      filters={[{ key: 'rule', title: t('rule'), kind: 'choice', options: rules.map((value) => ({ value, label: t(`rule_${value}`) })) }]}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'open', title: t('open'), alert: true },
          { value: 'closed', title: t('closed') },
          { value: 'all', title: t('all') },
        ],
        counts_path: '/api/admin/codes/cases/counts',
        count: (counts, value) => (counts as Record<string, number>)[value],
      }}
      batch={useBatch()}
      succeeded={({ status }) => ['taken', 'given_back', 'closed'].includes(status)}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{t(`rule_${row.rule}`)}</span>
            <Ago at={row.last_seen_at} />
          </div>
          <div className="card-row second">
            <span style={{ overflowWrap: 'anywhere' }}>{row.code}</span>
            <span>×{row.times}</span>
          </div>
          <div className="card-row second">
            <span>{detailOf(t, row)}</span>
            <CaseState row={row} />
          </div>
        </>
      )}
      empty={{ title: t('no_alarms') }}
      refetch_ms={20_000}
      above={<Diversions />}
    />
  )
}

/** What happened in the reader's language: the sentence is chosen by the rule, its numbers are those of the detail. */
function detailOf(t: ReturnType<typeof useText>, row: CaseRow): string {
  const [a = '', b = '', c = ''] = (row.detail.match(/\d+/g) ?? []) as string[]
  return t.maybe(`detail_${row.rule}`, row.detail, { a, b, c })
}

function CaseState({ row }: { row: CaseRow }) {
  const t = useText()
  if (row.outcome) return <Status tone={row.outcome === 'cleared' ? 'quiet' : 'danger'}>{t(`outcome_${row.outcome}`)}</Status>
  return <Status tone={row.owner_name ? 'active' : 'waiting'}>{row.owner_name ?? t('open')}</Status>
}

function useColumns(): Column<CaseRow>[] {
  const t = useText()
  return useMemo(
    () => [
      {
        key: 'rule',
        title: t('rule'),
        width: 130,
        render: (row) => <span className="strong">{t(`rule_${row.rule}`)}</span>,
        value: (row) => row.rule,
      },
      {
        key: 'code',
        title: t('code'),
        width: 230,
        render: (row) => (
          <Link className="number" to={`/code-history?code=${encodeURIComponent(row.code)}`} onClick={(event) => event.stopPropagation()}>
            {row.code}
          </Link>
        ),
        value: (row) => row.code,
      },
      {
        key: 'detail',
        title: t('detail'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={detailOf(t, row)} second={row.note} />,
        value: (row) => detailOf(t, row),
      },
      {
        key: 'times',
        title: t('times'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.times} />,
        value: (row) => row.times,
      },
      { key: 'outcome', title: t('outcome'), width: 130, render: (row) => <CaseState row={row} />, value: (row) => row.outcome },
      { key: 'owner', title: t('owner'), width: 110, render: (row) => row.owner_name ?? <Missing />, value: (row) => row.owner_name },
      {
        key: 'last_seen_at',
        title: t('last_seen_at'),
        width: 110,
        render: (row) => <Ago at={row.last_seen_at} />,
        value: (row) => exactTime(row.last_seen_at),
      },
    ],
    [t],
  )
}

function useBatch(): BatchAction<CaseRow>[] {
  const t = useText()
  const open = (row: CaseRow) => row.closed_at === null
  return [
    {
      key: 'take',
      title: t('take'),
      permission: 'codes.judge',
      primary: true,
      applies: open,
      most: 200,
      run: (rows) => decide(rows.map(({ case_id }) => ({ id: case_id, owner: true }))),
    },
    { key: 'close', title: t('close'), permission: 'codes.judge', applies: open, most: 200, form: CloseForm },
  ]
}

function CloseForm({ rows, run, cancel }: { rows: CaseRow[]; run(work: (rows: CaseRow[]) => Promise<Outcome[]>): void; cancel(): void }) {
  const t = useText()
  const words = useWords()
  const field = useId()
  const [outcome, setOutcome] = useState<'counterfeit' | 'diverted' | 'cleared'>('cleared')
  const [note, setNote] = useState('')
  return (
    <Modal
      open
      title={t('close_title', { count: rows.length })}
      okText={t('close')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !note.trim() }}
      onOk={() => run((set) => decide(set.map(({ case_id }) => ({ id: case_id, outcome, note: note.trim() }))))}
      onCancel={cancel}
      width={440}
    >
      <div className="field">
        <label htmlFor={`${field}-outcome`}>{t('outcome')}</label>
        <Select
          id={`${field}-outcome`}
          value={outcome}
          onChange={setOutcome}
          options={(['cleared', 'diverted', 'counterfeit'] as const).map((value) => ({ value, label: t(`outcome_${value}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${field}-note`}>{t('note')}</label>
        <Input.TextArea id={`${field}-note`} rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
    </Modal>
  )
}

function Diversions() {
  const t = useText()
  const items = useApi<{ items: Diversion[] }>('/api/admin/codes/diversions', {}, { retry: false }).data?.items ?? []
  if (items.length === 0) return null
  return (
    <details className="panel" style={{ margin: '10px 0' }}>
      <summary className="strong">
        {t('diversions')} · {items.reduce((sum, { codes }) => sum + codes, 0)}
      </summary>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('dealer')}</th>
              <th>{t('lot')}</th>
              <th>{t('expected')}</th>
              <th>{t('seen')}</th>
              <th className="right">{t('pieces')}</th>
              <th style={{ paddingLeft: 20 }}>{t('last_seen_at')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={`${one.dealer_id} ${one.batch_id} ${one.expected_region} ${one.seen_region}`}>
                <td>{one.dealer_id ?? <span className="faint">{t('nobody')}</span>}</td>
                <td>{one.lot}</td>
                <td className="number">{one.expected_region}</td>
                <td className="number">{one.seen_region}</td>
                <td className="right">
                  <Count value={one.codes} />
                </td>
                <td style={{ paddingLeft: 20 }}>
                  <Ago at={one.last_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

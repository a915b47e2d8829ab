import { Input, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Connection, Difference } from './model.ts'
import { useStatementText } from './statement-text.ts'
import { useText } from './text.ts'

const row_id = ({ connection_id, external_no, kind }: Difference) => `${connection_id} ${external_no} ${kind}`
const kinds = ['order_unknown', 'sale_differs', 'refund_differs', 'not_paid'] as const

/** Where what platforms paid and what we sold say different things. */
export function Component() {
  const t = useText()
  const s = useStatementText()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const names = useMemo(() => new Map((shops.data?.items ?? []).map(({ connection_id, name }) => [connection_id, name])), [shops.data])
  const columns = useMemo<Column<Difference>[]>(
    () => [
      {
        ...{ key: 'external_no', title: t('external_no'), width: 230, grow: true },
        render: (row) => (
          <TwoLines
            first={
              row.order_id ? (
                <Link to={`/orders/${row.order_id}`}>{row.external_no}</Link>
              ) : (
                <span className="number strong">{row.external_no}</span>
              )
            }
            second={names.get(row.connection_id) ?? row.connection_id}
          />
        ),
        value: (row) => row.external_no,
      },
      { key: 'kind', title: s('difference'), width: 150, render: (row) => <Kind row={row} />, value: (row) => s(`difference_${row.kind}`) },
      {
        ...{ key: 'ours_minor', title: s('ours'), width: 130, align: 'right' },
        render: (row) => (row.ours_minor === null ? <Missing /> : <Amount minor={row.ours_minor} currency={row.currency} />),
        value: (row) => (row.ours_minor === null ? '' : majorOf(row.ours_minor, row.currency)),
      },
      {
        ...{ key: 'theirs_minor', title: s('theirs'), width: 130, align: 'right' },
        render: (row) => <Amount minor={row.theirs_minor} currency={row.currency} />,
        value: (row) => majorOf(row.theirs_minor, row.currency),
      },
      {
        key: 'day',
        title: s('statement_day'),
        width: 120,
        render: (row) => <span className="number">{row.day}</span>,
        value: (row) => row.day,
      },
      {
        ...{ key: 'note', title: s('accept_note'), width: 220 },
        render: (row) => (row.note ? <TwoLines first={row.note} second={row.accepted_by ?? ''} /> : null),
        value: (row) => row.note ?? '',
      },
      { key: 'found_at', title: s('found_at'), width: 120, render: (row) => <Ago at={row.found_at} />, value: (row) => row.found_at },
    ],
    [t, s, names],
  )
  return (
    <ListPage<Difference>
      name="marketplace-differences"
      title={s('differences_title')}
      hint={s('differences_hint')}
      path="/api/admin/marketplaces/differences"
      also_refresh={['/api/admin/marketplaces/statements']}
      row_id={row_id}
      row_name={(row) => row.external_no}
      row_height={52}
      columns={columns}
      search={{ key: 'number', placeholder: t('external_no') }}
      filters={[
        {
          ...{ key: 'kind', title: s('difference'), kind: 'choice', width: 160 },
          options: kinds.map((value) => ({ value, label: s(`difference_${value}`) })),
        },
        {
          ...{ key: 'connection_id', title: t('name'), kind: 'choice', width: 220 },
          options: [...names].map(([value, label]) => ({ value, label })),
        },
      ]}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'open', title: s('difference_open'), alert: true },
          { value: 'accepted', title: s('difference_accepted') },
          { value: 'gone', title: s('difference_gone') },
        ],
      }}
      batch={[
        {
          ...{ key: 'accept', title: s('accept'), permission: 'marketplaces.settle', primary: true, form: Accept, most: 500 },
          applies: ({ state }) => state === 'open',
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="number strong">{row.external_no}</span>
            <Kind row={row} />
          </div>
          <div className="card-row second">
            <span>{names.get(row.connection_id) ?? row.connection_id}</span>
            <span>
              {row.ours_minor === null ? <Missing /> : <Amount minor={row.ours_minor} currency={row.currency} />} →{' '}
              <Amount minor={row.theirs_minor} currency={row.currency} />
            </span>
          </div>
          {row.note ? <div className="card-row second">{row.note}</div> : null}
        </>
      )}
      empty={{
        title: s('differences_empty'),
        hint: s('differences_empty_hint'),
        action: <Link to="/marketplace-statements">{s('statements')}</Link>,
      }}
      refetch_ms={20_000}
      succeeded={({ status }) => /accepted$/.test(status)}
      reason={({ status, detail }) => s.maybe(`accept_${status}`, detail ?? status)}
    />
  )
}

function Kind({ row }: { row: Difference }) {
  const s = useStatementText()
  return <Status tone={row.state === 'open' ? 'danger' : 'quiet'}>{s(`difference_${row.kind}`)}</Status>
}

interface FormProps {
  rows: Difference[]
  run(work: (rows: Difference[]) => Promise<Outcome[]>): void
  cancel(): void
}
function Accept({ rows, run, cancel }: FormProps) {
  const s = useStatementText()
  const words = useWords()
  const [note, setNote] = useState('')
  const send = (some: Difference[]) =>
    api.batch('/api/admin/marketplaces/differences/acceptances', {
      items: some.map(({ connection_id, external_no, kind }) => ({ connection_id, external_no, kind, note: note.trim() })),
    })
  return (
    <Modal
      open
      title={s('accept_title', { count: rows.length })}
      okText={s('accept')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: note.trim() === '' }}
      onOk={() => run(send)}
      onCancel={cancel}
    >
      <p className="faint">{s('accept_hint')}</p>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={300}
        value={note}
        aria-label={s('accept_note')}
        placeholder={s('accept_note')}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}

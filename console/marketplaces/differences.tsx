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
import { useText } from './text.ts'

const row_id = ({ connection_id, external_no, kind }: Difference) => `${connection_id} ${external_no} ${kind}`
const kinds = ['order_unknown', 'sale_differs', 'refund_differs', 'not_paid'] as const

/** Where what platforms paid and what we sold say different things. */
export function Component() {
  const t = useText()
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
      { key: 'kind', title: t('difference'), width: 150, render: (row) => <Kind row={row} />, value: (row) => t(`difference_${row.kind}`) },
      {
        ...{ key: 'ours_minor', title: t('ours'), width: 130, align: 'right' },
        render: (row) => (row.ours_minor === null ? <Missing /> : <Amount minor={row.ours_minor} currency={row.currency} />),
        value: (row) => (row.ours_minor === null ? '' : majorOf(row.ours_minor, row.currency)),
      },
      {
        ...{ key: 'theirs_minor', title: t('theirs'), width: 130, align: 'right' },
        render: (row) => <Amount minor={row.theirs_minor} currency={row.currency} />,
        value: (row) => majorOf(row.theirs_minor, row.currency),
      },
      {
        key: 'day',
        title: t('statement_day'),
        width: 120,
        render: (row) => <span className="number">{row.day}</span>,
        value: (row) => row.day,
      },
      {
        ...{ key: 'note', title: t('accept_note'), width: 220 },
        render: (row) => (row.note ? <TwoLines first={row.note} second={row.accepted_by ?? ''} /> : null),
        value: (row) => row.note ?? '',
      },
      { key: 'found_at', title: t('found_at'), width: 120, render: (row) => <Ago at={row.found_at} />, value: (row) => row.found_at },
    ],
    [t, names],
  )
  return (
    <ListPage<Difference>
      name="marketplace-differences"
      title={t('differences_title')}
      hint={t('differences_hint')}
      path="/api/admin/marketplaces/differences"
      also_refresh={['/api/admin/marketplaces/statements']}
      row_id={row_id}
      row_name={(row) => row.external_no}
      row_height={52}
      columns={columns}
      search={{ key: 'number', placeholder: t('external_no') }}
      filters={[
        {
          ...{ key: 'kind', title: t('difference'), kind: 'choice', width: 160 },
          options: kinds.map((value) => ({ value, label: t(`difference_${value}`) })),
        },
        {
          ...{ key: 'connection_id', title: t('name'), kind: 'choice', width: 220 },
          options: [...names].map(([value, label]) => ({ value, label })),
        },
      ]}
      tabs={{
        key: 'state',
        tabs: [
          { value: 'open', title: t('difference_open'), alert: true },
          { value: 'accepted', title: t('difference_accepted') },
          { value: 'gone', title: t('difference_gone') },
        ],
      }}
      batch={[
        {
          ...{ key: 'accept', title: t('accept'), permission: 'marketplaces.settle', primary: true, form: Accept, most: 500 },
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
        title: t('differences_empty'),
        hint: t('differences_empty_hint'),
        action: <Link to="/marketplace-statements">{t('statements')}</Link>,
      }}
      refetch_ms={20_000}
      succeeded={({ status }) => /accepted$/.test(status)}
      reason={({ status, detail }) => t.maybe(`accept_${status}`, detail ?? status)}
    />
  )
}

function Kind({ row }: { row: Difference }) {
  const t = useText()
  return <Status tone={row.state === 'open' ? 'danger' : 'quiet'}>{t(`difference_${row.kind}`)}</Status>
}

interface FormProps {
  rows: Difference[]
  run(work: (rows: Difference[]) => Promise<Outcome[]>): void
  cancel(): void
}
function Accept({ rows, run, cancel }: FormProps) {
  const t = useText()
  const words = useWords()
  const [note, setNote] = useState('')
  const send = (some: Difference[]) =>
    api.batch('/api/admin/marketplaces/differences/acceptances', {
      items: some.map(({ connection_id, external_no, kind }) => ({ connection_id, external_no, kind, note: note.trim() })),
    })
  return (
    <Modal
      open
      title={t('accept_title', { count: rows.length })}
      okText={t('accept')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: note.trim() === '' }}
      onOk={() => run(send)}
      onCancel={cancel}
    >
      <p className="faint">{t('accept_hint')}</p>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={300}
        value={note}
        aria-label={t('accept_note')}
        placeholder={t('accept_note')}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}

import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Missing, Status, TwoLines } from '../shared/values.tsx'
import { type RequestRow, toneOf } from './model.ts'
import { useText } from './text.ts'

const row_id = (row: RequestRow) => row.id

/** What waits for my signature, what I asked, what I decided. */
export function Component() {
  const t = useText()
  const may = useMay()
  const tabs = ['to_decide', 'asked', 'decided', ...(may('approvals.read') ? ['all'] : [])]
  return (
    <ListPage<RequestRow>
      name="approvals"
      title={t('title')}
      path="/api/admin/approvals"
      also_refresh={['/api/admin/approvals/counts']}
      row_id={row_id}
      row_name={(row) => row.title}
      row_height={52}
      columns={useColumns()}
      search={{ key: 'query', placeholder: t('search') }}
      tabs={{
        key: 'tab',
        tabs: tabs.map((tab) => ({ value: tab === 'to_decide' ? '' : tab, title: t.maybe(`tab_${tab}`, tab) })),
        counts_path: '/api/admin/approvals/counts',
        count: (counts, tab) => {
          const { to_decide, asked, returned } = counts as { to_decide: number; asked: number; returned: number }
          return tab === '' ? to_decide : tab === 'asked' ? asked + returned : null
        },
      }}
      actions={
        <Link to="new">
          <Button>{t('new_request')}</Button>
        </Link>
      }
      open={row_id}
      card={(row) => <Card row={row} />}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={20_000}
    />
  )
}

function useColumns(): Column<RequestRow>[] {
  const t = useText()
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('matter'),
        width: 320,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.title}</span>} second={row.organization_name} />,
        value: (row) => row.title,
      },
      {
        key: 'state',
        title: t('state'),
        width: 170,
        render: (row) => <State row={row} />,
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
      {
        key: 'amount_minor',
        title: t('amount'),
        width: 130,
        align: 'right',
        render: (row) => <Amount minor={row.amount_minor} currency={row.currency ?? 'CNY'} />,
        value: (row) => (row.amount_minor === null ? null : majorOf(row.amount_minor, row.currency ?? 'CNY')),
      },
      { key: 'asked_by', title: t('asked_by'), width: 120, render: (row) => row.asked_by_name, value: (row) => row.asked_by_name },
      {
        key: 'asked_at',
        title: t('asked_at'),
        width: 120,
        render: (row) => <Ago at={row.asked_at} />,
        value: (row) => exactTime(row.asked_at),
      },
      {
        key: 'due_at',
        title: t('due_at'),
        width: 120,
        render: (row) => (row.due_at ? <Ago at={row.due_at} /> : <Missing />),
        value: (row) => (row.due_at ? exactTime(row.due_at) : null),
        hidden: true,
      },
    ],
    [t],
  )
}

export function State({ row }: { row: Pick<RequestRow, 'state' | 'result'> }) {
  const t = useText()
  return (
    <Status tone={row.result === 'ground_moved' ? 'danger' : toneOf(row.state)}>
      {t.maybe(`state_${row.state}`, row.state)}
      {row.result ? <small className="faint">{t.maybe(`result_${row.result}`, row.result)}</small> : null}
    </Status>
  )
}

function Card({ row }: { row: RequestRow }) {
  return (
    <>
      <div className="card-row">
        <strong>{row.title}</strong>
        <Amount minor={row.amount_minor} currency={row.currency ?? 'CNY'} strong />
      </div>
      <div className="card-row second">
        <span>
          {row.asked_by_name} · {row.organization_name}
        </span>
        <Ago at={row.asked_at} />
      </div>
      <div className="card-row second">
        <State row={row} />
      </div>
    </>
  )
}

import { Button, DatePicker, Modal, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, useApi } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Count, Status, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Connection, Platform, Statement } from './model.ts'
import { useStatementText } from './statement-text.ts'
import { useText } from './text.ts'

const path = '/api/admin/marketplaces/statements'
/** As the outcomes name it. */
export const row_id = ({ connection_id, day }: Statement) => `${connection_id} ${day}`
const netOf = ({ sale_minor, refund_minor, fee_minor, other_minor }: Statement) => sale_minor + refund_minor + fee_minor + other_minor

/** What each platform says it paid, day by day. */
export function Component() {
  const t = useText()
  const s = useStatementText()
  const may = useMay()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const names = useMemo(() => new Map((shops.data?.items ?? []).map(({ connection_id, name }) => [connection_id, name])), [shops.data])
  const [asking, setAsking] = useState(false)
  const columns = useMemo<Column<Statement>[]>(() => {
    const amount = (key: 'sale_minor' | 'refund_minor' | 'fee_minor' | 'other_minor', title: string): Column<Statement> => ({
      ...{ key, title, width: 112, align: 'right' },
      render: (row) => (row.state === 'taken' ? <Amount minor={row[key]} currency={row.currency ?? 'CNY'} /> : null),
      value: (row) => majorOf(row[key], row.currency ?? 'CNY'),
    })
    return [
      {
        key: 'day',
        title: s('statement_day'),
        width: 210,
        grow: true,
        render: (row) => (
          <TwoLines first={<span className="number strong">{row.day}</span>} second={names.get(row.connection_id) ?? row.connection_id} />
        ),
        value: (row) => row.day,
      },
      { key: 'state', title: t('state'), width: 110, render: (row) => <State row={row} />, value: (row) => row.state },
      amount('sale_minor', s('kind_sale')),
      amount('refund_minor', s('kind_refund')),
      amount('fee_minor', s('kind_fee')),
      amount('other_minor', s('kind_other')),
      {
        ...{ key: 'net', title: s('net'), width: 115, align: 'right' },
        render: (row) => (row.state === 'taken' ? <Amount minor={netOf(row)} currency={row.currency ?? 'CNY'} /> : null),
        value: (row) => majorOf(netOf(row), row.currency ?? 'CNY'),
      },
      {
        ...{ key: 'differences', title: s('differences'), width: 90, align: 'right' },
        render: (row) =>
          row.differences > 0 ? (
            <Link to={`/marketplace-differences?connection_id=${row.connection_id}`} className="refused">
              <Count value={row.differences} />
            </Link>
          ) : (
            <Count value={0} />
          ),
        value: (row) => row.differences,
      },
      { key: 'taken_at', title: s('taken_at'), width: 120, render: (row) => <Ago at={row.taken_at} />, value: (row) => row.taken_at ?? '' },
    ]
  }, [t, s, names])
  return (
    <>
      <ListPage<Statement>
        name="marketplace-statements"
        title={s('statements')}
        hint={s('statements_hint')}
        path={path}
        row_id={row_id}
        row_name={(row) => `${names.get(row.connection_id) ?? row.connection_id} ${row.day}`}
        row_height={52}
        columns={columns}
        open={(row) => encodeURIComponent(row_id(row))}
        filters={[
          {
            ...{ key: 'connection_id', title: t('name'), kind: 'choice', width: 220 },
            options: [...names].map(([value, label]) => ({ value, label })),
          },
        ]}
        tabs={{
          key: 'state',
          tabs: [
            { value: '', title: t('tab_all') },
            { value: 'taken', title: s('statement_taken') },
            { value: 'asked', title: s('statement_asked') },
          ],
        }}
        batch={[
          {
            ...{ key: 'again', title: s('fetch_again'), permission: 'marketplaces.settle', most: 100 },
            run: (rows) => api.batch(path, { items: rows.map(({ connection_id, day }) => ({ connection_id, day })) }),
          },
        ]}
        actions={
          may('marketplaces.settle') ? (
            <Button type="primary" onClick={() => setAsking(true)}>
              {s('fetch')}
            </Button>
          ) : undefined
        }
        card={(row) => (
          <>
            <div className="card-row">
              <span className="number strong">{row.day}</span>
              <State row={row} />
            </div>
            <div className="card-row second">
              <span>{names.get(row.connection_id) ?? row.connection_id}</span>
              {row.state === 'taken' ? <Amount minor={netOf(row)} currency={row.currency ?? 'CNY'} /> : null}
            </div>
            {row.differences > 0 ? (
              <div className="card-row second refused">{s('differences_count', { count: row.differences })}</div>
            ) : null}
          </>
        )}
        empty={{ title: s('statements_empty'), hint: s('statements_empty_hint'), action: <Link to="/marketplaces">{t('title')}</Link> }}
        refetch_ms={10_000}
        succeeded={({ status }) => /asked$/.test(status)}
        reason={({ status, detail }) => s.maybe(`ask_${status}`, detail ?? status)}
      />
      {asking ? <Ask close={() => setAsking(false)} /> : null}
    </>
  )
}

export function State({ row }: { row: Statement }) {
  const s = useStatementText()
  if (row.state === 'taken') return <Status tone="done">{s('statement_taken')}</Status>
  return <Status tone={row.failure ? 'waiting' : 'active'}>{s(row.failure ? 'statement_waits' : 'statement_asked')}</Status>
}

/** One shop and one day: shops whose platform tells no statements are not offered. */
function Ask({ close }: { close(): void }) {
  const t = useText()
  const s = useStatementText()
  const words = useWords()
  const tell = useTell()
  const shops = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { staleTime: 60_000 })
  const platforms = useApi<{ items: Platform[] }>('/api/admin/marketplaces/platforms', {}, { staleTime: 600_000 })
  const telling = new Set(
    (platforms.data?.items ?? []).filter(({ operations }) => operations.includes('statement')).map(({ platform }) => platform),
  )
  const [connection_id, setShop] = useState<string | null>(null)
  const [day, setDay] = useState<Dayjs | null>(null)
  const ask = async () => {
    try {
      const [outcome] = await api.batch(path, { items: [{ connection_id, day: day!.format('YYYY-MM-DD') }] })
      if (outcome && !/asked$/.test(outcome.status))
        return void tell.error(s.maybe(`ask_${outcome.status}`, outcome.detail ?? outcome.status))
      void tell.success(t('asked'))
      close()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  return (
    <Modal
      open
      title={s('fetch')}
      okText={s('fetch')}
      cancelText={words('cancel')}
      okButtonProps={{ disabled: !connection_id || !day }}
      onOk={() => void ask()}
      onCancel={close}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Select
          aria-label={t('name')}
          placeholder={t('name')}
          value={connection_id}
          onChange={setShop}
          options={(shops.data?.items ?? [])
            .filter(({ platform }) => telling.has(platform))
            .map(({ connection_id, name }) => ({ value: connection_id, label: name }))}
        />
        <DatePicker
          value={day}
          onChange={setDay}
          aria-label={t('day')}
          placeholder={t('day')}
          disabledDate={(one) => one.valueOf() > Date.now()}
        />
      </div>
    </Modal>
  )
}

import { useMemo } from 'react'
import { api, type RowOf } from '../shared/api.ts'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Missing, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/services-to-perform'>
const row_id = (row: Row) => row.order_id
const whereOf = ({ address }: Row) =>
  ['province', 'city', 'district', 'street']
    .map((key) => address[key])
    .filter(Boolean)
    .join(' ')

/** Installations and the like that were sold: who comes to do them says here that it is done. */
export function Component() {
  const t = useText()
  const done: BatchAction<Row> = {
    key: 'done',
    title: t('done'),
    permission: 'orders.ship',
    primary: true,
    applies: () => true,
    most: 200,
    run: (rows) => api.batch('/api/admin/services-performed', { ids: rows.map(row_id) }),
  }
  return (
    <ListPage<Row>
      name="services-to-perform"
      title={t('to_perform')}
      path="/api/admin/services-to-perform"
      row_id={row_id}
      row_name={(row) => row.order_no}
      row_height={60}
      columns={useColumns()}
      batch={[done]}
      succeeded={({ status }) => status === 'performed' || status.startsWith('already_')}
      reason={({ status, detail }) => t.maybe(status, detail ?? status)}
      card={(row) => <Card row={row} />}
      empty={{ title: t('to_perform_empty'), hint: t('to_perform_hint') }}
      refetch_ms={60_000}
    />
  )
}

function Where({ row }: { row: Row }) {
  const t = useText()
  if (!row.paid) return <Status tone="waiting">{t('unpaid')}</Status>
  return row.goods_under_way ? <Status tone="waiting">{t('goods_under_way')}</Status> : <Status tone="active">{t('can_begin')}</Status>
}

const namesOf = ({ services }: Row, inLanguage: (words: { zh: string; en: string }) => string) =>
  services.map(({ title, quantity }) => `${inLanguage(title)} ×${quantity}`).join('、')

function Card({ row }: { row: Row }) {
  const inLanguage = useInLanguage()
  return (
    <>
      <div className="card-row">
        <span className="strong">{namesOf(row, inLanguage)}</span>
        <Where row={row} />
      </div>
      <div className="card-row">
        <span style={{ overflowWrap: 'anywhere' }}>
          {row.buyer_name} <span className="number">{row.buyer_phone}</span>
        </span>
      </div>
      <div className="card-row second">
        <span style={{ overflowWrap: 'anywhere' }}>{whereOf(row)}</span>
        <Ago at={row.placed_at} />
      </div>
    </>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'services',
        title: t('what'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={namesOf(row, inLanguage)} second={row.order_no} />,
        value: (row) => `${namesOf(row, inLanguage)} ${row.order_no}`,
      },
      {
        key: 'buyer',
        title: t('buyer'),
        width: 170,
        render: (row) => <TwoLines first={row.buyer_name} second={<span className="number">{row.buyer_phone}</span>} />,
        value: (row) => `${row.buyer_name} ${row.buyer_phone ?? ''}`,
      },
      { key: 'where', title: t('where'), width: 300, render: (row) => whereOf(row) || <Missing />, value: whereOf },
      {
        key: 'state',
        title: t('state'),
        width: 130,
        render: (row) => <Where row={row} />,
        value: (row) => t(row.paid ? (row.goods_under_way ? 'goods_under_way' : 'can_begin') : 'unpaid'),
      },
      {
        key: 'placed_at',
        title: t('placed_at'),
        width: 110,
        render: (row) => <Ago at={row.placed_at} />,
        value: (row) => exactTime(row.placed_at),
      },
    ],
    [t, inLanguage],
  )
}

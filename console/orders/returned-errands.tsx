import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Ago } from '../shared/values.tsx'
import { useBureauText } from './bureaus-text.ts'
import { AssignForm, addressOf, ErrandStatus, useBureaus, useDutyFilter, useErrandColumns, useGoods, usePart } from './errands.tsx'

type Row = RowOf<'/api/admin/returned-errands'>
type Counts = RowOf<'/api/admin/returned-errands/counts'>[]
const row_id = (row: Row) => row.id

/** Orders that came back to the head office or found no bureau. */
export function Component() {
  const t = useBureauText()
  const goodsOf = useGoods()
  const shared = useErrandColumns<Row>()
  const inLanguage = useInLanguage()
  const partOf = usePart()
  const bureaus = useBureaus()
  const columns = useMemo<Column<Row>[]>(() => {
    const nameOf = (id: string) => inLanguage(bureaus.find(({ bureau_id }) => bureau_id === id)?.name) || id
    const passed = (row: Row) => row.passed_over.map(({ bureau_id, why }) => `${nameOf(bureau_id)}（${t(`why_${why}`)}）`).join('、')
    return [
      {
        key: 'order',
        title: t('order_no'),
        width: 140,
        render: (row) => <OrderLink row={row} />,
        value: (row) => row.order_no,
      },
      ...shared.filter(({ key }) => key !== 'order_no'),
      {
        key: 'passed',
        title: t('passed_over', { list: '' }).replace(/[：:]\s*$/, ''),
        width: 200,
        render: (row) => <span title={passed(row)}>{passed(row)}</span>,
        value: passed,
      },
    ]
  }, [t, shared, inLanguage, bureaus])
  return (
    <ListPage<Row>
      name="returned-orders"
      title={t('back')}
      hint={t('back_hint')}
      path="/api/admin/returned-errands"
      row_id={row_id}
      row_name={(row) => row.order_no}
      row_height={52}
      columns={columns}
      search={{ key: 'q', placeholder: t('inbox_search') }}
      filters={[useDutyFilter()]}
      tabs={{
        key: 'status',
        tabs: [
          { value: '', title: t('back') },
          { value: 'returned', title: t('tab_returned') },
          { value: 'unassigned', title: t('tab_unassigned') },
        ],
        counts_path: '/api/admin/returned-errands/counts',
        count: (counts, value) =>
          (counts as { items: Counts }).items.reduce((sum, one) => (value === '' || one.status === value ? sum + one.errands : sum), 0),
      }}
      batch={[{ key: 'assign', title: t('assign'), permission: 'bureaus.assign', primary: true, most: 1000, form: AssignForm }]}
      also_refresh={['/api/admin/bureaus', '/api/admin/orders']}
      card={(row) => (
        <>
          <div className="card-row">
            <OrderLink row={row} />
            <ErrandStatus row={row} />
          </div>
          <div className="card-row">{goodsOf(row)}</div>
          <div className="card-row second">
            <span>
              {[partOf(row), inLanguage(row.bureau_name), row.return_reason ? t(`reason_${row.return_reason}`) : null, row.return_note]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
          <div className="card-row second">
            <span>{addressOf(row)}</span>
            <span style={{ whiteSpace: 'nowrap' }}>
              <Ago at={row.assigned_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('back_empty') }}
      refetch_ms={30_000}
      succeeded={({ status }) => status === 'assigned'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
    />
  )
}

const OrderLink = ({ row }: { row: Row }) => (
  <Link className="code" to={`/orders/${row.order_id}?state=*`}>
    {row.order_no}
  </Link>
)

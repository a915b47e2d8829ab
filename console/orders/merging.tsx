import { Button } from 'antd'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { majorOf } from '#core/money.ts'
import { type AnswerOf, api, newId, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount } from '../shared/values.tsx'
import { maskPhone } from './model.ts'
import { useParcelingText } from './parceling-text.ts'

type Row = RowOf<'/api/admin/merge-hints'>
const row_id = (row: Row) => row.id
const doorOf = ({ address }: Row) =>
  ['province', 'city', 'district', 'street']
    .map((key) => address[key])
    .filter(Boolean)
    .join(' ')
const totalOf = ({ orders }: Row) => orders.reduce((sum, { total_minor }) => sum + total_minor, 0)

const Orders = ({ row }: { row: Row }) => (
  <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 10px' }}>
    {row.orders.map(({ id, order_no }) => (
      <Link key={id} className="code" to={`/orders/${id}?state=*`}>
        {order_no}
      </Link>
    ))}
  </span>
)

/** Orders of one buyer that could leave in one parcel. */
export function Component() {
  const t = useParcelingText()
  const may = useMay()
  const navigate = useNavigate()
  const channels = useChannels()
  const { data } = useApi<AnswerOf<'/api/admin/merge-rule'>>('/api/admin/merge-rule')
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'buyer',
        title: t('buyer'),
        width: 190,
        render: (row) => (
          <>
            <span className="strong">{row.buyer_name}</span> <span className="faint number">{maskPhone(row.buyer_phone)}</span>
          </>
        ),
        value: (row) => row.buyer_name,
      },
      {
        key: 'orders',
        title: t('orders'),
        width: 260,
        grow: true,
        render: (row) => <Orders row={row} />,
        value: (row) => row.orders.map((one) => one.order_no).join(' '),
      },
      {
        key: 'channel',
        title: t('channel'),
        width: 150,
        render: (row) => [...new Set(row.orders.map(({ channel_id }) => channels.name(channel_id)))].join('、'),
        value: (row) => row.orders.map(({ channel_id }) => channels.name(channel_id)).join(' '),
      },
      { key: 'address', title: t('address'), width: 240, render: (row) => <span title={doorOf(row)}>{doorOf(row)}</span>, value: doorOf },
      {
        key: 'total',
        title: t('total'),
        width: 120,
        align: 'right',
        render: (row) => <Amount minor={totalOf(row)} currency={row.orders[0]!.currency} />,
        value: (row) => majorOf(totalOf(row), row.orders[0]!.currency),
      },
      {
        key: 'hinted_at',
        title: t('hinted_at'),
        width: 110,
        render: (row) => <Ago at={row.hinted_at} />,
        value: (row) => exactTime(row.hinted_at),
      },
    ],
    [t, channels.name],
  )
  const splits = useApi<AnswerOf<'/api/admin/split-rule'>>('/api/admin/split-rule')
  const rule = data?.rule
  const split_rule = splits.data?.rule
  return (
    <ListPage<Row>
      name="merge-hints"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/merge-hints"
      row_id={row_id}
      row_name={(row) => `${row.buyer_name} ${row.orders.map(({ order_no }) => order_no).join(' ')}`}
      columns={columns}
      search={{ key: 'q', placeholder: t('search') }}
      actions={
        rule && split_rule ? (
          <>
            <Button onClick={() => void navigate('rule')} disabled={!may('orders.rules')}>
              {rule.enabled ? t('rule_on', { version: rule.version }) : t('rule_off')}
            </Button>
            <Button onClick={() => void navigate('split-rule')} disabled={!may('orders.rules')}>
              {split_rule.enabled ? t('split_rule_on', { version: split_rule.version }) : t('split_rule_off')}
            </Button>
          </>
        ) : null
      }
      batch={[
        {
          key: 'merge',
          title: t('merge'),
          permission: 'orders.review',
          primary: true,
          most: 200,
          confirm: { title: (count) => t('merge_title', { count }), detail: t('hint') },
          run: async (rows) => {
            const merges = rows.map(({ orders }) => ({ id: newId(), order_ids: orders.slice(0, 20).map(({ id }) => id) }))
            const outcomes = await api.batch('/api/admin/orders/merges', { merges })
            return rows.map(({ id }, i) => ({ ...outcomes[i]!, id }))
          },
        },
        {
          key: 'dismiss',
          title: t('dismiss'),
          permission: 'orders.review',
          most: 1000,
          run: (rows) => api.batch('/api/admin/merge-hints/dismissals', { ids: rows.map(row_id) }),
        },
      ]}
      succeeded={({ status }) => status === 'merged' || status === 'dismissed'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.buyer_name}</span>
            <Amount minor={totalOf(row)} currency={row.orders[0]!.currency} />
          </div>
          <div className="card-row second">
            <Orders row={row} />
          </div>
          <div className="card-row second">
            <span>{doorOf(row)}</span>
            <span style={{ whiteSpace: 'nowrap' }}>
              <Ago at={row.hinted_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
    />
  )
}

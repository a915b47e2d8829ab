import { Button } from 'antd'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago } from '../shared/values.tsx'
import { useUnclearText } from './unclear-text.ts'

type Row = RowOf<'/api/admin/unclear-addresses'>
const row_id = (row: Row) => row.id
const placeOf = ({ reading }: Row) => [reading.province, reading.city, reading.district].filter(Boolean).join(' ')

/** Orders that wait because nobody could read where they go. */
export function Component() {
  const t = useUnclearText()
  const may = useMay()
  const navigate = useNavigate()
  const channels = useChannels()
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'order_no',
        title: t('order_no'),
        width: 140,
        render: (row) => (
          <Link className="code" to={`/orders/${row.id}?state=*`}>
            {row.order_no}
          </Link>
        ),
        value: (row) => row.order_no,
      },
      {
        key: 'told',
        title: t('told'),
        width: 320,
        grow: true,
        render: (row) => <span title={row.told}>{row.told}</span>,
        value: (row) => row.told,
      },
      {
        key: 'reading',
        title: t('reading'),
        width: 220,
        render: (row) => placeOf(row) || <span className="faint">{t('nothing_read')}</span>,
        value: placeOf,
      },
      {
        key: 'confidence',
        title: t('confidence'),
        width: 80,
        align: 'right',
        render: (row) => <span className="number">{row.confidence}%</span>,
        value: (row) => String(row.confidence),
      },
      { key: 'buyer', title: t('buyer'), width: 120, render: (row) => row.buyer_name, value: (row) => row.buyer_name },
      {
        key: 'channel',
        title: t('channel'),
        width: 150,
        render: (row) => channels.name(row.channel_id),
        value: (row) => channels.name(row.channel_id),
      },
      {
        key: 'opened_at',
        title: t('since'),
        width: 110,
        render: (row) => <Ago at={row.opened_at} />,
        value: (row) => exactTime(row.opened_at),
      },
    ],
    [t, channels.name],
  )
  return (
    <ListPage<Row>
      name="unclear-addresses"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/unclear-addresses"
      row_id={row_id}
      row_name={(row) => row.order_no}
      columns={columns}
      search={{ key: 'q', placeholder: t('search') }}
      {...(may('orders.review') ? { open: row_id } : {})}
      actions={<Button onClick={() => void navigate('/address-corrections')}>{t('remembered')}</Button>}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.told}</span>
            <span className="number">{row.confidence}%</span>
          </div>
          <div className="card-row second">
            <span>{placeOf(row) || t('nothing_read')}</span>
          </div>
          <div className="card-row second">
            <span>
              {row.order_no} · {row.buyer_name}
            </span>
            <span style={{ whiteSpace: 'nowrap' }}>
              <Ago at={row.opened_at} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
      refetch_ms={30_000}
    />
  )
}

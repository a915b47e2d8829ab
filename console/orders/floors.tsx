import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount } from '../shared/values.tsx'
import { useReviewText } from './review-text.ts'

type Row = RowOf<'/api/admin/price-floors'>
const row_id = (row: Row) => row.id

/** What a piece may cost at least. */
export function Component() {
  const t = useReviewText()
  const may = useMay()
  const navigate = useNavigate()
  const { name, currencyOf } = useChannels()
  const columns = useMemo<Column<Row>[]>(() => {
    const channel = (row: Row) => (row.channel_id === '*' ? t('all_channels') : name(row.channel_id))
    return [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 200,
        render: (row) => <span className="code">{row.sku_id}</span>,
        value: (row) => row.sku_id,
      },
      { key: 'channel', title: t('channel'), width: 200, grow: true, render: channel, value: channel },
      {
        key: 'floor',
        title: t('floor'),
        width: 150,
        align: 'right',
        render: (row) => <Amount minor={row.floor_minor} currency={currencyOf(row.channel_id)} strong />,
        value: (row) => majorOf(row.floor_minor, currencyOf(row.channel_id)),
      },
      { key: 'saved_by', title: t('added_by'), width: 120, render: (row) => row.saved_by, value: (row) => row.saved_by },
      {
        key: 'saved_at',
        title: t('saved'),
        width: 120,
        render: (row) => <Ago at={row.saved_at} />,
        value: (row) => exactTime(row.saved_at),
      },
    ]
  }, [t, name, currencyOf])
  return (
    <ListPage<Row>
      name="price-floors"
      title={t('floors')}
      hint={t('floors_hint')}
      path="/api/admin/price-floors"
      row_id={row_id}
      columns={columns}
      search={{ key: 'q', placeholder: t('floors_search') }}
      {...(may('orders.rules') ? { open: row_id } : {})}
      actions={
        may('orders.rules') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('new')}>
            {t('floor_new')}
          </Button>
        ) : null
      }
      batch={[
        {
          key: 'remove',
          title: t('remove'),
          permission: 'orders.rules',
          danger: true,
          most: 1000,
          run: async (rows) => {
            const floors = rows.map(({ sku_id, channel_id }) => ({ sku_id, channel_id, floor_minor: null }))
            return api.batch('/api/admin/price-floors', { floors })
          },
        },
      ]}
      succeeded={({ status }) => status === 'removed'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="code">{row.sku_id}</span>
            <Amount minor={row.floor_minor} currency={currencyOf(row.channel_id)} strong />
          </div>
          <div className="card-row second">
            <span>{row.channel_id === '*' ? t('all_channels') : name(row.channel_id)}</span>
            <Ago at={row.saved_at} />
          </div>
        </>
      )}
      empty={{ title: t('floors_empty') }}
    />
  )
}

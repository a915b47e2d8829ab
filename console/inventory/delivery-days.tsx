import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { api, type RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { useRegionNames } from './regions.ts'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/delivery-days'>
const row_id = ({ from_region, to_region }: Row) => `${from_region}~${to_region}`

/** Days parcels travel, as promised dates reckon with. */
export function Component() {
  const t = useRulesText()
  const may = useMay()
  const regionName = useRegionNames()
  const columns = useMemo<Column<Row>[]>(() => {
    const end = (key: 'from_region' | 'to_region'): Column<Row> => ({
      ...{ key, title: t(key), width: 260, grow: true },
      render: (row) => (
        <>
          <span className="strong">{regionName(row[key])}</span> <span className="faint number">{row[key]}</span>
        </>
      ),
      value: (row) => regionName(row[key]),
    })
    return [
      end('from_region'),
      end('to_region'),
      {
        key: 'days',
        title: t('travel_days'),
        width: 130,
        align: 'right',
        render: (row) => t('days', { count: row.days }),
        value: (row) => row.days,
      },
    ]
  }, [t, regionName])
  return (
    <ListPage<Row>
      name="delivery-days"
      title={t('delivery')}
      hint={t('delivery_hint')}
      path="/api/admin/delivery-days"
      whole
      row_id={row_id}
      row_name={(row) => `${regionName(row.from_region)} → ${regionName(row.to_region)}`}
      columns={columns}
      open={(row) => row_id(row)}
      batch={[
        {
          key: 'remove',
          title: t('remove_delivery'),
          permission: 'stock.policy',
          danger: true,
          confirm: { title: (count) => t('remove_delivery_confirm', { count }) },
          run: async (rows) => {
            await api.put('/api/admin/delivery-days', {
              items: rows.map(({ from_region, to_region }) => ({ from_region, to_region, days: null })),
            })
            return rows.map((row) => ({ id: row_id(row), status: 'removed' }))
          },
        },
      ]}
      actions={
        <>
          <Link to="/delivery-days/try">
            <Button>{t('try_promise')}</Button>
          </Link>
          {may('stock.policy') ? (
            <Link to="/delivery-days/new">
              <Button type="primary" icon={<PlusOutlined />}>
                {t('new_delivery')}
              </Button>
            </Link>
          ) : null}
        </>
      }
      card={(row) => (
        <div className="card-row">
          <span className="strong">
            {regionName(row.from_region)} → {regionName(row.to_region)}
          </span>
          <span>{t('days', { count: row.days })}</span>
        </div>
      )}
      empty={{ title: t('delivery_empty'), hint: t('delivery_empty_hint') }}
    />
  )
}

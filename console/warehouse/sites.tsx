import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Count } from '../shared/values.tsx'
import type { SiteRow } from './model.ts'
import { usePlacesText } from './places-text.ts'

const row_id = (row: SiteRow) => row.node_id

/** The warehouses that work with bins, and how each works. */
export function Component() {
  const t = usePlacesText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const carriers = useCarriers()
  const carrierName = carriers.name
  const columns = useMemo<Column<SiteRow>[]>(() => {
    const count = (key: 'smallest_bulk' | 'largest_bulk' | 'largest_loose', width: number): Column<SiteRow> => ({
      ...{ key, title: t(key), width, align: 'right' },
      render: (row) => <Count value={row[key]} />,
      value: (row) => row[key],
    })
    return [
      {
        key: 'name',
        title: t('node'),
        width: 240,
        grow: true,
        render: (row) => <b>{inLanguage(row.name)}</b>,
        value: (row) => inLanguage(row.name),
      },
      { key: 'carrier_id', title: t('carrier'), width: 130, render: (row) => carrierName(row.carrier_id), value: (row) => row.carrier_id },
      {
        key: 'cheapest',
        title: t('carrier_chosen'),
        width: 130,
        render: (row) => t(row.cheapest ? 'by_price' : 'usual'),
        value: (row) => t(row.cheapest ? 'by_price' : 'usual'),
      },
      count('smallest_bulk', 170),
      count('largest_bulk', 150),
      count('largest_loose', 150),
      {
        key: 'weighs',
        title: t('weighs_short'),
        width: 90,
        render: (row) => t(row.weighs ? 'yes' : 'no'),
        value: (row) => t(row.weighs ? 'yes' : 'no'),
      },
    ]
  }, [t, inLanguage, carrierName])
  return (
    <ListPage<SiteRow>
      name="warehouse-sites"
      title={t('sites')}
      hint={t('sites_hint')}
      path="/api/admin/warehouse/sites"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.name)}
      columns={columns}
      open={(row) => row.node_id}
      actions={
        may('warehouse.plan') ? (
          <Button type="primary" onClick={() => void navigate('new')}>
            {t('new_site')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            <span>{row.cheapest ? t('by_price') : carrierName(row.carrier_id)}</span>
          </div>
          <div className="card-row second">
            <span>
              {t('smallest_bulk')} {row.smallest_bulk}
            </span>
            <span>
              {t('weighs_short')} {t(row.weighs ? 'yes' : 'no')}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('no_sites'), hint: t('no_sites_hint') }}
    />
  )
}

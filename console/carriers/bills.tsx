import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { majorOf } from '#core/money.ts'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useCarriers } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Count, TwoLines } from '../shared/values.tsx'
import { usePartnersText } from './partners-text.ts'

export type BillRow = RowOf<'/api/admin/freight-bills'>
const row_id = (row: BillRow) => row.bill_id

/** Bills of carriers: what they ask, what we reckoned, what is still to be settled. */
export function Component() {
  const t = usePartnersText()
  const may = useMay()
  const navigate = useNavigate()
  const carriers = useCarriers()
  return (
    <ListPage<BillRow>
      name="freight-bills"
      title={t('bills')}
      hint={t('bills_hint')}
      path="/api/admin/freight-bills"
      whole
      row_id={row_id}
      row_name={(row) => row.name}
      row_height={52}
      columns={useColumns()}
      open={row_id}
      actions={
        may('imports.run') ? (
          <Button type="primary" icon={<UploadOutlined />} onClick={() => void navigate('/imports/new?importer=freight_bills')}>
            {t('import')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.name}</span>
            <Amount minor={row.amount_minor} currency={row.currency} />
          </div>
          <div className="card-row second">
            <span>{carriers.name(row.carrier_id)}</span>
            <span>
              {t('open')} {row.open_count}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('bills_empty'), hint: t('bills_empty_hint') }}
    />
  )
}

function useColumns(): Column<BillRow>[] {
  const t = usePartnersText()
  const carriers = useCarriers()
  return useMemo(() => {
    const money = (key: 'amount_minor' | 'quoted_minor' | 'difference_minor', title: string): Column<BillRow> => ({
      key,
      title,
      width: 130,
      align: 'right',
      render: (row) => <Amount minor={row[key]} currency={row.currency} strong={key === 'difference_minor'} />,
      value: (row) => majorOf(row[key], row.currency),
    })
    return [
      {
        key: 'name',
        title: t('bill'),
        width: 200,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.name}</span>} second={carriers.name(row.carrier_id)} />,
        value: (row) => row.name,
      },
      {
        key: 'period',
        title: t('period'),
        width: 200,
        render: (row) => `${row.period_from} – ${row.period_to}`,
        value: (row) => row.period_from,
      },
      {
        key: 'lines',
        title: t('lines'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.line_count} />,
        value: (row) => row.line_count,
      },
      money('amount_minor', t('billed')),
      money('quoted_minor', t('reckoned')),
      money('difference_minor', t('difference')),
      {
        key: 'open',
        title: t('open'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.open_count} />,
        value: (row) => row.open_count,
      },
      {
        key: 'imported_at',
        title: t('imported_at'),
        width: 110,
        render: (row) => <Ago at={row.imported_at} />,
        value: (row) => exactTime(row.imported_at),
      },
    ]
  }, [t, carriers])
}

import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { decimalText } from '#core/money.ts'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Amount, Count, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/buyers'>
const row_id = (row: Row) => row.buyer_id

/** Companies and public bodies that buy with several people, on credit. */
export function Component() {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  return (
    <ListPage<Row>
      name="buyers"
      title={t('title')}
      path="/api/admin/buyers"
      row_id={row_id}
      row_name={(row) => row.name}
      row_height={56}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('search') }}
      tabs={{
        key: 'standing',
        tabs: [
          { value: '', title: t('all') },
          { value: 'active', title: t('active') },
          { value: 'suspended', title: t('suspended') },
        ],
      }}
      open={(row) => row.buyer_id}
      actions={
        may('buyers.edit') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/buyers/new')}>
            {t('new')}
          </Button>
        ) : undefined
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{row.name}</span>
            <Standing row={row} />
          </div>
          <div className="card-row second">
            <span className="number">{row.tax_no}</span>
            <span>
              {t('used')} <Amount minor={row.credit.used_minor} currency={row.currency} />
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  )
}

export function Standing({ row }: { row: Pick<Row, 'suspended_reason'> }) {
  const t = useText()
  return <Status tone={row.suspended_reason ? 'danger' : 'done'}>{t(row.suspended_reason ? 'suspended' : 'active')}</Status>
}

function useColumns(): Column<Row>[] {
  const t = useText()
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('name'),
        width: 300,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{row.name}</span>} second={row.tax_no} />,
        value: (row) => row.name,
      },
      { key: 'kind', title: t('kind'), width: 130, render: (row) => t(row.kind), value: (row) => t(row.kind) },
      {
        key: 'limit',
        title: t('limit'),
        width: 130,
        align: 'right',
        render: (row) => <Amount minor={row.credit.limit_minor} currency={row.currency} />,
        value: (row) => Number(decimalText(row.credit.limit_minor, row.currency)),
      },
      {
        key: 'used',
        title: t('used'),
        width: 130,
        align: 'right',
        render: (row) => <Amount minor={row.credit.used_minor} currency={row.currency} />,
        value: (row) => Number(decimalText(row.credit.used_minor, row.currency)),
      },
      {
        key: 'people',
        title: t('people_count'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.people} />,
        value: (row) => row.people,
      },
      {
        key: 'waiting',
        title: t('waiting'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.waiting} />,
        value: (row) => row.waiting,
      },
      { key: 'standing', title: t('standing'), width: 100, render: (row) => <Standing row={row} />, value: (row) => row.suspended_reason },
      {
        key: 'created_at',
        title: t('created_at'),
        width: 120,
        render: (row) => <Ago at={row.created_at} />,
        value: (row) => exactTime(row.created_at),
      },
    ],
    [t],
  )
}

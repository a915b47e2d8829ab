import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Missing, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/purchases/suppliers'>

/** Whom we buy from. */
export function Component() {
  const t = useText()
  const may = useMay()
  const inLanguage = useInLanguage()
  const { name: organizationName } = useOrganizations()
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        key: 'name',
        title: t('supplier'),
        width: 260,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={row.id} />,
        value: (row) => inLanguage(row.name),
      },
      {
        key: 'organization_id',
        title: t('organization'),
        width: 190,
        render: (row) => organizationName(row.organization_id),
        value: (row) => organizationName(row.organization_id),
      },
      {
        key: 'contact_name',
        title: t('contact_name'),
        width: 120,
        render: (row) => row.contact_name ?? <Missing />,
        value: (row) => row.contact_name,
      },
      {
        key: 'contact_phone',
        title: t('contact_phone'),
        width: 150,
        render: (row) => row.contact_phone ?? <Missing />,
        value: (row) => row.contact_phone,
      },
      {
        key: 'lead_days',
        title: t('lead_days'),
        width: 120,
        align: 'right',
        render: (row) => t('days', { count: row.lead_days }),
        value: (row) => row.lead_days,
      },
      { key: 'currency', title: t('currency'), width: 90, render: (row) => row.currency, value: (row) => row.currency },
      { key: 'orders', title: '', width: 110, render: (row) => <Link to={`/purchases?supplier_id=${row.id}`}>{t('see_orders')}</Link> },
    ],
    [t, inLanguage, organizationName],
  )
  const begin = may('purchases.edit') ? (
    <Link to="/suppliers/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('new_supplier')}
      </Button>
    </Link>
  ) : null
  return (
    <ListPage<Row>
      name="suppliers"
      title={t('suppliers')}
      hint={t('suppliers_hint')}
      path="/api/admin/purchases/suppliers"
      whole
      row_id={(row) => row.id}
      row_height={48}
      columns={columns}
      {...(may('purchases.edit') ? { open: (row: Row) => row.id } : {})}
      actions={begin}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            <span>{t('days', { count: row.lead_days })}</span>
          </div>
          <div className="card-row second">
            <span>
              {row.contact_name ?? ''} {row.contact_phone ?? ''}
            </span>
            <Link to={`/purchases?supplier_id=${row.id}`}>{t('see_orders')}</Link>
          </div>
        </>
      )}
      empty={{ title: t('suppliers_empty'), hint: t('suppliers_empty_hint'), action: begin }}
    />
  )
}

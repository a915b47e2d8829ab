import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { majorOf } from '#core/money.ts'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Amount, Missing, Status, type Tone } from '../shared/values.tsx'
import { useText } from './text.ts'

export type PurchaseRow = RowOf<'/api/admin/purchases'>
export const purchaseTones: Record<string, Tone> = {
  draft: 'quiet',
  sent: 'waiting',
  confirmed: 'active',
  closed: 'done',
  canceled: 'quiet',
}
const states = ['draft', 'sent', 'confirmed', 'closed', 'canceled'] as const

/** Purchase orders by state, with how much of each has come. */
export function Component() {
  const t = useText()
  const may = useMay()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const nodeName = nodes.name
  const suppliers = useApi<{ items: { id: string; name: { zh: string; en: string } }[] }>('/api/admin/purchases/suppliers')
  const columns = useMemo<Column<PurchaseRow>[]>(
    () => [
      {
        key: 'order_no',
        title: t('order_no'),
        width: 140,
        render: (row) => <span className="strong">{row.order_no}</span>,
        value: (row) => row.order_no,
      },
      {
        key: 'supplier',
        title: t('supplier'),
        width: 200,
        grow: true,
        render: (row) => inLanguage(row.supplier_name) || row.supplier_id,
        value: (row) => inLanguage(row.supplier_name),
      },
      { key: 'node_id', title: t('node'), width: 190, render: (row) => nodeName(row.node_id), value: (row) => nodeName(row.node_id) },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={purchaseTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
      {
        key: 'came',
        title: t('came'),
        width: 110,
        align: 'right',
        render: (row) => `${row.came} / ${row.pieces}`,
        value: (row) => row.came,
      },
      {
        key: 'amount',
        title: t('amount'),
        width: 130,
        align: 'right',
        render: (row) => <Amount minor={row.amount_minor} currency={row.currency} />,
        value: (row) => majorOf(row.amount_minor, row.currency),
      },
      {
        key: 'expected_on',
        title: t('expected_on'),
        width: 110,
        render: (row) => row.expected_on ?? <Missing />,
        value: (row) => row.expected_on,
      },
      { key: 'by_name', title: t('by'), width: 90, render: (row) => row.by_name, value: (row) => row.by_name },
      { key: 'made_at', title: t('made_at'), width: 110, render: (row) => <Ago at={row.made_at} />, value: (row) => row.made_at },
    ],
    [t, nodeName, inLanguage],
  )
  const begin = may('purchases.edit') ? (
    <Link to="/purchases/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t('new_order')}
      </Button>
    </Link>
  ) : null
  return (
    <ListPage<PurchaseRow>
      name="purchases"
      title={t('purchases')}
      hint={t('purchases_hint')}
      path="/api/admin/purchases"
      also_refresh={['/api/admin/purchases/counts']}
      row_id={(row) => row.id}
      row_name={(row) => row.order_no}
      columns={columns}
      tabs={{
        key: 'state',
        tabs: [{ value: '', title: t('all') }, ...states.map((value) => ({ value, title: t(`state_${value}`) }))],
        counts_path: '/api/admin/purchases/counts',
        count: (answer, value) => {
          const { counts } = answer as { counts: Record<string, number> }
          return value === '' ? Object.values(counts).reduce((sum, one) => sum + one, 0) : (counts[value] ?? 0)
        },
      }}
      search={{ key: 'q', placeholder: t('search') }}
      filters={[
        {
          key: 'supplier_id',
          title: t('supplier'),
          kind: 'choice',
          width: 200,
          options: (suppliers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: inLanguage(name) })),
        },
        { key: 'node_id', title: t('node'), kind: 'choice', options: nodes.options, width: 200 },
      ]}
      open={(row) => row.id}
      actions={begin}
      batch={[
        {
          key: 'send',
          title: t('send'),
          permission: 'purchases.edit',
          primary: true,
          applies: (row) => row.state === 'draft',
          run: (rows) => api.batch('/api/admin/purchases/sendings', { ids: rows.map(({ id }) => id) }),
        },
        {
          key: 'cancel',
          title: t('cancel'),
          permission: 'purchases.edit',
          danger: true,
          applies: (row) => row.state !== 'closed' && row.state !== 'canceled' && row.came === 0,
          confirm: { title: (count) => t('cancel_confirm', { count }) },
          run: (rows) => api.batch('/api/admin/purchases/cancellations', { ids: rows.map(({ id }) => id) }),
        },
      ]}
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.supplier_name) || row.supplier_id}</span>
            <Status tone={purchaseTones[row.state] ?? 'quiet'}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{row.order_no}</span>
            <span>
              {row.came} / {row.pieces}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('empty'), hint: t('empty_hint'), action: begin }}
    />
  )
}

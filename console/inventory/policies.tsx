import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { RowOf } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Count, Missing, Status } from '../shared/values.tsx'
import { policyTones, usePolicyColumns } from './policy-columns.tsx'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/stock/policies'>

/** SKUs that are not only sold from what is there. */
export function Component() {
  const t = useRulesText()
  const { name: channelName } = useChannels()
  const inLanguage = useInLanguage()
  const shared = usePolicyColumns<Row>()
  const columns = useMemo<Column<Row>[]>(
    () => [
      ...shared,
      {
        key: 'cap',
        title: t('cap'),
        width: 100,
        align: 'right',
        render: (row) => (row.policy === 'negative' ? <Count value={row.cap} /> : <Missing />),
        value: (row) => row.cap,
      },
      {
        key: 'open',
        title: t('still_open'),
        width: 110,
        align: 'right',
        render: (row) => (row.open === null ? <Missing /> : <Count value={row.open} />),
        value: (row) => row.open,
      },
    ],
    [t, shared],
  )
  return (
    <ListPage<Row>
      name="stock-policies"
      title={t('policies')}
      hint={t('policies_hint')}
      path="/api/admin/stock/policies"
      row_id={(row) => `${row.sku_id}~${row.channel_id}`}
      row_name={(row) => row.sku_id}
      row_height={48}
      columns={columns}
      search={{ key: 'q', placeholder: t('search_sku') }}
      open={(row) => encodeURIComponent(`${row.sku_id}~${row.channel_id}`)}
      actions={
        <>
          <Link to="/policy-windows">
            <Button>{t('windows')}</Button>
          </Link>
          <Link to="/policies/promise">
            <Button>{t('promise')}</Button>
          </Link>
          <Link to="/policies/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('new_policy')}
            </Button>
          </Link>
        </>
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.title) || row.sku_id}</span>
          </div>
          <div className="card-row">
            <Status tone={policyTones[row.policy] ?? 'quiet'}>{t.maybe(`policy_${row.policy}`, row.policy)}</Status>
          </div>
          <div className="card-row second">
            <span>{row.channel_id === '' ? t('every_channel') : channelName(row.channel_id)}</span>
            <span>
              {t('still_open')} {row.open ?? '—'}
            </span>
          </div>
        </>
      )}
      empty={{ title: t('policies_empty'), hint: t('policies_empty_hint') }}
    />
  )
}

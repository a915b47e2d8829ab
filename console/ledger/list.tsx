import { useMemo } from 'react'
import { useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Missing } from '../shared/values.tsx'
import { AssetAmount, BalanceAmount } from './asset-amount.tsx'
import { type AccountClass, type Balance, classOf, segmentOf } from './balance.ts'
import { useText } from './text.ts'

const row_id = segmentOf

/** Balances by account; each opens its postings, each posting its cause. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const classes = useApi<{ classes: AccountClass[] }>('/api/admin/ledger/trial-balance', { asset_prefix: '~' }, { staleTime: 600_000 }).data
    ?.classes
  const columns = useMemo<Column<Balance>[]>(() => {
    const title = (row: Balance) => inLanguage(classOf(classes, row.account)?.title)
    return [
      {
        key: 'account',
        title: t('account'),
        width: 300,
        grow: true,
        render: (row) => <span className="code">{row.account}</span>,
        value: (row) => row.account,
      },
      { key: 'class', title: t('kind_of_account'), width: 180, render: (row) => title(row) || <Missing />, value: title },
      {
        key: 'asset',
        title: t('asset'),
        width: 200,
        render: (row) => <span className="code">{row.asset}</span>,
        value: (row) => row.asset,
      },
      {
        key: 'balance',
        title: t('balance'),
        width: 150,
        align: 'right',
        render: (row) => <BalanceAmount asset={row.asset} balance={row.balance} />,
        value: (row) => row.balance,
      },
      {
        key: 'floor',
        title: t('floor'),
        width: 120,
        align: 'right',
        render: (row) =>
          row.floor === null ? <span className="faint">{t('floor_none')}</span> : <AssetAmount asset={row.asset} amount={row.floor} bare />,
        value: (row) => row.floor,
        hidden: true,
      },
    ]
  }, [t, inLanguage, classes])
  return (
    <ListPage<Balance>
      name="balances"
      title={t('balances')}
      hint={t('balances_hint')}
      path="/api/admin/ledger/balances"
      row_id={row_id}
      row_name={(row) => row.account}
      row_height={40}
      columns={columns}
      search={{ key: 'account_prefix', placeholder: t('prefix') }}
      filters={[{ key: 'asset', title: t('asset'), kind: 'text', width: 150 }]}
      open={(row) => encodeURIComponent(segmentOf(row))}
      card={(row) => (
        <>
          <div className="card-row">
            <span>{inLanguage(classOf(classes, row.account)?.title) || row.account}</span>
            <BalanceAmount asset={row.asset} balance={row.balance} />
          </div>
          <div className="card-row second">
            <span className="code">{row.account}</span>
          </div>
        </>
      )}
      empty={{ title: t('no_accounts'), hint: t('no_accounts_hint') }}
    />
  )
}

import { useParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Facts, Section } from '../shared/values.tsx'
import { AssetAmount, BalanceAmount } from './asset-amount.tsx'
import { type AccountClass, type Balance, balanceOf, classOf } from './balance.ts'
import { Statement } from './statement.tsx'
import { useText } from './text.ts'

/** One balance and every posting behind it. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const { account, asset } = balanceOf(useParams().balance ?? '')
  const classes = useApi<{ classes: AccountClass[] }>('/api/admin/ledger/trial-balance', { asset_prefix: '~' }, { staleTime: 600_000 }).data
    ?.classes
  const page = useApi<{ balance: Balance }>('/api/admin/ledger/postings', { account, asset, limit: 1 })
  const known = classOf(classes, account)
  const balance = page.data ? <BalanceAmount key="b" asset={asset} balance={page.data.balance.balance} /> : null
  return (
    <DetailDrawer title={<span className="code big">{account}</span>} wide>
      <Section title={inLanguage(known?.title) || t('account')}>
        <Facts
          items={[
            [
              t('asset'),
              <span key="a" className="code">
                {asset}
              </span>,
            ],
            [t('balance_now'), balance],
            known ? [t('kind_of_account'), t.maybe(`side_${known.side}`, known.side)] : null,
            page.data
              ? [
                  t('floor'),
                  page.data.balance.floor === null ? (
                    t('floor_none')
                  ) : (
                    <AssetAmount key="f" asset={asset} amount={page.data.balance.floor} bare />
                  ),
                ]
              : null,
          ]}
        />
      </Section>
      <Section title={t('statement')}>
        <Statement account={account} asset={asset} />
      </Section>
    </DetailDrawer>
  )
}

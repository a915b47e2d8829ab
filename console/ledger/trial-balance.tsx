import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Count, Missing, Status } from '../shared/values.tsx'
import { assetText, debitOf } from './asset-amount.tsx'
import type { AccountClass, TrialBalance } from './balance.ts'
import { useText } from './text.ts'

type Line = TrialBalance['lines'][number]
/** Asset accounts and expenses grow by debit; the rest by credit. An accountant reads them apart. */
const sides = ['asset', 'liability', 'equity', 'income', 'expense', 'quantity', ''] as const

/** Sums by kind of account. Over one asset they must be zero: the page says whether they are. */
export function Component() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const prefix = params.get('asset_prefix') ?? 'CNY/'
  const trial = useApi<TrialBalance>('/api/admin/ledger/trial-balance', {
    asset_prefix: prefix === '*' ? '' : prefix,
  })
  const tabs = [
    ['CNY/', t('assets_money')],
    ['sku:', t('assets_stock')],
    ['points:', t('assets_points')],
    ['*', t('assets_all')],
  ] as const
  const assets = useMemo(() => {
    const found = new Map<string, Line[]>()
    for (const line of trial.data?.lines ?? []) found.set(line.asset, [...(found.get(line.asset) ?? []), line])
    return [...found]
  }, [trial.data])
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('trial')}</h1>
        <p>{t('trial_hint')}</p>
      </header>
      <nav className="state-tabs">
        {tabs.map(([value, title]) => (
          <button key={value} type="button" aria-current={value === prefix || undefined} onClick={() => setParams({ asset_prefix: value })}>
            {title}
          </button>
        ))}
      </nav>
      {trial.isPending ? <Skeleton /> : null}
      {trial.isError ? <Failure error={trial.error} retry={() => void trial.refetch()} /> : null}
      {trial.data && assets.length === 0 ? <Notice drawing="empty" title={t('nothing_booked')} /> : null}
      {assets.slice(0, 60).map(([asset, lines]) => (
        <OneAsset key={asset} asset={asset} lines={lines} classes={trial.data!.classes} />
      ))}
    </div>
  )
}

function OneAsset({ asset, lines, classes }: { asset: string; lines: Line[]; classes: AccountClass[] }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const sum = lines.reduce((total, { balance }) => total + balance, 0)
  const classFor = (line: Line) => classes.find(({ pattern }) => pattern === line.accounts)
  const debit = lines.reduce((total, { balance }) => total + Math.max(0, debitOf(asset, balance)), 0)
  const credit = lines.reduce((total, { balance }) => total + Math.max(0, -debitOf(asset, balance)), 0)
  const groups = sides
    .map((side) => [side, lines.filter((line) => (classFor(line)?.side ?? '') === side)] as const)
    .filter(([, own]) => own.length > 0)
  return (
    <div className="panel">
      <div className="card-row">
        <h2 className="code">{asset}</h2>
        <Status tone={sum === 0 ? 'done' : 'danger'}>
          {sum === 0 ? t('trial_ok') : t('trial_bad', { amount: assetText(asset, sum) })}
        </Status>
      </div>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('account')}</th>
              <th className="right">{t('accounts_count')}</th>
              <th className="right">{t('debit')}</th>
              <th className="right">{t('credit')}</th>
            </tr>
          </thead>
          {groups.map(([side, own]) => (
            <tbody key={side}>
              <tr>
                <th colSpan={4}>{t.maybe(`side_${side}`, t('account'))}</th>
              </tr>
              {own.map((line) => (
                <tr key={line.accounts}>
                  <td>
                    <Link
                      to={`/ledger?account_prefix=${encodeURIComponent(line.accounts.split('*')[0]!)}&asset=${encodeURIComponent(asset)}`}
                    >
                      {inLanguage(classFor(line)?.title) || line.accounts}
                    </Link>{' '}
                    <span className="code faint">{line.accounts}</span>
                  </td>
                  <td className="right">
                    <Count value={line.count} />
                  </td>
                  <td className="right number">
                    {debitOf(asset, line.balance) > 0 ? assetText(asset, debitOf(asset, line.balance)) : <Missing />}
                  </td>
                  <td className="right number">
                    {debitOf(asset, line.balance) < 0 ? assetText(asset, -debitOf(asset, line.balance)) : <Missing />}
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
          <tfoot>
            <tr>
              <td colSpan={2}>{t('total')}</td>
              <td className="right number">{assetText(asset, debit)}</td>
              <td className="right number">{assetText(asset, credit)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </div>
  )
}

import { formatMoney } from '#core/money.ts'
import { useText } from './text.ts'

/** An amount of an asset as people read it: money with its sign, goods by number. */
export const assetText = (asset: string, amount: number): string => {
  const money = /^([A-Z]{3})\/\d$/.exec(asset)
  return money ? formatMoney(amount, money[1]!) : `${amount.toLocaleString('en-US')} ${asset.replace(/^sku:/, '')}`
}

export function AssetAmount({ asset, amount, signed, bare }: { asset: string; amount: number; signed?: boolean; bare?: boolean }) {
  const text = bare && !/^[A-Z]{3}\//.test(asset) ? amount.toLocaleString('en-US') : assetText(asset, amount)
  return <span className={amount < 0 ? 'number refused' : 'number'}>{`${signed && amount > 0 ? '+' : ''}${text}`}</span>
}

const isMoney = (asset: string): boolean => /^[A-Z]{3}\//.test(asset)

/** What stands in the debit column. Money leaves its source, so what an asset account gave out (a negative balance) is its debit; goods are simply there. */
export const debitOf = (asset: string, balance: number): number => (isMoney(asset) ? -balance : balance)

/** A balance as an accountant reads it: money with its side, goods by number. */
export function BalanceAmount({ asset, balance }: { asset: string; balance: number }) {
  const t = useText()
  if (!isMoney(asset) || balance === 0) return <AssetAmount asset={asset} amount={balance} bare />
  return (
    <span className="number">
      <small className="faint">{t(balance < 0 ? 'debit_short' : 'credit_short')}</small> {assetText(asset, Math.abs(balance))}
    </span>
  )
}

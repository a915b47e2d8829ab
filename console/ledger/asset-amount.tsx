import { formatMoney } from '#core/money.ts'

/** An amount of an asset as people read it: money with its sign, goods by number. */
export const assetText = (asset: string, amount: number): string => {
  const money = /^([A-Z]{3})\/\d$/.exec(asset)
  return money ? formatMoney(amount, money[1]!) : `${amount.toLocaleString('en-US')} ${asset.replace(/^sku:/, '')}`
}

export function AssetAmount({ asset, amount, signed, bare }: { asset: string; amount: number; signed?: boolean; bare?: boolean }) {
  const text = bare && !/^[A-Z]{3}\//.test(asset) ? amount.toLocaleString('en-US') : assetText(asset, amount)
  return <span className={amount < 0 ? 'number refused' : 'number'}>{`${signed && amount > 0 ? '+' : ''}${text}`}</span>
}

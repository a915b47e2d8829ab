import { money, partsOf } from '../format.ts'

const sizes = {
  small: 'text-base',
  middle: 'text-lg',
  large: 'text-xl',
}

/** The amount with a small sign and small digits after the point; read aloud as one amount. */
export function Price(props: { amount_minor: number; currency: string; size?: keyof typeof sizes; after?: string; plain?: boolean }) {
  const { amount_minor, currency, size = 'small', after, plain } = props
  const { sign, whole, fraction } = partsOf(amount_minor, currency)
  return (
    <span className={`price ${plain ? '' : 'text-price'} ${sizes[size]}`}>
      <small>{sign}</small>
      {whole}
      <small>{fraction}</small>
      {after ? <i> {after}</i> : null}
    </span>
  )
}

export function ListPrice(props: { amount_minor: number | null | undefined; above_minor: number; currency: string; label: string }) {
  if (!props.amount_minor || props.amount_minor <= props.above_minor) return null
  return (
    <del>
      <span className="sr-only">{props.label} </span>
      {money(props.amount_minor, props.currency)}
    </del>
  )
}

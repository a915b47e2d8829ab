import { InputNumber } from 'antd'
import { decimalText, parseMoney, scaleOf } from '#core/money.ts'

/** An amount as people type it, kept in minor units: read and written as text, so no cent is lost on the way. */
export function MoneyInput(props: {
  value?: number | null
  onChange?(minor: number | null): void
  id?: string
  currency?: string
  /** In minor units; one cent when left out. */
  min_minor?: number
  autoFocus?: boolean
  'aria-label'?: string
}) {
  const { value, onChange, currency = 'CNY', min_minor = 1, ...rest } = props
  return (
    <InputNumber<string>
      {...rest}
      stringMode
      inputMode="decimal"
      value={value === null || value === undefined ? null : decimalText(value, currency)}
      onChange={(text) => onChange?.(text === null || text === '' ? null : parseMoney(String(text), currency))}
      min={decimalText(min_minor, currency)}
      precision={scaleOf(currency)}
      prefix={currency === 'CNY' ? '¥' : currency}
      style={{ width: '100%' }}
    />
  )
}

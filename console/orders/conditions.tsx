import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { formatMoney } from '#core/money.ts'
import type { RowOf } from '../shared/api.ts'
import { MoneyInput } from '../shared/money-input.tsx'
import { useChannels } from '../shared/names.ts'
import { useReviewText } from './review-text.ts'
import { useText } from './text.ts'

export type Rule = RowOf<'/api/admin/review-rules'>
type Condition = Rule['conditions'][number]
type Fact = Condition['fact']

const kinds = {
  total_minor: 'money',
  discount_bp: 'share',
  freight_minor: 'money',
  pieces: 'number',
  lines: 'number',
  price_bp: 'share',
  credit_used_bp: 'share',
  same_within_hours: 'hours',
  channel_id: 'choice',
  currency: 'choice',
  payment_term: 'choice',
  province: 'choice',
  sku_id: 'choice',
  buyer_message: 'text',
  address: 'text',
  buyer_name: 'text',
  outside: 'yes',
  phone_missing: 'yes',
  message_given: 'yes',
  black_listed: 'yes',
  below_floor: 'yes',
} as const satisfies Record<Fact, string>
const facts = Object.keys(kinds) as Fact[]
type Kind = (typeof kinds)[Fact]

const operators: Record<Kind, readonly Condition['op'][]> = {
  money: ['at_least', 'at_most'],
  share: ['at_least', 'at_most'],
  number: ['at_least', 'at_most'],
  hours: ['at_most'],
  choice: ['one_of', 'none_of'],
  text: ['contains'],
  yes: ['is'],
}
/** What a person types is percent; what is kept is basis points. */
const perUnit: Partial<Record<Kind, number>> = { share: 100 }
/** Amounts of a rule are those of the one currency it asks for; one that asks for none, or for several, speaks of yuan. */
const currencyOf = (conditions: readonly Condition[]): string => {
  const named = conditions.flatMap(({ fact, op, value }) => (fact === 'currency' && op === 'one_of' && Array.isArray(value) ? value : []))
  return named.length === 1 && /^[A-Z]{3}$/.test(named[0]!) ? named[0]! : 'CNY'
}
const firstValue = (kind: Kind): Condition['value'] =>
  kind === 'yes' ? true : kind === 'choice' || kind === 'text' ? [] : kind === 'hours' ? 24 : 0

/** Words of the conditions of a rule, as lists show them. */
export function useConditionWords(): (conditions: readonly Condition[]) => string[] {
  const t = useReviewText()
  const orders = useText()
  const channels = useChannels()
  const wordsOf = ({ fact, op, value }: Condition, currency: string) => {
    const kind = kinds[fact]
    const name = (one: unknown) =>
      fact === 'channel_id' ? channels.name(String(one)) : fact === 'payment_term' ? orders.maybe(`term_${one}`, String(one)) : String(one)
    const said = Array.isArray(value)
      ? value.map(name).join('、')
      : typeof value === 'boolean'
        ? t(value ? 'yes' : 'no')
        : kind === 'money'
          ? formatMoney(Number(value), currency)
          : `${Number(value) / (perUnit[kind] ?? 1)}${kind === 'share' ? ' %' : kind === 'hours' ? ` ${t('hours')}` : ''}`
    return `${t(`fact_${fact}`)} ${t(`op_${op}`)} ${said}`
  }
  return (conditions) => conditions.map((condition) => wordsOf(condition, currencyOf(conditions)))
}

/** The conditions of a rule, one a row; a field of a form. */
export function Conditions({ value = [], onChange }: { value?: Condition[]; onChange?(value: Condition[]): void }) {
  const t = useReviewText()
  const change = (i: number, condition: Condition) => onChange?.(value.map((one, at) => (at === i ? condition : one)))
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      {value.length === 0 ? <span className="faint">{t('always')}</span> : null}
      {value.map((condition, i) => {
        const kind = kinds[condition.fact]
        return (
          <div key={`${i} ${condition.fact}`} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
            <Select
              style={{ flex: '2 1 180px', minWidth: 0 }}
              value={condition.fact}
              aria-label={`${t('conditions')} ${i + 1}`}
              showSearch={{ optionFilterProp: 'label' }}
              options={facts.map((fact) => ({ value: fact, label: t(`fact_${fact}`) }))}
              onChange={(fact: Fact) => change(i, { fact, op: operators[kinds[fact]][0]!, value: firstValue(kinds[fact]) })}
            />
            <Select
              style={{ flex: '1 1 96px', minWidth: 0 }}
              value={condition.op}
              aria-label={`${t('conditions')} ${i + 1} ${t('action')}`}
              options={operators[kind].map((op) => ({ value: op, label: t(`op_${op}`) }))}
              onChange={(op: Condition['op']) => change(i, { ...condition, op })}
            />
            <Value
              condition={condition}
              kind={kind}
              currency={currencyOf(value)}
              label={`${t('value')} ${i + 1}`}
              change={(next) => change(i, { ...condition, value: next })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={`${t('remove')} ${i + 1}`}
              onClick={() => onChange?.(value.filter((_, at) => at !== i))}
            />
          </div>
        )
      })}
      <Button icon={<PlusOutlined />} onClick={() => onChange?.([...value, { fact: 'total_minor', op: 'at_least', value: 100_000 }])}>
        {t('add_condition')}
      </Button>
    </div>
  )
}

interface ValueProps {
  condition: Condition
  kind: Kind
  currency: string
  label: string
  change(value: Condition['value']): void
}
function Value({ condition, kind, currency, label, change }: ValueProps) {
  const t = useReviewText()
  const orders = useText()
  const channels = useChannels()
  const style = { flex: '2 1 160px', minWidth: 0 }
  if (kind === 'yes')
    return (
      <Select
        style={style}
        value={condition.value === true}
        aria-label={label}
        options={[true, false].map((value) => ({ value, label: t(value ? 'yes' : 'no') }))}
        onChange={change}
      />
    )
  if (kind === 'choice' || kind === 'text') {
    const options =
      condition.fact === 'channel_id'
        ? channels.options
        : condition.fact === 'payment_term'
          ? (['wallet', 'pay_at_outlet', 'cash_on_delivery', 'channel', 'credit'] as const).map((value) => ({
              value,
              label: orders(`term_${value}`),
            }))
          : []
    return (
      <Select
        style={style}
        mode={options.length > 0 ? 'multiple' : 'tags'}
        tokenSeparators={[',', '，', '、']}
        value={condition.value as string[]}
        aria-label={label}
        options={options}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={change}
      />
    )
  }
  if (kind === 'money')
    return (
      <div style={style}>
        <MoneyInput
          key={currency}
          min_minor={0}
          currency={currency}
          value={Number(condition.value)}
          aria-label={label}
          onChange={(minor) => change(minor ?? 0)}
        />
      </div>
    )
  const unit = perUnit[kind] ?? 1
  return (
    <InputNumber
      style={style}
      min={0}
      precision={unit === 100 ? 2 : kind === 'hours' ? 1 : 0}
      value={Number(condition.value) / unit}
      aria-label={label}
      suffix={kind === 'share' ? '%' : kind === 'hours' ? t('hours') : undefined}
      onChange={(value) => change(Math.round((value ?? 0) * unit))}
    />
  )
}

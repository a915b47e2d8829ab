import { Choice, closed, Nullable, type Static, T, Text } from '#core/http.ts'
import { type Finding, ruleReasons } from '../abnormal/model.ts'

/** What rules may ask of an order, and of which kind the answer is. */
export const factKinds = {
  total_minor: 'number',
  discount_bp: 'number',
  freight_minor: 'number',
  pieces: 'number',
  lines: 'number',
  price_bp: 'number',
  credit_used_bp: 'number',
  same_within_hours: 'number',
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
} as const
export type Fact = keyof typeof factKinds
export const facts = Object.keys(factKinds) as Fact[]

/** What is asked of the database, and only for orders whose other conditions hold. */
export const slowFacts: ReadonlySet<Fact> = new Set(['below_floor', 'same_within_hours', 'credit_used_bp'])

export const operators = {
  number: ['at_least', 'at_most'],
  choice: ['one_of', 'none_of'],
  text: ['contains'],
  yes: ['is'],
} as const
const allOperators = ['at_least', 'at_most', 'one_of', 'none_of', 'contains', 'is'] as const

export const actions = ['approve', 'hold', 'mark', 'assign'] as const

export const ConditionItem = closed({
  fact: Choice(facts, 'What is asked of the order'),
  op: Choice(allOperators, 'How: numbers `at_least`, `at_most`; choices `one_of`, `none_of`; text `contains` any of; yes or no `is`'),
  // Of one of these types as it is: a union of schemas would turn `true` into 1.
  value: T.Unsafe<number | boolean | string[]>({
    type: ['number', 'boolean', 'array'],
    items: { type: 'string', minLength: 1, maxLength: 80 },
    minItems: 1,
    maxItems: 100,
    description: 'Money in minor units, shares in basis points, hours; words as a list',
  }),
})
export type Condition = Static<typeof ConditionItem>

export const RuleItem = closed({
  rule_id: T.String({ pattern: '^[a-z][a-z0-9_]{1,39}$', description: 'Its name for programs and in the history of orders' }),
  version: T.Integer({ minimum: 0, description: 'The version this was made from; 0 for a new rule' }),
  name: closed({ zh: Text('In Chinese', 60), en: Text('In English', 60) }, { description: 'Its name for people' }),
  enabled: T.Boolean({ description: 'Whether it is asked' }),
  position: T.Integer({ minimum: 0, maximum: 10_000, description: 'Rules are asked in this order' }),
  conditions: T.Array(ConditionItem, { maxItems: 20, description: 'All of them must hold; none holds for every order' }),
  action: Choice(actions, '`approve` ends the asking, `hold` raises a reason, `mark` and `assign` put something on the order'),
  reason: Nullable(Choice(ruleReasons, 'For `hold`: why')),
  hold_hours: Nullable(
    T.Number({ exclusiveMinimum: 0, maximum: 8_760, multipleOf: 0.01, description: 'For `hold`: it ends by itself after so long' }),
  ),
  urgent: T.Boolean({ description: 'For a timed `hold`: it comes back marked urgent' }),
  value: Nullable(Text('For `mark` the mark, for `assign` who looks after it', 60)),
})
export type RuleItem = Static<typeof RuleItem>

export interface Rule extends RuleItem {
  saved_at: string
  saved_by: string
}

/** What a rule can know of an order without asking the database again. */
export interface Reviewed {
  id: string
  channel_id: string
  organization_id: string
  external_no: string | null
  currency: string
  payment_term: string
  /** For `credit`: the account that owes it. */
  credit_account?: string | null
  placed_at: string
  paid: boolean
  total_minor: number
  goods_minor: number
  discount_minor: number
  freight_minor: number
  buyer_name: string
  buyer_phone: string | null
  buyer_message: string | null
  /** `told` while nobody could read it: the words it came with. */
  address: { province?: string; city?: string; district?: string; street?: string; told?: string }
  lines: readonly { sku_id: string | null; quantity: number; unit_minor: number; amount_minor: number }[]
}

/** What only the database knows. */
export interface SlowFacts {
  below_floor: boolean
  /** Hours since the same phone ordered the same goods; null when it did not. */
  same_within_hours: number | null
  credit_used_bp: number | null
}

export interface Mark {
  kind: 'mark' | 'assignee'
  value: string
  rule_id: string | null
  rule_version: number | null
}

export interface Verdict {
  to: 'approved' | 'held'
  /** The rule and its version, as the history names them. */
  rule: string
  findings: Finding[]
  marks: Mark[]
}

export const blackListKinds = ['phone', 'name', 'address'] as const
export interface BlackListed {
  kind: (typeof blackListKinds)[number]
  value: string
  why: string
}

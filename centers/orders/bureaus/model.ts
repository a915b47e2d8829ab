import { Choice, Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'

export const duties = ['acceptance', 'processing', 'delivery'] as const
export type Duty = (typeof duties)[number]

export const errandStatuses = ['waiting', 'accepted', 'returned', 'unassigned', 'done', 'withdrawn', 'replaced'] as const
export type ErrandStatus = (typeof errandStatuses)[number]
/** Of a part of an order and a duty at most one stands so. */
export const standing = ['waiting', 'accepted', 'returned', 'unassigned'] as const satisfies readonly ErrandStatus[]

export const returnReasons = ['goods_lacking', 'elsewhere', 'too_many', 'address_wrong', 'buyer_unreachable', 'other'] as const
export type ReturnReason = (typeof returnReasons)[number]

const regions = (description: string) =>
  T.Array(T.String({ pattern: '^[0-9]{6}$', description: 'A province, city or county, six digits' }), { maxItems: 500, description })
const codes = (what: string, description: string) => T.Array(Code(what), { maxItems: 200, description })
const version = T.Integer({ minimum: 0, description: 'The version this was made from; 0 for something new' })

export const BureauItem = closed({
  bureau_id: Code('The organization'),
  version,
  duties: T.Array(Choice(duties, 'What it can be given'), { minItems: 1, maxItems: 3, description: 'What it does for orders' }),
  region_codes: regions('Where it serves, each with everything under it; empty is everywhere'),
  orders_per_day: Nullable(
    T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Orders, or parts of orders, a day, of each duty; null has no limit' }),
  ),
  answer_hours: T.Number({ minimum: 0.25, maximum: 720, description: 'Hours within which it says whether it takes an order' }),
  open: T.Boolean({ description: 'Whether it is given orders' }),
})
export type BureauItem = Static<typeof BureauItem>
export interface Bureau extends BureauItem {
  saved_at: string
  saved_by: string
}

export const BureauRuleItem = closed({
  rule_id: T.String({ pattern: '^[a-z][a-z0-9_]{1,39}$', description: 'Its name for programs and in the history of orders' }),
  version,
  name: closed({ zh: Text('Chinese name', 60), en: Text('English name', 60) }, { description: 'What people call it' }),
  enabled: T.Boolean({ description: 'Whether it is asked' }),
  position: T.Integer({ minimum: 0, maximum: 10_000, description: 'Rules are asked from the lowest on' }),
  duty: Choice(duties, 'What it chooses a bureau for'),
  brand_ids: codes('A brand', 'Goods of one of these brands; empty is any'),
  category_ids: codes('A category', 'Goods of one of these categories or below; empty is any'),
  sku_ids: codes('A SKU', 'One of these goods; empty is any'),
  channel_ids: codes('A channel', 'Orders of one of these channels; empty is any'),
  region_codes: regions('Orders that go to one of these places; empty is anywhere'),
  bureau_ids: codes('A bureau', 'Who may be chosen, the first that can; empty is every bureau that serves the address, the nearest first'),
  waits: T.Optional(T.Boolean({ description: 'The order is held until the bureau has accepted it; it is not when left out' })),
})
export type BureauRuleItem = Static<typeof BureauRuleItem>
export interface BureauRule extends BureauRuleItem {
  waits: boolean
  saved_at: string
  saved_by: string
}

/** What is asked of an order. */
export interface Routed {
  order_id: string
  channel_id: string
  region_code: string | null
  goods: readonly { sku_id: string; brand_id: string | null; category_path: readonly string[] }[]
}

/** An order with where each of its lines stands; what is canceled of it is left out. */
export interface RoutedOrder extends Routed {
  organization_id: string
  goods: (Routed['goods'][number] & { line_no: number; group_no: number; part_no: number; quantity: number; is_service: boolean })[]
}

export interface PassedOver {
  bureau_id: string
  rule_id: string
  why: 'not_open' | 'full' | 'elsewhere' | 'returned_it'
}

export interface Errand {
  errand_id: string
  order_id: string
  /** The lines of the order it is for: those of this part. */
  part_no: number
  duty: Duty
  organization_id: string
  bureau_id: string | null
  status: ErrandStatus
  rule_id: string | null
  rule_version: number | null
  /** The order goes on only once the bureau has accepted it. */
  waits: boolean
  passed_over: PassedOver[]
  assigned_at: string
  assigned_by: string
  taken_on: string
  answer_by: string | null
  answered_at: string | null
  answered_by: string | null
  return_reason: ReturnReason | null
  return_note: string | null
  ended_at: string | null
}

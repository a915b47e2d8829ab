import { Choice, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'
import type { PaymentTerm, State } from '../model.ts'

export const RefundedLine = closed({
  line_no: T.Integer({ minimum: 1, maximum: 32_000, description: 'The line' }),
  quantity: T.Optional(
    Nullable(T.Integer({ minimum: 1, maximum: 9999, description: 'So many pieces do not come: their share of everything goes back' })),
  ),
  amount_minor: T.Optional(
    Nullable(
      T.Integer({
        minimum: 1,
        maximum: 9_007_199_254_740_991,
        description: 'Instead of pieces: the line costs so much less, and all of it still comes',
      }),
    ),
  ),
})
export type RefundedLine = Static<typeof RefundedLine>

export const linesDescription = 'Each line once, by pieces or by amount'
export const RefundItem = closed({
  id: Id('The order'),
  refund_id: Id('Made by the caller; the same id again is the same refund'),
  lines: T.Array(RefundedLine, { minItems: 1, maxItems: 100, description: linesDescription }),
  reason: Text('Why, in a few words', 200),
  settles_shortage: T.Optional(
    T.Boolean({ description: 'Close what the order waits for because goods are short: the rest goes on; not when left out' }),
  ),
})
export type RefundItem = Static<typeof RefundItem>

/** The first that holds is answered. */
export const refundStatuses = [
  'order_not_found',
  'already_refunded',
  'id_used_for_another',
  'order_named_twice',
  'order_is_over',
  'ask_the_platform',
  'at_third_party',
  'line_not_found',
  'how_unclear',
  'line_is_over',
  'already_on_its_way',
  'partly_shipped',
  'being_packed',
  'more_than_ordered',
  'more_than_it_costs',
  'refunded',
] as const
export type RefundStatus = (typeof refundStatuses)[number]

export interface LineRefund {
  order_id: string
  refund_id: string
  line_no: number
  sku_id: string | null
  title: { zh: string; en: string }
  /** 0: only money. */
  quantity: number
  amount_minor: number
  freight_minor: number
  points: number
  /** Of the amount, what the platform had paid: the buyer gets the rest. */
  subsidy_minor: number
  group_no: number | null
  reason: string
  refunded_by: string
  refunded_at: string
}

export const consents = ['phone', 'chat', 'message', 'counter'] as const
export const SubstituteItem = closed({
  id: Id('The order'),
  substitution_id: Id('Made by the caller; the same id again is the same substitution'),
  line_no: T.Integer({ minimum: 1, maximum: 32_000, description: 'The line that is short' }),
  quantity: T.Integer({ minimum: 1, maximum: 9999, description: 'So many of its pieces are replaced, one by one' }),
  sku_id: Text('What comes instead', 64),
  difference: Choice(
    ['refunded', 'kept'] as const,
    'Where it costs less: whether the buyer gets the difference. Where it costs more the house pays it',
  ),
  consent_by: Choice(consents, 'How the customer said yes'),
  consent: Text('What he said, in a few words', 200),
})
export type SubstituteItem = Static<typeof SubstituteItem>

export const substituteStatuses = [
  'order_not_found',
  'already_substituted',
  'id_used_for_another',
  'order_named_twice',
  'order_is_over',
  'at_third_party',
  'line_not_found',
  'line_is_over',
  'already_on_its_way',
  'partly_shipped',
  'being_packed',
  'more_than_ordered',
  'same_product',
  'sku_not_on_sale',
  'sold_out',
  'substituted',
] as const
export type SubstituteStatus = (typeof substituteStatuses)[number]

export interface Substitution {
  order_id: string
  substitution_id: string
  line_no: number
  was_sku_id: string
  was_title: { zh: string; en: string }
  was_unit_minor: number
  sku_id: string
  title: { zh: string; en: string }
  quantity: number
  listed_minor: number
  refunded_minor: number
  consent_by: (typeof consents)[number]
  consent: string
  substituted_by: string
  substituted_at: string
}

/** What is known of an order of which something shall not come, or come otherwise, under its locks. */
export interface Standing {
  history: boolean
  payment_term: PaymentTerm
  given_away: boolean
  groups: readonly { group_no: number; state: State; begun: boolean }[]
  lines: readonly {
    line_no: number
    group_no: number
    sku_id: string | null
    quantity: number
    shipped: number
    amount_minor: number
    stock_from?: string | null
  }[]
}

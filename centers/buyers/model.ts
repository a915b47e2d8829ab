import { AddressItem, LineItem, largestOrder } from '#centers/orders/model.ts'
import { Choice, Code, closed, Id, Minor, Named, Nullable, type Static, T, Text } from '#core/http.ts'

const optional = T.Optional
export const buyerKinds = ['business', 'government'] as const
export const personRoles = ['requester', 'approver', 'manager'] as const
export type PersonRole = (typeof personRoles)[number]

const Phone = (description: string) => T.String({ pattern: '^\\+?[0-9]{11,15}$', description })

export const BuyerItem = closed({
  id: Id('Made by the caller; the same id again is the same buyer'),
  kind: Choice(buyerKinds, 'A company, or a public body'),
  name: Named('Its verified name, as invoices say it', 120),
  tax_no: T.String({ pattern: '^[0-9A-Za-z]{18}$', description: 'Unified social credit code, 18 signs with its check sign' }),
  email: optional(Nullable(T.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 100, description: 'Where its invoices go' }))),
  organization_id: Code('Which of our organizations looks after it'),
  due_days: optional(
    T.Integer({ minimum: 0, maximum: 180, description: 'Days after the end of a month in which it pays; 30 when left out' }),
  ),
})
export type BuyerItem = Static<typeof BuyerItem>
export const buyerStatuses = ['saved', 'already_saved', 'tax_no_invalid', 'organization_not_found', 'tax_no_registered'] as const
export type BuyerStatus = (typeof buyerStatuses)[number]

export const LimitItem = closed({
  id: Id('The buyer'),
  credit_limit_minor: Minor('What it may owe at most'),
})
export type LimitItem = Static<typeof LimitItem>
export type LimitStatus = 'set' | 'already_set' | 'buyer_not_found' | 'line_in_use'

export const StandingItem = closed({
  id: Id('The buyer'),
  suspended: T.Boolean({ description: 'Whether its people may not buy for now' }),
  reason: optional(Named('Why; its people read it', 200)),
})
export type StandingItem = Static<typeof StandingItem>

export const PersonItem = closed({
  phone: Phone('Verified phone number of a member'),
  roles: T.Array(Choice(personRoles, '`requester` asks, `approver` decides, `manager` says who does what'), {
    minItems: 1,
    maxItems: 3,
    uniqueItems: true,
    description: 'What he may do',
  }),
  limit_minor: optional(
    // One schema of two types: of a union, the first branch would make null a zero.
    T.Unsafe<number | null>({
      ...{ type: ['integer', 'null'], minimum: 0, maximum: 9_007_199_254_740_991 },
      description: 'Up to here he orders or approves alone; any amount when null. A requester orders nothing alone with 0',
    }),
  ),
})
export type PersonItem = Static<typeof PersonItem>
export const personStatuses = ['invited', 'changed', 'already_so', 'member_not_found', 'last_manager'] as const
export type PersonStatus = (typeof personStatuses)[number]

export const CatalogItem = closed({
  kind: Choice(['category', 'product'] as const, 'A category with all below it, or one product'),
  ref: Code('Its code'),
})
export type CatalogItem = Static<typeof CatalogItem>

export const PurchaseItem = closed({
  id: Id('Made by the caller; the same id again is the same purchase, and the id of its order'),
  lines: T.Array(LineItem, { minItems: 1, maxItems: largestOrder, description: `1 to ${largestOrder} lines` }),
  buyer_name: Named('Who receives the goods', 60),
  buyer_phone: T.String({ pattern: '^\\+?[0-9][0-9 -]{4,18}[0-9]$', description: 'Phone the carrier may call' }),
  address: AddressItem,
  buyer_message: optional(Nullable(T.String({ maxLength: 500, description: 'A word to the seller' }))),
  reason: optional(Nullable(T.String({ maxLength: 300, description: 'What it is for; who approves reads it' }))),
  expected_total_minor: Minor('What the quote said; another total is refused'),
})
export type PurchaseItem = Static<typeof PurchaseItem>
export const purchaseStatuses = [
  'ordered',
  'waiting',
  'already_ordered',
  'already_waiting',
  'already_decided',
  'id_used_for_another',
  'no_buyer',
  'role_missing',
  'buyer_suspended',
  'not_in_catalog',
  'price_moved',
  'not_ordered',
] as const
export type PurchaseStatus = (typeof purchaseStatuses)[number]

export const PurchaseDecision = closed({
  id: Id('The purchase'),
  decision: Choice(['approve', 'refuse', 'withdraw'] as const, '`withdraw`: who asked takes it back'),
  reason: optional(T.String({ maxLength: 200, description: 'Why it is refused; who asked reads it' })),
  expected_total_minor: optional(Minor('The total approved; when it has moved nothing is ordered and the new one is told')),
})
export type PurchaseDecision = Static<typeof PurchaseDecision>
export const decisionStatuses = [
  'approved',
  'refused',
  'withdrawn',
  'already_decided',
  'purchase_not_found',
  'own_purchase',
  'role_missing',
  'above_limit',
  'reason_missing',
  'buyer_suspended',
  'price_moved',
  'not_ordered',
] as const
export type DecisionStatus = (typeof decisionStatuses)[number]

export const RepaymentItem = closed({
  id: Id('Made by the caller; the same id again is the same payment'),
  buyer_id: Id('The buyer'),
  amount_minor: T.Integer({ minimum: 1, maximum: 9_007_199_254_740_991, description: 'What came' }),
  note: optional(Text('Bank reference', 100)),
})
export type RepaymentItem = Static<typeof RepaymentItem>
export type RepaymentStatus = 'repaid' | 'already_repaid' | 'id_used_for_another' | 'buyer_not_found'

export interface Buyer {
  buyer_id: string
  kind: (typeof buyerKinds)[number]
  name: string
  tax_no: string
  email: string | null
  organization_id: string
  currency: string
  credit_limit_minor: number
  due_days: number
  suspended_reason: string | null
  saved_by: string
  saved_at: string
  created_at: string
}

export interface Person {
  buyer_id: string
  member_id: string
  name: string
  roles: PersonRole[]
  limit_minor: number | null
  state: 'invited' | 'active' | 'left'
  invited_by: string
  invited_at: string
  answered_at: string | null
}

export interface Purchase {
  buyer_id: string
  purchase_id: string
  requester_id: string
  requester_name: string
  state: 'waiting' | 'ordered' | 'refused' | 'withdrawn'
  wish: Wish
  reason: string | null
  total_minor: number
  currency: string
  order_no: string | null
  asked_at: string
  decided_by: string | null
  decided_at: string | null
  decision_reason: string | null
}

/** What is ordered once it is approved. */
export type Wish = Pick<PurchaseItem, 'lines' | 'buyer_name' | 'buyer_phone' | 'address'> & { buyer_message: string | null }

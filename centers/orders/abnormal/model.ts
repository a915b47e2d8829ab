/** Who has to see to a reason: it decides which right closes it. */
export const owners = ['service', 'finance', 'risk', 'stock', 'product'] as const
export type Owner = (typeof owners)[number]

/** How a reason ends beside a person's word. */
type Release = 'hand' | 'timed' | 'platform' | 'mapping' | 'stock' | 'bureau'

/** Every reason an order, or what is no order yet, can wait for: who owns it and what else releases it. */
export const reasonsOf = {
  held_by_hand: { owner: 'service', release: 'hand' },
  timed_hold: { owner: 'service', release: 'timed' },
  large_amount: { owner: 'service', release: 'hand' },
  duplicate_suspected: { owner: 'service', release: 'hand' },
  buyer_note: { owner: 'service', release: 'hand' },
  unpaid: { owner: 'service', release: 'hand' },
  address_missing: { owner: 'service', release: 'hand' },
  address_unclear: { owner: 'service', release: 'hand' },
  refund_asked: { owner: 'service', release: 'platform' },
  blocked_by_platform: { owner: 'service', release: 'platform' },
  returned_by_bureau: { owner: 'service', release: 'hand' },
  awaits_bureau: { owner: 'service', release: 'bureau' },
  order_refused: { owner: 'service', release: 'platform' },
  too_large: { owner: 'service', release: 'platform' },
  finance_review: { owner: 'finance', release: 'hand' },
  below_floor: { owner: 'finance', release: 'hand' },
  discount_large: { owner: 'finance', release: 'hand' },
  credit_review: { owner: 'finance', release: 'hand' },
  amounts_differ: { owner: 'finance', release: 'platform' },
  black_list: { owner: 'risk', release: 'hand' },
  risk_suspected: { owner: 'risk', release: 'hand' },
  stock_short: { owner: 'stock', release: 'stock' },
  no_node_fits: { owner: 'stock', release: 'stock' },
  node_refused: { owner: 'stock', release: 'stock' },
  sold_out: { owner: 'stock', release: 'stock' },
  line_unmapped: { owner: 'product', release: 'mapping' },
  channel_closed: { owner: 'product', release: 'platform' },
  status_unknown: { owner: 'product', release: 'platform' },
  contract_broken: { owner: 'product', release: 'platform' },
} as const satisfies Record<string, { owner: Owner; release: Release }>
export type Reason = keyof typeof reasonsOf
export const abnormalReasons = Object.keys(reasonsOf) as Reason[]

/** What a rule may hold an order for. */
export const ruleReasons = [
  'large_amount',
  'duplicate_suspected',
  'buyer_note',
  'address_unclear',
  'timed_hold',
  'finance_review',
  'below_floor',
  'discount_large',
  'credit_review',
  'black_list',
  'risk_suspected',
] as const satisfies readonly Reason[]

/** Something found at an order that keeps it from going on. */
export interface Finding {
  reason: Reason
  detail: string | null
  /** Hours after which it ends by itself. */
  hold_hours?: number | null
  urgent?: boolean
  /** The rule that found it; null for the house's own laws and for people. */
  rule_id: string | null
  rule_version: number | null
}

export interface Abnormal {
  abnormal_id: string
  order_id: string | null
  channel_id: string
  external_no: string | null
  organization_id: string
  reason: Reason
  owner: Owner
  /** The part of the order it stops; null stops all of it. */
  part_no: number | null
  detail: string | null
  assigned_to: string | null
  release_at: string | null
  urgent: boolean
  rule_id: string | null
  rule_version: number | null
  opened_at: string
  opened_by: string
}

export type ClosedHow = 'passed' | 'forced' | 'timed' | 'rules' | 'told' | 'left'

/** By which right somebody reviews: customer service first, then finance; force closes everything. */
export type Right = 'service' | 'finance' | 'force'

export const reviewStatuses = [
  'approved',
  'passed',
  'already_approved',
  'order_not_found',
  'state_forbids',
  'service_review_first',
  'finance_must_review',
  'force_needed',
  'nothing_to_review',
] as const
export type ReviewStatus = (typeof reviewStatuses)[number]

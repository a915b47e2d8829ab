import { Code, closed, Nullable, type Static, T } from '#core/http.ts'

/** Largest set that leaves in one parcel. */
export const mostMerged = 20

export const MergeRuleItem = closed({
  version: T.Integer({ minimum: 1, description: 'The version this was made from' }),
  enabled: T.Boolean({ description: 'Whether orders are merged by themselves' }),
  across_channels: T.Boolean({ description: 'Also orders of different channels' }),
  within_hours: T.Integer({ minimum: 1, maximum: 720, description: 'Only orders placed no further apart than this' }),
  most_orders: T.Integer({ minimum: 2, maximum: mostMerged, description: 'At most so many in one parcel' }),
})
export type MergeRuleItem = Static<typeof MergeRuleItem>
export interface MergeRule extends MergeRuleItem {
  saved_at: string
  saved_by: string
}

const codes = (what: string, description: string) => T.Array(Code(what), { maxItems: 200, uniqueItems: true, description })
const splitRule = {
  most_grams: Nullable(
    T.Integer({ minimum: 100, maximum: 10_000_000, description: 'Parcels of at most so many grams; null does not look at weight' }),
  ),
  apart_category_ids: codes('A category', 'Goods of each of these categories, and of those below it, share no parcel with other goods'),
  node_ids: codes('A node', 'Only what leaves from these; from everywhere when empty'),
  channel_ids: codes('A channel', 'Only orders of these; of all when empty'),
}
export const SplitRuleContent = closed(splitRule)
export type SplitRuleContent = Static<typeof SplitRuleContent>
export const SplitRuleItem = closed({
  version: T.Integer({ minimum: 1, description: 'The version this was made from' }),
  enabled: T.Boolean({ description: 'Whether orders are split by themselves' }),
  ...splitRule,
})
export type SplitRuleItem = Static<typeof SplitRuleItem>
export interface SplitRule extends SplitRuleItem {
  saved_at: string
  saved_by: string
}

/** That an order leaves, or left, together with others. */
export interface Merged {
  order_id: string
  merge_id: string
  rule_version: number | null
  merged_by: string
  merged_at: string
}

export interface Split {
  order_id: string
  split_id: string
  /** By hand, by weight, by the split rule, because bureaus have different goods of it; pieces that were given back, or that another product stands in for, never meet the rest again. */
  how: 'hand' | 'weight' | 'rule' | 'bureau' | 'refund' | 'substitute'
  apart_nos: number[]
  from_apart_no: number
  /** The version of the split rule that did it; null for a person. */
  rule_version: number | null
  split_by: string
  split_at: string
  undone_by: string | null
  undone_at: string | null
}

/** Pieces of a line. */
export interface Pieces {
  line_no: number
  quantity: number
}

/** What an order needs so that one can see whether it goes to the same person at the same door on terms that fit. */
export interface Alike {
  id: string
  organization_id: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  payment_term: string
  outlet_id: string | null
}

/** Splits that may be taken back. */
export const isUndoable = ({ how }: Pick<Split, 'how'>): boolean => how !== 'refund' && how !== 'substitute'

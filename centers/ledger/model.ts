export interface Posting {
  source: string
  destination: string
  asset: string
  /** In the asset's smallest unit, above zero. */
  amount: number
}

/** A group of postings that all happen or none. */
export interface Transaction {
  /** Made by the caller; the same key again is the same act. */
  key: string
  /** `center.verb`, past what the act was: `orders.reserve`. */
  kind: string
  /** What caused it, as `center.noun:id`. */
  ref: string
  happened_at: string
  postings: Posting[]
}

export type PostStatus = 'posted' | 'already_posted' | 'key_used_for_another' | 'balance_too_low'

export interface PostOutcome {
  key: string
  status: PostStatus
  /** For `balance_too_low`: the account that would pass its floor, and by how much. */
  account?: string
  asset?: string
  shortage?: number
}

export const isPosted = ({ status }: { status: PostStatus }): boolean => status === 'posted' || status === 'already_posted'

export interface Balance {
  account: string
  asset: string
  balance: number
  /** Null for an account without a floor. */
  floor: number | null
}

export interface Hold {
  id: string
  source: string
  bucket: string
  asset: string
  amount: number
  ref: string
  due_at: string
}

export type HoldState = 'held' | 'captured' | 'released' | 'expired'

import type { Both } from './words.ts'

export interface CartLine {
  sku_id: string
  spu_id: string
  title: Both
  name: Both | null
  cover: string | null
  quantity: number
  unit_minor: number | null
  amount_minor: number
  available: number
  configuration_id: string | null
  configuration: Both | null
  lead_days: number | null
  problem: 'not_on_sale' | 'not_open_yet' | 'sold_out' | 'not_enough' | null
  /** For `not_open_yet`: from when it is sold to this buyer. */
  opens_at: string | null
}

export interface Cart {
  lines: CartLine[]
  goods_minor: number
  /** What the member's level takes off. */
  discount_minor: number
  freight_minor: number
  total_minor: number
  currency: string
  quantity: number
  /** Put aside; not summed. A quote has none. */
  later: CartLine[]
}

/** What can be ordered as it stands. */
export const orderable = (cart: Cart): CartLine[] => cart.lines.filter(({ problem }) => !problem)

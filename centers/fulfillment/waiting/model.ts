import type { StockFrom } from '#centers/inventory/model.ts'
import type { State } from '#centers/orders/model.ts'
import { Choice, closed, type Static, T } from '#core/http.ts'

const scope = (description: string) => T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description })

export const FillRuleItem = closed({
  channel_id: scope('Orders of this channel; empty for every channel'),
  node_id: scope('What was promised from this node; empty for every node'),
  first: T.Array(Choice(['urgent', 'vip'] as const, 'Who'), {
    maxItems: 2,
    uniqueItems: true,
    description: 'Who goes before the oldest order, the first named before the second',
  }),
  other_nodes: T.Boolean({ description: 'Another node the channel sells from may ship instead of the one that promised' }),
  parts: T.Boolean({ description: 'A line may get some of its pieces before the rest' }),
  by_hand: T.Boolean({ description: 'Goods are not given out by themselves, only by a person' }),
})
export type FillRuleItem = Static<typeof FillRuleItem>

/** Holds where nobody wrote another. */
export const usualRule: FillRuleItem = {
  channel_id: '',
  node_id: '',
  first: ['urgent', 'vip'],
  other_nodes: false,
  parts: false,
  by_hand: false,
}

/** A place a waiting line may get its goods from. */
export interface Place {
  node_id: string
  stock_from: StockFrom
  account: string
}

/** A line sold before its goods are there. */
export interface Waiting {
  order_id: string
  line_no: number
  group_no: number
  sku_id: string
  quantity: number
  channel_id: string
  node_id: string
  state: State
  placed_at: string
  urgent: boolean
  vip: boolean
  /** Made for this buyer: what comes of the SKU need not be his. */
  made_to_order: boolean
}

export const whys = ['in_review', 'made_to_order', 'by_hand', 'goods_are_here', 'behind_others', 'not_enough', 'no_goods'] as const
export type Why = (typeof whys)[number]

/** Goods for a line: so many from there. */
export interface Fill {
  order_id: string
  line_no: number
  place: Place
  quantity: number
}

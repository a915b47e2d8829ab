import { SkuId } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

/** In what state goods stand at a node. Only `available` is promised to buyers. `in_transit` is on its way to the node. */
export const conditions = ['available', 'in_transit', 'inspection', 'defective', 'sample', 'gift'] as const
export type Condition = (typeof conditions)[number]

/** Why goods move. */
export const moveKinds = [
  'receipt',
  'quality',
  'damage',
  'repair',
  'sample',
  'gift',
  'scrap',
  'customer_return',
  'supplier_return',
  'transfer_out',
  'transfer_in',
  'transfer_loss',
  'count',
  'found',
  'lost',
] as const
export type MoveKind = (typeof moveKinds)[number]

export const lotPattern = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'
export const serialPattern = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'
export const LotNo = (description: string) => T.String({ pattern: lotPattern, description })
export const Serials = T.Array(T.String({ pattern: serialPattern }), {
  maxItems: 10_000,
  uniqueItems: true,
  description: 'Serial numbers of the pieces, one each, for SKUs that have them',
})

export const Place = closed(
  {
    node_id: Code('The node'),
    condition: Choice(conditions, 'In what state the goods stand there'),
  },
  { description: 'A node and the state of the goods there' },
)
export type Place = Static<typeof Place>
/** Where goods come from first and go to last. */
export type End = Place | 'outside'

export interface Move {
  /** Made by the caller; the same id again is the same move. */
  id: string
  kind: MoveKind
  sku_id: string
  quantity: number
  /** Left out for a SKU kept by lot: first expired, first out. */
  lot_no?: string | null
  serials?: readonly string[]
  from: End
  to: End
  reason?: string | null
  /** What caused it, as `center.noun:id`. */
  ref?: string | null
}

export const moveStatuses = [
  'id_used_for_another',
  'already_moved',
  'unknown_sku',
  'unknown_node',
  'node_closed',
  'same_place',
  'lot_missing',
  'lot_unknown',
  'lot_expired',
  'serials_missing',
  'serial_count_differs',
  'serial_already_sold',
  'serial_elsewhere',
  'not_enough',
  'moved',
] as const
export type MoveStatus = (typeof moveStatuses)[number]

export interface MoveOutcome {
  id: string
  status: MoveStatus
  detail?: string
  /** For `not_enough`: how many are missing. */
  missing?: number
  /** For `moved`: the lots it took. */
  lots?: LotPart[]
}

export interface LotPart {
  lot_no: string
  quantity: number
}

export const Arrival = closed({
  id: Id('Made by the caller; the same id again is the same arrival'),
  sku_id: SkuId('What arrived'),
  quantity: T.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many pieces' }),
  node_id: Code('Where it arrived'),
  condition: T.Optional(Choice(conditions, 'In what state; `available` when left out')),
  lot_no: T.Optional(Nullable(LotNo('Lot number, for SKUs kept by lot'))),
  made_on: T.Optional(Nullable(BusinessDate('Day the lot was made'))),
  expires_on: T.Optional(Nullable(BusinessDate('Day from which the lot may no longer be sold'))),
  serials: T.Optional(Serials),
  reason: T.Optional(Nullable(Text('Why it came, in words', 200))),
})
export type Arrival = Static<typeof Arrival> & { kind?: MoveKind; ref?: string | null }
export const arrivalStatuses = ['lot_differs', 'expiry_missing', ...moveStatuses] as const
export type ArrivalStatus = (typeof arrivalStatuses)[number]

export const MoveItem = closed({
  id: Id('Made by the caller; the same id again is the same move'),
  kind: Choice(moveKinds, 'Why it moves'),
  sku_id: SkuId('What moves'),
  quantity: T.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many pieces' }),
  lot_no: T.Optional(Nullable(LotNo('The lot; left out: first expired, first out'))),
  serials: T.Optional(Serials),
  from: Nullable(Place),
  to: Nullable(Place),
  reason: T.Optional(Nullable(Text('Why, in words', 200))),
})

/** What is known of a lot. */
export interface Lot {
  sku_id: string
  lot_no: string
  made_on: string | null
  expires_on: string | null
}

/** Which condition a lot row names: everything sellable at a node is one shelf. */
export type LotCondition = 'good' | Exclude<Condition, 'available'>
export const lotCondition = (condition: Condition): LotCondition => (condition === 'available' ? 'good' : condition)

export interface LotStock extends LotPart {
  sku_id: string
  node_id: string
  condition: LotCondition
  expires_on: string | null
  since_at: string
}

export interface Serial {
  sku_id: string
  serial_no: string
  state: 'in_stock' | 'sold' | 'gone'
  node_id: string | null
  condition: Condition | null
  lot_no: string | null
}

/** How much of a SKU stands at a node, state by state. */
export interface StockCounts {
  node_id: string
  sku_id: string
  available: number
  reserved: number
  /** Set aside for a while without an order. */
  held: number
  /** Kept back from every channel. */
  safety: number
  /** Set aside for single channels, together. */
  shares: number
  in_transit: number
  inspection: number
  defective: number
  sample: number
  gift: number
}

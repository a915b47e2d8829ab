import type { StockFrom } from '#centers/inventory/model.ts'
import { SkuId } from '#centers/products/model.ts'
import { Choice, Code, closed, Id, Minor, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

export const states = [
  'placed',
  'held',
  'approved',
  'allocated',
  'released',
  'shipped',
  'delivered',
  'completed',
  'canceled',
  'closed',
] as const
export type State = (typeof states)[number]

export const paymentStates = ['unpaid', 'deposit_paid', 'paid', 'partly_refunded', 'refunded'] as const
export type PaymentState = (typeof paymentStates)[number]

export const paymentTerms = ['wallet', 'pay_at_outlet', 'channel', 'credit', 'cash_on_delivery'] as const
export type PaymentTerm = (typeof paymentTerms)[number]

export const largestOrder = 100

export const AddressItem = closed(
  {
    province: Text('Province or municipality', 40),
    city: T.String({ maxLength: 40, description: 'City; empty in a municipality' }),
    district: T.String({ maxLength: 40, description: 'County or district' }),
    street: Text('Street, number, building, room', 200),
    region_code: T.Optional(T.String({ pattern: '^\\d{6}$', description: 'County code, six digits, when known' })),
    postcode: T.Optional(T.String({ maxLength: 12, description: 'Postcode' })),
  },
  { description: 'Where the goods go' },
)
export type AddressItem = Static<typeof AddressItem>

export const LineItem = closed({
  sku_id: SkuId('What is ordered'),
  quantity: T.Integer({ minimum: 1, maximum: 9999, description: 'How many, whole pieces' }),
  configuration_id: T.Optional(Nullable(Id('What the buyer configured; its price adds to that of the SKU'))),
})

const buyer = {
  buyer_name: Text('Who receives the goods', 60),
  buyer_phone: T.String({ pattern: '^\\+?[0-9][0-9 -]{4,18}[0-9]$', description: 'Phone the carrier may call' }),
  address: AddressItem,
  buyer_message: T.Optional(Nullable(T.String({ maxLength: 500, description: 'A word to the seller' }))),
}
const currency = T.String({ pattern: '^[A-Z]{3}$', description: 'Must be the currency of the channel' })
const lines = T.Array(LineItem, { minItems: 1, maxItems: largestOrder, description: `1 to ${largestOrder} lines` })

/** What a shopper sends at checkout. */
export const OrderItem = closed({
  id: Id('Made by the caller; the same id again is the same order'),
  channel_id: Code('The channel it comes from'),
  currency,
  lines,
  ...buyer,
  payment_term: Choice(['wallet', 'pay_at_outlet'] as const, 'When money is due'),
  outlet_id: T.Optional(Nullable(Code('Where a `pay_at_outlet` order is picked up and paid'))),
  points_to_spend: T.Optional(
    Nullable(
      closed(
        {
          program_id: Code('Whose points: a brand, or `group`'),
          quantity: T.Integer({ minimum: 1, maximum: 100_000_000, description: 'How many points' }),
        },
        { description: 'Points of the signed-in member that lower the total; brand points pay goods of the brand' },
      ),
    ),
  ),
  cards_to_spend: T.Optional(
    T.Array(
      closed({
        card_id: Id('One of my cards'),
        amount_minor: T.Integer({ minimum: 1, maximum: 9_007_199_254_740_991, description: 'How much of it' }),
      }),
      {
        maxItems: 5,
        description: 'Prepaid and gift cards of the signed-in member that pay part of the total, or all of it; the wallet pays the rest',
      },
    ),
  ),
  expected_total_minor: Minor('What the shopper was shown, after points; another total is refused'),
})
export type OrderItem = Static<typeof OrderItem>

/** An order as an outside platform sold it: its prices stand, it is paid there. */
export const IntakeItem = closed({
  id: Id('Made by the caller; the same id again is the same order'),
  channel_id: Code('The channel it comes from'),
  external_no: Text('The platform’s own order number', 80),
  currency,
  placed_at: Moment('When the buyer ordered'),
  lines: T.Array(
    closed({
      sku_id: SkuId('What is ordered'),
      quantity: T.Integer({ minimum: 1, maximum: 9999, description: 'How many' }),
      unit_minor: Minor('Price of one piece on the platform'),
      amount_minor: Minor('What we are paid for the line: after our own discounts, before what the platform pays in the buyer’s place'),
      subsidy_minor: T.Optional(Minor('What of the amount the platform pays, not the buyer; 0 when left out')),
    }),
    { minItems: 1, maxItems: largestOrder, description: 'The lines' },
  ),
  freight_minor: Minor('Freight the buyer paid'),
  ...buyer,
})
export type IntakeItem = Static<typeof IntakeItem>

/** One order on its way into the tables, whatever door it came through. */
export interface NewOrder {
  id: string
  channel_id: string
  external_no: string | null
  member_id: string | null
  visitor_id: string | null
  buyer_name: string
  buyer_phone: string | null
  address: object
  buyer_message: string | null
  currency: string
  payment_term: PaymentTerm
  outlet_id: string | null
  /** For `credit`: the buyer organization that owes it. */
  buyer_id?: string | null
  placed_at: string
  /** Prices are ours (null) or were fixed outside. */
  lines: {
    sku_id: string
    quantity: number
    unit_minor: number | null
    amount_minor: number | null
    /** What of the amount the platform pays in the buyer's place. */
    subsidy_minor?: number | undefined
    configuration_id?: string | null
  }[]
  freight_minor: number | null
  points_to_spend?: PointsToSpend | null
  cards_to_spend?: readonly CardToSpend[]
  expected_total_minor: number | null
  /** Somebody else ordered for the member, who saw no page that told him: he gets a message. */
  for_member?: boolean
  /** Nothing is reviewed or sent before this moment; left out, the order is reviewed in the commit that places it. */
  rests_until?: string | null
}

export interface PointsToSpend {
  program_id: string
  quantity: number
}

export interface CardToSpend {
  card_id: string
  amount_minor: number
}

/**
 * What lowered a line, by name: so that each discount can be told, and taken back in proportion. A subsidy lowers what the buyer pays; the line keeps its amount,
 * because the platform pays us the rest.
 */
export interface Discount {
  order_id: string
  line_no: number
  kind: 'points' | 'member_price' | 'bundle' | 'subsidy'
  /** The program whose points or level it is, the bundle, or the channel that pays the subsidy. */
  source_id: string
  amount_minor: number
  points: number
}

export const placeStatuses = [
  'placed',
  'already_placed',
  'id_used_for_another',
  'channel_not_found',
  'channel_closed',
  'currency_differs',
  'outlet_needed',
  'outlet_not_found',
  'member_needed',
  'sku_not_found',
  'sku_not_on_sale',
  'not_open_yet',
  'configuration_not_found',
  'plan_not_on_sale',
  'another_plan_runs',
  'too_far_ahead',
  'points_not_accepted',
  'points_too_many',
  'cards_not_accepted',
  'price_moved',
  'collection_not_offered',
  'card_not_found',
  'card_not_active',
  'card_frozen',
  'card_expired',
  'sold_out',
  'points_too_few',
  'card_too_low',
  'wallet_too_low',
  'credit_too_low',
] as const
export type PlaceStatus = (typeof placeStatuses)[number]

export interface PlaceOutcome {
  id: string
  status: PlaceStatus
  detail?: string
  order_no?: string
  total_minor?: number
  sku_id?: string
  available?: number
  /** For `not_open_yet`: from when it is sold to this buyer. */
  opens_at?: string
}

export interface Line {
  order_id: string
  line_no: number
  group_no: number
  sku_id: string | null
  title: { zh: string; en: string }
  quantity: number
  unit_minor: number
  amount_minor: number
  freight_minor: number
  /** `service`: there is nothing to take from a shelf; null for imported history. */
  stock_from: StockFrom | 'service' | null
  node_id: string | null
  shipped: number
  /** The parcel somebody wants it to leave in apart from the others; 0 leaves with the rest. */
  apart_no: number
  /** The part of the order it belongs to: what goes to the same bureaus. */
  part_no: number
}

export interface Stage {
  order_id: string
  group_no: number
  state: State
  organization_id: string
  channel_id: string
  placed_at: string
  due_at: string | null
  entry_no: number
  entered_at: string
}

export interface Order {
  id: string
  order_no: string
  channel_id: string
  external_no: string | null
  organization_id: string
  member_id: string | null
  visitor_id: string | null
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  currency: string
  goods_minor: number
  discount_minor: number
  freight_minor: number
  total_minor: number
  payment_term: PaymentTerm
  outlet_id: string | null
  buyer_message: string | null
  history: boolean
  placed_at: string
  recorded_at: string
}

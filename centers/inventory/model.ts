import { Choice, Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'

export const nodeKinds = [
  'central_warehouse',
  'regional_warehouse',
  'store',
  'dealer',
  'third_party',
  'merchant',
  'supplier',
  'in_transit',
  'service_van',
  'defective',
] as const

export const NodeItem = closed({
  id: Code('Short immutable code of the node'),
  kind: Choice(nodeKinds, 'What sort of place holds the stock'),
  name: closed({ zh: Text('Name in Chinese'), en: Text('Name in English') }, { description: 'Name of the node' }),
  organization_id: Code('The organization that runs it'),
  partner_id: Nullable(Code('The partner whose place it is; null for our own')),
  region_code: Nullable(T.String({ pattern: '^\\d{6}$', description: 'County code, six digits' })),
  address: T.Record(T.String(), T.String({ maxLength: 200 }), { description: 'Address in words: province, city, district, street' }),
  longitude: Nullable(T.Number({ minimum: -180, maximum: 180, description: 'Degrees' })),
  latitude: Nullable(T.Number({ minimum: -90, maximum: 90, description: 'Degrees' })),
  opening_hours: Nullable(Text('When it works, such as `08:00-20:00`', 60)),
  cut_off: Nullable(T.String({ pattern: '^\\d\\d:\\d\\d$', description: 'What is released before this time leaves the same day' })),
  capacity_per_day: Nullable(T.Integer({ minimum: 0, maximum: 10_000_000, description: 'Parcels a day it can ship' })),
  closed_weekdays: T.Optional(
    T.Array(T.Integer({ minimum: 1, maximum: 7 }), {
      maxItems: 7,
      uniqueItems: true,
      description: 'Days of the week nothing leaves, 1 is Monday; none when left out',
    }),
  ),
})
export type NodeItem = Static<typeof NodeItem>
export interface Node extends NodeItem {
  closed_weekdays: number[]
  closed_at: string | null
  /** Takes no new orders and closes once nothing is reserved there. */
  closing_at: string | null
}

export const policies = ['positive', 'zero', 'negative'] as const
export interface Policy {
  sku_id: string
  /** Empty for every channel. */
  channel_id: string
  policy: (typeof policies)[number]
  node_id: string | null
  cap: number
}

export interface ReservationRequest {
  /** The order. */
  id: string
  channel_id: string
  lines: readonly { line_no: number; sku_id: string; quantity: number }[]
}

/** Where each line's stock comes from, a line taken from several places standing there part by part; one refusal for the whole request. */
export type ReservationPlan =
  | {
      id: string
      status: 'planned'
      lines: { line_no: number; sku_id: string; quantity: number; node_id: string; stock_from: StockFrom }[]
    }
  | { id: string; status: 'sold_out'; sku_id: string; available: number }

/** Which promise a line was sold from: it decides the accounts of its whole life. `channel:<id>` is that channel's own share at the node. */
export type StockFrom = 'node' | 'supplier' | 'presale' | `channel:${string}`

export interface Correction {
  id: string
  node_id: string
  sku_id: string
  /** Found more (above zero) or less (below zero). */
  change: number
  reason: string
}

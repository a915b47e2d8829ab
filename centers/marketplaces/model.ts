import { Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'
import type { Trade } from './port.ts'

export const connectionStates = ['draft', 'live', 'paused'] as const
export type ConnectionState = (typeof connectionStates)[number]
export const streams = ['orders', 'refunds', 'messages'] as const
export type Stream = (typeof streams)[number]

export const ConnectionItem = closed({
  connection_id: Code('Short immutable code of the connection'),
  channel_id: Code('The channel its orders belong to'),
  platform: Code('The platform: one of those the overview lists'),
  name: Text('What people call it', 100),
  endpoint: T.String({
    pattern: '^(https?://.+|simulated)$',
    maxLength: 300,
    description: 'Address of the platform’s gateway; `simulated` in the sample enterprise',
  }),
  settings: T.Record(T.String({ maxLength: 40 }), T.String({ maxLength: 500 }), {
    description: 'Settings by name, as the platform needs them',
  }),
  secrets: T.Record(T.String({ maxLength: 40 }), T.String({ maxLength: 2000 }), {
    description: 'Keys and tokens by name; one that is left out stays as it was',
  }),
  writes_back: T.Boolean({ description: 'Shipments are told to the platform' }),
  pushes_stock: T.Boolean({ description: 'Stock is told to the platform whenever it changes' }),
  pushes_prices: T.Boolean({ description: 'Prices are told to the platform whenever they change' }),
  token_expires_at: T.Optional(Nullable(T.String({ description: 'When the token must be renewed, where the platform said so' }))),
})
export type ConnectionItem = Static<typeof ConnectionItem>

export interface Connection extends Omit<ConnectionItem, 'secrets' | 'token_expires_at'> {
  organization_id: string
  token_expires_at: string | null
  token_refreshed_at: string | null
  /** Why the last renewal failed; with `token_next_at` null it was given up. */
  token_failure: string | null
  token_next_at: string | null
  state: ConnectionState
  tested_at: string | null
  test_failure: string | null
  saved_at: string
}

export const MappingItem = closed({
  connection_id: Code('The connection'),
  listing_key: T.String({ minLength: 1, maxLength: 200, description: 'The listing, `product/sku` as the list names it' }),
  sku_id: Nullable(T.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description: 'Our SKU; null takes the mapping away' })),
})
export type MappingItem = Static<typeof MappingItem>

export const pulledStates = ['unpaid', 'waiting', 'placed', 'passed'] as const
export type PulledState = (typeof pulledStates)[number]

/** Why a pulled order is no order of ours yet; several at once. */
export const reasons = [
  'contract_broken',
  'status_unknown',
  'blocked_by_platform',
  'refund_asked',
  'line_unmapped',
  'address_missing',
  'amounts_differ',
  'too_large',
  'channel_closed',
  'sold_out',
  'order_refused',
] as const
export type Reason = (typeof reasons)[number]

export interface Pulled {
  channel_id: string
  external_no: string
  connection_id: string
  organization_id: string
  state: PulledState
  reasons: Reason[]
  detail: string | null
  order_id: string | null
  platform_status: string
  modified_at: string
  digest: string
  line_nos: string[]
  content: Trade | { raw: unknown } | null
  remarks: Remark[]
  total_minor: number | null
  buyer: string | null
  /** Fingerprints of what the platform last told of address and note; null where that was before they were kept. */
  address_told: string | null
  note_told: string | null
}

/** Something the platform said of an order after it was placed. */
export interface Remark {
  at: string
  what:
    | 'canceled'
    | 'refund_asked'
    | 'refund_closed'
    | 'refund_done'
    | 'address_changed'
    | 'readdressed'
    | 'note_changed'
    | 'blocked'
    | 'unblocked'
  detail: string
}

export const takeStatuses = ['placed', 'updated', 'already_pulled', 'waiting', 'unpaid', 'passed'] as const
export type TakeStatus = (typeof takeStatuses)[number]

export interface Listing {
  connection_id: string
  listing_key: string
  product_no: string
  sku_no: string | null
  outer_code: string | null
  title: string
  options: string | null
  sku_id: string | null
  matched_by: 'barcode' | 'code' | 'title' | 'hand' | null
}

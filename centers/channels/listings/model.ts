import { Code, closed, Moment, Nullable, type Static, T } from '#core/http.ts'

export const ListingItem = closed({
  channel_id: Code('The channel'),
  sku_id: Code('The SKU'),
  published: T.Boolean({ description: 'Whether the channel is to sell it' }),
  price_minor: T.Optional(
    Nullable(
      T.Integer({ minimum: 1, maximum: 9_007_199_254_740_991, description: 'Price on this channel; that of the SKU when left out' }),
    ),
  ),
  title: T.Optional(
    Nullable(T.String({ minLength: 1, maxLength: 300, description: 'Title on this channel; that of the product when left out' })),
  ),
  attributes: T.Optional(
    T.Record(T.String({ pattern: '^[^\\u0000]{1,60}$' }), T.String({ minLength: 1, maxLength: 500 }), {
      description: 'What only this channel asks for, by name',
    }),
  ),
})
export type ListingItem = Static<typeof ListingItem>
export const listingStatuses = [
  'saved',
  'already_saved',
  'channel_not_found',
  'sku_not_found',
  'brand_not_yours',
  'currency_differs',
  'brand_not_of_channel',
] as const
export type ListingStatus = (typeof listingStatuses)[number]

export const SeenItem = closed({
  channel_id: Code('The channel'),
  sku_id: Code('The SKU'),
  on_sale: T.Boolean({ description: 'Whether the channel sells it' }),
  price_minor: T.Optional(Nullable(T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description: 'The price it shows' }))),
  title: T.Optional(Nullable(T.String({ maxLength: 300, description: 'The title it shows' }))),
  seen_at: Moment('When somebody looked'),
})
export type SeenItem = Static<typeof SeenItem>
export const seenStatuses = ['seen', 'already_seen', 'channel_not_found', 'sku_not_found', 'brand_not_yours'] as const
export type SeenStatus = (typeof seenStatuses)[number]

export const faults = ['price', 'content', 'state', 'between'] as const
export type Fault = (typeof faults)[number]
export interface Listing {
  channel_id: string
  sku_id: string
  spu_id: string
  product_title: { zh: string; en: string }
  sku_name: { zh: string; en: string } | null
  currency: string
  published: boolean
  /** What the channel is to show, its own words or the product's. */
  wanted_on_sale: boolean
  wanted_price_minor: number | null
  wanted_title: string
  price_minor: number | null
  title: string | null
  attributes: Record<string, string>
  saved_by: string
  saved_at: string
  seen_on_sale: boolean | null
  seen_price_minor: number | null
  seen_title: string | null
  seen_at: string | null
  lowest_minor: number | null
  highest_minor: number | null
  faults: Fault[]
}

import { BusinessDate, Choice, Code, closed, Nullable, type Static, T, Text } from '#core/http.ts'
import { Currency, Price, SkuId, Specification, Words } from '../model.ts'

export const linkKinds = ['part', 'service', 'accessory', 'similar'] as const
export const LinkItem = closed({
  spu_id: Code('The product whose page shows them'),
  kind: Choice(linkKinds, '`part`: spare parts; `service`: sold with it (installation, extended warranty); `accessory`; `similar`'),
  targets: T.Array(Code('A product'), { maxItems: 50, description: 'All of this kind, in the order shown; none takes them away' }),
})
export type LinkItem = Static<typeof LinkItem>
export const linkStatuses = [
  'saved',
  'already_saved',
  'product_not_found',
  'brand_not_yours',
  'target_not_found',
  'target_is_itself',
  'target_repeated',
] as const
export type LinkStatus = (typeof linkStatuses)[number]

export const ElsewhereItem = closed({
  spu_id: Code('The product whose page shows them'),
  shops: T.Array(
    closed({
      name: Words('What the shop is called'),
      url: T.String({ pattern: '^https://[^\\s"<>]+$', maxLength: 500, description: 'The product in that shop; https only' }),
    }),
    { maxItems: 20, description: 'All other shops that sell it, the one to visit first in front; none takes them away' },
  ),
})
export type ElsewhereItem = Static<typeof ElsewhereItem>
export type Shop = ElsewhereItem['shops'][number]
export const elsewhereStatuses = ['saved', 'already_saved', 'product_not_found', 'brand_not_yours', 'shop_repeated'] as const
export type ElsewhereStatus = (typeof elsewhereStatuses)[number]

export const BundleItem = closed({
  bundle_id: Code('Short immutable code of the bundle'),
  spu_id: Code('The product whose page shows it'),
  name: Words('Name of the bundle'),
  components: T.Array(closed({ sku_id: SkuId('A SKU'), quantity: T.Integer({ minimum: 1, maximum: 99, description: 'How many of it' }) }), {
    minItems: 2,
    maxItems: 20,
    description: 'What is bought together; each is a line of its own, with its own stock',
  }),
  price_minor: T.Optional(
    Nullable(Price('What it costs together, less than its components; shared out over them to the cent. What they cost when left out')),
  ),
  position: T.Optional(T.Integer({ minimum: 0, maximum: 1000, description: 'Place on the page, smallest first' })),
})
export type BundleItem = Static<typeof BundleItem>
export const bundleStatuses = [
  'saved',
  'already_saved',
  'product_not_found',
  'brand_not_yours',
  'component_not_found',
  'component_repeated',
  'currency_differs',
  'price_not_lower',
] as const
export type BundleStatus = (typeof bundleStatuses)[number]
export const BundleRemoval = closed({ bundle_id: Code('The bundle') })

export const CompetitorItem = closed({
  competitor_id: Code('Short immutable code'),
  category_id: Code('The category it is compared in'),
  brand_name: Text('Whose product it is', 60),
  title: Words('What it is called', 300),
  price_minor: T.Optional(Nullable(Price('Its price where it was seen'))),
  currency: T.Optional(Currency('ISO 4217 code; CNY when left out')),
  specifications: T.Optional(
    T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), Specification, { description: 'Value by attribute key of the category' }),
  ),
  selling_points: T.Optional(T.Array(Words('A key point', 300), { maxItems: 12, description: 'Key points, most important first' })),
  source: Text('Where the facts were read', 300),
  seen_on: BusinessDate('When they were read'),
})
export type CompetitorItem = Static<typeof CompetitorItem>
export const competitorStatuses = [
  'saved',
  'already_saved',
  'category_not_found',
  'specification_unknown',
  'specification_invalid',
] as const
export type CompetitorStatus = (typeof competitorStatuses)[number]

export interface Competitor {
  competitor_id: string
  category_id: string
  brand_name: string
  title: { zh: string; en: string }
  price_minor: number | null
  currency: string
  specifications: Record<string, number | string | { zh: string; en: string }>
  selling_points: { zh: string; en: string }[]
  source: string
  seen_on: string
}
export interface Bundle {
  bundle_id: string
  spu_id: string
  name: { zh: string; en: string }
  components: { sku_id: string; quantity: number }[]
  price_minor: number | null
  position: number
}

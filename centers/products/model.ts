import { Choice, Code, closed, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

/** The grammar of a SKU's id, which is also the ledger's asset `sku:<sku_id>`. */
export const skuPattern = '^[A-Za-z0-9._-]{1,40}$'
export const SkuId = (description: string) => T.String({ pattern: skuPattern, description })
export const skuAsset = (sku_id: string): string => `sku:${sku_id}`

export const lifecycles = ['planned', 'presale', 'on_sale', 'withdrawn'] as const
export type Lifecycle = (typeof lifecycles)[number]
/** What the mall lists unless asked for more; only these need a price and all required attributes. */
export const sellable: readonly Lifecycle[] = ['presale', 'on_sale']

export const kinds = ['goods', 'service'] as const
export const attributeTypes = ['text', 'number', 'choice', 'color', 'date', 'file'] as const
/** The shape a picture was made for; one without any fits everywhere. */
export const mediaLayouts = ['square', 'tall', 'wide'] as const
export const mediaRoles = ['cover', 'gallery', 'detail', 'option', 'video', 'document', 'model'] as const

/** A text in both languages of the product. */
export const Words = (description: string, maxLength = 200) =>
  closed({ zh: Text('In Chinese', maxLength), en: Text('In English', maxLength) }, { description })
export type Words = { zh: string; en: string }

const optional = T.Optional
const flag = (description: string) => optional(T.Boolean({ description }))
const whole = (description: string, minimum = 0, maximum = 2_147_483_647) => T.Integer({ minimum, maximum, description })
export const Price = (description: string) => T.Integer({ minimum: 1, maximum: 9_007_199_254_740_991, description })
export const Currency = (description: string) => T.String({ pattern: '^[A-Z]{3}$', description })
const Key = (description: string) => T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', description })
const Value = (description: string) => T.String({ minLength: 1, maxLength: 60, pattern: '^[^:,\\u0000]+$', description })
export const referencePattern = '^([0-9a-f]{64}|[a-z]+(:[A-Za-z0-9_-]+)+)$'
const Reference = (description: string) => T.String({ pattern: referencePattern, maxLength: 120, description })

export const Attribute = closed({
  key: Key('Name of the attribute in specifications, e.g. `total_litres`'),
  name: Words('What shoppers and editors read'),
  type: Choice(attributeTypes, 'Kind of value: `choice` and `color` take one of `choices`, `file` names a kept file'),
  unit: optional(Nullable(Text('Unit of a number, e.g. `L`', 20))),
  choices: optional(
    T.Array(closed({ value: Value('What is stored'), name: Words('What is read') }), { maxItems: 200, description: 'Allowed values' }),
  ),
  required: flag('A product on sale must state it'),
  comparable: flag('Shown when products are compared'),
  filterable: flag('Offered as a facet in lists'),
  variant_making: flag('Its values tell the SKUs of one product apart'),
})
export type Attribute = Static<typeof Attribute>

export const CategoryItem = closed({
  category_id: Code('Short immutable code of the category'),
  parent_id: optional(Nullable(Code('The category above; null or left out for a root'))),
  name: Words('Name of the category'),
  picture: optional(Nullable(Reference('Stored file or drawing'))),
  position: optional(whole('Place among its sisters, smallest first')),
  attributes: optional(T.Array(Attribute, { maxItems: 100, description: 'Attribute template, inherited by the categories below' })),
})
export type CategoryItem = Static<typeof CategoryItem>
export interface Category {
  category_id: string
  parent_id: string | null
  path: string[]
  name: Words
  picture: string | null
  position: number
  attributes: Attribute[]
}

export const BrandItem = closed({
  brand_id: Code('Short immutable code of the brand'),
  name: Words('Name of the brand'),
  slogan: optional(Nullable(Words('One line under the name'))),
  picture: optional(Nullable(Reference('Logo: stored file or drawing'))),
})
export type BrandItem = Static<typeof BrandItem>
export interface Brand {
  brand_id: string
  name: Words
  slogan: Words | null
  picture: string | null
}

export const Option = closed({
  key: Key('Name of the option, e.g. `color`'),
  name: Words('What shoppers read'),
  values: T.Array(closed({ value: Value('What SKUs name'), name: Words('What shoppers read') }), {
    minItems: 1,
    maxItems: 100,
    description: 'The choices, in the order shown',
  }),
})
export type Option = Static<typeof Option>

export const SkuItem = closed({
  sku_id: SkuId('Immutable id: letters, digits, dot, underscore, hyphen; at most 40'),
  name: optional(Nullable(Words('What tells it from its sisters, e.g. the color and size'))),
  options: optional(
    T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), T.String({ maxLength: 60 }), {
      description: 'One value for each option of the product',
    }),
  ),
  price_minor: optional(Nullable(Price('Base price in minor units; needed before the product is sold'))),
  list_price_minor: optional(Nullable(Price('Struck-through price in minor units, not below the price'))),
  currency: optional(Currency('ISO 4217 code; CNY when left out')),
  barcode: optional(Nullable(T.String({ pattern: '^([0-9]{8}|[0-9]{12,14})$', description: 'GTIN-8, 12, 13 or 14 with its check digit' }))),
  weight_grams: optional(Nullable(whole('Shipping weight'))),
  length_mm: optional(Nullable(whole('Shipping box, longest side'))),
  width_mm: optional(Nullable(whole('Shipping box, middle side'))),
  height_mm: optional(Nullable(whole('Shipping box, shortest side'))),
})
export type SkuItem = Static<typeof SkuItem>

export const MediaItem = closed({
  role: Choice(mediaRoles, 'Where it is shown; the first `cover` is the picture of lists'),
  reference: Reference('Stored file (its sha-256) or drawing (`world:<picture>:<colorway>:<view>`)'),
  sku_id: optional(Nullable(SkuId('The SKU it shows, when it shows only one'))),
  alt: optional(Nullable(Words('What the picture shows, for those who do not see it'))),
  channel_id: optional(Nullable(Code('The only channel it is meant for; null or left out for all'))),
  layout: optional(Nullable(Choice(mediaLayouts, 'The shape it was made for; null or left out when it fits everywhere'))),
})
export type MediaItem = Static<typeof MediaItem>

/** A specification is a number, a choice value, or a text in both languages. */
export const Specification = T.Unsafe<number | string | Words>({
  // One schema of three types: of a union, the first branch would make the choice `"1"` a number.
  type: ['number', 'string', 'object'],
  maxLength: 500,
  properties: { zh: Text('In Chinese', 500), en: Text('In English', 500) },
  required: ['zh', 'en'],
  additionalProperties: false,
})

export const ProductItem = closed({
  spu_id: Code('Short immutable code of the product'),
  category_id: Code('Its category'),
  brand_id: optional(Nullable(Code('Its brand'))),
  partner_id: optional(Nullable(Code('Merchant or supplier whose goods these are; null for our own'))),
  kind: optional(Choice(kinds, 'Goods are shipped, services are not; goods when left out')),
  lifecycle: optional(Choice(lifecycles, 'Where it stands; a new product is `planned` when left out, a known one stays as it is')),
  title: Words('Title', 300),
  subtitle: optional(Nullable(Words('One line under the title', 300))),
  selling_points: optional(T.Array(Words('A reason to buy', 300), { maxItems: 12, description: 'Reasons to buy, most important first' })),
  story: optional(Nullable(Words('The story of the product; plain text, blank lines part paragraphs', 20_000))),
  specifications: optional(
    T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), Specification, { description: 'Value by attribute key of the category' }),
  ),
  options: optional(T.Array(Option, { maxItems: 5, description: 'What its SKUs differ in' })),
  tags: optional(T.Array(Text('A tag', 40), { maxItems: 30, description: 'Free words for selecting and searching' })),
  performed: flag('A service that somebody performs, such as an installation: delivered when it is done, not when it is paid'),
  available_on: optional(
    Nullable(T.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Date a planned or presale product can be shipped' })),
  ),
  opens_at: optional(
    Nullable(
      Moment('From when it is sold to everybody while on sale or in presale; members may have it earlier. Null or left out: at once'),
    ),
  ),
  warranty_months: optional(Nullable(whole('Warranty', 0, 1200))),
  shelf_life_days: optional(Nullable(whole('Days from production to expiry', 1, 36_500))),
  tracks_lots: flag('Stock is kept by lot'),
  tracks_expiry: flag('Stock is kept by expiry date'),
  tracks_serials: flag('Each item has a serial number'),
  tax_rate_bp: optional(whole('Value added tax included in the price, in basis points; 1300 when left out', 0, 10_000)),
  media: optional(T.Array(MediaItem, { maxItems: 60, description: 'Pictures, videos and documents, in the order shown' })),
  skus: T.Array(SkuItem, { minItems: 1, maxItems: 200, description: 'Every SKU of the product, in the order shown' }),
  keep_other_skus: flag('SKUs not named here stay as they are; otherwise they are withdrawn'),
  if_version: optional(whole('Save only if the product still has this version', 1)),
})
export type ProductItem = Static<typeof ProductItem>

/** A SKU with every field said. */
export interface Sku {
  sku_id: string
  name: Words | null
  options: Record<string, string>
  withdrawn: boolean
  price_minor: number | null
  list_price_minor: number | null
  currency: string
  barcode: string | null
  weight_grams: number | null
  length_mm: number | null
  width_mm: number | null
  height_mm: number | null
}
export interface Media {
  role: (typeof mediaRoles)[number]
  reference: string
  sku_id: string | null
  alt: Words | null
  channel_id: string | null
  layout: (typeof mediaLayouts)[number] | null
}
/** A product with every field said, as it is stored. */
export interface Product {
  spu_id: string
  category_id: string
  brand_id: string | null
  partner_id: string | null
  kind: (typeof kinds)[number]
  lifecycle: Lifecycle
  title: Words
  subtitle: Words | null
  selling_points: Words[]
  story: Words | null
  specifications: Record<string, number | string | Words>
  options: Option[]
  tags: string[]
  /** A service that is delivered when somebody has done it. */
  performed: boolean
  available_on: string | null
  opens_at: string | null
  warranty_months: number | null
  shelf_life_days: number | null
  tracks_lots: boolean
  tracks_expiry: boolean
  tracks_serials: boolean
  tax_rate_bp: number
  media: Media[]
  skus: Sku[]
}

export const categoryStatuses = [
  'saved',
  'already_saved',
  'parent_not_found',
  'circular_category',
  'category_too_deep',
  'attribute_repeated',
  'attribute_without_choices',
] as const
export type CategoryStatus = (typeof categoryStatuses)[number]

export const productStatuses = [
  'saved',
  'already_saved',
  'brand_not_yours',
  'changed_meanwhile',
  'category_not_found',
  'brand_not_found',
  'sku_repeated',
  'sku_of_another_product',
  'option_repeated',
  'option_unknown',
  'option_combination_repeated',
  'specification_unknown',
  'specification_invalid',
  'specification_missing',
  'price_missing',
  'list_price_below_price',
  'currency_differs',
  'barcode_invalid',
  'barcode_taken',
  'sold_as_membership',
  'date_invalid',
  'media_of_unknown_sku',
  // Right in itself, and waiting for a second person.
  'proposed',
  'already_proposed',
  'review_impossible',
] as const
export type ProductStatus = (typeof productStatuses)[number]

export const LifecycleItem = closed({
  spu_id: Code('The product'),
  lifecycle: Choice(lifecycles, 'Where it shall stand'),
})
export type LifecycleItem = Static<typeof LifecycleItem>
export const lifecycleStatuses = [
  'changed',
  'already_changed',
  'product_not_found',
  'brand_not_yours',
  'lifecycle_not_allowed',
  'price_missing',
  'specification_missing',
  'proposed',
  'already_proposed',
  'review_impossible',
] as const
export type LifecycleStatus = (typeof lifecycleStatuses)[number]

export const PriceItem = closed({
  sku_id: SkuId('The SKU'),
  price_minor: Price('New base price in minor units'),
  list_price_minor: optional(Nullable(Price('New struck-through price; null or left out for none'))),
  currency: optional(Currency('Currency of the price; must be that of the SKU, CNY when left out')),
})
export type PriceItem = Static<typeof PriceItem>
export const priceStatuses = [
  'priced',
  'already_priced',
  'sku_not_found',
  'brand_not_yours',
  'currency_differs',
  'list_price_below_price',
  'proposed',
  'already_proposed',
  'review_impossible',
] as const
export type PriceStatus = (typeof priceStatuses)[number]

import { Choice, closed, Nullable, T } from '#core/http.ts'
import { blockTypes, pageKinds } from './model.ts'

export const Words = T.Object({ zh: T.String(), en: T.String() })
export const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
export const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
export const Picture = Nullable(T.Object({ reference: T.String(), alt: Nullable(Words) }))
export const BlockRow = T.Object({ type: Choice(blockTypes, 'What kind of block'), props: T.Record(T.String(), T.Unknown()) })
export const CardRow = T.Object({
  spu_id: T.String(),
  title: Words,
  subtitle: Nullable(Words),
  brand_id: NullableText,
  lifecycle: T.String(),
  price_from_minor: NullableWhole,
  price_to_minor: NullableWhole,
  list_price_minor: NullableWhole,
  currency: NullableText,
  available_on: NullableText,
  cover: Picture,
})
export const BrandRow = T.Object({ brand_id: T.String(), name: Words, slogan: Nullable(Words), picture: NullableText })
export const NewsRow = T.Object({
  page_id: T.String(),
  path: T.String(),
  title: Words,
  description: Nullable(Words),
  picture: NullableText,
  published_at: T.String(),
})
export const ResolvedRows = T.Record(
  T.String(),
  T.Object({
    cards: T.Optional(T.Array(CardRow)),
    brands: T.Optional(T.Array(BrandRow)),
    categories: T.Optional(T.Array(T.Object({ category_id: T.String(), name: Words, picture: NullableText }))),
    pavilions: T.Optional(T.Array(T.Object({ brand: BrandRow, cards: T.Array(CardRow), scene: NullableText }))),
    news: T.Optional(T.Array(NewsRow)),
    ad: T.Optional(T.Object({ booking_id: T.String(), title: Words, picture: T.String(), link: T.String() })),
  }),
  { description: 'What each block shows beyond what it says, by block id' },
)
export const ShownPage = T.Object({
  page_id: NullableText,
  path: T.String(),
  kind: Choice(pageKinds, 'What sort of page'),
  brand_id: NullableText,
  title: Words,
  description: Nullable(Words),
  picture: NullableText,
  blocks: T.Array(BlockRow),
  published_at: NullableText,
  resolved: ResolvedRows,
})

export const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string, most = 200) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: most, description }) })

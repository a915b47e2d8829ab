import { byOf, recordChanges } from '#core/audit.ts'
import type { Caller, Routes } from '#core/http.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch, scopeFilter } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { mediaOf, pictureOf, saveKept } from './kept.ts'
import { mediaOnChannel } from './media.ts'
import {
  attributeTypes,
  BrandItem,
  CategoryItem,
  kinds,
  LifecycleItem,
  lifecycles,
  type mediaLayouts,
  mediaRoles,
  PriceItem,
  ProductItem,
  sellable,
} from './model.ts'
import {
  countParts,
  countProducts,
  findBrand,
  findCategoryPath,
  findDocuments,
  findProduct,
  findProducts,
  listBrands,
  listCategories,
  listPart,
  listProducts,
  type ProductDetail,
  type ProductFilter,
  productSorts,
} from './read.ts'
import { ownerOf } from './rules.ts'
import { saveBrands, saveCategories, saveProducts, setLifecycle, setPrices } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const NullableWords = Nullable(Words)
// Written as one schema with two types, which is serialized much faster than a union.
const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })

// What is answered is said loosely: the limits of what may be sent are no business of the reader's.
const AttributeRow = T.Object({
  key: T.String(),
  name: Words,
  type: Choice(attributeTypes, 'Kind of value'),
  unit: T.Optional(NullableText),
  choices: T.Optional(T.Array(T.Object({ value: T.String(), name: Words }))),
  required: T.Optional(T.Boolean()),
  comparable: T.Optional(T.Boolean()),
  filterable: T.Optional(T.Boolean()),
  variant_making: T.Optional(T.Boolean()),
})
const OptionRow = T.Object({ key: T.String(), name: Words, values: T.Array(T.Object({ value: T.String(), name: Words })) })
const CategoryRow = T.Object({
  category_id: T.String(),
  parent_id: NullableText,
  path: T.Array(T.String(), { description: 'Codes from the root to the category itself' }),
  name: Words,
  picture: NullableText,
  position: T.Integer(),
  attributes: T.Array(AttributeRow, { description: 'Its own attributes, without those inherited' }),
})
const BrandRow = T.Object({ brand_id: T.String(), name: Words, slogan: NullableWords, picture: NullableText })
export const Card = T.Object({
  spu_id: T.String(),
  title: Words,
  subtitle: NullableWords,
  brand_id: NullableText,
  category_id: T.String(),
  kind: Choice(kinds, 'Goods are shipped, services are not'),
  lifecycle: Choice(lifecycles, 'Where it stands'),
  price_from_minor: Nullable(T.Integer({ description: 'Lowest price of its SKUs in minor units' })),
  price_to_minor: NullableWhole,
  list_price_minor: Nullable(T.Integer({ description: 'Struck-through price of the cheapest SKU' })),
  currency: NullableText,
  available_on: NullableText,
  tags: T.Array(T.String()),
  sales_count: T.Integer(),
  sku_count: T.Integer(),
  cover: Nullable(
    T.Object({ reference: T.String({ description: 'Picture at `/media/<reference>/<width>.<format>`' }), alt: NullableWords }),
  ),
  version: T.Integer(),
  created_at: T.String(),
  saved_at: T.String(),
})
export const Detail = T.Object({
  spu_id: T.String(),
  category_id: T.String(),
  brand_id: NullableText,
  partner_id: NullableText,
  kind: Choice(kinds, 'Goods are shipped, services are not'),
  lifecycle: Choice(lifecycles, 'Where it stands'),
  title: Words,
  subtitle: NullableWords,
  selling_points: T.Array(Words),
  story: NullableWords,
  specifications: T.Record(T.String(), T.Union([T.Number(), T.String(), Words])),
  options: T.Array(OptionRow),
  tags: T.Array(T.String()),
  performed: T.Boolean({ description: 'A service that is delivered when somebody has done it' }),
  available_on: NullableText,
  opens_at: Nullable(T.String({ description: 'From when it is sold to everybody; null: at once' })),
  warranty_months: NullableWhole,
  shelf_life_days: NullableWhole,
  tracks_lots: T.Boolean(),
  tracks_expiry: T.Boolean(),
  tracks_serials: T.Boolean(),
  tax_rate_bp: T.Integer(),
  media: T.Array(
    T.Object({
      role: Choice(mediaRoles, 'Where it is shown'),
      reference: T.String(),
      sku_id: NullableText,
      alt: NullableWords,
      channel_id: NullableText,
      layout: T.Unsafe<(typeof mediaLayouts)[number] | null>({ type: ['string', 'null'] }),
    }),
  ),
  skus: T.Array(
    T.Object({
      sku_id: T.String(),
      name: NullableWords,
      options: T.Record(T.String(), T.String()),
      withdrawn: T.Boolean({ description: 'No longer listed; kept for the orders and stock that name it' }),
      price_minor: NullableWhole,
      list_price_minor: NullableWhole,
      currency: T.String(),
      barcode: NullableText,
      weight_grams: NullableWhole,
      length_mm: NullableWhole,
      width_mm: NullableWhole,
      height_mm: NullableWhole,
    }),
  ),
  version: T.Integer({ description: 'Give it as `if_version` to save only what you have seen' }),
  sales_count: T.Integer(),
  created_at: T.String(),
  saved_at: T.String(),
})
const Facets = T.Array(T.Object({ key: T.String(), value: T.String(), count: T.Integer() }), {
  description: 'What the choice could be narrowed by; key `brand` counts brands',
})

const Filter = {
  category: T.Optional(Code('A category and all below it')),
  brand: T.Optional(T.Array(Code('A brand'), { maxItems: 30, description: 'Brands, as alternatives' })),
  q: T.Optional(T.String({ maxLength: 100, description: 'Words, pinyin or initials; the last may be unfinished' })),
  facets: T.Optional(
    T.Array(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}:[^:,]{1,60}$' }), {
      maxItems: 30,
      description: '`key:value` choices; values of one key are alternatives',
    }),
  ),
  price_from_minor: T.Optional(T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description: 'Not cheaper than this' })),
  price_to_minor: T.Optional(T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description: 'Not dearer than this' })),
  tag: T.Optional(Text('A tag the product carries', 40)),
  sort: T.Optional(Choice(productSorts, 'Order of the list; newest first when left out')),
  ...PageQuery,
}
const PublicQuery = closed({
  ...Filter,
  lifecycle: T.Optional(
    T.Array(Choice(['planned', 'presale', 'on_sale'] as const, 'Where it stands'), {
      maxItems: 3,
      description: 'On sale and presale when left out',
    }),
  ),
})
const StaffQuery = closed({
  ...Filter,
  lifecycle: T.Optional(T.Array(Choice(lifecycles, 'Where it stands'), { maxItems: 4, description: 'Every one when left out' })),
})

interface Query extends Omit<ProductFilter, 'brand_ids' | 'lifecycles' | 'category_id'> {
  category?: string
  brand?: string[]
}
const filterOf = ({ category, brand, q, facets, price_from_minor, price_to_minor, tag }: Query): ProductFilter => ({
  category_id: category,
  brand_ids: brand,
  q,
  facets,
  price_from_minor,
  price_to_minor,
  tag,
})

/** What shoppers see; anybody may ask. */
export const mallRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    const access = { permission: 'public', scope: 'none' } as const

    app.get(
      '/api/mall/categories',
      {
        config: { access },
        schema: {
          description: 'All categories with their attribute templates, and all brands. Parents come before children.',
          response: { 200: T.Object({ categories: T.Array(CategoryRow), brands: T.Array(BrandRow) }) },
        },
      },
      async () => {
        const [categories, brands] = await Promise.all([listCategories(db), listBrands(db)])
        return { categories, brands }
      },
    )

    app.get(
      '/api/mall/products',
      {
        config: { access },
        schema: {
          description: 'Products on offer: by category, brand, words, facets and price. The first page also counts what could be narrowed.',
          querystring: PublicQuery,
          response: {
            200: T.Object({
              ...pageOf(Card).properties,
              count: Nullable(T.Integer({ description: 'Products found; 1000 means that many or more. Null on later pages' })),
              facets: Facets,
            }),
          },
        },
      },
      async ({ query }) => {
        const { sort = 'newest', limit = 50, cursor, lifecycle } = query
        const filter = { ...filterOf(query), lifecycles: lifecycle ?? sellable }
        const [{ rows, key }, counts] = await Promise.all([
          listProducts(db, filter, { sort, limit, cursor }),
          cursor === undefined ? countProducts(db, filter) : { count: null, facets: [] },
        ])
        return { ...cutPage(rows, limit, key), ...counts }
      },
    )

    app.get(
      '/api/mall/product-pages',
      {
        config: { access },
        schema: {
          description:
            'Every product that has a page, in parts: what lists of addresses for search engines are made of. Without a part, only how many there are.',
          querystring: closed({ part: T.Optional(T.Integer({ minimum: 1, maximum: 100_000, description: 'Which part, from 1' })) }),
          response: {
            200: T.Object({
              parts: T.Integer(),
              items: T.Array(T.Object({ spu_id: T.String(), saved_at: T.String() }), { description: 'In the order of their codes' }),
            }),
          },
        },
      },
      async ({ query: { part } }) => {
        const [parts, items] = await Promise.all([countParts(db), part === undefined ? [] : listPart(db, part)])
        return { parts, items }
      },
    )

    app.get(
      '/api/mall/documents',
      {
        config: { access },
        schema: {
          description: 'Manuals, firmware and certificates over all products, the best sold first; fifty at most.',
          querystring: closed({ q: T.Optional(T.String({ maxLength: 100, description: 'Words of the product; all when left out' })) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  spu_id: T.String(),
                  title: Words,
                  reference: T.String({ description: 'The file, at `/media/<reference>`' }),
                  alt: NullableWords,
                }),
              ),
            }),
          },
        },
      },
      async ({ query }) => ({ items: await findDocuments(db, query.q, 50) }),
    )

    app.get(
      '/api/mall/products/:spu_id',
      {
        config: { access },
        schema: {
          description: 'One product with its SKUs, media, category path, inherited attributes and brand.',
          params: closed({ spu_id: Code('The product') }),
          response: {
            200: T.Object({ product: Detail, categories: T.Array(CategoryRow), brand: Nullable(BrandRow) }),
          },
        },
      },
      async ({ params }) => {
        const product = await findProduct(db, params.spu_id)
        const skus = product.skus.filter(({ withdrawn }) => !withdrawn)
        const media = mediaOnChannel(product.media, 'mall')
        return {
          product: { ...product, media, skus: product.lifecycle === 'withdrawn' ? product.skus : skus },
          ...(await around(product)),
        }
      },
    )

    async function around(product: ProductDetail) {
      const [categories, brand] = await Promise.all([
        findCategoryPath(db, product.category_id),
        product.brand_id === null ? undefined : findBrand(db, product.brand_id),
      ])
      return { categories, brand: brand ?? null }
    }
  }

const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string, most = 200) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: most, description }) })

/** What staff read and edit, within the brands that are theirs. */
export const staffRoutes: Routes<Needs> =
  ({ db, clock, files }) =>
  async (app) => {
    const read = { permission: 'products.read', scope: 'brand' } as const
    const edit = { permission: 'products.edit', scope: 'brand' } as const

    app.get(
      '/api/admin/products',
      {
        config: { access: read },
        schema: { description: 'Products of your brands, in every lifecycle.', querystring: StaffQuery, response: { 200: pageOf(Card) } },
      },
      async ({ query, caller }) => {
        const { sort = 'newest', limit = 50, cursor, lifecycle = lifecycles } = query
        const filter = { ...filterOf(query), lifecycles: lifecycle, scope: scopeOf(caller) }
        const { rows, key } = await listProducts(db, filter, { sort, limit, cursor })
        return cutPage(rows, limit, key)
      },
    )

    app.get(
      '/api/admin/products/counts',
      {
        config: { access: read },
        schema: {
          description: 'How many products the filter finds and what it could be narrowed by.',
          querystring: StaffQuery,
          response: { 200: T.Object({ count: T.Integer({ description: '1000 means that many or more' }), facets: Facets }) },
        },
      },
      async ({ query, caller }) =>
        countProducts(db, { ...filterOf(query), lifecycles: query.lifecycle ?? lifecycles, scope: scopeOf(caller) }),
    )

    app.get(
      '/api/admin/products/:spu_id',
      {
        config: { access: read },
        schema: { description: 'One whole product.', params: closed({ spu_id: Code('The product') }), response: { 200: Detail } },
      },
      async ({ params, caller }) => {
        const [product] = await findProducts(db, [params.spu_id])
        if (!product || !mayTouch(caller, ownerOf(product))) throw notFound(`Product ${params.spu_id}`)
        return product
      },
    )

    app.post(
      '/api/admin/products',
      {
        config: { access: edit },
        schema: {
          description: 'Saves whole products. The same content again is `already_saved`; every refusal says what to mend.',
          body: itemsOf(ProductItem, 'Products, each with all its SKUs'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        refuseNul(request.body)
        const outcomes = await saveKept(
          files,
          request.body.items,
          ({ spu_id }) => spu_id,
          mediaOf,
          (items) => db.tx((tx) => saveProducts(tx, byOf(request), clock.now(), items)),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'saved' || status === 'proposed')
      },
    )

    app.post(
      '/api/admin/products/lifecycle',
      {
        config: { access: edit },
        schema: {
          description: 'Puts products on sale, into presale, or withdraws them.',
          body: itemsOf(LifecycleItem, 'Products and where they shall stand', 1000),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => setLifecycle(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'changed' || status === 'proposed')
      },
    )

    app.post(
      '/api/admin/products/prices',
      {
        config: { access: edit },
        schema: {
          description: 'Sets base prices of SKUs.',
          body: itemsOf(PriceItem, 'SKUs and their new prices', 1000),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => setPrices(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'priced' || status === 'proposed')
      },
    )

    app.get(
      '/api/admin/categories',
      {
        config: { access: { permission: 'products.read', scope: 'none' } },
        schema: {
          description: 'All categories with their attribute templates, and all brands.',
          response: { 200: T.Object({ categories: T.Array(CategoryRow), brands: T.Array(BrandRow) }) },
        },
      },
      async () => {
        const [categories, brands] = await Promise.all([listCategories(db), listBrands(db)])
        return { categories, brands }
      },
    )

    app.post(
      '/api/admin/categories',
      {
        config: { access: { permission: 'products.edit', scope: 'all' } },
        schema: {
          description: 'Saves categories. A parent comes before its children; a category is never put below itself.',
          body: itemsOf(CategoryItem, 'Categories, parents first'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        refuseNul(request.body)
        if (!mayTouch(request.caller, { brand_id: null }))
          throw new Problem(403, 'not_permitted', 'Categories are shared by all brands: ask someone who may edit all of them.')
        const save = (items: CategoryItem[]) =>
          db.tx(async (tx) => {
            const now = clock.now()
            const answered = await saveCategories(tx, now, items)
            const saved = items.filter((_, i) => answered[i]!.status === 'saved')
            const changes = saved.map((after) => ({ subject: 'products.category', subject_id: after.category_id, action: 'saved', after }))
            await recordChanges(tx, byOf(request), now, changes)
            return answered
          })
        const outcomes = await saveKept(files, request.body.items, ({ category_id }) => category_id, pictureOf, save)
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/brands',
      {
        config: { access: edit },
        schema: { description: 'Saves brands.', body: itemsOf(BrandItem, 'Brands'), response: { 200: Outcomes, 409: Outcomes } },
      },
      async (request, reply) => {
        refuseNul(request.body)
        const outcomes = await saveKept(
          files,
          request.body.items,
          ({ brand_id }) => brand_id,
          pictureOf,
          (items) => db.tx((tx) => saveBrands(tx, byOf(request), clock.now(), items)),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )
  }

export const scopeOf = (caller: Caller) => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })

/** A NUL cannot be stored; said here with its field rather than by the database. */
function refuseNul(body: { items: readonly unknown[] }): void {
  body.items.forEach((item, i) => {
    if (JSON.stringify(item).includes('\\u0000'))
      throw new Problem(400, 'text_invalid', `body.items.${i} holds a NUL character: remove it.`)
  })
}

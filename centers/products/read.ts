import { cachedRows } from '#core/cache.ts'
import { decodeCursor, notFound } from '#core/http.ts'
import { empty, hot, join, type Reader, type Sql, sql } from '#core/sql.ts'
import { prefixQuery } from '#core/words.ts'
import {
  lifecycles as allLifecycles,
  type Brand,
  type Category,
  type Lifecycle,
  type Media,
  type Product,
  sellable,
  type Words,
} from './model.ts'
import type { StoredProduct } from './rules.ts'

/** What checkout, carts and warehouses need to know of a SKU. */
export interface SkuFacts {
  sku_id: string
  spu_id: string
  title: Words
  name: Words | null
  price_minor: number | null
  list_price_minor: number | null
  currency: string
  /** `withdrawn` also when only this SKU of the product is. */
  lifecycle: Lifecycle
  kind: Product['kind']
  /** A service that is delivered when somebody has done it. */
  performed: boolean
  /** From when it is sold to everybody; null: at once. */
  opens_at: string | null
  brand_id: string | null
  partner_id: string | null
  category_id: string
  tax_rate_bp: number
  weight_grams: number | null
  tracks_lots: boolean
  tracks_expiry: boolean
  tracks_serials: boolean
}

/** The SKUs of these ids, in no order; ids that do not exist are left out. On the hot path: one prepared statement, two key look-ups per SKU. */
export async function findSkus(db: Reader, sku_ids: readonly string[]): Promise<SkuFacts[]> {
  if (sku_ids.length === 0) return []
  return db.rows<SkuFacts>(hot`
    select k.sku_id, k.spu_id, p.title, k.name, k.price_minor, k.list_price_minor, k.currency,
      case when k.withdrawn then 'withdrawn' else p.lifecycle end as lifecycle, p.kind, p.performed, p.opens_at, p.brand_id, p.partner_id, p.category_id,
      p.tax_rate_bp, k.weight_grams, p.tracks_lots, p.tracks_expiry, p.tracks_serials
    from products.skus k join products.spus p on p.spu_id = k.spu_id
    where k.sku_id = any(${sku_ids}::text[])`)
}

const selling = cachedRows<SkuFacts>(1_000, async (db, sku_ids) => new Map((await findSkus(db, sku_ids)).map((sku) => [sku.sku_id, sku])))

/** The same by id, at most a second old: for placing orders, where the buyer's expected total is what he saw a moment ago anyway. */
export const readSkus = selling.read
export const dropSkus = selling.drop

/**
 * The picture that lists of the mall show of a product: one made for the mall before one for everywhere, a cover before a gallery picture, and a
 * square one, or one that fits everywhere, before other shapes.
 */
export const coverOf = (spu_id: Sql, value: Sql = sql`m.reference`): Sql => sql`
  (select ${value} from products.media m
    where m.spu_id = ${spu_id} and m.role in ('cover', 'gallery') and (m.channel_id is null or m.channel_id = 'mall')
    order by m.role, m.channel_id nulls last, (m.layout is not null and m.layout <> 'square'), m.position limit 1)`

/** The picture that shows each SKU best: its own, or its product's cover. SKUs without any are left out. */
export async function findCovers(db: Reader, sku_ids: readonly string[]): Promise<Map<string, string>> {
  if (sku_ids.length === 0) return new Map()
  const rows = await db.rows<{ sku_id: string; reference: string }>(hot`
    select distinct on (k.sku_id) k.sku_id, m.reference
    from products.skus k join products.media m on m.spu_id = k.spu_id and (m.channel_id is null or m.channel_id = 'mall') and (m.sku_id = k.sku_id or (m.sku_id is null and m.role in ('cover', 'gallery')))
    where k.sku_id = any(${sku_ids}::text[])
    order by k.sku_id, (m.sku_id is null), m.role, m.channel_id nulls last, (m.layout is not null and m.layout <> 'square'), m.position`)
  return new Map(rows.map(({ sku_id, reference }) => [sku_id, reference]))
}

/** The SKUs that carry these barcodes. */
export async function findSkusByBarcode(db: Reader, barcodes: readonly string[]): Promise<{ barcode: string; sku_id: string }[]> {
  return db.rows(hot`select barcode, sku_id from products.skus where barcode = any(${barcodes}::text[])`)
}

export type ProductDetail = StoredProduct & { sales_count: number; created_at: string; saved_at: string }

/** Whole products with their SKUs and media, in the order asked; ids that do not exist are left out. */
export async function findProducts(db: Reader, spu_ids: readonly string[]): Promise<ProductDetail[]> {
  if (spu_ids.length === 0) return []
  const found = await db.rows<ProductDetail>(hot`
    select p.spu_id, p.category_id, p.brand_id, p.partner_id, p.kind, p.lifecycle, p.title, p.subtitle, p.selling_points, p.story,
      p.specifications, p.options, p.tags, p.performed, p.available_on, p.opens_at, p.warranty_months, p.shelf_life_days,
      p.tracks_lots, p.tracks_expiry, p.tracks_serials, p.tax_rate_bp, p.version, p.content_hash, p.sales_count, p.created_at, p.saved_at,
      coalesce((
        select jsonb_agg(jsonb_build_object('role', m.role, 'reference', m.reference, 'sku_id', m.sku_id, 'alt', m.alt,
          'channel_id', m.channel_id, 'layout', m.layout) order by m.position)
        from products.media m where m.spu_id = p.spu_id), '[]') as media,
      coalesce((
        select jsonb_agg(jsonb_build_object('sku_id', k.sku_id, 'name', k.name, 'options', k.options, 'withdrawn', k.withdrawn,
          'price_minor', k.price_minor, 'list_price_minor', k.list_price_minor, 'currency', k.currency, 'barcode', k.barcode,
          'weight_grams', k.weight_grams, 'length_mm', k.length_mm, 'width_mm', k.width_mm, 'height_mm', k.height_mm) order by k.position)
        from products.skus k where k.spu_id = p.spu_id), '[]') as skus
    from products.spus p where p.spu_id = any(${spu_ids}::text[])`)
  const byId = new Map(found.map((product) => [product.spu_id, product]))
  return spu_ids.flatMap((spu_id) => byId.get(spu_id) ?? [])
}

export async function findProduct(db: Reader, spu_id: string): Promise<ProductDetail> {
  const [product] = await findProducts(db, [spu_id])
  if (!product) throw notFound(`Product ${spu_id}`)
  return product
}

/** Every category, parents before children and sisters in their order. */
export async function listCategories(db: Reader): Promise<Category[]> {
  return db.rows<Category>(hot`
    select category_id, parent_id, path, name, picture, position, attributes from products.categories
    order by cardinality(path), position, category_id`)
}

/** The category and those above it, from the root down. */
export async function findCategoryPath(db: Reader, category_id: string): Promise<Category[]> {
  return db.rows<Category>(hot`
    select c.category_id, c.parent_id, c.path, c.name, c.picture, c.position, c.attributes
    from products.categories c join (select path from products.categories where category_id = ${category_id}) asked on c.category_id = any(asked.path)
    order by cardinality(c.path)`)
}

export async function findBrand(db: Reader, brand_id: string): Promise<Brand | undefined> {
  return db.row<Brand>(hot`select brand_id, name, slogan, picture from products.brands where brand_id = ${brand_id}`)
}

export async function listBrands(db: Reader): Promise<Brand[]> {
  return db.rows<Brand>(hot`select brand_id, name, slogan, picture from products.brands order by brand_id`)
}

/** Manuals, firmware and certificates of what is or was sold, the best sold first; those of products whose words are typed, when any are. */
export async function findDocuments(db: Reader, q: string | undefined, limit: number) {
  const query = q === undefined ? null : prefixQuery(q)
  if (q !== undefined && query === null) return []
  return db.rows<{ spu_id: string; title: Words; reference: string; alt: Words | null }>(sql`
    select p.spu_id, p.title, m.reference, m.alt
    from products.media m join products.spus p on p.spu_id = m.spu_id
    where m.role = 'document' and (m.channel_id is null or m.channel_id = 'mall') and p.lifecycle <> 'planned'
      ${query === null ? empty : sql`and p.search_words @@ ${query}::tsquery`}
    order by p.sales_count desc, p.spu_id, m.position limit ${limit}`)
}

export const productSorts = ['newest', 'price_up', 'price_down', 'sales'] as const
export type ProductSort = (typeof productSorts)[number]

export interface ProductFilter {
  /** A category and all below it. */
  category_id?: string | undefined
  brand_ids?: readonly string[] | undefined
  lifecycles?: readonly Lifecycle[] | undefined
  /** Words, pinyin or initials; each must be found, the last may be unfinished. */
  q?: string | undefined
  /** `key:value`; values of one key are alternatives. */
  facets?: readonly string[] | undefined
  price_from_minor?: number | undefined
  price_to_minor?: number | undefined
  tag?: string | undefined
  /** Whose products the caller may see, as `scopeFilter` over `p` says it. */
  scope?: Sql | undefined
}

export interface ProductCard {
  spu_id: string
  title: Words
  subtitle: Words | null
  brand_id: string | null
  category_id: string
  kind: Product['kind']
  lifecycle: Lifecycle
  price_from_minor: number | null
  price_to_minor: number | null
  list_price_minor: number | null
  currency: string | null
  available_on: string | null
  tags: string[]
  sales_count: number
  sku_count: number
  cover: Pick<Media, 'reference' | 'alt'> | null
  version: number
  created_at: string
  saved_at: string
}

export interface Page {
  sort: ProductSort
  cursor?: string | undefined
  limit: number
}

interface SortRule {
  kinds: readonly ('string' | 'number')[]
  order: Sql
  after(key: (string | number)[]): Sql
  only: Sql
  key(card: ProductCard): (string | number)[]
}

const sorts: Record<ProductSort, SortRule> = {
  newest: {
    kinds: ['string', 'string'],
    order: sql`p.created_at desc, p.spu_id desc`,
    after: ([at, id]) => sql`(p.created_at, p.spu_id) < (${at}::timestamptz, ${id})`,
    only: sql`true`,
    key: ({ created_at, spu_id }) => [created_at, spu_id],
  },
  price_up: {
    kinds: ['number', 'string'],
    order: sql`p.price_from_minor, p.spu_id`,
    after: ([price, id]) => sql`(p.price_from_minor, p.spu_id) > (${price}::bigint, ${id})`,
    only: sql`p.price_from_minor is not null`,
    key: ({ price_from_minor, spu_id }) => [price_from_minor!, spu_id],
  },
  price_down: {
    kinds: ['number', 'string'],
    order: sql`p.price_from_minor desc, p.spu_id desc`,
    after: ([price, id]) => sql`(p.price_from_minor, p.spu_id) < (${price}::bigint, ${id})`,
    only: sql`p.price_from_minor is not null`,
    key: ({ price_from_minor, spu_id }) => [price_from_minor!, spu_id],
  },
  sales: {
    kinds: ['number', 'string'],
    order: sql`p.sales_count desc, p.spu_id desc`,
    after: ([count, id]) => sql`(p.sales_count, p.spu_id) < (${count}::bigint, ${id})`,
    only: sql`true`,
    key: ({ sales_count, spu_id }) => [sales_count, spu_id],
  },
}

/** One page of products and its sort key; `limit + 1` rows, for `cutPage`. A search text without any word finds nothing. */
export async function listProducts(
  db: Reader,
  filter: ProductFilter,
  { sort, cursor, limit }: Page,
): Promise<{ rows: ProductCard[]; key: SortRule['key'] }> {
  const rule = sorts[sort]
  const after = decodeCursor(cursor, rule.kinds)
  const where = conditions(filter)
  if (!where) return { rows: [], key: rule.key }
  const rows = await db.rows<ProductCard>(sql`
    select p.spu_id, p.title, p.subtitle, p.brand_id, p.category_id, p.kind, p.lifecycle, p.price_from_minor, p.price_to_minor, p.currency,
      p.available_on, p.tags, p.sales_count, p.version, p.created_at, p.saved_at, k.list_price_minor, k.sku_count::integer as sku_count,
      ${coverOf(sql`p.spu_id`, sql`jsonb_build_object('reference', m.reference, 'alt', m.alt)`)} as cover
    from (
      select * from products.spus p where ${where} and ${rule.only} ${after ? sql`and ${rule.after(after)}` : empty}
      order by ${rule.order} limit ${limit + 1}
    ) p cross join lateral (
      select count(*) as sku_count, min(k.list_price_minor) filter (where k.price_minor = p.price_from_minor) as list_price_minor
      from products.skus k where k.spu_id = p.spu_id and not k.withdrawn
    ) k
    order by ${rule.order}`)
  return { rows, key: rule.key }
}

/** What lists show of these products, in the order asked; ids that do not exist, or are not on offer, are left out. */
export async function findCards(db: Reader, spu_ids: readonly string[]): Promise<ProductCard[]> {
  if (spu_ids.length === 0) return []
  const rows = await db.rows<ProductCard>(hot`
    select p.spu_id, p.title, p.subtitle, p.brand_id, p.category_id, p.kind, p.lifecycle, p.price_from_minor, p.price_to_minor, p.currency,
      p.available_on, p.tags, p.sales_count, p.version, p.created_at, p.saved_at, k.list_price_minor, k.sku_count::integer as sku_count,
      ${coverOf(sql`p.spu_id`, sql`jsonb_build_object('reference', m.reference, 'alt', m.alt)`)} as cover
    from products.spus p cross join lateral (
      select count(*) as sku_count, min(k.list_price_minor) filter (where k.price_minor = p.price_from_minor) as list_price_minor
      from products.skus k where k.spu_id = p.spu_id and not k.withdrawn
    ) k
    where p.spu_id = any(${spu_ids}::text[]) and p.lifecycle in ('presale', 'on_sale')`)
  const byId = new Map(rows.map((row) => [row.spu_id, row]))
  return spu_ids.flatMap((spu_id) => byId.get(spu_id) ?? [])
}

/** Products of one part of the list of pages: two languages of each stay well below what one file for search engines may hold. */
export const productsPerPart = 5_000
const shown = sql`p.lifecycle in ('on_sale', 'presale', 'planned')`

/** How many parts the pages of products make. */
export async function countParts(db: Reader): Promise<number> {
  const row = await db.row<{ count: number }>(sql`select count(*) from products.spus p where ${shown}`)
  return Math.ceil(row!.count / productsPerPart)
}

/** The products of one part, from 1, in the order of their codes, with when they were last changed. */
export const listPart = (db: Reader, part: number): Promise<{ spu_id: string; saved_at: string }[]> =>
  db.rows(sql`
    select p.spu_id, p.saved_at from products.spus p where ${shown}
    order by p.spu_id offset ${(part - 1) * productsPerPart} limit ${productsPerPart}`)

export interface Facet {
  key: string
  value: string
  count: number
}

/** Products counted here at most, and then said as "this many or more". */
const counted = 1000
/** Facets are counted over this many products at most, so a wide list stays fast. */
const weighed = 20_000

/** How many products the filter finds (up to 1,000), and how many of them each facet, brand and category would leave. A key's own choices do not narrow it. */
export async function countProducts(db: Reader, filter: ProductFilter): Promise<{ count: number; facets: Facet[] }> {
  const chosen = [...new Set((filter.facets ?? []).map(keyOf))]
  const [count, ...facets] = await Promise.all([
    countUpTo(db, filter),
    countFacets(db, filter, chosen, null),
    ...chosen.map((key) => countFacets(db, { ...filter, facets: filter.facets!.filter((one) => keyOf(one) !== key) }, [], key)),
    countBrands(db, { ...filter, brand_ids: undefined }),
  ])
  return { count, facets: facets.flat() }
}

const keyOf = (facet: string): string => facet.slice(0, facet.indexOf(':'))

async function countUpTo(db: Reader, filter: ProductFilter): Promise<number> {
  const where = conditions(filter)
  if (!where) return 0
  const row = await db.row<{ count: number }>(sql`select count(*) from (select from products.spus p where ${where} limit ${counted}) found`)
  return row!.count
}

async function countFacets(db: Reader, filter: ProductFilter, without: string[], only: string | null): Promise<Facet[]> {
  const where = conditions(filter)
  if (!where) return []
  return db.rows<Facet>(sql`
    select key, value, count from (
      select split_part(facet, ':', 1) as key, split_part(facet, ':', 2) as value, count(*) as count
      from (select facets from products.spus p where ${where} limit ${weighed}) p, unnest(p.facets) facet group by facet
    ) f where not key = any(${without}::text[]) and (${only}::text is null or key = ${only})
    order by key, count desc, value limit 500`)
}

async function countBrands(db: Reader, filter: ProductFilter): Promise<Facet[]> {
  const where = conditions(filter)
  if (!where) return []
  return db.rows<Facet>(sql`
    select 'brand' as key, brand_id as value, count(*) as count
    from (select brand_id from products.spus p where ${where} limit ${weighed}) p where brand_id is not null
    group by brand_id order by count desc, brand_id limit 100`)
}

/** Null when the search text holds no word at all, so nothing can be found. */
function conditions({
  category_id,
  brand_ids,
  lifecycles = sellable,
  q,
  facets = [],
  price_from_minor,
  price_to_minor,
  tag,
  scope,
}: ProductFilter): Sql | null {
  const parts: Sql[] = [standing(lifecycles)]
  if (scope) parts.push(scope)
  if (category_id !== undefined)
    parts.push(sql`p.category_id in (select c.category_id from products.categories c where c.path @> array[${category_id}::text])`)
  if (brand_ids !== undefined) parts.push(sql`p.brand_id = any(${brand_ids}::text[])`)
  if (price_from_minor !== undefined) parts.push(sql`p.price_from_minor >= ${price_from_minor}`)
  if (price_to_minor !== undefined) parts.push(sql`p.price_from_minor <= ${price_to_minor}`)
  if (tag !== undefined) parts.push(sql`p.tags @> array[${tag}::text]`)
  const choices = new Map<string, string[]>()
  for (const facet of facets) choices.set(keyOf(facet), [...(choices.get(keyOf(facet)) ?? []), facet])
  for (const values of choices.values()) parts.push(sql`p.facets && ${values}::text[]`)
  if (q !== undefined) {
    const query = prefixQuery(q)
    if (query === null) return null
    parts.push(sql`p.search_words @@ ${query}::tsquery`)
  }
  return join(parts, ' and ')
}

/** The two usual choices are written out: only then does PostgreSQL know that the index made for them fits. */
function standing(lifecycles: readonly Lifecycle[]): Sql {
  const asked = new Set(lifecycles)
  if (allLifecycles.every((one) => asked.has(one))) return sql`true`
  if (asked.size === sellable.length && sellable.every((one) => asked.has(one))) return sql`p.lifecycle in ('presale', 'on_sale')`
  return sql`p.lifecycle = any(${lifecycles}::text[])`
}

import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { allows, type Caller } from '#core/http.ts'
import { chunksOf } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { searchWords } from '#core/words.ts'
import type {
  Brand,
  BrandItem,
  Category,
  CategoryItem,
  CategoryStatus,
  LifecycleItem,
  LifecycleStatus,
  PriceItem,
  PriceStatus,
  Product,
  ProductItem,
  ProductStatus,
} from './model.ts'
import { dropSkus, findProducts, listCategories } from './read.ts'
import { itemOf, needsReview } from './reviews/rules.ts'
import { type Cut, findDear, findDeepCuts } from './reviews/second.ts'
import { proposeProducts } from './reviews/write.ts'
import {
  canonical,
  contentHash,
  type Decision,
  decideCategories,
  decideLifecycle,
  decidePrice,
  decideProduct,
  facetsOf,
  fillProduct,
  type Ground,
  type Priced,
  priceSpan,
  type StoredProduct,
  templateOf,
} from './rules.ts'
import { findPlanSellers } from './sold-as.ts'

/** Largest batch of every verb here. */
export const largest = 1000

type Answer<Status extends string> = Decision<Status> & { id: string }
const answers = <Status extends string>(ids: readonly string[], decisions: readonly Decision<Status>[]): Answer<Status>[] =>
  ids.map((id, i) => ({ id, ...decisions[i]! }))

const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `a batch of products holds at most ${largest}`)

/** Acts of people by the console are kept with what was before; a file's rows are kept with its import instead. */
async function recordStaff(tx: Tx, by: Caller | By, now: string, changes: Parameters<typeof recordChanges>[3]): Promise<void> {
  if ('route' in by && by.route) await recordChanges(tx, by, now, changes)
}

/** Saves categories in the order given, so a parent may come in the same batch before its children. Products below follow a changed template. */
export async function saveCategories(tx: Tx, now: string, items: readonly CategoryItem[]): Promise<Answer<CategoryStatus>[]> {
  bounded(items)
  if (items.length === 0) return []
  await lockRows(tx, sql`select category_id from products.categories`, sql`category_id`)
  const before = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
  const tree = new Map(before)
  const decisions = decideCategories(items, tree)
  const changed = [...tree.values()].filter((one) => canonical(one) !== canonical(before.get(one.category_id) ?? null))
  // Shallow ones first: a child's reference to its parent is checked row by row.
  changed.sort((a, b) => a.path.length - b.path.length)
  await tx.run(hot`
    insert into products.categories (category_id, parent_id, path, name, picture, position, attributes, saved_at)
    select category_id, parent_id, path, name, picture, position, attributes, ${now}::timestamptz
    from jsonb_to_recordset(${json(changed)}::jsonb)
      as c (category_id text, parent_id text, path text[], name jsonb, picture text, position integer, attributes jsonb)
    on conflict (category_id) do update set parent_id = excluded.parent_id, path = excluded.path, name = excluded.name,
      picture = excluded.picture, position = excluded.position, attributes = excluded.attributes, saved_at = excluded.saved_at`)
  const reworded = changed.filter((one) => before.has(one.category_id)).map(({ category_id }) => category_id)
  await refreshDerived(tx, reworded, tree)
  await announce(
    tx,
    'products.categories_saved',
    changed.map(({ category_id, parent_id }) => ({ category_id, parent_id })),
    now,
  )
  return answers(
    items.map(({ category_id }) => category_id),
    decisions,
  )
}

/** Facets and search words of the products below follow the category's new template and name. */
async function refreshDerived(tx: Tx, category_ids: readonly string[], tree: ReadonlyMap<string, Category>): Promise<void> {
  if (category_ids.length === 0) return
  const found = await tx.rows<{ spu_id: string }>(sql`
    select p.spu_id from products.spus p join products.categories c using (category_id)
    where c.path && ${category_ids}::text[] order by p.spu_id for update of p`)
  for (const chunk of chunksOf(found, 500)) {
    const products = await findProducts(
      tx,
      chunk.map(({ spu_id }) => spu_id),
    )
    const brands = await brandsOf(tx, products)
    const derived = products.map((product) => ({ spu_id: product.spu_id, ...derive(product, tree, brands) }))
    await tx.run(hot`
      update products.spus p set facets = d.facets, search_words = array_to_tsvector(d.words)
      from jsonb_to_recordset(${json(derived)}::jsonb) as d (spu_id text, facets text[], words text[]) where p.spu_id = d.spu_id`)
  }
}

/** Saves brands; the last of two with one id wins. */
export async function saveBrands(
  tx: Tx,
  by: Caller,
  now: string,
  items: readonly BrandItem[],
): Promise<Answer<'saved' | 'already_saved' | 'brand_not_yours'>[]> {
  bounded(items)
  const ids = items.map(({ brand_id }) => brand_id)
  const found = await lockRows<Brand>(
    tx,
    sql`select brand_id, name, slogan, picture from products.brands where brand_id = any(${ids}::text[])`,
    sql`brand_id`,
  )
  const known = new Map(found.map((brand) => [brand.brand_id, brand]))
  const earlier = new Map(known)
  const changed = new Map<string, Brand>()
  const decisions = items.map(
    ({ brand_id, name, slogan = null, picture = null }): Decision<'saved' | 'already_saved' | 'brand_not_yours'> => {
      const brand = { brand_id, name, slogan, picture }
      if (!mayTouch(by, { brand_id })) return { status: 'brand_not_yours', detail: `You may not edit ${brand_id}.` }
      if (canonical(known.get(brand_id) ?? null) === canonical(brand)) return { status: 'already_saved' }
      known.set(brand_id, brand)
      changed.set(brand_id, brand)
      return { status: 'saved' }
    },
  )
  await tx.run(hot`
    insert into products.brands (brand_id, name, slogan, picture, saved_at)
    select brand_id, name, slogan, picture, ${now}::timestamptz
    from jsonb_to_recordset(${json([...changed.values()])}::jsonb) as b (brand_id text, name jsonb, slogan jsonb, picture text)
    on conflict (brand_id) do update set name = excluded.name, slogan = excluded.slogan, picture = excluded.picture, saved_at = excluded.saved_at`)
  await recordStaff(
    tx,
    by,
    now,
    [...changed.values()].map((after) => ({
      subject: 'products.brand',
      subject_id: after.brand_id,
      action: 'saved',
      before: earlier.get(after.brand_id),
      after,
    })),
  )
  await announce(
    tx,
    'products.brands_saved',
    [...changed.keys()].map((brand_id) => ({ brand_id })),
    now,
  )
  return answers(ids, decisions)
}

/** Saves whole products with their SKUs and media; each is saved or refused as one. The same content again is `already_saved`. */
export async function saveProducts(tx: Tx, by: Caller, now: string, items: readonly ProductItem[]): Promise<Answer<ProductStatus>[]> {
  bounded(items)
  if (items.length === 0) return []
  const { ground, brands, known } = await loadGround(tx, items)
  const before = new Map(known)
  const changed = new Map<string, StoredProduct>()
  const proposals: { place: number; before: StoredProduct | undefined; after: Product }[] = []
  const dear = await findDear(tx, by, [...known.values()])
  const deep = await findDeepCuts(
    tx,
    by,
    now,
    items.flatMap((item) => cutsOf(item, known.get(item.spu_id))),
  )
  const decisions = items.map((item, place) => {
    const earlier = known.get(item.spu_id)
    const product = fillProduct(item, earlier)
    const decision = decideProduct(by, item, product, earlier, ground)
    const leaves = product.lifecycle === 'withdrawn' && earlier?.lifecycle !== 'withdrawn' && dear.has(item.spu_id)
    const cut = product.skus.some(({ sku_id }) => deep.has(sku_id))
    if (decision.status === 'saved' && (leaves || cut || needsReview(by, earlier, product))) {
      proposals.push({ place, before: earlier, after: product })
    } else if (decision.status === 'saved') {
      const stored = { ...product, version: (earlier?.version ?? 0) + 1, content_hash: contentHash(product) }
      known.set(item.spu_id, stored)
      changed.set(item.spu_id, stored)
      for (const { sku_id, barcode } of earlier?.skus ?? [])
        if (barcode && ground.barcodes.get(barcode) === sku_id) ground.barcodes.delete(barcode)
      for (const { sku_id, barcode } of product.skus) {
        ground.owner.set(sku_id, product.spu_id)
        if (barcode) ground.barcodes.set(barcode, sku_id)
      }
    }
    return decision
  })
  const proposed = await proposeProducts(tx, by, now, proposals)
  for (const [i, { place }] of proposals.entries()) decisions[place] = proposed[i]!
  const saved = [...changed.values()].sort((a, b) => (a.spu_id < b.spu_id ? -1 : 1))
  await writeProducts(tx, now, saved, before, ground.tree, brands)
  await announceSaved(tx, now, saved, before)
  await recordStaff(
    tx,
    by,
    now,
    saved.map((after) => ({
      subject: 'products.product',
      subject_id: after.spu_id,
      action: 'saved',
      before: before.get(after.spu_id),
      after,
    })),
  )
  return answers(
    items.map(({ spu_id }) => spu_id),
    decisions,
  )
}

/** The prices a save would change of SKUs there are. */
function cutsOf(item: ProductItem, earlier: StoredProduct | undefined): Cut[] {
  if (!earlier) return []
  const skus = new Map(earlier.skus.map((sku) => [sku.sku_id, sku]))
  return fillProduct(item, earlier).skus.flatMap(({ sku_id, price_minor }) => {
    const before = skus.get(sku_id)
    return before ? [{ lifecycle: earlier.lifecycle, before, price_minor }] : []
  })
}

interface Loaded {
  ground: Ground & { owner: Map<string, string>; barcodes: Map<string, string> }
  brands: Map<string, Brand>
  known: Map<string, StoredProduct>
}

async function loadGround(tx: Tx, items: readonly ProductItem[]): Promise<Loaded> {
  const spu_ids = [...new Set(items.map(({ spu_id }) => spu_id))]
  const found = await lockRows<{ spu_id: string }>(
    tx,
    sql`select spu_id from products.spus where spu_id = any(${spu_ids}::text[])`,
    sql`spu_id`,
  )
  const known = new Map(
    (
      await findProducts(
        tx,
        found.map(({ spu_id }) => spu_id),
      )
    ).map((product) => [product.spu_id, product as StoredProduct]),
  )
  const sku_ids = items.flatMap(({ skus }) => skus.map(({ sku_id }) => sku_id))
  const barcodes = items.flatMap(({ skus }) => skus.flatMap(({ barcode }) => barcode ?? []))
  const taken = await tx.rows<{ sku_id: string; spu_id: string; barcode: string | null }>(hot`
    select sku_id, spu_id, barcode from products.skus where sku_id = any(${sku_ids}::text[])
    union select sku_id, spu_id, barcode from products.skus where barcode = any(${barcodes}::text[])`)
  const [brands, plans] = await Promise.all([brandsOf(tx, items), findPlanSellers(tx, sku_ids)])
  return {
    known,
    brands,
    ground: {
      tree: new Map((await listCategories(tx)).map((one) => [one.category_id, one])),
      brands: new Set(brands.keys()),
      owner: new Map(taken.map(({ sku_id, spu_id }) => [sku_id, spu_id])),
      barcodes: new Map(taken.flatMap(({ sku_id, barcode }) => (barcode ? [[barcode, sku_id] as const] : []))),
      plans,
    },
  }
}

async function brandsOf(tx: Tx, products: readonly { brand_id?: string | null }[]): Promise<Map<string, Brand>> {
  const ids = [...new Set(products.flatMap(({ brand_id }) => brand_id ?? []))]
  const found = await tx.rows<Brand>(hot`select brand_id, name, slogan, picture from products.brands where brand_id = any(${ids}::text[])`)
  return new Map(found.map((brand) => [brand.brand_id, brand]))
}

function derive(
  product: Product,
  tree: ReadonlyMap<string, Category>,
  brands: ReadonlyMap<string, Brand>,
): { facets: string[]; words: string[] } {
  const brand = product.brand_id === null ? undefined : brands.get(product.brand_id)
  // For staff's own look-up; what shoppers search by is kept by the search center.
  const texts = [product.title, brand?.name]
  const plain = [product.spu_id, ...product.tags, ...product.skus.flatMap(({ sku_id, barcode }) => [sku_id, barcode ?? ''])]
  return {
    facets: facetsOf(product, templateOf(product.category_id, tree)),
    words: searchWords([...texts.flatMap((text) => (text ? [text.zh, text.en] : [])), ...plain]),
  }
}

async function writeProducts(
  tx: Tx,
  now: string,
  products: readonly StoredProduct[],
  before: ReadonlyMap<string, StoredProduct>,
  tree: ReadonlyMap<string, Category>,
  brands: ReadonlyMap<string, Brand>,
): Promise<void> {
  if (products.length === 0) return
  const rows = products.map(({ skus, media: _, ...product }) => ({
    ...product,
    ...priceSpan(skus),
    ...derive({ ...product, skus, media: [] }, tree, brands),
  }))
  // The guard on the version: a product made by someone else in this moment sends us back to look again.
  const written = await tx.run(hot`
    insert into products.spus (spu_id, category_id, brand_id, partner_id, kind, lifecycle, title, subtitle, selling_points, story, specifications,
      options, tags, performed, available_on, opens_at, warranty_months, shelf_life_days, tracks_lots, tracks_expiry, tracks_serials, tax_rate_bp,
      price_from_minor, price_to_minor, currency, facets, search_words, content_hash, version, created_at, saved_at)
    select spu_id, category_id, brand_id, partner_id, kind, lifecycle, title, subtitle, selling_points, story, specifications,
      options, tags, performed, available_on, opens_at, warranty_months, shelf_life_days, tracks_lots, tracks_expiry, tracks_serials, tax_rate_bp,
      price_from_minor, price_to_minor, currency, facets, array_to_tsvector(words), content_hash, version, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as p (spu_id text, category_id text, brand_id text, partner_id text, kind text, lifecycle text,
      title jsonb, subtitle jsonb, selling_points jsonb, story jsonb, specifications jsonb, options jsonb, tags text[], performed boolean, available_on date, opens_at timestamptz,
      warranty_months integer, shelf_life_days integer, tracks_lots boolean, tracks_expiry boolean, tracks_serials boolean, tax_rate_bp integer,
      price_from_minor bigint, price_to_minor bigint, currency text, facets text[], words text[], content_hash text, version integer)
    on conflict (spu_id) do update set category_id = excluded.category_id, brand_id = excluded.brand_id, partner_id = excluded.partner_id,
      kind = excluded.kind, lifecycle = excluded.lifecycle, title = excluded.title, subtitle = excluded.subtitle,
      selling_points = excluded.selling_points, story = excluded.story, specifications = excluded.specifications, options = excluded.options,
      tags = excluded.tags, performed = excluded.performed, available_on = excluded.available_on, opens_at = excluded.opens_at, warranty_months = excluded.warranty_months,
      shelf_life_days = excluded.shelf_life_days, tracks_lots = excluded.tracks_lots, tracks_expiry = excluded.tracks_expiry,
      tracks_serials = excluded.tracks_serials, tax_rate_bp = excluded.tax_rate_bp, price_from_minor = excluded.price_from_minor,
      price_to_minor = excluded.price_to_minor, currency = excluded.currency, facets = excluded.facets, search_words = excluded.search_words,
      content_hash = excluded.content_hash, version = excluded.version, saved_at = excluded.saved_at
      where spus.version < excluded.version`)
  if (written !== rows.length) throw new GroundMoved('a product was saved by another in this moment')
  await writeSkus(tx, now, products, before)
  await writeMedia(tx, products, before)
}

async function writeSkus(
  tx: Tx,
  now: string,
  products: readonly StoredProduct[],
  before: ReadonlyMap<string, StoredProduct>,
): Promise<void> {
  const earlier = new Map(
    [...before.values()].flatMap(({ skus }) => skus.map((sku, position) => [sku.sku_id, canonical({ ...sku, position })])),
  )
  const barcodeBefore = new Map([...before.values()].flatMap(({ skus }) => skus.map(({ sku_id, barcode }) => [sku_id, barcode])))
  const rows = products
    .flatMap(({ spu_id, skus }) => skus.map((sku, position) => ({ spu_id, ...sku, position })))
    .filter(({ spu_id: _, ...sku }) => earlier.get(sku.sku_id) !== canonical(sku))
  if (rows.length === 0) return
  // Barcodes are taken off first, so that two SKUs may swap theirs in one save.
  const freed = rows.filter(({ sku_id, barcode }) => (barcodeBefore.get(sku_id) ?? null) !== null && barcodeBefore.get(sku_id) !== barcode)
  if (freed.length > 0)
    await tx.run(hot`update products.skus set barcode = null where sku_id = any(${freed.map(({ sku_id }) => sku_id)}::text[])`)
  const written = await tx.run(hot`
    insert into products.skus (sku_id, spu_id, position, name, options, withdrawn, price_minor, list_price_minor, currency, barcode,
      weight_grams, length_mm, width_mm, height_mm, priced_at)
    select sku_id, spu_id, position, name, options, withdrawn, price_minor, list_price_minor, currency, barcode,
      weight_grams, length_mm, width_mm, height_mm, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as k (sku_id text, spu_id text, position integer, name jsonb, options jsonb, withdrawn boolean,
      price_minor bigint, list_price_minor bigint, currency text, barcode text, weight_grams integer, length_mm integer, width_mm integer, height_mm integer)
    order by sku_id
    on conflict (sku_id) do update set position = excluded.position, name = excluded.name, options = excluded.options,
      withdrawn = excluded.withdrawn, price_minor = excluded.price_minor, list_price_minor = excluded.list_price_minor,
      barcode = excluded.barcode, weight_grams = excluded.weight_grams, length_mm = excluded.length_mm, width_mm = excluded.width_mm,
      height_mm = excluded.height_mm,
      priced_at = case when (skus.price_minor, skus.list_price_minor) is distinct from (excluded.price_minor, excluded.list_price_minor)
        then excluded.priced_at else skus.priced_at end
      where skus.spu_id = excluded.spu_id`)
  if (written !== rows.length) throw new GroundMoved('a SKU was given to another product in this moment')
}

async function writeMedia(tx: Tx, products: readonly StoredProduct[], before: ReadonlyMap<string, StoredProduct>): Promise<void> {
  const changed = products.filter(({ spu_id, media }) => canonical(media) !== canonical(before.get(spu_id)?.media ?? []))
  if (changed.length === 0) return
  const gone = changed.filter(({ spu_id }) => before.has(spu_id)).map(({ spu_id }) => spu_id)
  if (gone.length > 0) await tx.run(hot`delete from products.media where spu_id = any(${gone}::text[])`)
  const rows = changed.flatMap(({ spu_id, media }) => media.map((one, position) => ({ spu_id, position, ...one })))
  await tx.run(hot`
    insert into products.media (spu_id, position, role, reference, sku_id, alt, channel_id, layout)
    select spu_id, position, role, reference, sku_id, alt, channel_id, layout
    from jsonb_to_recordset(${json(rows)}::jsonb) as m (spu_id text, position integer, role text, reference text, sku_id text, alt jsonb,
      channel_id text, layout text)`)
}

async function announceSaved(
  tx: Tx,
  now: string,
  saved: readonly StoredProduct[],
  before: ReadonlyMap<string, StoredProduct>,
): Promise<void> {
  await announce(
    tx,
    'products.saved',
    saved.map(({ spu_id, category_id, brand_id, lifecycle, version, skus }) => ({
      spu_id,
      category_id,
      brand_id,
      lifecycle,
      version,
      sku_ids: skus.map(({ sku_id }) => sku_id),
    })),
    now,
  )
  const priced = saved.flatMap(({ spu_id, skus }) => {
    const earlier = new Map(before.get(spu_id)?.skus.map((sku) => [sku.sku_id, sku]))
    return skus
      .filter(({ sku_id, price_minor, list_price_minor }) => {
        const was = earlier.get(sku_id)
        return (was?.price_minor ?? null) !== price_minor || (was?.list_price_minor ?? null) !== list_price_minor
      })
      .map(({ sku_id, price_minor, list_price_minor, currency }) => ({ sku_id, spu_id, price_minor, list_price_minor, currency }))
  })
  await announce(tx, 'products.priced', priced, now)
  const moved = saved
    .filter(({ spu_id, lifecycle }) => before.get(spu_id)?.lifecycle !== lifecycle)
    .map(({ spu_id, lifecycle }) => ({ spu_id, from: before.get(spu_id)?.lifecycle ?? null, to: lifecycle }))
  await announce(tx, 'products.lifecycle_changed', moved, now)
  tx.afterCommit(dropSkus)
}

/** Moves products through their lifecycle. */
export async function setLifecycle(tx: Tx, by: Caller, now: string, items: readonly LifecycleItem[]): Promise<Answer<LifecycleStatus>[]> {
  bounded(items)
  const ids = [...new Set(items.map(({ spu_id }) => spu_id))]
  await lockRows(tx, sql`select spu_id from products.spus where spu_id = any(${ids}::text[])`, sql`spu_id`)
  const known = new Map((await findProducts(tx, ids)).map((product) => [product.spu_id, product]))
  const tree = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
  const moved: { spu_id: string; from: string; to: string }[] = []
  const proposals: { place: number; before: StoredProduct; after: Product }[] = []
  const dear = await findDear(tx, by, [...known.values()])
  const decisions = items.map(({ spu_id, lifecycle }, place) => {
    const product = known.get(spu_id)
    const decision = decideLifecycle(by, lifecycle, product, product ? templateOf(product.category_id, tree) : new Map())
    const second = needsReview(by, product, { lifecycle }) || (lifecycle === 'withdrawn' && dear.has(spu_id))
    if (decision.status === 'changed' && second) {
      proposals.push({ place, before: product!, after: productOf({ ...product!, lifecycle }) })
    } else if (decision.status === 'changed') {
      moved.push({ spu_id, from: product!.lifecycle, to: lifecycle })
      known.set(spu_id, { ...product!, lifecycle })
    }
    return decision
  })
  const proposed = await proposeProducts(tx, by, now, proposals)
  for (const [i, { place }] of proposals.entries()) decisions[place] = proposed[i]!
  const last = [...new Map(moved.map((one) => [one.spu_id, one])).values()]
  await tx.run(hot`
    update products.spus p set lifecycle = m."to", version = p.version + 1, saved_at = ${now}::timestamptz
    from jsonb_to_recordset(${json(last)}::jsonb) as m (spu_id text, "to" text) where p.spu_id = m.spu_id`)
  await announce(tx, 'products.lifecycle_changed', moved, now)
  tx.afterCommit(dropSkus)
  await recordStaff(
    tx,
    by,
    now,
    moved.map(({ spu_id, from, to }) => ({
      subject: 'products.product',
      subject_id: spu_id,
      action: 'lifecycle_changed',
      before: { lifecycle: from },
      after: { lifecycle: to },
    })),
  )
  return answers(
    items.map(({ spu_id }) => spu_id),
    decisions,
  )
}

/** Products whose prices this person may only propose: all of them, or those that would fall too deep. */
async function findGuarded(
  tx: Tx,
  by: Caller,
  now: string,
  items: readonly PriceItem[],
  known: ReadonlyMap<string, Priced & Pick<StoredProduct, 'lifecycle'>>,
): Promise<Map<string, StoredProduct>> {
  const cuts = items.flatMap(({ sku_id, price_minor }) => {
    const before = known.get(sku_id)
    return before ? [{ lifecycle: before.lifecycle, before, price_minor }] : []
  })
  const deep = await findDeepCuts(tx, by, now, cuts)
  const all = !allows(by, 'products.publish')
  const spu_ids = [...new Set(cuts.flatMap(({ before }) => (all || deep.has(before.sku_id) ? before.spu_id : [])))]
  if (spu_ids.length === 0) return new Map()
  const products = (await findProducts(tx, spu_ids)).filter(
    (product) => needsReview(by, product, product) || product.skus.some(({ sku_id }) => deep.has(sku_id)),
  )
  return new Map(products.map((product) => [product.spu_id, product]))
}

/** The product alone, without what the database keeps about it. */
const productOf = (product: Product): Product => {
  const { skus, ...rest } = itemOf(product)
  return fillProduct({ ...rest, skus }, product)
}

/** Sets base prices of SKUs. The products' price spans follow in the same transaction. */
export async function setPrices(tx: Tx, by: Caller, now: string, items: readonly PriceItem[]): Promise<Answer<PriceStatus>[]> {
  bounded(items)
  const ids = [...new Set(items.map(({ sku_id }) => sku_id))]
  // Products are locked before their SKUs, as a save does.
  const owners = await lockRows<Pick<StoredProduct, 'spu_id' | 'brand_id' | 'partner_id' | 'lifecycle'>>(
    tx,
    sql`select spu_id, brand_id, partner_id, lifecycle from products.spus where spu_id in (select spu_id from products.skus where sku_id = any(${ids}::text[]))`,
    sql`spu_id`,
  )
  const spu_ids = owners.map(({ spu_id }) => spu_id)
  const owned = new Map(owners.map((owner) => [owner.spu_id, owner]))
  const found = await tx.rows<Omit<Priced, 'brand_id' | 'partner_id'>>(hot`
    select sku_id, spu_id, price_minor, list_price_minor, currency from products.skus where sku_id = any(${ids}::text[])`)
  const known = new Map(found.map((sku) => [sku.sku_id, { ...sku, ...owned.get(sku.spu_id)! }]))
  const changed = new Map<string, Priced & Pick<StoredProduct, 'lifecycle'>>()
  const guarded = await findGuarded(tx, by, now, items, known)
  const proposals: { place: number; before: StoredProduct; after: Product }[] = []
  const decisions = items.map((item, place) => {
    const sku = known.get(item.sku_id)
    const decision = decidePrice(by, item, sku)
    const product = sku && guarded.get(sku.spu_id)
    if (decision.status === 'priced' && product) {
      const { sku_id, price_minor, list_price_minor = null } = item
      const skus = product.skus.map((one) => (one.sku_id === sku_id ? { ...one, price_minor, list_price_minor } : one))
      proposals.push({ place, before: product, after: productOf({ ...product, skus }) })
    } else if (decision.status === 'priced') {
      const priced = { ...sku!, price_minor: item.price_minor, list_price_minor: item.list_price_minor ?? null }
      known.set(item.sku_id, priced)
      changed.set(item.sku_id, priced)
    }
    return decision
  })
  const proposed = await proposeProducts(tx, by, now, proposals)
  for (const [i, { place }] of proposals.entries()) decisions[place] = proposed[i]!
  const rows = [...changed.values()].map(({ brand_id: _brand, partner_id: _partner, lifecycle: _lifecycle, ...priced }) => priced)
  if (rows.length > 0) {
    await tx.run(hot`
      update products.skus k set price_minor = p.price_minor, list_price_minor = p.list_price_minor, priced_at = ${now}::timestamptz
      from jsonb_to_recordset(${json(rows)}::jsonb) as p (sku_id text, price_minor bigint, list_price_minor bigint) where k.sku_id = p.sku_id`)
    await tx.run(hot`
      update products.spus p set price_from_minor = s.low, price_to_minor = s.high, version = p.version + 1, saved_at = ${now}::timestamptz
      from (
        select spu_id, min(price_minor) as low, max(price_minor) as high from products.skus
        where spu_id = any(${spu_ids}::text[]) and not withdrawn group by spu_id
      ) s
      where p.spu_id = s.spu_id and p.spu_id = any(${rows.map(({ spu_id }) => spu_id)}::text[])`)
  }
  await announce(tx, 'products.priced', rows, now)
  tx.afterCommit(dropSkus)
  const termsOf = ({ price_minor, list_price_minor }: Pick<Priced, 'price_minor' | 'list_price_minor'>) => ({
    price_minor,
    list_price_minor,
  })
  const earlier = new Map(found.map((sku) => [sku.sku_id, sku]))
  await recordStaff(
    tx,
    by,
    now,
    rows.map((sku) => ({
      subject: 'products.sku',
      subject_id: sku.sku_id,
      action: 'priced',
      before: termsOf(earlier.get(sku.sku_id)!),
      after: termsOf(sku),
    })),
  )
  return answers(
    items.map(({ sku_id }) => sku_id),
    decisions,
  )
}

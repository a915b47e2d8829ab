import { createHash } from 'node:crypto'
import type { Caller } from '#core/http.ts'
import { mayTouch } from '#core/scope.ts'
import {
  type Attribute,
  type Category,
  type CategoryItem,
  type CategoryStatus,
  type Lifecycle,
  type LifecycleStatus,
  type PriceItem,
  type PriceStatus,
  type Product,
  type ProductItem,
  type ProductStatus,
  type Sku,
  type SkuItem,
  sellable,
  type Words,
} from './model.ts'

/** A decision about one item; `detail` names what is at fault and what to do. */
export interface Decision<Status extends string> {
  status: Status
  detail?: string
}

const refuse = <Status extends string>(status: Status, detail: string): Decision<Status> => ({ status, detail })

// ---- categories

const deepest = 6

export const fillCategory = (item: CategoryItem): Omit<Category, 'path'> => ({
  category_id: item.category_id,
  parent_id: item.parent_id ?? null,
  name: item.name,
  picture: item.picture ?? null,
  position: item.position ?? 0,
  attributes: item.attributes ?? [],
})

/**
 * Decides each in turn on the tree the ones before it left, so a batch ends where its items one by one would.
 * `tree` is changed: afterwards it holds every category with its new path.
 */
export function decideCategories(items: readonly CategoryItem[], tree: Map<string, Category>): Decision<CategoryStatus>[] {
  return items.map((item) => {
    const decision = decideCategory(item, tree)
    if (decision.status === 'saved') plant(item, tree)
    return decision
  })
}

function decideCategory(item: CategoryItem, tree: Map<string, Category>): Decision<CategoryStatus> {
  const { category_id, parent_id, attributes, ...rest } = fillCategory(item)
  const before = tree.get(category_id)
  const parent = parent_id === null ? undefined : tree.get(parent_id)
  if (parent_id !== null && parent_id !== category_id && !parent)
    return refuse('parent_not_found', `parent_id ${parent_id} is no category: save it first.`)
  if (parent_id === category_id || parent?.path.includes(category_id))
    return refuse('circular_category', `${parent_id} lies below ${category_id} itself: choose another parent.`)
  if ((parent?.path.length ?? 0) + heightOf(category_id, tree) > deepest)
    return refuse('category_too_deep', `Categories are nested at most ${deepest} deep.`)
  const repeated = firstRepeated(attributes.map(({ key }) => key))
  if (repeated) return refuse('attribute_repeated', `Attribute ${repeated} is listed twice.`)
  const bare = attributes.find(({ type, choices = [] }) => (type === 'choice' || type === 'color') && choices.length === 0)
  if (bare) return refuse('attribute_without_choices', `Attribute ${bare.key} is a ${bare.type} and lists no choices.`)
  const { path: _, ...stored } = before ?? { path: [] }
  if (before && canonical(stored) === canonical({ category_id, parent_id, attributes, ...rest })) return { status: 'already_saved' }
  return { status: 'saved' }
}

const below = (category_id: string, tree: Map<string, Category>): Category[] =>
  [...tree.values()].filter(({ path }) => path.includes(category_id))

function heightOf(category_id: string, tree: Map<string, Category>): number {
  const own = tree.get(category_id)?.path.length
  return own === undefined ? 1 : Math.max(...below(category_id, tree).map(({ path }) => path.length)) - own + 1
}

function plant(item: CategoryItem, tree: Map<string, Category>): void {
  const filled = fillCategory(item)
  const moved = tree.has(item.category_id) ? below(item.category_id, tree) : []
  const path = [...(filled.parent_id === null ? [] : tree.get(filled.parent_id)!.path), item.category_id]
  for (const one of moved) tree.set(one.category_id, { ...one, path: [...path, ...one.path.slice(one.path.indexOf(item.category_id) + 1)] })
  tree.set(item.category_id, { ...filled, path })
}

/** The attribute template of a category: its own and those above it; the nearer one wins. */
export function templateOf(category_id: string, tree: ReadonlyMap<string, Category>): Map<string, Attribute> {
  const template = new Map<string, Attribute>()
  for (const id of tree.get(category_id)?.path ?? []) for (const one of tree.get(id)?.attributes ?? []) template.set(one.key, one)
  return template
}

// ---- products

/** Whose a product is: its brand's, and its merchant's when it has one. */
export const ownerOf = ({ brand_id, partner_id }: { brand_id: string | null; partner_id: string | null }) => ({ brand_id, partner_id })

/** The product an item asks for, every field said. Prices and lifecycle it leaves out stay as they were. */
export function fillProduct(item: ProductItem, before: Product | undefined): Product {
  const known = new Map(before?.skus.map((sku) => [sku.sku_id, sku]))
  const named = new Set(item.skus.map(({ sku_id }) => sku_id))
  const others = (before?.skus ?? [])
    .filter(({ sku_id }) => !named.has(sku_id))
    .map((sku) => (item.keep_other_skus ? sku : { ...sku, withdrawn: true }))
  const skus = item.skus.map((sku) => fillSku(sku, known.get(sku.sku_id)))
  return {
    spu_id: item.spu_id,
    category_id: item.category_id,
    brand_id: item.brand_id ?? null,
    partner_id: item.partner_id ?? null,
    kind: item.kind ?? 'goods',
    lifecycle: item.lifecycle ?? before?.lifecycle ?? 'planned',
    title: item.title,
    subtitle: item.subtitle ?? null,
    selling_points: item.selling_points ?? [],
    story: item.story ?? null,
    specifications: item.specifications ?? {},
    options: item.options ?? [],
    tags: item.tags ?? [],
    // Goods leave a shelf: nobody performs them.
    performed: item.kind === 'service' && (item.performed ?? false),
    available_on: item.available_on ?? null,
    opens_at: item.opens_at ? (momentIn(item.opens_at) ?? item.opens_at) : null,
    warranty_months: item.warranty_months ?? null,
    shelf_life_days: item.shelf_life_days ?? null,
    tracks_lots: item.tracks_lots ?? false,
    tracks_expiry: item.tracks_expiry ?? false,
    tracks_serials: item.tracks_serials ?? false,
    tax_rate_bp: item.tax_rate_bp ?? 1300,
    media: (item.media ?? []).map(({ role, reference, sku_id = null, alt = null, channel_id = null, layout = null }) => ({
      ...{ role, reference, sku_id, alt, channel_id, layout },
    })),
    skus: item.keep_other_skus ? [...others, ...skus].sort((a, b) => placeOf(a, before) - placeOf(b, before)) : [...skus, ...others],
  }
}

const placeOf = (sku: Sku, before: Product | undefined): number => {
  const at = before?.skus.findIndex(({ sku_id }) => sku_id === sku.sku_id) ?? -1
  return at < 0 ? Number.MAX_SAFE_INTEGER : at
}

/** No words at all are no name: what is read can be sent back as it is. */
const wordsOrNull = (words: Words | null | undefined): Words | null => (words && (words.zh || words.en) ? words : null)

const fillSku = (item: SkuItem, before: Sku | undefined): Sku => ({
  sku_id: item.sku_id,
  name: wordsOrNull(item.name),
  options: item.options ?? {},
  withdrawn: false,
  price_minor: item.price_minor === undefined ? (before?.price_minor ?? null) : item.price_minor,
  list_price_minor:
    item.list_price_minor === undefined
      ? item.price_minor === undefined
        ? (before?.list_price_minor ?? null)
        : null
      : item.list_price_minor,
  currency: item.currency ?? before?.currency ?? 'CNY',
  barcode: item.barcode ?? null,
  weight_grams: item.weight_grams ?? null,
  length_mm: item.length_mm ?? null,
  width_mm: item.width_mm ?? null,
  height_mm: item.height_mm ?? null,
})

export type StoredProduct = Product & { version: number; content_hash: string }

/** What the decision needs to know beside the item. */
export interface Ground {
  tree: ReadonlyMap<string, Category>
  brands: ReadonlySet<string>
  /** Which product a SKU belongs to, for SKUs that exist. */
  owner: ReadonlyMap<string, string>
  /** Which SKU holds a barcode. */
  barcodes: ReadonlyMap<string, string>
  /** SKUs that sell a membership. */
  plans: ReadonlySet<string>
}

/** Decides one product; the first fault found is the answer. */
export function decideProduct(
  by: Caller,
  item: ProductItem,
  product: Product,
  before: StoredProduct | undefined,
  ground: Ground,
): Decision<ProductStatus> {
  if (!mayTouch(by, ownerOf(product)) || (before && !mayTouch(by, ownerOf(before))))
    return refuse('brand_not_yours', `You may not edit products of ${before?.brand_id ?? product.brand_id ?? 'no brand'}.`)
  if (before && before.content_hash === contentHash(product) && sameTerms(product, before)) return { status: 'already_saved' }
  if (item.if_version !== undefined && item.if_version !== before?.version)
    return refuse('changed_meanwhile', `The product now has version ${before?.version ?? 'none'}: look at it again.`)
  if (!ground.tree.has(product.category_id))
    return refuse('category_not_found', `category_id ${product.category_id} is no category: save it first.`)
  if (product.brand_id !== null && !ground.brands.has(product.brand_id))
    return refuse('brand_not_found', `brand_id ${product.brand_id} is no brand: save it first.`)
  return (
    decideSkus(product, ground) ??
    decideOptions(product) ??
    decideSpecifications(product, templateOf(product.category_id, ground.tree)) ??
    decidePrices(product, before) ??
    decideBarcodes(product, ground) ??
    decidePlans(product, ground) ??
    decideRest(product) ?? { status: 'saved' }
  )
}

type Fault = Decision<ProductStatus> | undefined

function decideSkus(product: Product, { owner }: Ground): Fault {
  const repeated = firstRepeated(product.skus.map(({ sku_id }) => sku_id))
  if (repeated) return refuse('sku_repeated', `sku_id ${repeated} is listed twice.`)
  const foreign = product.skus.find(({ sku_id }) => (owner.get(sku_id) ?? product.spu_id) !== product.spu_id)
  if (foreign)
    return refuse('sku_of_another_product', `sku_id ${foreign.sku_id} belongs to ${owner.get(foreign.sku_id)} for ever: choose another.`)
  return undefined
}

function decideOptions({ options, skus }: Product): Fault {
  const repeated = firstRepeated(options.map(({ key }) => key))
  if (repeated) return refuse('option_repeated', `Option ${repeated} is listed twice.`)
  const allowed = new Map(options.map(({ key, values }) => [key, new Set(values.map(({ value }) => value))]))
  const seen = new Map<string, string>()
  for (const sku of skus) {
    if (sku.withdrawn) continue
    for (const [key, value] of Object.entries(sku.options))
      if (!allowed.get(key)?.has(value)) return refuse('option_unknown', `SKU ${sku.sku_id}: option ${key} has no value ${value}.`)
    const missing = options.find(({ key }) => !(key in sku.options))
    if (missing) return refuse('option_unknown', `SKU ${sku.sku_id} does not say its ${missing.key}.`)
    const combination = canonical(sku.options)
    const twin = seen.get(combination)
    if (options.length > 0 && twin) return refuse('option_combination_repeated', `SKUs ${twin} and ${sku.sku_id} have the same options.`)
    seen.set(combination, sku.sku_id)
  }
  return undefined
}

function decideSpecifications({ specifications, lifecycle, options }: Product, template: Map<string, Attribute>): Fault {
  for (const [key, value] of Object.entries(specifications)) {
    const attribute = template.get(key)
    if (!attribute) return refuse('specification_unknown', `The category has no attribute ${key}: add it to the category or leave it out.`)
    const fault = faultOf(attribute, value)
    if (fault) return refuse('specification_invalid', `Specification ${key} ${fault}.`)
  }
  const missing = sellable.includes(lifecycle) ? missingSpecification({ specifications, options }, template) : undefined
  if (missing) return refuse('specification_missing', `Specification ${missing} is required before the product is sold.`)
  return undefined
}

export function missingSpecification(
  { specifications, options }: Pick<Product, 'specifications' | 'options'>,
  template: Map<string, Attribute>,
): string | undefined {
  for (const { key, required, variant_making } of template.values()) {
    const said = key in specifications || (variant_making && options.some((option) => option.key === key))
    if (required && !said) return key
  }
  return undefined
}

const keptFile = /^[0-9a-f]{64}$/
/** What is wrong with a value of an attribute, as the end of a sentence. */
export function faultOf({ type, choices = [], unit }: Attribute, value: number | string | Words): string | undefined {
  if (type === 'number') return typeof value === 'number' ? undefined : `takes a number${unit ? ` of ${unit}` : ''}`
  if (typeof value === 'number') return 'takes a text, not a number'
  if (type === 'date') return typeof value === 'string' && isDate(value) ? undefined : 'takes a date such as 2026-03-01'
  if (type === 'text') return undefined
  if (type === 'file') return typeof value === 'string' && keptFile.test(value) ? undefined : 'takes a kept file: upload it first'
  if (typeof value === 'string' && choices.some((choice) => choice.value === value)) return undefined
  return `takes one of ${choices.map((choice) => choice.value).join(', ')}`
}

function decidePrices(product: Product, before: Product | undefined): Fault {
  const currencies = new Map(before?.skus.map(({ sku_id, currency }) => [sku_id, currency]))
  const first = product.skus[0]!.currency
  for (const sku of product.skus) {
    if (sku.withdrawn) continue
    if (sku.price_minor === null && sellable.includes(product.lifecycle))
      return refuse('price_missing', `SKU ${sku.sku_id} needs price_minor before the product is sold.`)
    const fault = listPriceFault(sku)
    if (fault) return refuse('list_price_below_price', `SKU ${sku.sku_id}: ${fault}`)
    const currency = currencies.get(sku.sku_id)
    if (currency && currency !== sku.currency) return refuse('currency_differs', `SKU ${sku.sku_id} is priced in ${currency}, which stays.`)
    if (sku.currency !== first) return refuse('currency_differs', 'The SKUs of one product are priced in one currency.')
  }
  return undefined
}

function listPriceFault({ price_minor, list_price_minor }: Pick<Sku, 'price_minor' | 'list_price_minor'>): string | undefined {
  if (list_price_minor === null || (price_minor !== null && list_price_minor >= price_minor)) return undefined
  return 'list_price_minor is the struck-through price and must not be below price_minor.'
}

function decideBarcodes(product: Product, { barcodes, owner }: Ground): Fault {
  const own = new Map<string, string>()
  for (const { sku_id, barcode } of product.skus) {
    if (barcode === null) continue
    if (!isGtin(barcode)) return refuse('barcode_invalid', `Barcode ${barcode} of SKU ${sku_id} has a wrong check digit.`)
    // A barcode may move between the SKUs of one product: what counts is that only one has it in the end.
    const outside = barcodes.get(barcode)
    const holder = own.get(barcode) ?? (outside && owner.get(outside) !== product.spu_id ? outside : undefined)
    if (holder) return refuse('barcode_taken', `Barcode ${barcode} is that of SKU ${holder}.`)
    own.set(barcode, sku_id)
  }
  return undefined
}

function decidePlans({ skus, kind, performed }: Product, { plans }: Ground): Fault {
  const sold = kind === 'service' && !performed ? undefined : skus.find(({ sku_id }) => plans.has(sku_id))
  if (!sold) return undefined
  const field = performed ? 'performed' : 'kind'
  return refuse(
    'sold_as_membership',
    `${field}: SKU ${sold.sku_id} sells a membership, which begins when it is paid and not when somebody performs or sends it; take it off the plan first.`,
  )
}

function decideRest(product: Product): Fault {
  if (product.available_on !== null && !isDate(product.available_on))
    return refuse('date_invalid', `available_on ${product.available_on} is no date of the calendar.`)
  if (product.opens_at !== null && momentIn(product.opens_at) === null)
    return refuse('date_invalid', `opens_at ${product.opens_at} is no moment of the calendar.`)
  const own = new Set(product.skus.map(({ sku_id }) => sku_id))
  const stray = product.media.find(({ sku_id }) => sku_id !== null && !own.has(sku_id))
  if (stray) return refuse('media_of_unknown_sku', `A picture names SKU ${stray.sku_id}, which is not one of the product.`)
  return undefined
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** A moment as it is stored; null when the calendar has none like it. */
function momentIn(text: string): string | null {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds).toISOString()
  } catch {
    return null
  }
}

/** Is this a GTIN (8, 12, 13 or 14 digits) with the right check digit? */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false
  let sum = 0
  for (let i = 2; i <= text.length; i++) sum += Number(text[text.length - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10 === Number(text.at(-1))
}

/** May this change of lifecycle be made? Anything may be withdrawn and come back; nothing sold becomes merely planned again. */
export function decideLifecycle(
  by: Caller,
  to: Lifecycle,
  product: Product | undefined,
  template: Map<string, Attribute>,
): Decision<LifecycleStatus> {
  if (!product) return refuse('product_not_found', 'There is no product with this spu_id.')
  if (!mayTouch(by, ownerOf(product))) return refuse('brand_not_yours', `You may not edit products of ${product.brand_id ?? 'no brand'}.`)
  if (product.lifecycle === to) return { status: 'already_changed' }
  if (to === 'planned' && product.lifecycle !== 'withdrawn')
    return refuse('lifecycle_not_allowed', `A product that is ${product.lifecycle} does not become planned: withdraw it.`)
  if (!sellable.includes(to)) return { status: 'changed' }
  const priceless = product.skus.find(({ withdrawn, price_minor }) => !withdrawn && price_minor === null)
  if (priceless) return refuse('price_missing', `SKU ${priceless.sku_id} has no price yet.`)
  const missing = missingSpecification(product, template)
  if (missing) return refuse('specification_missing', `Specification ${missing} is required before the product is sold.`)
  return { status: 'changed' }
}

export interface Priced extends Pick<Sku, 'sku_id' | 'price_minor' | 'list_price_minor' | 'currency'> {
  spu_id: string
  brand_id: string | null
  partner_id: string | null
}

export function decidePrice(by: Caller, item: PriceItem, sku: Priced | undefined): Decision<PriceStatus> {
  if (!sku) return refuse('sku_not_found', 'There is no SKU with this sku_id.')
  if (!mayTouch(by, ownerOf(sku))) return refuse('brand_not_yours', `You may not price products of ${sku.brand_id ?? 'no brand'}.`)
  const currency = item.currency ?? 'CNY'
  if (currency !== sku.currency) return refuse('currency_differs', `The SKU is priced in ${sku.currency}, not ${currency}.`)
  const list_price_minor = item.list_price_minor ?? null
  const fault = listPriceFault({ price_minor: item.price_minor, list_price_minor })
  if (fault) return refuse('list_price_below_price', fault)
  if (sku.price_minor === item.price_minor && sku.list_price_minor === list_price_minor) return { status: 'already_priced' }
  return { status: 'priced' }
}

// ---- what is derived

const contentOf = ({ lifecycle: _, skus, media, opens_at, performed, ...rest }: Product) => ({
  ...rest,
  // Said only where it is so: what was saved before there was an opening or a channel keeps its hash.
  ...(opens_at ? { opens_at } : {}),
  ...(performed ? { performed } : {}),
  media: media.map(({ channel_id, layout, ...one }) => ({ ...one, ...(channel_id ? { channel_id } : {}), ...(layout ? { layout } : {}) })),
  skus: skus.map(({ price_minor: _price, list_price_minor: _list, ...sku }) => sku),
})

/** Hash of everything but lifecycle and prices, which change by verbs of their own. */
export const contentHash = (product: Product): string =>
  createHash('sha256')
    .update(canonical(contentOf(product)))
    .digest('base64url')

const termsOf = ({ lifecycle, skus }: Product) => [
  lifecycle,
  ...skus.map(({ sku_id, price_minor, list_price_minor }) => [sku_id, price_minor, list_price_minor]),
]
export const sameTerms = (a: Product, b: Product): boolean => canonical(termsOf(a)) === canonical(termsOf(b))

/** JSON with sorted keys: equal content, equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : one,
  )
}

/** Lowest and highest price on offer. */
export function priceSpan(skus: readonly Pick<Sku, 'withdrawn' | 'price_minor' | 'currency'>[]): {
  price_from_minor: number | null
  price_to_minor: number | null
  currency: string | null
} {
  const offered = skus.filter((sku) => !sku.withdrawn)
  const prices = offered.flatMap(({ price_minor }) => (price_minor === null ? [] : [price_minor]))
  const currency = offered[0]?.currency ?? null
  if (prices.length === 0) return { price_from_minor: null, price_to_minor: null, currency }
  return { price_from_minor: Math.min(...prices), price_to_minor: Math.max(...prices), currency }
}

/** `key:value` of what lists may be filtered by. */
export function facetsOf(
  { specifications, skus }: Pick<Product, 'specifications' | 'skus'>,
  template: ReadonlyMap<string, Attribute>,
): string[] {
  const facets = new Set<string>()
  for (const { key, filterable, type } of template.values()) {
    if (!filterable || type === 'file') continue
    const value = specifications[key]
    if (value !== undefined) facets.add(`${key}:${facetValue(value)}`)
    for (const sku of skus) if (!sku.withdrawn && sku.options[key]) facets.add(`${key}:${facetValue(sku.options[key])}`)
  }
  return [...facets].sort()
}

/** A comma parts facets in an address, so no value may hold one. */
const facetValue = (value: number | string | Words): string =>
  String(typeof value === 'object' ? value.zh : value)
    .replace(/[,:]/g, ' ')
    .slice(0, 60)

function firstRepeated(values: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return values.find((value) => seen.has(value) || !seen.add(value))
}

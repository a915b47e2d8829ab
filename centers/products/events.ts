import type { Lifecycle } from './model.ts'

/** What the center announces, by topic. Page caches are dropped by them; later centers keep indexes and feeds by them. */
export interface ProductEvents {
  'products.saved': {
    spu_id: string
    category_id: string
    brand_id: string | null
    lifecycle: Lifecycle
    version: number
    sku_ids: string[]
  }
  'products.priced': { sku_id: string; spu_id: string; price_minor: number | null; list_price_minor: number | null; currency: string }
  /** `from` is null for a new product. */
  'products.lifecycle_changed': { spu_id: string; from: Lifecycle | null; to: Lifecycle }
  'products.categories_saved': { category_id: string; parent_id: string | null }
  'products.brands_saved': { brand_id: string }
  /** Its moment to be sold to everybody has come. */
  'products.opened': { spu_id: string }
  /** How many were sold is counted anew. */
  'products.sold': { spu_id: string }
  /** What is linked to, bundled with or chosen on a product's page changed. */
  'products.assortment_saved': { spu_id: string }
}

export const productTopics: readonly (keyof ProductEvents)[] = [
  'products.saved',
  'products.priced',
  'products.lifecycle_changed',
  'products.categories_saved',
  'products.brands_saved',
]

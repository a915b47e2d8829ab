import { type ProductEvents, productTopics } from '#centers/products/events.ts'
import type { Consumer } from '#core/events.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { continueRebuild, forgetSearches, indexPending, indexProducts, indexSales, isBuilding, queueBelow, queueProducts } from './write.ts'

/** Looked at within the consumer's own transaction up to here; more go to the queue, so that an import never holds the cursor for long. */
const at_once = 300

export const consumers: readonly Consumer[] = [
  {
    name: 'search.documents',
    topics: productTopics,
    async handle(tx, events, now) {
      const products = new Set<string>()
      const categories = new Set<string>()
      const brands = new Set<string>()
      for (const { topic, item } of events) {
        if (topic === 'products.categories_saved') categories.add((item as ProductEvents['products.categories_saved']).category_id)
        else if (topic === 'products.brands_saved') brands.add((item as ProductEvents['products.brands_saved']).brand_id)
        else products.add((item as ProductEvents['products.saved']).spu_id)
      }
      const ids = [...products].sort()
      if (categories.size + brands.size > 0) await queueBelow(tx, now, [...categories], [...brands])
      if (ids.length > at_once) await queueProducts(tx, now, ids)
      else await indexProducts(tx, ids)
    },
  },
  {
    // Lists are ordered by it and it lifts a little; that may come some seconds later.
    name: 'search.sales',
    topics: ['products.sold'],
    rest_ms: 5_000,
    handle: (tx, events) => indexSales(tx, [...new Set(events.map(({ item }) => (item as ProductEvents['products.sold']).spu_id))]),
  },
]

export const due: readonly DueWork[] = [
  { name: 'search.pending', run: (db) => indexPending(db) },
  { name: 'search.rebuild', run: async (db, now) => ((await isBuilding(db)) ? continueRebuild(db, now) : 0) },
  { name: 'search.forget', rest_ms: rarely_ms, run: forgetSearches },
]

import { saveBrands, saveCategories, saveProducts } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { type Catalog, makeCatalog } from './support/catalog.ts'
import { openGround } from './support/ground.ts'

export const name = 'catalog'

/** Loads a catalog through the same verb as the console and the import, with durable commits. */
export async function loadCatalog(db: Db, catalog: Catalog): Promise<number> {
  const now = new Date().toISOString()
  await db.tx(async (tx) => {
    await saveCategories(tx, now, catalog.categories)
    await saveBrands(tx, theSystem, now, catalog.brands)
  })
  const began_ms = performance.now()
  let saved = 0
  for (const some of chunksOf(catalog.products, 400)) {
    const outcomes = await db.tx((tx) => saveProducts(tx, theSystem, now, some))
    const refused = outcomes.find(({ status }) => status !== 'saved')
    if (refused) throw new Error(JSON.stringify(refused))
    saved += some.reduce((sum, { skus }) => sum + skus.length, 0)
  }
  return saved / ((performance.now() - began_ms) / 1000)
}

/** A generated catalog of 100,000 SKUs, product by product through `saveProducts`. */
export async function run({ scale, log }: BenchOptions) {
  const catalog = makeCatalog(Math.round(100_000 * scale))
  log(`${catalog.products.length} products with ${catalog.skus} SKUs`)
  const ground = await openGround(name)
  try {
    const value = Math.round(await loadCatalog(ground.db, catalog))
    return { name, value, unit: 'SKUs/s', products: catalog.products.length, skus: catalog.skus, wanted: 2000 }
  } finally {
    await ground.stop()
  }
}

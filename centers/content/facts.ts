import { findProducts, listBrands, listCategories } from '#centers/products/read.ts'
import type { Files } from '#core/files.ts'
import { type Reader, sql } from '#core/sql.ts'
import { type ResolvedLinks, resolveLinks } from './links/resolve.ts'
import type { Block, Finding } from './model.ts'
import { resolveBlocks } from './read.ts'
import { decideFacts, mentionsOf } from './rules.ts'

/** What this center asks of later ones: whether there is any of a SKU. Given at assembly. */
export interface Sources {
  availability(db: Reader, sku_ids: readonly string[]): Promise<{ sku_id: string; available: number }[]>
}

/** Whether a picture or file is there: kept, or drawn. Without a store nothing is called missing. */
export async function missingMedia(files: Files | undefined, references: readonly string[]): Promise<Set<string>> {
  const missing = new Set<string>()
  if (!files) return missing
  for (const reference of new Set(references)) if (!(await files.pictures.knows(reference))) missing.add(reference)
  return missing
}

/** Holds blocks against products, prices, stock, dates, links and media as they are now. */
export async function findFacts(
  db: Reader,
  sources: Sources,
  files: Files | undefined,
  blocks: readonly Block[],
  now: string,
): Promise<Finding[]> {
  const mentions = blocks.map(mentionsOf)
  const all = <Key extends 'links' | 'media' | 'spu_ids'>(key: Key): string[] => [...new Set(mentions.flatMap((one) => one[key]))]
  const [products, categories, brands, slots, media_missing, links, shown] = await Promise.all([
    findProducts(db, all('spu_ids')),
    listCategories(db),
    listBrands(db),
    db.rows<{ slot_id: string }>(sql`select slot_id from content.slots`),
    missingMedia(files, all('media')),
    resolveLinks(db, all('links')),
    resolveBlocks(
      db,
      blocks.filter(({ type }) => type === 'products'),
      now,
    ),
  ])
  const sku_ids = products.flatMap(({ skus }) => skus.filter(({ withdrawn }) => !withdrawn).map(({ sku_id }) => sku_id))
  const stock = new Map((await sources.availability(db, sku_ids)).map(({ sku_id, available }) => [sku_id, available]))
  return decideFacts(
    blocks,
    {
      products: new Map(
        products.map(({ spu_id, title, lifecycle, skus }) => {
          const offered = skus.filter(({ withdrawn }) => !withdrawn)
          return [
            spu_id,
            {
              ...{ title, lifecycle },
              prices_minor: offered.flatMap(({ price_minor, list_price_minor }) => [price_minor ?? [], list_price_minor ?? []].flat()),
              available: offered.reduce((sum, { sku_id }) => sum + (stock.get(sku_id) ?? 0), 0),
            },
          ]
        }),
      ),
      categories: new Set(categories.map(({ category_id }) => category_id)),
      brands: new Set(brands.map(({ brand_id }) => brand_id)),
      slots: new Set(slots.map(({ slot_id }) => slot_id)),
      shown: new Map(Object.entries(shown).map(([id, { cards = [] }]) => [id, cards.length])),
      media_missing,
      dead: deadOf(links),
    },
    now,
  )
}

/** Links outside are looked at by the link check, which has the time. */
const deadOf = (links: ResolvedLinks) => new Map(links.dead.map((one) => [one.link, one]))

import { hot, type Reader } from '#core/sql.ts'
import { findCards, findCovers, findSkus, type ProductCard } from '../read.ts'
import type { Bundle, Competitor, linkKinds, Shop } from './model.ts'

export interface Assortment {
  links: { kind: (typeof linkKinds)[number]; cards: ProductCard[] }[]
  bundles: {
    bundle_id: string
    name: { zh: string; en: string }
    components: {
      sku_id: string
      spu_id: string
      quantity: number
      title: { zh: string; en: string }
      name: { zh: string; en: string } | null
      cover: string | null
      price_minor: number
    }[]
    /** What it costs together. */
    total_minor: number
    /** What the components cost one by one. */
    apart_minor: number
    currency: string
  }[]
  configurable: boolean
  /** Other shops that sell it, the one to visit first in front. */
  elsewhere: Shop[]
}

/** What a product's page shows beside it. A bundle with a component that is not on sale is left out, and so is a linked product. */
export async function findAssortment(db: Reader, spu_id: string): Promise<Assortment> {
  const [links, bundles, configurator, elsewhere] = await Promise.all([
    db.rows<{ kind: (typeof linkKinds)[number]; target_spu_id: string }>(hot`
      select kind, target_spu_id from products.links where spu_id = ${spu_id} order by kind, position`),
    db.rows<Bundle>(hot`
      select bundle_id, spu_id, name, components, price_minor, position from products.bundles where spu_id = ${spu_id} order by position, bundle_id limit 10`),
    db.row(hot`select 1 as one from products.configurators where spu_id = ${spu_id} and jsonb_array_length(groups) > 0`),
    findElsewhere(db, spu_id),
  ])
  const sku_ids = [...new Set(bundles.flatMap(({ components }) => components.map(({ sku_id }) => sku_id)))]
  const [cards, skus, covers] = await Promise.all([
    findCards(db, [...new Set(links.map(({ target_spu_id }) => target_spu_id))]),
    findSkus(db, sku_ids),
    findCovers(db, sku_ids),
  ])
  const cardOf = new Map(cards.map((card) => [card.spu_id, card]))
  const skuOf = new Map(skus.map((sku) => [sku.sku_id, sku]))
  const kinds = [...new Set(links.map(({ kind }) => kind))]
  return {
    links: kinds.flatMap((kind) => {
      const shown = links.filter((link) => link.kind === kind).flatMap(({ target_spu_id }) => cardOf.get(target_spu_id) ?? [])
      return shown.length > 0 ? [{ kind, cards: shown }] : []
    }),
    bundles: bundles.flatMap(({ bundle_id, name, components, price_minor: own_minor }) => {
      const parts = components.flatMap(({ sku_id, quantity }) => {
        const sku = skuOf.get(sku_id)
        if (!sku || sku.price_minor === null || (sku.lifecycle !== 'on_sale' && sku.lifecycle !== 'presale')) return []
        const { spu_id, title, name, price_minor } = sku
        return [{ sku_id, spu_id, quantity, title, name, price_minor, cover: covers.get(sku_id) ?? null }]
      })
      if (parts.length < components.length) return []
      const apart_minor = parts.reduce((sum, { price_minor, quantity }) => sum + price_minor * quantity, 0)
      const total_minor = Math.min(own_minor ?? apart_minor, apart_minor)
      return [{ bundle_id, name, components: parts, total_minor, apart_minor, currency: skuOf.get(parts[0]!.sku_id)!.currency }]
    }),
    configurable: configurator !== undefined,
    elsewhere,
  }
}

const findElsewhere = (db: Reader, spu_id: string): Promise<Shop[]> =>
  db.rows<Shop>(hot`select name, url from products.elsewhere where spu_id = ${spu_id} order by position`)

/** Everything linked and bundled, whatever its state, for those who edit it. */
export async function findLinks(
  db: Reader,
  spu_id: string,
): Promise<{ links: { kind: string; targets: string[] }[]; bundles: Bundle[]; elsewhere: Shop[] }> {
  const [links, bundles, elsewhere] = await Promise.all([
    db.rows<{ kind: string; targets: string[] }>(hot`
      select kind, array_agg(target_spu_id order by position) as targets from products.links where spu_id = ${spu_id} group by kind order by kind`),
    db.rows<Bundle>(hot`
      select bundle_id, spu_id, name, components, price_minor, position from products.bundles where spu_id = ${spu_id} order by position, bundle_id`),
    findElsewhere(db, spu_id),
  ])
  return { links, bundles, elsewhere }
}

/** Products of others in a category, or by id. */
export const listCompetitors = (
  db: Reader,
  { category_id, ids }: { category_id?: string | undefined; ids?: readonly string[] | undefined },
): Promise<Competitor[]> =>
  db.rows<Competitor>(hot`
    select competitor_id, category_id, brand_name, title, price_minor, currency, specifications, selling_points, source, seen_on
    from products.competitors
    where (${category_id ?? null}::text is null or category_id = ${category_id ?? null})
      and (${ids ?? null}::text[] is null or competitor_id = any(${ids ?? null}::text[]))
    order by competitor_id limit 500`)

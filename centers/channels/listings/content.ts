import { type ChannelMedia, channelMedia, type Layout } from '#centers/products/media.ts'
import { type Product, type Sku, sellable } from '#centers/products/model.ts'
import { findProducts } from '#centers/products/read.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'

/** Everything a channel's page of one SKU is made of. Texts are the channel's own where it has any. */
export interface ListingContent extends ChannelMedia {
  channel_id: string
  sku_id: string
  spu_id: string
  category_id: string
  brand_id: string | null
  /** The channel's own, or the product's in Chinese. */
  title: string
  subtitle: string | null
  selling_points: string[]
  /** Plain text, blank lines part paragraphs. */
  description: string
  specifications: Product['specifications']
  options: Sku['options']
  barcode: string | null
  weight_grams: number | null
  price_minor: number | null
  currency: string
  /** Published, and the product is for sale. */
  on_sale: boolean
  /** What only this channel asks for, by its own names. */
  attributes: Record<string, string>
}

/**
 * What these listings of a channel are to show, in the order asked; what was never listed there, or lies outside `scope` (over the product `p`), is left out. Pictures are of the shape asked and,
 * where there are any, those made for this channel: `/media/<reference>/<width>.<format>` serves them.
 */
export async function findListingContents(
  db: Reader,
  channel_id: string,
  sku_ids: readonly string[],
  layout: Layout = 'square',
  scope: Sql = sql`true`,
): Promise<ListingContent[]> {
  const rows = await db.rows<{
    sku_id: string
    spu_id: string
    published: boolean
    price_minor: number | null
    title: string | null
    attributes: Record<string, string>
  }>(hot`
    select l.sku_id, k.spu_id, l.published, l.price_minor, l.title, l.attributes
    from channels.listings l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
    where l.channel_id = ${channel_id} and l.sku_id = any(${sku_ids}::text[]) and ${scope}`)
  const products = new Map(
    (await findProducts(db, [...new Set(rows.map(({ spu_id }) => spu_id))])).map((product) => [product.spu_id, product]),
  )
  const listed = new Map(rows.map((row) => [row.sku_id, row]))
  return sku_ids.flatMap((sku_id) => {
    const row = listed.get(sku_id)
    const product = row && products.get(row.spu_id)
    const sku = product?.skus.find((one) => one.sku_id === sku_id)
    if (!row || !product || !sku) return []
    return {
      ...{
        channel_id,
        sku_id,
        spu_id: row.spu_id,
        category_id: product.category_id,
        brand_id: product.brand_id,
        attributes: row.attributes,
      },
      title: row.title ?? product.title.zh,
      subtitle: product.subtitle?.zh ?? null,
      selling_points: product.selling_points.map(({ zh }) => zh),
      description: product.story?.zh ?? '',
      ...{ specifications: product.specifications, options: sku.options, barcode: sku.barcode, weight_grams: sku.weight_grams },
      ...{ price_minor: row.price_minor ?? sku.price_minor, currency: sku.currency },
      on_sale: row.published && !sku.withdrawn && sellable.includes(product.lifecycle),
      ...channelMedia(product.media, channel_id, layout, sku_id),
    }
  })
}

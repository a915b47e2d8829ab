import { registerTopic } from '#centers/partners/webhooks/topics.ts'
import { findSkus } from './read.ts'

interface Priced {
  sku_id: string
  spu_id: string
  price_minor: number | null
  list_price_minor: number | null
  currency: string
}

export const productPriced = registerTopic({
  type: 'product.priced',
  topic: 'products.priced',
  permission: 'products.read',
  title: { zh: '商品价格变化', en: 'The price of a SKU changed' },
  sample: { sku_id: 'NT-11', product_id: 'NT-1', price_minor: 12900, list_price_minor: 15900, currency: 'CNY' },
  tell: async (db, items) => {
    const priced = items as readonly Priced[]
    const skus = new Map(
      (
        await findSkus(
          db,
          priced.map(({ sku_id }) => sku_id),
        )
      ).map((sku) => [sku.sku_id, sku]),
    )
    return priced.map(({ sku_id, spu_id, price_minor, list_price_minor, currency }) => ({
      ...{ subject: sku_id, brand_id: skus.get(sku_id)?.brand_id ?? null, partner_id: skus.get(sku_id)?.partner_id ?? null },
      data: { sku_id, product_id: spu_id, price_minor, list_price_minor, currency },
    }))
  },
})

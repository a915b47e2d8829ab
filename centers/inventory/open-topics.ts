import { readChannels } from '#centers/channels/read.ts'
import { registerTopic } from '#centers/partners/webhooks/topics.ts'
import { readSkus } from '#centers/products/read.ts'
import type { Sellable } from './sellable/write.ts'

/** What a channel can promise of a SKU is another number than it was: only what changed, within a second of the commit. */
export const stockChanged = registerTopic({
  type: 'stock.changed',
  topic: 'inventory.sellable_changed',
  permission: 'stock.read',
  title: { zh: '可售数量变化', en: 'What can be sold changed' },
  sample: { channel_id: 'dealer', sku_id: 'NT-11', available: 42 },
  tell: async (db, items) => {
    const changed = items as readonly Sellable[]
    const channels = await readChannels(db)
    const skus = await readSkus(db, [...new Set(changed.map(({ sku_id }) => sku_id))])
    return changed.map(({ channel_id, sku_id, sellable }) => ({
      ...{ subject: sku_id, channel_id, organization_id: channels.get(channel_id)?.organization_id ?? null },
      brand_id: skus.get(sku_id)?.brand_id ?? null,
      data: { channel_id, sku_id, available: sellable },
    }))
  },
})

import { saveChannels } from '#centers/channels/write.ts'
import { categories, product, sku } from '#centers/products/fixtures.ts'
import { saveCategories, saveProducts } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import type { Db } from '#core/sql.ts'
import type { NodeItem } from './model.ts'
import { saveNodes, shareNodes } from './write.ts'

const words = (text: string) => ({ zh: text, en: text })

/** A node of our own at Chongqing, for tests. */
export const aNode = (id: string, more: Partial<NodeItem> = {}): NodeItem => ({
  id,
  kind: 'regional_warehouse',
  name: words(id),
  organization_id: 'group',
  partner_id: null,
  region_code: '500107',
  address: {},
  longitude: 106.5,
  latitude: 29.5,
  opening_hours: '08:00-20:00',
  cut_off: '16:00',
  capacity_per_day: null,
  ...more,
})

/** Nodes `a` and `b`, channels `mall` and `tmall` that sell from both, and SKUs: `plain`, `other`, `milk` (by lot and expiry), `phone` (by serial). */
export async function openStock(db: Db, now: string): Promise<void> {
  await db.tx(async (tx) => {
    const channel = {
      name: words('mall'),
      organization_id: 'group',
      brand_id: null,
      freight_minor: 0,
      free_freight_from_minor: 0,
      currency: 'CNY',
    }
    await saveChannels(tx, now, [
      { ...channel, id: 'mall', kind: 'mall' },
      { ...channel, id: 'tmall', kind: 'marketplace' },
    ])
    await saveNodes(tx, now, [aNode('a'), aNode('b', { region_code: '110115' })])
    await shareNodes(tx, [
      { channel_id: 'mall', node_ids: ['a', 'b'] },
      { channel_id: 'tmall', node_ids: ['a'] },
    ])
    await saveCategories(tx, now, categories)
    const outcomes = await saveProducts(tx, theSystem, now, [
      product('p-plain', { skus: [sku('plain', { price_minor: 1_000 }), sku('other', { price_minor: 1_000 })], brand_id: null }),
      product('p-milk', { skus: [sku('milk', { price_minor: 1_000 })], tracks_lots: true, tracks_expiry: true, brand_id: null }),
      product('p-phone', { skus: [sku('phone')], tracks_serials: true, brand_id: null }),
    ])
    const bad = outcomes.find(({ status }) => !status.endsWith('saved'))
    if (bad) throw new Error(JSON.stringify(bad))
  })
}

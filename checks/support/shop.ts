import { saveChannels } from '#centers/channels/write.ts'
import { correctStock, saveNodes, shareNodes } from '#centers/inventory/write.ts'
import { topUpWallets } from '#centers/payments/write.ts'
import { saveCategories, saveProducts } from '#centers/products/write.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'

export interface ShopPlan {
  /** SKU id → price in fen. */
  prices?: Record<string, number>
  /** Node → SKU → pieces. */
  stock?: Record<string, Record<string, number>>
  /** Outlets without stock, where orders are paid and picked up. */
  stores?: readonly string[]
}

const words = (text: string) => ({ zh: text, en: text })

/** A small shop through the centers' own verbs: the channel `mall`, nodes in the order named, products and their stock. */
export async function openShop(db: Db, now: string, { prices = {}, stock = {}, stores = [] }: ShopPlan): Promise<void> {
  await db.tx(async (tx) => {
    const channel = { name: words('mall'), organization_id: 'group', brand_id: null, freight_minor: 800, free_freight_from_minor: 9_900 }
    await saveChannels(tx, now, [
      { ...channel, id: 'mall', kind: 'mall', currency: 'CNY' },
      { ...channel, id: 'tmall', kind: 'marketplace', currency: 'CNY' },
      { ...channel, id: 'olist', kind: 'history', currency: 'BRL' },
    ])
    const nodes = Object.keys(stock)
    await saveNodes(
      tx,
      now,
      [...nodes, ...stores].map((id) => ({
        id,
        kind: stores.includes(id) ? ('store' as const) : ('regional_warehouse' as const),
        name: words(id),
        organization_id: 'group',
        partner_id: null,
        region_code: '500100',
        address: {},
        longitude: null,
        latitude: null,
        opening_hours: null,
        cut_off: '16:00',
        capacity_per_day: null,
      })),
    )
    await shareNodes(tx, [
      { channel_id: 'mall', node_ids: nodes },
      { channel_id: 'tmall', node_ids: nodes },
    ])
    await saveCategories(tx, now, [{ category_id: 'all', name: words('all') }])
  })
  for (const some of chunksOf(Object.entries(prices), 500)) {
    const outcomes = await db.tx((tx) =>
      saveProducts(
        tx,
        theSystem,
        now,
        some.map(([sku_id, price_minor]) => ({
          spu_id: `spu-${sku_id}`,
          category_id: 'all',
          lifecycle: 'on_sale' as const,
          title: words(sku_id),
          skus: [{ sku_id, price_minor }],
        })),
      ),
    )
    const bad = outcomes.find(({ status }) => status !== 'saved' && status !== 'already_saved')
    if (bad) throw new Error(`the shop's product was refused: ${JSON.stringify(bad)}`)
  }
  const pieces = Object.entries(stock).flatMap(([node_id, skus]) =>
    Object.entries(skus).map(([sku_id, change]) => ({ id: newId(), node_id, sku_id, change, reason: 'opening' })),
  )
  for (const some of chunksOf(pieces, 1_000)) await db.tx((tx) => correctStock(tx, now, some))
}

/** Members with money in their wallets. */
export async function fillWallets(db: Db, now: string, member_ids: readonly string[], amount_minor: number): Promise<void> {
  for (const some of chunksOf(member_ids, 1_000)) {
    await db.tx((tx) =>
      topUpWallets(
        tx,
        now,
        some.map((member_id) => ({ id: newId(), member_id, amount_minor, currency: 'CNY', organization_id: 'group' })),
      ),
    )
  }
}

/** What a shopper sends, for the parts a test does not care about. */
export const anOrder = (lines: { sku_id: string; quantity: number }[], expected_total_minor: number, more: object = {}) => ({
  id: newId(),
  channel_id: 'mall',
  currency: 'CNY',
  lines,
  buyer_name: '林小满',
  buyer_phone: '13800001234',
  address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号' },
  payment_term: 'wallet',
  expected_total_minor,
  ...more,
})

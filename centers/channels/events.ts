import type { Consumer } from '#core/events.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { hot } from '#core/sql.ts'
import { findFaults, lockListings } from './listings/faults.ts'

/** What a listing should show changes with its product; and two channels that were saved at the same moment did not see each other. */
export const consumers: readonly Consumer[] = [
  {
    name: 'channels.listing_faults',
    topics: ['products.saved', 'products.priced', 'products.lifecycle_changed', 'channels.listings_saved', 'channels.listings_seen'],
    handle: async (tx, events) => {
      const named = events.flatMap(({ item }) => (item as { sku_id?: string }).sku_id ?? [])
      const spu_ids = [...new Set(events.flatMap(({ item }) => (item as { spu_id?: string }).spu_id ?? []))]
      const listed = await tx.rows<{ sku_id: string }>(hot`
        select distinct l.sku_id from channels.listings l join products.skus k on k.sku_id = l.sku_id
        where k.spu_id = any(${spu_ids}::text[]) or l.sku_id = any(${named}::text[])`)
      for (const sku_ids of chunksOf(column(listed, 'sku_id').sort(), 500)) {
        await lockListings(tx, sku_ids)
        await findFaults(tx, sku_ids)
      }
    },
  },
]

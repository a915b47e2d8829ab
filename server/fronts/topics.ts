import { setTimeout as sleep } from 'node:timers/promises'
import { findAvailability } from '#centers/inventory/read.ts'
import { type Event, watchEvents } from '#core/events.ts'
import { chunksOf } from '#core/outcomes.ts'
import type { Db } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import type { PageMemory } from './memory.ts'

type Item = Record<string, unknown>

const product = (item: Item): string[] => [`spu:${item.spu_id}`, 'catalog']

/** What can change a shared page, and the tags of the pages it changes. Topics are watched before any center announces them. */
const tagsOf: Record<string, (item: Item) => string[]> = {
  'products.saved': product,
  'products.priced': product,
  'products.lifecycle_changed': product,
  'products.assortment_saved': product,
  'products.opened': product,
  'community.judged': product,
  'community.replied': (item) => [`spu:${item.spu_id}`],
  'products.categories_saved': () => ['catalog', 'shell'],
  'products.brands_saved': () => ['catalog', 'shell'],
  'content.published': () => ['content', 'shell'],
}

/** What can change how much there is of something. Which SKUs, the stock itself is asked. */
const stockTopics = ['orders.placed', 'orders.moved', 'inventory.corrected', 'inventory.nodes_saved']
const look_after_ms = 250

/** The tags whose pages must go. */
export const tagsOfEvents = (events: readonly Event[]): Set<string> =>
  new Set(events.flatMap(({ topic, item }) => tagsOf[topic]?.(item as Item) ?? []))

/** Drops kept pages as soon as what they show is no longer so. */
export async function watchPages(db: Db, pages: PageMemory): Promise<{ stop(): Promise<void> }> {
  let looking: Promise<void> | null = null
  const watching = await watchEvents(db, 'mall.pages', [...Object.keys(tagsOf), ...stockTopics], (events) => {
    pages.drop(tagsOfEvents(events))
    if (events.some(({ topic }) => stockTopics.includes(topic))) looking ??= lookAtStock()
  })
  return {
    stop: async () => {
      await watching.stop()
      await looking
    },
  }

  /** A flash sale announces thousands of orders a second; the shelves are looked at a few times a second, whatever happens. */
  async function lookAtStock(): Promise<void> {
    await sleep(look_after_ms)
    looking = null // what happens from here on is seen by the next look
    try {
      await dropWrongStock(db, pages)
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'stock could not be looked at; pages are dropped instead')
      pages.dropAll()
    }
  }
}

/** Product pages say of each SKU whether there is any: `stock:in:<sku>` or `stock:out:<sku>`. Those that say the contrary of the shelves go. */
export async function dropWrongStock(db: Db, pages: PageMemory): Promise<void> {
  const shown = pages.tagsWith('stock:').map((tag) => tag.replace(/^stock:(in|out):/, ''))
  for (const sku_ids of chunksOf([...new Set(shown)], 500)) {
    const now = await findAvailability(db, 'mall', sku_ids)
    pages.drop(now.map(({ sku_id, available }) => `stock:${available > 0 ? 'out' : 'in'}:${sku_id}`))
  }
}

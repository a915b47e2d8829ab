import type { Event } from '#core/events.ts'

/** What can change a shared page. Topics are watched from the moment a center announces them. */
const tagsOf: Record<string, (item: Record<string, unknown>) => string[]> = {
  'products.saved': (item) => [...spuOf(item), 'catalog'],
  'products.priced': (item) => [...spuOf(item), 'catalog'],
  'products.lifecycle_changed': (item) => [...spuOf(item), 'catalog'],
  'products.categories_saved': () => ['catalog', 'shell'],
  'content.published': () => ['content', 'shell'],
  'inventory.sold_out': (item) => [...spuOf(item), 'catalog'],
  'inventory.back_in_stock': (item) => [...spuOf(item), 'catalog'],
}

export const watchedTopics: readonly string[] = Object.keys(tagsOf)

/** The tags whose pages must go: a page carries one for each thing it shows. */
export function tagsOfEvents(events: readonly Event[]): Set<string> {
  return new Set(events.flatMap(({ topic, item }) => tagsOf[topic]?.(item as Record<string, unknown>) ?? []))
}

function spuOf(item: Record<string, unknown>): string[] {
  const id = item.spu_id ?? item.id
  return typeof id === 'string' ? [`spu:${id}`] : []
}

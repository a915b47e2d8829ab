import { normalize } from './documents.ts'
import type { PlacementItem, PlacementRow, PlacementStatus, SynonymItem, SynonymStatus } from './model.ts'

interface Decision<Status extends string> {
  status: Status
  detail?: string
}

export const plainWord = (word: string): string => normalize(word).replace(/\s+/g, ' ').trim()

export function decideSynonym(item: SynonymItem, before: { words: string[]; one_way: boolean } | undefined): Decision<SynonymStatus> {
  const words = item.words.map(plainWord)
  if (words.some((word) => !/[\p{L}\p{N}]/u.test(word)))
    return { status: 'words_empty', detail: 'A synonym needs letters, digits or characters: punctuation alone is not searched for.' }
  const repeated = words.find((word, i) => words.indexOf(word) !== i)
  if (repeated) return { status: 'word_repeated', detail: `“${repeated}” is listed twice.` }
  if (before && before.one_way === (item.one_way ?? false) && before.words.join('\n') === words.join('\n'))
    return { status: 'already_saved' }
  return { status: 'saved' }
}

export interface PlacementGround {
  products: ReadonlySet<string>
  brands: ReadonlySet<string>
  categories: ReadonlySet<string>
}

export type FilledPlacement = Omit<PlacementRow, 'saved_by' | 'saved_at'>

export const fillPlacement = (item: PlacementItem, words: string | null): FilledPlacement => ({
  placement_id: item.id,
  q: words,
  category_id: item.category_id ?? null,
  action: item.action,
  spu_id: item.spu_id ?? null,
  brand_id: item.brand_id ?? null,
  position: item.action === 'pin' ? (item.position ?? null) : null,
  starts_at: item.starts_at ? new Date(item.starts_at).toISOString() : null,
  ends_at: item.ends_at ? new Date(item.ends_at).toISOString() : null,
  note: item.note,
})

export function decidePlacement(
  one: FilledPlacement,
  before: FilledPlacement | undefined,
  { products, brands, categories }: PlacementGround,
): Decision<PlacementStatus> {
  if ((one.q === null || one.q === '') === (one.category_id === null))
    return { status: 'aim_unclear', detail: 'Give either a search text with a word in it, or a category.' }
  if ((one.spu_id === null) === (one.brand_id === null) || (one.action === 'pin' && one.spu_id === null))
    return { status: 'target_unclear', detail: 'Give one product, or, to boost or bury, one brand.' }
  if (one.action === 'pin' && one.position === null) return { status: 'position_missing', detail: 'A pin needs its position, from 1.' }
  if (one.starts_at !== null && one.ends_at !== null && one.ends_at <= one.starts_at)
    return { status: 'period_ends_before_it_starts', detail: 'ends_at must come after starts_at.' }
  if (one.spu_id !== null && !products.has(one.spu_id)) return { status: 'product_not_found', detail: `There is no product ${one.spu_id}.` }
  if (one.brand_id !== null && !brands.has(one.brand_id)) return { status: 'brand_not_found', detail: `There is no brand ${one.brand_id}.` }
  if (one.category_id !== null && !categories.has(one.category_id))
    return { status: 'category_not_found', detail: `There is no category ${one.category_id}.` }
  if (before && JSON.stringify(before) === JSON.stringify(one)) return { status: 'already_saved' }
  return { status: 'saved' }
}

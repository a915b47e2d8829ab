/** What a write answers for one item. `status` says the whole thing; `already_*` and the verb's own past tense are successes. */
export interface Outcome<Status extends string = string> {
  id: string
  status: Status
  /** For a refusal: the field or thing at fault, and what to do about it. */
  detail?: string
}

export const byId = <Item extends { id: string }>(items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.id, item]))

export function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const at = key(item)
    const group = groups.get(at)
    if (group) group.push(item)
    else groups.set(at, [item])
  }
  return groups
}

/** Consecutive slices of at most `size`: set operations commit in chunks so that they never stall a checkout for long. */
export function* chunksOf<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/** One column of a set, for `unnest(${column(items, 'id')}::uuid[])`. */
export const column = <Item, Key extends keyof Item>(items: readonly Item[], key: Key): Item[Key][] => items.map((item) => item[key])

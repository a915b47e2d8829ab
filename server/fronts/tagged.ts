interface Held<Value> {
  value: Value
  tags: readonly string[]
  weight: number
  fresh_until_ms: number
}

/**
 * What was made once and is used until something it shows changes. Bounded by weight; the least recently used goes first. Dropped by tag,
 * and after `keep_ms` in any case, because what is shown may also depend on the time of day.
 */
export class TaggedMemory<Value> {
  readonly #held = new Map<string, Held<Value>>()
  readonly #keysOfTag = new Map<string, Set<string>>()
  readonly #limit: number
  readonly #keep_ms: number
  #weight = 0
  /** Counts drops: what was begun before one of its tags was dropped may show what was before, and is not kept. */
  #drops = 0
  #dropOfTag = new Map<string, number>()
  /** Drops up to this one are forgotten by tag. */
  #forgottenDrops = 0

  constructor(limit: number, keep_ms: number) {
    this.#limit = limit
    this.#keep_ms = keep_ms
  }

  get size(): number {
    return this.#held.size
  }
  get weight(): number {
    return this.#weight
  }
  /** Taken before something is made and handed to `keep`. */
  get drops(): number {
    return this.#drops
  }

  get(key: string): Value | undefined {
    const held = this.#held.get(key)
    if (!held) return undefined
    if (held.fresh_until_ms < performance.now()) {
      this.#forget(key, held)
      return undefined
    }
    // Moves to the end: the map's order is the order of use.
    if (this.#weight > this.#limit / 2) {
      this.#held.delete(key)
      this.#held.set(key, held)
    }
    return held.value
  }

  /** Keeps it unless something it shows was dropped while it was made, or it is too heavy. Says whether it is kept. */
  keep(key: string, value: Value, tags: readonly string[], weight: number, drops_before: number): boolean {
    if (drops_before < this.#forgottenDrops || tags.some((tag) => (this.#dropOfTag.get(tag) ?? 0) > drops_before)) return false
    if (weight > this.#limit / 8) return false
    const before = this.#held.get(key)
    if (before) this.#forget(key, before)
    this.#held.set(key, { value, tags, weight, fresh_until_ms: performance.now() + this.#keep_ms })
    this.#weight += weight
    for (const tag of tags) {
      const keys = this.#keysOfTag.get(tag)
      if (keys) keys.add(key)
      else this.#keysOfTag.set(tag, new Set([key]))
    }
    for (const [oldest, old] of this.#held) {
      if (this.#weight <= this.#limit) break
      this.#forget(oldest, old)
    }
    return true
  }

  drop(tags: Iterable<string>): void {
    const drop = ++this.#drops
    for (const tag of tags) {
      this.#dropOfTag.set(tag, drop)
      for (const key of this.#keysOfTag.get(tag) ?? []) {
        const held = this.#held.get(key)
        if (held) this.#forget(key, held)
      }
    }
    if (this.#dropOfTag.size > 10_000) this.#forgetDrops()
  }

  /** The tags of what is kept that begin so. */
  tagsWith(start: string): string[] {
    return [...this.#keysOfTag.keys()].filter((tag) => tag.startsWith(start))
  }

  dropAll(): void {
    this.#drops++
    this.#forgetDrops()
    this.#held.clear()
    this.#keysOfTag.clear()
    this.#weight = 0
  }

  #forgetDrops(): void {
    this.#forgottenDrops = this.#drops
    this.#dropOfTag.clear()
  }

  #forget(key: string, held: Held<Value>): void {
    this.#held.delete(key)
    this.#weight -= held.weight
    for (const tag of held.tags) {
      const keys = this.#keysOfTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysOfTag.delete(tag)
    }
  }
}

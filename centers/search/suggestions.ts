import { isChinese, soundsOf } from '#core/words.ts'
import { normalize } from './documents.ts'

export interface Suggestion {
  kind: 'query' | 'category' | 'brand' | 'product'
  id: string
  name: { zh: string; en: string }
}
export interface Entry extends Suggestion {
  /** How often it is wanted; decides among equals. */
  weight: number
}

/** Looked at for one beginning at most: one letter begins very many names, and the wanted ones are sorted out in advance. */
const widest = 2000

/** Names by their beginnings: as written, by pinyin and by initials. Built once and read only. */
export class Suggestions {
  readonly #keys: { key: string; entry: Entry }[]
  readonly #short = new Map<string, Entry[]>()

  constructor(entries: readonly Entry[]) {
    this.#keys = entries
      .flatMap((entry) => [...keysOf(entry)].map((key) => ({ key, entry })))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : b.entry.weight - a.entry.weight))
  }

  /** The most wanted entries that begin as typed. */
  begin(typed: string, limit: number): Entry[] {
    const text = keyOf(typed)
    if (text === '') return []
    if (text.length > 2) return this.#pick(text, limit)
    // One or two letters are asked over and over.
    let known = this.#short.get(text)
    if (!known) {
      known = this.#pick(text, 20, Number.POSITIVE_INFINITY)
      if (this.#short.size < 5000) this.#short.set(text, known)
    }
    return known.slice(0, limit)
  }

  #pick(text: string, limit: number, most = widest): Entry[] {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[middle]!.key < text) low = middle + 1
      else high = middle
    }
    const found = new Map<string, Entry>()
    for (let i = low; i < this.#keys.length && i - low < most && this.#keys[i]!.key.startsWith(text); i++) {
      const { entry } = this.#keys[i]!
      found.set(entry.kind + entry.id, entry)
    }
    return [...found.values()].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)).slice(0, limit)
  }
}

const keyOf = (text: string): string =>
  normalize(text)
    .replace(/[^\p{L}\p{N}.]+/gu, '')
    .slice(0, 60)

function keysOf({ name }: Entry): Set<string> {
  const keys = new Set<string>()
  for (const text of [name.zh, name.en]) {
    const key = keyOf(text)
    if (key) keys.add(key)
    if (key && isChinese(key)) {
      const { full, initials } = soundsOf(key.slice(0, 20))
      keys.add(full)
      keys.add(initials)
    }
  }
  keys.delete('')
  return keys
}

import { type Document, weighed } from './documents.ts'
import { type Asked, Lexicon, type Posting, type Reading, type Synonym, slotIn, weightIn } from './lexicon.ts'
import { grown, Row } from './numbers.ts'

export const sorts = ['relevance', 'sales', 'newest', 'price_up', 'price_down'] as const
export type Sort = (typeof sorts)[number]

export interface Placement {
  q: string | null
  category_id: string | null
  action: 'pin' | 'boost' | 'bury'
  spu_id: string | null
  brand_id: string | null
  position: number | null
  starts_at: string | null
  ends_at: string | null
}
export interface Vocabulary {
  synonyms: readonly Synonym[]
  stop_words: ReadonlySet<string>
  placements: readonly Placement[]
}

export interface Question {
  q?: string | undefined
  category_id?: string | undefined
  brand_ids?: readonly string[] | undefined
  /** `key:value`; values of one key are alternatives. */
  facets?: readonly string[] | undefined
  price_from_minor?: number | undefined
  price_to_minor?: number | undefined
  tag?: string | undefined
  sort: Sort
  limit: number
  /** Sort key and id of the last product of the page before. */
  after?: readonly [number, number, string] | undefined
  now: string
  /** Only which products: nothing is counted. For suggestions. */
  bare?: boolean
}

export interface Answer {
  spu_ids: string[]
  count: number
  /** Null on the last page. */
  next: [number, number, string] | null
  facets: { key: string; value: string; count: number }[]
  prices: { from_minor: number; to_minor: number } | null
  /** What the text was read as, when that is not what was typed. */
  corrected: string | null
  /** Words nothing was found for; the list is what the others find. */
  dropped: string[]
  /** The words as read, for the log and for placements. */
  words: string
}

/** The products a text finds, in no order yet, with what each is worth. */
interface Matched {
  slots: Int32Array
  scores: Float64Array
  /** Words nothing was found for. */
  dropped: string[]
}
/** Texts whose products are remembered, and how many products of all of them. */
const remembered = { texts: 64, products: 500_000 }

const roots = Float64Array.from({ length: 64 }, (_, weight) => Math.sqrt(weight))

/**
 * Every product on offer with its words, in the memory of this process: posting lists, facets by number, prices. Questions over the whole
 * catalog with exact facet counts are answered in a few milliseconds because nothing is fetched. It knows no database; `keep.ts` fills it.
 */
export class MemoryIndex {
  readonly #slotOf = new Map<string, number>()
  readonly #ids: string[] = []
  readonly #names: { zh: string; en: string }[] = []
  #live = new Uint8Array(1024)
  #price = new Float64Array(1024)
  #sales = new Float64Array(1024)
  /** What sells well is a little more likely to be meant; a word's place counts far more. */
  #lift = new Float64Array(1024)
  #created = new Float64Array(1024)
  /** Decides among equals; made from the id, so that every process orders alike. */
  #rank = new Float64Array(1024)
  /** Answers since the last change: most people ask for the same. */
  readonly #answers = new Map<string, Answer>()
  /** Facets of a slot stand from `#facetStart[slot]` to that of the next. */
  #facetStart = new Int32Array(1025)
  #facets = new Int32Array(8192)
  #brandOf = new Int32Array(1024)
  readonly #facetNumber = new Map<string, number>()
  readonly #facetKey: number[] = []
  readonly #facetText: { key: string; value: string }[] = []
  readonly #keyNumber = new Map<string, number>()
  readonly #keyText: string[] = []
  readonly #lexicon = new Lexicon()
  /** What a text finds, before anything is filtered: people ask for the same text with one filter after another. */
  readonly #matches = new Map<string, Matched>()
  #remembered = 0
  /** The products of each category, so that its list does not look at all the others. */
  readonly #ofCategory = new Map<string, Row>()
  #placements: readonly Placement[] = []
  size = 0
  #scores = new Float64Array(1024)
  #best = new Float64Array(1024)
  #hits = new Uint8Array(1024)
  #own = new Int32Array(1024)
  #touched = new Int32Array(1024)

  get slots(): number {
    return this.#ids.length
  }
  get words(): number {
    return this.#lexicon.size
  }

  setVocabulary({ synonyms, stop_words, placements }: Vocabulary): void {
    this.#forget()
    this.#lexicon.setWords(synonyms, stop_words)
    this.#placements = placements
  }

  #forget(): void {
    this.#answers.clear()
    this.#matches.clear()
    this.#remembered = 0
  }

  /** Takes the product's newest document. */
  put(document: Document): void {
    this.#forget()
    const before = this.#slotOf.get(document.spu_id)
    if (before !== undefined) {
      this.#live[before] = 0
      this.#slotOf.delete(document.spu_id)
      this.size--
    }
    if (document.gone) return
    const slot = this.#ids.length
    if (slot + 2 > this.#live.length) this.#grow()
    this.#ids.push(document.spu_id)
    this.#names.push(document.name)
    this.#slotOf.set(document.spu_id, slot)
    this.#live[slot] = 1
    this.size++
    this.#price[slot] = document.price_minor ?? -1
    this.#sales[slot] = document.sales_count
    this.#lift[slot] = 1 + 0.04 * Math.log10(1 + document.sales_count)
    this.#created[slot] = Date.parse(document.created_at)
    this.#rank[slot] = rankOf(document.spu_id)
    const facets = [
      ...document.facets,
      ...document.categories.map((id) => `category:${id}`),
      ...document.tags.map((tag) => `tag:${tag.replaceAll(':', ' ')}`),
      ...(document.brand_id ? [`brand:${document.brand_id}`] : []),
    ].map((facet) => this.#numberOf(facet))
    const start = this.#facetStart[slot]!
    if (start + facets.length > this.#facets.length)
      this.#facets = grown(this.#facets, new Int32Array(this.#facets.length * 2 + facets.length))
    this.#facets.set(facets, start)
    this.#facetStart[slot + 1] = start + facets.length
    this.#brandOf[slot] = document.brand_id ? this.#numberOf(`brand:${document.brand_id}`) : -1
    for (const id of document.categories) {
      const of = this.#ofCategory.get(id) ?? new Row()
      this.#ofCategory.set(id, of)
      of.add(slot)
    }
    for (const [word, weight] of weighed(document.words)) this.#lexicon.add(word, slot, weight)
  }

  #grow(): void {
    const size = this.#live.length * 2
    this.#live = grown(this.#live, new Uint8Array(size))
    this.#price = grown(this.#price, new Float64Array(size))
    this.#sales = grown(this.#sales, new Float64Array(size))
    this.#lift = grown(this.#lift, new Float64Array(size))
    this.#created = grown(this.#created, new Float64Array(size))
    this.#rank = grown(this.#rank, new Float64Array(size))
    this.#facetStart = grown(this.#facetStart, new Int32Array(size + 1))
    this.#brandOf = grown(this.#brandOf, new Int32Array(size))
    this.#scores = new Float64Array(size)
    this.#best = new Float64Array(size)
    this.#hits = new Uint8Array(size)
    this.#own = new Int32Array(size)
    this.#touched = new Int32Array(size)
  }

  #numberOf(facet: string): number {
    let number = this.#facetNumber.get(facet)
    if (number === undefined) {
      number = this.#facetText.length
      const cut = facet.indexOf(':')
      const key = facet.slice(0, cut)
      this.#facetNumber.set(facet, number)
      this.#facetText.push({ key, value: facet.slice(cut + 1) })
      this.#facetKey.push(this.#keyOf(key))
    }
    return number
  }

  #keyOf(key: string): number {
    let number = this.#keyNumber.get(key)
    if (number === undefined) {
      number = this.#keyText.length
      this.#keyNumber.set(key, number)
      this.#keyText.push(key)
    }
    return number
  }

  // ---- finding

  /** One page of what is asked, how many there are, and what each facet would leave. */
  find(question: Question): Answer {
    // A placement's period begins and ends on a minute at the finest.
    const key = JSON.stringify({ ...question, now: question.now.slice(0, 16) })
    let answer = this.#answers.get(key)
    if (!answer) {
      answer = this.#find(question)
      if (this.#answers.size >= 2_000) this.#answers.clear()
      this.#answers.set(key, answer)
    }
    return answer
  }

  #find(question: Question): Answer {
    const reading = question.q === undefined ? null : this.#lexicon.read(question.q)
    const words = reading ? [...reading.asked.map(({ said }) => said), ...reading.unknown].join(' ') : ''
    const nothing = { spu_ids: [], count: 0, next: null, facets: [], prices: null, corrected: null, dropped: reading?.unknown ?? [], words }
    if (reading && reading.asked.length === 0) return nothing
    const matched = reading ? this.#matched(question.q!, reading) : null
    if (matched && matched.slots.length === 0) return nothing
    const page = this.#page(question, matched, this.#liftsFor(question, words))
    return {
      ...page,
      corrected: reading?.corrected ? this.#lexicon.said(reading) : null,
      dropped: [...(reading?.unknown ?? []), ...(matched?.dropped ?? [])],
      words,
    }
  }

  #matched(q: string, reading: Reading): Matched {
    const known = this.#matches.get(q)
    if (known) return known
    const matched = this.#match(reading)
    if (this.#matches.size >= remembered.texts || this.#remembered + matched.slots.length > remembered.products) {
      this.#matches.clear()
      this.#remembered = 0
    }
    this.#remembered += matched.slots.length
    this.#matches.set(q, matched)
    return matched
  }

  /**
   * Products that hold every word asked; when there is none, those that hold the weightiest words, but none for single characters alone: `显卡` is no
   * card of any kind. Scratch arrays are kept between questions and are left as they were found: all zero.
   */
  #match({ asked, unknown }: Reading): Matched {
    const [scores, hits, all] = [this.#scores, this.#hits, this.#touched]
    const words = asked.filter(({ said }) => !this.#lexicon.isCrumb(said))
    if (words.length === 0 && unknown.length > 0) return { slots: new Int32Array(0), scores: new Float64Array(0), dropped: [] }
    let touched = 0
    for (const one of words) touched = this.#score(one, touched)
    const by_words = touched
    for (const one of asked) if (!words.includes(one)) touched = this.#score(one, touched)
    const slots = new Int32Array(touched)
    let count = 0
    for (let n = 0; n < touched; n++) if (hits[all[n]!] === asked.length) slots[count++] = all[n]!
    const dropped: string[] = []
    if (count === 0 && by_words > 0) {
      // A product that holds some of the words: those that are worth most together.
      let most = 0
      for (let n = 0; n < by_words; n++) most = Math.max(most, scores[all[n]!]!)
      for (let n = 0; n < by_words; n++) if (scores[all[n]!]! >= most * 0.6) slots[count++] = all[n]!
      dropped.push(...this.#missing(asked, slots[0]))
    }
    const found = { slots: slots.slice(0, count), scores: new Float64Array(count), dropped }
    for (let n = 0; n < count; n++) found.scores[n] = scores[slots[n]!]!
    for (let n = 0; n < touched; n++) {
      hits[all[n]!] = 0
      scores[all[n]!] = 0
    }
    return found
  }

  /** Adds what one word of the question is worth to every product that has it: the rarer it is, the more. Answers how many were touched. */
  #score({ alternatives }: Asked, touched: number): number {
    const [best, live, scores, hits, own, all] = [this.#best, this.#live, this.#scores, this.#hits, this.#own, this.#touched]
    let mine = 0
    for (const { words, share } of alternatives) {
      const postings = words.map(([word]) => this.#lexicon.posting(word))
      if (postings.some((posting) => !posting)) continue
      const [first, ...others] = postings as Posting[]
      const { values, length } = first!
      const worthOf = share * (Math.log(1 + this.size / (1 + length)) + 0.5)
      const places = others.map(() => 0)
      for (let i = 0; i < length; i++) {
        const entry = values[i]!
        const slot = slotIn(entry)
        if (live[slot] === 0) continue
        let weight = weightIn(entry)
        // The lists are in one order, so they are walked side by side.
        for (let n = 0; n < others.length && weight > 0; n++) {
          const other = others[n]!
          const place = firstFrom(other, places[n]!, slot)
          places[n] = place
          const there = place < other.length ? other.values[place]! : 0
          weight = place < other.length && slotIn(there) === slot ? Math.min(weight, weightIn(there)) : 0
        }
        if (weight === 0) continue
        const worth = worthOf * roots[weight]!
        if (best[slot] === 0) own[mine++] = slot
        if (worth > best[slot]!) best[slot] = worth
      }
    }
    for (let n = 0; n < mine; n++) {
      const slot = own[n]!
      if (hits[slot] === 0 && scores[slot] === 0) all[touched++] = slot
      hits[slot]!++
      scores[slot]! += best[slot]!
      best[slot] = 0
    }
    return touched
  }

  #missing(asked: readonly Asked[], slot: number | undefined): string[] {
    if (slot === undefined) return []
    const has = ({ words }: Asked['alternatives'][number]) =>
      words.every(([word]) => {
        const posting = this.#lexicon.posting(word)
        if (!posting) return false
        const place = firstFrom(posting, 0, slot)
        return place < posting.length && slotIn(posting.values[place]!) === slot
      })
    return asked.filter(({ alternatives }) => !alternatives.some(has)).map(({ said }) => said)
  }

  #liftsFor({ category_id, now, sort }: Question, words: string): Placement[] {
    if (sort !== 'relevance') return []
    return this.#placements.filter(
      (one) =>
        (one.q !== null ? one.q === words : category_id !== undefined && one.category_id === category_id) &&
        (one.starts_at === null || one.starts_at <= now) &&
        (one.ends_at === null || one.ends_at > now),
    )
  }

  #page(question: Question, matched: Matched | null, lifts: readonly Placement[]) {
    const groups = this.#groupsOf(question)
    const counts = new Map<number, number>()
    const { sort, limit, after, price_from_minor: low, price_to_minor: high, bare } = question
    const keyOf = this.#keysFor(question, matched?.scores ?? null, lifts)
    const top: { key: number; slot: number }[] = []
    const keyed = new Set(groups.map(({ key }) => key))
    let count = 0
    let cheapest = Number.POSITIVE_INFINITY
    let dearest = 0
    const [facets, starts, prices, live, keys] = [this.#facets, this.#facetStart, this.#price, this.#live, this.#facetKey]
    const tally = new Int32Array(this.#facetText.length)
    // Every product of the list is walked once; what stands in this loop is most of what a wide search costs.
    const narrowed = matched?.slots ?? this.#slotsOfCategory(question.category_id)
    const total = narrowed ? narrowed.length : this.#ids.length
    for (let n = 0; n < total; n++) {
      const slot = narrowed ? narrowed[n]! : n
      if (live[slot] === 0) continue
      const from = starts[slot]!
      const to = starts[slot + 1]!
      // A product that fails one chosen key still counts for that key's other values; one that fails two counts for nothing.
      let failed: (typeof groups)[number] | undefined
      let out = false
      for (let g = 0; g < groups.length; g++) {
        const group = groups[g]!
        let passes = false
        for (let i = from; i < to && !passes; i++) passes = group.numbers.has(facets[i]!)
        if (passes) continue
        if (failed || group.strict) {
          out = true
          break
        }
        failed = group
      }
      if (out) continue
      const price = prices[slot]!
      const affordable = (low === undefined || price >= low) && (high === undefined || (price >= 0 && price <= high))
      if (failed) {
        if (affordable) for (let i = from; i < to; i++) if (keys[facets[i]!] === failed.key) tally[facets[i]!]!++
        continue
      }
      if (price >= 0) {
        if (price < cheapest) cheapest = price
        if (price > dearest) dearest = price
      }
      if (!affordable) continue
      if ((sort === 'price_up' || sort === 'price_down') && price < 0) continue
      count++
      if (!bare) for (let i = from; i < to; i++) tally[facets[i]!]!++
      const key = keyOf(slot, n)
      if (after && !this.#isAfter(key, slot, after)) continue
      if (top.length > limit && (key < top[limit]!.key || !this.#comesBefore(key, slot, top[limit]!))) continue
      insert(top, { key, slot }, (a, b) => this.#comesBefore(a.key, a.slot, b))
      if (top.length > limit + 1) top.pop()
    }
    for (let number = 0; number < tally.length; number++) if (tally[number]! > 0) counts.set(number, tally[number]!)
    const shown = top.slice(0, limit)
    const last = shown.at(-1)
    return {
      spu_ids: shown.map(({ slot }) => this.#ids[slot]!),
      count,
      next: top.length > limit && last ? ([last.key, this.#sales[last.slot]!, this.#ids[last.slot]!] as [number, number, string]) : null,
      facets: after ? [] : this.#facetCounts(counts, keyed),
      prices: dearest > 0 ? { from_minor: cheapest, to_minor: dearest } : null,
    }
  }

  #slotsOfCategory(category_id: string | undefined): Int32Array | null {
    if (category_id === undefined) return null
    const posting = this.#ofCategory.get(category_id)
    return posting ? posting.values.subarray(0, posting.length) : new Int32Array()
  }

  /** The greater key comes first, then what sells better, then the id. */
  #comesBefore(key: number, slot: number, other: { key: number; slot: number }): boolean {
    if (key !== other.key) return key > other.key
    const sales = this.#sales[slot]! - this.#sales[other.slot]!
    if (sales !== 0) return sales > 0
    const rank = this.#rank[slot]! - this.#rank[other.slot]!
    return rank !== 0 ? rank > 0 : this.#ids[slot]! > this.#ids[other.slot]!
  }
  #isAfter(key: number, slot: number, [last, sales, id]: readonly [number, number, string]): boolean {
    if (key !== last) return key < last
    if (this.#sales[slot] !== sales) return this.#sales[slot]! < sales
    const rank = this.#rank[slot]! - rankOf(id)
    return rank !== 0 ? rank < 0 : this.#ids[slot]! < id
  }

  /** `n` is the place of the slot among those the text finds, where its score stands. */
  #keysFor({ sort }: Question, scores: Float64Array | null, lifts: readonly Placement[]): (slot: number, n: number) => number {
    const [sales, created, price] = [this.#sales, this.#created, this.#price]
    if (sort === 'sales') return (slot) => sales[slot]!
    if (sort === 'newest') return (slot) => created[slot]!
    if (sort === 'price_up') return (slot) => -price[slot]!
    if (sort === 'price_down') return (slot) => price[slot]!
    const pinned = new Map<number, number>()
    const times = new Map<number, number>()
    const brands = new Map<number, number>()
    for (const { action, spu_id, brand_id, position } of lifts) {
      const factor = action === 'boost' ? 2 : 0.2
      const slot = spu_id === null ? undefined : this.#slotOf.get(spu_id)
      if (action === 'pin' && slot !== undefined) pinned.set(slot, 1e6 - position!)
      else if (slot !== undefined) times.set(slot, factor)
      else if (brand_id !== null) brands.set(this.#facetNumber.get(`brand:${brand_id}`) ?? -2, factor)
    }
    const sells = this.#lift
    const plain = (slot: number, n: number) => (scores ? scores[n]! + 0.01 : 0.01) * sells[slot]!
    if (lifts.length === 0) return plain
    return (slot, n) => pinned.get(slot) ?? plain(slot, n) * (times.get(slot) ?? 1) * (brands.get(this.#brandOf[slot]!) ?? 1)
  }

  #groupsOf({ category_id, brand_ids, facets = [], tag }: Question): { key: number; numbers: Set<number>; strict: boolean }[] {
    const groups = new Map<string, { key: number; numbers: Set<number>; strict: boolean }>()
    const add = (key: string, facet: string, strict: boolean) => {
      const group = groups.get(key) ?? { key: this.#keyOf(key), numbers: new Set<number>(), strict }
      group.numbers.add(this.#facetNumber.get(facet) ?? -1)
      groups.set(key, group)
    }
    if (category_id !== undefined) add('category', `category:${category_id}`, true)
    if (tag !== undefined) add('tag', `tag:${tag.replaceAll(':', ' ')}`, true)
    for (const brand_id of brand_ids ?? []) add('brand', `brand:${brand_id}`, false)
    for (const facet of facets) add(facet.slice(0, facet.indexOf(':')), facet, false)
    return [...groups.values()]
  }

  #facetCounts(counts: ReadonlyMap<number, number>, chosen: ReadonlySet<number>): Answer['facets'] {
    const byKey = new Map<number, { key: string; value: string; count: number }[]>()
    for (const [number, count] of counts) {
      const key = this.#facetKey[number]!
      const rows = byKey.get(key) ?? []
      rows.push({ ...this.#facetText[number]!, count })
      byKey.set(key, rows)
    }
    return [...byKey].flatMap(([key, rows]) =>
      this.#keyText[key] === 'tag'
        ? []
        : rows.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, chosen.has(key) ? 100 : 60),
    )
  }

  nameOf(spu_id: string): { zh: string; en: string } | undefined {
    const slot = this.#slotOf.get(spu_id)
    return slot === undefined ? undefined : this.#names[slot]
  }

  /** What a typed text is taken for. */
  read(q: string): Reading {
    return this.#lexicon.read(q)
  }

  /** For operators: how a text is read. */
  explain(q: string) {
    return this.#lexicon.explain(q)
  }
}

/** Where in a list the first entry of this slot or a later one stands. */
function firstFrom(posting: Posting, from: number, slot: number): number {
  let place = from
  while (place < posting.length && slotIn(posting.values[place]!) < slot) place++
  return place
}

function insert<Item>(rows: Item[], row: Item, before: (a: Item, b: Item) => boolean): void {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (before(row, rows[middle]!)) high = middle
    else low = middle + 1
  }
  rows.splice(low, 0, row)
}

function rankOf(id: string): number {
  let hash = 2_166_136_261
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619)
  return hash >>> 0
}

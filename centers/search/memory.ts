import { isChinese, soundsOf, syllablesOf } from '#core/words.ts'
import { type Document, normalize, weighed } from './documents.ts'
import { takeQuantities } from './units.ts'

export const sorts = ['relevance', 'sales', 'newest', 'price_up', 'price_down'] as const
export type Sort = (typeof sorts)[number]

export interface Synonym {
  words: readonly string[]
  one_way: boolean
}
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

/** Products that hold one word, by slot and weight. Slots only grow, so a list is always in order. */
class Posting {
  slots = new Int32Array(4)
  weights = new Uint8Array(4)
  length = 0
  /** The most it counts in any product: a category's name much, a word of a selling point little. */
  heaviest = 0
  add(slot: number, weight: number): void {
    if (weight > this.heaviest) this.heaviest = weight
    if (this.length === this.slots.length) {
      const size = Math.ceil(this.length * 1.6)
      this.slots = grown(this.slots, new Int32Array(size))
      this.weights = grown(this.weights, new Uint8Array(size))
    }
    this.slots[this.length] = slot
    this.weights[this.length++] = weight
  }
}

function grown<Numbers extends Int32Array | Uint8Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

/** One word of the question: each alternative is a set of words that must all be there. */
interface Asked {
  said: string
  alternatives: { words: [word: string, share: number][]; share: number }[]
}
interface Reading {
  asked: Asked[]
  corrected: boolean
  unknown: string[]
}

/** How sure we are of a way to read a word. */
const sure = { written: 1, apart: 0.6, synonym: 0.95, pinyin: 0.9, homophone: 0.8, initials: 0.6, beginning: 0.5, misspelt: 0.5 }
/** Beginnings may fit very many words; the commonest ones are what is meant. */
const beginnings = 40

const roots = Float64Array.from({ length: 64 }, (_, weight) => Math.sqrt(weight))

const letters = (text: string): number => {
  let mask = 0
  for (let i = 0; i < text.length; i++) mask |= 1 << (text.charCodeAt(i) % 32)
  return mask
}

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
  readonly #postings = new Map<string, Posting>()
  /** The products of each category, so that its list does not look at all the others. */
  readonly #ofCategory = new Map<string, Posting>()
  /** Words by how they sound: whole and by initials. */
  readonly #bySound = new Map<string, string[]>()
  readonly #byInitials = new Map<string, string[]>()
  /** All that can be typed with Latin letters, in order, for beginnings and misspellings. Made again when new words came. */
  #typed: { text: string; mask: number }[] | null = null
  #spelt: { text: string; mask: number }[] | null = null
  #typedChinese: string[] | null = null
  #longest = 1
  #vocabulary: Vocabulary = { synonyms: [], stop_words: new Set(), placements: [] }
  #synonyms = new Map<string, string[]>()
  #phrases: string[] = []
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
    return this.#postings.size
  }

  setVocabulary(vocabulary: Vocabulary): void {
    this.#answers.clear()
    this.#vocabulary = vocabulary
    this.#synonyms = new Map()
    for (const { words, one_way } of vocabulary.synonyms) {
      const plain = words.map((word) => normalize(word).trim()).filter(Boolean)
      for (const [i, word] of plain.entries()) {
        if (one_way && i > 0) break
        const others = plain.filter((other) => other !== word)
        this.#synonyms.set(word, [...(this.#synonyms.get(word) ?? []), ...others])
        this.#longest = Math.max(this.#longest, Math.min(12, word.length))
      }
    }
    this.#phrases = [...this.#synonyms.keys()].filter((word) => word.includes(' '))
  }

  /** Takes the product's newest document. */
  put(document: Document): void {
    this.#answers.clear()
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
      const of = this.#ofCategory.get(id) ?? new Posting()
      this.#ofCategory.set(id, of)
      of.add(slot, 1)
    }
    for (const [word, weight] of weighed(document.words)) {
      let posting = this.#postings.get(word)
      if (!posting) {
        posting = new Posting()
        this.#postings.set(word, posting)
        this.#learn(word)
      }
      posting.add(slot, weight)
    }
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

  #learn(word: string): void {
    this.#typed = null
    this.#spelt = null
    this.#typedChinese = null
    if (!isChinese(word)) return
    this.#longest = Math.max(this.#longest, Math.min(12, word.length))
    if (word.length > 12) return
    const { full, initials } = soundsOf(word)
    push(this.#bySound, full, word)
    if (word.length > 1) push(this.#byInitials, initials, word)
  }

  #allTyped(): { text: string; mask: number }[] {
    if (!this.#typed) {
      const texts = new Set<string>(this.#bySound.keys())
      for (const word of this.#postings.keys()) if (!isChinese(word)) texts.add(word)
      this.#typed = [...texts].sort().map((text) => ({ text, mask: letters(text) }))
    }
    return this.#typed
  }

  #allChinese(): string[] {
    this.#typedChinese ??= [...this.#postings.keys()].filter(isChinese).sort()
    return this.#typedChinese
  }

  // ---- reading what was typed

  /** Cuts what was typed into words of the catalog, and finds for each what it may mean. */
  read(q: string): Reading {
    const { rest: unquantified, quantities } = takeQuantities(normalize(q).slice(0, 200))
    const parts: { at: number; asked: Asked; corrected: boolean; known: boolean }[] = quantities.map(({ word, raw, at }) => ({
      at,
      corrected: false,
      known: this.#postings.has(word) || this.#postings.has(raw),
      asked: { said: raw, alternatives: [alternative(word, sure.written), alternative(raw, sure.written)] },
    }))
    // `washing machine`: a synonym of several words is taken whole.
    let rest = unquantified
    for (const phrase of this.#phrases) {
      const at = ` ${rest} `.indexOf(` ${phrase} `)
      if (at < 0) continue
      rest = rest.slice(0, at) + ' '.repeat(phrase.length) + rest.slice(at + phrase.length)
      parts.push({ at, corrected: false, known: true, asked: { said: phrase, alternatives: this.#writtenMeanings(phrase) } })
    }
    const runs = [...rest.matchAll(/\p{Script=Han}+|[\p{L}\p{N}][\p{L}\p{N}.\-+]*/gu)]
    const latin = runs.filter(([run]) => !isChinese(run))
    for (const match of runs) {
      const run = match[0].replace(/[.\-+]+$/, '')
      const last = match.index + match[0].length >= rest.trimEnd().length
      const found = isChinese(run) ? this.#readChinese(run, last) : this.#readLatin(run, last)
      for (const [i, one] of found.entries()) parts.push({ at: match.index + i / 100, ...one })
    }
    // `washing machine` and `bing xiang` may be one word written apart.
    if (latin.length > 1 && latin.length <= 4) {
      const joined = latin.map(([run]) => run).join('')
      if (this.#bySound.has(joined)) {
        const kept = parts.filter(({ at }) => !latin.some((match) => Math.floor(at) === match.index))
        kept.push({ at: latin[0]!.index, corrected: false, known: true, asked: this.#asked(joined, this.#latinMeanings(joined, true)) })
        parts.splice(0, parts.length, ...kept)
      }
    }
    parts.sort((a, b) => a.at - b.at)
    const isStop = ({ said }: Asked) => this.#vocabulary.stop_words.has(said)
    const meant = parts.filter(({ asked }) => !isStop(asked))
    const counted = (meant.length > 0 ? meant : parts).slice(0, 12)
    return {
      asked: counted.filter(({ known }) => known).map(({ asked }) => asked),
      corrected: counted.some(({ corrected }) => corrected),
      unknown: counted.filter(({ known }) => !known).map(({ asked }) => asked.said),
    }
  }

  #asked = (said: string, alternatives: Asked['alternatives']): Asked => ({ said, alternatives })

  /**
   * The best way to cut a run of characters: long known words are worth more than many short ones, words that only sound like a known
   * one a little less than those written as they are.
   */
  #readChinese(run: string, last: boolean): { asked: Asked; corrected: boolean; known: boolean }[] {
    const sounds = run.length <= 30 ? syllablesOf(run) : []
    const best: { worth: number; from: number; word: string; heard: boolean; known: boolean }[] = [
      { worth: 0, from: 0, word: '', heard: false, known: true },
    ]
    for (let end = 1; end <= run.length; end++) {
      for (let from = Math.max(0, end - this.#longest); from < end; from++) {
        const word = run.slice(from, end)
        const known = this.#postings.has(word) || this.#synonyms.has(word)
        const stop = this.#vocabulary.stop_words.has(word)
        const length = end - from
        const heard = !known && !stop && length > 1 && sounds.length === run.length && this.#bySound.has(sounds.slice(from, end).join(''))
        if (!known && !heard && !stop && length > 1) continue
        const worth = best[from]!.worth + (known || stop ? length * length : heard ? length * length - 1.5 : 0)
        const rival = best[end]
        if (!rival || worth > rival.worth) best[end] = { worth, from, word, heard, known: known || heard }
      }
    }
    const cut: { word: string; heard: boolean; known: boolean; from: number }[] = []
    for (let end = run.length; end > 0; end = best[end]!.from) cut.unshift(best[end]!)
    return cut.map(({ word, heard, known, from }, i) => {
      if (heard) {
        const sound = sounds.slice(from, from + word.length).join('')
        const words = this.#bySound.get(sound)!
        return {
          asked: this.#asked(
            word,
            words.map((one) => alternative(one, sure.homophone)),
          ),
          corrected: true,
          known: true,
        }
      }
      const alternatives = known ? this.#writtenMeanings(word) : []
      if (last && i === cut.length - 1) alternatives.push(...this.#chineseBeginnings(word))
      return { asked: this.#asked(word, alternatives), corrected: false, known: alternatives.length > 0 }
    })
  }

  /** The word itself and its synonyms. */
  #writtenMeanings(word: string): Asked['alternatives'] {
    const found: Asked['alternatives'] = this.#postings.has(word) ? [alternative(word, sure.written)] : []
    // A name of several words is also found where its words stand apart.
    const parts = found.length > 0 && isChinese(word) && word.length > 2 ? this.#wordsOfSynonym(word, word.length - 1) : []
    if (parts.length > 1 && parts.some((part) => part.length > 1)) found.push({ words: parts.map((part) => [part, 1]), share: sure.apart })
    for (const other of this.#synonyms.get(word) ?? []) {
      const words = this.#wordsOfSynonym(other)
      if (words.length > 0) found.push({ words: words.map((one) => [one, 1]), share: sure.synonym })
    }
    return found
  }

  /** The words a phrase is made of, each of at most so many characters; none when a part is unknown. */
  #wordsOfSynonym(text: string, most = this.#longest): string[] {
    const plain = text.replace(/\s+/g, '')
    if (plain.length <= most && this.#postings.has(plain)) return [plain]
    const words: string[] = []
    for (const [run] of text.matchAll(/\p{Script=Han}+|[\p{L}\p{N}.]+/gu)) {
      if (!isChinese(run)) {
        if (!this.#postings.has(run)) return []
        words.push(run)
        continue
      }
      for (let from = 0; from < run.length; ) {
        let length = Math.min(most, this.#longest, run.length - from)
        while (length > 0 && !this.#postings.has(run.slice(from, from + length))) length--
        if (length === 0) return []
        words.push(run.slice(from, from + length))
        from += length
      }
    }
    return words
  }

  #chineseBeginnings(word: string): Asked['alternatives'] {
    const all = this.#allChinese()
    const found: string[] = []
    for (let i = lowerBound(all, word, (one) => one); i < all.length && all[i]!.startsWith(word) && found.length < 400; i++)
      if (all[i] !== word) found.push(all[i]!)
    return this.#commonest(found).map((one) => alternative(one, sure.beginning))
  }

  #commonest(words: string[]): string[] {
    return words.sort((a, b) => this.#postings.get(b)!.length - this.#postings.get(a)!.length).slice(0, beginnings)
  }

  #readLatin(run: string, last: boolean): { asked: Asked; corrected: boolean; known: boolean }[] {
    const meanings = this.#latinMeanings(run, last)
    if (meanings.length > 0) return [{ asked: this.#asked(run, meanings), corrected: false, known: true }]
    const stop = this.#vocabulary.stop_words.has(run)
    // Several syllables or words in one: `zhimunaifen`.
    const cut = stop ? null : this.#cutLatin(run)
    if (cut) return cut.map((part) => ({ asked: this.#asked(part, this.#latinMeanings(part, false)), corrected: false, known: true }))
    const close = stop ? [] : this.#misspelt(run)
    return [{ asked: this.#asked(run, close), corrected: close.length > 0, known: close.length > 0 }]
  }

  /** How likely a word is meant when only its first letters were typed: names of goods far more than words beside them. */
  #prominence = (word: string): number => Math.min(1, ((this.#postings.get(word)?.heaviest ?? 0) / 16) ** 2)

  #latinMeanings(run: string, last: boolean): Asked['alternatives'] {
    const found: Asked['alternatives'] = this.#writtenMeanings(run)
    const stem = run.length > 4 && run.endsWith('s') ? run.slice(0, -1) : `${run}s`
    if (this.#postings.has(stem)) found.push(alternative(stem, sure.synonym))
    for (const word of this.#bySound.get(run) ?? []) found.push(alternative(word, sure.pinyin * (word.length > 1 ? 1 : 0.6)))
    const literal = found.length > 0 ? 0.4 : 1
    for (const word of this.#byInitials.get(run) ?? []) {
      const prominence = this.#prominence(word)
      // The initials of a kind of goods are what is typed most, even where two letters also stand in some code.
      found.push(alternative(word, prominence > 0.7 ? sure.pinyin : sure.initials * literal * prominence))
    }
    if (last || found.length === 0) {
      const all = this.#allTyped()
      const words = new Set<string>()
      for (let i = lowerBound(all, run, ({ text }) => text); i < all.length && all[i]!.text.startsWith(run) && words.size < 400; i++) {
        const { text } = all[i]!
        if (text === run) continue
        if (this.#postings.has(text)) words.add(text)
        for (const word of this.#bySound.get(text) ?? []) words.add(word)
      }
      // Two letters begin very many words: what they are the initials of is meant.
      const worth = found.length > 0 ? 0.3 : 1
      for (const word of this.#commonest([...words])) found.push(alternative(word, sure.beginning * worth))
    }
    return found
  }

  /** Into at most five parts that each sound like or are a word; the fewer the better. */
  #cutLatin(run: string): string[] | null {
    if (run.length > 40) return null
    const best: ({ worth: number; from: number } | undefined)[] = [{ worth: 0, from: 0 }]
    for (let end = 2; end <= run.length; end++) {
      for (let from = Math.max(0, end - 24); from <= end - 2; from++) {
        const before = best[from]
        if (!before) continue
        const part = run.slice(from, end)
        if (!this.#bySound.has(part) && !(part.length > 2 && this.#postings.has(part))) continue
        const worth = before.worth + (end - from) ** 2
        const rival = best[end]
        if (!rival || worth > rival.worth) best[end] = { worth, from }
      }
    }
    if (!best[run.length]) return null
    const parts: string[] = []
    for (let end = run.length; end > 0; end = best[end]!.from) parts.unshift(run.slice(best[end]!.from, end))
    return parts.length > 1 && parts.length <= 5 ? parts : null
  }

  #misspelt(run: string): Asked['alternatives'] {
    if (run.length < 4 || /^\d+$/.test(run)) return []
    const allowed = run.length >= 8 ? 2 : 1
    const mask = letters(run)
    const close: { text: string; distance: number }[] = []
    // Codes are copied, not spelt.
    this.#spelt ??= this.#allTyped().filter(({ text }) => /^[a-z]{3,30}$/.test(text))
    for (const { text, mask: other } of this.#spelt) {
      if (Math.abs(text.length - run.length) > allowed || bits(mask ^ other) > 2 * allowed) continue
      const distance = editDistance(run, text, allowed)
      if (distance <= allowed) close.push({ text, distance })
    }
    const nearest = Math.min(...close.map(({ distance }) => distance))
    return close
      .filter(({ distance }) => distance === nearest)
      .slice(0, 20)
      .flatMap(({ text }) => [
        ...(this.#postings.has(text) ? [alternative(text, sure.misspelt)] : []),
        ...(this.#bySound.get(text) ?? []).map((word) => alternative(word, sure.misspelt)),
      ])
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
    const reading = question.q === undefined ? null : this.read(question.q)
    const words = reading ? [...reading.asked.map(({ said }) => said), ...reading.unknown].join(' ') : ''
    const nothing = { spu_ids: [], count: 0, next: null, facets: [], prices: null, corrected: null, dropped: reading?.unknown ?? [], words }
    if (reading && reading.asked.length === 0) return nothing
    const matched = reading ? this.#match(reading) : null
    if (matched && matched.slots.length === 0) return nothing
    const page = this.#page(question, matched?.slots ?? null, this.#liftsFor(question, words))
    if (matched) for (const slot of matched.slots) this.#scores[slot] = 0
    return {
      ...page,
      corrected: reading?.corrected ? this.#said(reading) : null,
      dropped: [...(reading?.unknown ?? []), ...(matched?.dropped ?? [])],
      words,
    }
  }

  #said(reading: Reading): string {
    return reading.asked
      .map(({ said, alternatives }) => {
        const [first] = [...alternatives].sort((a, b) => this.#weightOf(b.words[0]![0]) - this.#weightOf(a.words[0]![0]))
        return alternatives.some(({ words }) => words.length === 1 && words[0]![0] === said)
          ? said
          : first!.words.map(([word]) => word).join('')
      })
      .join(' ')
  }
  #weightOf(word: string): number {
    return this.#postings.get(word)?.length ?? 0
  }

  /**
   * Products that hold every word asked, with their scores in `#scores`; when there is none, those that hold the weightiest words. Scratch
   * arrays are kept between questions: the caller zeroes the scores of the slots he was given.
   */
  #match({ asked }: Reading): { slots: Int32Array; dropped: string[] } {
    const scores = this.#scores
    const hits = this.#hits
    let touched = 0
    for (const one of asked) touched = this.#score(one, touched)
    const all = this.#touched
    let slots = new Int32Array(touched)
    let count = 0
    for (let n = 0; n < touched; n++) if (hits[all[n]!] === asked.length) slots[count++] = all[n]!
    const dropped: string[] = []
    if (count === 0 && touched > 0) {
      // A product that holds some of the words: those that are worth most together.
      let most = 0
      for (let n = 0; n < touched; n++) most = Math.max(most, scores[all[n]!]!)
      for (let n = 0; n < touched; n++) if (scores[all[n]!]! >= most * 0.6) slots[count++] = all[n]!
      dropped.push(...this.#missing(asked, slots[0]))
    }
    slots = slots.subarray(0, count)
    // Marks who stays, forgets the others, and unmarks.
    for (let n = 0; n < touched; n++) hits[all[n]!] = 0
    if (count < touched) {
      for (let n = 0; n < count; n++) hits[slots[n]!] = 1
      for (let n = 0; n < touched; n++) if (hits[all[n]!] === 0) scores[all[n]!] = 0
      for (let n = 0; n < count; n++) hits[slots[n]!] = 0
    }
    return { slots, dropped }
  }

  /** Adds what one word of the question is worth to every product that has it: the rarer it is, the more. Answers how many were touched. */
  #score({ alternatives }: Asked, touched: number): number {
    const [best, live, scores, hits, own, all] = [this.#best, this.#live, this.#scores, this.#hits, this.#own, this.#touched]
    let mine = 0
    for (const { words, share } of alternatives) {
      const postings = words.map(([word]) => this.#postings.get(word))
      if (postings.some((posting) => !posting)) continue
      const [first, ...others] = postings as Posting[]
      const { slots, weights, length } = first!
      const worthOf = share * (Math.log(1 + this.size / (1 + length)) + 0.5)
      const places = others.map(() => 0)
      for (let i = 0; i < length; i++) {
        const slot = slots[i]!
        if (live[slot] === 0) continue
        let weight = weights[i]!
        // The lists are in one order, so they are walked side by side.
        for (let n = 0; n < others.length && weight > 0; n++) {
          const other = others[n]!
          let place = places[n]!
          while (place < other.length && other.slots[place]! < slot) place++
          places[n] = place
          weight = place < other.length && other.slots[place] === slot ? Math.min(weight, other.weights[place]!) : 0
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
        const posting = this.#postings.get(word)
        return posting?.slots.subarray(0, posting.length).includes(slot) ?? false
      })
    return asked.filter(({ alternatives }) => !alternatives.some(has)).map(({ said }) => said)
  }

  #liftsFor({ category_id, now, sort }: Question, words: string): Placement[] {
    if (sort !== 'relevance') return []
    return this.#vocabulary.placements.filter(
      (one) =>
        (one.q !== null ? one.q === words : category_id !== undefined && one.category_id === category_id) &&
        (one.starts_at === null || one.starts_at <= now) &&
        (one.ends_at === null || one.ends_at > now),
    )
  }

  #page(question: Question, slots: Int32Array | null, lifts: readonly Placement[]) {
    const groups = this.#groupsOf(question)
    const counts = new Map<number, number>()
    const { sort, limit, after, price_from_minor: low, price_to_minor: high, bare } = question
    const keyOf = this.#keysFor(question, lifts)
    const top: { key: number; slot: number }[] = []
    const keyed = new Set(groups.map(({ key }) => key))
    let count = 0
    let cheapest = Number.POSITIVE_INFINITY
    let dearest = 0
    const [facets, starts, prices, live, keys] = [this.#facets, this.#facetStart, this.#price, this.#live, this.#facetKey]
    const tally = new Int32Array(this.#facetText.length)
    // Every product of the list is walked once; what stands in this loop is most of what a wide search costs.
    const narrowed = slots ?? this.#slotsOfCategory(question.category_id)
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
      const key = keyOf(slot)
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
    return posting ? posting.slots.subarray(0, posting.length) : new Int32Array()
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

  #keysFor({ sort }: Question, lifts: readonly Placement[]): (slot: number) => number {
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
    const scores = this.#scores
    const sells = this.#lift
    const plain = (slot: number) => (scores[slot]! + 0.01) * sells[slot]!
    if (lifts.length === 0) return plain
    return (slot) => pinned.get(slot) ?? plain(slot) * (times.get(slot) ?? 1) * (brands.get(this.#brandOf[slot]!) ?? 1)
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

  /** For operators: how a text is read. */
  explain(q: string): { words: { said: string; means: string[] }[]; unknown: string[]; corrected: boolean } {
    const { asked, unknown, corrected } = this.read(q)
    return {
      words: asked.map(({ said, alternatives }) => ({
        said,
        means: [...new Set(alternatives.map(({ words }) => words.map(([word]) => word).join(' + ')))].slice(0, 12),
      })),
      unknown,
      corrected,
    }
  }
}

const alternative = (word: string, share: number): Asked['alternatives'][number] => ({ words: [[word, 1]], share })

function push(map: Map<string, string[]>, key: string, word: string): void {
  const words = map.get(key)
  if (words) words.push(word)
  else map.set(key, [word])
}

function lowerBound<Row>(rows: readonly Row[], text: string, textOf: (row: Row) => string): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (textOf(rows[middle]!) < text) low = middle + 1
    else high = middle
  }
  return low
}

function insert<Row>(rows: Row[], row: Row, before: (a: Row, b: Row) => boolean): void {
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

function bits(number: number): number {
  let n = number - ((number >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** Letters to add, leave out, change or swap with their neighbor; more than `most` is answered as `most + 1`. */
export function editDistance(a: string, b: string, most: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      next.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return most + 1
    before = row
    row = next
  }
  return row[b.length]!
}

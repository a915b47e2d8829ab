import { isChinese, soundsOf, syllablesOf } from '#core/words.ts'
import { normalize } from './documents.ts'
import { Row } from './numbers.ts'
import { takeQuantities } from './units.ts'

export interface Synonym {
  words: readonly string[]
  one_way: boolean
}

/** Products that hold one word: slot and weight in one number. Slots only grow, so a list is always in order. */
export class Posting extends Row {
  /** The most it counts in any product: a category's name much, a word of a selling point little. */
  heaviest = 0
  override add(entry: number): void {
    this.heaviest = Math.max(this.heaviest, weightIn(entry))
    super.add(entry)
  }
}
export const entryOf = (slot: number, weight: number): number => slot * 64 + weight
export const slotIn = (entry: number): number => entry >>> 6
export const weightIn = (entry: number): number => entry & 63

/** One word of the question: each alternative is a set of words that must all be there. */
export interface Asked {
  said: string
  alternatives: { words: [word: string, share: number][]; share: number }[]
}
export interface Reading {
  asked: Asked[]
  corrected: boolean
  unknown: string[]
}

/** How sure we are of a way to read a word. */
const sure = { written: 1, apart: 0.6, synonym: 0.95, pinyin: 0.9, homophone: 0.8, initials: 0.6, beginning: 0.5, misspelt: 0.5 }
/** Beginnings may fit very many words; the commonest ones are what is meant. */
const beginnings = 40

const letters = (text: string): number => {
  let mask = 0
  for (let i = 0; i < text.length; i++) mask |= 1 << (text.charCodeAt(i) % 32)
  return mask
}

/**
 * The words of the catalog with the products that hold them, and how to read what people type as those words: by characters, sounds,
 * initials, beginnings, synonyms, and with typing errors.
 */
export class Lexicon {
  /** Most words are codes that stand in one product: those are one number instead of a list, which halves the memory. */
  readonly #postings = new Map<string, number | Posting>()
  /** Words by how they sound: whole and by initials. */
  readonly #bySound = new Map<string, string[]>()
  readonly #byInitials = new Map<string, string[]>()
  /** All that can be typed with Latin letters, in order, for beginnings and misspellings. Made again when new words came. */
  #typed: { text: string; mask: number }[] | null = null
  #spelt: { text: string; mask: number }[] | null = null
  #typedChinese: string[] | null = null
  #longest = 1
  #synonyms = new Map<string, string[]>()
  #phrases: string[] = []
  #stop_words: ReadonlySet<string> = new Set()

  get size(): number {
    return this.#postings.size
  }

  setWords(synonyms: readonly Synonym[], stop_words: ReadonlySet<string>): void {
    this.#stop_words = stop_words
    this.#synonyms = new Map()
    for (const { words, one_way } of synonyms) {
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

  /** Says that a product holds a word; products come in the order of their slots. */
  add(word: string, slot: number, weight: number): void {
    const entry = entryOf(slot, weight)
    const held = this.#postings.get(word)
    if (held === undefined) {
      this.#postings.set(word, entry)
      this.#learn(word)
    } else if (typeof held === 'number') {
      const posting = new Posting()
      posting.add(held)
      posting.add(entry)
      this.#postings.set(word, posting)
    } else held.add(entry)
  }

  posting(word: string): Posting | undefined {
    const held = this.#postings.get(word)
    if (typeof held !== 'number') return held
    const posting = new Posting()
    posting.add(held)
    return posting
  }

  /** How many products hold the word. */
  countOf(word: string): number {
    const held = this.#postings.get(word)
    return held === undefined ? 0 : typeof held === 'number' ? 1 : held.length
  }

  #heaviestOf(word: string): number {
    const held = this.#postings.get(word)
    return held === undefined ? 0 : typeof held === 'number' ? weightIn(held) : held.heaviest
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
    const isStop = ({ said }: Asked) => this.#stop_words.has(said)
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
        const stop = this.#stop_words.has(word)
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
    return words.sort((a, b) => this.countOf(b) - this.countOf(a)).slice(0, beginnings)
  }

  #readLatin(run: string, last: boolean): { asked: Asked; corrected: boolean; known: boolean }[] {
    const meanings = this.#latinMeanings(run, last)
    if (meanings.length > 0) return [{ asked: this.#asked(run, meanings), corrected: false, known: true }]
    const stop = this.#stop_words.has(run)
    // Several syllables or words in one: `zhimunaifen`.
    const cut = stop ? null : this.#cutLatin(run)
    if (cut) return cut.map((part) => ({ asked: this.#asked(part, this.#latinMeanings(part, false)), corrected: false, known: true }))
    const close = stop ? [] : this.#misspelt(run)
    return [{ asked: this.#asked(run, close), corrected: close.length > 0, known: close.length > 0 }]
  }

  /** Whether a word is one character that names no kind of goods: left over of a longer word, it says nothing about what is wanted. */
  isCrumb = (word: string): boolean => word.length === 1 && isChinese(word) && this.#prominence(word) <= 0.7

  /** How likely a word is meant when only its first letters were typed: names of goods far more than words beside them. */
  #prominence = (word: string): number => Math.min(1, (this.#heaviestOf(word) / 16) ** 2)

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

  /** The text as it was read, for people. */
  said(reading: Reading): string {
    return reading.asked
      .map(({ said, alternatives }) => {
        const [first] = [...alternatives].sort((a, b) => this.countOf(b.words[0]![0]) - this.countOf(a.words[0]![0]))
        return alternatives.some(({ words }) => words.length === 1 && words[0]![0] === said)
          ? said
          : first!.words.map(([word]) => word).join('')
      })
      .join(' ')
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

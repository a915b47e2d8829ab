import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { pinyin } from 'pinyin-pro'

// Loading takes a quarter of a second and 40 MB: only a process that cuts words pays for it.
let jieba: Jieba | undefined

const spoken = /[\p{L}\p{N}]/u
const chinese = /\p{Script=Han}/u
/** Decimals stay whole (`1.5`), every other sign parts words. */
const clean = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+|\.(?!\d)/gu, ' ')
    .trim()

/** The words of a text, Chinese ones cut by dictionary, long ones also in their parts. */
export function cutWords(text: string): readonly string[] {
  // Names of brands, categories and colors come again with every product.
  if (text.length > 40) return cut(text)
  let words = cuts.get(text)
  if (!words) {
    words = cut(text)
    if (cuts.size >= 50_000) cuts.clear()
    cuts.set(text, words)
  }
  return words
}

const cuts = new Map<string, readonly string[]>()

function cut(text: string): string[] {
  const cleaned = clean(text)
  if (!chinese.test(cleaned)) return cleaned.split(/\s+/).filter((word) => spoken.test(word))
  jieba ??= Jieba.withDict(dict)
  return jieba
    .cutForSearch(cleaned, true)
    .map((word) => word.trim())
    .filter((word) => spoken.test(word))
}

/** A run of Chinese cut once, without the parts of long words: neighbors here are neighbors in the text. */
export function cutPlain(run: string): string[] {
  jieba ??= Jieba.withDict(dict)
  return jieba.cut(run, true)
}

/** Everything a person may type to find these texts: words, their pinyin and initials, and those of neighbors written together. */
export function searchWords(texts: readonly string[]): string[] {
  const found = new Set<string>()
  for (const text of texts) {
    let before: { full: string; initials: string } | undefined
    for (const word of cutWords(text)) {
      found.add(word.slice(0, 60))
      if (!chinese.test(word)) {
        before = undefined
        continue
      }
      const sounds = soundsOf(word)
      found.add(sounds.full)
      found.add(sounds.initials)
      if (before) {
        found.add((before.full + sounds.full).slice(0, 60))
        found.add(before.initials + sounds.initials)
      }
      before = sounds
    }
  }
  found.delete('')
  return [...found]
}

const known = new Map<string, { full: string; initials: string }>()

/** How each character sounds in its text, without tones: 重庆 is `chong`, `qing`. */
export const syllablesOf = (text: string): string[] => pinyin(text, { toneType: 'none', type: 'array', v: true })

export const isChinese = (text: string): boolean => chinese.test(text)

/** A Chinese word as it is typed with Latin letters: whole, and by initials. */
export function soundsOf(word: string): { full: string; initials: string } {
  let sounds = known.get(word)
  if (!sounds) {
    const syllables = syllablesOf(word)
    sounds = { full: syllables.join('').slice(0, 60), initials: syllables.map((syllable) => syllable[0] ?? '').join('') }
    if (known.size < 50_000) known.set(word, sounds) // words repeat far more often than they are new
  }
  return sounds
}

/** What a person typed as a prefix query over stored search words; null when there is no word in it. */
export function prefixQuery(text: string): string | null {
  const words = [...new Set(cutWords(text))].slice(0, 12)
  if (words.length === 0) return null
  return words.map((word) => `'${word.replaceAll("'", "''")}':*`).join(' & ')
}

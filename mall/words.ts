import { useLocation } from 'react-router'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

export type Lang = 'zh' | 'en'

export type Word = keyof typeof zh

const tables: Record<Lang, Record<Word, string>> = { zh, en }

export type Translate = (word: Word, values?: Record<string, string | number>) => string

const makeTranslate =
  (lang: Lang): Translate =>
  (word, values) => {
    const text = tables[lang][word]
    return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text
  }
const translators: Record<Lang, Translate> = { zh: makeTranslate('zh'), en: makeTranslate('en') }

export const translate = (lang: Lang): Translate => translators[lang]

export const isWord = (text: string): text is Word => text in zh

export function useLang(): Lang {
  return /^\/en(\/|$)/.test(useLocation().pathname) ? 'en' : 'zh'
}

export const useWords = (): Translate => translators[useLang()]

/** A text that exists in both languages. */
export interface Both {
  zh: string
  en: string
}
/** In both languages, or already in that of the page. */
export type Words = Both | string
export const pick = (text: Words | null | undefined, lang: Lang): string =>
  typeof text === 'string' ? text : text?.[lang] || text?.zh || ''

import type { Both, Lang } from './words.ts'

/** Data whose texts stand in the one language of the page. */
export type Said<Data> = Data extends Both
  ? string
  : Data extends readonly (infer One)[]
    ? Said<One>[]
    : Data extends object
      ? { [Key in keyof Data]: Said<Data[Key]> }
      : Data

/** Every text of both languages becomes the one that is read, so only that one travels. What is half translated falls back to the other. */
export function said<Data>(value: Data, lang: Lang): Said<Data> {
  return sayAll(value, lang) as Said<Data>
}

function sayAll(value: unknown, lang: Lang): unknown {
  if (Array.isArray(value)) return value.map((one) => sayAll(one, lang))
  if (!value || typeof value !== 'object') return value
  const { zh, en } = value as Partial<Both>
  if (typeof zh === 'string' && typeof en === 'string') return lang === 'en' ? en || zh : zh || en
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sayAll(one, lang)]))
}

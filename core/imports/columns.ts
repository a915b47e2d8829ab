import type { Column } from './model.ts'

/** A column of an importer, its words in both languages: `about` says what stands in it, `example` is a cell of the template. */
export const typedColumn = (
  key: string,
  zh: string,
  en: string,
  kind: Column['kind'],
  example: string,
  about: readonly [zh: string, en: string],
  more: Partial<Column> = {},
): Column => ({ key, name: { zh, en }, kind, example, description: { zh: about[0], en: about[1] }, ...more })

/** One of text, unless `more` says otherwise. */
export const textColumn = (
  key: string,
  zh: string,
  en: string,
  about: readonly [zh: string, en: string],
  example: string,
  more: Partial<Column> = {},
): Column => typedColumn(key, zh, en, 'text', example, about, more)

/** One that every row must fill, unless `more` says otherwise. */
export const neededColumn: typeof textColumn = (key, zh, en, about, example, more = {}) =>
  textColumn(key, zh, en, about, example, { required: true, ...more })

import { parseMoney } from '../money.ts'
import { momentOf } from '../time.ts'
import type { Column, Companion, Importer, ImportRow, Mapping, Source, Transform, Value } from './model.ts'

/** The file or its mapping does not fit the importer; the sentence names the column and the remedy. */
export class ImportRefused extends Error {
  override name = 'ImportRefused'
  readonly status: string
  constructor(status: string, sentence: string) {
    super(sentence)
    this.status = status
  }
}

/** How each of our columns is taken from a row of this file. */
export interface Plan {
  headers: string[]
  takes: { column: Column; source: Source }[]
  /** Columns of the file that nothing takes. */
  unused: string[]
}

/** Fits the header of a file to the importer: by the mapping, or by our own column names in either language. */
export function planImport(importer: Importer, header: readonly string[], mapping: Mapping | null): Plan {
  const headers = header.map((text) => text.trim())
  const repeated = headers.find((text, i) => text !== '' && headers.indexOf(text) !== i)
  if (repeated) throw new ImportRefused('column_repeated', `The file has the column ${repeated} twice: rename or remove one.`)
  const sources = mapping ? mappedSources(importer, headers, mapping) : namedSources(importer, headers)
  const missing = importer.columns.find(({ key, required }) => required && !sources.has(key))
  if (missing)
    throw new ImportRefused(
      'column_missing',
      `The file has no column ${missing.name.zh} (${missing.name.en}), which is required: add it, or use a mapping.`,
    )
  const used = new Set([...sources.values()].flatMap(headersOf))
  if (mapping?.latest) for (const name of [mapping.latest.key, mapping.latest.by]) used.add(name)
  return {
    headers,
    takes: importer.columns.flatMap((column) => (sources.has(column.key) ? [{ column, source: sources.get(column.key)! }] : [])),
    unused: headers.filter((text) => text !== '' && !used.has(text)),
  }
}

function namedSources({ columns }: Importer, headers: string[]): Map<string, Source> {
  const byName = new Map(columns.flatMap(({ key, name }) => [key, name.zh, name.en].map((text) => [text.toLowerCase(), key] as const)))
  // A template marks required columns with a star.
  return new Map(
    headers.flatMap((header) => {
      const key = byName.get(header.toLowerCase().replace(/\s*\*$/, ''))
      return key ? [[key, { from: header }] as const] : []
    }),
  )
}

function mappedSources({ name, columns }: Importer, headers: string[], mapping: Mapping): Map<string, Source> {
  if (mapping.importer !== name)
    throw new ImportRefused('mapping_of_another_importer', `The mapping ${mapping.mapping_id} is for ${mapping.importer}, not ${name}.`)
  const known = new Set(columns.map(({ key }) => key))
  const strange = Object.keys(mapping.columns).find((key) => !known.has(key))
  if (strange) throw new ImportRefused('mapping_invalid', `The mapping fills ${strange}, which ${name} does not have.`)
  const needed = [...Object.values(mapping.columns).flatMap(headersOf), ...(mapping.latest ? [mapping.latest.key, mapping.latest.by] : [])]
  const absent = needed.find((header) => !headers.includes(header.trim()))
  if (absent) throw new ImportRefused('column_missing', `The file has no column ${absent}, which the mapping ${mapping.mapping_id} needs.`)
  return new Map(Object.entries(mapping.columns))
}

/** `{}`, `{header}` or `{header:8}`. */
const placeholder = /\{([^{}:]+)?(?::(\d{1,3}))?\}/g

const headersOf = ({ from, template, companion }: Source): string[] => [
  ...(from === undefined ? [] : [from]),
  ...[...(template ?? '').matchAll(placeholder)].flatMap((match) => match[1] ?? []),
  ...(companion ? [companion.by] : []),
]

/** The row by header, blanks around texts gone. */
export function sourceOf(plan: Plan, cells: readonly string[]): Record<string, string> {
  const source: Record<string, string> = {}
  plan.headers.forEach((header, i) => {
    if (header !== '') source[header] = (cells[i] ?? '').trim()
  })
  return source
}

/** Our columns of one row; the first fault found is told instead. */
export function readRow(
  plan: Plan,
  row_no: number,
  cells: readonly string[],
  companions: Readonly<Record<string, Companion>>,
  zone: string,
): ImportRow | { fault: string } {
  const source = sourceOf(plan, cells)
  if (cells.length > plan.headers.length && cells.slice(plan.headers.length).some((cell) => cell !== ''))
    return { fault: `The row has more cells than the header has columns: is a comma not inside quotation marks?` }
  const texts: Record<string, string> = {}
  for (const { column, source: from } of plan.takes) {
    const taken = takeText(from, source, companions)
    if ('fault' in taken) return { fault: `${column.name.zh} (${column.key}): ${taken.fault}` }
    texts[column.key] = taken.text
  }
  const values: Record<string, Value> = {}
  for (const { column } of plan.takes) {
    const text = texts[column.key]!
    if (text === '') {
      if (column.required) return { fault: `${column.name.zh} (${column.key}) is required and empty.` }
      values[column.key] = null
      continue
    }
    const read = readValue(column, text, texts.currency || 'CNY', zone)
    if ('fault' in read) return { fault: `${column.name.zh} (${column.key}): ${read.fault}` }
    values[column.key] = read.value
  }
  return { row_no, values, source }
}

type Taken = { text: string } | { fault: string }

function takeText(
  { from, constant, template, companion, transforms = [], empty = '' }: Source,
  source: Record<string, string>,
  companions: Readonly<Record<string, Companion>>,
): Taken {
  let text = constant ?? ''
  if (from !== undefined) text = source[from.trim()] ?? ''
  if (companion) {
    const key = source[companion.by.trim()] ?? ''
    text = companions[companion.name]?.get(key)?.[0]?.[companion.take.trim()] ?? (companion.otherwise === 'keep' ? key : '')
  }
  for (const transform of transforms) {
    if (text === '') break
    const changed = transformed(text, transform)
    if ('fault' in changed) return changed
    text = changed.text
  }
  text = text.trim() || empty
  if (template === undefined) return { text }
  const around = (_match: string, header: string | undefined, length: string | undefined) => {
    const part = header === undefined ? text : (source[header.trim()] ?? '')
    return length === undefined ? part : [...part].slice(0, Number(length)).join('')
  }
  return { text: template.replace(placeholder, around).trim() }
}

function transformed(
  text: string,
  { dictionary, otherwise = 'refuse', moment, money, multiply, title, lower, code, cut, prefix }: Transform,
): Taken {
  if (dictionary) {
    const found = Object.hasOwn(dictionary, text) ? dictionary[text]! : undefined
    if (found !== undefined) return { text: found }
    if (otherwise === 'refuse') return { fault: `${quoted(text)} is not in the mapping's dictionary: add it there.` }
    return { text: otherwise === 'keep' ? text : '' }
  }
  if (moment) {
    const at = momentOf(text, moment)
    return at ? { text: at } : { fault: `${quoted(text)} is no date and time such as 2026-03-01 14:05.` }
  }
  if (money) {
    const amount_minor = parseMoney(text, money)
    return amount_minor === null ? { fault: `${quoted(text)} is no amount of ${money}.` } : { text: text.replace(/[^\d.-]/g, '') }
  }
  if (multiply !== undefined) {
    const number = Number(text)
    return Number.isFinite(number) ? { text: String(Math.round(number * multiply)) } : { fault: `${quoted(text)} is no number.` }
  }
  if (title) {
    const words = text.replaceAll('_', ' ')
    return { text: words.charAt(0).toUpperCase() + words.slice(1) }
  }
  if (lower) return { text: text.toLowerCase() }
  if (code) return { text: text.replace(/[^A-Za-z0-9._-]+/g, '') }
  if (cut !== undefined) return { text: [...text].slice(0, cut).join('') }
  if (prefix !== undefined) return { text: prefix + text }
  return { text }
}

const quoted = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`

function readValue(
  { kind, choices = [], max_length = 500 }: Column,
  text: string,
  currency: string,
  zone: string,
): { value: Value } | { fault: string } {
  const plain = text.replace(/,(?=\d{3}(\D|$))/g, '')
  switch (kind) {
    case 'text':
      return text.length > max_length ? { fault: `is longer than ${max_length} characters.` } : { value: text }
    case 'integer':
      return /^-?\d{1,15}(\.0+)?$/.test(plain) ? { value: Math.trunc(Number(plain)) } : { fault: `${quoted(text)} is no whole number.` }
    case 'number':
      return /^-?\d{1,15}(\.\d+)?$/.test(plain) ? { value: Number(plain) } : { fault: `${quoted(text)} is no number.` }
    case 'money': {
      const amount_minor = parseMoney(text, currency)
      return amount_minor === null ? { fault: `${quoted(text)} is no amount of ${currency}.` } : { value: amount_minor }
    }
    case 'moment': {
      const iso =
        /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text))
          ? new Date(text).toISOString()
          : momentOf(text, zone)
      return iso ? { value: iso } : { fault: `${quoted(text)} is no date and time such as 2026-03-01 14:05.` }
    }
    case 'date': {
      const at = momentOf(text, 'UTC')
      return at ? { value: at.slice(0, 10) } : { fault: `${quoted(text)} is no date such as 2026-03-01.` }
    }
    case 'flag': {
      const flag = flags.get(text.toLowerCase())
      return flag === undefined ? { fault: `${quoted(text)} is neither 是 (yes) nor 否 (no).` } : { value: flag }
    }
    case 'choice':
      return choices.includes(text) ? { value: text } : { fault: `${quoted(text)} is not one of ${choices.join(', ')}.` }
  }
}

const flags = new Map([
  ...['是', 'yes', 'y', 'true', '1', '√'].map((text) => [text, true] as const),
  ...['否', 'no', 'n', 'false', '0', '×'].map((text) => [text, false] as const),
])

/** The newest row of each thing in a file of snapshots; of equals the first. Memory is bounded by `most` things. */
export function latestRows(most: number): {
  see(row_no: number, key: string, at: string): void
  judge(row_no: number, key: string): { status: 'older_snapshot' | 'repeated_row'; detail: string } | null
} {
  const newest = new Map<string, { row_no: number; at: number; equals: Set<number> }>()
  return {
    see(row_no, key, at) {
      const moment = momentOf(at, 'UTC')
      const at_ms = moment ? Date.parse(moment) : Number.NEGATIVE_INFINITY
      const best = newest.get(key)
      if (!best || at_ms > best.at) newest.set(key, { row_no, at: at_ms, equals: new Set() })
      else if (at_ms === best.at) best.equals.add(row_no)
      if (newest.size > most) throw new ImportRefused('too_many_things', `The file tells of more than ${most} things: split it.`)
    },
    judge(row_no, key) {
      const best = newest.get(key)
      if (!best || best.row_no === row_no) return null
      return best.equals.has(row_no)
        ? { status: 'repeated_row', detail: `Row ${best.row_no} tells of the same thing at the same time.` }
        : { status: 'older_snapshot', detail: `Row ${best.row_no} is a newer snapshot of the same thing.` }
    },
  }
}

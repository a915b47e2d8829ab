import { parse as parseCsv } from 'csv-parse/sync'
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Definition, Format } from './model.ts'

/** A message as texts in objects and lists, whatever it was written in. Numbers keep the digits they were written with. */
export type Tree = string | null | Tree[] | { [name: string]: Tree }

const xml = new XMLParser({
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: true,
})

/** Reads a message; throws with a reason that can be shown when it is none. */
export function readTree(text: string, { format, separator, group_by }: Pick<Definition, 'format' | 'separator' | 'group_by'>): Tree {
  const plain = text.replace(/^\uFEFF/, '')
  if (format === 'json') return readJson(plain)
  if (format === 'xml') {
    // A document type may define entities that grow without end, or name files.
    if (/<!DOCTYPE/i.test(plain)) throw new Error('a document type declaration is not taken')
    const valid = XMLValidator.validate(plain)
    if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`)
    return textsOf(xml.parse(plain))
  }
  const rows = parseCsv(plain, {
    columns: true,
    skip_empty_lines: true,
    trim: true,
    delimiter: separator ?? ',',
    relax_column_count: false,
  }) as Record<string, string>[]
  if (!group_by) return { rows }
  if (rows[0] && !(group_by in rows[0])) throw new Error(`there is no column ${group_by}`)
  const groups = new Map<string, Record<string, string>[]>()
  for (const row of rows) groups.set(row[group_by]!, [...(groups.get(row[group_by]!) ?? []), row])
  return { rows: [...groups.values()].map((some) => ({ ...some[0]!, rows: some })) }
}

/** Numbers stay as they were written: 64-bit numbers of orders and exact decimals survive. */
function readJson(text: string): Tree {
  const keep = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value
  return textsOf(JSON.parse(text, keep as (key: string, value: unknown) => unknown))
}

function textsOf(value: unknown, depth = 0): Tree {
  if (depth > 40) throw new Error('it is nested too deeply')
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map((one) => textsOf(one, depth + 1))
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textsOf(one, depth + 1)]))
  return String(value)
}

/** Everything a path finds, seen from the innermost of these places: `../` goes one place out. */
export function find(places: readonly Tree[], path: string): Tree[] {
  const up = /^(?:\.\.\/)*/.exec(path)![0].length / 3
  const start = places[places.length - 1 - up]
  if (start === undefined) return []
  return walk(start, path.slice(up * 3))
}

function walk(from: Tree, path: string): Tree[] {
  if (path === '' || path === '.') return [from]
  if (from === null || typeof from !== 'object' || Array.isArray(from)) return []
  // A column may have a dot in its name.
  if (Object.hasOwn(from, path)) return [from[path]!]
  const [, name = '', many, rest = ''] = /^([^.[\]]+)(\[\])?(?:\.(.*))?$/.exec(path) ?? []
  if (!Object.hasOwn(from, name)) return []
  const there = from[name]!
  // One element of XML looks like no list: asked for as a list it is a list of one.
  const next = many ? (Array.isArray(there) ? there : there === null || there === '' ? [] : [there]) : [there]
  return next.flatMap((one) => walk(one, rest))
}

/** What a leaf says; the text of an element that also has attributes; undefined for something that is no leaf. */
export function leafOf(tree: Tree): string | null | undefined {
  if (tree === null || typeof tree === 'string') return tree
  if (!Array.isArray(tree) && typeof tree['#text'] === 'string') return tree['#text']
  return undefined
}

export type Written = string | number | null | Written[] | { [name: string]: Written }

/** Writes a message in the format of the partner. */
export function writeTree(tree: Written, format: Format, root: string | null | undefined, separator: string | null | undefined): string {
  if (format === 'json') return JSON.stringify(tree)
  if (format === 'xml') {
    const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false })
    return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [root ?? 'message']: tree })}`
  }
  return writeCsv(tree as { [name: string]: Written }, separator ?? ',')
}

/** One row, or one for each element of the only list there is, with the plain fields repeated. */
function writeCsv(tree: { [name: string]: Written }, separator: string): string {
  const plain = Object.entries(tree).filter(([, value]) => !Array.isArray(value))
  const lists = Object.values(tree).filter((value) => Array.isArray(value)) as { [name: string]: Written }[][]
  const rows = (lists[0] ?? [{}]).map((one) => ({ ...Object.fromEntries(plain), ...one }))
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (value: Written | undefined) => {
    // A sheet runs what begins like a formula.
    const text = String(value ?? '').replace(/^(?=[=+\-@\t])(?!-?\d+(\.\d+)?$)/, "'")
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `${[names.join(separator), ...rows.map((row) => names.map((name) => cell(row[name])).join(separator))].join('\r\n')}\r\n`
}

export const contentTypes: Record<Format, string> = {
  json: 'application/json',
  xml: 'application/xml; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

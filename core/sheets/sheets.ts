import { open } from 'node:fs/promises'
import { readCsv, writeCsv } from './csv.ts'
import { readXlsx, writeXlsx } from './xlsx.ts'

/** One row as a person sees it: `row_no` is the number the spreadsheet program shows beside it. */
export interface SheetRow {
  row_no: number
  cells: string[]
  /** What makes this one row unusable, with the cell's address; the rows around it are fine. */
  fault?: string
}

export interface ReadOptions {
  format?: SheetFormat
  /** CSV only, when detection would guess wrong. */
  encoding?: Encoding
  delimiter?: string
  max_rows?: number
  max_columns?: number
  /** Longest text of one cell. */
  max_cell_length?: number
  /** XLSX only: what the file may grow to when unpacked. */
  max_unpacked_bytes?: number
}

export type SheetFormat = 'csv' | 'xlsx'
export type Encoding = 'utf-8' | 'utf-16le' | 'gb18030'

export const limits = {
  max_rows: 1_000_000,
  max_columns: 256,
  max_cell_length: 32_767,
  max_unpacked_bytes: 512 * 1024 * 1024,
}

/** The file cannot be read as a spreadsheet; the sentence says why and what to do. */
export class SheetRefused extends Error {
  override name = 'SheetRefused'
  readonly status: string
  constructor(status: string, sentence: string) {
    super(sentence)
    this.status = status
  }
}

/**
 * Reads a spreadsheet row by row without holding it: CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or the first sheet of an
 * XLSX file, which is unpacked in a child process. Empty rows are left out. Throws `SheetRefused` when the file as a whole is at fault.
 */
export async function* readSheet(file: string, options: ReadOptions = {}): AsyncGenerator<SheetRow> {
  const format = options.format ?? (await formatOf(file))
  let rows = 0
  const max_rows = options.max_rows ?? limits.max_rows
  for await (const row of format === 'xlsx' ? readXlsx(file, options) : readCsv(file, options)) {
    if (++rows > max_rows) throw new SheetRefused('too_many_rows', `The file has more than ${max_rows} rows: split it.`)
    yield row
  }
}

/** What the first bytes say the file is; an old or encrypted workbook is refused by name. */
export async function formatOf(file: string): Promise<SheetFormat> {
  const handle = await open(file)
  try {
    const head = Buffer.alloc(8)
    await handle.read(head, 0, 8, 0)
    if (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506) return 'xlsx'
    if (head.readUInt32BE(0) === 0xd0cf11e0)
      throw new SheetRefused('old_workbook', 'This is an .xls or password-protected workbook: save it as .xlsx without a password.')
    return 'csv'
  } finally {
    await handle.close()
  }
}

/** Writes rows to a new file as they come. Texts a spreadsheet program would take for a formula are made harmless. */
export async function writeSheet(
  file: string,
  format: SheetFormat,
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  options: { encoding?: Encoding; sheet_name?: string } = {},
): Promise<number> {
  const harmless = neutralized(rows)
  return format === 'xlsx'
    ? writeXlsx(file, harmless, options.sheet_name ?? 'Sheet1')
    : writeCsv(file, harmless, options.encoding ?? 'utf-8')
}

/** Lines of a CSV file as spreadsheet programs read it: with a mark of UTF-8 in front, and no cell that they would run. */
export async function* csvOf(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  yield '\ufeff'
  for await (const row of rows) yield `${row.map((cell) => `"${neutralize(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
}

async function* neutralized(rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>): AsyncGenerator<string[]> {
  for await (const row of rows) yield row.map(neutralize)
}

const formula = /^[=+\-@\t\r]/
const plainNumber = /^[+-]?\d+([.,]\d+)*$/

/** A leading apostrophe keeps a spreadsheet program from running the text; numbers with a sign are left alone. */
export const neutralize = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text)

/** Takes that apostrophe off again, so that a returned file can be sent back. */
export const withoutGuard = (text: string): string => (text[0] === "'" && formula.test(text.slice(1)) ? text.slice(1) : text)

/** `B7`: the address of a cell by its column (from 0) and row number. */
export function addressOf(column: number, row_no: number): string {
  let letters = ''
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters
  return `${letters}${row_no}`
}

/** The first fault of plain cells, or undefined. */
export function faultOfCells(cells: readonly string[], row_no: number, max_cell_length: number): string | undefined {
  for (const [i, text] of cells.entries()) {
    if (text.includes('\u0000')) return `Cell ${addressOf(i, row_no)} holds a NUL character: remove it.`
    if (text.length > max_cell_length) return `Cell ${addressOf(i, row_no)} is longer than ${max_cell_length} characters.`
  }
  return undefined
}

import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { type Encoding, faultOfCells, limits, type ReadOptions, SheetRefused, type SheetRow, withoutGuard } from './sheets.ts'

/** See `readSheet`. */
export async function* readCsv(file: string, options: ReadOptions): AsyncGenerator<SheetRow> {
  const encoding = options.encoding ?? (await detectEncoding(file))
  const { max_columns = limits.max_columns, max_cell_length = limits.max_cell_length } = options
  const delimiter = options.delimiter ?? (await detectDelimiter(file, encoding))
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    max_record_size: 4 * 1024 * 1024, // a quote that is never closed would otherwise swallow the whole file
  })
  const text = Readable.from(decode(file, encoding))
  const piping = pipeline(text, parser).catch(() => {}) // the loop below sees the same error
  let row_no = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row_no++
      if (record.every((cell) => cell === '')) continue
      if (record.length > max_columns)
        throw new SheetRefused('too_many_columns', `Row ${row_no} has more than ${max_columns} columns: is the delimiter right?`)
      const cells = record.map(withoutGuard)
      const fault = faultOfCells(cells, row_no, max_cell_length)
      yield fault ? { row_no, cells, fault } : { row_no, cells }
    }
  } catch (error) {
    throw refusalOf(error, row_no)
  } finally {
    text.destroy()
    parser.destroy()
    await piping
  }
}

function refusalOf(error: unknown, row_no: number): unknown {
  if (!(error instanceof CsvError)) return error
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new SheetRefused('quote_not_closed', `A quotation mark opened after row ${row_no} is never closed: close it or double it.`)
  return new SheetRefused('csv_invalid', `After row ${row_no} the text is no CSV: ${error.message}`)
}

async function* decode(file: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      const text = decoder.decode(chunk as Buffer, { stream: true })
      if (text) yield text
    }
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError && (error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new SheetRefused('encoding_invalid', `The file is not ${encoding.toUpperCase()} text throughout: save it again as UTF-8.`)
    throw error
  }
}

/** UTF-8 unless the bytes say otherwise. Mostly good UTF-8 with broken places is refused with the line, never guessed into Chinese. */
export async function detectEncoding(file: string): Promise<Encoding> {
  const seen = await scanUtf8(file)
  if (seen.bom === 'utf-16le') return 'utf-16le'
  if (seen.broken === 0) return 'utf-8'
  if (seen.bom !== 'utf-8' && seen.good <= 9 * seen.broken && (await isGb18030(file))) return 'gb18030'
  throw new SheetRefused(
    'encoding_invalid',
    `Line ${seen.broken_line} is broken UTF-8: save the file again as UTF-8 (or as GB18030 throughout).`,
  )
}

interface Scan {
  bom: 'utf-8' | 'utf-16le' | null
  /** Characters of several bytes that are well formed, and those that are not. */
  good: number
  broken: number
  broken_line: number
}

async function scanUtf8(file: string): Promise<Scan> {
  const scan: Scan = { bom: null, good: 0, broken: 0, broken_line: 0 }
  let line = 1
  let missing = 0
  let low = 0x80
  let high = 0xbf
  let first = true
  const broken = () => {
    if (scan.broken++ === 0) scan.broken_line = line
    missing = 0
  }
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    if (first) {
      first = false
      if (chunk[0] === 0xff && chunk[1] === 0xfe) return { ...scan, bom: 'utf-16le' }
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) scan.bom = 'utf-8'
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (missing > 0) {
        if (byte >= low && byte <= high) {
          low = 0x80
          high = 0xbf
          if (--missing === 0) scan.good++
          continue
        }
        broken()
      }
      if (byte < 0x80) {
        if (byte === 10) line++
        continue
      }
      // Overlong forms and surrogates are told by the second byte.
      low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80
      high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf
      if (byte >= 0xc2 && byte <= 0xdf) missing = 1
      else if (byte >= 0xe0 && byte <= 0xef) missing = 2
      else if (byte >= 0xf0 && byte <= 0xf4) missing = 3
      else broken()
    }
  }
  if (missing > 0) broken()
  return scan
}

async function isGb18030(file: string): Promise<boolean> {
  try {
    for await (const _ of decode(file, 'gb18030'));
    return true
  } catch (error) {
    if (error instanceof SheetRefused) return false
    throw error
  }
}

/** The one of comma, semicolon and tab that parts the first line most often, quoted text apart. */
async function detectDelimiter(file: string, encoding: Encoding): Promise<string> {
  let head = ''
  for await (const text of decode(file, encoding)) {
    head += text
    if (head.length > 64 * 1024 || /\n/.test(head)) break
  }
  const line = head.replace(/"(?:[^"]|"")*"/g, '').split(/\r?\n/)[0] ?? ''
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: line.split(sign).length - 1 }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign
}

/** See `writeSheet`. UTF-8 with BOM, which spreadsheet programs need to recognize it. */
export async function writeCsv(file: string, rows: AsyncIterable<string[]>, encoding: Encoding): Promise<number> {
  let count = 0
  async function* lines() {
    let block = encoding === 'utf-8' ? '\ufeff' : ''
    for await (const row of rows) {
      block += `${row.map(quote).join(',')}\r\n`
      count++
      if (block.length > 64 * 1024) {
        yield iconv.encode(block, encoding)
        block = ''
      }
    }
    yield iconv.encode(block, encoding)
  }
  await pipeline(Readable.from(lines(), { objectMode: false }), createWriteStream(file, { flags: 'wx' }))
  return count
}

const quote = (text: string): string => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { addressOf, type ReadOptions, readSheet, type SheetRow, writeSheet } from './sheets.ts'

const folder = mkdtempSync(join(tmpdir(), 'sheets-'))
afterAll(() => rmSync(folder, { recursive: true }))
let made = 0
const fresh = (extension: string) => join(folder, `${made++}.${extension}`)
const put = (content: string | Buffer, extension = 'csv') => {
  const file = fresh(extension)
  writeFileSync(file, content)
  return file
}
const read = async (file: string, options?: ReadOptions) => {
  const rows: SheetRow[] = []
  for await (const row of readSheet(file, options)) rows.push(row)
  return rows
}
const cells = async (file: string, options?: ReadOptions) => (await read(file, options)).map((row) => row.cells)

const table = [
  ['名称', '价格'],
  ['冰箱, 十字门', '1,299.00'],
  ['说“好”"的"\n两行', '㐀𠮷😀'],
]
const text = (sign: string, end = '\n') => table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(sign)).join(end)

test.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(text(','))],
  ['UTF-8 with BOM and CRLF', Buffer.from(`\ufeff${text(',', '\r\n')}`)],
  ['semicolons', Buffer.from(text(';'))],
  ['tabs in UTF-16', iconv.encode(text('\t'), 'utf-16le', { addBOM: true })],
  ['GB18030', iconv.encode(text(','), 'gb18030')],
])('CSV: %s', async (_name, content) => {
  expect(await cells(put(content))).toEqual(table)
})

test('empty rows are left out and the numbers of the others stay', async () => {
  expect(await read(put('a,b\n\n,\n1,2\n'))).toEqual([
    { row_no: 1, cells: ['a', 'b'] },
    { row_no: 4, cells: ['1', '2'] },
  ])
})

test.each<[string, () => string, ReadOptions, string, RegExp]>([
  [
    'broken UTF-8',
    () => put(Buffer.concat([Buffer.from('名称,价格\n冰箱十字门,1\n'), Buffer.from([0xe5, 0x86, 0x2c, 10])])),
    {},
    'encoding_invalid',
    /Line 3/,
  ],
  [
    'broken UTF-8 after a BOM',
    () => put(Buffer.concat([Buffer.from('\ufeffa\n'), Buffer.from([0xff, 0xff])])),
    {},
    'encoding_invalid',
    /Line 2/,
  ],
  ['neither', () => put(Buffer.from([0x61, 0x80, 0x0a, 0xff, 0x0a])), {}, 'encoding_invalid', /Line 1/],
  ['a quote never closed', () => put('a,b\n"1,2\n3,4\n'), {}, 'quote_not_closed', /after row 1/],
  ['too many rows', () => put('a\n1\n2\n3\n'), { max_rows: 3 }, 'too_many_rows', /more than 3 rows/],
  ['too many columns', () => put('a,b,c,d\n'), { max_columns: 3 }, 'too_many_columns', /Row 1/],
  ['an old workbook', () => put(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xlsx'), {}, 'old_workbook', /\.xls /],
  ['a zip that is no workbook', () => put(zip([['readme.txt', Buffer.from('hello')]]), 'xlsx'), {}, 'not_a_workbook', /no workbook/],
  ['a zip cut off', () => put(zip([['readme.txt', Buffer.from('hello')]]).subarray(0, 40), 'xlsx'), {}, 'workbook_invalid', /damaged/],
  ['a zip bomb', () => put(bomb(), 'xlsx'), { max_unpacked_bytes: 10_000_000 }, 'workbook_too_large', /larger/],
])('refused: %s', async (_name, make, options, status, sentence) => {
  await expect(read(make(), options)).rejects.toMatchObject({ name: 'SheetRefused', status, message: expect.stringMatching(sentence) })
})

test('a NUL or an overlong text makes its own row unusable and no other', async () => {
  expect(await read(put('a,b\n1,x\u0000y\n1,2\nabcdef,2\n'), { max_cell_length: 5 })).toMatchObject([
    { row_no: 1 },
    { row_no: 2, fault: expect.stringContaining('B2 holds a NUL') },
    { row_no: 3, cells: ['1', '2'] },
    { row_no: 4, fault: expect.stringContaining('A4') },
  ])
})

test('XLSX: texts, numbers, dates and links are read as a person sees them; formulas and errors name their cell', async () => {
  const file = fresh('xlsx')
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('商品')
  sheet.addRow(['名称', '价格', '日期', '链接'])
  sheet.addRow(['冰箱', 16.6, new Date('2026-03-01T00:00:00Z'), { text: '官网', hyperlink: 'https://example.com/' }])
  sheet.addRow([{ richText: [{ text: '好' }, { text: '吃' }] }, 6901234567892, new Date('2026-03-01T08:30:00Z'), true])
  sheet.addRow([])
  sheet.addRow(['坏', { formula: 'A1+1', result: 3 }])
  sheet.addRow(['坏', 1, { error: '#N/A' }])
  sheet.addRow(['坏', 2 ** 53])
  book.addWorksheet('second').addRow(['not read'])
  await book.xlsx.writeFile(file)
  expect(await read(file)).toEqual([
    { row_no: 1, cells: ['名称', '价格', '日期', '链接'] },
    { row_no: 2, cells: ['冰箱', '16.6', '2026-03-01', '官网'] },
    { row_no: 3, cells: ['好吃', '6901234567892', '2026-03-01 08:30:00', 'true'] },
    expect.objectContaining({ row_no: 5, fault: expect.stringContaining('B5 holds a formula') }),
    expect.objectContaining({ row_no: 6, fault: expect.stringContaining('C6 shows the error') }),
    expect.objectContaining({ row_no: 7, fault: expect.stringContaining('B7 is a number of more than 15 digits') }),
  ])
})

test('what is written is read back, formulas made harmless', async () => {
  const rows = [...table, ['=cmd|calc', '-12.5'], ['@sum', '+86 138'], ...Array.from({ length: 1200 }, (_, i) => [`row ${i}`, String(i)])]
  for (const format of ['csv', 'xlsx'] as const) {
    const file = fresh(format)
    expect(await writeSheet(file, format, rows)).toBe(rows.length)
    expect(await cells(file)).toEqual(rows)
    if (format === 'xlsx') {
      const book = new ExcelJS.Workbook()
      await book.xlsx.readFile(file)
      expect(book.worksheets[0]!.getCell('A4').value).toBe("'=cmd|calc")
    }
  }
})

test('law: any table of texts survives CSV', async () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((one) => !one.includes('\u0000') && !/^'[=+\-@\t\r]/.test(one) && !one.includes('\ufeff'))
  const width = 3
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
      const file = fresh('csv')
      await writeSheet(file, 'csv', rows)
      expect((await cells(file, { delimiter: ',' })).map((row) => row.slice(0, width))).toEqual(rows)
    }),
    { numRuns: 60 },
  )
})

test('cell addresses', () =>
  expect([0, 25, 26, 701, 702].map((column) => addressOf(column, 7))).toEqual(['A7', 'Z7', 'AA7', 'ZZ7', 'AAA7']))

/** A zip made by hand, so that it may also lie. */
function zip(files: [string, Buffer][], claimed?: number): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const packed = deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(claimed ?? content.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(claimed ?? content.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    list.push(central, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

/** Says it is small, and is not. */
const bomb = () =>
  zip(
    [
      ['[Content_Types].xml', Buffer.from('<Types/>')],
      ['xl/workbook.xml', Buffer.from('<workbook/>')],
      ['xl/worksheets/sheet1.xml', Buffer.alloc(60_000_000, 0x20)],
    ],
    10,
  )

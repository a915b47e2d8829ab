// Runs as a process of its own, see xlsx.ts: unpacking and packing workbooks takes memory the serving process does not have to spare.
import ExcelJS from 'exceljs'
import { addressOf, faultOfCells, SheetRefused, type SheetRow, withoutGuard } from './sheets.ts'
import type { Answer, Order } from './xlsx.ts'
import { checkWorkbook } from './zip.ts'

const batch = 500
const answer = (one: Answer) => process.send!(one)
let reading: AsyncGenerator<SheetRow[]> | undefined
let count = 0
let book: ExcelJS.stream.xlsx.WorkbookWriter | undefined
let sheet: ExcelJS.Worksheet | undefined

process.on('disconnect', () => process.exit())
process.on('message', (order: Order) => {
  obey(order).catch((error: Error) => {
    const refusal =
      error instanceof SheetRefused
        ? { status: error.status, sentence: error.message }
        : {
            status: 'workbook_invalid',
            sentence: `The workbook cannot be read (${error.message}): save it again as .xlsx, or send it as CSV.`,
          }
    answer({ refused: refusal })
  })
})

async function obey(order: Order): Promise<void> {
  if (order.do === 'read') {
    await checkWorkbook(order.file, order.max_unpacked_bytes)
    reading = readRows(order)
  }
  if (order.do === 'read' || order.do === 'next') {
    const { value, done } = await reading!.next()
    answer(done ? { end: true, count } : { rows: value })
  }
  if (order.do === 'write') {
    book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: order.file, useStyles: false, useSharedStrings: false })
    sheet = book.addWorksheet(order.sheet_name)
    answer({ more: true })
  }
  if (order.do === 'rows') {
    for (const row of order.rows) sheet!.addRow(row).commit()
    count += order.rows.length
    answer({ more: true })
  }
  if (order.do === 'end') {
    sheet!.commit()
    await book!.commit()
    answer({ end: true, count })
  }
}

async function* readRows({ file, max_columns, max_cell_length }: Order & { do: 'read' }): AsyncGenerator<SheetRow[]> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  })
  for await (const worksheet of workbook) {
    let rows: SheetRow[] = []
    for await (const row of worksheet) {
      const read = readRow(row, max_columns, max_cell_length)
      if (read.cells.every((cell) => cell === '') && !read.fault) continue
      count++
      rows.push(read)
      if (rows.length < batch) continue
      yield rows
      rows = []
    }
    if (rows.length > 0) yield rows
    return // the first sheet is the one that counts
  }
}

function readRow(row: ExcelJS.Row, max_columns: number, max_cell_length: number): SheetRow {
  const row_no = row.number
  if (row.cellCount > max_columns) throw new SheetRefused('too_many_columns', `Row ${row_no} has more than ${max_columns} columns.`)
  const cells: string[] = []
  let fault: string | undefined
  row.eachCell({ includeEmpty: true }, ({ value }, number) => {
    const read = readCell(value)
    cells[number - 1] = 'text' in read ? withoutGuard(read.text) : ''
    if ('fault' in read) fault ??= `Cell ${addressOf(number - 1, row_no)} ${read.fault}`
  })
  for (let i = 0; i < cells.length; i++) cells[i] ??= ''
  fault ??= faultOfCells(cells, row_no, max_cell_length)
  return fault ? { row_no, cells, fault } : { row_no, cells }
}

function readCell(value: ExcelJS.CellValue): { text: string } | { fault: string } {
  if (value === null || value === undefined) return { text: '' }
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'boolean') return { text: String(value) }
  if (typeof value === 'number') {
    if (Math.abs(value) >= 1e15)
      return { fault: 'is a number of more than 15 digits, of which a workbook keeps only 15: format the column as text.' }
    return { text: plain(value) }
  }
  if (value instanceof Date) return { text: value.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '') }
  if ('formula' in value || 'sharedFormula' in value) return { fault: 'holds a formula: paste its value instead.' }
  if ('error' in value) return { fault: `shows the error ${value.error}.` }
  if ('richText' in value) return { text: value.richText.map(({ text }) => text).join('') }
  if ('hyperlink' in value) return readCell(value.text as ExcelJS.CellValue)
  return { fault: 'holds something that is not text, number or date.' }
}

/** 16.6 is stored as 16.600000000000001: fifteen digits are what the person saw. */
function plain(value: number): string {
  const text = String(Number(value.toPrecision(15)))
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}

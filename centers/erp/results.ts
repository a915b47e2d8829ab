import { parse } from 'csv-parse/sync'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { parseMoney } from '#core/money.ts'
import type { ReturnedLine } from './model.ts'

/** What a file of an ERP says of one document: booked as this, or refused because. */
export interface ResultItem {
  document_no: string
  erp_no: string
  lines: ReturnedLine[]
  error: string | null
}
/** What of a file could not be read, and where. */
export interface Unread {
  place: string
  code: 'file_unreadable' | 'column_missing' | 'number_missing' | 'amount_malformed' | 'quantity_malformed'
  detail: string
}
export interface ReadResults {
  items: ResultItem[]
  unread: Unread[]
}

/** Reads a file an ERP wrote: IDocs ORDERS05 that answer (ORDRSP, or with status records), or CSV. Money is of `currency`. */
export function readResults(text: string, currency: string): ReadResults {
  const plain = text.replace(/^\uFEFF/, '').trim()
  return plain.startsWith('<') ? readIdocs(plain, currency) : readCsv(plain, currency)
}

const unreadable = (detail: string): ReadResults => ({ items: [], unread: [{ place: '', code: 'file_unreadable', detail }] })
const minorOf = (text: string, currency: string): number | null => (/^\d{1,15}(\.\d{1,6})?$/.test(text) ? parseMoney(text, currency) : null)
const wholeOf = (text: string): number | null => (/^\d{1,12}(\.0+)?$/.test(text) ? Number(text) : null)

type Segment = Record<string, unknown>
const listed = (value: unknown): Segment[] => (value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as Segment[]))
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
/** Inbound states that are refusals; 53 is posted. */
const refusedStates = new Set(['51', '52', '56', '60', '63', '65', '69'])

function readIdocs(text: string, currency: string): ReadResults {
  if (/<!DOCTYPE/i.test(text)) return unreadable('A document type declaration is not taken.')
  const valid = XMLValidator.validate(text)
  if (valid !== true) return unreadable(`${valid.err.msg} (line ${valid.err.line}).`)
  const parsed = new XMLParser({ parseTagValue: false, ignoreDeclaration: true }).parse(text) as Segment
  const idocs = Object.values(parsed).flatMap((root) => listed((root as Segment | undefined)?.IDOC))
  if (idocs.length === 0) return unreadable('There is no IDOC in it.')
  const items: ResultItem[] = []
  const unread: Unread[] = []
  for (const [i, idoc] of idocs.entries()) {
    const place = `IDOC ${i + 1}`
    const numbers = listed(idoc.E1EDK02)
    const document_no = textOf(numbers.find((one) => textOf(one.QUALF) === '001')?.BELNR)
    const erp_no = textOf(numbers.find((one) => textOf(one.QUALF) === '002')?.BELNR)
    const states = listed(idoc.EDI_DS40)
    const refused = states.findLast((one) => refusedStates.has(textOf(one.STATUS)))
    if (!document_no) {
      unread.push({ place, code: 'number_missing', detail: 'E1EDK02 with QUALF 001 has no BELNR: our number stands there.' })
      continue
    }
    if (refused) {
      items.push({ document_no, erp_no: '', lines: [], error: `${textOf(refused.STATUS)}: ${textOf(refused.STATXT) || 'refused'}` })
      continue
    }
    if (!erp_no) {
      unread.push({ place, code: 'number_missing', detail: `E1EDK02 with QUALF 002 has no BELNR: the number ${document_no} got there.` })
      continue
    }
    const lines: ReturnedLine[] = []
    for (const item of listed(idoc.E1EDP01)) {
      const where = `${place} POSEX ${textOf(item.POSEX)}`
      const [quantity, amount_minor] = [wholeOf(textOf(item.MENGE)), minorOf(textOf(item.NETWR), currency)]
      const sku_id = textOf(listed(item.E1EDP19).find((one) => ['001', '002'].includes(textOf(one.QUALF)))?.IDTNR)
      if (quantity === null)
        unread.push({ place: where, code: 'quantity_malformed', detail: `MENGE ${textOf(item.MENGE)} is no whole number of pieces.` })
      else if (amount_minor === null)
        unread.push({ place: where, code: 'amount_malformed', detail: `NETWR ${textOf(item.NETWR)} is no amount of ${currency}.` })
      else lines.push({ sku_id, quantity, amount_minor })
    }
    items.push({ document_no, erp_no, lines, error: null })
  }
  return { items, unread }
}

/** Names a column may have: ours, and what people write. */
const columns = {
  document_no: ['document_no', '单据', '我方单号', 'PurchaseOrderByCustomer'],
  erp_no: ['erp_no', 'ERP 单号', 'ERP单号', 'SalesOrder'],
  material: ['material', '物料', 'sku_id', 'Material'],
  quantity: ['quantity', '数量', 'RequestedQuantity'],
  amount: ['amount', '金额', 'NetAmount'],
  error: ['error', '错误', '原因'],
} as const

function readCsv(text: string, currency: string): ReadResults {
  let rows: Record<string, string>[]
  try {
    rows = parse(text, { columns: true, trim: true, skip_empty_lines: true, delimiter: [',', ';', '\t'] }) as Record<string, string>[]
  } catch (error) {
    return unreadable(`${(error as Error).message}.`)
  }
  const [first] = rows
  if (!first) return unreadable('There is no row in it.')
  const names = Object.fromEntries(Object.entries(columns).map(([key, all]) => [key, all.find((name) => name in first)])) as Record<
    keyof typeof columns,
    string | undefined
  >
  const missing = (['document_no', 'erp_no', 'material', 'quantity', 'amount'] as const).filter((key) => names[key] === undefined)
  if (missing.length > 0)
    return { items: [], unread: [{ place: '1', code: 'column_missing', detail: `Columns are missing: ${missing.join(', ')}.` }] }
  const items = new Map<string, ResultItem>()
  const unread: Unread[] = []
  for (const [i, row] of rows.entries()) {
    const place = String(i + 2)
    const say = (key: keyof typeof columns) => (names[key] ? (row[names[key]] ?? '') : '')
    const [document_no, erp_no, error] = [say('document_no'), say('erp_no'), say('error')]
    if (!document_no || (!erp_no && !error)) {
      unread.push({ place, code: 'number_missing', detail: 'document_no and erp_no (or error) are needed.' })
      continue
    }
    const item = items.get(`${document_no} ${erp_no}`) ?? { document_no, erp_no, lines: [], error: error || null }
    items.set(`${document_no} ${erp_no}`, item)
    if (error) continue
    const [quantity, amount_minor] = [wholeOf(say('quantity')), minorOf(say('amount'), currency)]
    if (quantity === null) unread.push({ place, code: 'quantity_malformed', detail: `${say('quantity')} is no whole number of pieces.` })
    else if (amount_minor === null)
      unread.push({ place, code: 'amount_malformed', detail: `${say('amount')} is no amount of ${currency}.` })
    else item.lines.push({ sku_id: say('material'), quantity, amount_minor })
  }
  return { items: [...items.values()], unread }
}

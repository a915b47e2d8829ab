import type { Difference, DocumentLine, ReturnedLine } from './model.ts'
import { freightSku } from './model.ts'

export interface SoldLine {
  sku_id: string | null
  title: string
  tax_rate_bp: number
  quantity: number
  amount_minor: number
  freight_minor: number
}

/** The lines of a document: one for each SKU and tax rate, freight on its own. Nothing is divided, so nothing is rounded: the sum is that of the orders to the cent. */
export function sumUp(sold: readonly SoldLine[]): Omit<DocumentLine, 'material'>[] {
  const sums = new Map<string, Omit<DocumentLine, 'line_no' | 'material'>>()
  const add = (line: Omit<DocumentLine, 'line_no' | 'material'>) => {
    const at = `${line.sku_id} ${line.tax_rate_bp}`
    const sum = sums.get(at)
    sums.set(at, sum ? { ...sum, quantity: sum.quantity + line.quantity, amount_minor: sum.amount_minor + line.amount_minor } : line)
  }
  for (const { sku_id, title, tax_rate_bp, quantity, amount_minor, freight_minor } of sold) {
    add({ sku_id: sku_id ?? 'AMOUNT', title, tax_rate_bp, quantity, amount_minor })
    if (freight_minor > 0) add({ sku_id: freightSku, title: '运费', tax_rate_bp, quantity: 1, amount_minor: freight_minor })
  }
  return [...sums.values()]
    .sort(
      (a, b) =>
        Number(a.sku_id === freightSku) - Number(b.sku_id === freightSku) ||
        a.sku_id.localeCompare(b.sku_id) ||
        a.tax_rate_bp - b.tax_rate_bp,
    )
    .map((line, i) => ({ line_no: i + 1, ...line }))
}

export const documentNo = (channel_id: string, business_on: string, node_id: string, direction: 'S' | 'R', seq: number): string =>
  `${channel_id}-${business_on.replaceAll('-', '')}-${node_id}-${direction}-${seq}`

/** Where what the ERP booked is not what we sent, by its materials. Tax rates are together there: an ERP answers by material. */
export function compare(ours: readonly DocumentLine[], theirs: readonly ReturnedLine[]): Difference[] {
  const total = (lines: readonly ReturnedLine[]) => {
    const sums = new Map<string, { quantity: number; amount_minor: number }>()
    for (const { sku_id, quantity, amount_minor } of lines) {
      const sum = sums.get(sku_id) ?? { quantity: 0, amount_minor: 0 }
      sums.set(sku_id, { quantity: sum.quantity + quantity, amount_minor: sum.amount_minor + amount_minor })
    }
    return sums
  }
  const named = ours.map(({ sku_id, material, quantity, amount_minor }) => ({ sku_id: material ?? sku_id, quantity, amount_minor }))
  const [mine, other] = [total(named), total(theirs)]
  return [...new Set([...mine.keys(), ...other.keys()])].sort().flatMap((sku_id): Difference[] => {
    const [a, b] = [mine.get(sku_id), other.get(sku_id)]
    if (!b) return [{ sku_id, what: 'missing', ours: a!.amount_minor, theirs: null }]
    if (!a) return [{ sku_id, what: 'unknown', ours: null, theirs: b.amount_minor }]
    return [
      ...(a.quantity === b.quantity ? [] : [{ sku_id, what: 'quantity' as const, ours: a.quantity, theirs: b.quantity }]),
      ...(a.amount_minor === b.amount_minor ? [] : [{ sku_id, what: 'amount' as const, ours: a.amount_minor, theirs: b.amount_minor }]),
    ]
  })
}

import { groupBy } from '#core/outcomes.ts'
import type { NoticeDifference, NoticeLine, ReceiptLine } from '../model.ts'

/** What came, line by line: told in good order or broken, by the line the warehouse names or else the first of that SKU. */
export interface Booked {
  line_no: number
  received: number
  damaged: number
  lot_no: string | null
  made_on: string | null
  expires_on: string | null
}

/** How a receipt is booked against the lines of its notice; `unknown` are SKUs that were never announced. */
export function bookReceipt(lines: readonly NoticeLine[], came: readonly ReceiptLine[]): { booked: Booked[]; unknown: string[] } {
  const unknown = new Set<string>()
  const named = came.flatMap((one) => {
    const line = lines.find(({ line_no, sku_id }) => line_no === one.line_no && sku_id === one.sku_id) ?? bySku(lines, one.sku_id)
    if (!line) unknown.add(one.sku_id)
    return line && one.quantity > 0 ? [{ ...one, line_no: line.line_no }] : []
  })
  const groups = groupBy(named, ({ line_no, lot_no }) => `${line_no} ${lot_no ?? ''}`)
  const booked = [...groups.values()].map((own): Booked => {
    const sum = (condition: ReceiptLine['condition']) =>
      own.filter((one) => one.condition === condition).reduce((all, { quantity }) => all + quantity, 0)
    const { line_no, lot_no, made_on, expires_on } = own[0]!
    return { line_no, received: sum('available'), damaged: sum('defective'), lot_no, made_on, expires_on }
  })
  return { booked, unknown: [...unknown] }
}

const bySku = (lines: readonly NoticeLine[], wanted: string): NoticeLine | undefined => lines.find(({ sku_id }) => sku_id === wanted)

/** Where what came is not what was announced. What is missing counts only when the warehouse says nothing more will come. */
export function differencesOf(
  lines: readonly NoticeLine[],
  receipts: readonly { final: boolean; lines: readonly ReceiptLine[] }[],
): NoticeDifference[] {
  const final = receipts.some((receipt) => receipt.final)
  const { booked, unknown } = bookReceipt(
    lines,
    receipts.flatMap((receipt) => receipt.lines),
  )
  const came = groupBy(booked, ({ line_no }) => line_no)
  const found = lines.flatMap(({ line_no, sku_id, quantity }): NoticeDifference[] => {
    const own = came.get(line_no) ?? []
    const damaged = own.reduce((sum, one) => sum + one.damaged, 0)
    const all = damaged + own.reduce((sum, one) => sum + one.received, 0)
    return [
      ...(all > quantity ? [{ sku_id, kind: 'over' as const, quantity: all - quantity }] : []),
      ...(final && all < quantity ? [{ sku_id, kind: 'short' as const, quantity: quantity - all }] : []),
      ...(damaged > 0 ? [{ sku_id, kind: 'damaged' as const, quantity: damaged }] : []),
    ]
  })
  const never = receipts.flatMap((receipt) => receipt.lines).filter(({ sku_id }) => unknown.includes(sku_id))
  return [
    ...found,
    ...[...groupBy(never, ({ sku_id }) => sku_id)].map(([sku_id, own]) => ({
      ...{ sku_id, kind: 'not_announced' as const },
      quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
    })),
  ]
}

import { shareOut } from '#core/money.ts'
import { groupBy } from '#core/outcomes.ts'
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

/** A line of an order whose platform paid a part in the buyer's place. */
export interface SubsidizedLine {
  line_no: number
  split_from: number | null
  /** What we were paid for it, freight included. */
  worth_minor: number
  subsidy_minor: number
}
interface BuyersPart {
  line_no: number | null
  amount_minor: number
}

/**
 * What the platform takes back of its own with each sum the buyer got: the same share of its part as he got of his, to the cent over many sums, and all of it with
 * the last. A sum that names a line is of that line, wherever its pieces have been split to; one that names none is of the whole order.
 */
export function takenBack(lines: readonly SubsidizedLine[], earlier: readonly BuyersPart[], returns: readonly BuyersPart[]): number[] {
  const rootOf = rootsOf(lines)
  const told = new Map<number | null, number>()
  const scopeOf = ({ line_no }: BuyersPart) => (line_no !== null && lines.some((line) => line.line_no === line_no) ? rootOf(line_no) : null)
  const shareOf = (scope: number | null, got_minor: number): number => {
    const own = scope === null ? lines : lines.filter(({ line_no }) => rootOf(line_no) === scope)
    const subsidy_minor = own.reduce((sum, line) => sum + line.subsidy_minor, 0)
    const buyers_minor = own.reduce((sum, line) => sum + line.worth_minor, 0) - subsidy_minor
    return got_minor >= buyers_minor ? subsidy_minor : Number((BigInt(subsidy_minor) * BigInt(got_minor)) / BigInt(buyers_minor))
  }
  const take = (part: BuyersPart): number => {
    const scope = scopeOf(part)
    const before = told.get(scope) ?? 0
    told.set(scope, before + part.amount_minor)
    return shareOf(scope, before + part.amount_minor) - (before === 0 ? 0 : shareOf(scope, before))
  }
  for (const part of earlier) take(part)
  return returns.map(take)
}

/** The line as it was sold, before its pieces were parted. */
function rootsOf(lines: readonly Pick<LeftLine, 'line_no' | 'split_from'>[]): (line_no: number) => number {
  const froms = new Map(lines.map(({ line_no, split_from }) => [line_no, split_from]))
  const rootOf = (line_no: number): number => {
    const from = froms.get(line_no) ?? null
    return from === null ? line_no : rootOf(from)
  }
  return rootOf
}

/**
 * How much of each sum paid back is for something that was sold. What was paid and never left went back first, by canceling or lowering; nothing is returned
 * beyond what was sold.
 */
export function shareReturns(
  order: { paid_minor: number; sold_minor: number; told_minor: number; booked_minor: number },
  amounts: readonly number[],
): number[] {
  const never_left = Math.max(0, order.paid_minor - order.sold_minor)
  let [told, booked] = [order.told_minor, order.booked_minor]
  return amounts.map((amount) => {
    told += amount
    const more = Math.max(0, Math.min(told - never_left, order.sold_minor) - booked)
    booked += more
    return more
  })
}

export interface LeftLine extends SoldLine {
  line_no: number
  split_from: number | null
}

/** What came back as lines: the goods where a platform names them, otherwise money by tax rate. To the cent `booked_minor`. */
export function returnLines(
  sold: readonly LeftLine[],
  told: { line_no: number | null; kind: 'goods' | 'money'; quantity: number | null; amount_minor: number },
  booked_minor: number,
): SoldLine[] {
  const rootOf = rootsOf(sold)
  const roots = new Set(sold.map(({ line_no }) => rootOf(line_no)))
  const line_no = told.line_no ?? (roots.size === 1 ? [...roots][0]! : null)
  const own = line_no === null ? [] : sold.filter((line) => rootOf(line.line_no) === line_no)
  const sum = (lines: readonly SoldLine[], of: (line: SoldLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  if (told.kind === 'goods' && booked_minor === sum(sold, ({ amount_minor, freight_minor }) => amount_minor + freight_minor))
    return [...sold]
  const [pieces, worth_minor] = [sum(own, ({ quantity }) => quantity), sum(own, ({ amount_minor }) => amount_minor)]
  const quantity = told.quantity ?? (told.amount_minor >= worth_minor ? pieces : null)
  if (told.kind === 'goods' && quantity && own.length > 0) {
    const amount_minor = Math.min(booked_minor, worth_minor)
    return [{ ...own[0]!, quantity: Math.min(quantity, pieces), amount_minor, freight_minor: booked_minor - amount_minor }]
  }
  const rates = [...groupBy(own.length > 0 ? own : sold, ({ tax_rate_bp }) => tax_rate_bp)]
  const weights = rates.map(([, lines]) => sum(lines, ({ amount_minor, freight_minor }) => amount_minor + freight_minor))
  const shares = weights.some((weight) => weight > 0) ? shareOut(booked_minor, weights) : [booked_minor]
  return rates.flatMap(([tax_rate_bp], i) =>
    shares[i] ? [{ sku_id: null, title: '退款', tax_rate_bp, quantity: 1, amount_minor: shares[i], freight_minor: 0 }] : [],
  )
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

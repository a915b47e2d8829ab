import type { StockFrom } from '#centers/inventory/model.ts'
import type { PostOutcome } from '#centers/ledger/model.ts'
import { assert } from '#core/assert.ts'
import { groupBy } from '#core/outcomes.ts'
import { hot, type Reader } from '#core/sql.ts'
import type { Priced, PricedLine } from './rules.ts'

/** A line of an order with where it comes from; a service comes from nowhere. */
export interface PlannedLine {
  line_no: number
  sku_id: string
  quantity: number
  node_id: string | null
  stock_from: StockFrom | 'service'
  performed?: boolean
}
type StockPart = PlannedLine & { node_id: string; stock_from: StockFrom }

const hasServices = ({ lines }: Priced): boolean => lines.some(({ service }) => service)

/** The lines that need stock. */
export const goodsOf = (priced: Priced): readonly PricedLine[] =>
  hasServices(priced) ? priced.lines.filter(({ service }) => !service) : priced.lines

/** What was planned for the goods of an order, with its services where they stand among its lines. */
export function withServices(plan: { lines: StockPart[] }, priced: Priced): { lines: PlannedLine[] } {
  if (!hasServices(priced)) return plan
  const parts = groupBy(plan.lines, ({ line_no }) => line_no)
  return {
    lines: priced.lines.flatMap(({ line_no, sku_id, quantity, service, performed = false }): PlannedLine[] =>
      service ? [{ line_no, sku_id, quantity, node_id: null, stock_from: 'service', performed }] : parts.get(line_no)!,
    ),
  }
}

interface Taken {
  sku_id: string | null
  quantity: number
  node_id: string | null
  stock_from: StockFrom | 'service' | null
}

/** What lines take from shelves: a service takes nothing. */
export const stockOf = (lines: readonly Taken[]): { sku_id: string; quantity: number; node_id: string; stock_from: StockFrom }[] =>
  lines.flatMap(({ sku_id, quantity, node_id, stock_from }) => {
    if (stock_from === 'service') return []
    assert(sku_id !== null && node_id !== null && stock_from !== null, 'a line that is no history has its stock')
    return [{ sku_id, quantity, node_id, stock_from }]
  })

/** An order that takes neither stock nor money yet. */
export const nothingToPost: PostOutcome = { key: '', status: 'posted' }

/** Groups of services that somebody performs, as `order group`. */
export async function findPerformed(on: Reader, order_ids: readonly string[]): Promise<Set<string>> {
  const rows = await on.rows<{ order_id: string; group_no: number }>(hot`
    select distinct l.order_id, l.group_no from orders.lines l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
    where l.order_id = any(${order_ids}::uuid[]) and l.stock_from = 'service' and p.performed`)
  return new Set(rows.map(({ order_id, group_no }) => `${order_id} ${group_no}`))
}

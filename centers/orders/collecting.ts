import type { Reader } from '#core/sql.ts'
import { findLines } from './find.ts'
import type { NewOrder, Order, PlaceOutcome } from './model.ts'

export interface CollectionAsk {
  region_code: string | null
  amount_minor: number
  currency: string
}
/** Why nobody would collect each sum at its door; null where somebody does. */
export type Collectors = (db: Reader, asks: readonly CollectionAsk[]) => Promise<(string | null)[]>

// Carriers come later in the order of centers; who assembles the server makes them known here.
let collectors: Collectors = async (_, asks) => asks.map(() => 'No carrier collects money here.')
export function setCollectors(given: Collectors): void {
  collectors = given
}

/** The orders that can be paid as they ask; those nobody would collect for are told why. Asks only when an order is paid at the door. */
export async function withCollectors<Candidate extends { order: NewOrder; priced: { rest_minor: number } }>(
  db: Reader,
  candidates: Candidate[],
  outcomes: Map<NewOrder, PlaceOutcome>,
): Promise<Candidate[]> {
  const asking = candidates.filter(({ order, priced }) => order.payment_term === 'cash_on_delivery' && priced.rest_minor > 0)
  if (asking.length === 0) return candidates
  const why = await collectors(
    db,
    asking.map(({ order, priced }) => ({
      region_code: (order.address as { region_code?: string }).region_code ?? null,
      amount_minor: priced.rest_minor,
      currency: order.currency,
    })),
  )
  for (const [i, { order }] of asking.entries()) {
    const detail = why[i]
    if (detail) outcomes.set(order, { id: order.id, status: 'collection_not_offered', detail })
  }
  return candidates.filter(({ order }) => !outcomes.has(order))
}

/** What is to be collected at the door for each group (`order group`) of those of these orders that are paid there. Asks only when one is. */
export async function findDue(db: Reader, orders: readonly Pick<Order, 'id' | 'payment_term'>[]): Promise<Map<string, number>> {
  const ids = orders.filter(({ payment_term }) => payment_term === 'cash_on_delivery').map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const due = new Map<string, number>()
  for (const { order_id, group_no, amount_minor, freight_minor } of await findLines(db, ids)) {
    const at = `${order_id} ${group_no}`
    due.set(at, (due.get(at) ?? 0) + amount_minor + freight_minor)
  }
  return due
}

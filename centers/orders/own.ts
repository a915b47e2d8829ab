import { type Caller, notFound } from '#core/http.ts'
import { mayTouch } from '#core/scope.ts'
import type { Reader } from '#core/sql.ts'
import { findOrders } from './find.ts'

/** Orders of other organizations are as if they were not there. */
export async function ownOnly<One extends { id: string }>(db: Reader, caller: Caller, items: readonly One[]): Promise<One[]> {
  const orders = new Map(
    (
      await findOrders(
        db,
        items.map(({ id }) => id),
      )
    ).map((order) => [order.id, order]),
  )
  return items.filter(({ id }) => {
    const order = orders.get(id)
    return order !== undefined && mayTouch(caller, { organization_id: order.organization_id })
  })
}

export async function requireOrders(db: Reader, caller: Caller, ids: readonly string[]): Promise<void> {
  const own = await ownOnly(
    db,
    caller,
    ids.map((id) => ({ id })),
  )
  if (own.length !== ids.length) throw notFound('The order')
}

/** One answer for each that was asked, in that order; what was left out was not the caller's to touch. */
export function inOrder<One extends { id: string; status: string; detail?: string }>(
  asked: readonly { id: string }[],
  outcomes: readonly One[],
) {
  const found = new Map(outcomes.map((outcome) => [outcome.id, outcome as { id: string; status: string; detail?: string }]))
  return asked.map(({ id }) => found.get(id) ?? { id, status: 'order_not_found', detail: 'There is no such order.' })
}

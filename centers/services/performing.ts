import { findOrders } from '#centers/orders/find.ts'
import { findPerformed } from '#centers/orders/services.ts'
import { lockStages } from '#centers/orders/stages.ts'
import { bookDeliveries } from '#centers/orders/write.ts'
import { findPayments } from '#centers/payments/read.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import type { Outcome } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { empty, type Reader, sql, type Tx } from '#core/sql.ts'

export type PerformStatus =
  | 'performed'
  | 'already_performed'
  | 'order_not_found'
  | 'nothing_to_perform'
  | 'not_approved'
  | 'order_canceled'
  | 'not_paid'

/**
 * Services that somebody has done are delivered: an installation, a cleaning. Their buyer is told, and the order completes a week later as any other.
 * Sent again it changes nothing. At most 200 orders at a time.
 */
export async function performServices(tx: Tx, by: string, now: string, order_ids: readonly string[]): Promise<Outcome<PerformStatus>[]> {
  const stages = await lockStages(tx, [...order_ids])
  const [found, performed] = await Promise.all([findOrders(tx, [...order_ids]), findPerformed(tx, order_ids)])
  const [orders, paid] = [new Map(found.map((order) => [order.id, order])), await findPaidOrders(tx, found)]
  const done = new Set<string>()
  const outcomes = order_ids.map((id): Outcome<PerformStatus> => {
    const order = orders.get(id)
    if (!order) return { id, status: 'order_not_found', detail: 'id: there is no such order.' }
    const own = stages.filter(({ order_id, group_no }) => order_id === id && performed.has(`${order_id} ${group_no}`))
    if (own.length === 0) return { id, status: 'nothing_to_perform', detail: 'id: nothing of this order is performed by anybody.' }
    if (done.has(id) || own.every(({ state }) => state === 'delivered' || state === 'completed')) return { id, status: 'already_performed' }
    if (own.every(({ state }) => state === 'canceled'))
      return { id, status: 'order_canceled', detail: 'id: it was canceled, nobody waits for it.' }
    if (!own.some(({ state }) => state === 'approved')) return { id, status: 'not_approved', detail: 'id: the order is not approved yet.' }
    if (!paid.has(id)) return { id, status: 'not_paid', detail: 'id: take the money first.' }
    done.add(id)
    return { id, status: 'performed' }
  })
  const deliveries = stages
    .filter(({ order_id, group_no, state }) => done.has(order_id) && state === 'approved' && performed.has(`${order_id} ${group_no}`))
    .map(({ order_id, group_no }) => ({ order_id, group_no, happened_at: now, by }))
  await bookDeliveries(tx, now, stages, deliveries)
  return outcomes
}

/** Orders whose money was taken, or that cost nothing. What is left in an order's account does not tell: goods that were delivered took theirs. */
async function findPaidOrders(on: Reader, orders: readonly { id: string; total_minor: number }[]): Promise<Set<string>> {
  const free = orders.filter(({ total_minor }) => total_minor === 0).map(({ id }) => id)
  const payments = await findPayments(
    on,
    orders.map(({ id }) => id),
  )
  return new Set([...free, ...payments.flatMap(({ order_id, direction }) => (direction === 'in' ? [order_id] : []))])
}

export interface ToPerform {
  order_id: string
  order_no: string
  placed_at: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  services: { sku_id: string; title: { zh: string; en: string }; quantity: number }[]
  paid: boolean
  /** What else of the order has not arrived: nobody installs what is not there. */
  goods_under_way: boolean
}

/** Services of the caller's organizations that wait for somebody to perform them, the oldest order first. */
export async function listToPerform(db: Reader, caller: Caller, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<Omit<ToPerform, 'paid'> & { id: string; total_minor: number }>(sql`
    select o.id, o.id as order_id, o.order_no, o.placed_at, o.buyer_name, o.buyer_phone, o.address, o.total_minor, w.services,
      exists (select from orders.stages g where g.order_id = s.order_id and g.group_no <> s.group_no
        and g.state not in ('delivered', 'completed', 'canceled', 'closed')) as goods_under_way
    from (
      -- Many more orders are approved than wait for somebody: these are found first, by an index that holds services only.
      select s.order_id, s.group_no, s.placed_at from orders.stages s
      where s.state = 'approved' and ${scopeFilter(caller, { organization: sql`s.organization_id` })}
        ${after ? sql`and (s.placed_at, s.order_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
        and exists (
          select from orders.lines l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
          where l.order_id = s.order_id and l.group_no = s.group_no and l.stock_from = 'service' and p.performed)
      order by s.placed_at, s.order_id limit ${limit + 1}
    ) s
    join orders.orders o on o.id = s.order_id
    cross join lateral (
      select jsonb_agg(jsonb_build_object('sku_id', l.sku_id, 'title', l.title, 'quantity', l.quantity) order by l.line_no) as services
      from orders.lines l where l.order_id = s.order_id and l.group_no = s.group_no and l.stock_from = 'service') w
    order by s.placed_at, s.order_id`)
  const paid = await findPaidOrders(db, rows)
  const shown = rows.map(({ id, total_minor: _, ...row }): ToPerform => ({ ...row, paid: paid.has(id) }))
  return cutPage(shown, limit, ({ placed_at, order_id }) => [placed_at, order_id])
}

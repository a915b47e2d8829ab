import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { cashAccount, drawerAccount, payPosting } from '#centers/payments/accounts.ts'
import { findTellersDrawers, type Payment, recordPayments } from '#centers/payments/write.ts'
import { assert } from '#core/assert.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { findLines, findOrders, findPaid } from './find.ts'
import { lockStages } from './stages.ts'
import { wakeServices } from './write.ts'

export interface OutletPayment {
  /** Made by the caller; the same id again is the same payment. */
  id: string
  order_id: string
  /** Whose cash drawer takes the money. */
  organization_id: string
  /** Who takes it: the cash lies in his open till, if he has one there. */
  teller_id?: string | null
}

export type OutletPaymentStatus = 'paid' | 'already_paid' | 'order_not_found' | 'term_differs' | 'order_canceled' | 'day_not_open'

/**
 * Takes the money of `pay_at_outlet` orders over a counter, all of it at once; not while the institution's day is not open. A refund goes back from the
 * organization's cash, for the drawer may be closed by then.
 */
export async function payAtOutlet(tx: Tx, now: string, payments: readonly OutletPayment[]): Promise<Outcome<OutletPaymentStatus>[]> {
  const ids = column(payments, 'order_id')
  const stages = groupBy(await lockStages(tx, ids), ({ order_id }) => order_id)
  const orders = new Map((await findOrders(tx, ids)).map((order) => [order.id, order]))
  const paid = await findPaid(tx, [...orders.values()])
  const drawers = await findTellersDrawers(tx, now, payments)
  const recorded: (Payment & { drawer: string })[] = []
  const outcomes = payments.map((payment): Outcome<OutletPaymentStatus> => {
    const { id, order_id, organization_id } = payment
    const order = orders.get(order_id)
    if (!order) return { id, status: 'order_not_found', detail: 'There is no such order.' }
    if (order.payment_term !== 'pay_at_outlet') return { id, status: 'term_differs', detail: `The order is paid by ${order.payment_term}.` }
    const live = stages.get(order_id)!.filter(({ state }) => state !== 'canceled')
    if (live.length === 0) return { id, status: 'order_canceled', detail: 'The order was canceled: nothing is owed.' }
    if (paid.get(order_id)! > 0 || live.every(({ state }) => state === 'delivered' || state === 'completed'))
      return { id, status: 'already_paid' }
    const drawer = drawers.get(payment)!
    if (drawer.status === 'day_not_open') return { id, status: drawer.status, detail: drawer.detail }
    paid.set(order_id, order.total_minor)
    recorded.push({
      id,
      order_id,
      method: 'outlet',
      direction: 'in',
      amount_minor: order.total_minor,
      currency: order.currency,
      counter_account: cashAccount(organization_id),
      drawer: drawerAccount(organization_id, order.currency, drawer),
      transaction_key: `order:${order_id}:pay`,
      happened_at: now,
    })
    return { id, status: 'paid' }
  })
  // What was canceled, or lowered since, is not owed.
  const lines = await findLines(tx, column(recorded, 'order_id'))
  for (const payment of recorded) {
    const live = new Set(
      stages
        .get(payment.order_id)!
        .filter(({ state }) => state !== 'canceled')
        .map(({ group_no }) => group_no),
    )
    const owed = lines.filter(({ order_id, group_no }) => order_id === payment.order_id && live.has(group_no))
    payment.amount_minor = owed.reduce((sum, { amount_minor, freight_minor }) => sum + amount_minor + freight_minor, 0)
  }
  const posted = await postTransactions(
    tx,
    now,
    recorded.map((payment) => ({
      key: payment.transaction_key,
      kind: 'orders.pay',
      ref: `orders.order:${payment.order_id}`,
      happened_at: now,
      postings: [payPosting(payment.drawer, payment)],
    })),
  )
  assert(posted.every(isPosted), 'cash over a counter is never refused')
  await recordPayments(tx, now, recorded)
  // Services among them waited for nothing else.
  await wakeServices(tx, now, column(recorded, 'order_id'))
  return outcomes
}

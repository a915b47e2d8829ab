import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'buyers.limit_is_floor',
    sentence: 'The line of a buyer ends where its credit limit says.',
    query: sql`
      select b.buyer_id, b.credit_limit_minor, l.floor from buyers.buyers b
        left join ledger.balances l on l.account = 'buyer:' || b.buyer_id || ':credit' and l.asset = b.currency || '/2'
      where coalesce(-l.floor, 0) <> b.credit_limit_minor`,
  },
  {
    name: 'buyers.credit_was_purchased',
    sentence: 'What is on credit was ordered as a purchase of that organization.',
    query: sql`
      select o.id from orders.orders o where o.payment_term = 'credit'
        and not exists (select from buyers.purchases q where q.purchase_id = o.id and q.state = 'ordered' and q.order_no = o.order_no)`,
  },
  {
    name: 'buyers.ordered_is_an_order',
    sentence: 'A purchase that was ordered is an order of the same id, on credit.',
    query: sql`
      select q.purchase_id from buyers.purchases q where q.state = 'ordered'
        and not exists (select from orders.orders o where o.id = q.purchase_id and o.payment_term = 'credit')`,
  },
]

import { decodeCursor } from '#core/http.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import type { Collection } from './model.ts'

/** What carriers took at the door, the newest first: one short walk down an index per organization. `within` speaks of `w.organization_id`. */
export function listCollections(
  db: Reader,
  within: Sql,
  { open, carrier, number }: { open: boolean; carrier?: string | undefined; number?: string | undefined },
  cursor: string | undefined,
  limit: number,
): Promise<Collection[]> {
  const [at, order_id, group_no] = decodeCursor(cursor, ['string', 'string', 'number']) ?? [null, null, null]
  return db.rows(sql`
    select c.order_id, c.group_no, o.order_no, c.organization_id, c.carrier, c.waybill_no, c.amount_minor, c.paid_minor, c.currency, c.collected_at, c.paid_at
    from (select distinct w.organization_id from orders.counts w where ${within}) w
    cross join lateral (
      select c.* from fulfillment.collections c
      where c.organization_id = w.organization_id and ${open ? sql`c.paid_minor < c.amount_minor` : sql`c.paid_minor = c.amount_minor`}
        ${carrier ? sql`and c.carrier = ${carrier}` : sql``}
        ${number ? sql`and (c.waybill_no = ${number} or c.order_id = (select id from orders.orders where order_no = ${number}))` : sql``}
        ${at ? sql`and (c.collected_at, c.order_id, c.group_no) < (${at}::timestamptz, ${order_id}::uuid, ${group_no}::smallint)` : sql``}
      order by c.collected_at desc, c.order_id desc, c.group_no desc limit ${limit + 1}) c
    join orders.orders o on o.id = c.order_id
    order by c.collected_at desc, c.order_id desc, c.group_no desc limit ${limit + 1}`)
}

/** What each carrier still has to pay over. */
export const sumCollections = (
  db: Reader,
  within: Sql,
): Promise<{ carrier: string; currency: string; parcels: number; open_minor: number }[]> =>
  db.rows(sql`
    select c.carrier, c.currency, count(*) as parcels, sum(c.amount_minor - c.paid_minor)::bigint as open_minor
    from fulfillment.collections c where ${within} and c.paid_minor < c.amount_minor group by c.carrier, c.currency order by 4 desc, 1`)

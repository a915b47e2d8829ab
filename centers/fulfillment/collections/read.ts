import { decodeCursor } from '#core/http.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import type { Collection } from './model.ts'

/** What carriers took at the door, the newest first. */
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
    from fulfillment.collections c join orders.orders o on o.id = c.order_id
    where ${within} and ${open ? sql`c.paid_minor < c.amount_minor` : sql`c.paid_minor = c.amount_minor`}
      and (${carrier ?? null}::text is null or c.carrier = ${carrier ?? null})
      and (${number ?? null}::text is null or c.waybill_no = ${number ?? null} or o.order_no = ${number ?? null})
      and (${at}::timestamptz is null or (c.collected_at, c.order_id, c.group_no) < (${at}::timestamptz, ${order_id}::uuid, ${group_no}::smallint))
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

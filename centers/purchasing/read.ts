import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import type { Purchase, PurchaseLine, Supplier } from './model.ts'

export const listSuppliers = (db: Reader, within: Sql): Promise<Supplier[]> =>
  db.rows<Supplier>(sql`
    select id, organization_id, name, contact_name, contact_phone, lead_days, currency, closed_at from purchasing.suppliers where ${within} order by id limit 2000`)

export const purchaseColumns = sql`o.id, o.order_no, o.supplier_id, o.organization_id, o.node_id, o.currency, o.state, o.expected_on, o.note, o.by_name,
  o.made_at, o.sent_at, o.confirmed_at, o.closed_at`

/** Orders with their amount and how much came, newest first. */
export const listPurchases = (
  db: Reader,
  within: Sql,
  after: readonly [string, string] | null,
  limit: number,
): Promise<(Purchase & { amount_minor: number; pieces: number; came: number })[]> =>
  db.rows(sql`
    select o.*, l.amount_minor, l.pieces, l.came from (
      select ${purchaseColumns} from purchasing.orders o where ${within}
        and (${after?.[0] ?? null}::timestamptz is null or (o.made_at, o.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
      order by o.made_at desc, o.id desc limit ${limit}
    ) o cross join lateral (
      select sum(quantity * unit_minor)::bigint as amount_minor, sum(quantity)::bigint as pieces, sum(received + damaged)::bigint as came
      from purchasing.lines where order_id = o.id
    ) l order by o.made_at desc, o.id desc`)

export const countPurchases = (db: Reader, within: Sql): Promise<{ state: string; count: number }[]> =>
  db.rows(sql`select o.state, count(*)::integer as count from purchasing.orders o where ${within} group by o.state`)

export const findPurchaseLines = (db: Reader, order_ids: readonly string[]): Promise<PurchaseLine[]> =>
  db.rows<PurchaseLine>(hot`
    select order_id, line_no, sku_id, quantity, unit_minor, confirmed, received, damaged, returned, state
    from purchasing.lines where order_id = any(${order_ids}::uuid[]) order by order_id, line_no`)

export interface Paper {
  id: string
  kind: 'receipt' | 'return'
  delivery_no: string | null
  lines: { line_no: number; received?: number; damaged?: number; quantity?: number; lot_no?: string | null }[]
  reason: string | null
  by_name: string
  happened_at: string
}

/** What came and what went back, in the order it happened. */
export const listPapers = (db: Reader, order_id: string): Promise<Paper[]> =>
  db.rows<Paper>(sql`
    select id, 'receipt' as kind, delivery_no, lines, null as reason, by_name, received_at as happened_at from purchasing.receipts where order_id = ${order_id}
    union all
    select id, 'return', null, lines, reason, by_name, returned_at from purchasing.returns where order_id = ${order_id}
    order by happened_at`)

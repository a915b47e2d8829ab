import { paidAccount } from '#centers/payments/accounts.ts'
import { assetOf } from '#core/money.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Discount, Line, Order } from './model.ts'

const orderColumns = sql`id, order_no, channel_id, external_no, organization_id, member_id, visitor_id, buyer_name, buyer_phone, address, currency, goods_minor,
  discount_minor, freight_minor, total_minor, payment_term, outlet_id, buyer_message, history, placed_at, recorded_at`

/** Orders by id, in no order; unknown ids are left out. */
export const findOrders = (db: Reader, ids: readonly string[]): Promise<Order[]> =>
  db.rows<Order>(hot`select ${orderColumns} from orders.orders where id = any(${ids}::uuid[])`)

export type Recipient = Pick<
  Order,
  'id' | 'order_no' | 'channel_id' | 'buyer_name' | 'buyer_phone' | 'address' | 'currency' | 'payment_term'
>

/** To whom orders go: what work on parcels needs of them. */
export const findRecipients = (db: Reader, ids: readonly string[]): Promise<Recipient[]> =>
  db.rows<Recipient>(hot`
    select id, order_no, channel_id, buyer_name, buyer_phone, address, currency, payment_term from orders.orders where id = any(${ids}::uuid[])`)

export const findLines = (db: Reader, order_ids: readonly string[]): Promise<Line[]> =>
  db.rows<Line>(hot`
    select order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, shipped, apart_no, part_no
    from orders.lines where order_id = any(${order_ids}::uuid[]) order by order_id, line_no`)

/** What lowered the lines of orders, by line. */
export const findDiscounts = (db: Reader, order_ids: readonly string[]): Promise<Discount[]> =>
  db.rows<Discount>(hot`
    select order_id, line_no, kind, source_id, amount_minor, points
    from orders.discounts where order_id = any(${order_ids}::uuid[]) order by order_id, line_no`)

/** What platforms paid of orders in the buyers' place, with what went back to them of lines that cost less since; orders without are left out. */
export async function findSubsidies(db: Reader, order_ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ order_id: string; paid: number }>(hot`
    select order_id, sum(amount_minor)::bigint as paid from (
      select order_id, amount_minor from orders.discounts where order_id = any(${order_ids}::uuid[]) and kind = 'subsidy'
      union all select order_id, subsidy_minor from orders.line_refunds where order_id = any(${order_ids}::uuid[]) and quantity = 0) s group by order_id`)
  return new Map(rows.flatMap(({ order_id, paid }) => (paid > 0 ? [[order_id, paid] as const] : [])))
}

/** What is in each order's own account now. */
export async function findPaid(db: Reader, orders: readonly Pick<Order, 'id' | 'currency'>[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ account: string; balance: number }>(hot`
    select b.account, b.balance from unnest(${orders.map(({ id }) => paidAccount(id))}::text[], ${orders.map(({ currency }) => assetOf(currency))}::text[]) as k (account, asset)
    join ledger.balances b on b.account = k.account and b.asset = k.asset`)
  const balances = new Map(rows.map(({ account, balance }) => [account, balance]))
  return new Map(orders.map(({ id }) => [id, balances.get(paidAccount(id)) ?? 0]))
}

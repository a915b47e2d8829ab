import { cutPage, decodeCursor } from '#core/http.ts'
import type { Outcome } from '#core/outcomes.ts'
import { json, type Reader, sql, type Tx } from '#core/sql.ts'

/**
 * Orders a browser placed before its owner signed in become his, if they carry a phone number that is verified as his: on a shared machine the next
 * to sign in gets nobody else's orders.
 */
export async function claimOrders(tx: Tx, joins: readonly { visitor_id: string; user_id: string }[]): Promise<number> {
  if (joins.length === 0) return 0
  return tx.run(sql`
    update orders.orders o set member_id = j.user_id
    from jsonb_to_recordset(${json(joins)}::jsonb) as j (visitor_id uuid, user_id uuid)
    where o.visitor_id = j.visitor_id and o.member_id is null and exists (
      select from identity.handles h
      where h.user_id = j.user_id and h.kind = 'phone' and h.verified_at is not null and right(h.value, 11) = right(o.buyer_phone, 11))`)
}

export interface InvoiceWish {
  /** The order. */
  id: string
  kind: 'person' | 'company'
  title: string
  tax_no: string | null
  email: string | null
}

/** Keeps what paper a buyer wants; the invoices read it when the order may be invoiced. The last wish counts. */
export async function wishInvoices(tx: Tx, now: string, wishes: readonly InvoiceWish[]): Promise<Outcome<'kept' | 'tax_no_missing'>[]> {
  const good = wishes.filter(({ kind, tax_no }) => kind === 'person' || tax_no)
  await tx.run(sql`
    insert into orders.invoice_wishes (order_id, kind, title, tax_no, email, asked_at)
    select id, kind, title, tax_no, email, ${now} from jsonb_to_recordset(${json(good)}::jsonb) as w (id uuid, kind text, title text, tax_no text, email text)
    on conflict (order_id) do update set kind = excluded.kind, title = excluded.title, tax_no = excluded.tax_no, email = excluded.email, asked_at = excluded.asked_at`)
  return wishes.map(({ id, kind, tax_no }) =>
    kind === 'company' && !tax_no
      ? { id, status: 'tax_no_missing', detail: 'tax_no: an invoice for a company needs its tax number.' }
      : { id, status: 'kept' },
  )
}

export const findInvoiceWish = (db: Reader, order_id: string): Promise<Omit<InvoiceWish, 'id'> | undefined> =>
  db.row(sql`select kind, title, tax_no, email from orders.invoice_wishes where order_id = ${order_id}`)

export interface MyInvoice {
  order_id: string
  order_no: string
  placed_at: string
  /** What the buyer paid for what was not given back: what a platform paid in his place is invoiced to the platform. */
  total_minor: number
  currency: string
  /** Null where no paper was asked for. */
  wish: Omit<InvoiceWish, 'id'> | null
  /** Whether all of the order is completed, so that it may be invoiced; canceled orders never are. */
  ready: boolean
}

/** The member's orders that may still get paper or have asked for it, newest first. */
export async function listMyInvoices(
  db: Reader,
  member_id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: MyInvoice[]; next: string | null }> {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<MyInvoice>(sql`
    select o.id as order_id, o.order_no, o.placed_at, o.currency, (
        select coalesce(sum(l.amount_minor + l.freight_minor - coalesce(d.amount_minor, 0)), 0)::bigint
        from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no and s.state <> 'canceled'
        left join orders.discounts d on d.order_id = l.order_id and d.line_no = l.line_no and d.kind = 'subsidy'
        where l.order_id = o.id) as total_minor,
      (select jsonb_build_object('kind', w.kind, 'title', w.title, 'tax_no', w.tax_no, 'email', w.email) from orders.invoice_wishes w
        where w.order_id = o.id) as wish,
      not exists (select from orders.stages s where s.order_id = o.id and s.state not in ('completed', 'canceled')) as ready
    from orders.orders o
    where o.member_id = ${member_id} and not o.history and o.total_minor > 0
      and exists (select from orders.stages s where s.order_id = o.id and s.state not in ('canceled', 'closed'))
      ${after ? sql`and (o.placed_at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by o.placed_at desc, o.id desc limit ${limit + 1}`)
  return cutPage(rows, limit, ({ placed_at, order_id }) => [placed_at, order_id])
}

/** The names the member had invoices made out to, the latest first: what he typed once he need not type again. */
export const listInvoiceTitles = (db: Reader, member_id: string): Promise<Omit<InvoiceWish, 'id'>[]> =>
  db.rows(sql`
    select kind, title, tax_no, email from (
      select distinct on (w.kind, w.title, w.tax_no) w.kind, w.title, w.tax_no, w.email, w.asked_at
      from (select id from orders.orders where member_id = ${member_id} order by placed_at desc, id desc limit 200) o
        join orders.invoice_wishes w on w.order_id = o.id
      order by w.kind, w.title, w.tax_no, w.asked_at desc
    ) used order by asked_at desc limit 10`)

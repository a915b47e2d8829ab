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

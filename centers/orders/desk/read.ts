import { readHandleAs } from '#centers/identity/rules.ts'
import { findAvailability } from '#centers/inventory/read.ts'
import { findSkusByBarcode, listProducts } from '#centers/products/read.ts'
import type { Caller } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Note } from './model.ts'

export const findNotes = (db: Reader, order_ids: readonly string[]): Promise<Note[]> =>
  db.rows(
    hot`select order_id, gift_message, gift_from, hides_prices, seller_note from orders.notes where order_id = any(${order_ids}::uuid[])`,
  )

export interface DeskCustomer {
  /** Null when the phone belongs to nobody yet. */
  member_id: string | null
  name: string | null
  /** Where the same phone had something sent before, as far as the caller may see it. */
  addresses: { buyer_name: string; address: Record<string, string>; order_no: string; placed_at: string }[]
}

/** Who calls, by the whole phone number: nobody can leaf through people here. */
export async function findCustomer(db: Reader, caller: Caller, typed: string): Promise<DeskCustomer> {
  const handle = readHandleAs('phone', typed)
  const value = 'value' in handle ? handle.value : typed
  const [member, addresses] = await Promise.all([
    db.row<{ member_id: string; name: string }>(hot`
      select u.id as member_id, u.name from identity.handles h join identity.users u on u.id = h.user_id join members.members m on m.id = u.id
      where h.kind = 'phone' and h.value = ${value}`),
    db.rows<DeskCustomer['addresses'][number]>(sql`
      select distinct on (o.address) o.buyer_name, o.address, o.order_no, o.placed_at
      from (
        select buyer_name, address, order_no, placed_at from orders.orders o
        where o.buyer_phone in (${typed}, ${value}, ${value.replace(/^\+86/, '')}) and ${scopeFilter(caller, { organization: sql`o.organization_id` })}
          and o.address ->> 'street' <> '' order by placed_at desc limit 20
      ) o order by o.address, o.placed_at desc`),
  ])
  const newest = addresses.sort((a, b) => (a.placed_at > b.placed_at ? -1 : 1)).slice(0, 5)
  return { member_id: member?.member_id ?? null, name: member?.name ?? newest[0]?.buyer_name ?? null, addresses: newest }
}

export interface DeskGoods {
  sku_id: string
  title: { zh: string; en: string }
  name: { zh: string; en: string } | null
  price_minor: number
  currency: string
  available: number
}

/** What can be sold on a channel, by words, code or barcode, with what is left of it. */
export async function findGoods(db: Reader, channel_id: string, q: string): Promise<DeskGoods[]> {
  const [{ rows }, barcodes] = await Promise.all([
    listProducts(db, { q, lifecycles: ['on_sale', 'presale'] }, { sort: 'sales', limit: 10 }),
    findSkusByBarcode(db, [q]),
  ])
  const skus = await db.rows<Omit<DeskGoods, 'available'>>(hot`
    select k.sku_id, p.title, k.name, k.price_minor, k.currency from products.skus k join products.spus p on p.spu_id = k.spu_id
    where (k.spu_id = any(${column(rows, 'spu_id')}::text[]) or k.sku_id = any(${[q, ...column(barcodes, 'sku_id')]}::text[]))
      and not k.withdrawn and k.price_minor is not null and p.lifecycle in ('on_sale', 'presale')
    order by (k.sku_id = ${q}) desc, p.sales_count desc, k.sku_id limit 30`)
  if (skus.length === 0) return []
  const available = new Map((await findAvailability(db, channel_id, column(skus, 'sku_id'))).map((one) => [one.sku_id, one.available]))
  return skus.map((sku) => ({ ...sku, available: available.get(sku.sku_id) ?? 0 }))
}

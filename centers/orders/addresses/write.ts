import { announce } from '#core/events.ts'
import { hot, json, type Reader, type Tx } from '#core/sql.ts'
import type { AddressItem } from '../model.ts'

/** Who receives an order, and where. */
export interface Destination {
  buyer_name: string
  buyer_phone: string | null
  address: AddressItem | Record<string, string>
}
export interface AddressChange extends Destination {
  /** Made by the caller; the same id again is the same change. */
  change_id: string
  order_id: string
  order_no: string
  was: Destination
  reason: string | null
}

/** Writes new destinations with what they were before. For the verb that has locked the stages and decided; see `warehouse/readdress`. */
export async function writeAddresses(tx: Tx, by: string, now: string, changes: readonly AddressChange[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ buyer_name, buyer_phone, address, ...change }) => ({
    ...change,
    became: { buyer_name, buyer_phone, address },
  }))
  await tx.run(hot`
    update orders.orders o set buyer_name = c.became ->> 'buyer_name', buyer_phone = c.became ->> 'buyer_phone', address = c.became -> 'address'
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (order_id uuid, became jsonb) where o.id = c.order_id`)
  await tx.run(hot`
    insert into orders.address_changes (order_id, change_id, was, became, by, reason, changed_at)
    select order_id, change_id, was, became, ${by}, reason, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (order_id uuid, change_id uuid, was jsonb, became jsonb, reason text)`)
  await announce(
    tx,
    'orders.readdressed',
    changes.map(({ order_id, order_no }) => ({ id: order_id, order_no })),
    now,
  )
}

export interface KeptChange {
  change_id: string
  order_id: string
  was: Destination
  became: Destination
  by: string
  reason: string | null
  changed_at: string
}

/** Every change of the destinations of these orders, newest first. */
export const findAddressChanges = (db: Reader, order_ids: readonly string[]): Promise<KeptChange[]> =>
  db.rows<KeptChange>(hot`
    select change_id, order_id, was, became, by, reason, changed_at from orders.address_changes
    where order_id = any(${order_ids}::uuid[]) order by changed_at desc, change_id desc`)

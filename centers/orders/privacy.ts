import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { keyOf, wordsOf } from './addresses/normalize.ts'

/** His own orders, and those his browsers placed before he signed in; for orders as `o`. */
export const ofHim = (user_id: string) => sql`(o.member_id = ${user_id}
  or (o.member_id is null and o.visitor_id in (select visitor_id from identity.visitors where user_id = ${user_id})))`

/** The words that stand in the place of a buyer who was erased. */
export const erasedName = '已注销'

registerKeeper({
  center: 'orders',
  export: async (on: Reader, user_id) => ({
    cart: await on.rows(hot`select sku_id, quantity, added_at from orders.carts where owner = ${user_id} order by added_at, sku_id`),
    orders: await on.rows(sql`
      select o.order_no, o.channel_id, o.external_no, o.placed_at, o.buyer_name, o.buyer_phone, o.address, o.buyer_message, o.currency,
        o.goods_minor, o.discount_minor, o.freight_minor, o.total_minor, o.payment_term,
        (select jsonb_agg(jsonb_build_object('sku_id', l.sku_id, 'title', l.title, 'quantity', l.quantity, 'unit_minor', l.unit_minor,
          'amount_minor', l.amount_minor, 'state', s.state) order by l.line_no)
          from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no where l.order_id = o.id) as lines,
        (select jsonb_agg(jsonb_build_object('was', c.was, 'changed_at', c.changed_at) order by c.changed_at)
          from orders.address_changes c where c.order_id = o.id) as addresses_before
      from orders.orders o where ${ofHim(user_id)} order by o.placed_at, o.id`),
  }),
  refuseErasing: async (on, user_id) => {
    // Until an order is completed somebody may have to reach its buyer: to deliver, to repair, to give money back.
    const open = await on.row<{ order_no: string; orders: number }>(sql`
      select min(o.order_no) as order_no, count(distinct o.id)::integer as orders
      from orders.orders o join orders.stages s on s.order_id = o.id
      where ${ofHim(user_id)} and s.state not in ('completed', 'canceled', 'closed')`)
    if (!open?.orders) return null
    const more = open.orders > 1 ? ` and ${open.orders - 1} more` : ''
    return `Order ${open.order_no}${more} is under way: cancel it, or delete the account when it is completed, seven days after delivery.`
  },
  erase: async (tx, user_id) => {
    // First, while the orders still say where they went.
    await forgetDoors(tx, user_id)
    await tx.run(sql`
      delete from orders.carts where owner = ${user_id} or owner in (select visitor_id from identity.visitors where user_id = ${user_id})`)
    await tx.run(sql`
      update orders.orders o set buyer_name = ${erasedName}, buyer_phone = null, buyer_message = null,
        address = jsonb_build_object('province', coalesce(o.address ->> 'province', ''), 'city', '', 'district', '', 'street', '')
      where ${ofHim(user_id)}`)
    await tx.run(sql`delete from orders.address_changes c using orders.orders o where o.id = c.order_id and ${ofHim(user_id)}`)
    // What somebody wrote beside it may name him.
    await tx.run(
      sql`update orders.abnormals a set detail = null, note = null from orders.orders o where o.id = a.order_id and ${ofHim(user_id)}`,
    )
    await tx.run(
      sql`update orders.errands e set return_note = null from orders.orders o where o.id = e.order_id and e.return_note is not null and ${ofHim(user_id)}`,
    )
    await tx.run(sql`delete from orders.notes n using orders.orders o where o.id = n.order_id and ${ofHim(user_id)}`)
    await tx.run(sql`delete from orders.invoice_wishes w using orders.orders o where o.id = w.order_id and ${ofHim(user_id)}`)
    return 'Orders with their goods, amounts and province, without name, phone, address or message.'
  },
})

/** What was remembered of his addresses: by the words he or his platform told, and by the door they were put right to. */
async function forgetDoors(tx: Tx, user_id: string): Promise<void> {
  const doors = await tx.rows<{ organization_id: string; address: Record<string, string> }>(sql`
    select o.organization_id, o.address from orders.orders o where ${ofHim(user_id)}
    union all
    select o.organization_id, a.address from orders.orders o join orders.address_changes c on c.order_id = o.id
      cross join lateral (values (c.was -> 'address'), (c.became -> 'address')) as a (address) where ${ofHim(user_id)}`)
  const known = doors.map(({ organization_id, address }) => ({
    organization_id,
    words_key: keyOf(address.told ?? wordsOf(address)),
    region_code: address.region_code ?? '',
    street: address.street ?? '',
  }))
  await tx.run(sql`
    delete from orders.address_corrections c
    using jsonb_to_recordset(${json(known)}::jsonb) as d (organization_id text, words_key text, region_code text, street text)
    where c.organization_id = d.organization_id
      and (c.words_key = d.words_key or (c.region_code = d.region_code and c.street = d.street and d.street <> ''))`)
}

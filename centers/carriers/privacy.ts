import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { erasedName, ofHim } from '#centers/orders/privacy.ts'
import { sql } from '#core/sql.ts'

const ordersOf = (user_id: string) => sql`(select o.order_no from orders.orders o where ${ofHim(user_id)})`

/** What labels said of whom a parcel goes to. An order under way is refused by `orders`, so no label is still needed. */
registerKeeper({
  center: 'carriers',
  export: async (on, user_id) => ({
    parcels: await on.rows(sql`
      select w.order_no, w.carrier_id, w.waybill_no, w.recipient from carriers.waybills w
      where w.order_no in ${ordersOf(user_id)} order by w.order_no, w.parcel_id`),
  }),
  erase: async (tx, user_id) => {
    const kept = sql`jsonb_build_object('name', ${erasedName}::text, 'phone', '', 'region', recipient ->> 'region', 'province', recipient ->> 'province',
      'city', '', 'district', '', 'detail', '')`
    await tx.run(sql`update carriers.waybills set recipient = ${kept} where order_no in ${ordersOf(user_id)}`)
    await tx.run(sql`update carriers.custody_orders set recipient = ${kept} where order_no in ${ordersOf(user_id)}`)
    return 'Waybill numbers with weight, price and track, without the recipient.'
  },
})

import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { hot, sql } from '#core/sql.ts'
import { leave } from './write.ts'

registerKeeper({
  center: 'buyers',
  export: async (on, user_id) => ({
    organizations: await on.rows(sql`
      select b.name, p.roles, p.limit_minor, p.state, p.invited_at, p.answered_at from buyers.people p join buyers.buyers b on b.buyer_id = p.buyer_id
      where p.member_id = ${user_id} order by p.invited_at`),
    purchases: await on.rows(sql`
      select state, wish, reason, total_minor, currency, order_no, asked_at, decided_at, decision_reason from buyers.purchases
      where requester_id = ${user_id} order by asked_at`),
  }),
  refuseErasing: async (on, user_id) => {
    const alone = await on.row<{ name: string }>(sql`
      select b.name from buyers.people p join buyers.buyers b on b.buyer_id = p.buyer_id
      where p.member_id = ${user_id} and p.state = 'active' and 'manager' = any(p.roles) and not exists (
        select from buyers.people o where o.buyer_id = p.buyer_id and o.member_id <> p.member_id and o.state = 'active' and 'manager' = any(o.roles))`)
    return alone ? `You alone manage ${alone.name}: make somebody else manager first.` : null
  },
  erase: async (tx, user_id, now) => {
    const places = await tx.rows<{ buyer_id: string }>(hot`select buyer_id from buyers.people where member_id = ${user_id}`)
    for (const { buyer_id } of places) await leave(tx, now, buyer_id, user_id)
    await tx.run(hot`update buyers.people set name = '*' where member_id = ${user_id}`)
    await tx.run(hot`
      update buyers.purchases set requester_name = '*', wish = wish || '{"buyer_name": "*", "buyer_phone": "", "address": {}, "buyer_message": null}'::jsonb
      where requester_id = ${user_id}`)
    return 'What was bought for an organization, without name, phone or address.'
  },
})

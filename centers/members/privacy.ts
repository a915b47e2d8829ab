import { registerKeeper } from '#centers/identity/privacy/write.ts'
import { sql } from '#core/sql.ts'
import { listMemberCards } from './cards/read.ts'

registerKeeper({
  center: 'members',
  export: async (on, user_id) => ({
    member:
      (await on.row(sql`select gender, birthday, source, region_code, vip_until, joined_at from members.members where id = ${user_id}`)) ??
      null,
    standings: await on.rows(
      sql`select program_id, level, growth, level_since, joined_at from members.standings where member_id = ${user_id} order by program_id`,
    ),
    points: await on.rows(sql`
      select b.program_id, b.expires_at, l.balance as quantity
      from members.point_buckets b join ledger.balances l on l.account = 'member:' || b.member_id || ':points:' || b.period and l.asset = 'points:' || b.program_id
      where b.member_id = ${user_id} and l.balance <> 0 order by b.program_id, b.expires_at`),
    memberships: await on.rows(sql`
      select plan_id, price_minor, currency, bought_at, starts_at, ends_at, refunded_at, refund_minor from members.memberships
      where member_id = ${user_id} order by bought_at`),
    tags: await on.rows(sql`select tag, tagged_at from members.tags where member_id = ${user_id} order by tag`),
    household: await on.rows(sql`
      select nickname, part, born_on, feeding from members.household_people
      where household_id in (select household_id from members.household_people where member_id = ${user_id}) order by nickname`),
    cards: (await listMemberCards(on, user_id)).map(({ card_no, kind, name, balance_minor, currency, expires_on, bound_at }) => ({
      card_no,
      kind,
      name,
      balance_minor,
      currency,
      expires_on,
      bound_at,
    })),
    check_ins: await on.rows(sql`select program_id, on_date, points from members.check_ins where member_id = ${user_id} order by on_date`),
  }),
  refuseErasing: async (on, user_id) => {
    const full = (await listMemberCards(on, user_id)).find(({ balance_minor }) => balance_minor > 0)
    return full ? `Card ${full.card_no} still holds money: spend it first.` : null
  },
  erase: async (tx, user_id) => {
    await tx.run(sql`update members.members set gender = null, birthday = null, region_code = null, note = null where id = ${user_id}`)
    await tx.run(sql`delete from members.tags where member_id = ${user_id}`)
    const left = await tx.rows<{ household_id: string }>(
      sql`delete from members.household_people where member_id = ${user_id} returning household_id`,
    )
    // Children stay with the other adult; where nobody with an account is left, nobody may be told of any more.
    await tx.run(sql`
      delete from members.household_people p where p.household_id = any(${left.map(({ household_id }) => household_id)}::uuid[])
        and not exists (select 1 from members.household_people o where o.household_id = p.household_id and o.member_id is not null)`)
    return 'Levels and bookings of points, which lapse, by number.'
  },
})

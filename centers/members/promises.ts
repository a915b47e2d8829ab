import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'members.points_have_a_bucket',
    sentence: 'Points a member can spend lie in a bucket that is known and not over.',
    query: sql`
      select b.account, b.asset, b.balance from ledger.balances b
      where b.account like 'member:%:points:%' and b.balance > 0 and not exists (
        select from members.point_buckets k
        where k.member_id::text = split_part(b.account, ':', 2) and k.period = split_part(b.account, ':', 4)
          and b.asset = 'points:' || k.program_id and k.expired_at is null)`,
  },
  {
    name: 'members.points_are_in_one_place',
    sentence: 'Points issued, less those used up and expired, are what members, orders and draws hold, less what members owe.',
    query: sql`
      with moved as (
        select asset, sum(case when source like 'program:%:issued' then amount else 0 end) - sum(case when destination like 'program:%:issued' then amount else 0 end) as issued,
          sum(case when destination like 'program:%:redeemed' or destination like 'program:%:expired' then amount else 0 end) as gone
        from ledger.postings where asset like 'points:%' group by asset
      ),
      held as (
        select asset, sum(case when account like 'member:%:points_owed' then 0 else balance end) as held,
          sum(case when account like 'member:%:points_owed' then balance else 0 end) as owed
        from ledger.balances where asset like 'points:%' group by asset
      )
      select asset, issued, gone, held, owed from moved full join held using (asset)
      where coalesce(issued, 0) - coalesce(gone, 0) <> coalesce(held, 0) + coalesce(owed, 0)`,
  },
  {
    name: 'members.growth_is_its_entries',
    sentence: 'Growth is the sum of its causes, and the level is the one that growth reaches.',
    query: sql`
      select s.member_id, s.program_id, s.growth, s.level from members.standings s
      where s.growth <> coalesce((select sum(e.growth) from members.growth_entries e where e.member_id = s.member_id and e.program_id = s.program_id), 0)
        or not exists (select from members.levels l where l.program_id = s.program_id and l.level = s.level)`,
  },
  {
    name: 'members.plans_that_run_are_bought',
    sentence: 'A paid membership that runs ends when the last one bought and not given back ends.',
    query: sql`
      select s.member_id, s.program_id, s.plan_id, s.plan_until from members.standings s
      where s.plan_id is not null and s.plan_until is distinct from (
        select max(m.ends_at) from members.memberships m
        where m.member_id = s.member_id and m.program_id = s.program_id and m.plan_id = s.plan_id and m.refunded_at is null)`,
  },
  {
    name: 'members.cards_hold_what_they_may',
    sentence: 'A card that was not activated is worth nothing, and no card is worth more than it was made with.',
    query: sql`
      select c.card_id, c.state, b.balance, t.value_minor from members.cards c
      join members.card_batches t on t.batch_id = c.batch_id
      join ledger.balances b on b.account = 'card:' || c.card_id || ':value'
      where b.balance > t.value_minor or b.balance < 0 or (c.state = 'made' and b.balance <> 0)`,
  },
]

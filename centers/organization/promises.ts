import { sql } from '#core/sql.ts'

/** What the ledger has of vouchers by till, after what was taken back. */
const voucherBookings = sql`
        select i.id as till_id, split_part(p.asset, '/', 1) as currency, split_part(split_part(t.kind, '_', 2), '.', 1) as act,
          sum(case when t.kind like '%.reversal' then -p.amount else p.amount end) as amount
        from organization.tills i
        join ledger.transactions t on t.ref = 'organization.till:' || i.id and t.kind like 'organization.vouchers\\_%'
        join ledger.postings p on p.transaction_id = t.id
        group by 1, 2, 3`

/** What is always true of the organization. Each query answers the rows that break it. */
export const promises = [
  {
    name: 'organization.tree_has_no_circle',
    sentence: 'Every organization hangs on a root, and its path lists the way.',
    query: sql`
      select o.id, o.path, parent.path as parent_path from organization.organizations o
      left join organization.organizations parent on parent.id = o.parent_id
      where o.path <> coalesce(parent.path, '/') || o.id || '/' or o.depth <> coalesce(parent.depth, 0) + 1`,
  },
  {
    name: 'organization.no_seat_filled_twice',
    sentence: 'No position has more people than seats.',
    query: sql`
      select p.id, p.seats, count(*) as filled from organization.positions p
      join organization.staff s on s.position_id = p.id and s.left_at is null group by p.id having count(*) > p.seats`,
  },
  {
    name: 'organization.who_left_holds_nothing',
    sentence: 'Nobody who has left holds a role.',
    query: sql`
      select a.id, a.staff_id, s.left_at from organization.assignments a join organization.staff s on s.id = a.staff_id
      where s.left_at is not null and a.ended_at is null`,
  },
  {
    name: 'organization.loans_stay_within',
    sentence: 'A loan is of the same role and organization as what it was lent from, and ends no later.',
    query: sql`
      select loan.id from organization.assignments loan join organization.assignments own on own.id = loan.delegated_from
      where loan.role_id <> own.role_id or loan.organization_id <> own.organization_id or loan.delegated_by <> own.staff_id
        or own.delegated_from is not null or loan.valid_until > own.valid_until or (loan.ended_at is null and own.ended_at is not null)`,
  },
  {
    name: 'organization.guarded_roles_are_approved',
    sentence: 'Whoever holds a guarded role was approved by a second person or loaded by the system.',
    query: sql`
      select a.id, a.staff_id, a.role_id from organization.assignments a join organization.roles r on r.id = a.role_id
      where r.guarded and a.ended_at is null
        and not exists (select from organization.proposals p where p.id = a.id and p.state = 'applied')
        and not exists (select from core.changes c where c.subject = 'organization.assignment' and c.subject_id = a.id::text
          and c.action = 'role_granted' and (c.by_kind = 'system' or not exists (
            select from core.changes later where later.subject = 'organization.role' and later.subject_id = r.id and later.happened_at <= c.happened_at
              and (later.after->>'guarded')::boolean)))`,
  },
  {
    name: 'organization.closed_days_have_no_till',
    sentence: 'No till is open outside an open day, and no till hangs on a day of another institution.',
    query: sql`
      select t.id, d.state from organization.tills t join organization.days d on d.institution_id = t.institution_id and d.day = t.day
      where t.state = 'open' and d.state <> 'open'`,
  },
  {
    name: 'organization.closed_drawers_are_empty',
    sentence: 'A counter without an open till has nothing in its drawer.',
    query: sql`
      with moved as (
        select destination as account, asset, amount from ledger.postings where destination like 'org:%:till:%'
        union all select source, asset, -amount from ledger.postings where source like 'org:%:till:%'
      )
      select account, asset, sum(amount)::bigint as left_minor from moved m
      where not exists (select from organization.tills t where t.state = 'open' and m.account = 'org:' || t.institution_id || ':till:' || t.counter)
      group by account, asset having sum(amount) <> 0`,
  },
  {
    name: 'organization.counted_vouchers_are_booked',
    sentence: 'The ledger has of every till the vouchers of its last count, used and sold, and nothing of the counts before.',
    query: sql`
      with by_ledger as (${voucherBookings}), by_count as (
        select t.id as till_id, t.currency, v.act, sum(v.amount_minor) as amount from organization.tills t
        cross join lateral (select vouchers from organization.counts c where c.till_id = t.id order by counted_at desc, id desc limit 1) last
        cross join lateral jsonb_to_recordset(last.vouchers) as v (act text, amount_minor bigint)
        where v.act is not null group by 1, 2, 3
      )
      select coalesce(l.till_id, c.till_id) as till_id, coalesce(l.act, c.act) as act,
        coalesce(l.amount, 0)::bigint as ledger_minor, coalesce(c.amount, 0)::bigint as counted_minor
      from by_ledger l full join by_count c on c.till_id = l.till_id and c.currency = l.currency and c.act = l.act
      where coalesce(l.amount, 0) <> coalesce(c.amount, 0)`,
  },
  {
    name: 'organization.day_ends_agree_with_the_ledger',
    sentence: 'The vouchers in the totals of a settled day are what the ledger has of its tills.',
    query: sql`
      with by_totals as (
        select d.institution_id, d.day, x.currency, v.act, sum(v.amount_minor) as amount from organization.days d
        cross join lateral jsonb_to_recordset(d.totals) as x (currency text, vouchers jsonb)
        cross join lateral jsonb_to_recordset(coalesce(x.vouchers, '[]')) as v (act text, amount_minor bigint)
        where d.state = 'settled' and v.act is not null group by 1, 2, 3, 4
      ), by_ledger as (
        select i.institution_id, i.day, b.currency, b.act, sum(b.amount) as amount from (${voucherBookings}) b
        join organization.tills i on i.id = b.till_id
        join organization.days d on d.institution_id = i.institution_id and d.day = i.day and d.state = 'settled'
        group by 1, 2, 3, 4
      )
      select coalesce(l.institution_id, d.institution_id) as institution_id, coalesce(l.day, d.day) as day, coalesce(l.act, d.act) as act,
        coalesce(l.amount, 0)::bigint as ledger_minor, coalesce(d.amount, 0)::bigint as totals_minor
      from by_ledger l full join by_totals d on d.institution_id = l.institution_id and d.day = l.day and d.currency = l.currency and d.act = l.act
      where coalesce(l.amount, 0) <> coalesce(d.amount, 0)`,
  },
] as const

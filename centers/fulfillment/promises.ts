import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'fulfillment.collected_is_owed',
    sentence:
      'What was delivered against money at the door and is not paid over is what its carrier owes, and every sum he paid over is written down.',
    query: sql`
      with owed as (
        select carrier_account as account, sum(amount_minor - paid_minor) as minor from (
          select 'carrier:' || case when carrier ~ '^[A-Za-z0-9._-]{1,64}$' then carrier else 'other' end || ':' || organization_id || ':receivable' as carrier_account,
            amount_minor, paid_minor from fulfillment.collections) c group by 1
      ),
      booked as (
        select account, sum(minor) as minor from (
          select source as account, amount as minor from ledger.postings where source like 'carrier:%:receivable'
          union all select destination, -amount from ledger.postings where destination like 'carrier:%:receivable') p group by 1
      )
      select account, coalesce(o.minor, 0) as owed, coalesce(b.minor, 0) as booked from owed o full join booked b using (account)
      where coalesce(o.minor, 0) <> coalesce(b.minor, 0)
      union all
      select c.order_id::text, c.paid_minor, coalesce(sum(p.amount_minor), 0) from fulfillment.collections c
      left join fulfillment.pay_overs p on p.order_id = c.order_id and p.group_no = c.group_no
      group by c.order_id, c.group_no, c.paid_minor having c.paid_minor <> coalesce(sum(p.amount_minor), 0)`,
  },
  {
    name: 'fulfillment.paid_at_the_door_is_collected',
    sentence: 'Every group paid at the door that was delivered was collected once; one that was refused or is under way was not.',
    query: sql`
      select o.id, s.group_no, s.state, c.amount_minor from orders.orders o
      join orders.stages s on s.order_id = o.id
      left join fulfillment.collections c on c.order_id = s.order_id and c.group_no = s.group_no
      where o.payment_term = 'cash_on_delivery' and not o.history
        and (s.state in ('delivered', 'completed')) <> (c.order_id is not null)
        and (select coalesce(sum(l.amount_minor + l.freight_minor), 0) from orders.lines l where l.order_id = s.order_id and l.group_no = s.group_no) > 0`,
  },
  {
    name: 'fulfillment.lines_left_in_parcels',
    sentence: 'What an order line counts as shipped is what its parcels hold.',
    query: sql`
      select l.order_id, l.line_no, l.shipped, coalesce(p.quantity, 0) as in_parcels
      from orders.lines l
      join orders.orders o on o.id = l.order_id and not o.history
      left join (
        select p.order_id, pl.line_no, sum(pl.quantity) as quantity
        from fulfillment.parcels p join fulfillment.parcel_lines pl on pl.parcel_id = p.id group by 1, 2
      ) p on p.order_id = l.order_id and p.line_no = l.line_no
      where l.shipped <> coalesce(p.quantity, 0)`,
  },
  {
    name: 'fulfillment.chosen_nodes_are_kept',
    sentence: 'What an applied choice says of a line is where the line leaves from, unless a later one says otherwise.',
    query: sql`
      select c.order_id, c.run_id, n.line_no, l.node_id, p.parcel ->> 'node_id' as chosen
      from (select distinct on (order_id) order_id, run_id, parcels from fulfillment.choices where applied order by order_id, decided_at desc, run_id desc) c
      cross join lateral jsonb_array_elements(c.parcels) as p (parcel)
      cross join lateral jsonb_array_elements_text(p.parcel -> 'line_nos') as n (line_no)
      join orders.lines l on l.order_id = c.order_id and l.line_no = n.line_no::smallint
      where p.parcel -> 'parts' is null and l.node_id is distinct from p.parcel ->> 'node_id'
      union all
      select c.order_id, c.run_id, (n.part ->> 'line_no')::smallint::text, string_agg(l.node_id, ', '), p.parcel ->> 'node_id'
      from (select distinct on (order_id) order_id, run_id, parcels from fulfillment.choices where applied order by order_id, decided_at desc, run_id desc) c
      cross join lateral jsonb_array_elements(c.parcels) as p (parcel)
      cross join lateral jsonb_array_elements(p.parcel -> 'parts') as n (part)
      left join orders.lines l on l.order_id = c.order_id and l.node_id = p.parcel ->> 'node_id'
        and (n.part ->> 'line_no')::smallint in (l.line_no, l.split_from)
      group by c.order_id, c.run_id, n.part, p.parcel ->> 'node_id'
      having coalesce(sum(l.quantity), 0) <> (n.part ->> 'quantity')::integer`,
  },
  {
    name: 'fulfillment.live_rules_are_versions',
    sentence: 'What decides for a channel is a version that was published and names it.',
    query: sql`
      select c.channel_id, c.rule_id, r.live_version from fulfillment.rule_channels c
      join fulfillment.rules r using (rule_id)
      left join fulfillment.rule_versions v on v.rule_id = r.rule_id and v.version_no = r.live_version
      where v.published_at is null or v.retired_at is not null or not v.content -> 'channel_ids' ? c.channel_id`,
  },
]

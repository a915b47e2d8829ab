import { sql } from '#core/sql.ts'

export const promises = [
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

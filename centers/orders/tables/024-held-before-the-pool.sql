-- Orders that somebody held before there was a pool stand in it too, for what their history says.
insert into orders.abnormals (abnormal_id, order_id, channel_id, external_no, organization_id, reason, owner, detail, status, opened_at, opened_by)
select gen_random_uuid(), h.order_id, h.channel_id, o.external_no, h.organization_id, h.reason,
  case when h.reason in ('stock_short', 'no_node_fits', 'node_refused') then 'stock' else 'service' end,
  case when h.reason = 'held_by_hand' then left(h.said, 1000) end, 'open', h.happened_at, h.by
from (
  select distinct on (s.order_id) s.order_id, s.channel_id, s.organization_id, e.by, e.reason as said, e.happened_at,
    case when e.reason like 'short_pick%' then 'stock_short' when e.reason like 'no_node_fits%' then 'no_node_fits' when e.reason like 'refused_by_node%' then 'node_refused'
      when e.reason like 'unpaid%' then 'unpaid' when e.reason like 'address_missing%' then 'address_missing' else 'held_by_hand' end as reason
  from orders.stages s join orders.entries e on e.order_id = s.order_id and e.group_no = s.group_no and e.entry_no = s.entry_no
  where s.state = 'held' and not exists (select from orders.abnormals a where a.order_id = s.order_id and a.status = 'open')
  order by s.order_id, e.happened_at desc
) h join orders.orders o on o.id = h.order_id;

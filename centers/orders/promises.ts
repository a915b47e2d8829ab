import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'orders.money_is_in_one_place',
    sentence:
      'Money of an order is what came in, less what went back and what became sales; what a program pays back for a membership comes back first.',
    query: sql`
      select o.id, o.order_no, p.came - p.went - coalesce(e.earned, 0) + coalesce(f.returned, 0) as expected, coalesce(b.balance, 0) as waiting
      from orders.orders o
      join lateral (
        select coalesce(sum(amount_minor) filter (where direction = 'in'), 0) as came, coalesce(sum(amount_minor) filter (where direction = 'out'), 0) as went
        from payments.payments where order_id = o.id
      ) p on true
      left join (
        select source, sum(amount) as earned from ledger.postings where source like 'order:%:paid' and destination like 'org:%:sales' group by source
      ) e on e.source = 'order:' || o.id || ':paid'
      left join (
        select destination, sum(amount) as returned from ledger.postings where source like 'program:%:fees' and destination like 'order:%:paid' group by destination
      ) f on f.destination = 'order:' || o.id || ':paid'
      left join ledger.balances b on b.account = 'order:' || o.id || ':paid'
      where coalesce(b.balance, 0) <> p.came - p.went - coalesce(e.earned, 0) + coalesce(f.returned, 0)`,
  },
  {
    name: 'orders.paid_before_shipped',
    sentence: 'Goods leave unpaid only where the payment term says so.',
    query: sql`
      select o.id, o.order_no, s.state from orders.orders o join orders.stages s on s.order_id = o.id
      where s.state in ('shipped', 'delivered', 'completed') and not o.history and o.total_minor > 0 and o.payment_term <> 'pay_at_outlet'
        and not (o.payment_term = 'cash_on_delivery' and s.state = 'shipped')
        and not exists (select 1 from payments.payments p where p.order_id = o.id and p.direction = 'in')`,
  },
  {
    name: 'orders.reservations_are_stock_reserved',
    sentence: 'What open orders have reserved is what the nodes hold reserved.',
    query: sql`
      with owed as (
        select case l.stock_from when 'supplier' then 'supplier:' || l.node_id || ':reserved' when 'presale' then 'presale:' || l.sku_id || ':owed'
          else 'node:' || l.node_id || ':reserved' end as account, 'sku:' || l.sku_id as asset, sum(l.quantity - l.shipped) as quantity
        from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
        where s.state not in ('canceled', 'closed') and l.stock_from is not null and l.stock_from <> 'service'
        group by 1, 2
      ),
      held as (
        select account, asset, balance from ledger.balances
        where (account like 'node:%:reserved' or account like 'supplier:%:reserved' or account like 'presale:%:owed')
      )
      select account, asset, coalesce(o.quantity, 0) as owed, coalesce(h.balance, 0) as held
      from owed o full join held h using (account, asset) where coalesce(o.quantity, 0) <> coalesce(h.balance, 0)`,
  },
  {
    name: 'orders.counts_are_exact',
    sentence: 'The counts on the tabs are the orders in them.',
    query: sql`
      with counted as (
        select organization_id, channel_id, state, sum(orders) as orders from orders.counts group by 1, 2, 3
      ),
      real as (
        select organization_id, channel_id, state, count(distinct order_id) as orders from orders.stages group by 1, 2, 3
      )
      select organization_id, channel_id, state, coalesce(c.orders, 0) as counted, coalesce(r.orders, 0) as real
      from counted c full join real r using (organization_id, channel_id, state) where coalesce(c.orders, 0) <> coalesce(r.orders, 0)`,
  },
  {
    name: 'orders.stages_are_their_last_entry',
    sentence: 'Every group is in the state of its last entry, and every order has lines and groups.',
    query: sql`
      select s.order_id, s.group_no, s.state, e.state as entered from orders.stages s
      left join orders.entries e on e.order_id = s.order_id and e.group_no = s.group_no and e.entry_no = s.entry_no
      where e.state is distinct from s.state
      union all
      select o.id, 0, 'no lines or groups', null from orders.orders o
      where not exists (select 1 from orders.stages s where s.order_id = o.id)`,
  },
  {
    name: 'orders.points_wait_with_open_groups',
    sentence: 'Points that wait with an order are those its groups on their way were paid with.',
    query: sql`
      with owed as (
        select d.order_id::text as order_id, 'points:' || d.source_id as asset, sum(d.points) as points
        from orders.discounts d
        join orders.lines l on l.order_id = d.order_id and l.line_no = d.line_no
        join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
        where d.kind = 'points' and s.state not in ('delivered', 'completed', 'canceled', 'closed') group by 1, 2
      ),
      held as (
        select split_part(account, ':', 2) as order_id, asset, sum(balance) as points
        from ledger.balances where account like 'order:%:points:%' and balance > 0 group by 1, 2
      )
      select order_id, asset, coalesce(o.points, 0) as owed, coalesce(h.points, 0) as held
      from owed o full join held h using (order_id, asset) where coalesce(o.points, 0) <> coalesce(h.points, 0)`,
  },
  {
    name: 'orders.subsidies_are_part_of_their_lines',
    sentence: 'A platform pays no more of a line than it costs.',
    query: sql`
      select d.order_id, d.line_no, d.amount_minor as subsidy, l.amount_minor as amount from orders.discounts d
      left join orders.lines l on l.order_id = d.order_id and l.line_no = d.line_no where d.kind = 'subsidy' and d.amount_minor > coalesce(l.amount_minor, 0)`,
  },
  {
    name: 'orders.what_a_rule_stopped_waits',
    sentence: 'What a rule stopped goes nowhere before its reason is closed, and no reason stands twice at an order.',
    query: sql`
      select a.order_id, a.reason, s.state from orders.abnormals a join orders.stages s on s.order_id = a.order_id
      where a.status = 'open' and a.rule_id is not null and s.state in ('approved', 'allocated', 'released', 'shipped', 'delivered', 'completed')
      union all
      select order_id, reason, 'twice' from orders.abnormals where status = 'open' and order_id is not null group by order_id, reason, part_no having count(*) > 1`,
  },
  {
    name: 'orders.bureaus_are_counted',
    sentence: 'The orders a bureau has of a day are those it was given and has not returned.',
    query: sql`
      with given as (
        select bureau_id, duty, taken_on as day, count(*) as given from orders.errands where status in ('waiting', 'accepted', 'done') group by 1, 2, 3
      )
      select bureau_id, duty, day, coalesce(g.given, 0) as given, coalesce(d.taken, 0) as taken
      from given g full join orders.bureau_days d using (bureau_id, duty, day) where coalesce(g.given, 0) <> coalesce(d.taken, 0)`,
  },
  {
    name: 'orders.bureaus_are_chosen_by_a_rule_or_a_person',
    sentence: 'Every choice of a bureau names the version of a rule that is kept, or a person.',
    query: sql`
      select e.errand_id, e.order_id, e.rule_id, e.rule_version from orders.errands e
      where (e.rule_id is null and e.assigned_by = 'rule')
        or (e.rule_id is not null and not exists (select from orders.bureau_rules r where r.rule_id = e.rule_id and r.version = e.rule_version))`,
  },
]

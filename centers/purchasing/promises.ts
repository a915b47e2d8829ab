import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'purchasing.receipts_are_stock',
    sentence: 'What was received against an order came into stock, and what went back left it.',
    query: sql`
      with moved as (
        select m.ref, m.sku_id, sum(case when m.to_node_id is not null then m.quantity else 0 end)::bigint as came,
          sum(case when m.to_node_id is null then m.quantity else 0 end)::bigint as went
        from inventory.moves m where m.ref like 'purchasing.order:%' group by 1, 2
      ),
      written as (
        select 'purchasing.order:' || order_id as ref, sku_id, sum(received + damaged)::bigint as came, sum(returned)::bigint as went
        from purchasing.lines group by 1, 2
      )
      select ref, sku_id, w.came, w.went, m.came as moved_in, m.went as moved_out
      from written w left join moved m using (ref, sku_id)
      where w.came <> coalesce(m.came, 0) or w.went <> coalesce(m.went, 0)`,
  },
  {
    name: 'purchasing.closed_orders_have_no_open_line',
    sentence: 'A closed or canceled order has no line that still waits.',
    query: sql`
      select o.id, l.line_no, l.state from purchasing.orders o join purchasing.lines l on l.order_id = o.id
      where o.state in ('closed', 'canceled') and l.state in ('draft', 'sent', 'confirmed', 'partly_received')`,
  },
]

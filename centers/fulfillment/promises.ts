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
]

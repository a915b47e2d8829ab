import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'warehouse.bins_within_books',
    sentence: 'The bins of a site never show more of a SKU than its books have.',
    query: sql`
      select c.node_id, c.sku_id, c.in_bins, coalesce(b.in_books, 0) as in_books
      from (select node_id, sku_id, sum(quantity) as in_bins from warehouse.contents group by 1, 2) c
      left join (
        select split_part(account, ':', 2) as node_id, substr(asset, 5) as sku_id, sum(balance) as in_books from ledger.balances
        where account like 'node:%' and account not like 'node:%:in_transit' and asset like 'sku:%' group by 1, 2
      ) b on b.node_id = c.node_id and b.sku_id = c.sku_id
      where c.in_bins > coalesce(b.in_books, 0)
        -- What left by another door a moment ago is taken out of the bins by the next event.
        and not exists (select from core.cursors k join core.events e on (e.tx_id, e.seq) > (k.tx_id, k.seq)
          where k.consumer = 'warehouse.follow_books' and e.topic in ('fulfillment.shipped', 'inventory.corrected', 'inventory.moved'))`,
  },
  {
    name: 'warehouse.movements_tell_contents',
    sentence: 'What lies in a bin is what was moved in less what was moved out.',
    query: sql`
      select coalesce(c.node_id, m.node_id) as node_id, coalesce(c.bin_code, m.bin_code) as bin_code, coalesce(c.sku_id, m.sku_id) as sku_id
      from warehouse.contents c
      full join (
        select node_id, bin_code, sku_id, lot, sum(quantity) as quantity from (
          select node_id, to_bin as bin_code, sku_id, lot, quantity from warehouse.movements where to_bin is not null
          union all select node_id, from_bin, sku_id, lot, -quantity from warehouse.movements where from_bin is not null) x
        group by 1, 2, 3, 4
      ) m on m.node_id = c.node_id and m.bin_code = c.bin_code and m.sku_id = c.sku_id and m.lot = c.lot
      where coalesce(c.quantity, 0) <> coalesce(m.quantity, 0)`,
  },
  {
    name: 'warehouse.planned_for_picks',
    sentence: 'What is set aside in a bin is what open picks will take from it.',
    query: sql`
      select coalesce(c.node_id, p.node_id) as node_id, coalesce(c.bin_code, p.bin_code) as bin_code, coalesce(c.sku_id, p.sku_id) as sku_id, c.planned, p.quantity
      from (select node_id, bin_code, sku_id, lot, planned from warehouse.contents where planned > 0) c
      full join (select node_id, bin_code, sku_id, lot, sum(quantity) as quantity from warehouse.picks
        where status = 'open' and bin_code is not null group by 1, 2, 3, 4) p
        on p.node_id = c.node_id and p.bin_code = c.bin_code and p.sku_id = c.sku_id and p.lot = c.lot
      -- Goods that left the bin by another door are no longer set aside; the picker will find them missing.
      where coalesce(c.planned, 0) > coalesce(p.quantity, 0)`,
  },
  {
    name: 'warehouse.left_to_check',
    sentence: 'The pieces a parcel still needs are those its lines were not checked for.',
    query: sql`
      select o.id, o.left_pieces, sum(l.quantity - l.checked) as open from warehouse.outbounds o join warehouse.outbound_lines l on l.outbound_id = o.id
      group by o.id, o.left_pieces having o.left_pieces <> sum(l.quantity - l.checked)`,
  },
  {
    name: 'warehouse.boxes_hold_what_was_checked',
    sentence: 'The boxes of a parcel that is checked or shipped hold exactly what was ordered.',
    query: sql`
      select o.id, l.line_no, l.quantity, coalesce(b.quantity, 0) as boxed from warehouse.outbounds o join warehouse.outbound_lines l on l.outbound_id = o.id
      left join (
        select b.outbound_id, bl.line_no, sum(bl.quantity) as quantity from warehouse.boxes b join warehouse.box_lines bl on bl.box_id = b.id
        where b.status <> 'voided' group by 1, 2
      ) b on b.outbound_id = o.id and b.line_no = l.line_no
      where o.status in ('checked', 'shipped') and l.quantity <> coalesce(b.quantity, 0)`,
  },
  {
    name: 'warehouse.shipped_is_a_parcel',
    sentence: 'Every box that left is a parcel of its order under the same number, and its order was not canceled.',
    query: sql`
      select b.id, b.waybill_no from warehouse.boxes b left join fulfillment.parcels p on p.id = b.id and p.waybill_no = b.waybill_no
      where b.status in ('shipped', 'handed_over') and p.id is null
      union all
      select b.id, b.waybill_no from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id
      join orders.stages s on s.order_id = o.order_id and s.group_no = o.group_no
      where b.status in ('shipped', 'handed_over') and s.state = 'canceled'`,
  },
  {
    name: 'warehouse.one_attempt_open',
    sentence: 'A group of an order is worked on once at a time.',
    query: sql`
      select order_id, group_no, count(*) as open from warehouse.outbounds where status in ('waiting', 'in_wave', 'checked') group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'warehouse.waves_count',
    sentence: 'A wave counts exactly its orders that were checked, shipped and stopped.',
    query: sql`
      select w.id, w.wave_no from warehouse.waves w join (
        select wave_id, count(*) as orders, count(*) filter (where status in ('checked', 'shipped')) as checked, count(*) filter (where status = 'shipped') as shipped,
          count(*) filter (where status = 'stopped') as stopped
        from warehouse.outbounds where wave_id is not null group by wave_id) o on o.wave_id = w.id
      where (w.orders, w.checked, w.shipped, w.stopped) <> (o.orders, o.checked, o.shipped, o.stopped)`,
  },
  {
    name: 'warehouse.serials_are_sold',
    sentence:
      'A serial number in a parcel is sold by the books to the same order, and none is sold to an order of ours that is in none of its parcels.',
    query: sql`
      select s.sku_id, s.serial, s.outbound_id from warehouse.serials s join warehouse.outbounds o on o.id = s.outbound_id
      left join inventory.serials i on i.sku_id = s.sku_id and i.serial_no = s.serial
      -- What happened to the piece later (it came back, it was sold again) is the books' own story.
      where i.serial_no is null or (i.changed_at <= s.scanned_at and (i.state <> 'sold' or i.ref <> 'orders.order:' || o.order_id))
      union all
      select i.sku_id, i.serial_no, null from inventory.serials i
      where i.state = 'sold' and i.ref ~ '^orders\.order:[0-9a-f-]{36}$'
        and exists (select from warehouse.outbounds o where o.order_id = substr(i.ref, 14)::uuid and o.status <> 'stopped')
        and not exists (select from warehouse.outbounds o join warehouse.serials s on s.outbound_id = o.id
          where o.order_id = substr(i.ref, 14)::uuid and s.sku_id = i.sku_id and s.serial = i.serial_no)`,
  },
  {
    name: 'warehouse.lots_fit_boxes',
    sentence: 'A box never holds more of a line by lot than it holds of the line.',
    query: sql`
      select y.outbound_id, y.box_no, y.line_no, sum(y.quantity) as by_lot, max(l.quantity) as boxed from warehouse.box_lots y
      left join warehouse.boxes b on b.outbound_id = y.outbound_id and b.box_no = y.box_no
      left join warehouse.box_lines l on l.box_id = b.id and l.line_no = y.line_no
      where y.box_no > 0 group by 1, 2, 3 having sum(y.quantity) > coalesce(max(l.quantity), 0)`,
  },
  {
    name: 'warehouse.returned_within_shipped',
    sentence: 'No more comes back with a parcel than left in it.',
    query: sql`
      select r.parcel_id, r.line_no, sum(r.quantity) as returned, max(l.quantity) as sent from warehouse.returns r
      left join fulfillment.parcel_lines l on l.parcel_id = r.parcel_id and l.line_no = r.line_no
      group by 1, 2 having sum(r.quantity) > coalesce(max(l.quantity), 0)`,
  },
]

import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'marketplaces.pulled_is_kept',
    sentence: 'Every number a platform told us is an order, or waits with its reasons, or ended there before it became one.',
    query: sql`
      select channel_id, external_no, state from marketplaces.pulled p
      where (state = 'placed' and not exists (select from orders.orders o where o.id = p.order_id))
        or (state = 'waiting' and cardinality(reasons) = 0)`,
  },
  {
    name: 'marketplaces.pulled_once',
    sentence: 'A platform’s order is one order of ours, and the one that carries its number.',
    query: sql`
      select p.channel_id, p.external_no, p.order_id, n.order_id as numbered from marketplaces.pulled p
      left join orders.external_numbers n on n.channel_id = p.channel_id and n.external_no = p.external_no
      where p.state = 'placed' and n.order_id is distinct from p.order_id
      union all
      select min(channel_id), min(external_no), order_id, null from marketplaces.pulled where order_id is not null group by order_id having count(*) > 1`,
  },
  {
    name: 'marketplaces.shipped_is_written_back',
    sentence: 'Every parcel of a marketplace order is told to its platform, or waits with a letter or a reason, or was refused with one.',
    query: sql`
      select s.parcel_id, s.state, s.reason from marketplaces.shipments s
      where (s.state = 'refused' and s.reason is null)
        or (s.state = 'waiting' and s.reason is distinct from 'rest_not_shipped' and not exists (
          select from interfaces.letters l where l.subject in (s.parcel_id::text, s.order_id::text) and l.kind = 'marketplaces.shipment' and l.state = 'waiting'))`,
  },
  {
    name: 'marketplaces.pushes_are_followed',
    sentence:
      'Every push that was taken is an order we asked for, waits with a letter, was older than what is known, or was refused with a reason.',
    query: sql`
      select p.connection_id, p.push_no, p.state, p.detail from marketplaces.pushes p join marketplaces.connections c using (connection_id)
      where (p.state = 'refused' and p.detail is null)
        or (p.state = 'asking' and not exists (
          select from interfaces.letters l where l.kind = 'marketplaces.push' and l.account = p.connection_id and l.subject = p.external_no and l.state = 'waiting'))
        or (p.state = 'taken' and not exists (select from marketplaces.pulled o where o.channel_id = c.channel_id and o.external_no = p.external_no))`,
  },
  {
    name: 'marketplaces.replies_are_told',
    sentence: 'Every answer to a refund is told to its platform, waits with a letter, or was refused with a reason.',
    query: sql`
      select y.connection_id, y.reply_no, y.state from marketplaces.replies y
      where (y.state = 'asked' and not exists (
          select from interfaces.letters l where l.kind = 'marketplaces.refund_reply' and l.account = y.connection_id and l.payload->>'reply_no' = y.reply_no and l.state = 'waiting'))
        or not exists (select from marketplaces.refunds r where r.connection_id = y.connection_id and r.refund_no = y.refund_no)`,
  },
  {
    name: 'marketplaces.statements_are_whole',
    sentence: 'A statement that was taken is the sum of its entries.',
    query: sql`
      select s.connection_id, s.day from marketplaces.statements s
        left join marketplaces.statement_entries e on e.connection_id = s.connection_id and e.day = s.day
      where s.state = 'taken' group by s.connection_id, s.day
      having count(e.entry_no) <> s.entries or coalesce(sum(e.amount_minor), 0) <> s.sale_minor + s.refund_minor + s.fee_minor + s.other_minor`,
  },
  {
    name: 'marketplaces.lines_are_known',
    sentence: 'An order that came from a platform knows the platform’s number of each of its lines.',
    query: sql`
      select p.external_no, p.order_id from marketplaces.pulled p
      where p.state = 'placed' and cardinality(p.line_nos) > 0 and cardinality(p.line_nos) <> (select count(*) from orders.lines l where l.order_id = p.order_id and l.split_from is null)`,
  },
  {
    name: 'marketplaces.feeds_are_followed',
    sentence: 'A listing stands in a feed that is not over, or in none.',
    query: sql`
      select l.connection_id, l.listing_key, f.state from marketplaces.listings l left join marketplaces.feeds f using (feed_id)
      where l.feed_id is not null and (f.state is null or f.state in ('done', 'failed'))`,
  },
]

import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'erp.sums_agree',
    sentence: 'A document is the sum of its lines.',
    query: sql`
      select d.document_no, d.total_minor, coalesce(sum(l.amount_minor), 0) as lines from erp.documents d left join erp.lines l on l.document_no = d.document_no
      group by d.document_no, d.total_minor having d.total_minor <> coalesce(sum(l.amount_minor), 0)`,
  },
  {
    name: 'erp.orders_agree',
    sentence: 'A document is to the cent what the orders in it cost, freight included.',
    query: sql`
      select d.document_no, d.total_minor, coalesce(o.amount, 0) as orders from erp.documents d left join lateral (
        select sum(l.amount_minor + l.freight_minor) as amount from erp.sources s join orders.lines l on l.order_id = s.order_id and l.group_no = s.group_no where s.document_no = d.document_no
      ) o on true where d.direction = 'S' and d.total_minor <> coalesce(o.amount, 0)`,
  },
  {
    name: 'erp.returns_agree',
    sentence: 'A document of returns is to the cent what was paid back for goods that had left.',
    query: sql`
      select d.document_no, d.total_minor, coalesce(r.amount, 0) as returns from erp.documents d left join lateral (
        select sum(booked_minor) as amount from erp.returns r where r.document_no = d.document_no
      ) r on true where d.direction = 'R' and d.total_minor <> coalesce(r.amount, 0)`,
  },
  {
    name: 'erp.returns_were_sold',
    sentence: 'Of no order comes back more than was sold.',
    query: sql`
      select r.order_id, r.booked, coalesce(s.sold, 0) as sold
      from (select order_id, sum(booked_minor) as booked from erp.returns where booked_minor > 0 group by order_id) r left join lateral (
        select sum(l.amount_minor + l.freight_minor) as sold from erp.sources k join orders.lines l on l.order_id = k.order_id and l.group_no = k.group_no
        where k.order_id = r.order_id and k.document_no is not null
      ) s on true where r.booked > coalesce(s.sold, 0)`,
  },
  {
    name: 'erp.materials_known',
    sentence: 'Nothing goes out under a number its system does not know.',
    query: sql`
      select l.document_no, l.line_no from erp.lines l join erp.documents d on d.document_no = l.document_no where l.material is null and d.state <> 'unmapped'`,
  },
  {
    name: 'erp.booked_agrees',
    sentence: 'A document counts as booked only when the ERP has what we sent.',
    query: sql`select document_no from erp.documents where (state = 'booked' and differences <> '[]') or (state = 'differs' and differences = '[]')`,
  },
]

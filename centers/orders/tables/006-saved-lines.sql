-- A cart line put aside: it waits in the cart without being bought.
alter table orders.carts add column later boolean not null default false;
-- A guest's orders, until he signs in and they become his.
create index orders_of_visitor on orders.orders (visitor_id) where visitor_id is not null and member_id is null;

-- What paper a buyer asked for with his order; without a row none.
create table orders.invoice_wishes (
  order_id uuid primary key,
  kind text not null check (kind in ('person', 'company')),
  title text not null,
  tax_no text,
  email text,
  asked_at timestamptz not null,
  check (kind = 'person' or tax_no is not null)
);

-- What lowered a line, by name and amount. Lines carry the amounts after all of it.
create table orders.discounts (
  order_id uuid not null,
  line_no smallint not null,
  kind text not null check (kind in ('points')),
  -- For points: the program they are of.
  source_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  -- Points that waited with the order for this; 0 for other kinds.
  points bigint not null default 0 check (points >= 0),
  primary key (order_id, line_no, kind, source_id)
);

-- Orders of one buyer that leave in one parcel; each keeps its number, lines and money. What an order has left stays readable.
create table orders.merged (
  order_id uuid not null,
  merge_id uuid not null,
  -- The version of the merge rule that did it; null for a person.
  rule_version integer,
  merged_by text not null,
  merged_at timestamptz not null,
  left_by text,
  left_at timestamptz,
  left_why text,
  primary key (order_id, merge_id),
  check ((left_at is null) = (left_by is null))
);
create unique index merged_now on orders.merged (order_id) where left_at is null;
create index merged_together on orders.merged (merge_id);

-- Orders that could leave together: found as they come in, gone as they leave. A hint is one buyer at one door.
create table orders.merge_hints (
  hint_id uuid not null,
  order_id uuid not null,
  organization_id text not null,
  hinted_at timestamptz not null,
  -- Somebody has said that they shall not.
  dismissed_at timestamptz,
  dismissed_by text,
  primary key (hint_id, order_id)
);
create index merge_hints_of_order on orders.merge_hints (order_id);

-- Whether orders are merged by themselves. Every version is kept; the newest counts.
create table orders.merge_rules (
  version integer primary key,
  enabled boolean not null,
  -- Also orders of different channels.
  across_channels boolean not null,
  -- Placed no further apart than this.
  within_hours integer not null check (within_hours between 1 and 720),
  most_orders integer not null check (most_orders between 2 and 20),
  saved_at timestamptz not null,
  saved_by text not null
);
insert into orders.merge_rules values (1, false, true, 24, 5, '2026-01-01', 'system');

-- Lines that somebody wants to leave apart from the others carry the number of their parcel; 0 leaves with the rest.
alter table orders.lines add column apart_no smallint not null default 0;

-- What was split and how, so that it can be taken back.
create table orders.splits (
  order_id uuid not null,
  split_id uuid not null,
  how text not null check (how in ('hand', 'weight')),
  -- The parcels it made, and the one they were taken from.
  apart_nos smallint[] not null,
  from_apart_no smallint not null,
  split_by text not null,
  split_at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  primary key (order_id, split_id)
);

-- The newest orders of a phone are found without reading all of them.
create index orders_by_phone_newest on orders.orders (buyer_phone, placed_at desc) where buyer_phone is not null;
drop index orders.orders_by_phone;

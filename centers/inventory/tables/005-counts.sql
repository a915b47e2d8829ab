-- A count sheet: which SKUs of a node somebody counts.
create table inventory.counts (
  id uuid primary key,
  node_id text not null,
  kind text not null check (kind in ('full', 'cyclic', 'spot')),
  -- Who counts does not see what the books say.
  blind boolean not null,
  -- The rule that proposed its SKUs, when one did.
  rule text,
  note text,
  state text not null default 'open' check (state in ('open', 'review', 'done', 'canceled')),
  digest text not null,
  request_id uuid,
  by_id text,
  by_name text not null,
  made_at timestamptz not null,
  closed_at timestamptz,
  check ((state in ('done', 'canceled')) = (closed_at is not null))
);
create index counts_of_node on inventory.counts (node_id, made_at desc, id desc);
create index counts_by_time on inventory.counts (made_at desc, id desc);

create table inventory.count_lines (
  count_id uuid not null references inventory.counts,
  sku_id text not null,
  -- open: to be counted; recount: differed once, to be counted again; agrees; differs: twice, or accepted; waiting: for approval;
  -- booked; short: more is missing than is free, orders hold the rest; dropped: approval was refused.
  state text not null default 'open' check (state in ('open', 'recount', 'agrees', 'differs', 'waiting', 'booked', 'short', 'dropped')),
  -- What the books said at the moment of counting: what is sold meanwhile is no difference.
  expected bigint,
  counted bigint check (counted >= 0),
  counted_by text,
  counted_at timestamptz,
  first_counted bigint,
  first_by text,
  last_record_id uuid,
  primary key (count_id, sku_id)
);
create index count_lines_of_sku on inventory.count_lines (sku_id, counted_at desc) where counted_at is not null;

-- Corrections too large for one person, until a second has agreed.
create table inventory.corrections (
  id uuid primary key,
  node_id text not null,
  sku_id text not null,
  change bigint not null check (change <> 0),
  reason text not null,
  value_minor bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'booked', 'dropped')),
  request_id uuid not null,
  by_id text,
  by_name text not null,
  asked_at timestamptz not null
);

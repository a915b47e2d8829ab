alter table inventory.nodes
  -- Takes no new orders and closes by itself once nothing is reserved there.
  add column closing_at timestamptz,
  add column closing_reason text,
  -- 1 is Monday, 7 Sunday: days of the week nothing leaves.
  add column closed_weekdays smallint[] not null default '{}';

create table inventory.closed_days (
  node_id text not null,
  day date not null,
  reason text not null,
  primary key (node_id, day)
);

-- A channel that may sell only what is set aside for it.
alter table inventory.sharing add column only_share boolean not null default false;

-- Goods of a brand ('' is every brand) that stand at a node but are not sold by a channel ('' is every channel).
create table inventory.withholdings (
  node_id text not null,
  channel_id text not null,
  brand_id text not null,
  changed_at timestamptz not null,
  primary key (node_id, channel_id, brand_id)
);

-- A fixed share is granted once: what was ever put aside counts, so that selling it does not fill it again.
alter table inventory.shares add column granted bigint not null default 0 check (granted >= 0);
alter table inventory.shares add column ended_at timestamptz;
create index shares_due on inventory.shares (coalesce(ends_at, 'infinity'::timestamptz)) where ended_at is null;

-- A policy for a time: put in force when it starts, what was there before comes back when it ends.
create table inventory.policy_windows (
  id uuid primary key,
  sku_id text not null,
  channel_id text not null default '',
  policy text not null check (policy in ('positive', 'zero', 'negative')),
  node_id text,
  cap bigint not null default 0 check (cap >= 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'over', 'refused')),
  -- The policy it replaced; null when there was none.
  before jsonb,
  due_at timestamptz,
  changed_at timestamptz not null,
  check (policy = 'positive' or node_id is not null)
);
create index policy_windows_due on inventory.policy_windows (due_at) where due_at is not null;
create index policy_windows_of_sku on inventory.policy_windows (sku_id, starts_at desc);

-- Days a parcel travels between two regions: the longest beginning of the county code that fits decides; '' fits all.
create table inventory.delivery_days (
  from_region text not null check (from_region ~ '^(\d{2}|\d{4}|\d{6})?$'),
  to_region text not null check (to_region ~ '^(\d{2}|\d{4}|\d{6})?$'),
  days smallint not null check (days between 0 and 60),
  primary key (from_region, to_region)
);

-- Stock set aside for a while without an order: a call that is still going on, a live show, a quotation.
create table inventory.holds (
  id uuid primary key,
  channel_id text not null,
  lines jsonb not null,
  digest text not null,
  note text,
  state text not null default 'held' check (state in ('held', 'released', 'expired', 'taken')),
  due_at timestamptz not null,
  by_id text,
  by_name text not null,
  held_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'held') = (ended_at is null))
);
create index holds_due on inventory.holds (due_at) where state = 'held';
create index holds_by_time on inventory.holds (held_at desc, id desc);
create index serials_by_number on inventory.serials (serial_no);

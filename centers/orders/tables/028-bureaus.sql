-- Organizations that accept, process or deliver orders, where, and how many a day.
create table orders.bureaus (
  bureau_id text primary key,
  version integer not null check (version > 0),
  duties text[] not null check (duties <@ array['acceptance', 'processing', 'delivery'] and cardinality(duties) > 0),
  -- Administrative divisions it serves, each with all under it; none is everywhere.
  region_codes text[] not null,
  -- Of each duty; null has no limit.
  orders_per_day integer check (orders_per_day > 0),
  -- Hours within which it says whether it takes an order.
  answer_hours numeric(6, 2) not null check (answer_hours > 0),
  open boolean not null,
  saved_at timestamptz not null,
  saved_by text not null
);

-- Which bureau an order goes to. Every version is kept, the newest one counts.
create table orders.bureau_rules (
  rule_id text not null check (rule_id ~ '^[a-z][a-z0-9_]{1,39}$'),
  version integer not null check (version > 0),
  name jsonb not null,
  enabled boolean not null,
  -- Rules are asked in this order, then by id.
  position integer not null,
  duty text not null check (duty in ('acceptance', 'processing', 'delivery')),
  -- An order must fit each list that is not empty: one of its goods, its channel, where it goes.
  brand_ids text[] not null,
  category_ids text[] not null,
  sku_ids text[] not null,
  channel_ids text[] not null,
  region_codes text[] not null,
  -- Who may be chosen; none means every bureau that serves the address.
  bureau_ids text[] not null,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (rule_id, version)
);

-- What one bureau has to do for one order. Another bureau is another errand: what was returned stays readable.
create table orders.errands (
  errand_id uuid primary key,
  order_id uuid not null,
  duty text not null check (duty in ('acceptance', 'processing', 'delivery')),
  -- Of the order: the head office whose list it comes back to.
  organization_id text not null,
  -- Null where a rule fits and no bureau could be chosen.
  bureau_id text,
  status text not null check (status in ('waiting', 'accepted', 'returned', 'unassigned', 'done', 'withdrawn', 'replaced')),
  -- The rule that chose; null for a person.
  rule_id text,
  rule_version integer,
  -- Bureaus the rules came to first, and why they were not taken.
  passed_over jsonb not null,
  assigned_at timestamptz not null,
  assigned_by text not null,
  -- The day whose room it takes up.
  taken_on date not null,
  answer_by timestamptz,
  answered_at timestamptz,
  answered_by text,
  return_reason text,
  return_note text,
  ended_at timestamptz,
  check ((rule_id is null) = (rule_version is null)),
  check ((status = 'unassigned') <= (bureau_id is null)),
  check ((status = 'returned') <= (return_reason is not null)),
  check ((status in ('done', 'withdrawn', 'replaced')) = (ended_at is not null))
);
create unique index errands_now on orders.errands (order_id, duty) where status in ('waiting', 'accepted', 'returned', 'unassigned');
create index errands_of_order on orders.errands (order_id, assigned_at);
create index errands_of_bureau on orders.errands (bureau_id, status, assigned_at, errand_id);
create index errands_back on orders.errands (organization_id, assigned_at, errand_id) where status in ('returned', 'unassigned');

-- How many orders of a day a bureau has; counted with the errands, so that its room is known without reading them.
create table orders.bureau_days (
  bureau_id text not null,
  duty text not null,
  day date not null,
  taken integer not null check (taken >= 0),
  primary key (bureau_id, duty, day)
);

-- What an order is looked at for. Every version is kept; the newest one counts.
create table orders.review_rules (
  rule_id text not null check (rule_id ~ '^[a-z][a-z0-9_]{1,39}$'),
  version integer not null check (version > 0),
  name jsonb not null,
  enabled boolean not null,
  -- Rules are asked in this order, then by id.
  position integer not null,
  -- All of them must hold: [{fact, op, value}].
  conditions jsonb not null check (jsonb_typeof(conditions) = 'array'),
  action text not null check (action in ('approve', 'hold', 'mark', 'assign')),
  -- For `hold`: why, for how long, and whether it comes back as urgent.
  reason text,
  hold_hours numeric(8, 2) check (hold_hours > 0),
  urgent boolean not null default false,
  -- The mark of `mark`, the person of `assign`.
  value text,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (rule_id, version),
  check ((action = 'hold') = (reason is not null)),
  check ((action in ('mark', 'assign')) = (value is not null))
);
insert into orders.review_rules (rule_id, version, name, enabled, position, conditions, action, reason, saved_at, saved_by) values
  ('black_listed', 1, '{"zh": "黑名单", "en": "Black list"}', true, 10, '[{"fact": "black_listed", "op": "is", "value": true}]', 'hold', 'black_list', '2026-01-01', 'system'),
  ('large_amount', 1, '{"zh": "大额订单", "en": "Large amount"}', true, 20, '[{"fact": "total_minor", "op": "at_least", "value": 2000000}]', 'hold', 'large_amount', '2026-01-01', 'system');

-- Whose orders a person looks at first.
create table orders.black_list (
  kind text not null check (kind in ('phone', 'name', 'address')),
  value text not null,
  why text not null,
  added_at timestamptz not null,
  added_by text not null,
  primary key (kind, value)
);

-- What a piece may cost at least; '*' stands for every channel without a line of its own.
create table orders.price_floors (
  sku_id text not null,
  channel_id text not null,
  floor_minor bigint not null check (floor_minor > 0),
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (sku_id, channel_id)
);

-- What rules and people put on an order: marks, and who looks after it.
create table orders.marks (
  order_id uuid not null,
  kind text not null check (kind in ('mark', 'assignee')),
  value text not null,
  rule_id text,
  rule_version integer,
  marked_at timestamptz not null,
  marked_by text not null,
  primary key (order_id, kind, value)
);

-- The pool: why an order, or what a platform told and is no order yet, does not go on. Several reasons at once, each with an owner.
create table orders.abnormals (
  abnormal_id uuid primary key,
  -- Null for what a platform told that is no order of ours yet: (channel_id, external_no) names it.
  order_id uuid,
  channel_id text not null,
  external_no text,
  organization_id text not null,
  reason text not null,
  owner text not null check (owner in ('service', 'finance', 'risk', 'stock', 'product')),
  detail text,
  assigned_to text,
  -- A timed hold ends by itself then, and may come back as urgent.
  release_at timestamptz,
  urgent boolean not null default false,
  rule_id text,
  rule_version integer,
  status text not null default 'open' check (status in ('open', 'closed')),
  opened_at timestamptz not null,
  opened_by text not null,
  closed_at timestamptz,
  closed_by text,
  -- passed, forced: by a person; timed, rules, told: by itself; left: the order went on without.
  closed_how text check (closed_how in ('passed', 'forced', 'timed', 'rules', 'told', 'left')),
  note text,
  check ((status = 'closed') = (closed_at is not null and closed_how is not null)),
  check (order_id is not null or external_no is not null)
);
create index abnormals_open on orders.abnormals (opened_at desc, abnormal_id desc) where status = 'open';
create index abnormals_open_of_intake on orders.abnormals (channel_id, external_no) where status = 'open' and order_id is null;
create index abnormals_of_order on orders.abnormals (order_id, opened_at) where order_id is not null;
create index abnormals_release on orders.abnormals (release_at) where status = 'open' and release_at is not null;

-- How nodes are chosen for approved orders. A rule is a line of versions that never change; one of them may be live.
create table fulfillment.rules (
  rule_id text primary key check (rule_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name jsonb not null,
  last_version integer not null check (last_version > 0),
  live_version integer,
  changed_at timestamptz not null
);
create table fulfillment.rule_versions (
  rule_id text not null references fulfillment.rules,
  version_no integer not null check (version_no > 0),
  content jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  retired_at timestamptz,
  primary key (rule_id, version_no)
);
-- A channel has at most one live rule.
create table fulfillment.rule_channels (
  channel_id text primary key,
  rule_id text not null references fulfillment.rules
);

-- One time that nodes were chosen: live, by hand, after a refusal, or only on paper (dry run over waiting orders, replay of a past period).
create table fulfillment.runs (
  run_id uuid primary key,
  kind text not null check (kind in ('live', 'by_hand', 'refusal', 'dry_run', 'replay')),
  rule_id text not null,
  version_no integer not null,
  state text not null check (state in ('asked', 'done', 'failed')),
  -- Placed from and before, for a replay.
  period_from timestamptz,
  period_to timestamptz,
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  -- Which engine decided, and why not the one that was asked.
  engine text,
  fell_back text,
  totals jsonb not null default '{}',
  fault text,
  tries smallint not null default 0,
  check ((kind = 'replay') = (period_from is not null and period_to is not null)),
  check ((state = 'asked') = (ended_at is null))
);
create index runs_by_time on fulfillment.runs (asked_at desc, run_id desc);
create index runs_asked on fulfillment.runs (asked_at, run_id) where state = 'asked';

-- What a run chose for one order, and why: the newest applied one is why its lines leave from where they do.
create table fulfillment.choices (
  order_id uuid not null,
  run_id uuid not null,
  outcome text not null check (outcome in ('moved', 'stays', 'no_node_fits', 'stock_moved')),
  applied boolean not null,
  cost_minor bigint not null,
  before_minor bigint,
  before_parcels smallint not null,
  parcels jsonb not null,
  nodes jsonb not null,
  decided_at timestamptz not null,
  primary key (order_id, run_id)
);
create index choices_of_run on fulfillment.choices (run_id, outcome, order_id);
create index choices_by_time on fulfillment.choices (decided_at);

-- A node that would not ship: it is not asked for this order again.
create table fulfillment.refusals (
  id uuid primary key,
  order_id uuid not null,
  group_no smallint not null,
  node_id text not null,
  reason text not null,
  note text,
  refused_by text not null,
  refused_at timestamptz not null
);
create index refusals_of_order on fulfillment.refusals (order_id);

create index parcels_of_node on fulfillment.parcels (node_id, shipped_at);

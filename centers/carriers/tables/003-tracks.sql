-- Where a parcel is, as far as its carrier told. The state is computed from all events by the time they happened.
create table carriers.tracks (
  carrier_id text not null,
  waybill_no text not null,
  parcel_id uuid not null,
  organization_id text not null,
  order_no text not null,
  state text not null,
  state_at timestamptz not null,
  delivered_at timestamptz,
  last_event_at timestamptz,
  -- Told by push; `ended` when the partner stopped telling and we must ask or subscribe again.
  subscription text not null check (subscription in ('none', 'asked', 'active', 'ended', 'refused')),
  -- When we ask ourselves; null when there is nothing more to learn.
  poll_at timestamptz,
  begun_at timestamptz not null,
  primary key (carrier_id, waybill_no)
);
create index tracks_by_state on carriers.tracks (organization_id, state, state_at desc, waybill_no desc);
create index tracks_to_poll on carriers.tracks (poll_at) where poll_at is not null;
create index tracks_by_parcel on carriers.tracks (parcel_id);
create index tracks_by_order on carriers.tracks (order_no);
create index tracks_by_number on carriers.tracks (waybill_no);

create table carriers.track_events (
  carrier_id text not null,
  waybill_no text not null,
  -- Of time, code and words: the same event told twice is one row.
  event_key text not null,
  happened_at timestamptz not null,
  -- Null for a code we do not know: kept as told, moves nothing.
  state text,
  code text not null,
  told text not null,
  place text,
  source text not null check (source in ('push', 'query', 'staff', 'custody')),
  recorded_at timestamptz not null,
  primary key (carrier_id, waybill_no, event_key)
);

-- What went wrong with a parcel under way; each waits for a person until it is resolved.
create table carriers.exceptions (
  carrier_id text not null,
  waybill_no text not null,
  kind text not null check (kind in ('problem', 'refused', 'returned', 'lost', 'stalled')),
  organization_id text not null,
  parcel_id uuid not null,
  order_no text not null,
  happened_at timestamptz not null,
  told text not null,
  raised_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  primary key (carrier_id, waybill_no, kind),
  check ((resolved_at is null) = (resolution is null))
);
create index exceptions_open on carriers.exceptions (organization_id, raised_at desc, waybill_no desc, kind) where resolved_at is null;

create table carriers.pickups (
  pickup_id uuid primary key,
  organization_id text not null,
  account_id text not null,
  carrier_id text not null,
  node_id text,
  sender jsonb not null,
  wanted_from timestamptz not null,
  wanted_until timestamptz not null,
  parcel_count integer not null check (parcel_count > 0),
  weight_grams integer not null check (weight_grams > 0),
  note text,
  state text not null check (state in ('asked', 'placed', 'accepted', 'collecting', 'picked_up', 'failed', 'canceling', 'canceled')),
  reason text,
  partner_no text,
  courier jsonb,
  asked_at timestamptz not null,
  changed_at timestamptz not null,
  check (wanted_until > wanted_from)
);
create index pickups_by_time on carriers.pickups (organization_id, asked_at desc, pickup_id desc);

-- What the carrier bills, against what we reckoned.
create table carriers.bills (
  bill_id uuid primary key,
  organization_id text not null,
  carrier_id text not null,
  currency text not null,
  period_from date not null,
  period_to date not null,
  name text not null,
  imported_by text not null,
  imported_at timestamptz not null,
  check (period_to >= period_from)
);
create table carriers.bill_lines (
  bill_id uuid not null references carriers.bills,
  line_no integer not null check (line_no > 0),
  waybill_no text not null,
  weight_grams integer,
  amount_minor bigint not null,
  parcel_id uuid,
  quoted_minor bigint,
  quoted_grams integer,
  difference_minor bigint not null,
  type text not null,
  resolution text,
  resolved_by text,
  resolved_at timestamptz,
  primary key (bill_id, line_no)
);
create index bill_lines_by_number on carriers.bill_lines (waybill_no);

-- Orders that a third-party warehouse ships from stock it keeps for us.
create table carriers.custody_orders (
  custody_order_id uuid primary key,
  organization_id text not null,
  node_id text not null,
  account_id text not null,
  order_no text not null,
  recipient jsonb not null,
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  carrier_id text,
  content_hash text not null,
  state text not null check (state in ('asked', 'accepted', 'refused', 'shipped', 'canceling', 'canceled')),
  reason text,
  partner_no text,
  parcels jsonb not null default '[]',
  asked_at timestamptz not null,
  changed_at timestamptz not null
);
create index custody_orders_by_time on carriers.custody_orders (organization_id, asked_at desc, custody_order_id desc);

-- What the third-party warehouse says it holds; its last word per SKU and condition.
create table carriers.custody_stock (
  node_id text not null,
  sku_id text not null,
  condition text not null check (condition in ('available', 'defective')),
  quantity bigint not null check (quantity >= 0),
  told_at timestamptz not null,
  primary key (node_id, sku_id, condition)
);

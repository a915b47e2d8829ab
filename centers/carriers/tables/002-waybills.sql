-- What we want from a carrier's number, and what became of it. One row per parcel.
create table carriers.waybills (
  parcel_id uuid primary key,
  organization_id text not null,
  node_id text,
  carrier_id text not null,
  service_id text not null,
  account_id text,
  order_no text not null,
  sender jsonb not null,
  recipient jsonb not null,
  items jsonb not null check (jsonb_typeof(items) = 'array'),
  weight_grams integer not null check (weight_grams > 0),
  volume_cm3 bigint not null check (volume_cm3 >= 0),
  declared_minor bigint check (declared_minor >= 0),
  collect_minor bigint check (collect_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- The marketplace's own names of the order, when the recipient is known only to it.
  channel jsonb,
  note text,
  content_hash text not null,
  -- Counts the numbers this parcel was given one after the other: a number that was canceled is never asked for again.
  ask integer not null default 1 check (ask > 0),
  state text not null check (state in ('asked', 'answered', 'refused', 'canceling', 'canceled')),
  reason text,
  -- Taken back while the question was under way: the number is canceled as soon as it is known.
  cancel_wanted boolean not null default false,
  waybill_no text,
  route_code text,
  print_data jsonb,
  tariff_id text,
  chargeable_grams integer,
  quoted_minor bigint check (quoted_minor >= 0),
  printed_count integer not null default 0,
  printed_at timestamptz,
  asked_at timestamptz not null,
  answered_at timestamptz,
  check (state not in ('answered', 'canceling') or waybill_no is not null),
  check (state <> 'refused' or reason is not null)
);
create index waybills_by_number on carriers.waybills (carrier_id, waybill_no);
create index waybills_by_state on carriers.waybills (organization_id, state, asked_at desc, parcel_id desc);
create index waybills_by_order on carriers.waybills (order_no);

-- Every number ever given to us, by a partner for one parcel or in advance. The key is what keeps a number from being used twice.
create table carriers.numbers (
  carrier_id text not null,
  waybill_no text not null check (waybill_no ~ '^[A-Za-z0-9-]{6,40}$'),
  -- The pool it lies in; null for a number the partner gave for one parcel.
  service_id text,
  state text not null check (state in ('free', 'used', 'canceled')),
  parcel_id uuid,
  changed_at timestamptz not null,
  primary key (carrier_id, waybill_no),
  check ((state = 'free') = (parcel_id is null))
);
create index numbers_free on carriers.numbers (carrier_id, service_id, waybill_no) where state = 'free';
create index numbers_by_parcel on carriers.numbers (parcel_id) where parcel_id is not null;

-- What is to be said to a partner. An outage is rows here: what we tried, when, what came back, when we try again.
create table carriers.calls (
  call_id uuid primary key,
  kind text not null,
  account_id text not null,
  subject text not null,
  payload jsonb not null,
  state text not null check (state in ('waiting', 'done', 'dead', 'withdrawn')),
  due_at timestamptz not null,
  -- A process speaks; when it dies another may speak after this moment. The partner knows the call by its key.
  claimed_until timestamptz,
  attempts integer not null default 0,
  reason text,
  asked_at timestamptz not null,
  ended_at timestamptz,
  check (state <> 'dead' or reason is not null),
  check ((state = 'waiting') = (ended_at is null))
);
create index calls_due on carriers.calls (due_at) where state = 'waiting';
create index calls_by_subject on carriers.calls (subject, kind);
create index calls_dead on carriers.calls (ended_at desc, call_id desc) where state = 'dead';

create table carriers.attempts (
  call_id uuid not null,
  attempt integer not null check (attempt > 0),
  tried_at timestamptz not null,
  took_ms integer not null,
  outcome text not null check (outcome in ('answered', 'refused', 'later')),
  code text not null,
  detail text,
  primary key (call_id, attempt)
);

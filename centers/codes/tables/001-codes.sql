-- One item, one code. A code that nothing happened to has no row: its number lies in the range of a batch and its signature tells that it is ours.
-- Batches, containers and rules are small and read everywhere: on a distributed database these are reference tables.

-- The next free number; numbers are never given twice.
create table codes.counters (
  name text primary key,
  next bigint not null
);

create table codes.batches (
  batch_id uuid primary key,
  sku_id text not null,
  brand_id text,
  gtin text not null check (gtin ~ '^[0-9]{14}$'),
  lot text not null check (lot ~ '^[A-Za-z0-9._-]{1,20}$'),
  produced_on date not null,
  expires_on date check (expires_on >= produced_on),
  factory text not null check (char_length(factory) between 1 and 120),
  quantity integer not null check (quantity between 1 and 5000000),
  -- Its codes are `first_number` … `first_number + quantity - 1`; 36 bits are what a serial can carry.
  first_number bigint not null unique check (first_number > 0 and first_number + quantity <= 68719476736),
  -- Which key signed them, so that a new key leaves old packages valid.
  key_no smallint not null,
  -- What the first claim earns; 0 is a batch without points.
  points integer not null check (points between 0 and 1000000),
  -- Whether a claim needs the word under the scratch film.
  covered boolean not null,
  content_hash text not null,
  made_by text not null,
  made_at timestamptz not null,
  voided_at timestamptz,
  voided_by text,
  void_reason text,
  -- How many of its codes have come so far; kept in the transactions that bring them there.
  printed integer not null default 0 check (printed between 0 and quantity),
  bound integer not null default 0 check (bound between 0 and quantity),
  sold integer not null default 0 check (sold between 0 and quantity),
  scanned integer not null default 0 check (scanned between 0 and quantity),
  claimed integer not null default 0 check (claimed between 0 and quantity),
  voided integer not null default 0 check (voided between 0 and quantity),
  check ((voided_at is null) = (void_reason is null))
);
create index batches_newest on codes.batches (made_at desc, batch_id desc);
create index batches_by_sku on codes.batches (sku_id, made_at desc);

-- A part of a batch that went to a printer.
create table codes.prints (
  batch_id uuid not null references codes.batches,
  print_id uuid not null,
  from_index integer not null check (from_index >= 0),
  quantity integer not null check (quantity > 0),
  -- Where the printed address leads.
  host text not null,
  -- Why something was printed once more; null for a first print.
  again_reason text,
  printed_by text not null,
  printed_at timestamptz not null,
  primary key (batch_id, print_id)
);

-- Cartons, and the pallets they stand on.
create table codes.containers (
  container_id text primary key check (container_id ~ '^[A-Za-z0-9._-]{1,40}$'),
  kind text not null check (kind in ('carton', 'pallet')),
  -- The pallet of a carton.
  inside text references codes.containers,
  brand_id text,
  made_at timestamptz not null,
  check (kind = 'carton' or inside is null)
);
create index containers_inside on codes.containers (inside) where inside is not null;

-- Where a whole batch, a pallet or a carton was sent. The nearest thing that holds a code decides, and of its shipments the latest.
create table codes.shipments (
  -- `batch:<id>` or `container:<id>`
  subject text not null,
  shipment_id uuid not null,
  region_code text not null check (region_code ~ '^[0-9]{6}$'),
  node_id text,
  dealer_id text,
  shipped_at timestamptz not null,
  recorded_at timestamptz not null,
  shipped_by text not null,
  primary key (subject, shipment_id)
);

-- A code that something happened to: where it stands. Locked in the order of numbers, before batches.
create table codes.items (
  number bigint primary key,
  batch_id uuid not null,
  container_id text,
  sold_at timestamptz,
  voided_at timestamptz,
  scans integer not null default 0 check (scans >= 0),
  first_scanned_at timestamptz,
  first_region text,
  last_scanned_at timestamptz,
  last_region text,
  last_device text,
  -- A rule found it strange and nobody has cleared it since.
  suspected_at timestamptz,
  -- Scans an operator has looked at and found harmless.
  cleared_scans integer not null default 0,
  -- Wrong words from under the film.
  cover_misses integer not null default 0,
  claimed_at timestamptz,
  member_id uuid,
  points integer check (points >= 0),
  check ((claimed_at is null) = (member_id is null) and (claimed_at is null) = (points is null)),
  check ((scans = 0) = (first_scanned_at is null))
);
create index items_by_batch on codes.items (batch_id, number);
create index items_by_container on codes.items (container_id, number) where container_id is not null;
create index items_by_member on codes.items (member_id, claimed_at desc) where member_id is not null;

-- Each step of a code but scans: bound, sold, voided, claimed, cleared.
create table codes.steps (
  number bigint not null,
  step text not null check (step in ('bound', 'sold', 'voided', 'claimed', 'cleared')),
  -- The carton, order, case or claim.
  ref text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  by_name text not null,
  note text,
  primary key (number, step, ref)
);

-- Scans by anybody. No address and no name: a device is a keyed hash, and rows are forgotten after a year.
create table codes.scans (
  number bigint not null,
  scan_id uuid not null,
  scanned_at timestamptz not null,
  region_code text,
  device text not null,
  verdict text not null,
  primary key (number, scan_id)
);
create index scans_by_time on codes.scans (scanned_at);

-- A code seen elsewhere than where its lot was sent; one row a code, counted by dealer.
create table codes.diversions (
  number bigint primary key,
  batch_id uuid not null,
  brand_id text,
  dealer_id text,
  expected_region text not null,
  seen_region text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  scans integer not null check (scans > 0)
);
create index diversions_by_dealer on codes.diversions (dealer_id, batch_id);

-- What makes a scan strange; operators change the numbers.
create table codes.rules (
  rule text primary key,
  active boolean not null,
  most integer not null check (most > 0),
  window_minutes integer not null check (window_minutes >= 0),
  changed_by text not null,
  changed_at timestamptz not null
);
insert into codes.rules (rule, active, most, window_minutes, changed_by, changed_at) values
  ('too_many_scans', true, 20, 0, 'system', '2026-01-01T00:00:00Z'),
  ('impossible_travel', true, 1, 60, 'system', '2026-01-01T00:00:00Z'),
  ('diverted', true, 1, 0, 'system', '2026-01-01T00:00:00Z'),
  ('busy_device', true, 200, 60, 'system', '2026-01-01T00:00:00Z'),
  ('device_rate', true, 60, 1, 'system', '2026-01-01T00:00:00Z'),
  ('guessing', true, 30, 60, 'system', '2026-01-01T00:00:00Z');

create table codes.cases (
  -- `code:<number>`, `dealer:<id>` or `device:<hash>`
  subject text not null,
  case_id uuid not null,
  rule text not null,
  brand_id text,
  batch_id uuid,
  -- The code that raised it last, as a person can look it up.
  code text not null,
  times integer not null default 1,
  detail text not null,
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  owner_id text,
  owner_name text,
  outcome text check (outcome in ('counterfeit', 'diverted', 'cleared')),
  note text,
  closed_at timestamptz,
  closed_by text,
  primary key (subject, case_id),
  check ((closed_at is null) = (outcome is null))
);
-- What repeats adds to the open case instead of opening another.
create unique index one_open_case on codes.cases (subject, rule) where closed_at is null;
create index cases_newest on codes.cases (opened_at desc, case_id desc);

-- How a partner's own message is read into our fields, or ours put into its shape: data, in versions that are never edited.
create table partners.mappings (
  mapping_id uuid primary key,
  partner_id text not null references partners.partners,
  name text not null,
  direction text not null check (direction in ('in', 'out')),
  -- What it becomes (in) or is made of (out): `order`, `parcel.shipped`.
  kind text not null,
  -- The version in force; null while none is.
  active_version integer check (active_version > 0),
  last_version integer not null check (last_version > 0),
  saved_at timestamptz not null,
  check (active_version <= last_version)
);
create index mappings_by_partner on partners.mappings (partner_id, saved_at desc);
-- What is told has one shape at a time.
create unique index mappings_out on partners.mappings (partner_id, kind) where direction = 'out' and active_version is not null;

create table partners.mapping_versions (
  mapping_id uuid not null references partners.mappings,
  version integer not null,
  definition jsonb not null,
  -- A message of the partner (in) or data of ours (out) that the version is tried with.
  sample text not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (mapping_id, version)
);

-- What partners sent in their own shape; kept for a month.
create table partners.received (
  message_id uuid primary key,
  mapping_id uuid not null references partners.mappings,
  version integer not null,
  key_id uuid not null,
  received_at timestamptz not null,
  -- Sealed: it names buyers.
  sealed_body text not null,
  state text not null check (state in ('taken', 'partly', 'refused')),
  outcomes jsonb not null,
  -- How often it was taken up again.
  repeated integer not null default 0
);
create index received_of_mapping on partners.received (mapping_id, received_at desc, message_id desc);
create index received_by_time on partners.received (received_at);

-- What was sent when a message was put into the partner's shape; null when it went as it is.
alter table partners.tries add column body text;

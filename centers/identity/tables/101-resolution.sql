-- Customers as old systems knew them, and the persons they were found to be.

-- Each old system has a bit, so that a person's systems are one number.
create table identity.resolution_sources (
  source text primary key,
  source_bit smallint not null check (source_bit between 0 and 61)
);

-- A file to be loaded. Its rows have the numbers first_row_no + line; the digest keeps the same file from being loaded twice.
create table identity.resolution_files (
  file_id uuid primary key,
  source text not null,
  name text not null,
  encoding text not null,
  -- Our field to the file's column title.
  mapping jsonb not null,
  asked_at timestamptz not null,
  asked_by text not null,
  digest text,
  first_row_no bigint,
  row_count bigint,
  loaded_at timestamptz,
  resolved_at timestamptz,
  -- Of a file with the same content that was loaded before.
  same_as uuid
);
create index resolution_files_by_digest on identity.resolution_files (digest) where digest is not null;

-- The bytes of a file until it is loaded, so that any process may load it.
create table identity.resolution_file_parts (
  file_id uuid not null,
  part_no int not null check (part_no >= 0),
  bytes bytea not null,
  primary key (file_id, part_no)
);

create table identity.resolution_runs (
  run_id uuid primary key,
  file_ids uuid[] not null,
  status text not null check (status in ('waiting', 'running', 'done', 'failed')),
  asked_at timestamptz not null,
  asked_by text not null,
  started_at timestamptz,
  finished_at timestamptz,
  heartbeat_at timestamptz,
  stage text,
  done_count bigint not null default 0,
  total_count bigint not null default 0,
  figures jsonb,
  error text
);

-- One row of a file: what it said, what that means, and the keys under which rows worth comparing meet.
create table identity.resolution_rows (
  row_no bigint primary key,
  source_bit smallint not null,
  source_key text not null,
  raw_name text not null,
  raw_phone text not null,
  raw_email text not null,
  raw_address text not null,
  raw_device text not null,
  updated_on date,
  phone text not null,
  email text not null,
  device text not null,
  address text not null,
  name_kind smallint not null,
  name text not null,
  letters text not null,
  -- How good each field is, ten bits per field: see survivorship in rules.ts.
  ranks bigint not null,
  key_number bigint,
  key_phone bigint,
  key_email bigint,
  key_device bigint,
  key_phone_head bigint,
  key_phone_tail bigint,
  key_home bigint
);
create index resolution_rows_by_number on identity.resolution_rows (key_number) where key_number is not null;
create index resolution_rows_by_phone on identity.resolution_rows (key_phone) where key_phone is not null;
create index resolution_rows_by_email on identity.resolution_rows (key_email) where key_email is not null;
create index resolution_rows_by_device on identity.resolution_rows (key_device) where key_device is not null;
create index resolution_rows_by_phone_head on identity.resolution_rows (key_phone_head) where key_phone_head is not null;
create index resolution_rows_by_phone_tail on identity.resolution_rows (key_phone_tail) where key_phone_tail is not null;
create index resolution_rows_by_home on identity.resolution_rows (key_home) where key_home is not null;

-- Which person a row belongs to, and which other row by which rule brought it there.
create table identity.resolution_members (
  row_no bigint primary key,
  person_id uuid not null,
  linked_row_no bigint,
  rule smallint,
  points smallint
);
create index resolution_members_by_person on identity.resolution_members (person_id);

-- A person is never deleted: one merged into another stays as a pointer. Each field names the row it survives from.
create table identity.resolution_persons (
  person_id uuid primary key,
  merged_into uuid,
  row_count int not null check ((row_count = 0) = (merged_into is not null)),
  sources bigint not null,
  name_row_no bigint,
  phone_row_no bigint,
  email_row_no bigint,
  address_row_no bigint,
  device_row_no bigint
);

-- Each merge of a person into another (whole) or move of some rows, with the rows, so that it can be taken back.
create table identity.resolution_merges (
  merge_id uuid primary key,
  winner_id uuid not null,
  loser_id uuid not null,
  whole boolean not null,
  row_nos bigint[] not null,
  run_id uuid,
  decision_id uuid,
  merged_at timestamptz not null,
  merged_by text not null,
  undone_at timestamptz,
  undone_by text
);
create index resolution_merges_by_winner on identity.resolution_merges (winner_id, merge_id);
create index resolution_merges_by_loser on identity.resolution_merges (loser_id, merge_id);

-- Two rows that may be one person: for the review desk.
create table identity.resolution_pairs (
  row_a bigint not null,
  row_b bigint not null,
  points smallint not null,
  status text not null check (status in ('waiting', 'same', 'different', 'skipped')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (row_a, row_b),
  check (row_a < row_b)
);
create index resolution_pairs_waiting on identity.resolution_pairs (status, points desc, row_a, row_b);

-- What people decided; later runs obey. `same` ties two rows together, `different` keeps the rows of its two sides apart.
create table identity.resolution_decisions (
  decision_id uuid primary key,
  row_a bigint not null,
  row_b bigint not null,
  verdict text not null check (verdict in ('same', 'different', 'skip')),
  decided_at timestamptz not null,
  decided_by text not null,
  undone_at timestamptz
);
create table identity.resolution_sides (
  decision_id uuid not null,
  row_no bigint not null,
  side smallint not null check (side in (0, 1)),
  primary key (decision_id, row_no)
);
create index resolution_sides_by_row on identity.resolution_sides (row_no);
create index resolution_decisions_same on identity.resolution_decisions (row_a) where verdict = 'same' and undone_at is null;

-- How many persons each set of old systems shares; kept exactly by every write.
create table identity.resolution_overlaps (
  sources bigint primary key,
  person_count bigint not null check (person_count >= 0),
  row_count bigint not null check (row_count >= 0)
);

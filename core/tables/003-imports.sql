-- Files that become rows: which file, how far, and why a row did not go in.
create table core.import_mappings (
  mapping_id text primary key check (mapping_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  importer text not null,
  content jsonb not null,
  saved_at timestamptz not null,
  saved_by text
);

create table core.import_runs (
  run_id uuid primary key,
  importer text not null,
  file text not null,
  file_name text not null,
  -- The mapping as it was when the run was asked for: a later change of it does not change this run.
  mapping jsonb,
  companions jsonb not null default '{}',
  dry_run boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'canceled')),
  -- Rows below the header, known once the file was read through for the first time.
  rows_total integer check (rows_total >= 0),
  rows_done integer not null default 0 check (rows_done >= 0),
  rows_good integer not null default 0,
  rows_skipped integer not null default 0,
  rows_refused integer not null default 0,
  counts jsonb not null default '{}',
  -- Everything up to this row number is committed; a run that died goes on after it.
  resume_row integer not null default 0,
  result_file text,
  failure text,
  caller jsonb not null,
  created_at timestamptz not null,
  started_at timestamptz,
  moved_at timestamptz not null,
  ended_at timestamptz,
  check (rows_done = rows_good + rows_skipped + rows_refused),
  check ((state in ('done', 'failed', 'canceled')) = (ended_at is not null))
);
create index import_runs_newest on core.import_runs (created_at desc, run_id desc);
create index import_runs_open on core.import_runs (moved_at) where state in ('waiting', 'running');

-- The rows that did not go in, with the reason; they come back in a file of the same shape.
create table core.import_rows (
  run_id uuid not null references core.import_runs on delete cascade,
  row_no integer not null,
  verdict text not null check (verdict in ('skipped', 'refused')),
  status text not null,
  detail text,
  primary key (run_id, row_no)
);

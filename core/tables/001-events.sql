-- What happened, in the transaction that made it happen. One row carries the array that one batch announced.
create table core.events (
  seq bigint generated always as identity primary key,
  -- Readers stop before the oldest transaction still open, so a late commit with an early number is never skipped.
  tx_id xid8 not null default pg_current_xact_id(),
  topic text not null,
  items jsonb not null check (jsonb_typeof(items) = 'array'),
  recorded_at timestamptz not null
);
create index events_in_commit_order on core.events (tx_id, seq);

create table core.cursors (
  consumer text primary key,
  tx_id xid8 not null,
  seq bigint not null,
  moved_at timestamptz not null
);

-- Numbers people read are handed to processes in blocks, so no order waits for another's number.
create table core.number_blocks (
  name text primary key,
  next bigint not null check (next > 0)
);

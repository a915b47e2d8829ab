-- Amounts of an asset held by an account that may run out. Accounts without a floor have no row here: see folds.
create table ledger.balances (
  account text not null,
  asset text not null,
  balance bigint not null,
  floor bigint not null default 0,
  primary key (account, asset),
  constraint balance_keeps_its_floor check (balance >= floor)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- The key is the identity: the same key with the same content is the same act.
create table ledger.transactions (
  key text primary key,
  kind text not null,
  -- Fingerprint of kind and postings: tells a retry from another act under a used key.
  digest text not null,
  -- What caused it, as `center.noun:id`, so that a balance can be walked back to its cause.
  ref text not null,
  -- When it became true, and when we wrote it down: history is booked late.
  happened_at timestamptz not null,
  recorded_at timestamptz not null
);
create index transactions_by_ref on ledger.transactions (ref);

create table ledger.postings (
  transaction_key text not null,
  seq smallint not null,
  source text not null,
  destination text not null,
  asset text not null,
  amount bigint not null check (amount > 0),
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  -- Whether each side keeps a live balance row; the folding job sums the other sides.
  source_live boolean not null,
  destination_live boolean not null,
  tx_id xid8 not null default pg_current_xact_id(),
  primary key (transaction_key, seq, recorded_at),
  check (source <> destination)
) partition by range (recorded_at);
create index postings_out on ledger.postings (source, asset, recorded_at, transaction_key, seq);
create index postings_in on ledger.postings (destination, asset, recorded_at, transaction_key, seq);
create index postings_in_commit_order on ledger.postings (tx_id);

-- Sums of accounts without a floor, through every transaction below `folded.through_tx_id`.
create table ledger.folds (
  account text not null,
  asset text not null,
  balance bigint not null,
  primary key (account, asset)
);
create table ledger.folded (
  one boolean primary key default true check (one),
  through_tx_id xid8 not null
);
insert into ledger.folded (through_tx_id) values ('0'::xid8);

-- An amount set aside until it is captured (wholly or in part, once), released, or its time is over.
create table ledger.holds (
  id uuid primary key,
  source text not null,
  bucket text not null,
  asset text not null,
  amount bigint not null check (amount > 0),
  ref text not null,
  due_at timestamptz not null,
  state text not null default 'held' check (state in ('held', 'captured', 'released', 'expired')),
  captured bigint not null default 0 check (captured between 0 and amount),
  held_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'held') = (ended_at is null))
);
create index holds_due on ledger.holds (due_at) where state = 'held';

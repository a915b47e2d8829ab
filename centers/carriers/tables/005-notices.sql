-- What a third-party warehouse is told is on its way to it: a purchase or a transfer.
create table carriers.notices (
  notice_id uuid primary key,
  organization_id text not null,
  node_id text not null,
  account_id text not null,
  source text not null check (source in ('purchase', 'transfer')),
  source_id uuid not null,
  notice_no text not null,
  expected_on date,
  -- What was still to come when it was told, by line of the purchase or transfer.
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  state text not null check (state in ('asked', 'accepted', 'refused', 'partly_arrived', 'arrived', 'canceling', 'canceled')),
  reason text,
  partner_no text,
  asked_at timestamptz not null,
  changed_at timestamptz not null
);
create index notices_by_time on carriers.notices (organization_id, asked_at desc, notice_id desc);
create index notices_by_source on carriers.notices (source_id);

-- What the warehouse says has come of it, word by word, and whether our books took it.
create table carriers.receipts (
  notice_id uuid not null,
  receipt_no text not null,
  told_at timestamptz not null,
  final boolean not null,
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  state text not null check (state in ('booked', 'waiting')),
  -- Why it waits for a person.
  reason text,
  heard_at timestamptz not null,
  primary key (notice_id, receipt_no)
);
create index receipts_waiting on carriers.receipts (notice_id) where state = 'waiting';

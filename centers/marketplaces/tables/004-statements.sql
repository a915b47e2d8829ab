-- From when on its orders are ours to know; statements of earlier days would speak of strangers.
alter table marketplaces.connections add column live_since timestamptz;
update marketplaces.connections set live_since = saved_at where state <> 'draft';

-- What a platform says it paid us, one statement a shop and day.
create table marketplaces.statements (
  connection_id text not null references marketplaces.connections,
  day date not null,
  -- asked: to be fetched, with the failure of the last try beside it; taken: every entry of it is here.
  state text not null check (state in ('asked', 'taken')),
  asked_by text not null,
  -- When it is fetched; null once it was.
  next_at timestamptz,
  attempts integer not null default 0,
  failure text,
  entries integer not null default 0,
  currency text,
  sale_minor bigint not null default 0,
  refund_minor bigint not null default 0,
  fee_minor bigint not null default 0,
  other_minor bigint not null default 0,
  taken_at timestamptz,
  primary key (connection_id, day),
  check ((state = 'taken') = (taken_at is not null and next_at is null))
);
create index statements_due on marketplaces.statements (next_at) where next_at is not null;
create index statements_by_day on marketplaces.statements (day desc, connection_id desc);

create table marketplaces.statement_entries (
  connection_id text not null,
  -- The platform's own number of the entry: fetched again it is the same.
  entry_no text not null,
  day date not null,
  kind text not null check (kind in ('sale', 'refund', 'fee', 'other')),
  external_no text,
  -- What it adds to our money there; what is taken is below zero.
  amount_minor bigint not null,
  currency text not null,
  happened_at timestamptz not null,
  note text,
  primary key (connection_id, entry_no)
);
create index statement_entries_of_day on marketplaces.statement_entries (connection_id, day, entry_no);
create index statement_entries_of_order on marketplaces.statement_entries (connection_id, external_no) where external_no is not null;

-- Where a statement and our orders say different things.
create table marketplaces.differences (
  connection_id text not null,
  external_no text not null,
  kind text not null check (kind in ('order_unknown', 'sale_differs', 'refund_differs', 'not_paid')),
  organization_id text not null,
  ours_minor bigint,
  theirs_minor bigint not null,
  currency text not null,
  -- open: somebody must look; accepted: somebody did, with a note; gone: both say the same now.
  state text not null check (state in ('open', 'accepted', 'gone')),
  day date not null,
  found_at timestamptz not null,
  accepted_by text,
  accepted_at timestamptz,
  note text,
  primary key (connection_id, external_no, kind),
  check ((state = 'accepted') = (accepted_by is not null))
);
create index differences_by_time on marketplaces.differences (state, found_at desc, connection_id desc, external_no desc, kind desc);

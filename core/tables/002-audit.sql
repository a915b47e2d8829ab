-- Every act of staff, with what was before and after. Rows stand in hash chains: each names the hash of the one before it, so a changed,
-- removed or inserted row is found. A writer takes any chain of the day that nobody holds, or begins another: no writer waits for one.
create table core.audit_days (
  day date primary key,
  -- Set when the day is over: a digest over the ends of all its chains and the seal of the sealed day before.
  sealed_at timestamptz,
  seal text,
  previous_day date,
  changes bigint,
  check ((sealed_at is null) = (seal is null) and (seal is null) = (changes is null))
);

create table core.audit_chains (
  chain uuid primary key,
  day date not null references core.audit_days (day),
  length bigint not null check (length >= 0),
  hash text not null
);
create index audit_chains_by_day on core.audit_chains (day);

create table core.changes (
  chain uuid not null,
  seq bigint not null check (seq > 0),
  happened_at timestamptz not null,
  by_kind text not null,
  by_id text,
  by_name text not null,
  -- The route or verb that was used, and the number of the request, which its answer carried too.
  route text,
  request_id text,
  -- What was changed: `center.noun` and its id.
  subject text not null,
  subject_id text not null,
  action text not null,
  -- Whose row it is: readers see the changes of their own organizations.
  organization_id text,
  before jsonb,
  after jsonb,
  hash text not null,
  primary key (chain, seq)
);
create index changes_by_time on core.changes (happened_at, chain, seq);
create index changes_by_person on core.changes (by_id, happened_at desc);
create index changes_by_subject on core.changes (subject, subject_id, happened_at desc);
create index changes_by_request on core.changes (request_id);

-- Every way we speak with a partner: small, read everywhere; reference tables on a distributed database.
create table interfaces.interfaces (
  -- The partner and what is asked of it: taobao.orders, sf.waybill.ask.
  interface_id text primary key check (interface_id ~ '^[a-z0-9][a-z0-9-]*(\.[a-z0-9_-]+)+$'),
  partner text not null,
  kind text not null check (kind in ('marketplace', 'carrier', 'payment', 'message', 'sign_in', 'erp', 'finance', 'service')),
  name jsonb not null,
  direction text not null check (direction in ('out', 'in')),
  -- The protocol's own version.
  version text not null,
  -- The organization that answers for it; null until somebody took it over.
  owner_id text,
  -- Rate budget of one account: so many calls in so many milliseconds; null when the partner names none.
  budget_calls integer check (budget_calls > 0),
  budget_ms integer check (budget_ms > 0),
  -- Fields of the answer that we rely on, as the adapter declares them: [{path, kind}].
  contract jsonb not null default '[]' check (jsonb_typeof(contract) = 'array'),
  -- Off: nothing is asked, whatever waits stays waiting.
  active boolean not null default true,
  saved_at timestamptz not null,
  check ((budget_calls is null) = (budget_ms is null))
);

-- One account of ours at one interface: its breaker, its budget, and how it went last.
create table interfaces.lines (
  interface_id text not null references interfaces.interfaces,
  -- '' for an interface without accounts.
  account text not null,
  circuit text not null default 'closed' check (circuit in ('closed', 'open')),
  -- Outages one after the other.
  failures integer not null default 0 check (failures >= 0),
  -- While open: when one call may try again.
  retry_at timestamptz,
  -- The budget's next free moment; calls are spaced evenly from it, over all processes.
  next_free_at timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_failure text,
  primary key (interface_id, account),
  check ((circuit = 'open') = (retry_at is not null))
);

create table interfaces.hours (
  interface_id text not null,
  account text not null,
  hour timestamptz not null,
  calls bigint not null,
  failed bigint not null,
  took_ms bigint not null,
  slowest_ms bigint not null,
  primary key (interface_id, account, hour)
);

-- What was said and answered, with secrets and phones masked: every failure, and of successes a few a second. Forgotten after a week.
create table interfaces.calls (
  call_id uuid primary key,
  interface_id text not null,
  account text not null,
  subject text,
  called_at timestamptz not null,
  took_ms integer not null,
  outcome text not null check (outcome in ('answered', 'refused', 'later')),
  code text not null,
  detail text,
  request text not null,
  answer text not null
);
create index calls_of_interface on interfaces.calls (interface_id, called_at desc, call_id desc);
create index calls_by_time on interfaces.calls (called_at);

-- A field of a partner's answer that is not what the contract says.
create table interfaces.drifts (
  interface_id text not null,
  path text not null,
  expected text not null,
  found text not null,
  seen bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- An operator has seen to it; seen again, it opens anew.
  settled_at timestamptz,
  primary key (interface_id, path, found)
);

-- What is to be said to a partner: it goes out after the commit that wanted it, until it is answered or given up.
create table interfaces.letters (
  letter_id uuid primary key,
  interface_id text not null,
  account text not null,
  kind text not null,
  subject text not null,
  payload jsonb not null,
  state text not null check (state in ('waiting', 'done', 'dead', 'withdrawn')),
  attempts integer not null default 0,
  -- Tries made before an operator replayed it: the rests between tries begin anew.
  attempts_before integer not null default 0,
  due_at timestamptz not null,
  claimed_until timestamptz,
  reason text,
  written_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'waiting') = (ended_at is null))
);
create index letters_due on interfaces.letters (due_at) where state = 'waiting';
create index letters_dead on interfaces.letters (written_at desc, letter_id desc) where state = 'dead';
create index letters_of_subject on interfaces.letters (subject);
create index letters_ended on interfaces.letters (ended_at) where state in ('done', 'withdrawn');

create table interfaces.tries (
  letter_id uuid not null,
  attempt integer not null,
  tried_at timestamptz not null,
  took_ms integer not null,
  outcome text not null,
  code text not null,
  detail text,
  primary key (letter_id, attempt)
);

-- When an organization trades. The nearest one up the tree counts.
create table organization.calendars (
  organization_id text primary key references organization.organizations (id),
  zone text not null,
  -- ISO weekdays: 1 is Monday.
  weekdays int[] not null check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(weekdays) > 0),
  opens_at time not null,
  closes_at time not null check (closes_at > opens_at),
  changed_at timestamptz not null
);

-- Holidays, and working days at a weekend.
create table organization.calendar_exceptions (
  organization_id text not null references organization.organizations (id),
  day date not null,
  trades boolean not null,
  note text not null,
  changed_at timestamptz not null,
  primary key (organization_id, day)
);

-- The institution day: signed in, signed out, settled by the day-end batch. No row: not opened.
create table organization.days (
  institution_id text not null references organization.organizations (id),
  day date not null,
  state text not null check (state in ('open', 'closed', 'settled')),
  opened_at timestamptz not null,
  opened_by text not null,
  closed_at timestamptz,
  closed_by text,
  settled_at timestamptz,
  -- What the day-end batch found, by currency: counted, difference.
  totals jsonb,
  primary key (institution_id, day),
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'settled') = (settled_at is not null) and (settled_at is null) = (totals is null))
);
-- One open day at a time.
create unique index days_open on organization.days (institution_id) where state = 'open';
create index days_to_settle on organization.days (closed_at) where state = 'closed';

-- A counter with its drawer, for one day, in one teller's hands.
create table organization.tills (
  id uuid primary key,
  institution_id text not null,
  day date not null,
  counter text not null check (counter ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
  teller_id uuid not null references organization.staff (id),
  currency text not null,
  float_minor bigint not null check (float_minor >= 0),
  state text not null check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  difference_minor bigint,
  difference_reason text,
  foreign key (institution_id, day) references organization.days (institution_id, day),
  check ((state = 'closed') = (closed_at is not null) and (closed_at is null) = (difference_minor is null))
);
create index tills_by_day on organization.tills (institution_id, day);
create unique index tills_open_counter on organization.tills (institution_id, counter) where state = 'open';
create unique index tills_open_teller on organization.tills (teller_id) where state = 'open';

-- What a teller counted, and what the ledger said should lie there at that moment.
create table organization.counts (
  id uuid primary key,
  till_id uuid not null references organization.tills (id),
  -- `[{denomination_minor, pieces}]` and `[{kind, pieces, amount_minor}]`
  cash jsonb not null,
  vouchers jsonb not null,
  counted_minor bigint not null check (counted_minor >= 0),
  expected_minor bigint not null,
  counted_by text not null,
  counted_at timestamptz not null
);
create index counts_by_till on organization.counts (till_id, counted_at);

create table approvals.templates (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name text not null,
  name_en text not null,
  -- Requests of this subject follow the template unless they name another; null for templates that are only named.
  subject text unique,
  steps jsonb not null check (jsonb_typeof(steps) = 'array'),
  changed_at timestamptz not null
);

create table approvals.requests (
  id uuid primary key,
  -- Which center asks, and about what: `center.noun` and its id.
  subject text not null check (subject ~ '^[a-z_]+\.[a-z_]+$'),
  subject_id text not null,
  title text not null,
  -- Exactly what will be changed when it is granted: `{before, after}`.
  difference jsonb not null,
  amount_minor bigint,
  currency text,
  organization_id text,
  -- Over subject, difference, amount and organization: what every approver signs.
  digest text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  -- People who must not decide, besides the asker: whoever gains by it.
  barred text[] not null default '{}',
  template_id text references approvals.templates (id),
  template_step int,
  -- The group of seats that decides now; `all` is a countersignature.
  step int not null check (step > 0),
  mode text not null check (mode in ('any', 'all')),
  state text not null check (state in ('waiting', 'returned', 'granted', 'refused', 'withdrawn', 'expired')),
  due_at timestamptz,
  decided_at timestamptz,
  -- What the asking center made of the grant.
  result text check (result in ('applied', 'ground_moved')),
  result_detail text,
  changed_at timestamptz not null,
  check ((amount_minor is null) = (currency is null)),
  check ((state in ('waiting', 'returned')) = (decided_at is null)),
  check (result is null or state = 'granted')
);
create index requests_by_asker on approvals.requests (asked_by, id desc);
create index requests_by_subject on approvals.requests (subject, subject_id);
create index requests_due on approvals.requests (due_at) where state in ('waiting', 'returned') and due_at is not null;
create index requests_by_organization on approvals.requests (organization_id, id desc);

-- One person asked to decide. A step is over when one (any) or each (all) of its seats has approved.
create table approvals.seats (
  request_id uuid not null references approvals.requests (id),
  seat int not null check (seat > 0),
  step int not null check (step > 0),
  approver_id uuid not null,
  state text not null check (state in ('waiting', 'approved', 'refused', 'returned', 'passed_on', 'released')),
  passed_by uuid,
  comment text,
  opened_at timestamptz not null,
  remind_at timestamptz not null,
  decided_at timestamptz,
  primary key (request_id, seat),
  unique (request_id, step, approver_id),
  check ((state = 'waiting') = (decided_at is null))
);
create index seats_waiting on approvals.seats (approver_id, request_id desc) where state = 'waiting';
create index seats_decided on approvals.seats (approver_id, request_id desc) where state in ('approved', 'refused', 'returned', 'passed_on');
create index seats_to_remind on approvals.seats (remind_at) where state = 'waiting';

create table approvals.comments (
  id uuid primary key,
  request_id uuid not null references approvals.requests (id),
  by_id text not null,
  by_name text not null,
  text text not null,
  -- `[{name, file_id}]`: files are kept by the file store.
  attachments jsonb not null default '[]' check (jsonb_typeof(attachments) = 'array'),
  written_at timestamptz not null
);
create index comments_by_request on approvals.comments (request_id, id);

create table work.notices (
  id uuid primary key,
  title text not null,
  body text not null,
  -- Read by everybody in these organizations and under them; null roles mean everybody there.
  organization_ids text[] not null check (cardinality(organization_ids) > 0),
  role_ids text[] check (cardinality(role_ids) > 0),
  pinned boolean not null default false,
  published_at timestamptz not null,
  published_by text not null,
  published_by_name text not null,
  expires_at timestamptz,
  withdrawn_at timestamptz,
  check (expires_at > published_at)
);
create index notices_by_time on work.notices (pinned desc, id desc) where withdrawn_at is null;

create table work.receipts (
  notice_id uuid not null references work.notices (id),
  staff_id uuid not null,
  read_at timestamptz not null,
  primary key (notice_id, staff_id)
);

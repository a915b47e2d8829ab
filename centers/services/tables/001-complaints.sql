-- What a member complains of, and what came of it. One row says where it stands; what was said is kept line by line.
create table services.complaints (
  complaint_id uuid primary key,
  member_id uuid not null,
  member_name text not null,
  -- Who answers: the organization that sold it.
  organization_id text not null,
  subject text not null check (subject in ('goods', 'delivery', 'service', 'price', 'invoice', 'other')),
  order_id uuid,
  spu_id text,
  state text not null check (state in ('waiting', 'taken', 'answered', 'settled')),
  owner_id uuid,
  owner_name text,
  written_at timestamptz not null,
  moved_at timestamptz not null,
  -- When an answer is owed; null while none is.
  due_at timestamptz,
  check ((order_id is null) <> (spu_id is null)),
  check ((owner_id is null) = (owner_name is null)),
  check (state <> 'taken' or owner_id is not null),
  check ((due_at is not null) = (state in ('waiting', 'taken')))
);
create index complaints_by_time on services.complaints (organization_id, written_at desc, complaint_id desc);
create index complaints_by_state on services.complaints (organization_id, state, written_at desc, complaint_id desc);
create index complaints_of_member on services.complaints (member_id, written_at desc, complaint_id desc);

create table services.complaint_entries (
  complaint_id uuid not null,
  entry_id uuid not null,
  entry_no smallint not null,
  said_by text not null check (said_by in ('member', 'house')),
  name text not null,
  words text not null,
  said_at timestamptz not null,
  primary key (complaint_id, entry_id),
  unique (complaint_id, entry_no)
);

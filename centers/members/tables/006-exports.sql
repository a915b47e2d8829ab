-- Who took personal data of many out of the house, which, why, and how many rows; asked for before it is made.
create table members.exports (
  asked_by uuid not null,
  export_id uuid not null,
  list text not null check (list in ('members', 'persons')),
  filter jsonb not null check (jsonb_typeof(filter) = 'object'),
  reason text not null,
  row_count bigint not null check (row_count >= 0),
  state text not null check (state in ('waiting', 'ready')),
  asked_at timestamptz not null,
  ready_at timestamptz,
  -- The file is made anew, of what the asker may see then, each time it is taken until this moment.
  open_until timestamptz,
  taken_count int not null default 0,
  primary key (asked_by, export_id),
  check ((state = 'ready') = (ready_at is not null and open_until is not null))
);
create index exports_newest on members.exports (asked_by, asked_at desc, export_id desc);

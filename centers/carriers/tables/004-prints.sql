-- Who printed which labels when, in which order, and what the printer said. A second print is on record as such.
create table carriers.prints (
  print_id uuid primary key,
  format text not null check (format in ('pdf', 'html')),
  parcel_ids uuid[] not null check (cardinality(parcel_ids) between 1 and 500),
  again_count integer not null check (again_count >= 0),
  printed_by text not null,
  asked_at timestamptz not null,
  -- As the print agent or the person at the screen reported it.
  state text not null check (state in ('rendered', 'printing', 'printed', 'paper_out', 'failed')),
  state_at timestamptz not null
);
create index prints_by_time on carriers.prints (asked_at desc, print_id desc);

-- What somebody looked at last, members and visitors alike; only the latest are kept.
create table community.views (
  owner_id uuid not null,
  spu_id text not null,
  viewed_at timestamptz not null,
  primary key (owner_id, spu_id)
);
create index views_old on community.views (viewed_at);

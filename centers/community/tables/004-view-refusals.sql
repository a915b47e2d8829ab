-- Who does not want the products he looks at to be remembered, members and visitors alike.
create table community.view_refusals (
  owner_id uuid primary key,
  refused_at timestamptz not null
);

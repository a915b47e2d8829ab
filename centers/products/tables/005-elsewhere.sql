-- Other shops that sell the product, in the order an operator ranks them.
create table products.elsewhere (
  spu_id text not null references products.spus,
  position integer not null check (position >= 0),
  name jsonb not null,
  url text not null check (url ~ '^https://'),
  primary key (spu_id, position)
);

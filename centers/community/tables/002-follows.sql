-- Who wants to be told of a product: that it can be bought, is there again, or costs less than when he began.
create table community.follows (
  owner_id uuid not null,
  spu_id text not null,
  -- The lowest price he knows of; null while it has none.
  price_minor bigint,
  followed_at timestamptz not null,
  told_at timestamptz,
  primary key (owner_id, spu_id)
);
create index follows_by_product on community.follows (spu_id, owner_id);

-- What followers of a product were last told of it: whether it can be bought, and whether there is any.
create table community.followed (
  spu_id text primary key,
  lifecycle text not null,
  in_stock boolean not null,
  looked_at timestamptz not null
);

-- What partners say lies at their places, the latest of each: a message that is older, or comes again, changes nothing.
create table inventory.told (
  node_id text not null references inventory.nodes,
  sku_id text not null,
  partner_id text not null,
  -- The moment they counted at, not the one they told it.
  as_of timestamptz not null,
  quantity bigint not null check (quantity >= 0),
  told_at timestamptz not null,
  primary key (node_id, sku_id)
);

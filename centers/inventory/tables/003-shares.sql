-- What is set aside at a node for one channel, or kept back from all (channel_id ''): its own ledger account, so it cannot be sold twice.
create table inventory.shares (
  id uuid primary key,
  channel_id text not null,
  node_id text not null,
  sku_id text not null,
  -- fixed: so many pieces, as far as they are there; percentage: that part of what is sellable at the node, made right by a verb.
  kind text not null check (kind in ('fixed', 'percentage')),
  quantity bigint check (quantity >= 0),
  percentage_bp integer check (percentage_bp between 0 and 10000),
  starts_at timestamptz not null,
  ends_at timestamptz,
  changed_at timestamptz not null,
  check ((kind = 'fixed') = (quantity is not null) and (kind = 'percentage') = (percentage_bp is not null)),
  check (ends_at is null or ends_at > starts_at)
);
create index shares_by_place on inventory.shares (node_id, sku_id);
create index shares_by_channel on inventory.shares (channel_id, sku_id);

-- Anything that holds stock. How much it holds is in the ledger: node:<id>:available, :reserved, ….
create table inventory.nodes (
  id text primary key,
  kind text not null check (kind in ('central_warehouse', 'regional_warehouse', 'store', 'dealer', 'third_party', 'merchant', 'supplier',
    'in_transit', 'service_van', 'defective')),
  name jsonb not null,
  organization_id text not null,
  partner_id text,
  region_code text,
  address jsonb not null default '{}',
  longitude double precision,
  latitude double precision,
  opening_hours text,
  cut_off text check (cut_off ~ '^\d\d:\d\d$'),
  capacity_per_day integer check (capacity_per_day >= 0),
  closed_at timestamptz,
  changed_at timestamptz not null
);

-- From which nodes a channel may promise, nearest to its heart first.
create table inventory.sharing (
  channel_id text not null,
  node_id text not null,
  rank smallint not null,
  primary key (channel_id, node_id)
);

-- How a SKU may be sold when it is not the ordinary way (only what is there). channel_id '' is every channel.
create table inventory.policies (
  sku_id text not null,
  channel_id text not null default '',
  -- positive: only what is there; zero: from the supplier's promise; negative: sold before it is there, up to the cap.
  policy text not null check (policy in ('positive', 'zero', 'negative')),
  -- The node of the supplier whose promise is sold, or the node that will ship the presale.
  node_id text,
  cap bigint not null default 0 check (cap >= 0),
  changed_at timestamptz not null,
  primary key (sku_id, channel_id),
  check (policy = 'positive' or node_id is not null)
);

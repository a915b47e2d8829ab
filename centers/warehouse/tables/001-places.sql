-- A node that works with bins and waves, and how it works.
create table warehouse.sites (
  node_id text primary key,
  -- Whom a parcel leaves with when nobody said otherwise.
  carrier_id text not null,
  service_id text not null,
  -- Stands on labels as the sender's.
  phone text not null,
  -- So many orders of one and the same content make a bulk wave of their own.
  smallest_bulk integer not null check (smallest_bulk between 2 and 1000),
  largest_bulk integer not null check (largest_bulk between 2 and 1000),
  largest_loose integer not null check (largest_loose between 1 and 200),
  -- Whether a parcel must have been on the scale before it leaves, and how far it may be off.
  weighs boolean not null,
  tolerance_grams integer not null check (tolerance_grams >= 0),
  tolerance_bp integer not null check (tolerance_bp between 0 and 10000),
  changed_at timestamptz not null
);

create table warehouse.zones (
  node_id text not null,
  code text not null,
  name jsonb not null,
  purpose text not null check (purpose in ('storage', 'receiving', 'packing', 'returns', 'missing', 'defective')),
  primary key (node_id, code)
);

create table warehouse.bins (
  node_id text not null,
  code text not null,
  zone_code text not null,
  purpose text not null check (purpose in ('storage', 'receiving', 'packing', 'returns', 'missing', 'defective')),
  -- The place of the bin on the way a picker walks.
  path_no integer not null,
  capacity_pieces integer check (capacity_pieces > 0),
  -- Nothing is put into a closed bin nor planned from it.
  closed boolean not null default false,
  primary key (node_id, code)
);
create index bins_by_path on warehouse.bins (node_id, path_no, code);

-- What lies where. The sum of a SKU over the bins of a node never exceeds what the books say; what the books have beyond it has no bin yet.
create table warehouse.contents (
  node_id text not null,
  bin_code text not null,
  sku_id text not null,
  -- Empty for goods without lot.
  lot text not null default '',
  expires_on date,
  quantity integer not null check (quantity >= 0),
  -- How much of it picks under way will take.
  planned integer not null default 0 check (planned between 0 and quantity),
  primary key (node_id, bin_code, sku_id, lot)
) with (fillfactor = 80);
create index contents_by_sku on warehouse.contents (node_id, sku_id);

-- Every move between bins, in and out: why a bin holds what it holds.
create table warehouse.movements (
  id uuid not null,
  node_id text not null,
  sku_id text not null,
  lot text not null,
  -- Null where the goods came from outside or left the house.
  from_bin text,
  to_bin text,
  quantity integer not null check (quantity > 0),
  reason text not null,
  moved_by text not null,
  moved_at timestamptz not null,
  primary key (node_id, id)
);
create index movements_by_sku on warehouse.movements (node_id, sku_id, moved_at desc);

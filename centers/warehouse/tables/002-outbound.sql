-- Orders gathered to be picked and checked together.
create table warehouse.waves (
  id uuid primary key,
  node_id text not null,
  wave_no text not null,
  kind text not null check (kind in ('bulk', 'loose')),
  carrier_id text not null,
  -- Nobody works on it before a planner released it.
  status text not null check (status in ('locked', 'released', 'picked', 'done', 'canceled')),
  pick_method text not null check (pick_method in ('batch', 'cluster', 'order')),
  content_key text,
  orders integer not null check (orders > 0),
  pieces integer not null check (pieces > 0),
  -- Orders of it that were checked, shipped, or can go no further; together they tell when it is done.
  checked integer not null default 0,
  shipped integer not null default 0,
  stopped integer not null default 0,
  cut_off_at timestamptz,
  -- Whom it belongs to; null for whoever claims it first.
  owner_id text,
  owner_name text,
  claimed_by text,
  claimed_name text,
  claimed_at timestamptz,
  planned_by text not null,
  planned_at timestamptz not null,
  released_at timestamptz,
  picked_at timestamptz,
  done_at timestamptz,
  check (shipped + stopped <= orders)
) with (fillfactor = 70);
create index waves_by_status on warehouse.waves (node_id, status, planned_at desc, id desc);
create unique index waves_by_number on warehouse.waves (node_id, wave_no);

-- One line group the warehouse has to send. A group that comes again after it was stopped is a new attempt.
create table warehouse.outbounds (
  id uuid primary key,
  node_id text not null,
  order_id uuid not null,
  group_no smallint not null,
  attempt_no smallint not null,
  -- What is printed on the pick sheet: the order number, with the group or attempt where there are several.
  code text not null,
  order_no text not null,
  channel_id text not null,
  carrier_id text not null,
  service_id text not null,
  -- Orders with the same key hold exactly the same things.
  content_key text not null,
  pieces integer not null check (pieces > 0),
  -- Pieces not yet checked.
  left_pieces integer not null check (left_pieces between 0 and pieces),
  -- What it should weigh; null where a SKU has no weight.
  weight_grams integer,
  cut_off_at timestamptz,
  wave_id uuid,
  slot_no integer,
  status text not null check (status in ('waiting', 'in_wave', 'checked', 'shipped', 'stopped')),
  stop_reason text,
  released_at timestamptz not null,
  checked_at timestamptz,
  checked_by text,
  shipped_at timestamptz,
  check ((status = 'waiting') = (wave_id is null) or status = 'stopped'),
  check ((status = 'stopped') = (stop_reason is not null)),
  check (status not in ('checked', 'shipped') or left_pieces = 0)
) with (fillfactor = 70);
create unique index outbounds_by_group on warehouse.outbounds (order_id, group_no, attempt_no);
create unique index outbounds_by_code on warehouse.outbounds (node_id, code);
create index outbounds_waiting on warehouse.outbounds (node_id, carrier_id, content_key, released_at) where status = 'waiting';
create index outbounds_by_wave on warehouse.outbounds (wave_id, slot_no) where wave_id is not null;
create index outbounds_stopped on warehouse.outbounds (node_id, released_at desc) where status = 'stopped';

create table warehouse.outbound_lines (
  outbound_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity integer not null check (quantity > 0),
  checked integer not null default 0 check (checked between 0 and quantity),
  primary key (outbound_id, line_no)
) with (fillfactor = 80);

-- What is to be fetched for a wave, in the order of the way.
create table warehouse.picks (
  id uuid primary key,
  wave_id uuid not null,
  node_id text not null,
  path_no integer not null,
  -- Null where the books have goods that lie in no bin we know.
  bin_code text,
  sku_id text not null,
  lot text not null default '',
  -- The order it is for where each order is picked by itself.
  outbound_id uuid,
  quantity integer not null check (quantity >= 0),
  picked integer not null default 0 check (picked >= 0 and picked <= quantity),
  status text not null check (status in ('open', 'picked', 'short', 'dropped')),
  picked_by text,
  picked_at timestamptz
) with (fillfactor = 80);
create index picks_by_wave on warehouse.picks (wave_id, path_no);

-- Every scan of a clerk with what was answered: the same id again gets the same answer.
create table warehouse.scans (
  id uuid primary key,
  node_id text not null,
  kind text not null,
  text text not null,
  outbound_id uuid,
  wave_id uuid,
  status text not null,
  answer jsonb not null,
  scanned_by text not null,
  -- When the gun read it; recorded later when the network was away.
  scanned_at timestamptz not null,
  recorded_at timestamptz not null
);
create index scans_by_outbound on warehouse.scans (outbound_id, recorded_at) where outbound_id is not null;

-- One parcel, by the id it has everywhere.
create table warehouse.boxes (
  id uuid primary key,
  outbound_id uuid not null,
  node_id text not null,
  box_no smallint not null check (box_no > 0),
  status text not null check (status in ('open', 'closed', 'shipped', 'handed_over', 'voided')),
  carrier_id text not null,
  waybill_no text,
  expected_grams integer,
  weight_grams integer check (weight_grams > 0),
  weighed_by text,
  weighed_at timestamptz,
  -- Why a weight beyond the tolerance was let through.
  weight_reason text,
  shipped_at timestamptz,
  shipped_by text,
  manifest_id uuid,
  made_at timestamptz not null,
  check (status not in ('shipped', 'handed_over') or waybill_no is not null)
) with (fillfactor = 70);
create unique index boxes_by_outbound on warehouse.boxes (outbound_id, box_no);
create index boxes_by_waybill on warehouse.boxes (node_id, waybill_no) where waybill_no is not null;
create index boxes_waiting on warehouse.boxes (node_id, carrier_id, shipped_at) where status in ('closed', 'shipped');
create index boxes_by_manifest on warehouse.boxes (manifest_id) where manifest_id is not null;

create table warehouse.box_lines (
  box_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity integer not null check (quantity > 0),
  primary key (box_id, line_no)
);

-- A serial number leaves once; it may come back with a return and leave again.
create table warehouse.serials (
  sku_id text not null,
  serial text not null,
  outbound_id uuid not null,
  scanned_at timestamptz not null,
  primary key (sku_id, serial)
);

-- What a courier took along, with his signature's place.
create table warehouse.manifests (
  id uuid primary key,
  node_id text not null,
  manifest_no text not null,
  carrier_id text not null,
  boxes integer not null check (boxes > 0),
  weight_grams bigint not null,
  courier text,
  made_by text not null,
  made_at timestamptz not null
);
create index manifests_by_node on warehouse.manifests (node_id, made_at desc, id desc);

-- Goods in hand that belong to no parcel any more and go back to a shelf.
create table warehouse.putbacks (
  id uuid primary key,
  node_id text not null,
  outbound_id uuid,
  wave_id uuid,
  code text not null,
  sku_id text not null,
  lot text not null default '',
  from_bin text not null,
  quantity integer not null check (quantity > 0),
  reason text not null,
  suggested_bin text,
  status text not null check (status in ('open', 'done')),
  bin_code text,
  done_by text,
  done_at timestamptz,
  made_at timestamptz not null
);
create index putbacks_open on warehouse.putbacks (node_id, made_at, id) where status = 'open';
create index putbacks_by_outbound on warehouse.putbacks (outbound_id) where outbound_id is not null;

-- What the office must see to: goods not found, parcels off their weight.
create table warehouse.abnormals (
  id uuid primary key,
  node_id text not null,
  kind text not null check (kind in ('short_pick', 'not_located', 'receipt_differs')),
  outbound_id uuid,
  wave_id uuid,
  order_no text,
  sku_id text,
  bin_code text,
  quantity integer not null default 0,
  detail text not null,
  status text not null check (status in ('open', 'resolved')),
  raised_by text not null,
  raised_at timestamptz not null,
  resolution text,
  resolved_by text,
  resolved_at timestamptz,
  check ((status = 'resolved') = (resolved_at is not null))
);
create index abnormals_by_status on warehouse.abnormals (node_id, status, raised_at desc, id desc);

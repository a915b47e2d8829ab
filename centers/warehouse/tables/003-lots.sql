-- Goods that are to be judged lie apart until somebody says what they are.
alter table warehouse.zones drop constraint zones_purpose_check;
alter table warehouse.zones add constraint zones_purpose_check
  check (purpose in ('storage', 'receiving', 'inspection', 'packing', 'returns', 'missing', 'defective'));
alter table warehouse.bins drop constraint bins_purpose_check;
alter table warehouse.bins add constraint bins_purpose_check
  check (purpose in ('storage', 'receiving', 'inspection', 'packing', 'returns', 'missing', 'defective'));
insert into warehouse.zones (node_id, code, name, purpose)
select node_id, 'INSPECTION', '{"zh": "待检区", "en": "To be judged"}', 'inspection' from warehouse.sites on conflict do nothing;
insert into warehouse.bins (node_id, code, zone_code, purpose, path_no)
select node_id, 'INSPECTION', 'INSPECTION', 'inspection', 900005 from warehouse.sites on conflict do nothing;

-- Which lots a parcel holds, box by box; box 0 is what was scanned and is in no box yet. Goods without lot have no row.
create table warehouse.box_lots (
  outbound_id uuid not null,
  box_no smallint not null,
  line_no smallint not null,
  lot text not null,
  -- Named by a scan, or the only lot that was picked; otherwise shared out over what was picked for the wave, first expired first.
  sure boolean not null,
  sku_id text not null,
  quantity integer not null check (quantity > 0),
  primary key (outbound_id, box_no, line_no, lot, sure)
);
create index box_lots_by_lot on warehouse.box_lots (sku_id, lot);

-- Which serial numbers a parcel holds; whether a number is sold is known by the books. Those of a parcel that was stopped are gone from here.
alter table warehouse.serials add column box_no smallint not null default 0;
alter table warehouse.serials drop constraint serials_pkey;
alter table warehouse.serials add primary key (outbound_id, sku_id, serial);
create index serials_by_number on warehouse.serials (sku_id, serial);

-- What was picked of a lot: which parcels may hold it.
create index picks_by_lot on warehouse.picks (sku_id, lot) where lot <> '';

-- Goods that came back from a buyer, and how they were judged.
create table warehouse.returns (
  id uuid primary key,
  node_id text not null,
  -- The parcel they left with.
  parcel_id uuid not null,
  line_no smallint not null,
  order_no text not null,
  waybill_no text not null,
  sku_id text not null,
  lot text not null default '',
  serial text,
  quantity integer not null check (quantity > 0),
  grade text not null check (grade in ('as_new', 'opened', 'used', 'broken')),
  -- Where the grade put them.
  condition text not null check (condition in ('available', 'inspection', 'defective')),
  note text,
  -- Kept files, by name.
  photos text[] not null default '{}',
  received_by text not null,
  received_at timestamptz not null
);
create index returns_by_node on warehouse.returns (node_id, received_at desc, id desc);
create index returns_by_parcel on warehouse.returns (parcel_id);

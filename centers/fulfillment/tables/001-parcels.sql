-- One shipment of a line group.
create table fulfillment.parcels (
  id uuid primary key,
  order_id uuid not null,
  group_no smallint not null,
  organization_id text not null,
  node_id text not null,
  carrier text not null,
  waybill_no text not null,
  shipped_at timestamptz not null,
  recorded_at timestamptz not null,
  shipped_by text not null,
  delivered_at timestamptz
);
create index parcels_of_order on fulfillment.parcels (order_id);
create index parcels_by_waybill on fulfillment.parcels (waybill_no);

create table fulfillment.parcel_lines (
  parcel_id uuid not null,
  line_no smallint not null,
  quantity integer not null check (quantity > 0),
  primary key (parcel_id, line_no)
);

-- Our shops on outside platforms: a few rows, read everywhere.
create table marketplaces.connections (
  connection_id text primary key check (connection_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  channel_id text not null,
  organization_id text not null,
  -- The adapter that speaks with it: taobao, jd, pinduoduo.
  platform text not null,
  name text not null,
  endpoint text not null,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  -- Keys and tokens, readable by this installation alone.
  secrets_sealed text not null,
  state text not null check (state in ('draft', 'live', 'paused')),
  -- What goes back to the platform by itself.
  writes_back boolean not null,
  pushes_stock boolean not null,
  pushes_prices boolean not null,
  token_expires_at timestamptz,
  tested_at timestamptz,
  -- What the last test said; null when it went well.
  test_failure text,
  saved_at timestamptz not null
);
-- Orders of a channel come from one place.
create unique index connections_live on marketplaces.connections (channel_id) where state <> 'draft';

-- How far each stream was read: everything changed before `reached_at` is here.
create table marketplaces.cursors (
  connection_id text not null references marketplaces.connections,
  stream text not null check (stream in ('orders', 'refunds')),
  reached_at timestamptz not null,
  next_at timestamptz not null,
  claimed_until timestamptz,
  failures integer not null default 0,
  last_error text,
  last_success_at timestamptz,
  primary key (connection_id, stream)
);

-- Days to be read once more, by an operator's wish.
create table marketplaces.backfills (
  connection_id text not null references marketplaces.connections,
  day date not null,
  asked_at timestamptz not null,
  asked_by text not null,
  found integer not null default 0,
  added integer not null default 0,
  done_at timestamptz,
  primary key (connection_id, day)
);
create index backfills_open on marketplaces.backfills (asked_at) where done_at is null;

-- Every number a platform ever told us, and what became of it. One row per order for ever.
create table marketplaces.pulled (
  channel_id text not null,
  external_no text not null,
  connection_id text not null,
  organization_id text not null,
  -- unpaid: the buyer has not paid; waiting: a person or something missing; placed: an order; passed: it ended there before it became one.
  state text not null check (state in ('unpaid', 'waiting', 'placed', 'passed')),
  reasons text[] not null,
  detail text,
  order_id uuid,
  -- The platform's own word for its state.
  platform_status text not null,
  -- When the platform last changed it, of what we have taken in.
  modified_at timestamptz not null,
  -- Tells a change from the same told again.
  digest text not null,
  -- The platform's line numbers, in the order of our lines.
  line_nos text[] not null,
  -- The whole order while it is no order of ours yet; null afterwards.
  content jsonb,
  -- What the platform said of it since it was placed.
  remarks jsonb not null default '[]',
  total_minor bigint,
  buyer text,
  first_pulled_at timestamptz not null,
  pulled_at timestamptz not null,
  -- When something that waits for stock is tried again.
  retry_at timestamptz,
  primary key (channel_id, external_no),
  check ((state = 'waiting') = (cardinality(reasons) > 0)),
  check ((state = 'placed') = (order_id is not null))
);
create index pulled_waiting on marketplaces.pulled (pulled_at desc, external_no desc) where state = 'waiting';
create index pulled_retry on marketplaces.pulled (retry_at) where state = 'waiting' and retry_at is not null;
create index pulled_of_connection on marketplaces.pulled (connection_id, pulled_at desc, external_no desc);
create index pulled_by_order on marketplaces.pulled (order_id) where order_id is not null;

-- What a shop offers there, and which SKU of ours that is.
create table marketplaces.listings (
  connection_id text not null references marketplaces.connections,
  -- The platform's product and SKU number, `product/sku`.
  listing_key text not null,
  product_no text not null,
  sku_no text,
  -- What the seller wrote there: our code or a barcode, if all went well.
  outer_code text,
  title text not null,
  options text,
  -- Null while nobody knows.
  sku_id text,
  matched_by text check (matched_by in ('barcode', 'code', 'title', 'hand')),
  seen_at timestamptz not null,
  -- What it should say there and what it was last told; the difference is the work to do.
  stock_wanted bigint,
  stock_told bigint,
  price_wanted_minor bigint,
  price_told_minor bigint,
  due_at timestamptz,
  attempts integer not null default 0,
  told_at timestamptz,
  failure text,
  primary key (connection_id, listing_key),
  check ((sku_id is null) = (matched_by is null))
);
create index listings_due on marketplaces.listings (due_at) where due_at is not null;
create index listings_of_sku on marketplaces.listings (sku_id) where sku_id is not null;
create index listings_unmapped on marketplaces.listings (seen_at desc, listing_key) where sku_id is null;

-- Parcels that the platform must be told of.
create table marketplaces.shipments (
  parcel_id uuid primary key,
  connection_id text not null,
  channel_id text not null,
  external_no text not null,
  order_id uuid not null,
  carrier text not null,
  waybill_no text not null,
  -- waiting: a letter is on its way, or the rest of the order is waited for; written: the platform knows; refused: it would not.
  state text not null check (state in ('waiting', 'written', 'refused')),
  reason text,
  shipped_at timestamptz not null,
  begun_at timestamptz,
  written_at timestamptz
);
create index shipments_of_order on marketplaces.shipments (order_id);
create index shipments_open on marketplaces.shipments (shipped_at desc, parcel_id) where state <> 'written';
create index shipments_of_connection on marketplaces.shipments (connection_id, shipped_at desc, parcel_id desc);

create table marketplaces.refunds (
  connection_id text not null,
  refund_no text not null,
  channel_id text not null,
  external_no text not null,
  -- The platform's line; null for the whole order.
  line_no text,
  state text not null check (state in ('asked', 'agreed', 'returning', 'done', 'closed', 'unknown')),
  platform_status text not null,
  kind text not null check (kind in ('refund', 'return', 'exchange', 'other')),
  amount_minor bigint not null,
  reason text,
  modified_at timestamptz not null,
  pulled_at timestamptz not null,
  -- What it did to our order, and what it could not.
  effect text,
  primary key (connection_id, refund_no)
);
create index refunds_of_order on marketplaces.refunds (channel_id, external_no);
create index refunds_by_time on marketplaces.refunds (modified_at desc, refund_no desc);

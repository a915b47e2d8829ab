-- A lot of a SKU: what was made together and ends together.
create table inventory.lots (
  sku_id text not null,
  lot_no text not null check (lot_no ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'),
  made_on date,
  expires_on date,
  first_seen_at timestamptz not null,
  primary key (sku_id, lot_no),
  check (made_on is null or expires_on is null or made_on <= expires_on)
);

-- Where a lot stands. Condition `good` is everything sellable at the node together (available, reserved, safety, channel shares): reservations
-- know no lot, it is chosen at picking. Never more than the ledger says (a promise); less where stock came in without a lot.
create table inventory.lot_stock (
  sku_id text not null,
  lot_no text not null,
  node_id text not null,
  condition text not null check (condition in ('good', 'in_transit', 'inspection', 'defective', 'sample', 'gift')),
  quantity bigint not null check (quantity >= 0),
  -- Since when the lot has been there, for aging.
  since_at timestamptz not null,
  primary key (sku_id, lot_no, node_id, condition)
) with (fillfactor = 70);
create index lot_stock_by_place on inventory.lot_stock (node_id, sku_id) where quantity > 0;

-- One piece with a number of its own, and where it is now.
create table inventory.serials (
  sku_id text not null,
  serial_no text not null check (serial_no ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'),
  state text not null check (state in ('in_stock', 'sold', 'gone')),
  node_id text,
  condition text,
  lot_no text,
  -- The move or sale that brought it here.
  ref text not null,
  changed_at timestamptz not null,
  primary key (sku_id, serial_no),
  check ((state = 'in_stock') = (node_id is not null))
);
create index serials_by_place on inventory.serials (node_id, sku_id) where state = 'in_stock';

-- Every move of goods by hand, with its reason. What orders do to stock is in their own transactions.
create table inventory.moves (
  id uuid primary key,
  kind text not null,
  sku_id text not null,
  quantity bigint not null check (quantity > 0),
  -- Null is outside: where goods come from and go to in the end.
  from_node_id text,
  from_condition text,
  to_node_id text,
  to_condition text,
  -- Which lots it took, `[{lot_no, quantity}]`; what is missing to the quantity had no lot.
  lots jsonb not null default '[]',
  serials text[] not null default '{}',
  reason text,
  ref text,
  digest text not null,
  by_id text,
  by_name text not null,
  moved_at timestamptz not null,
  check ((from_node_id is null) = (from_condition is null) and (to_node_id is null) = (to_condition is null)),
  check (from_node_id is not null or to_node_id is not null)
);
create index moves_out on inventory.moves (from_node_id, moved_at desc, id desc);
create index moves_in on inventory.moves (to_node_id, moved_at desc, id desc);
create index moves_of_sku on inventory.moves (sku_id, moved_at desc, id desc);
create index moves_by_ref on inventory.moves (ref) where ref is not null;

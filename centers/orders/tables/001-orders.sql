create table orders.orders (
  id uuid primary key,
  order_no text not null,
  channel_id text not null,
  -- The outside platform's own number, for orders that come from one.
  external_no text,
  organization_id text not null,
  member_id uuid,
  -- The browser a guest ordered from; it may look at the order without signing in.
  visitor_id uuid,
  buyer_name text not null,
  buyer_phone text,
  address jsonb not null,
  currency text not null,
  goods_minor bigint not null check (goods_minor >= 0),
  discount_minor bigint not null default 0 check (discount_minor >= 0),
  freight_minor bigint not null check (freight_minor >= 0),
  total_minor bigint not null,
  payment_term text not null check (payment_term in ('wallet', 'pay_at_outlet', 'channel')),
  -- Where an order that is paid at an outlet is picked up and paid.
  outlet_id text,
  buyer_message text,
  -- Imported from the past: states and money at their own times, no stock, no message.
  history boolean not null default false,
  -- Fingerprint of what was asked: tells a retry from another order under a used id.
  digest text not null,
  placed_at timestamptz not null,
  recorded_at timestamptz not null,
  check (total_minor = goods_minor - discount_minor + freight_minor)
);
create index orders_by_time on orders.orders (organization_id, placed_at desc, id desc);
create index orders_of_member on orders.orders (member_id, placed_at desc, id desc) where member_id is not null;
create index orders_by_number on orders.orders (order_no);
create index orders_by_phone on orders.orders (buyer_phone) where buyer_phone is not null;

-- An outside order is taken in once per channel, however often it is sent.
create table orders.external_numbers (
  channel_id text not null,
  external_no text not null,
  order_id uuid not null,
  primary key (channel_id, external_no)
);
create index external_numbers_alone on orders.external_numbers (external_no);

create table orders.lines (
  order_id uuid not null,
  line_no smallint not null,
  group_no smallint not null,
  -- Null for an amount-only line of imported history whose file names no product.
  sku_id text,
  title jsonb not null,
  quantity integer not null check (quantity > 0),
  unit_minor bigint not null check (unit_minor >= 0),
  -- What the line costs after its share of discounts, without freight.
  amount_minor bigint not null check (amount_minor >= 0),
  freight_minor bigint not null default 0 check (freight_minor >= 0),
  -- Which promise it was sold from, and at which node.
  stock_from text check (stock_from in ('node', 'supplier', 'presale')),
  node_id text,
  shipped integer not null default 0 check (shipped between 0 and quantity),
  primary key (order_id, line_no)
);
create index lines_by_sku on orders.lines (sku_id, order_id) where sku_id is not null;

-- The state of each line group now; what queues claim from. Order rows are not rewritten at each step.
create table orders.stages (
  order_id uuid not null,
  group_no smallint not null,
  state text not null check (state in ('placed', 'held', 'approved', 'allocated', 'released', 'shipped', 'delivered', 'completed', 'canceled', 'closed')),
  organization_id text not null,
  channel_id text not null,
  placed_at timestamptz not null,
  -- When the next automatic step may be taken; null when a person must act.
  due_at timestamptz,
  entry_no smallint not null,
  entered_at timestamptz not null,
  primary key (order_id, group_no)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index stages_by_state on orders.stages (organization_id, state, placed_at desc, order_id desc);
create index stages_due on orders.stages (state, due_at, order_id) where due_at is not null;

-- One row per entry into a state: who, when, why.
create table orders.entries (
  order_id uuid not null,
  group_no smallint not null,
  entry_no smallint not null,
  state text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  by text not null,
  reason text,
  primary key (order_id, group_no, entry_no)
);

-- Orders that have a group in a state, exactly. Slots keep concurrent writers out of each other's way.
create table orders.counts (
  organization_id text not null,
  channel_id text not null,
  state text not null,
  slot smallint not null,
  orders bigint not null,
  primary key (organization_id, channel_id, state, slot)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 0);

create table orders.carts (
  owner uuid not null,
  sku_id text not null,
  quantity integer not null check (quantity between 1 and 999),
  added_at timestamptz not null,
  primary key (owner, sku_id)
);

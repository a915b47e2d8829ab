-- Whom we buy from, and what we may expect of him.
create table purchasing.suppliers (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  organization_id text not null,
  name jsonb not null,
  contact_name text,
  contact_phone text,
  -- Days from order to arrival, as agreed.
  lead_days smallint not null default 7 check (lead_days between 0 and 365),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  closed_at timestamptz,
  changed_at timestamptz not null
);

create table purchasing.orders (
  id uuid primary key,
  order_no text not null,
  supplier_id text not null references purchasing.suppliers,
  organization_id text not null,
  node_id text not null,
  currency text not null,
  -- draft → sent → confirmed → closed; canceled from draft, sent and confirmed while nothing came.
  state text not null default 'draft' check (state in ('draft', 'sent', 'confirmed', 'closed', 'canceled')),
  expected_on date,
  note text,
  digest text not null,
  by_name text not null,
  made_at timestamptz not null,
  sent_at timestamptz,
  confirmed_at timestamptz,
  closed_at timestamptz,
  check ((state in ('closed', 'canceled')) = (closed_at is not null))
);
create index orders_by_time on purchasing.orders (made_at desc, id desc);
create index orders_by_state on purchasing.orders (state, made_at desc, id desc) where state in ('draft', 'sent', 'confirmed');
create index orders_of_supplier on purchasing.orders (supplier_id, made_at desc);
create index orders_by_number on purchasing.orders (order_no);

create table purchasing.lines (
  order_id uuid not null references purchasing.orders,
  line_no smallint not null,
  sku_id text not null,
  quantity bigint not null check (quantity > 0),
  unit_minor bigint not null check (unit_minor >= 0),
  -- What the supplier promised; null until he said.
  confirmed bigint check (confirmed between 0 and quantity),
  received bigint not null default 0 check (received >= 0),
  damaged bigint not null default 0 check (damaged >= 0),
  returned bigint not null default 0 check (returned between 0 and received + damaged),
  -- draft, sent, confirmed, partly_received, received, short (closed with less), canceled
  state text not null default 'draft' check (state in ('draft', 'sent', 'confirmed', 'partly_received', 'received', 'short', 'canceled')),
  primary key (order_id, line_no)
);
create index lines_of_sku on purchasing.lines (sku_id);

-- What a lorry brought, as the clerk at the door wrote it down.
create table purchasing.receipts (
  id uuid primary key,
  order_id uuid not null references purchasing.orders,
  delivery_no text,
  lines jsonb not null,
  closes boolean not null,
  by_name text not null,
  received_at timestamptz not null
);
create index receipts_of on purchasing.receipts (order_id, received_at);

create table purchasing.returns (
  id uuid primary key,
  order_id uuid not null references purchasing.orders,
  lines jsonb not null,
  reason text not null,
  by_name text not null,
  returned_at timestamptz not null
);
create index returns_of on purchasing.returns (order_id, returned_at);

-- Goods on their way from one node to another: shipped here, received there, with what was found to differ.
create table inventory.transfers (
  id uuid primary key,
  from_node_id text not null,
  to_node_id text not null check (to_node_id <> from_node_id),
  note text,
  state text not null default 'made' check (state in ('made', 'shipped', 'received', 'canceled')),
  digest text not null,
  by_name text not null,
  made_at timestamptz not null,
  shipped_by text,
  shipped_at timestamptz,
  received_by text,
  closed_at timestamptz,
  check ((state in ('received', 'canceled')) = (closed_at is not null))
);
create index transfers_by_time on inventory.transfers (made_at desc, id desc);
create index transfers_open on inventory.transfers (state, made_at desc, id desc) where state in ('made', 'shipped');

create table inventory.transfer_lines (
  transfer_id uuid not null references inventory.transfers,
  line_no smallint not null,
  sku_id text not null,
  quantity bigint not null check (quantity > 0),
  shipped bigint not null default 0 check (shipped between 0 and quantity),
  received bigint not null default 0 check (received >= 0),
  damaged bigint not null default 0 check (damaged >= 0),
  -- Arrived beyond what was shipped, and never arrived.
  over bigint not null default 0 check (over >= 0),
  lost bigint not null default 0 check (lost >= 0),
  primary key (transfer_id, line_no),
  check (received + damaged + lost - over <= shipped)
);

create table inventory.transfer_receipts (
  id uuid primary key,
  transfer_id uuid not null references inventory.transfers,
  lines jsonb not null,
  closes boolean not null,
  by_name text not null,
  received_at timestamptz not null
);
create index transfer_receipts_of on inventory.transfer_receipts (transfer_id);

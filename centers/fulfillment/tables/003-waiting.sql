-- How waiting lines get the goods that come: by channel and node, '' is every one. The closest rule decides.
create table fulfillment.fill_rules (
  channel_id text not null default '',
  node_id text not null default '',
  -- Who goes before the oldest: `urgent`, `vip`, in this order.
  first text[] not null default '{}' check (first <@ array['urgent', 'vip']),
  -- Whether other nodes the channel sells from may ship instead of the one that promised.
  other_nodes boolean not null,
  -- Whether a line may get some of its pieces before the rest.
  parts boolean not null,
  -- Goods are given out by a person only.
  by_hand boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (channel_id, node_id)
);

-- Orders somebody wants to go first, and why.
create table fulfillment.urgencies (
  order_id uuid primary key,
  reason text not null,
  marked_by text not null,
  marked_at timestamptz not null
);

-- SKUs of which goods may have come for somebody who waits: looked at by due work, then gone.
create table fulfillment.fill_wanted (
  sku_id text primary key,
  asked_at timestamptz not null
);

-- Groups that no node will ship: refused, and no other fits. Tried again when goods come.
create table fulfillment.stranded (
  order_id uuid not null,
  group_no smallint not null,
  reason text not null,
  since_at timestamptz not null,
  primary key (order_id, group_no)
);

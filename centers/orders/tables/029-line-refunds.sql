-- What was given back of single lines before they left: pieces, or a part of what a line costs. The line itself stands as it is now.
create table orders.line_refunds (
  order_id uuid not null,
  refund_id uuid not null,
  line_no smallint not null,
  sku_id text,
  title jsonb not null,
  -- 0: only money, the pieces still come.
  quantity integer not null check (quantity >= 0),
  -- What the pieces, or the lowering, were worth; what came back of it where nothing was paid yet is nothing.
  amount_minor bigint not null check (amount_minor >= 0),
  freight_minor bigint not null check (freight_minor >= 0),
  points integer not null check (points >= 0),
  -- The group the pieces were taken into and canceled with.
  group_no smallint,
  reason text not null,
  refunded_by text not null,
  refunded_at timestamptz not null,
  primary key (order_id, refund_id, line_no)
);

-- Pieces of a line that another product stands in for, with the customer's word.
create table orders.substitutions (
  order_id uuid not null,
  substitution_id uuid not null,
  line_no smallint not null,
  was_sku_id text not null,
  was_title jsonb not null,
  was_unit_minor bigint not null,
  sku_id text not null,
  title jsonb not null,
  quantity integer not null check (quantity > 0),
  -- What the other product costs a piece by the price list of that day.
  listed_minor bigint not null check (listed_minor >= 0),
  -- What the line was lowered by because the other product costs less.
  refunded_minor bigint not null check (refunded_minor >= 0),
  -- How the customer said yes, and in which words.
  consent_by text not null check (consent_by in ('phone', 'chat', 'message', 'counter')),
  consent text not null,
  substituted_by text not null,
  substituted_at timestamptz not null,
  primary key (order_id, substitution_id)
);

alter table orders.splits drop constraint splits_how_check;
alter table orders.splits add constraint splits_how_check check (how in ('hand', 'weight', 'refund', 'substitute', 'rule'));

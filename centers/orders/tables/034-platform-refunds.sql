-- What was given back of orders that a platform was paid for: the platform has to pay the buyer back, and somebody has to tell it.
create table orders.platform_refunds (
  order_id uuid not null,
  -- The line refund, or the substitution.
  refund_id uuid not null,
  organization_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  owed_at timestamptz not null,
  -- When the platform paid back, by its own word or by that of who told it.
  told_at timestamptz,
  told_by text,
  primary key (order_id, refund_id)
);
create index platform_refunds_open on orders.platform_refunds (organization_id, owed_at, order_id, refund_id) where told_at is null;
create index platform_refunds_told on orders.platform_refunds (organization_id, owed_at, order_id, refund_id) where told_at is not null;

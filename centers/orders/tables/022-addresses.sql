-- Every change of where an order goes and who receives it; the order itself says what counts now.
create table orders.address_changes (
  order_id uuid not null,
  change_id uuid not null,
  was jsonb not null,
  became jsonb not null,
  by text not null,
  reason text,
  changed_at timestamptz not null,
  primary key (order_id, change_id)
);

-- Lines whose goods a buyer configured: what was chosen is in the line's title for everybody, and here for the factory.
create table orders.configured_lines (
  order_id uuid not null,
  line_no smallint not null,
  configuration_id uuid not null,
  words jsonb not null,
  lead_days integer not null check (lead_days >= 0),
  primary key (order_id, line_no)
);
alter table orders.carts add column configuration_id uuid;

-- A membership may be sold in the mall like any product: as the SKU of a service. An order of it that is paid starts it.
alter table members.plans add column sku_id text;
create unique index plans_by_sku on members.plans (sku_id) where sku_id is not null;

-- The order a membership was bought with. One that points paid whole cost nothing.
alter table members.memberships add column order_id uuid, drop constraint memberships_price_minor_check,
  add constraint memberships_price_minor_check check (price_minor >= 0);

-- A bundle with a price of its own lowers its components.
alter table orders.discounts drop constraint discounts_kind_check;
alter table orders.discounts add constraint discounts_kind_check check (kind in ('points', 'member_price', 'bundle'));

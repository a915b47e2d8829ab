-- Lines sold before their goods are there; a line leaves this index when they come.
create index lines_waiting on orders.lines (sku_id, order_id) where stock_from = 'presale' and shipped = 0;
-- The line this one was parted from, because its pieces leave from more than one place.
alter table orders.lines add column split_from smallint;

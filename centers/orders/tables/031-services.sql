-- A service is sold without stock and delivered without a parcel.
alter table orders.lines drop constraint lines_stock_from_check;
alter table orders.lines add constraint lines_stock_from_check
  check (stock_from in ('node', 'supplier', 'presale', 'service') or stock_from ~ '^channel:[A-Za-z0-9._-]+$');

-- A line may be sold from the share a channel has at a node: `channel:<id>`.
alter table orders.lines drop constraint lines_stock_from_check;
alter table orders.lines add constraint lines_stock_from_check
  check (stock_from in ('node', 'supplier', 'presale') or stock_from ~ '^channel:[A-Za-z0-9._-]+$');

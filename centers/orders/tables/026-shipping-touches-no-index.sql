-- A line that waits for its goods is sold from what is not there, and never shipped as such: without `shipped` in it, no index is written when a line leaves.
drop index orders.lines_waiting;
create index lines_waiting on orders.lines (sku_id, order_id) where stock_from = 'presale';

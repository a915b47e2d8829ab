-- Who performs services looks for the few lines of them among all orders that wait.
create index lines_services on orders.lines (order_id, group_no) where stock_from = 'service';

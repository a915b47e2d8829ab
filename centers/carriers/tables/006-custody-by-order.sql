create index custody_orders_by_number on carriers.custody_orders (order_no);

-- An order of a buyer organization on its credit line.
alter table orders.orders drop constraint orders_payment_term_check;
alter table orders.orders add constraint orders_payment_term_check check (payment_term in ('wallet', 'pay_at_outlet', 'channel', 'credit'));

-- Money of an order may be collected by whoever delivers it.
alter table orders.orders drop constraint orders_payment_term_check;
alter table orders.orders add constraint orders_payment_term_check
  check (payment_term in ('wallet', 'pay_at_outlet', 'channel', 'credit', 'cash_on_delivery'));

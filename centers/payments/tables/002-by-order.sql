-- A payment is asked for by its order; one index serves for that and for its identity.
drop index payments.payments_of_order;
alter table payments.payments drop constraint payments_pkey;
alter table payments.payments add primary key (order_id, id);

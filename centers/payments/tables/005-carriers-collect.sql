-- A carrier collects the money of an order at the door.
alter table payments.payments drop constraint payments_method_check;
alter table payments.payments add constraint payments_method_check
  check (method in ('wallet', 'card', 'outlet', 'channel', 'opening', 'credit', 'carrier'));

-- Money that came for an order or went back. The amounts themselves are in the ledger.
create table payments.payments (
  id uuid primary key,
  order_id uuid not null,
  -- wallet: from the member's wallet; outlet: cash at a counter; channel: the marketplace collected it; opening: history.
  method text not null check (method in ('wallet', 'outlet', 'channel', 'opening')),
  direction text not null check (direction in ('in', 'out')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  -- The account at the other end: where a refund goes back to.
  counter_account text not null,
  transaction_key text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null
);
create index payments_of_order on payments.payments (order_id);

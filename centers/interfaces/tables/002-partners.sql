-- What holds for all interfaces of a partner, those that come later too, unless one has its own.
create table interfaces.partners (
  partner text primary key,
  -- Who answers for new interfaces of it.
  owner_id text,
  budget_calls integer check (budget_calls > 0),
  budget_ms integer check (budget_ms > 0),
  saved_at timestamptz not null,
  check ((budget_calls is null) = (budget_ms is null))
);

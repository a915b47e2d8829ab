-- Companies and public bodies that buy with several people: small, and read everywhere; reference tables on a distributed database.
create table buyers.buyers (
  buyer_id uuid primary key,
  kind text not null check (kind in ('business', 'government')),
  name text not null,
  -- Unified social credit code; checked by its last sign and verified by whoever registered it.
  tax_no text not null check (tax_no ~ '^[0-9A-HJ-NP-RT-UW-Y]{18}$'),
  -- Where its invoices go.
  email text,
  -- Which of our organizations looks after it and is owed.
  organization_id text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  credit_limit_minor bigint not null default 0 check (credit_limit_minor >= 0),
  -- Days after the end of the month in which what was bought is due.
  due_days smallint not null check (due_days between 0 and 180),
  suspended_reason text,
  saved_by text not null,
  saved_at timestamptz not null,
  created_at timestamptz not null
);
create unique index buyers_by_tax_no on buyers.buyers (tax_no);
create index buyers_by_organization on buyers.buyers (organization_id, created_at desc, buyer_id desc);

create table buyers.people (
  member_id uuid not null,
  buyer_id uuid not null references buyers.buyers,
  name text not null,
  roles text[] not null check (cardinality(roles) > 0 and roles <@ array['requester', 'approver', 'manager']),
  -- Up to here he orders, or approves, alone; null is any amount.
  limit_minor bigint check (limit_minor >= 0),
  state text not null check (state in ('invited', 'active', 'left')),
  invited_by text not null,
  invited_at timestamptz not null,
  answered_at timestamptz,
  primary key (member_id, buyer_id)
);
-- A person buys for one organization at a time.
create unique index people_one_active on buyers.people (member_id) where state = 'active';
create index people_of_buyer on buyers.people (buyer_id, state, name);

-- What a buyer's people may buy; without a row everything.
create table buyers.catalog (
  buyer_id uuid not null references buyers.buyers,
  kind text not null check (kind in ('category', 'product')),
  ref text not null,
  primary key (buyer_id, kind, ref)
);

-- What somebody wants to buy for his organization. Once approved it is an order of the same id.
create table buyers.purchases (
  buyer_id uuid not null,
  purchase_id uuid not null,
  requester_id uuid not null,
  requester_name text not null,
  state text not null check (state in ('waiting', 'ordered', 'refused', 'withdrawn')),
  -- Goods and address as they will be ordered.
  wish jsonb not null,
  reason text,
  total_minor bigint not null check (total_minor >= 0),
  currency text not null,
  order_no text,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  primary key (buyer_id, purchase_id),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state = 'ordered') = (order_no is not null))
);
create index purchases_by_state on buyers.purchases (buyer_id, state, asked_at desc, purchase_id desc);
create index purchases_newest on buyers.purchases (buyer_id, asked_at desc, purchase_id desc);
create index purchases_of_requester on buyers.purchases (requester_id, asked_at desc);
create index purchases_by_id on buyers.purchases (purchase_id);

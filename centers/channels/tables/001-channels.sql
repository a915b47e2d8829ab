-- Where orders come from.
create table channels.channels (
  id text primary key,
  kind text not null check (kind in ('mall', 'mobile', 'marketplace', 'store', 'call_center', 'partner', 'history')),
  name jsonb not null,
  -- The currency of every order of this channel.
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- The organization whose orders these are: data scope follows it.
  organization_id text not null,
  brand_id text,
  -- Freight of an order below the amount from which it is free.
  freight_minor bigint not null default 0 check (freight_minor >= 0),
  free_freight_from_minor bigint not null default 0 check (free_freight_from_minor >= 0),
  -- A history channel takes imported history only.
  closed_at timestamptz,
  changed_at timestamptz not null
);

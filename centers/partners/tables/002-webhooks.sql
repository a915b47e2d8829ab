-- Where a partner wants to be told. It is told what its key may read, and nothing else.
create table partners.endpoints (
  endpoint_id uuid primary key,
  key_id uuid not null references partners.keys,
  url text not null,
  types text[] not null check (cardinality(types) > 0),
  sealed_secret text not null,
  sealed_before text,
  before_until timestamptz,
  state text not null check (state in ('active', 'paused', 'disabled')),
  -- Why the system disabled it.
  reason text,
  -- Since when nothing was taken; null while all is well.
  failing_since timestamptz,
  last_success_at timestamptz,
  made_at timestamptz not null,
  check ((sealed_before is null) = (before_until is null))
);
create index endpoints_by_key on partners.endpoints (key_id, made_at desc);

-- One thing to be told to one endpoint; its id is the `webhook-id` of every try.
create table partners.deliveries (
  delivery_id uuid primary key,
  endpoint_id uuid not null references partners.endpoints,
  type text not null,
  -- What it is about, for whoever looks for it: an order.
  subject text not null,
  -- The exact bytes that are signed and sent.
  body text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- Tries before it was replayed: the rests between tries begin anew.
  attempts_before integer not null default 0,
  due_at timestamptz not null,
  claimed_until timestamptz,
  happened_at timestamptz not null,
  written_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'waiting') = (ended_at is null))
);
create index deliveries_due on partners.deliveries (due_at) where state = 'waiting';
create index deliveries_of_endpoint on partners.deliveries (endpoint_id, written_at desc, delivery_id desc);
create index deliveries_by_time on partners.deliveries (written_at desc, delivery_id desc);
create index deliveries_by_state on partners.deliveries (state, written_at desc, delivery_id desc);
create index deliveries_of_subject on partners.deliveries (subject);

create table partners.tries (
  delivery_id uuid not null,
  attempt integer not null,
  tried_at timestamptz not null,
  took_ms integer not null,
  -- HTTP status; null when there was no answer.
  status integer,
  -- The three webhook headers as they were sent.
  request jsonb not null,
  -- The beginning of what came back, or why nothing did.
  answer text not null,
  code text not null,
  primary key (delivery_id, attempt)
);

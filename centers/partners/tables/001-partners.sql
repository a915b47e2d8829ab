-- Outside firms under contract whose programs speak with ours.
create table partners.partners (
  partner_id text primary key,
  name jsonb not null,
  -- The organization that answers for the contract; data scope follows it.
  organization_id text not null,
  contact_name text,
  contact_email text,
  closed_at timestamptz,
  saved_at timestamptz not null
);
create index partners_by_organization on partners.partners (organization_id, partner_id);

-- A program's way in: who it is, what it may do, whose rows it sees, how often it may ask.
create table partners.keys (
  key_id uuid primary key,
  partner_id text not null references partners.partners,
  name text not null,
  algorithm text not null check (algorithm in ('hmac-sha256', 'ed25519')),
  -- Sealed with the installation's secret: a signature is checked with the secret itself, so a hash would not do.
  sealed_secret text,
  -- The secret before a rotation, good until then, so that nobody has to change over in one second.
  sealed_before text,
  before_until timestamptz,
  public_key text,
  permissions text[] not null check (cardinality(permissions) > 0),
  -- Rows of this organization and those under it; of these brands, partners and channels, null for all.
  organization_id text not null,
  brands text[] check (cardinality(brands) > 0),
  partners text[] check (cardinality(partners) > 0),
  channels text[] check (cardinality(channels) > 0),
  sandbox boolean not null,
  per_minute integer not null check (per_minute > 0),
  per_day integer not null check (per_day >= per_minute),
  expires_at timestamptz,
  revoked_at timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  check ((algorithm = 'ed25519') = (public_key is not null)),
  check ((algorithm = 'hmac-sha256') = (sealed_secret is not null)),
  check ((sealed_before is null) = (before_until is null))
);
create index keys_by_partner on partners.keys (partner_id, made_at desc);

-- Calls of a key in a minute and in a day (UTC): what the quota is measured by.
create table partners.counts (
  key_id uuid not null,
  per text not null check (per in ('minute', 'day')),
  starts_at timestamptz not null,
  calls integer not null check (calls > 0),
  primary key (key_id, per, starts_at)
);
create index counts_by_time on partners.counts (starts_at) where per = 'minute';

-- What was used once within the window in which a signature is fresh: a replayed request finds itself here.
create table partners.nonces (
  key_id uuid not null,
  nonce text not null,
  seen_at timestamptz not null,
  primary key (key_id, nonce)
);
create index nonces_by_time on partners.nonces (seen_at);

-- Requests that were turned away at the door; kept for a month.
create table partners.refusals (
  refusal_id uuid primary key,
  refused_at timestamptz not null,
  -- As it was given; null when the request named none that can be one.
  key_id uuid,
  method text not null,
  path text not null,
  code text not null,
  detail text not null,
  address text not null
);
create index refusals_by_key on partners.refusals (key_id, refused_at desc);
create index refusals_by_time on partners.refusals (refused_at desc, refusal_id desc);

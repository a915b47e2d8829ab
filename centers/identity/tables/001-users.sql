-- Someone who can sign in: the identity behind a member or a member of staff. Who he is to the enterprise stands in other centers.
create table identity.users (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 100),
  locale text not null default 'zh' check (locale in ('zh', 'en')),
  -- `deleted` keeps the row, because orders and the ledger name the id; name and handles are gone by then.
  state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
  -- The brand or channel whose page he registered on.
  registered_through text,
  registered_at timestamptz not null,
  check (state <> 'deleted' or name = 'deleted')
);
create index users_by_registration on identity.users (registered_at, id);

-- What a person types to sign in. One handle belongs to one user; the value is normalized, so it can be looked up directly.
create table identity.handles (
  kind text not null check (kind in ('phone', 'email', 'name')),
  value text not null check (value <> ''),
  user_id uuid not null,
  -- Null until its owner proved with a code that it is his. Names need no proof.
  verified_at timestamptz,
  added_at timestamptz not null,
  primary key (kind, value)
);
create index handles_of_user on identity.handles (user_id);

create table identity.passwords (
  user_id uuid primary key,
  -- argon2id in PHC form, parameters included, so they can be raised without asking anybody.
  hash text not null check (hash like '$argon2id$%'),
  must_change boolean not null default false,
  changed_at timestamptz not null
);

-- A signed-in browser or app. Only the hash of its token is kept, so a copy of this table signs nobody in.
create table identity.sessions (
  token_hash text primary key,
  id uuid not null,
  user_id uuid not null,
  audience text not null check (audience in ('mall', 'console')),
  method text not null,
  device_label text not null,
  -- Hash of the device cookie that signed in; null for a client that keeps none.
  device_hash text,
  address text not null,
  -- Sessions that one sign-on over several brand sites brought about share it, and end together.
  sign_on_id uuid,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text check (ended_reason in ('signed_out', 'revoked', 'credentials_changed', 'suspended', 'deleted', 'signed_on_again')),
  check ((ended_at is null) = (ended_reason is null)),
  check (expires_at > started_at)
);
create index sessions_of_user on identity.sessions (user_id, started_at desc);
create index sessions_ended on identity.sessions (ended_at) where ended_at is not null;
create index sessions_of_sign_on on identity.sessions (sign_on_id) where sign_on_id is not null and ended_at is null;

-- Browsers that have signed in to an account before: an attack on the account does not slow them down.
create table identity.devices (
  user_id uuid not null,
  device_hash text not null,
  label text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (user_id, device_hash)
);

-- Failed attempts by what is attacked (account) and by who attacks (address, device). Only hashes: the table names nobody.
create table identity.throttles (
  key text primary key,
  failures integer not null check (failures >= 0),
  last_failed_at timestamptz not null,
  open_at timestamptz not null
);
create index throttles_by_age on identity.throttles (last_failed_at);

-- Every attempt to sign in, for the person's own list and for the console's sign-in log.
create table identity.sign_ins (
  id uuid primary key,
  at timestamptz not null,
  -- Null when nobody has the handle.
  user_id uuid,
  -- As it may be shown: 138****8000.
  handle_shown text not null,
  audience text not null,
  method text not null,
  outcome text not null,
  address text not null,
  device_label text not null
);
create index sign_ins_of_user on identity.sign_ins (user_id, at desc, id desc);
create index sign_ins_by_time on identity.sign_ins (at desc, id desc);

-- Anonymous browsers that turned out to be this user; kept so that a merged cart or history can be explained.
create table identity.visitors (
  visitor_id uuid not null,
  user_id uuid not null,
  first_joined_at timestamptz not null,
  last_joined_at timestamptz not null,
  primary key (visitor_id, user_id)
);
create index visitors_of_user on identity.visitors (user_id);

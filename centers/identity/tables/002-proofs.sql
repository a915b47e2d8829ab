-- A question put to somebody that he can answer once: a code sent to him, a passkey ceremony, a trip to another provider.
create table identity.challenges (
  id uuid primary key,
  purpose text not null check (purpose in ('sign_in', 'add_handle', 'passkey_new', 'passkey_sign_in', 'link')),
  audience text not null check (audience in ('mall', 'console')),
  -- Where the code went; null where none is sent.
  kind text check (kind in ('phone', 'email')),
  value text,
  -- Who asked, when he was signed in.
  user_id uuid,
  -- Keyed hash of the answer; the key is not in the database, so six digits cannot be searched through.
  answer_hash text not null,
  payload jsonb not null default '{}',
  tries_left integer not null check (tries_left >= 0),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((kind is null) = (value is null))
);
create index challenges_by_expiry on identity.challenges (expires_at);

create table identity.passkeys (
  -- Chosen by the authenticator, unique in the world.
  credential_id text primary key,
  user_id uuid not null,
  -- The host it was made on; it works on that host only.
  rp_id text not null,
  public_key bytea not null,
  -- Counts uses where the authenticator does so; one that goes backwards is a copy.
  counter bigint not null,
  transports text[] not null,
  label text not null,
  backed_up boolean not null,
  made_at timestamptz not null,
  used_at timestamptz
);
create index passkeys_of_user on identity.passkeys (user_id);

-- Accounts elsewhere that sign in here. `subject` is the person's id within one app, `union_subject` within all apps of one platform account.
create table identity.links (
  provider text not null,
  tenant_key text not null,
  subject text not null,
  user_id uuid not null,
  platform_key text,
  union_subject text,
  profile jsonb not null,
  linked_at timestamptz not null,
  used_at timestamptz not null,
  primary key (provider, tenant_key, subject),
  check ((platform_key is null) = (union_subject is null))
);
create index links_of_user on identity.links (user_id);
create index links_by_union on identity.links (provider, platform_key, union_subject) where union_subject is not null;

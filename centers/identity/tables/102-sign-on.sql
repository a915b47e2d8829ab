-- The identity provider's own session that brought a session about; text, as the provider names it.
alter table identity.sessions alter column sign_on_id type text using sign_on_id::text;

-- Applications that sign people in with us. Each is reviewed by somebody else than who asked for it.
create table identity.applications (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$'),
  name text not null,
  name_en text not null,
  -- `web` keeps a secret on its server, `spa` and `native` cannot, `service` acts for itself.
  kind text not null check (kind in ('web', 'spa', 'native', 'service')),
  -- One of our own sites: nobody is asked for consent.
  first_party boolean not null,
  -- The sign-in page it shows: `/sign-in/<brand>`.
  brand text,
  region text,
  redirect_uris text[] not null,
  post_logout_redirect_uris text[] not null,
  backchannel_logout_uri text,
  scopes text[] not null,
  sealed_secret text,
  state text not null check (state in ('in_review', 'approved', 'refused', 'suspended')),
  requested_by text not null,
  requested_at timestamptz not null,
  reviewed_by text,
  reviewed_at timestamptz,
  review_note text,
  check (kind = 'service' or cardinality(redirect_uris) > 0),
  check ((kind in ('web', 'service')) = (sealed_secret is not null)),
  check (state <> 'approved' or reviewed_by is not null)
);
create index applications_by_state on identity.applications (state, requested_at desc);

-- What the provider remembers: sessions, grants, codes and tokens. The id is a hash, because for most of them the id is the token itself.
create table identity.sign_on_records (
  model text not null,
  id_hash text not null,
  payload jsonb not null,
  uid text,
  user_code text,
  grant_id text,
  account_id text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id_hash)
);
create index sign_on_records_by_uid on identity.sign_on_records (uid) where uid is not null;
create index sign_on_records_by_user_code on identity.sign_on_records (user_code) where user_code is not null;
create index sign_on_records_by_grant on identity.sign_on_records (grant_id) where grant_id is not null;
create index sign_on_records_by_account on identity.sign_on_records (account_id) where account_id is not null;
create index sign_on_records_by_expiry on identity.sign_on_records (expires_at);

-- Keys that sign tokens, shared by all processes. Announced a day before they sign, kept a week after they stopped.
create table identity.signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_jwk text not null,
  made_at timestamptz not null,
  signs_from timestamptz not null
);

-- What somebody agreed to, in which words (version), and when he took it back. Never changed: withdrawing fills `withdrawn_at`, agreeing again is a new row.
create table identity.consents (
  user_id uuid not null,
  id uuid not null,
  purpose text not null,
  version text not null,
  given_through text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (user_id, id),
  check (withdrawn_at >= given_at)
);
create unique index consents_in_force on identity.consents (user_id, purpose) where withdrawn_at is null;

-- What was asked under data protection law, and what became of it.
create table identity.privacy_requests (
  id uuid primary key,
  user_id uuid not null,
  kind text not null check (kind in ('export', 'correction', 'deletion')),
  requested_at timestamptz not null,
  done_at timestamptz not null,
  -- Which centers answered, and what each kept because the law asks for it.
  details jsonb not null
);
create index privacy_requests_of_user on identity.privacy_requests (user_id, requested_at desc);

-- Cards made together: same worth, same term.
create table members.card_batches (
  batch_id uuid primary key,
  kind text not null check (kind in ('prepaid', 'gift')),
  name text not null check (char_length(name) between 1 and 80),
  value_minor bigint not null check (value_minor > 0),
  currency text not null,
  cards integer not null check (cards between 1 and 10000),
  expires_on date not null,
  -- Whose cards they are: who sells them owes the goods.
  organization_id text not null,
  made_by text not null,
  made_at timestamptz not null
);
create index card_batches_by_time on members.card_batches (made_at desc, batch_id desc);

create table members.cards (
  card_id uuid primary key,
  batch_id uuid not null,
  card_no text not null,
  -- The secret itself is told once, when the batch is made.
  secret_hash text not null,
  state text not null check (state in ('made', 'active', 'frozen')),
  member_id uuid,
  activated_at timestamptz,
  bound_at timestamptz,
  frozen_at timestamptz,
  frozen_reason text,
  check (state = 'made' or activated_at is not null),
  check ((member_id is null) = (bound_at is null))
);
create index cards_by_number on members.cards (card_no);
create index cards_of_batch on members.cards (batch_id, card_no);
create index cards_of_member on members.cards (member_id) where member_id is not null;
-- Wrong secrets for a card number; too many in a row close the door for a while.
create table members.card_misses (
  card_no text primary key,
  misses integer not null,
  last_at timestamptz not null
);

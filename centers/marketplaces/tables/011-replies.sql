-- Our yes or no to refunds that buyers asked of platforms. A return is answered twice, before and after its goods came: one row for each place it stood at.
create table marketplaces.replies (
  connection_id text not null references marketplaces.connections,
  -- The refund's number, a blank, and the platform's word for where it stood.
  reply_no text not null,
  refund_no text not null,
  word text not null check (word in ('agree', 'refuse')),
  -- What the buyer reads with a no.
  reason text not null check (length(reason) between 1 and 200),
  -- What was answered: a platform that has something else by now is told nothing.
  platform_status text not null,
  amount_minor bigint not null,
  -- asked: on its way; told: the platform took it; refused: a dead letter says why.
  state text not null check (state in ('asked', 'told', 'refused')),
  detail text,
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (connection_id, reply_no),
  check ((state = 'asked') = (ended_at is null)),
  check (state <> 'refused' or detail is not null)
);
create index replies_of_refund on marketplaces.replies (connection_id, refund_no);
-- Those that wait for an answer are few among all there ever were.
create index refunds_by_state on marketplaces.refunds (state, modified_at desc, refund_no desc);

-- Orders paid by other ways, of which we tell the platform that the money is here.
create table marketplaces.confirmations (
  channel_id text not null,
  external_no text not null,
  connection_id text not null references marketplaces.connections,
  -- asked: on its way; confirmed: the platform knows; refused: a dead letter says why.
  state text not null check (state in ('asked', 'confirmed', 'refused')),
  remark text not null check (length(remark) between 1 and 99),
  detail text,
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (channel_id, external_no),
  check ((state = 'asked') = (ended_at is null))
);

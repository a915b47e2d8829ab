-- What platforms told us by themselves. A push only makes us ask for the order sooner; the streams read everything all the same.
create table marketplaces.pushes (
  connection_id text not null references marketplaces.connections,
  -- The platform's number of the message: told again it is the same.
  push_no text not null check (length(push_no) between 1 and 200),
  topic text not null,
  external_no text,
  -- When the order changed there, where the message says so.
  modified_at timestamptz,
  -- asking: the order is being asked for; taken: it is here; older: we know more already; passed: nothing to follow; refused: a dead letter says why.
  state text not null check (state in ('asking', 'taken', 'older', 'passed', 'refused')),
  detail text,
  -- How often it was told.
  times integer not null default 1 check (times > 0),
  received_at timestamptz not null,
  ended_at timestamptz,
  primary key (connection_id, push_no),
  check ((state = 'asking') = (ended_at is null))
);
create index pushes_by_time on marketplaces.pushes (connection_id, received_at desc, push_no desc);
create index pushes_old on marketplaces.pushes (received_at);
-- Messages that a platform keeps until they are confirmed are a stream like orders and refunds.
alter table marketplaces.cursors drop constraint cursors_stream_check;
alter table marketplaces.cursors add constraint cursors_stream_check check (stream in ('orders', 'refunds', 'messages'));
insert into marketplaces.cursors (connection_id, stream, reached_at, next_at)
select connection_id, 'messages', next_at, next_at from marketplaces.cursors where stream = 'orders';

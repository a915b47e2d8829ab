-- How long a group may stay in a state before somebody is warned; '*' stands for every channel without a line of its own.
create table orders.time_limits (
  channel_id text not null,
  state text not null check (state in ('placed', 'held', 'approved', 'allocated', 'released', 'shipped')),
  hours numeric(8, 2) not null check (hours > 0),
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (channel_id, state)
);

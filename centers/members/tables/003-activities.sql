create table members.check_ins (
  member_id uuid not null,
  program_id text not null,
  on_date date not null,
  -- How many days in a row, this one included.
  streak integer not null check (streak > 0),
  points integer not null check (points >= 0),
  checked_in_at timestamptz not null,
  primary key (member_id, program_id, on_date)
);

-- Small things a member is thanked for, each once.
create table members.tasks (
  task_id text primary key,
  program_id text not null,
  name jsonb not null,
  -- What proves it: a birthday given, a child told of, a first order received, seven days of check-in in a row.
  proof text not null check (proof in ('birthday_given', 'child_told', 'first_order_delivered', 'seven_days_in_a_row')),
  points integer not null check (points > 0),
  closed_at timestamptz
);
create table members.task_rewards (
  member_id uuid not null,
  task_id text not null,
  points integer not null,
  rewarded_at timestamptz not null,
  primary key (member_id, task_id)
);

-- A draw: prizes with their chances as data. What it may give away is a ledger balance, so it can never give more.
create table members.draws (
  draw_id text primary key,
  program_id text not null,
  name jsonb not null,
  -- Points a try costs; 0 is free.
  cost_points integer not null check (cost_points >= 0),
  tries_per_day integer not null check (tries_per_day between 1 and 100),
  -- [{ prize_id, name, points, chance_bp }]: points given, and the chance in basis points; the rest of 10000 wins nothing.
  prizes jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  organization_id text not null,
  changed_at timestamptz not null
);
create table members.tries (
  member_id uuid not null,
  try_id uuid not null,
  draw_id text not null,
  on_date date not null,
  -- Null when nothing was won, also when the budget had run out.
  prize_id text,
  points integer not null check (points >= 0),
  tried_at timestamptz not null,
  primary key (member_id, try_id)
);
create index tries_of_day on members.tries (member_id, draw_id, on_date);
create index tries_of_draw on members.tries (draw_id);

-- A program is what a member gathers growth and points in: one of the group, and one of each brand. Its rules are data.
create table members.programs (
  program_id text primary key,
  -- Null for the group's own program.
  brand_id text,
  name jsonb not null,
  -- What one point lowers an order by, in minor units of CNY.
  point_value_minor integer not null check (point_value_minor > 0),
  -- The largest share of the goods that points may pay, in basis points.
  spend_limit_bp integer not null check (spend_limit_bp between 0 and 10000),
  -- Points earned in a year are good until the end of the year that many years later.
  valid_years smallint not null check (valid_years between 1 and 10),
  -- Points for a check-in: the first day of a row, the second, …; the last entry counts for all later days.
  check_in_points integer[] not null,
  changed_at timestamptz not null
);

create table members.levels (
  program_id text not null,
  level text not null,
  rank smallint not null,
  name jsonb not null,
  growth_from bigint not null check (growth_from >= 0),
  -- Points for each 100 minor units paid, in basis points: 10000 is one point for a yuan.
  earn_rate_bp integer not null check (earn_rate_bp >= 0),
  benefits jsonb not null default '[]',
  primary key (program_id, level),
  unique (program_id, rank)
);

-- A user as the enterprise knows him: the id is the user's.
create table members.members (
  id uuid primary key,
  gender text check (gender in ('female', 'male')),
  birthday date,
  -- Where he came from: mall, store, marketplace, outlet, app.
  source text not null,
  region_code text,
  vip_until date,
  note text,
  joined_at timestamptz not null,
  last_order_at timestamptz,
  changed_at timestamptz not null
);
create index members_by_joining on members.members (joined_at desc, id desc);

-- Where a member stands in a program, and which organization looks after him there: that decides which staff see him.
create table members.standings (
  member_id uuid not null,
  program_id text not null,
  brand_id text,
  organization_id text,
  level text not null,
  growth bigint not null default 0 check (growth >= 0),
  level_since timestamptz not null,
  joined_at timestamptz not null,
  primary key (member_id, program_id)
);
create index standings_by_organization on members.standings (organization_id, program_id, member_id);
create index standings_by_level on members.standings (program_id, level, member_id);

-- Growth, each cause once: an event that comes twice counts once.
create table members.growth_entries (
  member_id uuid not null,
  program_id text not null,
  cause text not null,
  growth bigint not null,
  happened_at timestamptz not null,
  primary key (member_id, program_id, cause)
);

create table members.tags (
  member_id uuid not null,
  tag text not null check (char_length(tag) between 1 and 40),
  tagged_by text not null,
  tagged_at timestamptz not null,
  primary key (member_id, tag)
);
create index tags_by_name on members.tags (tag, member_id);

-- Who lives together: one buys, another eats.
create table members.households (
  household_id uuid primary key,
  made_at timestamptz not null
);
create table members.household_people (
  household_id uuid not null,
  person_id uuid not null,
  -- Null for somebody who has no account: a child.
  member_id uuid,
  nickname text not null check (char_length(nickname) between 1 and 40),
  part text not null check (part in ('parent', 'grandparent', 'adult', 'child')),
  born_on date,
  feeding text check (feeding in ('breast', 'mixed', 'formula', 'solid')),
  primary key (household_id, person_id)
);
create index household_of_member on members.household_people (member_id) where member_id is not null;

-- Which expiry buckets a member has points in. The amounts are ledger balances `member:<id>:points:<period>`.
create table members.point_buckets (
  member_id uuid not null,
  program_id text not null,
  period text not null,
  expires_at timestamptz not null,
  expired_at timestamptz,
  primary key (member_id, program_id, period)
);
create index point_buckets_due on members.point_buckets (expires_at, member_id) where expired_at is null;

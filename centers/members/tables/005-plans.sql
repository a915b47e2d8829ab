-- Paid membership: a plan is bought for a time and gives a level, benefits, or both.
create table members.plans (
  plan_id text primary key,
  program_id text not null,
  name jsonb not null,
  price_minor bigint not null check (price_minor > 0),
  currency text not null,
  months smallint not null check (months between 1 and 36),
  -- While it runs the member stands at least on this level; null: it gives benefits only.
  level text,
  benefits jsonb not null default '[]',
  -- Paid back whole within so many days; after that, for the whole months that are left.
  refund_days smallint not null check (refund_days between 0 and 90),
  on_sale boolean not null,
  changed_at timestamptz not null
);
create index plans_of_program on members.plans (program_id, plan_id);

-- One row a purchase. Buying again while a plan runs makes it longer: the next row begins where the last one ends.
create table members.memberships (
  member_id uuid not null,
  membership_id uuid not null,
  plan_id text not null,
  program_id text not null,
  price_minor bigint not null check (price_minor > 0),
  currency text not null,
  bought_at timestamptz not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  refunded_at timestamptz,
  refund_minor bigint check (refund_minor between 0 and price_minor),
  check ((refunded_at is null) = (refund_minor is null)),
  primary key (member_id, membership_id)
);
create index memberships_newest on members.memberships (plan_id, bought_at desc, membership_id desc);

-- The plan that runs now and when it ends stand with the standing, so that prices and points need no second look.
alter table members.standings add column plan_id text, add column plan_until timestamptz, add column plan_reminded boolean not null default false,
  add check ((plan_id is null) = (plan_until is null));
create index standings_plans_ending on members.standings (plan_until, member_id) where plan_until is not null;

-- What a member of a program may say he is interested in: [{ zh, en }]; what he chooses is a tag of that Chinese name.
alter table members.programs add column interests jsonb not null default '[]';

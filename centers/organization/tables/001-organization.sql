-- `tree` is locked by whoever changes the shape of the tree, so two moves can never make a circle together. `rights` grows with every
-- change of what somebody may do; processes that remember callers look at it.
create table organization.versions (
  name text primary key check (name in ('tree', 'rights')),
  version bigint not null
);
insert into organization.versions values ('tree', 0), ('rights', 0);

create table organization.organizations (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  parent_id text references organization.organizations (id) check (parent_id <> id),
  type text not null check (type in (
    'group', 'company', 'brand', 'city', 'area', 'county', 'department', 'institution', 'store', 'warehouse',
    'office_business', 'office_settlement', 'office_accounting', 'office_operations')),
  name text not null,
  name_en text not null,
  brand_id text,
  region_code text check (region_code ~ '^[0-9]{2,12}$'),
  franchised boolean not null default false,
  -- The ids from the root down, each followed by a slash: `/group/city/county/`. A subtree is a prefix.
  path text collate "C" not null unique,
  depth int not null check (depth between 1 and 32),
  closed_at timestamptz,
  changed_at timestamptz not null,
  check (right(path, length(id) + 2) = '/' || id || '/'),
  check ((parent_id is null) = (depth = 1))
);
create index organizations_by_parent on organization.organizations (parent_id);

create table organization.positions (
  id uuid primary key,
  organization_id text not null references organization.organizations (id),
  name text not null,
  name_en text not null,
  -- How many people the position is for.
  seats int not null check (seats > 0),
  -- The head of the organization, for approvals that go to "the head of …".
  head boolean not null default false,
  closed_at timestamptz,
  changed_at timestamptz not null
);
create index positions_by_organization on organization.positions (organization_id);

create table organization.roles (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name text not null,
  name_en text not null,
  permissions text[] not null,
  -- Granting it, or changing what it permits, takes effect only when a second person has approved.
  guarded boolean not null default false,
  changed_at timestamptz not null
);

create table organization.staff (
  -- The user's id in identity: who signs in as this user acts as this member of staff.
  id uuid primary key,
  staff_no text not null unique,
  name text not null,
  name_en text not null,
  phone text,
  email text,
  organization_id text not null references organization.organizations (id),
  position_id uuid references organization.positions (id),
  joined_on date not null,
  left_at timestamptz,
  changed_at timestamptz not null
);
create index staff_by_organization on organization.staff (organization_id, id);
create index staff_by_position on organization.staff (position_id) where left_at is null;

-- A role held by a person in an organization and everything under it.
create table organization.assignments (
  id uuid primary key,
  staff_id uuid not null references organization.staff (id),
  organization_id text not null references organization.organizations (id),
  role_id text not null references organization.roles (id),
  -- Null: the brand of the organization if it has one, otherwise every brand.
  brands text[] check (cardinality(brands) > 0),
  -- Null: every partner.
  partners text[] check (cardinality(partners) > 0),
  valid_from timestamptz not null,
  valid_until timestamptz,
  -- Lent by this person, from an assignment of his own; it ends when that one does.
  delegated_by uuid references organization.staff (id),
  delegated_from uuid references organization.assignments (id),
  ended_at timestamptz,
  changed_at timestamptz not null,
  check (valid_until > valid_from),
  check ((delegated_by is null) = (delegated_from is null)),
  check (delegated_from is null or valid_until is not null),
  check (delegated_by <> staff_id)
);
create index assignments_by_staff on organization.assignments (staff_id) where ended_at is null;
create index assignments_by_organization on organization.assignments (organization_id) where ended_at is null;
create index assignments_by_lender on organization.assignments (delegated_from) where delegated_from is not null;

-- What a second person must have approved: the permission, and above which amount.
create table organization.two_person_rules (
  permission text not null,
  currency text not null,
  above_minor bigint not null check (above_minor >= 0),
  changed_at timestamptz not null,
  primary key (permission, currency)
);

-- Changes of rights that wait for approval. The id is that of the approval; the difference is what was signed.
create table organization.proposals (
  id uuid primary key,
  kind text not null check (kind in ('assignment', 'role')),
  subject_id text not null,
  difference jsonb not null,
  digest text not null,
  state text not null check (state in ('waiting', 'applied', 'refused', 'ground_moved')),
  proposed_by text,
  proposed_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'waiting') = (decided_at is null))
);

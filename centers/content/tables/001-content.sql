-- A page at one address; the same address may have variants for a channel or for an audience.
create table content.pages (
  page_id text primary key check (page_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  path text not null check (path ~ '^/[a-z0-9/_.-]*$'),
  kind text not null check (kind in ('home', 'pavilion', 'campaign', 'corporate', 'news')),
  -- Empty is every channel.
  channel_id text not null default '',
  audience text not null default 'everyone' check (audience in ('everyone', 'visitors', 'members')),
  -- Whose page it is: a brand's pavilion, a merchant's shop-in-shop; null is the enterprise's own.
  brand_id text,
  partner_id text,
  title jsonb not null,
  description jsonb,
  picture text,
  blocks jsonb not null check (jsonb_typeof(blocks) = 'array'),
  draft_version integer not null default 1,
  -- The version shoppers see; null while none is shown.
  shown_no integer,
  shown_at timestamptz,
  removed_at timestamptz,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  saved_by text not null
);
create unique index pages_by_address on content.pages (path, channel_id, audience) where removed_at is null;
create index pages_by_time on content.pages (saved_at desc, page_id desc) where removed_at is null;
create index pages_news on content.pages (shown_at desc, page_id desc) where kind = 'news' and shown_no is not null;

-- What was ever published, whole. Rolling back publishes an earlier one again under a new number.
create table content.versions (
  page_id text not null,
  version_no integer not null check (version_no > 0),
  -- Made by whoever published: the same act again is the same version.
  act_id uuid not null,
  title jsonb not null,
  description jsonb,
  picture text,
  blocks jsonb not null,
  note text,
  -- The version this one repeats, after a roll back.
  of_no integer,
  published_at timestamptz not null,
  published_by text not null,
  primary key (page_id, version_no),
  unique (page_id, act_id)
);

-- What shall be shown or taken down later. A publication carries what the draft was when it was scheduled.
create table content.schedules (
  page_id text not null,
  schedule_id uuid not null,
  act text not null check (act in ('publish', 'withdraw')),
  title jsonb,
  description jsonb,
  picture text,
  blocks jsonb,
  due_at timestamptz not null,
  state text not null check (state in ('waiting', 'done', 'refused', 'canceled')),
  detail text,
  by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (page_id, schedule_id)
);
create index schedules_due on content.schedules (due_at, page_id, schedule_id) where state = 'waiting';

-- Links that show a draft to whoever has them, until they end.
create table content.previews (
  token_hash text primary key,
  page_id text not null,
  made_by text not null,
  expires_at timestamptz not null
);

create table content.redirects (
  path text primary key check (path ~ '^/'),
  target text not null,
  permanent boolean not null,
  saved_at timestamptz not null,
  saved_by text not null
);

-- Navigation, footer and filing numbers of the mall; one row.
create table content.site (
  site_id text primary key check (site_id = 'mall'),
  settings jsonb not null,
  version integer not null,
  saved_at timestamptz not null,
  saved_by text not null
);

-- Places for advertisements. What hangs there is booked; until then a page shows nothing in that place.
create table content.slots (
  slot_id text primary key check (slot_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name jsonb not null,
  saved_at timestamptz not null
);
create table content.bookings (
  slot_id text not null references content.slots,
  booking_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  title jsonb not null,
  picture text not null,
  link text not null,
  canceled_at timestamptz,
  booked_by text not null,
  primary key (slot_id, booking_id),
  check (ends_at > starts_at)
);
create index bookings_open on content.bookings (slot_id, ends_at) where canceled_at is null;

-- Each look over all links, and what it found.
create table content.checks (
  check_id uuid primary key,
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  places integer not null default 0,
  links integer not null default 0,
  faults integer not null default 0
);
create table content.faults (
  check_id uuid not null references content.checks,
  seq integer not null,
  -- Where the link stands: a page, a product, the navigation.
  place text not null,
  place_name jsonb not null,
  link text not null,
  fault text not null,
  detail text not null,
  primary key (check_id, seq)
);

-- Files in which much is told at once; the platform works them off and then says what went wrong.
create table marketplaces.feeds (
  feed_id uuid primary key,
  connection_id text not null references marketplaces.connections,
  -- The platform's number of it; null until it took the file.
  feed_no text,
  -- sending: on its way, or it is not known whether it arrived; working: there; done: every item has its answer; failed: as a whole, with the reason.
  state text not null check (state in ('sending', 'working', 'done', 'failed')),
  items integer not null check (items > 0),
  failures integer not null default 0,
  reason text,
  sent_at timestamptz not null,
  -- When the platform is asked how far it is; null once it is over.
  next_at timestamptz,
  looks integer not null default 0,
  ended_at timestamptz,
  check ((state in ('done', 'failed')) = (ended_at is not null)),
  check ((ended_at is null) = (next_at is not null)),
  check (state <> 'working' or feed_no is not null)
);
create index feeds_due on marketplaces.feeds (next_at) where next_at is not null;
create index feeds_by_time on marketplaces.feeds (connection_id, sent_at desc, feed_id desc);

-- What each feed said of which listing.
create table marketplaces.feed_items (
  feed_id uuid not null references marketplaces.feeds,
  item_no integer not null,
  connection_id text not null,
  listing_key text not null,
  stock bigint,
  price_minor bigint,
  on_sale boolean,
  -- What the platform would not take, and why; null when it went well or is not known yet.
  failure text,
  primary key (feed_id, item_no)
);
create index feed_items_failed on marketplaces.feed_items (feed_id, item_no) where failure is not null;

-- A listing that stands in a feed is told nothing else before the feed is over: a later word must not be overtaken by an earlier one.
alter table marketplaces.listings add column feed_id uuid;
create index listings_in_feed on marketplaces.listings (feed_id) where feed_id is not null;

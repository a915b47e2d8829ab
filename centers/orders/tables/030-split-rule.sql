-- Whether parcels that would be too heavy are split by themselves as they are released. Every version is kept; the newest counts.
create table orders.split_rules (
  version integer primary key,
  enabled boolean not null,
  -- Parcels of at most so many grams; a piece that is heavier by itself travels alone.
  most_grams integer check (most_grams between 100 and 10000000),
  -- Goods of these categories, and of those below them, never share a parcel with others.
  apart_category_ids text[] not null,
  -- Only what leaves from these nodes, and only orders of these channels; all when empty.
  node_ids text[] not null,
  channel_ids text[] not null,
  saved_at timestamptz not null,
  saved_by text not null
);
insert into orders.split_rules values (1, false, 30000, '{}', '{}', '{}', '2026-01-01', 'system');

-- The version of the split rule that did it; null for a person.
alter table orders.splits add column rule_version integer;

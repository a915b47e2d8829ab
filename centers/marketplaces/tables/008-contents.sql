-- What a listing shows: words and pictures are told when somebody asks for it.
alter table marketplaces.listings add column content_state text check (content_state in ('asked', 'told', 'refused'));
-- Why not, or what could not be told with it.
alter table marketplaces.listings add column content_detail text;
alter table marketplaces.listings add column content_at timestamptz;
-- It does not exist there yet: it is being made, under a key of ours until the platform gives its own.
alter table marketplaces.listings add column creating boolean not null default false;

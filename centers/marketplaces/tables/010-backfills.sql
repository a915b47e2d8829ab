-- A day that could not be read says why, and is read again by itself.
alter table marketplaces.backfills add column failures integer not null default 0;
alter table marketplaces.backfills add column failure text;
alter table marketplaces.backfills add column next_at timestamptz;
-- Refunds that changed on it.
alter table marketplaces.backfills add column refunds integer not null default 0;

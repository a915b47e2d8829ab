-- A site may let prices choose among the carriers that deliver, instead of its usual one.
alter table warehouse.sites add column cheapest boolean not null default false;

-- Addresses that could not be read and a person put right: the same words are taken at once the next time. The words themselves are kept as a fingerprint only.
create table orders.address_corrections (
  organization_id text not null,
  words_key text not null,
  region_code text not null check (region_code ~ '^[0-9]{6}$'),
  street text not null,
  corrected_by text not null,
  corrected_at timestamptz not null,
  used integer not null default 0,
  used_at timestamptz,
  primary key (organization_id, words_key)
);
create index address_corrections_by_time on orders.address_corrections (organization_id, corrected_at desc, words_key desc);

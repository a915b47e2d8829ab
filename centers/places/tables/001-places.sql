-- Where a person has things sent. Addresses of an order are the order's own; these may change and go.
create table places.addresses (
  owner_id uuid not null,
  address_id uuid not null,
  name text not null,
  phone text not null,
  -- GB/T 2260, six digits: the county, or the deepest level there is.
  region_code text not null check (region_code ~ '^[0-9]{6}$'),
  province text not null,
  -- Empty in a municipality and where a county stands directly below its province.
  city text not null,
  district text not null,
  street text not null,
  label text,
  preferred boolean not null default false,
  saved_at timestamptz not null,
  primary key (owner_id, address_id)
);
create unique index addresses_preferred on places.addresses (owner_id) where preferred;

-- Carriers and what we agreed with them: small, read everywhere; reference tables on a distributed database.
create table carriers.carriers (
  carrier_id text primary key check (carrier_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name jsonb not null,
  -- What others call it, by who calls: {"kuaidi100": "shunfeng", "cainiao": "SF"}.
  codes jsonb not null default '{}' check (jsonb_typeof(codes) = 'object'),
  -- The account that tells where its parcels are; null when nobody does.
  track_account_id text,
  label_form text not null check (label_form in ('76x130', '100x180')),
  -- Privacy waybill: the label does not show the whole name and phone.
  masks_recipient boolean not null,
  -- Without any news for so long a parcel under way counts as stalled.
  stalled_hours integer not null check (stalled_hours > 0),
  active boolean not null,
  saved_at timestamptz not null
);

create table carriers.accounts (
  account_id text primary key check (account_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  organization_id text not null,
  -- The adapter that speaks with it: sf, kuaidi100, cainiao, qimen.
  partner text not null,
  name text not null,
  endpoint text not null,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  -- Keys and passwords, readable by this installation alone.
  secrets_sealed text not null,
  active boolean not null,
  saved_at timestamptz not null
);

create table carriers.services (
  carrier_id text not null references carriers.carriers,
  service_id text not null check (service_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name jsonb not null,
  -- Who gives the waybill number: the partner when asked, or our own pool of numbers given in advance.
  numbers_from text not null check (numbers_from in ('partner', 'pool')),
  account_id text references carriers.accounts,
  -- The product's name at the partner.
  partner_code text,
  largest_grams integer check (largest_grams > 0),
  active boolean not null,
  saved_at timestamptz not null,
  primary key (carrier_id, service_id),
  check (numbers_from = 'pool' or account_id is not null)
);

-- Where a carrier goes. The longest code that begins the address's region decides; '' is everywhere.
create table carriers.reach (
  carrier_id text not null references carriers.carriers,
  region text not null check (region ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$'),
  served boolean not null,
  note text,
  saved_at timestamptz not null,
  primary key (carrier_id, region)
);

-- Price tables. One is never changed, only followed by another: an old quote can be explained.
create table carriers.tariffs (
  tariff_id text primary key check (tariff_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  carrier_id text not null,
  service_id text not null,
  -- Where the parcel leaves: region codes, '' is everywhere.
  from_regions text[] not null check (cardinality(from_regions) > 0),
  valid_from date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Cubic centimeters that weigh like a kilogram.
  volumetric_divisor integer check (volumetric_divisor > 0),
  fuel_bp integer not null check (fuel_bp between 0 and 10000),
  zones jsonb not null check (jsonb_typeof(zones) = 'array'),
  saved_at timestamptz not null,
  foreign key (carrier_id, service_id) references carriers.services
);
create index tariffs_by_service on carriers.tariffs (carrier_id, service_id, valid_from desc);

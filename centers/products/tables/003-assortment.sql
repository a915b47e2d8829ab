-- What belongs together: spare parts, services sold with goods, accessories; bundles; products of others to compare with; products that are configured.

create table products.links (
  spu_id text not null references products.spus,
  kind text not null check (kind in ('part', 'service', 'accessory', 'similar')),
  target_spu_id text not null references products.spus,
  position integer not null,
  primary key (spu_id, kind, target_spu_id),
  check (spu_id <> target_spu_id)
);
create index links_by_target on products.links (target_spu_id);

-- Bought together in one press: every component is a line of its own, so stock and price are the components'.
create table products.bundles (
  bundle_id text primary key check (bundle_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  spu_id text not null references products.spus,
  name jsonb not null,
  -- [{sku_id, quantity}], two at least.
  components jsonb not null check (jsonb_typeof(components) = 'array' and jsonb_array_length(components) between 2 and 20),
  position integer not null,
  saved_at timestamptz not null
);
create index bundles_by_product on products.bundles (spu_id, position);

-- Products of others: never sold, only compared with.
create table products.competitors (
  competitor_id text primary key check (competitor_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  category_id text not null references products.categories,
  brand_name text not null,
  title jsonb not null,
  price_minor bigint check (price_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  specifications jsonb not null check (jsonb_typeof(specifications) = 'object'),
  selling_points jsonb not null check (jsonb_typeof(selling_points) = 'array'),
  -- Where the facts were read, and when: a comparison without both is not shown.
  source text not null,
  seen_on date not null,
  saved_by text not null,
  saved_at timestamptz not null
);
create index competitors_by_category on products.competitors (category_id, competitor_id);

create table products.configurators (
  spu_id text primary key references products.spus,
  groups jsonb not null check (jsonb_typeof(groups) = 'array'),
  rules jsonb not null check (jsonb_typeof(rules) = 'array'),
  lead_days integer not null check (lead_days between 0 and 365),
  version integer not null,
  saved_at timestamptz not null
);

-- One set of choices a shopper made, with its price and lead time as they were then. Never changed: an order's line may name it.
create table products.configurations (
  configuration_id uuid primary key,
  spu_id text not null,
  sku_id text not null,
  choices jsonb not null,
  words jsonb not null,
  extra_minor bigint not null check (extra_minor >= 0),
  lead_days integer not null check (lead_days >= 0),
  made_at timestamptz not null
);

-- What is sold: categories, brands, products (SPU) and what is stocked of them (SKU).
-- All of it is small and read everywhere: on a distributed database these are reference tables.

create table products.categories (
  category_id text primary key check (category_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  parent_id text references products.categories,
  -- From the root to the category itself: a subtree is one index look-up, and a cycle cannot be written.
  path text[] not null check (path[cardinality(path)] = category_id and cardinality(path) <= 6),
  name jsonb not null,
  picture text,
  position integer not null default 0,
  -- The attributes a product of this category (and below it) is described with.
  attributes jsonb not null default '[]' check (jsonb_typeof(attributes) = 'array'),
  saved_at timestamptz not null,
  check ((parent_id is null) = (cardinality(path) = 1)),
  check (parent_id is null or path[cardinality(path) - 1] = parent_id)
);
create index categories_by_path on products.categories using gin (path);

create table products.brands (
  brand_id text primary key check (brand_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name jsonb not null,
  slogan jsonb,
  picture text,
  saved_at timestamptz not null
);

create table products.spus (
  spu_id text primary key check (spu_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  category_id text not null references products.categories,
  brand_id text references products.brands,
  -- The merchant or supplier whose goods these are; null for our own. Partners come after products, so no reference here.
  partner_id text,
  kind text not null check (kind in ('goods', 'service')),
  lifecycle text not null check (lifecycle in ('planned', 'presale', 'on_sale', 'withdrawn')),
  title jsonb not null,
  subtitle jsonb,
  selling_points jsonb not null,
  story jsonb,
  specifications jsonb not null check (jsonb_typeof(specifications) = 'object'),
  options jsonb not null check (jsonb_typeof(options) = 'array'),
  tags text[] not null,
  available_on date,
  warranty_months integer check (warranty_months >= 0),
  shelf_life_days integer check (shelf_life_days > 0),
  tracks_lots boolean not null,
  tracks_expiry boolean not null,
  tracks_serials boolean not null,
  tax_rate_bp integer not null check (tax_rate_bp between 0 and 10000),
  -- Lowest and highest price of its SKUs on offer, for lists; null without any.
  price_from_minor bigint check (price_from_minor > 0),
  price_to_minor bigint check (price_to_minor >= price_from_minor),
  currency text check (currency ~ '^[A-Z]{3}$'),
  sales_count bigint not null default 0 check (sales_count >= 0),
  -- `key:value` of the filterable attributes and options, from specifications, options and the category's template.
  facets text[] not null,
  -- Words, pinyin and initials a shopper may type.
  search_words tsvector not null,
  -- Of everything a save writes but lifecycle and prices, which have verbs of their own.
  content_hash text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  saved_at timestamptz not null
);
create index spus_newest on products.spus (lifecycle, created_at desc, spu_id desc);
create index spus_by_category on products.spus (category_id, lifecycle);
create index spus_by_brand on products.spus (brand_id, lifecycle);
create index spus_by_price on products.spus (price_from_minor, spu_id) where price_from_minor is not null;
create index spus_by_facet on products.spus using gin (facets);
create index spus_by_word on products.spus using gin (search_words);

create table products.skus (
  -- Never renamed, never reused, never moved to another product: the ledger's asset is `sku:<sku_id>`.
  sku_id text primary key check (sku_id ~ '^[A-Za-z0-9._-]{1,40}$'),
  spu_id text not null references products.spus,
  position integer not null,
  name jsonb,
  options jsonb not null check (jsonb_typeof(options) = 'object'),
  -- A SKU the product no longer lists stays for the orders and stock that name it.
  withdrawn boolean not null default false,
  -- Null only for history products that came without a price and are not for sale.
  price_minor bigint check (price_minor > 0),
  list_price_minor bigint check (list_price_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  barcode text check (barcode ~ '^([0-9]{8}|[0-9]{12,14})$'),
  weight_grams integer check (weight_grams >= 0),
  length_mm integer check (length_mm >= 0),
  width_mm integer check (width_mm >= 0),
  height_mm integer check (height_mm >= 0),
  priced_at timestamptz not null,
  check (list_price_minor is null or price_minor is not null)
);
create index skus_by_spu on products.skus (spu_id, position);
create unique index skus_by_barcode on products.skus (barcode) where barcode is not null;

create table products.media (
  spu_id text not null references products.spus,
  position integer not null,
  role text not null check (role in ('cover', 'gallery', 'detail', 'option', 'video', 'document', 'model')),
  -- A stored file (its sha-256) or a drawing (`world:<picture>:<colorway>:<view>`); `/media/<reference>/…` serves both.
  reference text not null check (reference ~ '^([0-9a-f]{64}|[a-z]+(:[A-Za-z0-9_-]+)+)$'),
  sku_id text references products.skus,
  alt jsonb,
  primary key (spu_id, position)
);

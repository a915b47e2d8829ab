-- What a channel offers of a SKU: what we want it to show, and what it showed when it was last looked at.
create table channels.listings (
  channel_id text not null references channels.channels,
  sku_id text not null,
  published boolean not null,
  -- This channel's own price and title; without them those of the product.
  price_minor bigint check (price_minor > 0),
  title text,
  -- What only this channel asks for.
  attributes jsonb not null check (jsonb_typeof(attributes) = 'object'),
  saved_by text not null,
  saved_at timestamptz not null,
  seen_on_sale boolean,
  seen_price_minor bigint check (seen_price_minor >= 0),
  seen_title text,
  seen_at timestamptz,
  primary key (channel_id, sku_id),
  check ((seen_at is null) = (seen_on_sale is null))
);
create index listings_by_sku on channels.listings (sku_id, channel_id);

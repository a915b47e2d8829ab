-- A bundle may cost less than its components; without a price of its own it costs what they cost.
alter table products.bundles add column price_minor bigint check (price_minor > 0);

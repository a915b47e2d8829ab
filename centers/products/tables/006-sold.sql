-- Pieces sold since they were last added to their products: a product's row has many indexes and must not be written for every sale.
create table products.sold (
  sku_id text primary key,
  pieces bigint not null,
  since timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 0);

-- The moment of opening that was announced: pages made before it say that the product is not sold yet.
alter table products.spus add column opening_told_at timestamptz;
create index spus_to_open on products.spus (opens_at) where opens_at is not null and opening_told_at is distinct from opens_at;

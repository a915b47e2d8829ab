-- From when what is on sale or in presale is sold to everybody; null: at once. Members may have it earlier.
alter table products.spus add column opens_at timestamptz;

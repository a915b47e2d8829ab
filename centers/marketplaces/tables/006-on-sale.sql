-- Whether what a listing belongs to shall be on sale there, and what the platform was last told; null while nobody said.
alter table marketplaces.listings add column sale_wanted boolean;
alter table marketplaces.listings add column sale_told boolean;
create index listings_of_product on marketplaces.listings (connection_id, product_no);

-- One index per order of the lists shoppers see, so a page is read from it and nothing is sorted; and one for staff, who see all.
create index spus_offered_newest on products.spus (created_at desc, spu_id desc) where lifecycle in ('presale', 'on_sale');
create index spus_offered_by_price on products.spus (price_from_minor, spu_id) where lifecycle in ('presale', 'on_sale') and price_from_minor is not null;
create index spus_offered_by_sales on products.spus (sales_count desc, spu_id desc) where lifecycle in ('presale', 'on_sale');
create index spus_all_newest on products.spus (created_at desc, spu_id desc);

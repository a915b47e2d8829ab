-- A SKU without words is without a name.
update products.skus set name = null where name ->> 'zh' = '' and name ->> 'en' = '';

-- What is in a parcel, beside the parcel: an item that looks for its order among thirty is not looked up in the lines of all of them. Null is not known.
alter table warehouse.outbounds add column sku_ids text[];

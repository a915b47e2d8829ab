-- When a parcel stood ready at the outlet where its order is picked up, and who said so.
alter table fulfillment.parcels add column ready_at timestamptz, add column ready_by text;
alter table fulfillment.parcels add constraint parcels_ready_check check ((ready_at is null) = (ready_by is null));

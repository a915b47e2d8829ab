-- Lists walk each organization's rows in their own order, and what is paid over does not stand among what is not.
drop index fulfillment.collections_in_time;
drop index fulfillment.collections_open;
create index collections_open on fulfillment.collections (organization_id, collected_at, order_id, group_no) where paid_minor < amount_minor;
create index collections_paid on fulfillment.collections (organization_id, collected_at, order_id, group_no) where paid_minor = amount_minor;
create index collections_by_waybill on fulfillment.collections (waybill_no);

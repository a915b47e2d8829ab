-- Orders that leave in one parcel: theirs are picked in one wave, labeled once and shipped together.
alter table warehouse.outbounds add column merge_id uuid;
create index outbounds_by_merge on warehouse.outbounds (merge_id, wave_id) where merge_id is not null;

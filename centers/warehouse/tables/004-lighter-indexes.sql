-- A parcel changes its status three times on its way. While no index speaks of the status, those changes touch none of them.
drop index warehouse.outbounds_waiting;
create index outbounds_waiting on warehouse.outbounds (node_id, carrier_id, content_key, released_at) where wave_id is null and stop_reason is null;
drop index warehouse.outbounds_stopped;
create index outbounds_stopped on warehouse.outbounds (node_id, released_at desc) where stop_reason is not null;
drop index warehouse.boxes_waiting;
create index boxes_waiting on warehouse.boxes (node_id, carrier_id) where manifest_id is null;

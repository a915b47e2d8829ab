-- Under these keys rows meet by house, whoever is named on them, and rows of one surname whose phones begin or end alike.
alter table identity.resolution_rows add column key_house bigint, add column key_slipped_head bigint, add column key_slipped_tail bigint;
create index resolution_rows_by_house on identity.resolution_rows (key_house) where key_house is not null;
create index resolution_rows_by_slipped_head on identity.resolution_rows (key_slipped_head) where key_slipped_head is not null;
create index resolution_rows_by_slipped_tail on identity.resolution_rows (key_slipped_tail) where key_slipped_tail is not null;

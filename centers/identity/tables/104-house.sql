-- Under these keys the rows of one home meet, whoever is named on them, and rows of one surname whose phones begin alike.
alter table identity.resolution_rows add column key_house bigint;
alter table identity.resolution_rows add column key_slipped bigint;
create index resolution_rows_by_house on identity.resolution_rows (key_house) where key_house is not null;
create index resolution_rows_by_slipped on identity.resolution_rows (key_slipped) where key_slipped is not null;

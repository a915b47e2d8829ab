-- The life of one piece: moves of goods without serial numbers are not in here.
create index moves_by_serial on inventory.moves using gin (serials) where cardinality(serials) > 0;

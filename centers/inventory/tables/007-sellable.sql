-- What each marketplace was last told it may sell of a SKU.
create table inventory.sellable (
  channel_id text not null,
  sku_id text not null,
  sellable bigint not null,
  changed_at timestamptz not null,
  primary key (channel_id, sku_id)
) with (fillfactor = 80);

-- Up to which transaction the postings were looked at.
create table inventory.sellable_seen (
  one boolean primary key default true check (one),
  through_tx_id xid8 not null
);
insert into inventory.sellable_seen (through_tx_id) values ('0'::xid8);

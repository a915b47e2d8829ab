-- Money a carrier took at the door for a delivered group, and how much of it he has paid over.
create table fulfillment.collections (
  order_id uuid not null,
  group_no smallint not null,
  organization_id text not null,
  carrier text not null,
  waybill_no text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  paid_minor bigint not null default 0 check (paid_minor between 0 and amount_minor),
  collected_at timestamptz not null,
  paid_at timestamptz,
  primary key (order_id, group_no)
);
create index collections_in_time on fulfillment.collections (organization_id, collected_at desc, order_id, group_no);
create index collections_open on fulfillment.collections (organization_id, collected_at desc, order_id, group_no) where paid_minor < amount_minor;

-- What came of it, by the id its taker gave.
create table fulfillment.pay_overs (
  order_id uuid not null,
  group_no smallint not null,
  id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  paid_on date not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (order_id, group_no, id)
);

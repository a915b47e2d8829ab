-- Money that went back after goods had left, as platforms and our own books tell it; it becomes a document of direction R.
create table erp.returns (
  channel_id text not null,
  -- The platform's number of it, or the transaction that paid it back.
  return_no text not null,
  -- One of the two: an order that is not ours yet is known by its number there.
  order_id uuid,
  external_no text,
  -- Ours, where the platform named one.
  line_no smallint,
  kind text not null check (kind in ('goods', 'money')),
  quantity integer check (quantity > 0),
  amount_minor bigint not null check (amount_minor > 0),
  business_on date not null,
  happened_at timestamptz not null,
  -- How much of it is a return of something sold, once that is known: nothing where it was paid back for what never left.
  booked_minor bigint check (booked_minor >= 0),
  document_no text references erp.documents,
  primary key (channel_id, return_no),
  check (order_id is not null or external_no is not null),
  check ((coalesce(booked_minor, 0) > 0) = (document_no is not null))
);
create index returns_open on erp.returns (channel_id, business_on) where booked_minor is null;
create index returns_of_document on erp.returns (document_no) where document_no is not null;
create index returns_of_order on erp.returns (order_id) where order_id is not null;

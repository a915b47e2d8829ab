-- What is written for an order: a card for whom it is given to, and a word among ourselves. Both are printed with it.
create table orders.notes (
  order_id uuid primary key,
  gift_message text,
  gift_from text,
  -- A gift's slip names no price.
  hides_prices boolean not null,
  seller_note text,
  saved_at timestamptz not null,
  saved_by text not null
);

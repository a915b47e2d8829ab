-- An order whose goods go to different bureaus has parts, each with errands of its own. 0 is the first of them, and all of an order that has none.
alter table orders.lines add column part_no smallint not null default 0;
alter table orders.errands add column part_no smallint not null default 0;
drop index orders.errands_now;
create unique index errands_now on orders.errands (order_id, part_no, duty) where status in ('waiting', 'accepted', 'returned', 'unassigned');

-- What a bureau's word stops is its part; null stops all of the order.
alter table orders.abnormals add column part_no smallint;

alter table orders.splits drop constraint splits_how_check;
alter table orders.splits add constraint splits_how_check check (how in ('hand', 'weight', 'refund', 'substitute', 'rule', 'bureau'));

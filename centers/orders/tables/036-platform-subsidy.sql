-- What a platform pays of a line in the buyer's place. It lowers what the buyer pays, not the line: that is what we are paid.
alter table orders.discounts drop constraint discounts_kind_check;
alter table orders.discounts add constraint discounts_kind_check check (kind in ('points', 'member_price', 'bundle', 'subsidy'));

-- The platform's part of what was given back: the buyer gets the rest.
alter table orders.line_refunds add column subsidy_minor bigint not null default 0 check (subsidy_minor between 0 and amount_minor);
alter table orders.platform_refunds add column subsidy_minor bigint not null default 0 check (subsidy_minor between 0 and amount_minor);

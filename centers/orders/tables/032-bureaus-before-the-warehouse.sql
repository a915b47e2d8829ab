-- An order that such a rule gives to a bureau goes on only once the bureau has accepted it.
alter table orders.bureau_rules add column waits boolean not null default false;
alter table orders.errands add column waits boolean not null default false;

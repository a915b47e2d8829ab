-- What the platform takes back of its own with what the buyer got, once it is summed up: the amount is what the buyer got.
alter table erp.returns add column subsidy_minor bigint not null default 0 check (subsidy_minor >= 0);

-- What a service collects at the door for us, and where its carrier does not although it delivers there.
alter table carriers.services add column collect_most_minor bigint check (collect_most_minor > 0);
alter table carriers.reach add column collects boolean not null default true;

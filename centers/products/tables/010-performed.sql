-- A service that somebody performs (an installation, a cleaning) is delivered when he has done it; any other when it is paid.
alter table products.spus add column performed boolean not null default false;
alter table products.spus add constraint spus_performed_check check (kind = 'service' or not performed);

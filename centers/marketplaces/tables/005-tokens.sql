-- Tokens that end are renewed by us. Only one process asks: the platform may give each new token once.
alter table marketplaces.connections add column token_next_at timestamptz;
alter table marketplaces.connections add column token_claimed_until timestamptz;
alter table marketplaces.connections add column token_attempts integer not null default 0;
alter table marketplaces.connections add column token_refreshed_at timestamptz;
-- Why the last try failed; null when it went well. With no next try a person must act.
alter table marketplaces.connections add column token_failure text;
create index connections_token_due on marketplaces.connections (token_next_at) where token_next_at is not null;

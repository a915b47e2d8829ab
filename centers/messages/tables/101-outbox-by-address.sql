-- For erasing a person, and for finding what was sent to an address.
create index outbox_by_address on messages.outbox (address) where address is not null;
create index outbox_by_user on messages.outbox (user_id) where user_id is not null;

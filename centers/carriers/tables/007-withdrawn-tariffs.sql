-- From this day on a price table no longer counts; until then it did, and what was quoted by it stays true.
alter table carriers.tariffs add column withdrawn_from date check (withdrawn_from > valid_from);

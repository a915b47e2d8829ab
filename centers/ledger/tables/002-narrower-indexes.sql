-- An index entry is written for every posting and side, so what it need not carry is left out.
drop index ledger.postings_out;
drop index ledger.postings_in;
-- Within one moment (a batch) the few postings of an account are sorted by the reader.
create index postings_out on ledger.postings (source, asset, recorded_at);
create index postings_in on ledger.postings (destination, asset, recorded_at);

-- Postings are found from their transaction by its short id; the key stays with them for those who come from the other side.
alter table ledger.transactions add column id uuid;
update ledger.transactions set id = gen_random_uuid();
alter table ledger.transactions alter column id set not null;
alter table ledger.postings add column transaction_id uuid;
update ledger.postings p set transaction_id = t.id from ledger.transactions t where t.key = p.transaction_key;
alter table ledger.postings alter column transaction_id set not null;
alter table ledger.postings drop constraint postings_pkey;
alter table ledger.postings add primary key (transaction_id, seq, recorded_at);

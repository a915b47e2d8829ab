-- A first scan writes two rows and touches only the indexes that somebody reads. The codes of a batch follow each other in number, so the primary key
-- finds them; scans arrive in the order of time, so a summary of their blocks (BRIN) is enough to forget the oldest.
drop index codes.items_by_batch;
drop index codes.scans_by_time;
create index scans_by_time on codes.scans using brin (scanned_at);

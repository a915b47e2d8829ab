-- A level may be for a time: to the end of the year so many years after it was reached; null is for good.
alter table members.programs add column level_years smallint check (level_years between 1 and 10);
-- When the level is measured again; null on the lowest one and where levels are for good.
alter table members.standings add column level_until timestamptz;
create index standings_to_measure on members.standings (level_until, member_id) where level_until is not null;
-- The year in which a member last had his birthday points.
alter table members.members add column birthday_year smallint;
create index members_by_birthday on members.members ((extract(month from birthday)), (extract(day from birthday)), id) where birthday is not null;

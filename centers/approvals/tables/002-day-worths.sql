-- What one thing or person got in a business day by acts that went through without a second person: small acts in a row are one large one.
create table approvals.day_worths (
  -- What the acts are about, as `member:<id>`.
  whose text not null,
  permission text not null,
  currency text not null,
  business_on date not null,
  worth_minor bigint not null check (worth_minor >= 0),
  -- The acts that are counted, so that sending one again counts nothing.
  act_ids uuid[] not null,
  primary key (whose, permission, currency, business_on)
);
create index day_worths_by_day on approvals.day_worths (business_on);

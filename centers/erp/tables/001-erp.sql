-- Where the sales of a channel are booked.
create table erp.systems (
  system_id text primary key,
  kind text not null check (kind in ('sap', 'kingdee', 'yonyou', 'idoc', 'file')),
  name text not null,
  endpoint text not null,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  -- Sealed with the installation's secret.
  sealed_secrets text,
  active boolean not null,
  saved_at timestamptz not null
);

-- Which channels are booked, where, and as which customer.
create table erp.shops (
  channel_id text primary key,
  organization_id text not null,
  system_id text not null references erp.systems,
  customer text not null,
  -- Sales before this day were booked otherwise.
  from_on date not null,
  saved_at timestamptz not null
);

-- One document for a channel, a day, a warehouse and a direction; what comes late goes into the next one of the day.
create table erp.documents (
  -- {channel}-{yyyymmdd}-{node}-{S|R}-{seq}: known to the ERP by this, so it is never booked twice.
  document_no text primary key,
  channel_id text not null,
  organization_id text not null,
  system_id text not null references erp.systems,
  business_on date not null,
  node_id text not null,
  direction text not null check (direction in ('S', 'R')),
  seq integer not null check (seq > 0),
  customer text not null,
  currency text not null,
  total_minor bigint not null,
  state text not null check (state in ('waiting', 'booked', 'differs', 'refused')),
  erp_no text,
  reason text,
  -- What the ERP says it booked, and where that is not ours: [{sku_id, what, ours, theirs}].
  returned jsonb,
  differences jsonb not null default '[]',
  made_at timestamptz not null,
  ended_at timestamptz,
  unique (channel_id, business_on, node_id, direction, seq),
  check ((state in ('booked', 'differs')) = (erp_no is not null))
);
create index documents_by_day on erp.documents (organization_id, business_on desc, document_no desc);
create index documents_open on erp.documents (state, business_on) where state <> 'booked';

create table erp.lines (
  document_no text not null references erp.documents,
  line_no integer not null,
  -- FREIGHT is what buyers paid for the way.
  sku_id text not null,
  title text not null,
  tax_rate_bp integer not null,
  quantity bigint not null check (quantity > 0),
  amount_minor bigint not null check (amount_minor >= 0),
  primary key (document_no, line_no)
);

-- What is to be booked, one row for a group that left; written as it leaves.
create table erp.sources (
  order_id uuid not null,
  group_no smallint not null,
  direction text not null check (direction in ('S', 'R')),
  channel_id text not null,
  organization_id text not null,
  business_on date not null,
  happened_at timestamptz not null,
  document_no text references erp.documents,
  primary key (order_id, group_no, direction)
);
create index sources_open on erp.sources (channel_id, business_on) where document_no is null;
create index sources_of_document on erp.sources (document_no);

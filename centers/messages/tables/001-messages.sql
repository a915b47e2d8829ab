-- What a message says, per channel and language. A published version is never changed: a new one takes its place.
create table messages.templates (
  template text not null,
  channel text not null check (channel in ('sms', 'email', 'push', 'in_app', 'call')),
  locale text not null check (locale in ('zh', 'en')),
  version integer not null check (version > 0),
  category text not null check (category in ('security', 'order', 'service', 'marketing')),
  subject text not null,
  body text not null check (body <> ''),
  -- How each SMS provider knows the text, which it has reviewed: {"aliyun": {"code": "SMS_1", "values": ["code"]}}.
  provider_templates jsonb not null default '{}',
  state text not null check (state in ('draft', 'published', 'retired')),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (template, channel, locale, version)
);
create unique index templates_published on messages.templates (template, channel, locale) where state = 'published';

-- One row per message and channel; its state is the queue.
create table messages.outbox (
  message_id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'push', 'in_app', 'call')),
  template text not null,
  template_version integer,
  category text not null,
  locale text not null,
  brand text,
  user_id uuid,
  -- Phone number, email address or push endpoint; null in the app's own inbox.
  address text,
  values jsonb not null,
  -- Values nobody may read in the database, such as a sign-in code.
  sealed_values text,
  urgent boolean not null,
  state text not null check (state in ('waiting', 'queued', 'sending', 'sent', 'delivered', 'failed', 'suppressed')),
  -- Why it was suppressed or failed.
  reason text,
  requested_at timestamptz not null,
  -- Not before this moment: quiet hours.
  due_at timestamptz not null,
  -- Worthless afterwards, so not sent any more.
  expires_at timestamptz,
  attempts integer not null default 0,
  sending_at timestamptz,
  provider text,
  provider_ref text,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  segments integer,
  -- Millionths of the currency: a text message costs a few hundredths of a yuan.
  cost_micros bigint check (cost_micros >= 0),
  currency text,
  primary key (message_id, channel),
  check ((cost_micros is null) = (currency is null)),
  check (state not in ('failed', 'suppressed') or reason is not null)
);
create index outbox_by_time on messages.outbox (requested_at desc, message_id desc, channel);
create index outbox_by_state on messages.outbox (state, requested_at desc, message_id desc, channel);
create index outbox_waiting on messages.outbox (due_at) where state = 'waiting';
create index outbox_by_reference on messages.outbox (provider, provider_ref) where provider_ref is not null;
create index inbox_of_user on messages.outbox (user_id, requested_at desc, message_id desc) where channel = 'in_app';

-- Rows per day, channel and state, kept with every change: the console's tabs and the cost page read them.
create table messages.totals (
  on_date date not null,
  channel text not null,
  state text not null,
  messages bigint not null,
  segments bigint not null,
  cost_micros bigint not null,
  primary key (on_date, channel, state)
);

-- What a person wants or does not want. Security messages cannot be declined.
create table messages.preferences (
  user_id uuid not null,
  category text not null check (category in ('order', 'service', 'marketing')),
  channel text not null check (channel in ('sms', 'email', 'push', 'in_app', 'call')),
  allowed boolean not null,
  changed_at timestamptz not null,
  primary key (user_id, category, channel)
);

-- When a brand lets people sleep. The brand `*` stands for all that have no row.
create table messages.quiet_hours (
  brand text primary key,
  from_minute integer not null check (from_minute between 0 and 1439),
  to_minute integer not null check (to_minute between 0 and 1439),
  zone text not null
);
insert into messages.quiet_hours values ('*', 22 * 60, 8 * 60, 'Asia/Shanghai');

-- What a provider reported, as it came; the same report again is no news.
create table messages.receipts (
  provider text not null,
  provider_ref text not null,
  state text not null check (state in ('delivered', 'failed')),
  reason text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (provider, provider_ref, state)
);

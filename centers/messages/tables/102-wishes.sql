-- When a person wants to sleep; it counts instead of the brand's quiet hours.
create table messages.wished_hours (
  user_id uuid primary key,
  from_minute integer not null check (from_minute between 0 and 1439),
  to_minute integer not null check (to_minute between 0 and 1439),
  zone text not null,
  changed_at timestamptz not null
);

-- Browsers in which a person allowed push, as they told us (RFC 8030 endpoint, RFC 8291 keys).
create table messages.push_subscriptions (
  user_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  made_at timestamptz not null,
  primary key (user_id, endpoint)
);
create index push_subscriptions_by_endpoint on messages.push_subscriptions (endpoint);

import { sql } from '#core/sql.ts'

/** What is always true of messages. Each query answers the rows that break it. */
export const promises = [
  {
    name: 'messages.nothing_secret_stays',
    sentence: 'Sealed values are gone once a message was sent, failed or suppressed.',
    query: sql`select message_id, channel from messages.outbox where sealed_values is not null and state in ('sent', 'delivered', 'failed', 'suppressed')`,
  },
  {
    name: 'messages.reports_are_applied',
    sentence: 'No message that its provider reported as delivered says otherwise.',
    query: sql`
      select o.message_id, o.channel from messages.outbox o
      join messages.receipts r on r.provider = o.provider and r.provider_ref = o.provider_ref and r.state = 'delivered'
      where o.state <> 'delivered'`,
  },
  {
    name: 'messages.costs_add_up',
    sentence: 'The cost in the totals is the cost of the messages.',
    query: sql`
      select 'outbox' as side, coalesce(sum(cost_micros), 0)::bigint as cost_micros from messages.outbox
      having coalesce(sum(cost_micros), 0) <> (select coalesce(sum(cost_micros), 0) from messages.totals)`,
  },
  {
    name: 'messages.declined_is_not_sent',
    sentence: 'Nothing went out that had been declined before it was asked for, except security messages.',
    query: sql`
      select o.message_id, o.channel from messages.outbox o
      join messages.preferences p on p.user_id = o.user_id and p.category = o.category and p.channel = o.channel
      where not p.allowed and p.changed_at < o.requested_at and o.state not in ('suppressed', 'failed')`,
  },
]

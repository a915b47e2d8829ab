import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'partners.tries_counted',
    sentence: 'Every try of a message is in its story, and each message counts them.',
    query: sql`
      select d.delivery_id, d.attempts, count(t.attempt) as tries from partners.deliveries d left join partners.tries t on t.delivery_id = d.delivery_id
      group by d.delivery_id, d.attempts having d.attempts <> count(t.attempt)`,
  },
  {
    name: 'partners.delivered_answered',
    sentence: 'A message counts as delivered only when the last answer was a success.',
    query: sql`
      select d.delivery_id from partners.deliveries d left join partners.tries t on t.delivery_id = d.delivery_id and t.attempt = d.attempts
      where d.state = 'delivered' and coalesce(t.status, 0) not between 200 and 299`,
  },
  {
    name: 'partners.quota_kept',
    sentence: 'No key was let in more often in a minute or a day than the largest quota there is for it.',
    query: sql`
      select c.key_id, c.per, c.starts_at, c.calls from partners.counts c join partners.keys k on k.key_id = c.key_id
      where c.calls > case c.per when 'minute' then k.per_minute else k.per_day end`,
  },
  {
    name: 'partners.sandbox_alone',
    sentence: 'A key for rehearsals sees the sandbox and nothing else.',
    query: sql`select key_id from partners.keys where sandbox and organization_id <> 'sandbox'`,
  },
]

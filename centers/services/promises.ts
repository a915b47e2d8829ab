import type { CenterPromise } from '#core/promises.ts'
import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises: CenterPromise[] = [
  {
    name: 'services.complaints_begin_with_their_member',
    sentence: 'Every complaint begins with what its member said, and what was answered has an answer.',
    query: sql`
      select c.complaint_id from services.complaints c
      where not exists (select from services.complaint_entries e where e.complaint_id = c.complaint_id and e.entry_no = 1 and e.said_by = 'member')
        or (c.state = 'answered' and not exists (select from services.complaint_entries e where e.complaint_id = c.complaint_id and e.said_by = 'house'))`,
  },
  {
    name: 'services.complaints_are_of_own_orders',
    sentence: 'A complaint about an order is by who placed it.',
    query: sql`
      select c.complaint_id from services.complaints c join orders.orders o on o.id = c.order_id where o.member_id is distinct from c.member_id
        and o.member_id is not null`,
  },
]

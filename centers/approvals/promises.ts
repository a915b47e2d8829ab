import { sql } from '#core/sql.ts'

/** What is always true of approvals. Each query answers the rows that break it. */
export const promises = [
  {
    name: 'approvals.nobody_decides_his_own',
    sentence: 'Nobody approves what he asked for or gains by.',
    query: sql`
      select s.request_id, s.approver_id from approvals.seats s join approvals.requests r on r.id = s.request_id
      where s.approver_id::text = r.asked_by or s.approver_id::text = any(r.barred)`,
  },
  {
    name: 'approvals.waiting_has_a_seat',
    sentence: 'What waits has somebody to decide it; what is decided has nobody waiting.',
    query: sql`
      select r.id, r.state from approvals.requests r
      where (r.state = 'waiting') <> exists (select from approvals.seats s where s.request_id = r.id and s.step = r.step and s.state = 'waiting')
        or exists (select from approvals.seats s where s.request_id = r.id and s.step <> r.step and s.state = 'waiting')`,
  },
  {
    name: 'approvals.granted_is_signed',
    sentence: 'What was granted carries a signature in its last step, and every one of them when it was a countersignature.',
    query: sql`
      select r.id from approvals.requests r where r.state = 'granted' and (
        not exists (select from approvals.seats s where s.request_id = r.id and s.step = r.step and s.state = 'approved')
        or (r.mode = 'all' and exists (select from approvals.seats s where s.request_id = r.id and s.step = r.step and s.state not in ('approved', 'passed_on'))))`,
  },
] as const

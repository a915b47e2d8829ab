import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'carriers.one_parcel_per_number',
    sentence: 'No waybill number is used by two parcels, and every parcel with a number owns it.',
    query: sql`
      select w.parcel_id, w.carrier_id, w.waybill_no from carriers.waybills w
        left join carriers.numbers n on n.carrier_id = w.carrier_id and n.waybill_no = w.waybill_no
      where w.state in ('answered', 'canceling') and (n.parcel_id is distinct from w.parcel_id or n.state <> 'used')`,
  },
  {
    name: 'carriers.asked_is_answered',
    sentence: 'Every asked waybill has an answer, a next try, or a dead letter with its reason.',
    query: sql`
      select w.parcel_id, w.state from carriers.waybills w
      where (w.state = 'asked' and not exists (
          select from carriers.calls c where c.subject = w.parcel_id::text and c.kind = 'waybill.ask' and c.state = 'waiting'))
        or (w.state = 'canceling' and not exists (
          select from carriers.calls c where c.subject = w.parcel_id::text and c.kind = 'waybill.cancel' and c.state = 'waiting'))
        or (w.state = 'refused' and w.reason is null)`,
  },
  {
    name: 'carriers.delivered_stays_delivered',
    sentence: 'A parcel that was delivered is delivered, or was refused afterwards or came back; a late event takes nothing away.',
    query: sql`
      select carrier_id, waybill_no, state from carriers.tracks where delivered_at is not null and state not in ('delivered', 'refused', 'returning', 'returned', 'exception', 'lost')
        or delivered_at is null and state = 'delivered'`,
  },
  {
    name: 'carriers.numbered_is_tracked',
    sentence: 'Every parcel with a number is looked after.',
    query: sql`
      select w.parcel_id, w.waybill_no from carriers.waybills w
        left join carriers.tracks t on t.carrier_id = w.carrier_id and t.waybill_no = w.waybill_no and t.parcel_id = w.parcel_id
      where w.state = 'answered' and t.waybill_no is null`,
  },
  {
    name: 'carriers.tries_are_counted',
    sentence: 'A call counts every try that was made of it.',
    query: sql`
      select c.call_id, c.attempts, count(a.attempt) from carriers.calls c left join carriers.attempts a using (call_id)
      group by c.call_id, c.attempts having count(a.attempt) <> c.attempts`,
  },
  {
    name: 'carriers.receipts_are_booked',
    sentence: 'What a third-party warehouse received is on our books, or waits with its reason.',
    query: sql`
      select r.notice_id, r.receipt_no from carriers.receipts r join carriers.notices n using (notice_id)
      where r.state = 'waiting' and r.reason is null or n.state not in ('arrived', 'partly_arrived')`,
  },
]

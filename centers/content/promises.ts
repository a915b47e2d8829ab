import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'shown_is_kept',
    sentence: 'What shoppers see of a page is a version that is kept whole.',
    query: sql`
      select p.page_id, p.shown_no from content.pages p left join content.versions v on v.page_id = p.page_id and v.version_no = p.shown_no
      where p.shown_no is not null and (v.version_no is null or p.removed_at is not null)`,
  },
  {
    name: 'versions_are_counted',
    sentence: 'Versions of a page are numbered from one without a gap; nothing of the history is lost.',
    query: sql`
      select page_id, count(*) as versions, max(version_no) as last from content.versions group by page_id having count(*) <> max(version_no)`,
  },
  {
    name: 'schedules_are_carried_out',
    sentence: 'What was planned is carried out, refused with a reason, or waits for its moment.',
    query: sql`
      select page_id, schedule_id, state, due_at from content.schedules
      where (state = 'refused' and detail is null) or (state <> 'waiting' and ended_at is null)`,
  },
  {
    name: 'one_advertisement',
    sentence: 'Two advertisements never hang in one slot at one time.',
    query: sql`
      select a.slot_id, a.booking_id, b.booking_id as other from content.bookings a join content.bookings b
        on b.slot_id = a.slot_id and b.booking_id > a.booking_id and a.starts_at < b.ends_at and b.starts_at < a.ends_at
      where a.canceled_at is null and b.canceled_at is null`,
  },
]

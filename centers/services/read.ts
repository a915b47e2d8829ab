import { type Caller, cutPage, decodeCursor, notFound } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { empty, type Reader, type Sql, sql } from '#core/sql.ts'
import type { Complaint, ComplaintState, Subject } from './model.ts'

interface PageOf {
  cursor?: string | undefined
  limit: number
}
export interface ComplaintEntry {
  said_by: 'member' | 'house'
  name: string
  words: string
  said_at: string
}
export type ComplaintRow = Complaint & {
  order_no: string | null
  title: { zh: string; en: string } | null
  words: string
}
export type WholeComplaint = ComplaintRow & { entries: ComplaintEntry[] }

const columns = sql`c.complaint_id, c.member_id, c.member_name, c.organization_id, c.subject, c.order_id, c.spu_id, c.state, c.owner_id, c.owner_name,
  c.written_at, c.moved_at, c.due_at,
  (select o.order_no from orders.orders o where o.id = c.order_id) as order_no,
  coalesce((select p.title from products.spus p where p.spu_id = c.spu_id),
    (select l.title from orders.lines l where l.order_id = c.order_id order by l.line_no limit 1)) as title,
  (select e.words from services.complaint_entries e where e.complaint_id = c.complaint_id and e.entry_no = 1) as words`

async function listWhere(db: Reader, where: Sql, { cursor, limit }: PageOf) {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<ComplaintRow>(sql`
    select ${columns} from services.complaints c
    where ${where} ${after ? sql`and (c.written_at, c.complaint_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by c.written_at desc, c.complaint_id desc limit ${limit + 1}`)
  return cutPage(rows, limit, ({ written_at, complaint_id }) => [written_at, complaint_id])
}

/** The member's own complaints, newest first. */
export const listOwn = (db: Reader, member_id: string, page: PageOf) => listWhere(db, sql`c.member_id = ${member_id}`, page)

const inReach = (caller: Caller) => scopeFilter(caller, { organization: sql`c.organization_id` })

export interface DeskFilter extends PageOf {
  state?: ComplaintState | undefined
  subject?: Subject | undefined
  mine?: boolean | undefined
  late_at?: string | undefined
}

/** Complaints of the caller's organizations, newest first. */
export const listComplaints = (db: Reader, caller: Caller, filter: DeskFilter) =>
  listWhere(
    db,
    sql`${inReach(caller)}
      ${filter.state ? sql`and c.state = ${filter.state}` : empty} ${filter.subject ? sql`and c.subject = ${filter.subject}` : empty}
      ${filter.mine ? sql`and c.owner_id = ${caller.id}` : empty} ${filter.late_at ? sql`and c.due_at < ${filter.late_at}` : empty}`,
    filter,
  )

/** How many stand where, of those that are not over; and how many are late. */
export async function countComplaints(db: Reader, caller: Caller, now: string) {
  const row = await db.row<{ waiting: number; taken: number; answered: number; late: number }>(sql`
    select count(*) filter (where state = 'waiting')::integer as waiting, count(*) filter (where state = 'taken')::integer as taken,
      count(*) filter (where state = 'answered')::integer as answered, count(*) filter (where due_at < ${now})::integer as late
    from (select state, due_at from services.complaints c where ${inReach(caller)} and state in ('waiting', 'taken', 'answered') limit 5000) s`)
  return row!
}

/** One complaint with all that was said; of the member himself, or of the caller's organizations. */
export async function findComplaint(db: Reader, of: { member_id: string } | { caller: Caller }, id: string): Promise<WholeComplaint> {
  const mine = 'member_id' in of ? sql`c.member_id = ${of.member_id}` : inReach(of.caller)
  const row = await db.row<WholeComplaint>(sql`
    select ${columns}, (select jsonb_agg(jsonb_build_object('said_by', e.said_by, 'name', e.name, 'words', e.words, 'said_at', e.said_at) order by e.entry_no)
      from services.complaint_entries e where e.complaint_id = c.complaint_id) as entries
    from services.complaints c where c.complaint_id = ${id} and ${mine}`)
  if (!row) throw notFound('This complaint')
  return row
}

import type { Caller } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, sql } from '#core/sql.ts'
import type { RequestDetail, RequestItem, RequestState, Template } from './model.ts'

export const requestColumns = sql`r.id, r.subject, r.subject_id, r.title, r.difference, r.amount_minor, r.currency, r.organization_id, r.digest, r.asked_by, r.asked_at,
  r.barred, r.template_id, r.template_step, r.step, r.mode, r.state, r.due_at, r.decided_at, r.result, r.result_detail`
export const seatColumns = sql`s.request_id, s.seat, s.step, s.approver_id, s.state, s.passed_by, s.comment, s.opened_at, s.remind_at, s.decided_at`
export const commentColumns = sql`id, request_id, by_id, by_name, text, attachments, written_at`

const itemColumns = sql`r.id, r.subject, r.subject_id, r.title, r.amount_minor, r.currency, r.organization_id, o.name as organization_name, r.asked_by,
  coalesce(asker.name, r.asked_by) as asked_by_name, r.asked_at, r.state, r.result, r.due_at, r.decided_at`
const itemTables = sql`approvals.requests r
  left join organization.organizations o on o.id = r.organization_id
  left join organization.staff asker on asker.id::text = r.asked_by`

export const tabs = ['to_decide', 'asked', 'decided', 'all'] as const
export type Tab = (typeof tabs)[number]

/** What belongs to a tab of the caller's inbox. `all` is oversight: what was asked in his organizations. */
function tabFilter(tab: Tab, caller: Caller) {
  if (tab === 'to_decide')
    return sql`r.state = 'waiting' and exists (select from approvals.seats s where s.request_id = r.id and s.approver_id::text = ${caller.id} and s.state = 'waiting')`
  if (tab === 'asked') return sql`r.asked_by = ${caller.id}`
  if (tab === 'decided')
    return sql`exists (select from approvals.seats s where s.request_id = r.id and s.approver_id::text = ${caller.id} and s.state in ('approved', 'refused', 'returned', 'passed_on'))`
  return scopeFilter(caller, { organization: sql`r.organization_id` })
}

/** One tab of the inbox, newest first. */
export const listRequests = (
  db: Reader,
  caller: Caller,
  { tab, state, query }: { tab: Tab; state?: RequestState | undefined; query?: string | undefined },
  after: string | null,
  limit: number,
): Promise<RequestItem[]> =>
  db.rows<RequestItem>(sql`
    select ${itemColumns} from ${itemTables}
    where ${tabFilter(tab, caller)}
      and (${state ?? null}::text is null or r.state = ${state ?? null})
      and (${query ?? null}::text is null or r.title ilike ${`%${(query ?? '').replace(/[\\%_]/g, '\\$&')}%`})
      and (${after}::uuid is null or r.id < ${after}::uuid)
    order by r.id desc limit ${limit}`)

/** How much lies in the caller's inbox: to decide, asked and undecided, decided and not yet applied. */
export async function countRequests(db: Reader, caller: Caller): Promise<{ to_decide: number; asked: number; returned: number }> {
  const row = await db.row<{ to_decide: number; asked: number; returned: number }>(sql`
    select
      (select count(*) from approvals.seats s join approvals.requests r on r.id = s.request_id
        where s.approver_id::text = ${caller.id} and s.state = 'waiting' and r.state = 'waiting') as to_decide,
      (select count(*) from approvals.requests where asked_by = ${caller.id} and state = 'waiting') as asked,
      (select count(*) from approvals.requests where asked_by = ${caller.id} and state = 'returned') as returned`)
  return row!
}

/** A request for somebody who asked it, was asked to decide it, or oversees its organization (`overseer`); undefined for all others. */
export async function findRequest(db: Reader, caller: Caller, overseer: boolean, id: string): Promise<RequestDetail | undefined> {
  const request = await db.row<Omit<RequestDetail, 'seats' | 'comments' | 'mine'>>(sql`
    select ${itemColumns}, r.difference, r.digest, r.template_id, r.mode, r.step, r.result_detail from ${itemTables}
    where r.id = ${id} and (
      r.asked_by = ${caller.id} or exists (select from approvals.seats s where s.request_id = r.id and s.approver_id::text = ${caller.id})
      or (${overseer} and ${scopeFilter(caller, { organization: sql`r.organization_id` })}))`)
  if (!request) return undefined
  const seats = await db.rows<RequestDetail['seats'][number]>(sql`
    select ${seatColumns}, coalesce(staff.name, s.approver_id::text) as approver_name
    from approvals.seats s left join organization.staff on staff.id = s.approver_id where s.request_id = ${id} order by s.seat`)
  const comments = await db.rows<RequestDetail['comments'][number]>(
    sql`select ${commentColumns} from approvals.comments where request_id = ${id} order by written_at, id`,
  )
  const mine = request.state === 'waiting' && seats.some(({ approver_id, state }) => approver_id === caller.id && state === 'waiting')
  return { ...request, seats, comments, mine }
}

export const listTemplates = (db: Reader): Promise<Template[]> =>
  db.rows<Template>(sql`select id, name, name_en, subject, steps from approvals.templates order by id`)

/** Staff who may be chosen to decide, by name. */
export const listApprovers = (db: Reader, query: string, now: string) =>
  db.rows<{ id: string; name: string; organization_name: string }>(sql`
    select s.id, s.name, o.name as organization_name from organization.staff s join organization.organizations o on o.id = s.organization_id
    where s.left_at is null and (s.name ilike ${`%${query.replace(/[\\%_]/g, '\\$&')}%`} or s.staff_no ilike ${`${query.replace(/[\\%_]/g, '\\$&')}%`})
      and exists (select from organization.assignments a join organization.roles r on r.id = a.role_id
        where a.staff_id = s.id and a.ended_at is null and a.valid_from <= ${now} and (a.valid_until is null or a.valid_until > ${now})
          and r.permissions && array['approvals.decide', '*'])
    order by s.name limit 20`)

/** Who asked for each request, by name. */
export async function findAskers(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; name: string }>(sql`
    select r.id, coalesce(s.name, r.asked_by) as name from approvals.requests r left join organization.staff s on s.id::text = r.asked_by
    where r.id = any(${ids}::uuid[])`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

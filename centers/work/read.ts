import type { Caller } from '#core/http.ts'
import { type Reader as Db, type Sql, sql } from '#core/sql.ts'
import type { Notice, Reader } from './model.ts'

const noticeColumns = sql`n.id, n.title, n.body, n.organization_ids, n.role_ids, n.pinned, n.published_at, n.published_by_name, n.expires_at, n.withdrawn_at`

/** Whether a notice is for a member of staff: in one of its organizations, and holding one of its roles if it names any. */
const isFor = (staff_id: Sql, now: string): Sql => sql`exists (
  select from organization.staff whom join organization.organizations place on place.id = whom.organization_id
  where whom.id = ${staff_id} and whom.left_at is null
    and n.organization_ids && string_to_array(trim(both '/' from place.path), '/')
    and (n.role_ids is null or exists (
      select from organization.assignments a where a.staff_id = whom.id and a.role_id = any(n.role_ids) and a.ended_at is null
        and a.valid_from <= ${now} and (a.valid_until is null or a.valid_until > ${now}))))`

/** Notices for the caller, pinned ones first, then the newest. */
export const listMyNotices = (
  db: Db,
  caller: Caller,
  { unread }: { unread?: boolean | undefined },
  after: readonly (string | number)[] | null,
  limit: number,
  now: string,
): Promise<Notice[]> =>
  db.rows<Notice>(sql`
    select ${noticeColumns}, r.read_at from work.notices n left join work.receipts r on r.notice_id = n.id and r.staff_id = ${caller.id}
    where n.withdrawn_at is null and (n.expires_at is null or n.expires_at > ${now}) and ${isFor(sql`${caller.id}::uuid`, now)}
      and (not ${unread ?? false}::boolean or r.read_at is null)
      and (${after?.[0] ?? null}::int is null or (n.pinned::int, n.id) < (${after?.[0] ?? null}::int, ${after?.[1] ?? null}::uuid))
    order by n.pinned::int desc, n.id desc limit ${limit}`)

export const countUnread = async (db: Db, caller: Caller, now: string): Promise<number> =>
  (await db.row<{ count: number }>(sql`
    select count(*) as count from work.notices n
    where n.withdrawn_at is null and (n.expires_at is null or n.expires_at > ${now}) and ${isFor(sql`${caller.id}::uuid`, now)}
      and not exists (select from work.receipts r where r.notice_id = n.id and r.staff_id = ${caller.id})`))!.count

/** Which of these notices are for the caller now. */
export const findMine = async (db: Db, staff_id: string, ids: readonly string[], now: string): Promise<Set<string>> =>
  new Set(
    (
      await db.rows<{ id: string }>(sql`
        select n.id from work.notices n where n.id = any(${ids}::uuid[]) and n.withdrawn_at is null and ${isFor(sql`${staff_id}::uuid`, now)}`)
    ).map(({ id }) => id),
  )

const within = (caller: Caller): Sql =>
  caller.organizations === 'all' ? sql`true` : sql`n.organization_ids <@ ${[...caller.organizations]}::text[]`

/** Notices whose whole audience lies in the caller's organizations: what he may publish, he may also oversee. */
export const listPublished = (db: Db, caller: Caller, after: string | null, limit: number, now: string) =>
  db.rows<Notice & { read: number; audience: number }>(sql`
    select ${noticeColumns}, null::timestamptz as read_at,
      (select count(*) from work.receipts r where r.notice_id = n.id) as read,
      (select count(*) from organization.staff s where ${isFor(sql`s.id`, now)}) as audience
    from work.notices n where ${within(caller)} and (${after}::uuid is null or n.id < ${after}::uuid)
    order by n.id desc limit ${limit}`)

/** Who has read a notice and who has not. */
export const listReaders = (db: Db, caller: Caller, id: string, now: string): Promise<Reader[]> =>
  db.rows<Reader>(sql`
    select s.id as staff_id, s.name, o.name as organization_name, r.read_at
    from work.notices n join organization.staff s on ${isFor(sql`s.id`, now)} join organization.organizations o on o.id = s.organization_id
    left join work.receipts r on r.notice_id = n.id and r.staff_id = s.id
    where n.id = ${id} and ${within(caller)} order by r.read_at nulls first, o.path, s.staff_no limit 5000`)

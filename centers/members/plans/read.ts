import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Membership } from '../model.ts'

/** What a member bought, newest first. */
export const listMemberships = (db: Reader, member_id: string): Promise<Membership[]> =>
  db.rows<Membership>(hot`
    select membership_id, member_id, plan_id, program_id, price_minor, currency, bought_at, starts_at, ends_at, refunded_at, refund_minor, order_id
    from members.memberships where member_id = ${member_id} order by bought_at desc, membership_id desc limit 100`)

/** Which programs memberships are of. */
export const findPrograms = (
  db: Reader,
  keys: readonly { member_id: string; membership_id: string }[],
): Promise<{ member_id: string; program_id: string }[]> =>
  db.rows(hot`
    select distinct member_id, program_id from members.memberships
    where member_id = any(${column(keys, 'member_id')}::uuid[]) and membership_id = any(${column(keys, 'membership_id')}::uuid[])`)

/** Who bought a plan, newest first: of the members the caller may see. */
export async function listBuyers(db: Reader, caller: Caller, plan_id: string, page: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(page.cursor, ['string', 'string'])
  const rows = await db.rows<Membership & { name: string }>(sql`
    select m.membership_id, m.member_id, u.name, m.plan_id, m.program_id, m.price_minor, m.currency, m.bought_at, m.starts_at, m.ends_at,
      m.refunded_at, m.refund_minor
    from members.memberships m join identity.users u on u.id = m.member_id
    where m.plan_id = ${plan_id} and exists (select from members.standings s where s.member_id = m.member_id
        and ${scopeFilter(caller, { organization: sql`s.organization_id`, brand: sql`s.brand_id` })})
      and (${after?.[0] ?? null}::timestamptz is null or (m.bought_at, m.membership_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by m.bought_at desc, m.membership_id desc limit ${page.limit + 1}`)
  return cutPage(rows, page.limit, (row) => [row.bought_at, row.membership_id])
}

/** Which of these SKUs sell a plan that is on sale. */
export async function findPlanSkus(db: Reader, sku_ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ sku_id: string }>(hot`select sku_id from members.plans where sku_id = any(${sku_ids}::text[]) and on_sale`)
  return new Set(column(rows, 'sku_id'))
}

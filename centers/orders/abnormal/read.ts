import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Abnormal, Owner, Reason } from './model.ts'

/** An open reason with what a list shows of its order. */
export interface PoolRow extends Omit<Abnormal, 'abnormal_id'> {
  id: string
  order_no: string | null
  buyer_name: string | null
  total_minor: number | null
  currency: string | null
  /** What else the same order waits for. */
  others: string[]
}

export interface PoolFilter {
  owner?: Owner | undefined
  reason?: Reason | undefined
  channel_id?: string | undefined
  assigned_to?: string | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** What waits in the pool, the newest first: one row per order and reason. Only open rows are indexed, so the size of the past does not matter. */
export async function listPool(db: Reader, caller: Caller, filter: PoolFilter): Promise<{ items: PoolRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const found = q ? sql`and (o.order_no = ${q} or a.external_no = ${q} or o.buyer_phone = ${q})` : sql``
  const rows = await db.rows<PoolRow>(sql`
    select a.abnormal_id as id, a.order_id, o.order_no, a.channel_id, a.external_no, a.organization_id, a.reason, a.owner, a.part_no, a.detail, a.assigned_to, a.release_at,
      a.urgent, a.rule_id, a.rule_version, a.opened_at, a.opened_by, o.buyer_name, o.total_minor, o.currency,
      case when a.order_id is null
        then (select coalesce(array_agg(b.reason order by b.reason), '{}') from orders.abnormals b
          where b.channel_id = a.channel_id and b.external_no = a.external_no and b.order_id is null and b.status = 'open' and b.abnormal_id <> a.abnormal_id)
        else (select coalesce(array_agg(distinct b.reason order by b.reason), '{}') from orders.abnormals b
          where b.order_id = a.order_id and b.status = 'open' and b.abnormal_id <> a.abnormal_id) end as others
    from orders.abnormals a left join orders.orders o on o.id = a.order_id
    where a.status = 'open' and ${scopeFilter(caller, { organization: sql`a.organization_id` })} ${found}
      ${filter.owner ? sql`and a.owner = ${filter.owner}` : sql``} ${filter.reason ? sql`and a.reason = ${filter.reason}` : sql``}
      ${filter.channel_id ? sql`and a.channel_id = ${filter.channel_id}` : sql``}
      ${filter.assigned_to ? sql`and a.assigned_to = ${filter.assigned_to}` : sql``}
      ${after ? sql`and (a.opened_at, a.abnormal_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by a.opened_at desc, a.abnormal_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ opened_at, id }) => [opened_at, id])
}

/** How many reasons each owner has to see to, and how many of each reason there are. */
export const countPool = (db: Reader, caller: Caller, channel_id?: string): Promise<{ owner: Owner; reason: Reason; open: number }[]> =>
  db.rows(sql`
    select owner, reason, count(*)::integer as open from orders.abnormals a
    where status = 'open' and ${scopeFilter(caller, { organization: sql`a.organization_id` })} ${channel_id ? sql`and channel_id = ${channel_id}` : sql``}
    group by owner, reason order by owner, reason`)

export interface AbnormalView {
  abnormal_id: string
  reason: Reason
  owner: Owner
  part_no: number | null
  detail: string | null
  assigned_to: string | null
  release_at: string | null
  urgent: boolean
  rule_id: string | null
  rule_version: number | null
  rule_name: { zh: string; en: string } | null
  status: 'open' | 'closed'
  opened_at: string
  opened_by: string
  closed_at: string | null
  closed_by: string | null
  closed_how: string | null
  note: string | null
}

/** Everything one order ever waited for, the open reasons first. */
export const listOfOrder = (db: Reader, order_id: string): Promise<AbnormalView[]> =>
  db.rows(hot`
    select a.abnormal_id, a.reason, a.owner, a.part_no, a.detail, a.assigned_to, a.release_at, a.urgent, a.rule_id, a.rule_version, r.name as rule_name, a.status, a.opened_at,
      a.opened_by, a.closed_at, a.closed_by, a.closed_how, a.note
    from orders.abnormals a left join orders.review_rules r on r.rule_id = a.rule_id and r.version = a.rule_version
    where a.order_id = ${order_id} order by a.status desc, a.opened_at desc, a.abnormal_id`)

/** Open reasons by id. */
export const findOpen = (db: Reader, ids: readonly string[]): Promise<{ id: string; organization_id: string }[]> =>
  db.rows(hot`select abnormal_id as id, organization_id from orders.abnormals where abnormal_id = any(${ids}::uuid[])`)

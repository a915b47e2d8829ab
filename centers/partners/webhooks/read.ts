import { cutPage, decodeCursor } from '#core/http.ts'
import { join, type Reader, type Sql, sql } from '#core/sql.ts'

export interface EndpointRow {
  endpoint_id: string
  key_id: string
  key_name: string
  partner_id: string
  organization_id: string
  url: string
  types: string[]
  state: string
  reason: string | null
  failing_since: string | null
  last_success_at: string | null
  before_until: string | null
  made_at: string
  waiting: number
  failed: number
}

/** Endpoints, the newest first. `e` is the endpoint, `k` its key, `p` its partner. */
export const listEndpoints = (db: Reader, within: Sql): Promise<EndpointRow[]> =>
  db.rows<EndpointRow>(sql`
    select e.endpoint_id, e.key_id, k.name as key_name, p.partner_id, p.organization_id, e.url, e.types, e.state, e.reason, e.failing_since, e.last_success_at, e.before_until, e.made_at,
      (select count(*) from (select from partners.deliveries d where d.endpoint_id = e.endpoint_id and d.state = 'waiting' limit 1000) w)::integer as waiting,
      (select count(*) from (select from partners.deliveries d where d.endpoint_id = e.endpoint_id and d.state = 'failed' limit 1000) f)::integer as failed
    from partners.endpoints e join partners.keys k on k.key_id = e.key_id join partners.partners p on p.partner_id = k.partner_id
    where ${within} order by e.made_at desc limit 200`)

export interface DeliveryRow {
  delivery_id: string
  endpoint_id: string
  partner_id: string
  organization_id: string
  url: string
  type: string
  subject: string
  state: string
  attempts: number
  due_at: string
  happened_at: string
  written_at: string
  ended_at: string | null
  last_status: number | null
  last_code: string | null
}
export interface DeliveryFilter {
  state?: string | undefined
  endpoint_id?: string | undefined
  subject?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Messages, the newest first. */
export async function listDeliveries(
  db: Reader,
  within: Sql,
  filter: DeliveryFilter,
): Promise<{ items: DeliveryRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const where = [
    within,
    ...(filter.state ? [sql`d.state = ${filter.state}`] : []),
    ...(filter.endpoint_id ? [sql`d.endpoint_id = ${filter.endpoint_id}`] : []),
    ...(filter.subject ? [sql`d.subject = ${filter.subject}`] : []),
    ...(after ? [sql`(d.written_at, d.delivery_id) < (${after[0] as string}::timestamptz, ${after[1] as string}::uuid)`] : []),
  ]
  const rows = await db.rows<DeliveryRow>(sql`
    select d.delivery_id, d.endpoint_id, p.partner_id, p.organization_id, e.url, d.type, d.subject, d.state, d.attempts, d.due_at, d.happened_at, d.written_at, d.ended_at,
      t.status as last_status, t.code as last_code
    from partners.deliveries d join partners.endpoints e on e.endpoint_id = d.endpoint_id join partners.keys k on k.key_id = e.key_id
      join partners.partners p on p.partner_id = k.partner_id left join partners.tries t on t.delivery_id = d.delivery_id and t.attempt = d.attempts
    where ${join(where, ' and ')} order by d.written_at desc, d.delivery_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.written_at, row.delivery_id])
}

export interface DeliveryDetail extends DeliveryRow {
  body: string
  tries: {
    attempt: number
    tried_at: string
    took_ms: number
    status: number | null
    request: Record<string, string>
    answer: string
    code: string
    body: string | null
  }[]
}

/** One message with what was sent and answered at each try. */
export async function findDelivery(db: Reader, within: Sql, delivery_id: string): Promise<DeliveryDetail | undefined> {
  const { items } = await listDeliveries(db, sql`d.delivery_id = ${delivery_id} and ${within}`, { limit: 1 })
  if (!items[0]) return undefined
  const [row, tries] = await Promise.all([
    db.row<{ body: string }>(sql`select body from partners.deliveries where delivery_id = ${delivery_id}`),
    db.rows<DeliveryDetail['tries'][number]>(sql`
      select attempt, tried_at, took_ms, status, request, answer, code, body from partners.tries where delivery_id = ${delivery_id} order by attempt desc`),
  ])
  return { ...items[0], body: row!.body, tries }
}

import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, join, type Reader, type Sql, sql } from '#core/sql.ts'
import type { StoredKey } from './model.ts'

/** A key with its partner and the organizations under its own. */
export const findKey = (db: Reader, key_id: string): Promise<StoredKey | undefined> =>
  db.row<StoredKey>(hot`
    select k.key_id, k.partner_id, p.name as partner_name, p.closed_at is not null as partner_closed, k.name, k.algorithm, k.sealed_secret, k.sealed_before,
      k.before_until, k.public_key, k.permissions, k.organization_id, k.brands, k.partners, k.channels, k.sandbox, k.per_minute, k.per_day, k.expires_at, k.revoked_at,
      array(select under.id from organization.organizations o join organization.organizations under on under.path ^@ o.path where o.id = k.organization_id) as organization_ids
    from partners.keys k join partners.partners p on p.partner_id = k.partner_id
    where k.key_id = ${key_id}`)

export interface PartnerRow {
  partner_id: string
  name: { zh: string; en: string }
  organization_id: string
  contact_name: string | null
  contact_email: string | null
  closed_at: string | null
  keys: number
  endpoints: number
  disabled: number
  calls_today: number
}

const partnerScope = (caller: Caller): Sql => scopeFilter(caller, { organization: sql`p.organization_id`, partner: sql`p.partner_id` })

/** Partners of the caller's organizations by code, with what their programs do today. */
export async function listPartners(
  db: Reader,
  caller: Caller,
  filter: { q?: string | undefined; partner_id?: string; cursor?: string | undefined; limit: number },
  now: string,
): Promise<{ items: PartnerRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string'])
  const words = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const where = [
    partnerScope(caller),
    ...(after ? [sql`p.partner_id > ${after[0] as string}`] : []),
    ...(filter.partner_id ? [sql`p.partner_id = ${filter.partner_id}`] : []),
    ...(words ? [sql`(p.partner_id ilike ${words} or p.name ->> 'zh' ilike ${words} or p.name ->> 'en' ilike ${words})`] : []),
  ]
  const rows = await db.rows<PartnerRow>(sql`
    select p.partner_id, p.name, p.organization_id, p.contact_name, p.contact_email, p.closed_at,
      (select count(*) from partners.keys k where k.partner_id = p.partner_id and k.revoked_at is null)::integer as keys,
      (select count(*) from partners.endpoints e join partners.keys k using (key_id) where k.partner_id = p.partner_id)::integer as endpoints,
      (select count(*) from partners.endpoints e join partners.keys k using (key_id) where k.partner_id = p.partner_id and e.state = 'disabled')::integer as disabled,
      (select coalesce(sum(c.calls), 0) from partners.keys k join partners.counts c on c.key_id = k.key_id and c.per = 'day'
        and c.starts_at = date_trunc('day', ${now}::timestamptz at time zone 'UTC') at time zone 'UTC' where k.partner_id = p.partner_id)::integer as calls_today
    from partners.partners p where ${join(where, ' and ')} order by p.partner_id limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.partner_id])
}

export interface KeyRow {
  key_id: string
  partner_id: string
  name: string
  algorithm: string
  public_key: string | null
  permissions: string[]
  organization_id: string
  brands: string[] | null
  partners: string[] | null
  channels: string[] | null
  sandbox: boolean
  per_minute: number
  per_day: number
  expires_at: string | null
  revoked_at: string | null
  before_until: string | null
  made_by: string
  made_at: string
  calls_today: number
  days: { day: string; calls: number }[]
}

/** The keys of a partner, the newest first, with their calls of the last 14 days. */
export const listKeys = (db: Reader, partner_id: string, now: string): Promise<KeyRow[]> =>
  db.rows<KeyRow>(sql`
    select k.key_id, k.partner_id, k.name, k.algorithm, k.public_key, k.permissions, k.organization_id, k.brands, k.partners, k.channels, k.sandbox, k.per_minute,
      k.per_day, k.expires_at, k.revoked_at, case when k.before_until > ${now} then k.before_until end as before_until, k.made_by, k.made_at,
      coalesce((select c.calls from partners.counts c where c.key_id = k.key_id and c.per = 'day' and c.starts_at = date_trunc('day', ${now}::timestamptz at time zone 'UTC') at time zone 'UTC'), 0) as calls_today,
      coalesce((select jsonb_agg(jsonb_build_object('day', to_char(c.starts_at at time zone 'UTC', 'YYYY-MM-DD'), 'calls', c.calls) order by c.starts_at desc)
        from partners.counts c where c.key_id = k.key_id and c.per = 'day' and c.starts_at > ${now}::timestamptz - interval '14 days'), '[]') as days
    from partners.keys k where k.partner_id = ${partner_id} order by k.made_at desc`)

export interface RefusalRow {
  refusal_id: string
  refused_at: string
  key_id: string
  partner_id: string
  organization_id: string
  method: string
  path: string
  code: string
  detail: string
  address: string
}

/** What was turned away of keys the caller may see, the newest first. A request that named no key of ours belongs to nobody: the log has it. */
export async function listRefusals(
  db: Reader,
  caller: Caller,
  filter: { partner_id?: string | undefined; code?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: RefusalRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const where = [
    partnerScope(caller),
    ...(filter.partner_id ? [sql`p.partner_id = ${filter.partner_id}`] : []),
    ...(filter.code ? [sql`r.code = ${filter.code}`] : []),
    ...(after ? [sql`(r.refused_at, r.refusal_id) < (${after[0] as string}::timestamptz, ${after[1] as string}::uuid)`] : []),
  ]
  const rows = await db.rows<RefusalRow>(sql`
    select r.refusal_id, r.refused_at, r.key_id, p.partner_id, p.organization_id, r.method, r.path, r.code, r.detail, r.address
    from partners.refusals r join partners.keys k on k.key_id = r.key_id join partners.partners p on p.partner_id = k.partner_id
    where ${join(where, ' and ')} order by r.refused_at desc, r.refusal_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.refused_at, row.refusal_id])
}
/** Calls of a key in the minute and the day that began then. */
export async function usedOf(db: Reader, key_id: string, minute: string, day: string): Promise<{ minute: number; day: number }> {
  const rows = await db.rows<{ per: 'minute' | 'day'; calls: number }>(hot`
    select per, calls from partners.counts where key_id = ${key_id}
      and ((per = 'minute' and starts_at = ${minute}) or (per = 'day' and starts_at = ${day}))`)
  const of = (per: string) => rows.find((row) => row.per === per)?.calls ?? 0
  return { minute: of('minute'), day: of('day') }
}

import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, join, type Reader, type Sql, sql } from '#core/sql.ts'
import type { Definition } from './model.ts'

export interface MappingRow {
  mapping_id: string
  partner_id: string
  organization_id: string
  name: string
  direction: 'in' | 'out'
  kind: string
  format: string
  active_version: number | null
  last_version: number
  saved_at: string
  received: number
  refused: number
}

const scoped = (caller: Caller): Sql => scopeFilter(caller, { organization: sql`p.organization_id`, partner: sql`p.partner_id` })

/** Mappings of partners the caller may see, with what came through them in the last day. */
export const listMappings = (
  db: Reader,
  caller: Caller,
  filter: { partner_id?: string | undefined; mapping_id?: string | undefined },
  now: string,
): Promise<MappingRow[]> =>
  db.rows<MappingRow>(sql`
    select m.mapping_id, m.partner_id, p.organization_id, m.name, m.direction, m.kind, v.definition ->> 'format' as format, m.active_version, m.last_version, m.saved_at,
      coalesce(r.received, 0)::integer as received, coalesce(r.refused, 0)::integer as refused
    from partners.mappings m join partners.partners p on p.partner_id = m.partner_id
    join partners.mapping_versions v on v.mapping_id = m.mapping_id and v.version = m.last_version
    left join lateral (
      select count(*) as received, count(*) filter (where r.state <> 'taken') as refused from (
        select r.state from partners.received r where r.mapping_id = m.mapping_id and r.received_at > ${now}::timestamptz - interval '1 day' limit 10000) r
    ) r on true
    where ${join([scoped(caller), ...(filter.partner_id ? [sql`m.partner_id = ${filter.partner_id}`] : []), ...(filter.mapping_id ? [sql`m.mapping_id = ${filter.mapping_id}`] : [])], ' and ')}
    order by m.partner_id, m.name, m.mapping_id limit 500`)

export interface VersionRow {
  version: number
  definition: Definition
  sample: string
  saved_by: string
  saved_at: string
}

/** The versions of a mapping, the newest first. */
export const listVersions = (db: Reader, mapping_id: string): Promise<VersionRow[]> =>
  db.rows<VersionRow>(sql`
    select version, definition, sample, saved_by, saved_at from partners.mapping_versions where mapping_id = ${mapping_id} order by version desc limit 50`)

export interface ActiveMapping {
  mapping_id: string
  partner_id: string
  kind: string
  version: number
  definition: Definition
}

/** The version in force of an inbound mapping; undefined when there is none. */
export const findInbound = (db: Reader, mapping_id: string): Promise<ActiveMapping | undefined> =>
  db.row<ActiveMapping>(hot`
    select m.mapping_id, m.partner_id, m.kind, v.version, v.definition
    from partners.mappings m join partners.mapping_versions v on v.mapping_id = m.mapping_id and v.version = m.active_version
    where m.mapping_id = ${mapping_id} and m.direction = 'in'`)

/** The shapes in force of what partners are told, by partner and type. */
export async function readOutbound(
  db: Reader,
  asked: readonly { partner_id: string; type: string }[],
): Promise<Map<string, ActiveMapping>> {
  const rows = await db.rows<ActiveMapping>(hot`
    select m.mapping_id, m.partner_id, m.kind, v.version, v.definition
    from partners.mappings m join partners.mapping_versions v on v.mapping_id = m.mapping_id and v.version = m.active_version
    where m.direction = 'out' and m.partner_id = any(${[...new Set(asked.map(({ partner_id }) => partner_id))]}::text[])`)
  return new Map(rows.map((row) => [outboundKey(row.partner_id, row.kind), row]))
}
export const outboundKey = (partner_id: string, type: string): string => `${partner_id} ${type}`

export interface ReceivedRow {
  message_id: string
  mapping_id: string
  mapping_name: string
  partner_id: string
  organization_id: string
  version: number
  key_name: string
  sandbox: boolean
  received_at: string
  state: 'taken' | 'partly' | 'refused'
  outcomes: ReceivedOutcome[]
  repeated: number
}
export interface ReceivedOutcome {
  /** What the partner knows it by; the record's place in the message when that could not be read. */
  no: string
  status: string
  detail?: string
  problems?: { field: string | null; path: string | null; code: string; detail: string }[]
}

/** What partners sent in their own shape, the newest first. */
export async function listReceived(
  db: Reader,
  caller: Caller,
  filter: {
    partner_id?: string | undefined
    mapping_id?: string | undefined
    message_id?: string | undefined
    state?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: ReceivedRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const where = [
    scoped(caller),
    ...(filter.partner_id ? [sql`m.partner_id = ${filter.partner_id}`] : []),
    ...(filter.mapping_id ? [sql`r.mapping_id = ${filter.mapping_id}`] : []),
    ...(filter.message_id ? [sql`r.message_id = ${filter.message_id}`] : []),
    ...(filter.state ? [sql`r.state = ${filter.state}`] : []),
    ...(after ? [sql`(r.received_at, r.message_id) < (${after[0] as string}::timestamptz, ${after[1] as string}::uuid)`] : []),
  ]
  const rows = await db.rows<ReceivedRow>(sql`
    select r.message_id, r.mapping_id, m.name as mapping_name, m.partner_id, p.organization_id, r.version, k.name as key_name, k.sandbox, r.received_at, r.state, r.outcomes, r.repeated
    from partners.received r join partners.mappings m on m.mapping_id = r.mapping_id join partners.partners p on p.partner_id = m.partner_id join partners.keys k on k.key_id = r.key_id
    where ${join(where, ' and ')} order by r.received_at desc, r.message_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.received_at, row.message_id])
}

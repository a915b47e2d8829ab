import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, sql } from '#core/sql.ts'
import type { DifferenceKind } from './model.ts'

export interface StatementRow {
  connection_id: string
  day: string
  state: 'asked' | 'taken'
  asked_by: string
  next_at: string | null
  attempts: number
  failure: string | null
  entries: number
  currency: string | null
  sale_minor: number
  refund_minor: number
  fee_minor: number
  other_minor: number
  taken_at: string | null
  /** Differences that were last found with this statement and are still open. */
  differences: number
}
interface Paged {
  cursor?: string | undefined
  limit: number
}

/** Statements, the latest day first. */
export async function listStatements(
  db: Reader,
  caller: Caller,
  filter: Paged & { connection_id?: string | undefined; state?: string | undefined },
): Promise<{ items: StatementRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string'])
  const { connection_id = null, state = null } = filter
  const rows = await db.rows<StatementRow>(sql`
    select s.connection_id, s.day, s.state, s.asked_by, s.next_at, s.attempts, s.failure, s.entries, s.currency, s.sale_minor, s.refund_minor, s.fee_minor,
      s.other_minor, s.taken_at,
      (select count(*)::integer from marketplaces.differences d where d.connection_id = s.connection_id and d.day = s.day and d.state = 'open') as differences
    from marketplaces.statements s join marketplaces.connections c using (connection_id)
    where ${scopeFilter(caller, { organization: sql`c.organization_id` })}
      and (${connection_id}::text is null or s.connection_id = ${connection_id}) and (${state}::text is null or s.state = ${state})
      and (${key?.[0] ?? null}::date is null or (s.day, s.connection_id) < (${key?.[0] ?? null}::date, ${key?.[1] ?? null}::text))
    order by s.day desc, s.connection_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ day, connection_id }) => [day, connection_id])
}

export interface EntryRow {
  entry_no: string
  day: string
  kind: 'sale' | 'refund' | 'fee' | 'other'
  external_no: string | null
  amount_minor: number
  currency: string
  happened_at: string
  note: string | null
}
/** What a statement holds, or everything statements of a shop say of one order. */
export async function listEntries(
  db: Reader,
  filter: Paged & { connection_id: string; day?: string | undefined; number?: string | undefined },
): Promise<{ items: EntryRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string'])
  const { day = null, number = null } = filter
  const rows = await db.rows<EntryRow>(sql`
    select entry_no, day, kind, external_no, amount_minor, currency, happened_at, note from marketplaces.statement_entries
    where connection_id = ${filter.connection_id} and ${day === null ? sql`true` : sql`day = ${day}`} and ${number === null ? sql`true` : sql`external_no = ${number}`}
      and (${key?.[0] ?? null}::text is null or entry_no > ${key?.[0] ?? null})
    order by entry_no limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ entry_no }) => [entry_no])
}

export interface DifferenceRow {
  connection_id: string
  external_no: string
  kind: DifferenceKind
  order_id: string | null
  ours_minor: number | null
  theirs_minor: number
  currency: string
  state: 'open' | 'accepted' | 'gone'
  day: string
  found_at: string
  accepted_by: string | null
  accepted_at: string | null
  note: string | null
}
/** Where statements and orders differ, latest found first. */
export async function listDifferences(
  db: Reader,
  caller: Caller,
  filter: Paged & { state: string; kind?: string | undefined; connection_id?: string | undefined; number?: string | undefined },
): Promise<{ items: DifferenceRow[]; next: string | null }> {
  const key = decodeCursor(filter.cursor, ['string', 'string', 'string', 'string'])
  const { kind = null, connection_id = null, number = null } = filter
  const rows = await db.rows<DifferenceRow>(sql`
    select d.connection_id, d.external_no, d.kind, d.ours_minor, d.theirs_minor, d.currency, d.state, d.day, d.found_at, d.accepted_by, d.accepted_at, d.note,
      (select p.order_id from marketplaces.pulled p where p.channel_id = c.channel_id and p.external_no = d.external_no) as order_id
    from marketplaces.differences d join marketplaces.connections c using (connection_id)
    where d.state = ${filter.state} and ${scopeFilter(caller, { organization: sql`d.organization_id` })}
      and (${kind}::text is null or d.kind = ${kind}) and (${connection_id}::text is null or d.connection_id = ${connection_id})
      and (${number}::text is null or d.external_no = ${number})
      and (${key?.[0] ?? null}::timestamptz is null or (d.found_at, d.connection_id, d.external_no, d.kind) <
        (${key?.[0] ?? null}::timestamptz, ${key?.[1] ?? null}::text, ${key?.[2] ?? null}::text, ${key?.[3] ?? null}::text))
    order by d.found_at desc, d.connection_id desc, d.external_no desc, d.kind desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.found_at, row.connection_id, row.external_no, row.kind])
}

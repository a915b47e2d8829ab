import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { join, type Reader, sql } from '#core/sql.ts'
import type { Difference, ErpDocument, ReturnedLine } from './model.ts'

export interface DocumentRow extends Omit<ErpDocument, 'lines'> {
  organization_id: string
  seq: number
  state: string
  erp_no: string | null
  reason: string | null
  differences: Difference[]
  made_at: string
  ended_at: string | null
}
export interface DocumentView extends DocumentRow {
  lines: ErpDocument['lines']
  returned: ReturnedLine[] | null
  orders: number
}

const columns = sql`d.document_no, d.channel_id, d.organization_id, d.system_id, d.business_on::text as business_on, d.node_id, d.direction, d.seq, d.customer, d.currency, d.total_minor,
  d.state, d.erp_no, d.reason, d.differences, d.made_at, d.ended_at`

/** Documents with their lines, in no order; `locked` for whoever changes them. */
export const findDocuments = (db: Reader, document_nos: readonly string[], locked = false): Promise<DocumentView[]> =>
  db.rows<DocumentView>(sql`
    select ${columns}, d.returned,
      (select coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'sku_id', l.sku_id, 'title', l.title, 'tax_rate_bp', l.tax_rate_bp, 'quantity', l.quantity, 'amount_minor', l.amount_minor)
        order by l.line_no), '[]') from erp.lines l where l.document_no = d.document_no) as lines,
      (select count(distinct order_id) from erp.sources s where s.document_no = d.document_no)::integer as orders
    from erp.documents d where d.document_no = any(${[...document_nos]}::text[]) ${locked ? sql`order by d.document_no for update of d` : sql``}`)

/** Documents of the caller's organizations, the latest day first. */
export async function listDocuments(
  db: Reader,
  caller: Caller,
  filter: {
    state?: string | undefined
    channel_id?: string | undefined
    q?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: DocumentRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const where = [
    scopeFilter(caller, { organization: sql`d.organization_id` }),
    ...(filter.state ? [sql`d.state = ${filter.state}`] : []),
    ...(filter.channel_id ? [sql`d.channel_id = ${filter.channel_id}`] : []),
    ...(filter.q ? [sql`(d.document_no = ${filter.q} or d.erp_no = ${filter.q})`] : []),
    ...(after ? [sql`(d.business_on, d.document_no) < (${after[0] as string}::date, ${after[1] as string})`] : []),
  ]
  const rows = await db.rows<DocumentRow>(
    sql`select ${columns} from erp.documents d where ${join(where, ' and ')} order by d.business_on desc, d.document_no desc limit ${filter.limit + 1}`,
  )
  return cutPage(rows, filter.limit, (row) => [row.business_on, row.document_no])
}

export const listSystems = (db: Reader) =>
  db.rows<{
    system_id: string
    kind: string
    name: string
    endpoint: string
    settings: Record<string, string>
    active: boolean
    has_secrets: boolean
  }>(
    sql`select system_id, kind, name, endpoint, settings, active, sealed_secrets is not null as has_secrets from erp.systems order by system_id`,
  )

export const listShops = (db: Reader, caller: Caller) =>
  db.rows<{ channel_id: string; organization_id: string; system_id: string; customer: string; from_on: string; waiting: number }>(sql`
    select s.channel_id, s.organization_id, s.system_id, s.customer, s.from_on::text as from_on,
      (select count(*) from (select from erp.sources o where o.channel_id = s.channel_id and o.document_no is null and o.business_on >= s.from_on limit 1000) w)::integer as waiting
    from erp.shops s where ${scopeFilter(caller, { organization: sql`s.organization_id` })} order by s.channel_id`)

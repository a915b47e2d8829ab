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
      (select coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'sku_id', l.sku_id, 'material', l.material, 'title', l.title, 'tax_rate_bp', l.tax_rate_bp, 'quantity', l.quantity, 'amount_minor', l.amount_minor)
        order by l.line_no), '[]') from erp.lines l where l.document_no = d.document_no) as lines,
      case d.direction when 'S' then (select count(distinct s.order_id) from erp.sources s where s.document_no = d.document_no)
        else (select count(distinct r.order_id) from erp.returns r where r.document_no = d.document_no) end::integer as orders
    from erp.documents d where d.document_no = any(${[...document_nos]}::text[]) ${locked ? sql`order by d.document_no for update of d` : sql``}`)

/** Documents of the caller's organizations, the latest day first. */
export async function listDocuments(
  db: Reader,
  caller: Caller,
  filter: {
    state?: string | undefined
    channel_id?: string | undefined
    direction?: string | undefined
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
    ...(filter.direction ? [sql`d.direction = ${filter.direction}`] : []),
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
    own_materials: boolean
    has_secrets: boolean
    shops: number
    waiting: number
    troubled: number
    last_booked_at: string | null
  }>(sql`
    select y.system_id, y.kind, y.name, y.endpoint, y.settings, y.active, y.own_materials, y.sealed_secrets is not null as has_secrets,
      (select count(*) from erp.shops s where s.system_id = y.system_id)::integer as shops,
      (select count(*) from (select from erp.documents d where d.system_id = y.system_id and d.state = 'waiting' limit 1000) w)::integer as waiting,
      (select count(*) from (select from erp.documents d where d.system_id = y.system_id and d.state in ('unmapped', 'differs', 'refused') limit 1000) t)::integer as troubled,
      (select max(d.ended_at) from (select ended_at from erp.documents d where d.system_id = y.system_id and d.state = 'booked' order by business_on desc limit 100) d) as last_booked_at
    from erp.systems y order by y.system_id`)

export interface MaterialRow {
  system_id: string
  sku_id: string
  title: string | null
  material: string | null
  /** Documents that wait for it. */
  documents: number
}

/** Materials of a system by SKU, first those some document waits for. */
export async function listMaterials(
  db: Reader,
  filter: {
    system_id?: string | undefined
    q?: string | undefined
    missing?: boolean | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: MaterialRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const words = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const where = [
    ...(filter.system_id ? [sql`m.system_id = ${filter.system_id}`] : []),
    ...(words ? [sql`(m.sku_id ilike ${words} or m.material ilike ${words} or m.title ilike ${words})`] : []),
    ...(filter.missing ? [sql`m.material is null`] : []),
    ...(after ? [sql`(m.system_id, m.sku_id) > (${after[0] as string}, ${after[1] as string})`] : []),
  ]
  const rows = await db.rows<MaterialRow>(sql`
    select m.system_id, m.sku_id, m.title, m.material, m.documents from (
      select coalesce(a.system_id, w.system_id) as system_id, coalesce(a.sku_id, w.sku_id) as sku_id, coalesce(w.title, k.title ->> 'zh') as title, a.material, coalesce(w.documents, 0)::integer as documents
      from erp.materials a
      full join (
        select d.system_id, l.sku_id, min(l.title) as title, count(distinct d.document_no) as documents
        from erp.documents d join erp.lines l on l.document_no = d.document_no where d.state = 'unmapped' and l.material is null group by d.system_id, l.sku_id
      ) w on w.system_id = a.system_id and w.sku_id = a.sku_id
      left join products.skus s on s.sku_id = coalesce(a.sku_id, w.sku_id) left join products.spus k on k.spu_id = s.spu_id
    ) m ${where.length > 0 ? sql`where ${join(where, ' and ')}` : sql``} order by m.system_id, m.sku_id limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.system_id, row.sku_id])
}

export const listShops = (db: Reader, caller: Caller) =>
  db.rows<{ channel_id: string; organization_id: string; system_id: string; customer: string; from_on: string; waiting: number }>(sql`
    select s.channel_id, s.organization_id, s.system_id, s.customer, s.from_on::text as from_on,
      (select count(*) from (select from erp.sources o where o.channel_id = s.channel_id and o.document_no is null and o.business_on >= s.from_on limit 1000) w)::integer as waiting
    from erp.shops s where ${scopeFilter(caller, { organization: sql`s.organization_id` })} order by s.channel_id`)

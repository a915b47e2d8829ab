import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { type Goods, nameGoods, siteIds } from '../read.ts'

export interface Returnable {
  /** The text it was found by. */
  asked: string
  parcel_id: string
  order_id: string
  order_no: string
  waybill_no: string
  line_no: number
  sku_id: string
  quantity: number
  returned: number
  lots: string[]
  serials: string[]
}

/**
 * What left the houses of the caller in the parcels that texts name, by label or by order number, and how much of it came back. Locked while a return
 * is decided.
 */
export async function findReturnable(db: Reader, caller: Caller, texts: readonly string[], lock = false): Promise<Returnable[]> {
  const parcels = await db.rows<{ asked: string; id: string; order_id: string; order_no: string; waybill_no: string }>(sql`
    select t.text as asked, p.id, p.order_id, o.order_no, p.waybill_no
    from (
      select t.text, p.id from unnest(${texts}::text[]) as t (text) join fulfillment.parcels p on p.waybill_no = t.text
      union select t.text, p.id from unnest(${texts}::text[]) as t (text) join orders.orders o on o.order_no = t.text join fulfillment.parcels p on p.order_id = o.id
    ) t join fulfillment.parcels p on p.id = t.id join orders.orders o on o.id = p.order_id
    join inventory.nodes n on n.id = p.node_id
    where ${scopeFilter(caller, { organization: sql`n.organization_id` })}
    order by p.id ${lock ? sql`for update of p` : sql``}`)
  const ids = [...new Set(column(parcels, 'id'))]
  const lines = await db.rows<Omit<Returnable, 'asked' | 'order_no' | 'waybill_no' | 'order_id'>>(hot`
    select pl.parcel_id, pl.line_no, l.sku_id, pl.quantity,
      coalesce((select sum(r.quantity) from warehouse.returns r where r.parcel_id = pl.parcel_id and r.line_no = pl.line_no), 0)::integer as returned,
      array(select distinct y.lot from warehouse.boxes b join warehouse.box_lots y on y.outbound_id = b.outbound_id and y.box_no = b.box_no
        where b.id = pl.parcel_id and y.line_no = pl.line_no order by 1) as lots,
      array(select s.serial from warehouse.boxes b join warehouse.serials s on s.outbound_id = b.outbound_id and s.box_no = b.box_no
        where b.id = pl.parcel_id and s.sku_id = l.sku_id order by 1) as serials
    from fulfillment.parcel_lines pl join fulfillment.parcels p on p.id = pl.parcel_id
    join orders.lines l on l.order_id = p.order_id and l.line_no = pl.line_no
    where pl.parcel_id = any(${ids}::uuid[]) and l.sku_id is not null order by pl.parcel_id, pl.line_no`)
  return parcels.flatMap(({ asked, id, order_id, order_no, waybill_no }) =>
    lines.filter(({ parcel_id }) => parcel_id === id).map((line) => ({ asked, order_id, order_no, waybill_no, ...line })),
  )
}

/** The same, as a clerk sees it. */
export async function viewReturnable(db: Reader, caller: Caller, text: string): Promise<(Returnable & Goods)[]> {
  const lines = await findReturnable(db, caller, [text])
  const goods = await nameGoods(db, column(lines, 'sku_id'))
  return lines.map((line) => ({ ...line, ...goods(line.sku_id) }))
}

export interface ReturnRow {
  id: string
  node_id: string
  order_no: string
  waybill_no: string
  sku_id: string
  lot: string
  serial: string | null
  quantity: number
  grade: string
  condition: string
  note: string | null
  photos: string[]
  received_by: string
  received_at: string
}

/** What came back to the caller's sites, newest first. */
export async function listReturns(
  db: Reader,
  caller: Caller,
  filter: { node_id?: string | undefined; q?: string | undefined; grade?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: (ReturnRow & Goods)[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const q = filter.q?.trim()
  const rows = await db.rows<ReturnRow>(sql`
    select id, node_id, order_no, waybill_no, sku_id, lot, serial, quantity, grade, condition, note, photos, received_by, received_at
    from warehouse.returns r where r.node_id = any(${nodes}::text[]) ${filter.grade ? sql`and r.grade = ${filter.grade}` : sql``}
      ${q ? sql`and (r.order_no = ${q} or r.waybill_no = ${q} or r.sku_id = ${q} or r.serial = ${q})` : sql``}
      ${after ? sql`and (r.received_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by r.received_at desc, r.id desc limit ${filter.limit + 1}`)
  const page = cutPage(rows, filter.limit, (row) => [row.received_at, row.id])
  const goods = await nameGoods(db, column(page.items, 'sku_id'))
  return { ...page, items: page.items.map((row) => ({ ...row, ...goods(row.sku_id) })) }
}

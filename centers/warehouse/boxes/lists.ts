import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import { type PageFilter, siteIds } from '../read.ts'
import { type Box, boxColumns } from './read.ts'

export const boxLists = ['to_label', 'to_ship', 'to_hand_over', 'weight_off', 'printed_not_checked'] as const
export type BoxList = (typeof boxLists)[number]
export interface BoxRow extends Box {
  code: string
  order_no: string
  wave_no: string | null
  slot_no: number | null
  weight_reason: string | null
  printed_count: number
  made_at: string
  shipped_at: string | null
}

/** The lists of the end of the day: parcels that stand somewhere between the check and the courier's car. In the order of picking. */
export async function listBoxes(
  db: Reader,
  caller: Caller,
  filter: PageFilter & { list: BoxList },
): Promise<{ items: BoxRow[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const lists: Record<BoxList, Sql> = {
    to_label: sql`b.status = 'closed' and b.waybill_no is null and b.manifest_id is null`,
    to_ship: sql`b.status = 'closed' and b.waybill_no is not null and b.manifest_id is null`,
    to_hand_over: sql`b.status = 'shipped' and b.manifest_id is null`,
    weight_off: sql`b.status in ('closed', 'shipped') and b.weight_reason is not null and b.manifest_id is null`,
    printed_not_checked: sql`b.status = 'open' and y.printed_count > 0`,
  }
  const rows = await db.rows<BoxRow>(sql`
    select ${boxColumns}, o.code, o.order_no, w.wave_no, o.slot_no, b.weight_reason, coalesce(y.printed_count, 0) as printed_count, b.made_at, b.shipped_at
    from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id left join warehouse.waves w on w.id = o.wave_id
    left join carriers.waybills y on y.parcel_id = b.id
    where b.node_id = any(${nodes}::text[]) and ${lists[filter.list]} ${filter.q ? sql`and (b.waybill_no = ${filter.q.trim()} or o.code = ${filter.q.trim()})` : sql``}
      ${after ? sql`and (b.made_at, b.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by b.made_at, b.id limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.made_at, row.id])
}

export interface ManifestRow {
  id: string
  node_id: string
  manifest_no: string
  carrier_id: string
  boxes: number
  weight_grams: number
  courier: string | null
  made_by: string
  made_at: string
}
export async function listManifests(
  db: Reader,
  caller: Caller,
  filter: PageFilter,
): Promise<{ items: ManifestRow[]; next: string | null }> {
  const nodes = await siteIds(db, caller, filter.node_id)
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<ManifestRow>(sql`
    select id, node_id, manifest_no, carrier_id, boxes, weight_grams, courier, made_by, made_at from warehouse.manifests m
    where m.node_id = any(${nodes}::text[]) ${after ? sql`and (m.made_at, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by m.made_at desc, m.id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.made_at, row.id])
}

/** A manifest with its parcels, in the order of their numbers. */
export async function findManifestView(db: Reader, id: string) {
  const manifest = await db.row<ManifestRow>(sql`
    select id, node_id, manifest_no, carrier_id, boxes, weight_grams, courier, made_by, made_at from warehouse.manifests where id = ${id}`)
  if (!manifest) return undefined
  const boxes = await db.rows<{ id: string; waybill_no: string; order_no: string; weight_grams: number | null }>(sql`
    select b.id, b.waybill_no, o.order_no, b.weight_grams from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id
    where b.manifest_id = ${id} order by b.waybill_no`)
  return { manifest, boxes }
}

/** The labels of a whole wave in the order of picking. */
export const listWaveLabels = (db: Reader, wave_id: string) =>
  db.rows<{ box_id: string; slot_no: number | null; code: string; carrier_id: string; waybill_no: string; printed_count: number }>(sql`
    select b.id as box_id, o.slot_no, o.code, b.carrier_id, b.waybill_no, coalesce(y.printed_count, 0) as printed_count
    from warehouse.outbounds o join warehouse.boxes b on b.outbound_id = o.id and b.waybill_no is not null and b.status <> 'voided'
    left join carriers.waybills y on y.parcel_id = b.id
    -- A parcel of several orders has one label.
    where o.wave_id = ${wave_id} and o.status <> 'stopped' and (o.merge_id is null or y.parcel_id is not null) order by o.slot_no, b.box_no`)

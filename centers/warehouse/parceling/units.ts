import { leaveMerges } from '#centers/orders/parceling/write.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Reader, type Tx } from '#core/sql.ts'
import type { Outbound } from '../model.ts'
import { lockWaves, outboundColumns } from '../waves/read.ts'

/** What leaves in one parcel: outbounds of one merge in one wave. One of them carries the label; alone it is a unit of one. */
export const unitOf = ({ id, merge_id, wave_id }: Pick<Outbound, 'id' | 'merge_id' | 'wave_id'>): string =>
  merge_id && wave_id ? `${merge_id} ${wave_id}` : id

/** The other outbounds that leave in one parcel with these, as long as they are in the work. */
export async function findMates(db: Reader, outbounds: readonly Pick<Outbound, 'id' | 'merge_id' | 'wave_id'>[]): Promise<Outbound[]> {
  const merged = outbounds.filter(({ merge_id, wave_id }) => merge_id && wave_id)
  if (merged.length === 0) return []
  const own = new Set(column(outbounds, 'id'))
  const rows = await db.rows<Outbound>(hot`
    select ${outboundColumns}
    from (select distinct * from unnest(${column(merged, 'merge_id')}::uuid[], ${column(merged, 'wave_id')}::uuid[]) as u (merge_id, wave_id)) u
    join warehouse.outbounds o on o.merge_id = u.merge_id and o.wave_id = u.wave_id and o.status in ('in_wave', 'checked') order by o.slot_no`)
  return rows.filter(({ id }) => !own.has(id))
}

/** The outbounds of each unit, the first in the order of picking first. */
export const unitsOf = (outbounds: readonly Outbound[]): Map<string, Outbound[]> =>
  groupBy(
    [...outbounds].sort((a, b) => (a.slot_no ?? 0) - (b.slot_no ?? 0)),
    unitOf,
  )

/** A number that came to one box of a unit stands on the others of it too: they are one parcel. */
export const shareNumbers = async (tx: Tx, box_ids: readonly string[]): Promise<void> =>
  void (await tx.run(hot`
    update warehouse.boxes b set waybill_no = c.waybill_no, carrier_id = c.carrier_id
    from warehouse.boxes c join warehouse.outbounds o on o.id = c.outbound_id and o.merge_id is not null
    join warehouse.outbounds m on m.merge_id = o.merge_id and m.wave_id = o.wave_id and m.id <> o.id
    where c.id = any(${box_ids}::uuid[]) and c.waybill_no is not null and c.box_no = 1 and c.status in ('open', 'closed')
      and b.outbound_id = m.id and b.box_no = 1 and b.waybill_no is null and b.status in ('open', 'closed')`))

/**
 * Something falls out of a parcel of several orders: what stays in it is weighed again, and when its label went along it gets another. Called with the boxes of
 * what fell out still numbered, under the locks of the waves.
 */
export const parcelChanged = async (tx: Tx, outbound_ids: readonly string[]): Promise<void> =>
  void (await tx.run(hot`
    update warehouse.boxes b set weight_grams = null, weighed_at = null, weighed_by = null,
      waybill_no = case when exists (select from warehouse.boxes v join carriers.waybills w on w.parcel_id = v.id
        where v.outbound_id = any(${outbound_ids}::uuid[]) and v.waybill_no = b.waybill_no) then null else b.waybill_no end
    from warehouse.outbounds gone join warehouse.outbounds o on o.merge_id = gone.merge_id and o.wave_id = gone.wave_id and o.status in ('in_wave', 'checked')
    where gone.id = any(${outbound_ids}::uuid[]) and gone.merge_id is not null and b.outbound_id = o.id and o.id <> all(${outbound_ids}::uuid[])
      and b.status in ('open', 'closed')`))

/** A parcel of an order that is in the work; `labeled` once a number was asked for its label. */
export interface Parcel {
  id: string
  order_id: string
  group_no: number
  wave_id: string | null
  merge_id: string | null
  status: string
  labeled: boolean
  /** It stands in a wave that nobody picks yet. */
  planned: boolean
}

/** Parcels of these orders that are in the work, read under the locks of their waves. */
export async function lockParcels(tx: Tx, order_ids: readonly string[]): Promise<Parcel[]> {
  const find = () =>
    tx.rows<Parcel>(hot`
      select o.id, o.order_id, o.group_no, o.wave_id, o.merge_id, o.status,
        o.status = 'in_wave' and exists (select from warehouse.waves w where w.id = o.wave_id and w.status = 'locked') as planned,
        exists (select from warehouse.boxes b join carriers.waybills w on w.parcel_id = b.id
          where b.outbound_id = o.id and b.status in ('open', 'closed') and w.state in ('asked', 'answered'))
        or exists (select from warehouse.boxes b where b.outbound_id = o.id and b.status in ('open', 'closed') and b.waybill_no is not null) as labeled
      from warehouse.outbounds o where o.order_id = any(${order_ids}::uuid[]) and o.status in ('waiting', 'in_wave', 'checked')`)
  const seen = await find()
  await lockWaves(tx, [...new Set(seen.flatMap(({ wave_id }) => wave_id ?? []))])
  return find()
}

/** Orders leave with nobody any more, and what of them waits here knows it. Their stages are locked. */
export async function leaveParcels(tx: Tx, by: string, now: string, why: string, order_ids: readonly string[]): Promise<string[]> {
  const left = await leaveMerges(tx, by, now, why, order_ids)
  await markMerged(tx, left, null)
  return left
}

/** What of these orders waits here, and was not split off, leaves in one parcel from now on; null: each by itself. */
export const markMerged = async (tx: Tx, order_ids: readonly string[], merge_id: string | null): Promise<void> =>
  void (await tx.run(hot`
    update warehouse.outbounds o set merge_id = ${merge_id}::uuid
    where o.order_id = any(${order_ids}::uuid[]) and o.status in ('waiting', 'in_wave', 'checked')
      and not exists (select from orders.lines l where l.order_id = o.order_id and l.group_no = o.group_no and l.apart_no > 0)`))

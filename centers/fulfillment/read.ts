import { listCarriers } from '#centers/carriers/agreements/read.ts'
import { findTracks, type Track } from '#centers/carriers/tracks/read.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { Parcel } from './model.ts'

/** Parcels of orders, in the order they left. */
export const findParcelsOf = (db: Reader, order_ids: readonly string[]): Promise<Parcel[]> =>
  db.rows<Parcel>(hot`
    select p.id, p.order_id, p.group_no, p.organization_id, p.node_id, p.carrier, p.waybill_no, p.shipped_at, p.shipped_by, p.ready_at, p.delivered_at,
      (select jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', l.quantity) order by l.line_no) from fulfillment.parcel_lines l where l.parcel_id = p.id) as lines
    from fulfillment.parcels p where p.order_id = any(${order_ids}::uuid[]) order by p.shipped_at, p.id`)

export const findParcels = (db: Reader, ids: readonly string[]): Promise<Omit<Parcel, 'lines'>[]> =>
  db.rows(hot`
    select id, order_id, group_no, organization_id, node_id, carrier, waybill_no, shipped_at, shipped_by, ready_at, delivered_at
    from fulfillment.parcels where id = any(${ids}::uuid[])`)

/** The orders whose parcels carry this number; carriers may give the same one out again after years. */
export async function findOrdersByWaybill(db: Reader, waybill_no: string): Promise<string[]> {
  const rows = await db.rows<{ order_id: string }>(
    hot`select distinct order_id from fulfillment.parcels where waybill_no = ${waybill_no} limit 100`,
  )
  return column(rows, 'order_id')
}

/** Parcels by what is printed on them; a number that is no parcel of ours is left out. */
export const findParcelsByWaybill = (
  db: Reader,
  numbers: readonly { carrier_id: string; waybill_no: string }[],
): Promise<Pick<Parcel, 'id' | 'order_id' | 'carrier' | 'waybill_no' | 'delivered_at'>[]> =>
  db.rows(hot`
    select p.id, p.order_id, p.carrier, p.waybill_no, p.delivered_at
    from unnest(${column(numbers, 'carrier_id')}::text[], ${column(numbers, 'waybill_no')}::text[]) as n (carrier_id, waybill_no)
    join fulfillment.parcels p on p.waybill_no = n.waybill_no and p.carrier = n.carrier_id order by p.id`)

export interface ParcelTrack {
  state: string | null
  happened_at: string
  place: string | null
  text: string
}
export type TrackedParcel = Parcel & {
  /** As our agreement names it; null for one we have none with. */
  carrier_name: { zh: string; en: string } | null
  /** What the carrier told, newest first. */
  track: ParcelTrack[]
  /** Why a parcel its carrier delivered is not booked as delivered. */
  stays_because: 'at_outlet' | null
}

/** Parcels of an order with what their carriers told of them. */
export async function findTrackedParcels(db: Reader, order_id: string): Promise<TrackedParcel[]> {
  const parcels = await findParcelsOf(db, [order_id])
  if (parcels.length === 0) return []
  const [tracks, carriers] = await Promise.all([
    findTracks(
      db,
      sql`(t.carrier_id, t.waybill_no) in (
      select * from unnest(${column(parcels, 'carrier')}::text[], ${column(parcels, 'waybill_no')}::text[]))`,
    ),
    listCarriers(db),
  ])
  const names = new Map(carriers.map(({ carrier_id, name }) => [carrier_id, name]))
  const found = new Map(tracks.map((track): [string, Track] => [`${track.carrier_id} ${track.waybill_no}`, track]))
  return parcels.map((parcel) => {
    const track = found.get(`${parcel.carrier} ${parcel.waybill_no}`)
    return {
      ...parcel,
      carrier_name: names.get(parcel.carrier) ?? null,
      track: (track?.events ?? []).map(({ state, happened_at, place, told }) => ({ state, happened_at, place, text: told })),
      stays_because: track?.delivered_at && parcel.delivered_at === null ? 'at_outlet' : null,
    }
  })
}

import { hot, type Reader } from '#core/sql.ts'
import type { Parcel } from './model.ts'

/** Parcels of orders, in the order they left. */
export const findParcelsOf = (db: Reader, order_ids: readonly string[]): Promise<Parcel[]> =>
  db.rows<Parcel>(hot`
    select p.id, p.order_id, p.group_no, p.organization_id, p.node_id, p.carrier, p.waybill_no, p.shipped_at, p.shipped_by, p.delivered_at,
      (select jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', l.quantity) order by l.line_no) from fulfillment.parcel_lines l where l.parcel_id = p.id) as lines
    from fulfillment.parcels p where p.order_id = any(${order_ids}::uuid[]) order by p.shipped_at, p.id`)

export const findParcels = (db: Reader, ids: readonly string[]): Promise<Omit<Parcel, 'lines'>[]> =>
  db.rows(hot`
    select id, order_id, group_no, organization_id, node_id, carrier, waybill_no, shipped_at, shipped_by, delivered_at
    from fulfillment.parcels where id = any(${ids}::uuid[])`)

import { closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

/** Carriers until the carriers center keeps them with their interfaces. */
export const ShipmentItem = closed({
  id: Id('The parcel; made by the caller, the same id again is the same parcel'),
  order_id: Id('The order'),
  group_no: T.Integer({ minimum: 1, maximum: 100, description: 'The line group it is taken from' }),
  carrier: Text('Carrier code, such as `sf`, `ems`, `jd`, `own`', 40),
  waybill_no: T.String({ pattern: '^[A-Za-z0-9-]{4,40}$', description: 'The carrier’s number: letters, digits, hyphen' }),
  lines: T.Optional(
    Nullable(
      T.Array(
        closed({
          line_no: T.Integer({ minimum: 1, maximum: 10_000, description: 'The order line' }),
          quantity: T.Integer({ minimum: 1, maximum: 9999, description: 'How many of it are in this parcel' }),
        }),
        { minItems: 1, maxItems: 100, description: 'What is in the parcel; everything of the group that has not left when left out' },
      ),
    ),
  ),
})
export type ShipmentItem = Static<typeof ShipmentItem>

export const shipStatuses = [
  'shipped',
  'already_shipped',
  'id_used_for_another',
  'order_not_found',
  'state_forbids',
  'line_not_found',
  'more_than_left',
] as const
export type ShipStatus = (typeof shipStatuses)[number]

export type DeliverStatus = 'delivered' | 'already_delivered' | 'parcel_not_found' | 'not_paid' | 'group_not_shipped'

export interface Parcel {
  id: string
  order_id: string
  group_no: number
  organization_id: string
  node_id: string
  carrier: string
  waybill_no: string
  shipped_at: string
  shipped_by: string
  /** Since when it stands at the outlet where the order is picked up. */
  ready_at: string | null
  delivered_at: string | null
  lines: { line_no: number; quantity: number }[]
}

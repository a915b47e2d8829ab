import type { ExceptionKind, TrackState } from './model.ts'

/** What the center announces, by topic. */
export interface CarrierEvents {
  /** A parcel has its number (or lost it: `canceled`), or will not get one: `refused` says why. */
  'carriers.waybill_answered': {
    parcel_id: string
    order_no: string
    carrier_id: string
    service_id: string
    status: 'answered' | 'refused' | 'canceled'
    waybill_no: string | null
    reason: string | null
    happened_at: string
  }
  /** A parcel is somewhere else than before. `happened_at` is the carrier's time; items of one number come in the order of their states. */
  'carriers.tracked': {
    carrier_id: string
    waybill_no: string
    parcel_id: string
    order_no: string
    organization_id: string
    from: TrackState
    state: TrackState
    happened_at: string
    delivered_at: string | null
    told: string
  }
  'carriers.exception_raised': {
    carrier_id: string
    waybill_no: string
    parcel_id: string
    order_no: string
    organization_id: string
    kind: ExceptionKind
    happened_at: string
    told: string
  }
  'carriers.pickup_changed': { pickup_id: string; state: string; reason: string | null; happened_at: string }
  /** A third-party warehouse took, refused, shipped or gave up an order. */
  'carriers.custody_order_changed': {
    custody_order_id: string
    order_no: string
    node_id: string
    state: string
    reason: string | null
    parcels: { carrier_id: string | null; carrier_code: string; waybill_no: string; lines: { sku_id: string; quantity: number }[] }[]
    happened_at: string
  }
  /** A third-party warehouse took, refused or forgot a notice, or received what it told of. */
  'carriers.notice_changed': { notice_id: string; node_id: string; state: string; reason: string | null; happened_at: string }
  /** What a third-party warehouse holds by its own word, where that differs from its word before. */
  'carriers.custody_stock_told': {
    node_id: string
    sku_id: string
    condition: string
    quantity: number
    before: number | null
    told_at: string
  }
  /** Reach, prices or names of carriers are different: drop what you keep of them. */
  'carriers.agreements_saved': { subject: string }
}

import type { CustodyOrder, NoticeLine, Party, PickupAsk, PickupState, ReceiptLine, TrackState } from './model.ts'

/** What a partner made of one thing we asked. `later`: an outage or a limit, the same call may be repeated; its key keeps it one act. */
export type Told<Answer> =
  | ({ status: 'answered' } & Answer)
  | { status: 'refused'; code: string; reason: string }
  | { status: 'later'; code: string; reason: string; retry_after_s?: number }

/** An account as an adapter gets it: its secrets readable. */
export interface OpenAccount {
  account_id: string
  endpoint: string
  settings: Record<string, string>
  secrets: Record<string, string>
  /** Where the partner pushes to, with a token of its own; null when this installation has no address the partner can reach. */
  push_urls: Readonly<Record<PushKind, string>> | null
}

export interface WaybillCall {
  /** The partner's idempotency key: the same key never burns a second number. */
  key: string
  /** The carrier's name at this partner. */
  carrier_code: string | null
  service_code: string | null
  order_no: string
  sender: Party
  recipient: Party
  items: { sku_id?: string | null; name: string; quantity: number }[]
  weight_grams: number
  volume_cm3: number
  declared_minor: number | null
  collect_minor: number | null
  currency: string
  channel: { code: string; order_nos: string[]; oaid?: string | null; tid?: string | null } | null
  note: string | null
}
export interface WaybillGiven {
  waybill_no: string
  /** The large letters couriers sort by. */
  route_code: string | null
  /** Opaque to us; goes to the partner's own print component. */
  print_data: unknown
}

export interface TrackCall {
  carrier_code: string | null
  waybill_no: string
  recipient_phone: string
  /** Our idempotency key of the waybill, for partners that know it by that. */
  key: string
}
export interface TrackTold {
  happened_at: string
  /** Null for a code the adapter does not know. */
  state: TrackState | null
  code: string
  told: string
  place: string | null
}
export interface TrackReading {
  /** The carrier's name at this partner; null when the partner is the carrier. */
  carrier_code: string | null
  waybill_no: string
  events: TrackTold[]
  /** The partner tells no more of it by itself. */
  ended: boolean
}
export interface PickupTold {
  /** The pick-up's key: our id. */
  key: string
  state: PickupState
  reason: string | null
  courier: { name: string; phone: string } | null
}
export interface CustodyShipped {
  key: string
  shipped_at: string
  parcels: { carrier_code: string; waybill_no: string; weight_grams: number | null; lines: { sku_id: string; quantity: number }[] }[]
}
/** What a warehouse was told to expect has come, whole or in part. */
export interface CustodyArrived {
  key: string
  /** Its own number of this receipt: told twice it is the same. */
  receipt_no: string
  told_at: string
  /** It awaits nothing more of it. */
  final: boolean
  lines: ReceiptLine[]
}
export interface NoticeCall {
  key: string
  source: 'purchase' | 'transfer'
  notice_no: string
  expected_on: string | null
  lines: readonly NoticeLine[]
}
export interface CustodyStock {
  sku_id: string
  condition: 'available' | 'defective'
  quantity: number
}

/** A request a partner sent to us, as it arrived. */
export interface Push {
  content_type: string
  headers: Record<string, string | string[] | undefined>
  query: Record<string, string>
  body: Buffer
}
export interface PushAnswer {
  http_status: number
  content_type: string
  body: string
}
/** A push once its signature was checked; `refused` when it is not theirs or cannot be read. */
export type PushRead =
  | {
      status: 'read'
      tracks: TrackReading[]
      /** Numbers about which something is new, from a partner whose word is not signed: we ask ourselves. */
      hints: string[]
      pickups: PickupTold[]
      shipped: CustodyShipped[]
      arrived: CustodyArrived[]
      stock: { warehouse: string; told_at: string; rows: CustodyStock[] }[]
    }
  | { status: 'refused'; reason: string }

export const pushKinds = ['track', 'pickup', 'custody'] as const
export type PushKind = (typeof pushKinds)[number]

/** What an adapter in `outside/` can do; it leaves out what its partner does not offer. One answer per item, in the order given. */
export interface CarrierPort {
  partner: string
  /** The settings and secrets an account of it needs; a name ending in `?` may be left out. */
  settings: readonly string[]
  secrets: readonly string[]
  askWaybills?(account: OpenAccount, calls: readonly WaybillCall[]): Promise<Told<WaybillGiven>[]>
  cancelWaybills?(
    account: OpenAccount,
    calls: readonly { key: string; waybill_no: string; carrier_code: string | null }[],
  ): Promise<Told<object>[]>
  subscribeTracks?(account: OpenAccount, calls: readonly TrackCall[]): Promise<Told<object>[]>
  queryTracks?(account: OpenAccount, calls: readonly TrackCall[]): Promise<Told<{ reading: TrackReading }>[]>
  placePickups?(
    account: OpenAccount,
    calls: readonly (PickupAsk & { carrier_code: string | null })[],
  ): Promise<Told<{ partner_no: string }>[]>
  cancelPickups?(
    account: OpenAccount,
    calls: readonly { key: string; partner_no: string | null; carrier_code: string | null }[],
  ): Promise<Told<object>[]>
  sendCustodyOrders?(
    account: OpenAccount,
    calls: readonly (CustodyOrder & { carrier_code: string | null })[],
  ): Promise<Told<{ partner_no: string }>[]>
  cancelCustodyOrders?(account: OpenAccount, calls: readonly { key: string; partner_no: string | null }[]): Promise<Told<object>[]>
  /** Tells a third-party warehouse what is on its way to it. */
  sendNotices?(account: OpenAccount, calls: readonly NoticeCall[]): Promise<Told<{ partner_no: string }>[]>
  withdrawNotices?(
    account: OpenAccount,
    calls: readonly { key: string; partner_no: string | null; source: 'purchase' | 'transfer' }[],
  ): Promise<Told<object>[]>
  queryCustodyStock?(
    account: OpenAccount,
    calls: readonly { warehouse: string; sku_ids: string[] }[],
  ): Promise<Told<{ rows: CustodyStock[] }>[]>
  readPush?(account: OpenAccount, kind: PushKind, push: Push, now: string): PushRead
  /** What the partner wants to hear: `accepted` false makes it send again. */
  answerPush?(kind: PushKind, accepted: boolean, reason: string): PushAnswer
}
export type CarrierPorts = Readonly<Record<string, CarrierPort>>

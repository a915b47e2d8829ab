import { SkuId } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Moment, Nullable, type Static, T, Text, Whole } from '#core/http.ts'

const Words = closed({ zh: Text('In Chinese', 60), en: Text('In English', 60) }, { description: 'Its name' })
export const BinCode = (description: string) => T.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,31}$', description })
export const Scanned = (description: string) => T.String({ minLength: 1, maxLength: 200, description })

export const purposes = ['storage', 'receiving', 'inspection', 'packing', 'returns', 'missing', 'defective'] as const
export type Purpose = (typeof purposes)[number]

/** Every site has these; goods on the way through the house lie in them. */
export const ownBins: Record<Exclude<Purpose, 'storage'>, string> = {
  receiving: 'RECEIVING',
  inspection: 'INSPECTION',
  packing: 'PACKING',
  returns: 'RETURNS',
  missing: 'MISSING',
  defective: 'DEFECTIVE',
}

export const SiteItem = closed({
  node_id: Code('The node that works with bins and waves'),
  carrier_id: Code('Whom a parcel leaves with when nobody said otherwise'),
  service_id: Code('Which service of that carrier'),
  phone: T.String({ pattern: '^[0-9+\\-* ()]{5,30}$', description: 'Stands on labels as the sender’s phone' }),
  smallest_bulk: Whole('So many orders of one content make a bulk wave', 2, 1000),
  largest_bulk: Whole('Most orders of a bulk wave', 2, 1000),
  largest_loose: Whole('Most orders of a loose wave', 1, 200),
  weighs: T.Boolean({ description: 'A parcel must be weighed before it leaves' }),
  tolerance_grams: Whole('How far a parcel may be off its expected weight'),
  tolerance_bp: Whole('The same as a share of that weight in basis points; the larger of the two counts', 0, 10_000),
  cheapest: T.Optional(
    T.Boolean({ description: 'The cheapest carrier that delivers takes a parcel of known weight; false when left out' }),
  ),
})
export type SiteItem = Static<typeof SiteItem>

export const BinItem = closed({
  node_id: Code('The site'),
  code: BinCode('What stands on the bin and is scanned'),
  zone_code: BinCode('The zone it is in'),
  path_no: Whole('Its place on the way a picker walks'),
  capacity_pieces: Nullable(Whole('How many pieces it takes; null when nobody counts', 1)),
  closed: T.Boolean({ description: 'Nothing is put in nor planned from it' }),
})
export type BinItem = Static<typeof BinItem>

export const ZoneItem = closed({
  node_id: Code('The site'),
  code: BinCode('Short code of the zone'),
  name: Words,
  purpose: Choice(purposes, 'What its bins are for'),
})
export type ZoneItem = Static<typeof ZoneItem>

export interface Bin extends BinItem {
  purpose: Purpose
}

/** What lies in one bin. */
export interface Content {
  node_id: string
  bin_code: string
  sku_id: string
  lot: string
  expires_on: string | null
  quantity: number
  planned: number
}

/** Pieces that go from one bin to another; null is outside the house. */
export interface Movement {
  node_id: string
  sku_id: string
  lot: string
  expires_on: string | null
  from_bin: string | null
  to_bin: string | null
  quantity: number
  reason: string
}

export const outboundStatuses = ['waiting', 'in_wave', 'checked', 'shipped', 'stopped'] as const
export type OutboundStatus = (typeof outboundStatuses)[number]
export const waveKinds = ['bulk', 'loose'] as const
export type WaveKind = (typeof waveKinds)[number]
export const pickMethods = ['batch', 'cluster', 'order'] as const
export type PickMethod = (typeof pickMethods)[number]
export const waveStatuses = ['locked', 'released', 'picked', 'done', 'canceled'] as const
export type WaveStatus = (typeof waveStatuses)[number]

export interface Outbound {
  id: string
  node_id: string
  order_id: string
  group_no: number
  attempt_no: number
  code: string
  order_no: string
  channel_id: string
  carrier_id: string
  service_id: string
  content_key: string
  pieces: number
  left_pieces: number
  weight_grams: number | null
  cut_off_at: string | null
  wave_id: string | null
  slot_no: number | null
  status: OutboundStatus
  stop_reason: string | null
  released_at: string
  checked_at: string | null
  checked_by: string | null
  shipped_at: string | null
  /** It leaves in one parcel with the others of this merge that are in its wave. */
  merge_id: string | null
}

export interface OutboundLine {
  outbound_id: string
  line_no: number
  sku_id: string
  quantity: number
  checked: number
}

export interface Wave {
  id: string
  node_id: string
  wave_no: string
  kind: WaveKind
  carrier_id: string
  status: WaveStatus
  pick_method: PickMethod
  content_key: string | null
  orders: number
  pieces: number
  checked: number
  shipped: number
  stopped: number
  cut_off_at: string | null
  owner_id: string | null
  owner_name: string | null
  claimed_by: string | null
  claimed_name: string | null
  claimed_at: string | null
  planned_by: string
  planned_at: string
  released_at: string | null
  picked_at: string | null
  done_at: string | null
}

export interface Pick {
  id: string
  wave_id: string
  node_id: string
  path_no: number
  bin_code: string | null
  sku_id: string
  lot: string
  outbound_id: string | null
  quantity: number
  picked: number
  status: 'open' | 'picked' | 'short' | 'dropped'
}

/** Largest array of the verbs here. */
export const largest = 1000

export const WavePlan = closed({
  id: Id('Made by the caller; the same id again plans nothing more'),
  node_id: Code('The site'),
  kind: T.Optional(Nullable(Choice(waveKinds, 'Only waves of this kind; both when left out, bulk first'))),
  carrier_id: T.Optional(Nullable(Code('Only orders that leave with this carrier'))),
  pick_method: T.Optional(Choice(pickMethods, 'How loose waves are picked: all together, into slots, or order by order')),
  owner_id: T.Optional(Nullable(Id('The member of staff the waves belong to; whoever claims first when left out'))),
  owner_name: T.Optional(Nullable(Text('His name', 60))),
  most_orders: T.Optional(Whole('Most orders to take', 1, 5000)),
})
export type WavePlan = Static<typeof WavePlan>

export const PickItem = closed({
  id: Id('Made by the caller; the same id again is the same act'),
  pick_id: Id('What was to be fetched'),
  quantity: Whole('How many were taken; fewer than asked is a short pick'),
  bin: T.Optional(Nullable(Scanned('The bin as scanned; another bin is refused'))),
  item: T.Optional(Nullable(Scanned('The item as scanned; another item is refused'))),
  scanned_at: T.Optional(Moment('When the gun read it, where that was earlier')),
})
export type PickItem = Static<typeof PickItem>

export const pickStatuses = [
  'picked',
  'short',
  'already_picked',
  'already_short',
  'pick_not_found',
  'wave_locked',
  'claimed_by_another',
  'pick_dropped',
  'wrong_bin',
  'wrong_item',
  'wrong_lot',
  'lot_expired',
  'too_many',
] as const
export type PickStatus = (typeof pickStatuses)[number]

export const checkModes = ['order', 'find', 'wall'] as const
export type CheckMode = (typeof checkModes)[number]

export const CheckScan = closed({
  id: Id('The scan; made by the caller, the same id again gets the same answer'),
  node_id: Code('The site'),
  mode: Choice(
    checkModes,
    '`order`: the parcel is open, items are scanned. `find`: the item finds its order. `wall`: the item finds its slot',
  ),
  wave_id: T.Optional(Nullable(Id('The wave worked on; needed by `find` and `wall`'))),
  outbound_id: T.Optional(Nullable(Id('The parcel that is open at this desk'))),
  opened_by: T.Optional(Nullable(Id('The scan that opened the parcel, where its answer was not known yet'))),
  text: Scanned('What the gun read, as it read it'),
  quantity: T.Optional(Whole('Pieces meant by this one scan', 1, 9999)),
  undo: T.Optional(T.Boolean({ description: 'Takes the pieces back out' })),
  scanned_at: T.Optional(Moment('When the gun read it, where that was earlier')),
})
export type CheckScan = Static<typeof CheckScan>

/** In the order they are decided. */
export const checkStatuses = [
  'opened',
  'accepted',
  'complete',
  'taken_back',
  'wave_not_found',
  'wave_locked',
  'unknown_code',
  'another_parcel',
  'order_stopped',
  'already_checked',
  'already_shipped',
  'not_in_wave',
  'open_parcel_first',
  'lot_expired',
  'wrong_item',
  'wrong_lot',
  'serial_needed',
  'serial_already_sold',
  'serial_elsewhere',
  'too_many',
  'nobody_needs_it',
  'nothing_to_take_back',
] as const
export type CheckStatus = (typeof checkStatuses)[number]

export interface CheckAnswer {
  id: string
  status: CheckStatus
  detail?: string
  outbound_id?: string
  code?: string
  slot_no?: number | null
  sku_id?: string
  /** How many of this SKU the parcel still needs, and how many pieces in all. */
  left_of_sku?: number
  left_pieces?: number
  pieces?: number
  /** For `order_stopped`: what became of the order. */
  reason?: string
  /** The parcel that is complete now. */
  box_id?: string
  /** Parcels of other orders that leave in the same box. */
  together_with?: string[]
  /** The answer of an earlier sending of the same scan. */
  repeated?: true
}

export const WaveCheck = closed({
  id: Id('The act; made by the caller'),
  wave_id: Id('The bulk wave'),
  sample: T.Array(
    closed({ text: Scanned('What the gun read'), quantity: Whole('Pieces', 1, 9999) }, { description: 'One item of the sample' }),
    { minItems: 1, maxItems: 100, description: 'The whole content of one parcel, scanned: all others hold the same' },
  ),
})
export type WaveCheck = Static<typeof WaveCheck>
export const waveCheckStatuses = [
  'checked',
  'already_checked',
  'wave_not_found',
  'not_a_bulk_wave',
  'wave_locked',
  'unknown_code',
  'sample_differs',
  'lot_expired',
  'serials_one_by_one',
] as const
export type WaveCheckStatus = (typeof waveCheckStatuses)[number]

export const Weighing = closed({
  id: Id('The act; made by the caller'),
  node_id: Code('The site'),
  text: Scanned('The label or the order number as scanned'),
  weight_grams: T.Integer({ description: 'What the scale says' }),
  reason: T.Optional(Nullable(Text('Why a weight beyond the tolerance is right', 200))),
})
export type Weighing = Static<typeof Weighing>
export const weighStatuses = [
  'weighed',
  'already_weighed',
  'unknown_code',
  'order_stopped',
  'not_checked',
  'already_shipped',
  'weight_missing',
  'weight_impossible',
  'weight_off',
] as const
export type WeighStatus = (typeof weighStatuses)[number]

export const shipStatuses = [
  'shipped',
  'already_shipped',
  'unknown_code',
  'order_stopped',
  'not_checked',
  'no_waybill',
  'not_weighed',
  'state_forbids',
] as const
export type ShipStatus = (typeof shipStatuses)[number]

export const labelStatuses = [
  'answered',
  'asked',
  'already_answered',
  'already_asked',
  'outbound_not_found',
  'order_stopped',
  'already_shipped',
  'waybill_refused',
] as const
export type LabelStatus = (typeof labelStatuses)[number]

export const carriageStatuses = [
  'changed',
  'already_so',
  'outbound_not_found',
  'already_shipped',
  'order_stopped',
  'service_not_found',
  'region_not_served',
  'carrier_has_it',
] as const
export type CarriageStatus = (typeof carriageStatuses)[number]

export const releaseStatuses = ['released', 'already_released', 'order_not_found', 'not_at_a_site', 'state_forbids'] as const
export type ReleaseStatus = (typeof releaseStatuses)[number]

export const claimStatuses = [
  'claimed',
  'already_claimed',
  'wave_not_found',
  'wave_locked',
  'owned_by_another',
  'claimed_by_another',
  'wave_over',
] as const
export type ClaimStatus = (typeof claimStatuses)[number]
/** Why a plan made no wave, the first that is so. */
export const nothingStatuses = [
  'nothing_waits',
  'carrier_has_none',
  'only_bulk_waits',
  'only_loose_waits',
  'too_few_for_bulk',
  'taken_meanwhile',
] as const
export type NothingStatus = (typeof nothingStatuses)[number]
export const waveReleaseStatuses = ['released', 'already_released', 'wave_not_found', 'wave_over'] as const
export type WaveReleaseStatus = (typeof waveReleaseStatuses)[number]

export const Received = closed({
  id: Id('The act; made by the caller'),
  node_id: Code('The site'),
  sku_id: SkuId('What arrived'),
  lot: T.Optional(Nullable(Text('Its lot, where it has one', 40))),
  expires_on: T.Optional(Nullable(BusinessDate('Its last day, where it has one'))),
  quantity: Whole('Pieces', 1),
})
export type Received = Static<typeof Received>

export const BinMove = closed({
  id: Id('The act; made by the caller'),
  node_id: Code('The site'),
  sku_id: SkuId('What is moved'),
  lot: T.Optional(Nullable(Text('Which lot; empty for goods without', 40))),
  from_bin: BinCode('From which bin'),
  to_bin: BinCode('Into which bin'),
  quantity: Whole('Pieces', 1),
})
export type BinMove = Static<typeof BinMove>
export const moveStatuses = [
  'moved',
  'already_moved',
  'site_not_found',
  'bin_not_found',
  'judge_first',
  'bin_closed',
  'not_there',
  'bin_full',
] as const
export type MoveStatus = (typeof moveStatuses)[number]

export const Judgement = closed({
  id: Id('The act; made by the caller'),
  node_id: Code('The site'),
  sku_id: SkuId('What was judged'),
  lot: T.Optional(Nullable(Text('Which lot; empty for goods without', 40))),
  passed: Whole('So many are good: they go to stock and are put away'),
  failed: Whole('So many are not: they go to the defective ones'),
  serials: T.Optional(
    T.Array(Scanned('A serial number'), {
      maxItems: 1000,
      uniqueItems: true,
      description: 'Of the good ones first, then of the bad ones, where pieces have numbers',
    }),
  ),
  reason: T.Optional(Nullable(Text('What was found', 200))),
})
export type Judgement = Static<typeof Judgement>
export const judgeStatuses = ['judged', 'already_judged', 'site_not_found', 'nothing_judged', 'not_there', 'goods_refused'] as const
export type JudgeStatus = (typeof judgeStatuses)[number]

/** How goods come back, and what becomes of them: `rules.ts` says which condition a grade means. */
export const grades = ['as_new', 'opened', 'used', 'broken'] as const
export type Grade = (typeof grades)[number]

export const ReturnItem = closed({
  id: Id('The act; made by the caller'),
  node_id: Code('The site it came to'),
  parcel: Scanned('The label it left with, or the order number, as scanned'),
  text: Scanned('The item as scanned, with lot and serial where its code holds them'),
  quantity: Whole('Pieces', 1, 9999),
  grade: Choice(grades, '`as_new` goes to stock, `opened` is judged first, `used` and `broken` are not sold again'),
  lot: T.Optional(Nullable(Text('Its lot, where the code does not hold it', 40))),
  serial: T.Optional(Nullable(Text('Its serial number, where the code does not hold it', 64))),
  note: T.Optional(Nullable(Text('What was found', 200))),
  photos: T.Optional(T.Array(T.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 6, description: 'Kept pictures, by name' })),
})
export type ReturnItem = Static<typeof ReturnItem>
/** In the order they are decided. */
export const returnStatuses = [
  'already_received',
  'site_not_found',
  'parcel_not_found',
  'unknown_code',
  'not_in_parcel',
  'too_many',
  'serial_needed',
  'serial_of_another',
  'lot_needed',
  'goods_refused',
  'received',
] as const
export type ReturnStatus = (typeof returnStatuses)[number]

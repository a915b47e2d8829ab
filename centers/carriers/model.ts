import { BusinessDate, Choice, Code, closed, Id, Minor, Moment, Nullable, type Static, T, Text } from '#core/http.ts'

const optional = T.Optional
const whole = (description: string, minimum = 0, maximum = 2_147_483_647) => T.Integer({ minimum, maximum, description })
const Currency = (description: string) => T.String({ pattern: '^[A-Z]{3}$', description })
export const Region = (description: string) => T.String({ pattern: '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$', description })
export const Words = (description: string) => closed({ zh: Text('In Chinese'), en: Text('In English') }, { description })
export type Words = { zh: string; en: string }

/** Where a parcel is. In the order a parcel passes them; those after `delivered` are how it may still come back. */
export const trackStates = [
  'created',
  'collected',
  'in_transit',
  'customs',
  'out_for_delivery',
  'awaiting_pickup',
  'exception',
  'lost',
  'delivered',
  'refused',
  'returning',
  'returned',
] as const
export type TrackState = (typeof trackStates)[number]

export const labelForms = ['76x130', '100x180'] as const
export type LabelForm = (typeof labelForms)[number]

export const waybillStates = ['asked', 'answered', 'refused', 'canceling', 'canceled'] as const
export type WaybillState = (typeof waybillStates)[number]
export const exceptionKinds = ['problem', 'refused', 'returned', 'lost', 'stalled'] as const
export type ExceptionKind = (typeof exceptionKinds)[number]
export const pickupStates = ['asked', 'placed', 'accepted', 'collecting', 'picked_up', 'failed', 'canceling', 'canceled'] as const
export type PickupState = (typeof pickupStates)[number]
export const custodyStates = ['asked', 'accepted', 'refused', 'shipped', 'canceling', 'canceled'] as const
export type CustodyState = (typeof custodyStates)[number]

export const Party = closed(
  {
    name: Text('Person, as the courier asks for', 60),
    phone: T.String({ pattern: '^[0-9+\\-* ()]{5,30}$', description: 'Mobile or fixed line' }),
    company: optional(Nullable(Text('Firm', 100))),
    region: T.String({ pattern: '^[0-9]{6,9}$', description: 'Region code of six or nine digits' }),
    province: Text('Province, in words', 40),
    city: Text('City, in words', 40),
    district: Text('District or county, in words', 40),
    town: optional(Nullable(Text('Street office or town, in words', 60))),
    detail: Text('Street, house, door', 200),
  },
  { description: 'Who sends or receives, and where' },
)
export type Party = Static<typeof Party>

const ParcelItem = closed({
  sku_id: optional(Nullable(T.String({ maxLength: 40, description: 'The SKU' }))),
  name: Text('What it is, as the label says', 120),
  quantity: whole('How many', 1, 100_000),
})

export const WaybillAsk = closed({
  parcel_id: Id('The parcel; asking again for it is harmless'),
  organization_id: Code('Whose parcel it is'),
  node_id: optional(Nullable(Code('Where it leaves'))),
  carrier_id: Code('The carrier'),
  service_id: Code('The service of that carrier'),
  order_no: T.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Order number people read' }),
  sender: Party,
  recipient: Party,
  items: T.Array(ParcelItem, { minItems: 1, maxItems: 100, description: 'What is inside' }),
  weight_grams: whole('Weight with packing', 1, 10_000_000),
  volume_cm3: optional(whole('Outer volume in cubic centimeters; 0 when not known')),
  declared_minor: optional(Nullable(Minor('Declared value for insurance, in minor units'))),
  collect_minor: optional(Nullable(Minor('To be collected at the door, in minor units'))),
  currency: optional(Currency('CNY when left out')),
  channel: optional(
    Nullable(
      closed(
        {
          code: Text('Sales channel as the carrier platform calls it, e.g. `TB`', 20),
          order_nos: T.Array(T.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), {
            minItems: 1,
            maxItems: 100,
            description: 'Order numbers of the marketplace',
          }),
          oaid: optional(Nullable(Text('Token of the encrypted recipient', 500))),
          tid: optional(Nullable(Text('Marketplace order the token belongs to', 64))),
        },
        { description: 'For orders whose recipient only the marketplace knows' },
      ),
    ),
  ),
  note: optional(Nullable(Text('Remark for the courier', 200))),
})
export type WaybillAsk = Static<typeof WaybillAsk>

export const askStatuses = [
  'asked',
  'answered',
  'already_asked',
  'already_answered',
  'not_yours',
  'parcel_asked_with_other_content',
  'canceling',
  'service_not_found',
  'service_inactive',
  'region_not_served',
  'too_heavy',
  'collection_not_offered',
  'pool_empty',
] as const
export type AskStatus = (typeof askStatuses)[number]

export const cancelStatuses = ['asked', 'canceled', 'already_canceled', 'waybill_not_found', 'not_yours', 'under_way'] as const
export type CancelStatus = (typeof cancelStatuses)[number]

export const CarrierItem = closed({
  carrier_id: Code('Short immutable code of the carrier'),
  name: Words('Its name'),
  codes: T.Record(T.String({ pattern: '^[a-z0-9]{2,20}$' }), T.String({ minLength: 1, maxLength: 40 }), {
    description: 'What others call it, by partner: `{"kuaidi100": "shunfeng"}`',
  }),
  track_account_id: optional(Nullable(Code('The account that tells where its parcels are'))),
  label_form: Choice(labelForms, 'Size of its label in millimeters'),
  masks_recipient: T.Boolean({ description: 'The label hides part of name and phone' }),
  stalled_hours: whole('Hours without news after which a parcel counts as stalled', 1, 2000),
  active: T.Boolean({ description: 'May be asked for waybills' }),
})
export type CarrierItem = Static<typeof CarrierItem>

export const AccountItem = closed({
  account_id: Code('Short immutable code of the account'),
  organization_id: Code('Whose contract it is'),
  partner: Code('The adapter that speaks with it: sf, kuaidi100, cainiao, qimen'),
  name: Text('What people call it'),
  endpoint: T.String({ pattern: '^https?://[^\\s]+$', maxLength: 300, description: 'Address of the partner' }),
  settings: T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), T.String({ maxLength: 500 }), {
    description: 'Names and numbers the partner gave; its adapter says which',
  }),
  secrets: optional(
    T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), T.String({ minLength: 1, maxLength: 4000 }), {
      description: 'Keys, kept encrypted and never shown again; those left out stay as they are',
    }),
  ),
  active: T.Boolean({ description: 'May be spoken with' }),
})
export type AccountItem = Static<typeof AccountItem>

export const ServiceItem = closed({
  carrier_id: Code('The carrier'),
  service_id: Code('Short immutable code of the service'),
  name: Words('Its name'),
  numbers_from: Choice(['partner', 'pool'] as const, 'Who gives the number: the partner when asked, or our pool'),
  account_id: optional(Nullable(Code('The account that is asked'))),
  partner_code: optional(Nullable(Text("The product's name at the partner", 60))),
  largest_grams: optional(Nullable(whole('Heaviest parcel it takes', 1))),
  collect_most_minor: optional(
    Nullable(
      T.Integer({
        minimum: 1,
        maximum: 9_007_199_254_740_991,
        description: 'Most it collects at the door, in fen; left out, it collects nothing',
      }),
    ),
  ),
  active: T.Boolean({ description: 'May be asked for waybills' }),
})
export type ServiceItem = Static<typeof ServiceItem>

export const ReachItem = closed({
  carrier_id: Code('The carrier'),
  region: Region('Region code; the longest one that begins an address decides; empty for everywhere'),
  served: T.Boolean({ description: 'Whether it delivers there' }),
  collects: optional(T.Boolean({ description: 'Whether it collects money at the door there, if its service does; yes when left out' })),
  note: optional(Nullable(Text('Why, or under what condition'))),
})
export type ReachItem = Static<typeof ReachItem>
export const ReachKey = T.Pick(ReachItem, ['carrier_id', 'region'], { additionalProperties: false })
export type ReachKey = Static<typeof ReachKey>

const Zone = closed({
  zone: Text('What people call it', 40),
  regions: T.Array(Region('Region code; empty for everywhere else'), { minItems: 1, maxItems: 3000, description: 'Where it is' }),
  first_grams: whole('Weight the first price covers', 1),
  first_minor: Minor('First price in minor units'),
  step_grams: whole('Each further weight begun', 1),
  step_minor: Minor('Price of each further weight'),
  largest_grams: optional(Nullable(whole('Heaviest parcel at these prices', 1))),
  days: optional(Nullable(whole('Days under way, as promised', 0, 365))),
})
export const TariffItem = closed({
  tariff_id: Code('Immutable code; a new price is a new table'),
  carrier_id: Code('The carrier'),
  service_id: Code('The service'),
  from_regions: T.Array(Region('Region code; empty for everywhere'), { minItems: 1, maxItems: 500, description: 'Where parcels leave' }),
  valid_from: BusinessDate('First day it counts'),
  currency: optional(Currency('CNY when left out')),
  volumetric_divisor: optional(Nullable(whole('Cubic centimeters that count as one kilogram, e.g. 6000; none when only weight counts', 1))),
  fuel_bp: optional(whole('Surcharge on the freight, in basis points', 0, 10_000)),
  zones: T.Array(Zone, { minItems: 1, maxItems: 200, description: 'Prices by destination; the longest region code decides' }),
})
export type TariffItem = Static<typeof TariffItem>
export type Zone = Static<typeof Zone>
export interface Tariff {
  tariff_id: string
  carrier_id: string
  service_id: string
  from_regions: string[]
  valid_from: string
  currency: string
  volumetric_divisor: number | null
  fuel_bp: number
  zones: Zone[]
  /** From this day on it no longer counts. */
  withdrawn_from: string | null
}

export const TariffWithdrawal = closed({
  tariff_id: Code('The price table'),
  withdrawn_from: optional(
    Nullable(BusinessDate('First day it no longer counts; today when left out, null takes a later withdrawal back')),
  ),
})
export type TariffWithdrawal = Static<typeof TariffWithdrawal>

export const saveStatuses = [
  'saved',
  'already_saved',
  'not_yours',
  'partner_unknown',
  'setting_missing',
  'secret_missing',
  'account_not_found',
  'carrier_not_found',
  'service_not_found',
  'tariff_never_changes',
  'region_repeated',
  'tariff_not_found',
  'day_is_over',
  'not_in_force_yet',
  'rule_not_found',
] as const
export type SaveStatus = (typeof saveStatuses)[number]

export const FreightAsk = closed({
  id: Text('Yours, to find the answer by', 64),
  from_region: T.String({ pattern: '^[0-9]{6,9}$', description: 'Where it leaves' }),
  to_region: T.String({ pattern: '^[0-9]{6,9}$', description: 'Where it goes' }),
  weight_grams: whole('Weight with packing', 1, 10_000_000),
  volume_cm3: optional(whole('Outer volume; 0 when not known')),
})
export type FreightAsk = Static<typeof FreightAsk>
export interface FreightQuote {
  carrier_id: string
  service_id: string
  tariff_id: string
  zone: string
  amount_minor: number
  currency: string
  chargeable_grams: number
  days: number | null
}

export const PickupAsk = closed({
  pickup_id: Id('Yours; asking again is harmless'),
  organization_id: Code('Whose parcels they are'),
  carrier_id: Code('Who shall come'),
  account_id: Code('The account that is asked'),
  node_id: optional(Nullable(Code('Where they lie'))),
  sender: Party,
  wanted_from: Moment('Not before'),
  wanted_until: Moment('Not after'),
  parcel_count: whole('How many parcels', 1, 10_000),
  weight_grams: whole('Together', 1, 100_000_000),
  note: optional(Nullable(Text('For the courier'))),
})
export type PickupAsk = Static<typeof PickupAsk>

export const CustodyOrder = closed({
  custody_order_id: Id('Yours; sending again is harmless'),
  organization_id: Code('Whose goods they are'),
  node_id: Code('The third-party warehouse'),
  account_id: Code('The account that is told'),
  order_no: T.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Order number people read' }),
  recipient: Party,
  carrier_id: optional(Nullable(Code('Carrier it shall use; its own choice when left out'))),
  lines: T.Array(
    closed({
      sku_id: T.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description: 'The SKU' }),
      name: Text('What it is', 120),
      quantity: whole('How many', 1, 1_000_000),
    }),
    { minItems: 1, maxItems: 200, description: 'What to ship' },
  ),
})
export type CustodyOrder = Static<typeof CustodyOrder>

export const noticeStates = ['asked', 'accepted', 'refused', 'partly_arrived', 'arrived', 'canceling', 'canceled'] as const
export type NoticeState = (typeof noticeStates)[number]
export const noticeSources = ['purchase', 'transfer'] as const
export const NoticeAsk = closed({
  notice_id: Id('Yours; sending again is harmless'),
  account_id: Code('The account of the warehouse that is told'),
  source: Choice(noticeSources, 'What is on its way'),
  source_id: Id('The purchase order or the transfer; what of it is still to come is told'),
})
export type NoticeAsk = Static<typeof NoticeAsk>
/** A line as it was told: numbered as in the purchase or transfer. */
export interface NoticeLine {
  line_no: number
  sku_id: string
  name: string
  quantity: number
}
/** What a warehouse says came. */
export interface ReceiptLine {
  line_no: number | null
  sku_id: string
  condition: 'available' | 'defective'
  quantity: number
  lot_no: string | null
  made_on: string | null
  expires_on: string | null
}
export const noticeDifferences = ['short', 'over', 'damaged', 'not_announced'] as const
export interface NoticeDifference {
  sku_id: string
  kind: (typeof noticeDifferences)[number]
  quantity: number
}

export const TrackWord = closed({
  carrier_id: Code('The carrier'),
  waybill_no: T.String({ pattern: '^[A-Za-z0-9-]{6,40}$', description: 'The number' }),
  state: Choice(['delivered', 'refused', 'lost', 'returned'] as const, 'What was found out'),
  happened_at: Moment('When it happened'),
  note: Text('How it is known: who signed, who told', 200),
})
export type TrackWord = Static<typeof TrackWord>

export const BillLine = closed({
  waybill_no: T.String({ minLength: 1, maxLength: 60, description: 'Number on the bill' }),
  weight_grams: optional(Nullable(whole('Weight the carrier charges'))),
  amount_minor: T.Integer({
    minimum: -9_007_199_254_740_991,
    maximum: 9_007_199_254_740_991,
    description: 'What it charges, in minor units; negative for a refund',
  }),
})
export type BillLine = Static<typeof BillLine>
export const differenceTypes = [
  'matched',
  'weight_differs',
  'amount_above',
  'amount_below',
  'refund',
  'not_quoted',
  'billed_twice',
  'canceled_waybill',
  'waybill_not_ours',
] as const
export type DifferenceType = (typeof differenceTypes)[number]

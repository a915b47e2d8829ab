import { decodeCursor } from '#core/http.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import type { LabelForm, WaybillAsk, WaybillState, Words } from '../model.ts'

/** A parcel's waybill as stored. */
export interface Waybill {
  parcel_id: string
  organization_id: string
  node_id: string | null
  carrier_id: string
  service_id: string
  account_id: string | null
  order_no: string
  sender: WaybillAsk['sender']
  recipient: WaybillAsk['recipient']
  items: WaybillAsk['items']
  weight_grams: number
  volume_cm3: number
  declared_minor: number | null
  collect_minor: number | null
  currency: string
  channel: NonNullable<WaybillAsk['channel']> | null
  note: string | null
  content_hash: string
  ask: number
  state: WaybillState
  reason: string | null
  cancel_wanted: boolean
  waybill_no: string | null
  route_code: string | null
  print_data: unknown
  tariff_id: string | null
  chargeable_grams: number | null
  quoted_minor: number | null
  printed_count: number
  printed_at: string | null
  asked_at: string
  answered_at: string | null
}

export const waybillColumns = sql`w.parcel_id, w.organization_id, w.node_id, w.carrier_id, w.service_id, w.account_id, w.order_no, w.sender, w.recipient,
  w.items, w.weight_grams, w.volume_cm3, w.declared_minor, w.collect_minor, w.currency, w.channel, w.note, w.content_hash, w.ask, w.state,
  w.reason, w.cancel_wanted, w.waybill_no, w.route_code, w.print_data, w.tariff_id, w.chargeable_grams, w.quoted_minor, w.printed_count,
  w.printed_at, w.asked_at, w.answered_at`

/** The waybills of parcels, as they stand now. */
export const findWaybills = (db: Reader, parcel_ids: readonly string[], within: Sql = sql`true`): Promise<Waybill[]> =>
  db.rows(
    sql`select ${waybillColumns} from carriers.waybills w where w.parcel_id = any(${parcel_ids}::uuid[]) and ${within} order by w.parcel_id`,
  )

export interface WaybillFilter {
  state?: WaybillState | undefined
  carrier_id?: string | undefined
  /** Order number or waybill number, whole. */
  number?: string | undefined
}

/** Waybills, newest asked first; `limit + 1` rows for `cutPage`. */
export const listWaybills = (
  db: Reader,
  within: Sql,
  { state, carrier_id, number }: WaybillFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Waybill[]> => {
  const after = decodeCursor(cursor, ['string', 'string'])
  return db.rows(sql`
    select ${waybillColumns} from carriers.waybills w
    where ${within}
      and (${state ?? null}::text is null or w.state = ${state ?? null})
      and (${carrier_id ?? null}::text is null or w.carrier_id = ${carrier_id ?? null})
      and (${number ?? null}::text is null or w.order_no = ${number ?? null} or w.waybill_no = ${number ?? null})
      and (${after?.[0] ?? null}::timestamptz is null or (w.asked_at, w.parcel_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by w.asked_at desc, w.parcel_id desc limit ${limit + 1}`)
}

export const countWaybills = (db: Reader, within: Sql): Promise<{ state: WaybillState; count: number }[]> =>
  db.rows(sql`select w.state, count(*) from carriers.waybills w where ${within} group by w.state order by w.state`)

export interface Pool {
  carrier_id: string
  service_id: string
  service_name: Words
  free: number
  used: number
  canceled: number
  /** Numbers used in the last seven days: how long the free ones will last. */
  used_lately: number
}

/** How full each pool of numbers given in advance is. */
export const listPools = (db: Reader, now: string): Promise<Pool[]> =>
  db.rows(hot`
    select s.carrier_id, s.service_id, s.name as service_name,
      count(*) filter (where n.state = 'free') as free,
      count(*) filter (where n.state = 'used') as used,
      count(*) filter (where n.state = 'canceled') as canceled,
      count(*) filter (where n.state = 'used' and n.changed_at > ${now}::timestamptz - interval '7 days') as used_lately
    from carriers.services s left join carriers.numbers n on n.carrier_id = s.carrier_id and n.service_id = s.service_id
    where s.numbers_from = 'pool' group by s.carrier_id, s.service_id order by s.carrier_id, s.service_id`)

export interface LabelRow extends Waybill {
  carrier_name: Words
  service_name: Words
  label_form: LabelForm
  masks_recipient: boolean
}

/** What labels are drawn from. */
export const findLabelRows = (db: Reader, parcel_ids: readonly string[], within: Sql): Promise<LabelRow[]> =>
  db.rows(sql`
    select ${waybillColumns}, c.name as carrier_name, s.name as service_name, c.label_form, c.masks_recipient
    from carriers.waybills w join carriers.carriers c using (carrier_id) join carriers.services s using (carrier_id, service_id)
    where w.parcel_id = any(${parcel_ids}::uuid[]) and ${within}`)

import { decodeCursor } from '#core/http.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import type { ExceptionKind, TrackState } from '../model.ts'

export interface TrackRow {
  carrier_id: string
  waybill_no: string
  parcel_id: string
  organization_id: string
  order_no: string
  state: TrackState
  state_at: string
  delivered_at: string | null
  last_event_at: string | null
  subscription: string
  poll_at: string | null
  begun_at: string
}
export interface TrackEventRow {
  happened_at: string
  state: TrackState | null
  code: string
  told: string
  place: string | null
  source: string
}
const columns = sql`t.carrier_id, t.waybill_no, t.parcel_id, t.organization_id, t.order_no, t.state, t.state_at, t.delivered_at, t.last_event_at,
  t.subscription, t.poll_at, t.begun_at`

export interface TrackFilter {
  state?: TrackState | undefined
  carrier_id?: string | undefined
  /** Order number or waybill number, whole. */
  number?: string | undefined
}

/** Parcels by where they are, latest moved first; `limit + 1` rows for `cutPage`. */
export function listTracks(
  db: Reader,
  within: Sql,
  { state, carrier_id, number }: TrackFilter,
  cursor: string | undefined,
  limit: number,
): Promise<TrackRow[]> {
  const after = decodeCursor(cursor, ['string', 'string', 'string'])
  const [at, waybill_no, carrier] = after ?? [null, null, null]
  return db.rows(sql`
    select ${columns} from carriers.tracks t
    where ${within}
      and (${state ?? null}::text is null or t.state = ${state ?? null})
      and (${carrier_id ?? null}::text is null or t.carrier_id = ${carrier_id ?? null})
      and (${number ?? null}::text is null or t.order_no = ${number ?? null} or t.waybill_no = ${number ?? null})
      and (${at}::timestamptz is null or (t.state_at, t.waybill_no, t.carrier_id) < (${at}::timestamptz, ${waybill_no}, ${carrier}))
    order by t.state_at desc, t.waybill_no desc, t.carrier_id desc limit ${limit + 1}`)
}

export const countTracks = (db: Reader, within: Sql): Promise<{ state: TrackState; count: number }[]> =>
  db.rows(sql`select t.state, count(*) from carriers.tracks t where ${within} group by t.state`)

export type Track = TrackRow & { events: TrackEventRow[] }

/** Parcels with everything told of them, newest first. */
export const findTracks = (db: Reader, where: Sql): Promise<Track[]> =>
  db.rows(sql`
    select ${columns}, coalesce((
      select jsonb_agg(jsonb_build_object('happened_at', e.happened_at, 'state', e.state, 'code', e.code, 'told', e.told, 'place', e.place,
        'source', e.source) order by e.happened_at desc, e.event_key)
      from carriers.track_events e where e.carrier_id = t.carrier_id and e.waybill_no = t.waybill_no
    ), '[]') as events
    from carriers.tracks t where ${where} order by t.begun_at, t.waybill_no limit 100`)

export interface ExceptionRow {
  carrier_id: string
  waybill_no: string
  kind: ExceptionKind
  organization_id: string
  parcel_id: string
  order_no: string
  happened_at: string
  told: string
  raised_at: string
  resolved_at: string | null
  resolved_by: string | null
  resolution: string | null
}

/** Exceptions that wait for somebody, newest first, or with `open` false those that were resolved. */
export function listExceptions(
  db: Reader,
  within: Sql,
  { kind, open }: { kind?: ExceptionKind | undefined; open: boolean },
  cursor: string | undefined,
  limit: number,
): Promise<ExceptionRow[]> {
  const after = decodeCursor(cursor, ['string', 'string', 'string'])
  const [at, waybill_no, last_kind] = after ?? [null, null, null]
  return db.rows(sql`
    select carrier_id, waybill_no, kind, organization_id, parcel_id, order_no, happened_at, told, raised_at, resolved_at, resolved_by, resolution
    from carriers.exceptions t
    where ${within} and (resolved_at is null) = ${open} and (${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${at}::timestamptz is null or (raised_at, waybill_no, kind) < (${at}::timestamptz, ${waybill_no}, ${last_kind}))
    order by raised_at desc, waybill_no desc, kind desc limit ${limit + 1}`)
}

export const countExceptions = (db: Reader, within: Sql): Promise<{ kind: ExceptionKind; count: number }[]> =>
  db.rows(sql`select kind, count(*) from carriers.exceptions t where ${within} and resolved_at is null group by kind order by kind`)

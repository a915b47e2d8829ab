import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { CarrierEvents } from '../events.ts'
import type { ExceptionKind, TrackState, TrackWord } from '../model.ts'
import type { TrackReading, TrackTold } from '../port.ts'
import { eventKey, isFinal, nextPoll, positionOf } from '../rules.ts'
import { addCalls } from '../speaking/queue.ts'
import type { Waybill } from '../waybills/read.ts'

/** Largest batch of the verbs here. */
export const largest = 1000
/** A partner's clock may run a little ahead of ours; what claims to happen later than this moves nothing. */
const ahead_ms = 3_600_000

export const subjectOf = (carrier_id: string, waybill_no: string): string => `${carrier_id}/${waybill_no}`

/** Starts to look after parcels that have a number: subscribes where the carrier has someone who tells, and plans to ask otherwise. */
export async function beginTracks(
  tx: Tx,
  now: string,
  waybills: readonly Pick<Waybill, 'carrier_id' | 'waybill_no' | 'parcel_id' | 'organization_id' | 'order_no'>[],
): Promise<void> {
  if (waybills.length === 0) return
  const begun = await tx.rows<{ carrier_id: string; waybill_no: string; track_account_id: string | null }>(hot`
    with begun as (
      insert into carriers.tracks (carrier_id, waybill_no, parcel_id, organization_id, order_no, state, state_at, subscription, poll_at, begun_at)
      select w.carrier_id, w.waybill_no, w.parcel_id, w.organization_id, w.order_no, 'created', ${now}::timestamptz,
        case when c.track_account_id is null then 'none' else 'asked' end,
        case when c.track_account_id is null then null else ${nextPoll('created', now, true, null)}::timestamptz end, ${now}::timestamptz
      from unnest(${column(waybills, 'carrier_id')}::text[], ${column(waybills, 'waybill_no')}::text[], ${column(waybills, 'parcel_id')}::uuid[],
        ${column(waybills, 'organization_id')}::text[], ${column(waybills, 'order_no')}::text[]) as w (carrier_id, waybill_no, parcel_id, organization_id, order_no)
        join carriers.carriers c using (carrier_id)
      order by w.carrier_id, w.waybill_no
      on conflict (carrier_id, waybill_no) do nothing
      returning carrier_id, waybill_no
    ) select begun.carrier_id, begun.waybill_no, c.track_account_id from begun join carriers.carriers c using (carrier_id)`)
  const told = begun.filter(({ track_account_id }) => track_account_id !== null)
  await addCalls(
    tx,
    now,
    told.map(({ carrier_id, waybill_no, track_account_id }) => ({
      kind: 'track.subscribe',
      account_id: track_account_id!,
      subject: subjectOf(carrier_id, waybill_no),
      payload: { carrier_id, waybill_no },
    })),
  )
}

/** Stops looking after numbers that were given up before anything happened with them. */
export async function endTracks(tx: Tx, waybills: readonly Pick<Waybill, 'carrier_id' | 'waybill_no'>[]): Promise<void> {
  const numbered = waybills.filter(({ waybill_no }) => waybill_no !== null)
  await tx.run(hot`
    delete from carriers.tracks t using unnest(${column(numbered, 'carrier_id')}::text[], ${column(numbered, 'waybill_no')}::text[]) as w (carrier_id, waybill_no)
    where t.carrier_id = w.carrier_id and t.waybill_no = w.waybill_no and t.last_event_at is null`)
}

interface TrackRow {
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
  begun_at: string
  track_account_id: string | null
}

export type NumberReading = Omit<TrackReading, 'carrier_code'> & { carrier_id: string }
export interface TrackOutcome {
  id: string
  status: 'tracked' | 'already_tracked' | 'waybill_not_ours'
  state?: TrackState
}

/**
 * Takes in what was told about parcels: whole lists, repeated and out of order as they come. The state is computed from all events by the
 * time they happened, so a late event never takes a delivery back. Announces every parcel that is somewhere else than before.
 */
export async function recordTracks(
  tx: Tx,
  now: string,
  source: 'push' | 'query' | 'staff' | 'custody',
  readings: readonly NumberReading[],
): Promise<TrackOutcome[]> {
  assert(readings.length <= largest, `at most ${largest} numbers are tracked in one call`)
  if (readings.length === 0) return []
  const numbers = json(readings.map(({ carrier_id, waybill_no }) => ({ carrier_id, waybill_no })))
  const tracks = await tx.rows<TrackRow>(hot`
    select t.carrier_id, t.waybill_no, t.parcel_id, t.organization_id, t.order_no, t.state, t.state_at, t.delivered_at, t.last_event_at, t.subscription,
      t.begun_at, c.track_account_id
    from carriers.tracks t join carriers.carriers c using (carrier_id)
    where (t.carrier_id, t.waybill_no) in (select carrier_id, waybill_no from jsonb_to_recordset(${numbers}::jsonb) as n (carrier_id text, waybill_no text))
    order by t.carrier_id, t.waybill_no for update of t`)
  const known = new Map(tracks.map((track) => [subjectOf(track.carrier_id, track.waybill_no), track]))
  const told = readings.filter(({ carrier_id, waybill_no }) => known.has(subjectOf(carrier_id, waybill_no)))
  const fresh = await keepEvents(tx, now, source, told)

  const moved: CarrierEvents['carriers.tracked'][] = []
  const raised: RaisedException[] = []
  const touched = tracks.filter((track) => fresh.has(subjectOf(track.carrier_id, track.waybill_no)))
  const all = await eventsOf(tx, touched)
  const updated = touched.map((track) => {
    const key = subjectOf(track.carrier_id, track.waybill_no)
    const news = fresh.get(key)!
    const position = positionOf(all.get(key)!, track.begun_at)
    const { carrier_id, waybill_no, parcel_id, order_no, organization_id } = track
    const common = { carrier_id, waybill_no, parcel_id, order_no, organization_id }
    const last_event_at = news.reduce((latest, { happened_at }) => later(latest, happened_at), track.last_event_at ?? news[0]!.happened_at)
    if (position.state !== track.state || position.delivered_at !== track.delivered_at) {
      const words = all.get(key)!.find((event) => event.state === position.state && sameMoment(event.happened_at, position.state_at))
      moved.push({
        ...common,
        from: track.state,
        state: position.state,
        happened_at: position.state_at,
        delivered_at: position.delivered_at,
        told: words?.told ?? '',
      })
    }
    for (const event of news) {
      const kind = event.state && exceptionOf[event.state]
      if (kind) raised.push({ ...common, kind, happened_at: event.happened_at, told: event.told })
    }
    return {
      ...track,
      ...position,
      last_event_at,
      poll_at: nextPoll(position.state, now, track.subscription === 'active', position.delivered_at),
    }
  })
  await tx.run(hot`
    update carriers.tracks t set state = u.state, state_at = u.state_at, delivered_at = u.delivered_at, last_event_at = u.last_event_at,
      poll_at = case when u.track_account_id is null then null else u.poll_at end
    from jsonb_to_recordset(${json(updated)}::jsonb) as u (carrier_id text, waybill_no text, state text, state_at timestamptz, delivered_at timestamptz,
      last_event_at timestamptz, poll_at timestamptz, track_account_id text)
    where t.carrier_id = u.carrier_id and t.waybill_no = u.waybill_no`)
  await subscribeAgain(
    tx,
    now,
    told.filter(({ ended }) => ended),
    known,
    updated,
  )
  await raiseExceptions(tx, now, raised)
  await settleExceptions(tx, now, updated)
  await announce(tx, 'carriers.tracked', moved, now)
  const states = new Map(updated.map((track) => [subjectOf(track.carrier_id, track.waybill_no), track.state]))
  return readings.map(({ carrier_id, waybill_no }): TrackOutcome => {
    const key = subjectOf(carrier_id, waybill_no)
    const track = known.get(key)
    if (!track) return { id: waybill_no, status: 'waybill_not_ours' }
    const state = states.get(key) ?? track.state
    return { id: waybill_no, status: fresh.has(key) ? 'tracked' : 'already_tracked', state }
  })
}

const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b)
const sameMoment = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b)
const exceptionOf: Partial<Record<TrackState, ExceptionKind>> = {
  exception: 'problem',
  refused: 'refused',
  returning: 'returned',
  returned: 'returned',
  lost: 'lost',
}

/** Keeps events not told before; answers the new ones by number. */
async function keepEvents(tx: Tx, now: string, source: string, readings: readonly NumberReading[]): Promise<Map<string, TrackTold[]>> {
  const limit_ms = Date.parse(now) + ahead_ms
  const rows = readings.flatMap(({ carrier_id, waybill_no, events }) =>
    events.map((event) => ({
      ...event,
      carrier_id,
      waybill_no,
      state: Date.parse(event.happened_at) > limit_ms ? null : event.state,
      event_key: eventKey(event),
    })),
  )
  const unique = [...new Map(rows.map((row) => [`${subjectOf(row.carrier_id, row.waybill_no)} ${row.event_key}`, row])).values()]
  const kept = await tx.rows<TrackTold & { carrier_id: string; waybill_no: string }>(hot`
    insert into carriers.track_events (carrier_id, waybill_no, event_key, happened_at, state, code, told, place, source, recorded_at)
    select carrier_id, waybill_no, event_key, happened_at, state, code, told, place, ${source}, ${now}::timestamptz
    from jsonb_to_recordset(${json(unique)}::jsonb) as e (carrier_id text, waybill_no text, event_key text, happened_at timestamptz, state text, code text,
      told text, place text)
    order by carrier_id, waybill_no, event_key
    on conflict (carrier_id, waybill_no, event_key) do nothing
    returning carrier_id, waybill_no, happened_at, state, code, told, place`)
  return groupBy(kept, ({ carrier_id, waybill_no }) => subjectOf(carrier_id, waybill_no))
}

async function eventsOf(tx: Tx, tracks: readonly TrackRow[]): Promise<Map<string, TrackTold[]>> {
  const numbers = json(tracks.map(({ carrier_id, waybill_no }) => ({ carrier_id, waybill_no })))
  const rows = await tx.rows<TrackTold & { carrier_id: string; waybill_no: string }>(hot`
    select e.carrier_id, e.waybill_no, e.happened_at, e.state, e.code, e.told, e.place
    from jsonb_to_recordset(${numbers}::jsonb) as n (carrier_id text, waybill_no text) join carriers.track_events e using (carrier_id, waybill_no)`)
  return groupBy(rows, ({ carrier_id, waybill_no }) => subjectOf(carrier_id, waybill_no))
}

/** A partner that stopped telling of a parcel still under way is asked to tell again, not sooner than half an hour later. */
async function subscribeAgain(
  tx: Tx,
  now: string,
  ended: readonly NumberReading[],
  known: ReadonlyMap<string, TrackRow>,
  updated: readonly TrackRow[],
): Promise<void> {
  const states = new Map(updated.map((track) => [subjectOf(track.carrier_id, track.waybill_no), track.state]))
  const open = ended.flatMap(({ carrier_id, waybill_no }) => {
    const key = subjectOf(carrier_id, waybill_no)
    const track = known.get(key)!
    return isFinal(states.get(key) ?? track.state) || track.subscription !== 'active' ? [] : [{ ...track, key }]
  })
  if (open.length === 0) return
  await tx.run(hot`
    update carriers.tracks t set subscription = 'ended' from jsonb_to_recordset(${json(open)}::jsonb) as o (carrier_id text, waybill_no text)
    where t.carrier_id = o.carrier_id and t.waybill_no = o.waybill_no`)
  const due_at = addMilliseconds(now, 31 * 60_000)
  await addCalls(
    tx,
    now,
    open.map(({ carrier_id, waybill_no, track_account_id, key }) => ({
      kind: 'track.subscribe',
      account_id: track_account_id!,
      subject: key,
      payload: { carrier_id, waybill_no },
      due_at,
    })),
  )
}

type RaisedException = CarrierEvents['carriers.exception_raised']

/** One open exception of a kind per parcel; one that was resolved opens again when something newer happens. */
export async function raiseExceptions(tx: Tx, now: string, raised: readonly RaisedException[]): Promise<void> {
  if (raised.length === 0) return
  const newest = new Map<string, RaisedException>()
  for (const one of raised) {
    const key = `${subjectOf(one.carrier_id, one.waybill_no)} ${one.kind}`
    const before = newest.get(key)
    if (!before || Date.parse(before.happened_at) < Date.parse(one.happened_at)) newest.set(key, one)
  }
  const opened = await tx.rows<{ carrier_id: string; waybill_no: string; kind: string }>(hot`
    insert into carriers.exceptions (carrier_id, waybill_no, kind, organization_id, parcel_id, order_no, happened_at, told, raised_at)
    select carrier_id, waybill_no, kind, organization_id, parcel_id, order_no, happened_at, told, ${now}::timestamptz
    from jsonb_to_recordset(${json([...newest.values()])}::jsonb) as r (carrier_id text, waybill_no text, kind text, organization_id text, parcel_id uuid,
      order_no text, happened_at timestamptz, told text)
    on conflict (carrier_id, waybill_no, kind) do update set happened_at = excluded.happened_at, told = excluded.told, raised_at = excluded.raised_at,
      resolved_at = null, resolved_by = null, resolution = null
    where exceptions.resolved_at is not null and exceptions.happened_at < excluded.happened_at
    returning carrier_id, waybill_no, kind`)
  const items = opened.map((row) => newest.get(`${subjectOf(row.carrier_id, row.waybill_no)} ${row.kind}`)!)
  await announce(tx, 'carriers.exception_raised', items, now)
}

/** News resolve by themselves what was only a lack of news, and a delivery what was feared before it. */
async function settleExceptions(tx: Tx, now: string, tracks: readonly TrackRow[]): Promise<void> {
  await tx.run(hot`
    update carriers.exceptions e set resolved_at = ${now}, resolved_by = 'system',
      resolution = case when t.state = 'delivered' then 'delivered_after_all' else 'moving_again' end
    from jsonb_to_recordset(${json(tracks)}::jsonb) as t (carrier_id text, waybill_no text, state text)
    where e.carrier_id = t.carrier_id and e.waybill_no = t.waybill_no and e.resolved_at is null
      and (e.kind = 'stalled' or (t.state = 'delivered' and e.kind in ('problem', 'lost')))`)
}

export interface WordOutcome {
  id: string
  status: 'recorded' | 'already_recorded' | 'waybill_not_found' | 'not_yours' | 'in_the_future'
  detail?: string
}

/** What people found out themselves: delivered (proof of delivery), refused, lost, returned. Counts like a carrier's event. */
export async function recordTrackWords(tx: Tx, by: By, now: string, words: readonly TrackWord[]): Promise<WordOutcome[]> {
  assert(words.length <= largest, `at most ${largest} words in one call`)
  const numbers = words.map(({ waybill_no }) => waybill_no)
  const owners = await tx.rows<{ carrier_id: string; waybill_no: string; organization_id: string }>(hot`
    select carrier_id, waybill_no, organization_id from carriers.tracks where waybill_no = any(${numbers}::text[])`)
  const owner = new Map(owners.map((row) => [subjectOf(row.carrier_id, row.waybill_no), row]))
  const judged = words.map((word): WordOutcome => {
    const row = owner.get(subjectOf(word.carrier_id, word.waybill_no))
    if (!row)
      return { id: word.waybill_no, status: 'waybill_not_found', detail: `${word.carrier_id} has no parcel of ours with this number.` }
    if (!mayTouch(by, row)) return { id: word.waybill_no, status: 'not_yours', detail: 'The parcel is not of one of your organizations.' }
    if (Date.parse(word.happened_at) > Date.parse(now))
      return { id: word.waybill_no, status: 'in_the_future', detail: 'happened_at lies ahead.' }
    return { id: word.waybill_no, status: 'recorded' }
  })
  const allowed = words.filter((_, i) => judged[i]!.status === 'recorded')
  const tracked = await recordTracks(
    tx,
    now,
    'staff',
    allowed.map(({ carrier_id, waybill_no, state, happened_at, note }) => ({
      carrier_id,
      waybill_no,
      ended: false,
      events: [{ happened_at, state, code: `staff_${state}`, told: note, place: null }],
    })),
  )
  const changes = allowed.map((word) => ({
    subject: 'carriers.track',
    subject_id: subjectOf(word.carrier_id, word.waybill_no),
    action: `${word.state}_recorded`,
    organization_id: owner.get(subjectOf(word.carrier_id, word.waybill_no))!.organization_id,
    after: word,
  }))
  await recordChanges(tx, by, now, changes)
  let next = 0
  return judged.map((one) => {
    if (one.status !== 'recorded') return one
    return tracked[next++]!.status === 'already_tracked' ? { ...one, status: 'already_recorded' } : one
  })
}

export interface Resolution {
  carrier_id: string
  waybill_no: string
  kind: ExceptionKind
  resolution: string
}
export interface ResolutionOutcome {
  id: string
  status: 'resolved' | 'already_resolved' | 'exception_not_found' | 'not_yours'
  detail?: string
}

/** Closes exceptions with a sentence saying what was done about them. */
export async function resolveExceptions(tx: Tx, by: By, now: string, resolutions: readonly Resolution[]): Promise<ResolutionOutcome[]> {
  assert(resolutions.length <= largest, `at most ${largest} resolutions in one call`)
  const key = (one: { carrier_id: string; waybill_no: string; kind: string }) => `${subjectOf(one.carrier_id, one.waybill_no)} ${one.kind}`
  const rows = await lockRows<{
    carrier_id: string
    waybill_no: string
    kind: string
    organization_id: string
    resolved_at: string | null
  }>(
    tx,
    sql`select carrier_id, waybill_no, kind, organization_id, resolved_at from carriers.exceptions
      where waybill_no = any(${resolutions.map(({ waybill_no }) => waybill_no)}::text[])`,
    sql`carrier_id, waybill_no, kind`,
  )
  const known = new Map(rows.map((row) => [key(row), row]))
  const outcomes = resolutions.map((one): ResolutionOutcome => {
    const row = known.get(key(one))
    if (!row) return { id: one.waybill_no, status: 'exception_not_found', detail: `There is no ${one.kind} exception of this parcel.` }
    if (!mayTouch(by, row)) return { id: one.waybill_no, status: 'not_yours', detail: 'The parcel is not of one of your organizations.' }
    if (row.resolved_at) return { id: one.waybill_no, status: 'already_resolved' }
    return { id: one.waybill_no, status: 'resolved' }
  })
  const allowed = resolutions.filter((_, i) => outcomes[i]!.status === 'resolved')
  await tx.run(hot`
    update carriers.exceptions e set resolved_at = ${now}, resolved_by = ${by.name}, resolution = r.resolution
    from jsonb_to_recordset(${json(allowed)}::jsonb) as r (carrier_id text, waybill_no text, kind text, resolution text)
    where e.carrier_id = r.carrier_id and e.waybill_no = r.waybill_no and e.kind = r.kind and e.resolved_at is null`)
  const changes = allowed.map((one) => ({
    subject: 'carriers.exception',
    subject_id: key(one),
    action: 'resolved',
    organization_id: known.get(key(one))!.organization_id,
    after: one,
  }))
  await recordChanges(tx, by, now, changes)
  return outcomes
}

/** Asks about parcels of which nobody told us for a while; answers how many. */
export async function askForTracks(db: Db, now: string): Promise<number> {
  return db.tx(async (tx) => {
    const due = await tx.rows<TrackRow>(hot`
      select t.carrier_id, t.waybill_no, t.state, t.subscription, t.delivered_at, c.track_account_id
      from carriers.tracks t join carriers.carriers c using (carrier_id)
      where t.poll_at <= ${now} and c.track_account_id is not null order by t.poll_at limit ${largest} for update of t skip locked`)
    const rows = due.map((track) => ({
      ...track,
      poll_at: nextPoll(track.state, now, track.subscription === 'active', track.delivered_at),
    }))
    await tx.run(hot`
      update carriers.tracks t set poll_at = r.poll_at from jsonb_to_recordset(${json(rows)}::jsonb) as r (carrier_id text, waybill_no text, poll_at timestamptz)
      where t.carrier_id = r.carrier_id and t.waybill_no = r.waybill_no`)
    await addCalls(
      tx,
      now,
      due.map(({ carrier_id, waybill_no, track_account_id }) => ({
        kind: 'track.query',
        account_id: track_account_id!,
        subject: subjectOf(carrier_id, waybill_no),
        payload: { carrier_id, waybill_no },
      })),
    )
    return due.length
  })
}

/** Partners whose pushes carry no signature only make us ask sooner. */
export async function askSoon(tx: Tx, now: string, waybill_nos: readonly string[]): Promise<void> {
  await tx.run(hot`update carriers.tracks set poll_at = ${now} where waybill_no = any(${waybill_nos}::text[])`)
}

/** Raises an exception for parcels under way without news for longer than their carrier's limit; answers how many. */
export async function findStalled(db: Db, now: string): Promise<number> {
  return db.tx(async (tx) => {
    const stalled = await tx.rows<RaisedException>(hot`
      select t.carrier_id, t.waybill_no, t.parcel_id, t.organization_id, t.order_no, 'stalled' as kind, t.last_event_at as happened_at,
        'No news for ' || c.stalled_hours || ' hours' as told
      from carriers.tracks t join carriers.carriers c using (carrier_id)
      where t.state in ('collected', 'in_transit', 'customs', 'out_for_delivery', 'awaiting_pickup', 'exception', 'returning')
        and t.last_event_at < ${now}::timestamptz - c.stalled_hours * interval '1 hour'
        and not exists (select from carriers.exceptions e where e.carrier_id = t.carrier_id and e.waybill_no = t.waybill_no and e.kind = 'stalled'
          and (e.resolved_at is null or e.happened_at >= t.last_event_at))
      limit ${largest}`)
    await raiseExceptions(tx, now, stalled)
    return stalled.length
  })
}

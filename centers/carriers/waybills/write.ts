import { assert } from '#core/assert.ts'
import { type By, digestOf, recordChanges, systemBy } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { listReach, listServices, listTariffs, type Service } from '../agreements/read.ts'
import type { CarrierEvents } from '../events.ts'
import type { AskStatus, CancelStatus, WaybillAsk } from '../model.ts'
import { isPostalNumberWrong, largestSegment, mayCollect, numbersOfSegment, quoteFreight, reachOf } from '../rules.ts'
import { addCalls, withdrawCalls } from '../speaking/queue.ts'
import { beginTracks, endTracks, raiseExceptions } from '../tracks/write.ts'
import { type Waybill, waybillColumns } from './read.ts'

/** Largest batch of the verbs here. */
export const largest = 1000
const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `a batch of waybills holds at most ${largest}`)

export interface AskOutcome {
  id: string
  status: AskStatus
  waybill_no?: string | null
  detail?: string
}

/**
 * Asks for one waybill number per parcel. Numbers of a pool are there at once (`answered`); others are asked of the partner by a job and come
 * as `carriers.waybill_answered`. Asking again with the same content is harmless, after a refusal or a cancellation it asks anew.
 */
export async function askWaybills(tx: Tx, by: By, now: string, asks: readonly WaybillAsk[]): Promise<AskOutcome[]> {
  bounded(asks)
  if (asks.length === 0) return []
  const ids = asks.map(({ parcel_id }) => parcel_id)
  // Parcels without a row have nothing to lock: of two askers at the same moment the insert below lets one through.
  const stored = await lockRows<Waybill>(
    tx,
    sql`select ${waybillColumns} from carriers.waybills w where w.parcel_id = any(${ids}::uuid[])`,
    sql`w.parcel_id`,
  )
  const known = new Map(stored.map((waybill) => [waybill.parcel_id, waybill]))
  const services = new Map((await listServices(tx)).map((one) => [`${one.carrier_id}/${one.service_id}`, one]))
  const reach = await listReach(tx, [...new Set(asks.map(({ carrier_id }) => carrier_id))])
  const tariffs = await listTariffs(tx)
  const carriers = await activeCarriers(tx)

  const quotes = new Map<string, ReturnType<typeof quoteOf>>()
  const quoted = (ask: WaybillAsk) => {
    const { carrier_id, service_id, sender, recipient, weight_grams, volume_cm3 } = ask
    const key = [carrier_id, service_id, sender.region, recipient.region, weight_grams, volume_cm3].join('/')
    const quote = quotes.get(key) ?? quoteOf(tariffs, ask, now)
    quotes.set(key, quote)
    return quote
  }
  const outcomes: AskOutcome[] = []
  const wanted: (Waybill & { source: Service['numbers_from'] })[] = []
  const seen = new Set<string>()
  for (const ask of asks) {
    const id = ask.parcel_id
    const service = services.get(`${ask.carrier_id}/${ask.service_id}`)
    const before = known.get(id)
    const content_hash = digestOf(ask)
    const status = decideAsk({
      ask,
      by,
      before,
      service,
      carrierActive: carriers.has(ask.carrier_id),
      reach,
      content_hash,
      again: seen.has(id),
    })
    outcomes.push({
      id,
      ...status,
      ...(before?.waybill_no && status.status.startsWith('already') ? { waybill_no: before.waybill_no } : {}),
    })
    if (status.status !== 'asked') continue
    seen.add(id)
    wanted.push({ ...rowOf(ask, service!, before, content_hash, now), ...quoted(ask), source: service!.numbers_from })
  }

  const numbers = await takeNumbers(
    tx,
    now,
    wanted.filter(({ source }) => source === 'pool'),
  )
  const asked = new Map(outcomes.filter(({ status }) => status === 'asked').map((outcome) => [outcome.id, outcome]))
  const kept: Waybill[] = []
  for (const { source, ...waybill } of wanted) {
    const outcome = asked.get(waybill.parcel_id)!
    if (source === 'partner') kept.push(waybill)
    else {
      const waybill_no = numbers.get(waybill.parcel_id)
      if (waybill_no === undefined) {
        outcome.status = 'pool_empty'
        outcome.detail = `The pool of ${waybill.carrier_id}/${waybill.service_id} has no free number: add a segment.`
        continue
      }
      outcome.status = 'answered'
      outcome.waybill_no = waybill_no
      kept.push({ ...waybill, state: 'answered', waybill_no, answered_at: now })
    }
  }
  await keep(tx, kept)
  await addCalls(
    tx,
    now,
    kept
      .filter(({ state }) => state === 'asked')
      .map(({ parcel_id, account_id }) => ({ kind: 'waybill.ask', account_id: account_id!, subject: parcel_id })),
  )
  const answered = kept.filter(({ state }) => state === 'answered')
  await beginTracks(tx, now, answered)
  await announce(
    tx,
    'carriers.waybill_answered',
    answered.map((waybill) => answeredEvent(waybill, now)),
    now,
  )
  return outcomes
}

interface AskFacts {
  ask: WaybillAsk
  by: By
  before: Waybill | undefined
  service: Service | undefined
  carrierActive: boolean
  reach: Parameters<typeof reachOf>[0]
  content_hash: string
  /** The same parcel stands twice in this batch. */
  again: boolean
}

/** The first match wins. */
function decideAsk({ ask, by, before, service, carrierActive, reach, content_hash, again }: AskFacts): {
  status: AskStatus
  detail?: string
} {
  if (!mayTouch(by, ask) || (before && !mayTouch(by, before)))
    return { status: 'not_yours', detail: 'organization_id is not one of yours.' }
  if (again) return { status: 'already_asked' }
  if (before && (before.state === 'asked' || before.state === 'answered')) {
    if (before.cancel_wanted) return { status: 'canceling', detail: 'Its number is being canceled: ask again when that is done.' }
    if (before.content_hash !== content_hash)
      return { status: 'parcel_asked_with_other_content', detail: 'Cancel the waybill first, then ask with the new content.' }
    return { status: before.state === 'asked' ? 'already_asked' : 'already_answered' }
  }
  if (before?.state === 'canceling') return { status: 'canceling', detail: 'Its number is being canceled: ask again when that is done.' }
  if (!service) return { status: 'service_not_found', detail: `${ask.carrier_id} has no service ${ask.service_id}.` }
  if (!service.active || !carrierActive)
    return { status: 'service_inactive', detail: `${ask.carrier_id}/${ask.service_id} is switched off.` }
  const { served, note } = reachOf(reach, ask.carrier_id, ask.recipient.region)
  if (!served)
    return {
      status: 'region_not_served',
      detail: `${ask.carrier_id} does not deliver to region ${ask.recipient.region}${note ? ` (${note})` : ''}.`,
    }
  if (service.largest_grams !== null && ask.weight_grams > service.largest_grams)
    return {
      status: 'too_heavy',
      detail: `weight_grams ${ask.weight_grams} is above ${service.largest_grams}: split the parcel or take another service.`,
    }
  if (!mayCollect(service, reach, ask.recipient.region, ask.collect_minor))
    return {
      status: 'collection_not_offered',
      detail: `${ask.carrier_id}/${ask.service_id} does not collect ${ask.collect_minor} minor units in ${ask.recipient.region}: take another carrier.`,
    }
  return { status: 'asked' }
}

async function activeCarriers(tx: Tx): Promise<Set<string>> {
  const rows = await tx.rows<{ carrier_id: string }>(hot`select carrier_id from carriers.carriers where active`)
  return new Set(rows.map(({ carrier_id }) => carrier_id))
}

function rowOf(ask: WaybillAsk, service: Service, before: Waybill | undefined, content_hash: string, now: string): Waybill {
  return {
    ...ask,
    node_id: ask.node_id ?? null,
    account_id: service.account_id,
    volume_cm3: ask.volume_cm3 ?? 0,
    declared_minor: ask.declared_minor ?? null,
    collect_minor: ask.collect_minor ?? null,
    currency: ask.currency ?? 'CNY',
    channel: ask.channel ?? null,
    note: ask.note ?? null,
    content_hash,
    // After a refusal the partner gave nothing, so its key stays; a canceled number is never asked for again.
    ask: before ? before.ask + (before.state === 'canceled' && before.waybill_no !== null ? 1 : 0) : 1,
    state: 'asked',
    reason: null,
    cancel_wanted: false,
    waybill_no: null,
    route_code: null,
    print_data: null,
    tariff_id: null,
    chargeable_grams: null,
    quoted_minor: null,
    printed_count: 0,
    printed_at: null,
    asked_at: now,
    answered_at: null,
  }
}

/** What we expect to pay: kept with the waybill, so the carrier's bill can be held against it. */
function quoteOf(tariffs: Parameters<typeof quoteFreight>[0], ask: WaybillAsk, now: string) {
  const { weight_grams, volume_cm3 = 0 } = ask
  const quotes = quoteFreight(tariffs, businessDate(now), {
    from_region: ask.sender.region,
    to_region: ask.recipient.region,
    weight_grams,
    volume_cm3,
  })
  const quote = quotes.find((one) => one.carrier_id === ask.carrier_id && one.service_id === ask.service_id)
  if (!quote) return {}
  return { tariff_id: quote.tariff_id, chargeable_grams: quote.chargeable_grams, quoted_minor: quote.amount_minor }
}

/** Takes free numbers out of the pools; two takers never get the same one, and none waits for the other. */
async function takeNumbers(tx: Tx, now: string, wanted: readonly Waybill[]): Promise<Map<string, string>> {
  const given = new Map<string, string>()
  for (const group of groupBy(wanted, ({ carrier_id, service_id }) => `${carrier_id}/${service_id}`).values()) {
    const { carrier_id, service_id } = group[0]!
    const free = await tx.rows<{ waybill_no: string }>(hot`
      select waybill_no from carriers.numbers where carrier_id = ${carrier_id} and service_id = ${service_id} and state = 'free'
      order by waybill_no limit ${group.length} for update skip locked`)
    const pairs = free.map(({ waybill_no }, i) => ({ waybill_no, parcel_id: group[i]!.parcel_id }))
    await tx.run(hot`
      update carriers.numbers n set state = 'used', parcel_id = p.parcel_id, changed_at = ${now}
      from unnest(${column(pairs, 'waybill_no')}::text[], ${column(pairs, 'parcel_id')}::uuid[]) as p (waybill_no, parcel_id)
      where n.carrier_id = ${carrier_id} and n.waybill_no = p.waybill_no`)
    for (const { waybill_no, parcel_id } of pairs) given.set(parcel_id, waybill_no)
  }
  return given
}

async function keep(tx: Tx, waybills: readonly Waybill[]): Promise<void> {
  if (waybills.length === 0) return
  await tx.run(hot`
    insert into carriers.waybills (parcel_id, organization_id, node_id, carrier_id, service_id, account_id, order_no, sender, recipient, items,
      weight_grams, volume_cm3, declared_minor, collect_minor, currency, channel, note, content_hash, ask, state, reason, cancel_wanted, waybill_no,
      route_code, print_data, tariff_id, chargeable_grams, quoted_minor, printed_count, printed_at, asked_at, answered_at)
    select parcel_id, organization_id, node_id, carrier_id, service_id, account_id, order_no, sender, recipient, items,
      weight_grams, volume_cm3, declared_minor, collect_minor, currency, nullif(channel, 'null'::jsonb), note, content_hash, ask, state, reason,
      cancel_wanted, waybill_no, route_code, nullif(print_data, 'null'::jsonb), tariff_id, chargeable_grams, quoted_minor, printed_count, printed_at,
      asked_at, answered_at
    from jsonb_populate_recordset(null::carriers.waybills, ${json(waybills)}::jsonb)
    on conflict (parcel_id) do update set carrier_id = excluded.carrier_id, service_id = excluded.service_id, account_id = excluded.account_id,
      node_id = excluded.node_id, sender = excluded.sender, recipient = excluded.recipient, items = excluded.items, weight_grams = excluded.weight_grams,
      volume_cm3 = excluded.volume_cm3, declared_minor = excluded.declared_minor, collect_minor = excluded.collect_minor,
      currency = excluded.currency, channel = excluded.channel, note = excluded.note, content_hash = excluded.content_hash, ask = excluded.ask,
      state = excluded.state, reason = null, cancel_wanted = false, waybill_no = excluded.waybill_no, route_code = null, print_data = null,
      tariff_id = excluded.tariff_id, chargeable_grams = excluded.chargeable_grams, quoted_minor = excluded.quoted_minor, printed_count = 0,
      printed_at = null, asked_at = excluded.asked_at, answered_at = excluded.answered_at
    where waybills.state in ('refused', 'canceled')`)
}

export const answeredEvent = (waybill: Waybill, now: string): CarrierEvents['carriers.waybill_answered'] => ({
  parcel_id: waybill.parcel_id,
  order_no: waybill.order_no,
  carrier_id: waybill.carrier_id,
  service_id: waybill.service_id,
  status: waybill.state === 'answered' ? 'answered' : waybill.state === 'canceled' ? 'canceled' : 'refused',
  waybill_no: waybill.waybill_no,
  reason: waybill.reason,
  happened_at: now,
})

export interface CancelOutcome {
  id: string
  status: CancelStatus
  detail?: string
}

/**
 * Gives waybills up. A pool's number that was never printed goes back to its pool; a partner's number is canceled there by a job. A question
 * that is still under way is answered first and then canceled, because the partner may already have given the number.
 */
export async function cancelWaybills(tx: Tx, by: By, now: string, parcel_ids: readonly string[]): Promise<CancelOutcome[]> {
  bounded(parcel_ids)
  const stored = await lockRows<Waybill>(
    tx,
    sql`select ${waybillColumns} from carriers.waybills w where w.parcel_id = any(${parcel_ids}::uuid[])`,
    sql`w.parcel_id`,
  )
  const known = new Map(stored.map((waybill) => [waybill.parcel_id, waybill]))
  const under_way = await movingParcels(tx, parcel_ids)
  const silent = await withdrawCalls(
    tx,
    now,
    'waybill.ask',
    stored.filter(({ state }) => state === 'asked').map(({ parcel_id }) => parcel_id),
  )
  const pooled = await pooledNumbers(tx, parcel_ids)

  const canceled: Waybill[] = []
  const toPartner: Waybill[] = []
  const wanted: string[] = []
  const outcomes = parcel_ids.map((id): CancelOutcome => {
    const waybill = known.get(id)
    if (!waybill) return { id, status: 'waybill_not_found', detail: 'No waybill was asked for this parcel.' }
    if (!mayTouch(by, waybill)) return { id, status: 'not_yours', detail: 'The parcel is not of one of your organizations.' }
    if (waybill.state === 'canceled') return { id, status: 'already_canceled' }
    if (waybill.state === 'canceling' || waybill.cancel_wanted) return { id, status: 'asked' }
    if (under_way.has(id))
      return { id, status: 'under_way', detail: 'The carrier already has the parcel: stop it there, it comes back as a return.' }
    if (waybill.state === 'asked' && !silent.has(id)) {
      wanted.push(id)
      waybill.cancel_wanted = true
      return { id, status: 'asked' }
    }
    if (waybill.state === 'answered' && !pooled.has(id)) {
      toPartner.push(waybill)
      waybill.state = 'canceling'
      return { id, status: 'asked' }
    }
    waybill.state = 'canceled'
    canceled.push(waybill)
    return { id, status: 'canceled' }
  })
  await tx.run(hot`update carriers.waybills set cancel_wanted = true where parcel_id = any(${wanted}::uuid[])`)
  await tx.run(
    hot`update carriers.waybills set state = 'canceling' where parcel_id = any(${toPartner.map(({ parcel_id }) => parcel_id)}::uuid[])`,
  )
  await addCalls(
    tx,
    now,
    toPartner.map(({ parcel_id, account_id }) => ({ kind: 'waybill.cancel', account_id: account_id!, subject: parcel_id })),
  )
  await finishCancel(tx, now, canceled)
  return outcomes
}

/** What an exception says of a parcel whose order does not leave from where its carrier took it. */
export const notSentFromHere = 'not_sent_from_here'

/** Gives up waybills that nobody needs any more; what a carrier has taken already is raised as an exception, for somebody has to ask for it back. */
export async function giveUpWaybills(tx: Tx, now: string, parcel_ids: readonly string[]): Promise<void> {
  const outcomes = await cancelWaybills(tx, systemBy('carriers'), now, parcel_ids)
  const gone = outcomes.filter(({ status }) => status === 'under_way').map(({ id }) => id)
  if (gone.length === 0) return
  const waybills = await lockWaybills(tx, gone)
  await raiseExceptions(
    tx,
    now,
    waybills.flatMap(({ carrier_id, waybill_no, organization_id, parcel_id, order_no }) =>
      waybill_no
        ? [
            {
              carrier_id,
              waybill_no,
              organization_id,
              parcel_id,
              order_no,
              kind: 'problem' as const,
              happened_at: now,
              told: notSentFromHere,
            },
          ]
        : [],
    ),
  )
}

/** Marks waybills canceled, frees unprinted numbers of pools, stops looking after the numbers, and tells. */
export async function finishCancel(tx: Tx, now: string, waybills: readonly Waybill[]): Promise<void> {
  if (waybills.length === 0) return
  const ids = waybills.map(({ parcel_id }) => parcel_id)
  await tx.run(hot`update carriers.waybills set state = 'canceled', cancel_wanted = false where parcel_id = any(${ids}::uuid[])`)
  // A number on paper may still be stuck on a box, so only unprinted ones are used again.
  const unprinted = waybills.filter(({ printed_count }) => printed_count === 0).map(({ parcel_id }) => parcel_id)
  await tx.run(hot`
    update carriers.numbers set state = case when service_id is not null and parcel_id = any(${unprinted}::uuid[]) then 'free' else 'canceled' end,
      parcel_id = case when service_id is not null and parcel_id = any(${unprinted}::uuid[]) then null else parcel_id end, changed_at = ${now}
    where parcel_id = any(${ids}::uuid[]) and state = 'used'`)
  await endTracks(tx, waybills)
  await announce(
    tx,
    'carriers.waybill_answered',
    waybills.map((waybill) => answeredEvent({ ...waybill, state: 'canceled' }, now)),
    now,
  )
}

/** Parcels a carrier has taken: their numbers can no longer be given up. */
async function movingParcels(tx: Tx, parcel_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ parcel_id: string }>(hot`
    select parcel_id from carriers.tracks where parcel_id = any(${parcel_ids}::uuid[]) and state <> 'created'`)
  return new Set(rows.map(({ parcel_id }) => parcel_id))
}

async function pooledNumbers(tx: Tx, parcel_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ parcel_id: string }>(hot`
    select parcel_id from carriers.numbers where parcel_id = any(${parcel_ids}::uuid[]) and service_id is not null`)
  return new Set(rows.map(({ parcel_id }) => parcel_id))
}

export interface Segment {
  carrier_id: string
  service_id: string
  first: string
  last: string
}
export interface SegmentOutcome {
  id: string
  status: 'added' | 'already_added' | 'service_not_found' | 'not_a_pool' | 'segment_invalid'
  added: number
  detail?: string
}

/** Adds segments of numbers a carrier gave in advance. Numbers we know already stay as they are, so a segment may be sent again. */
export async function addNumbers(tx: Tx, by: By, now: string, segments: readonly Segment[]): Promise<SegmentOutcome[]> {
  const services = new Map((await listServices(tx)).map((one) => [`${one.carrier_id}/${one.service_id}`, one]))
  const outcomes: SegmentOutcome[] = []
  for (const { carrier_id, service_id, first, last } of segments) {
    const id = `${first}-${last}`
    const service = services.get(`${carrier_id}/${service_id}`)
    if (!service) {
      outcomes.push({ id, status: 'service_not_found', added: 0, detail: `${carrier_id} has no service ${service_id}.` })
      continue
    }
    if (service.numbers_from !== 'pool') {
      outcomes.push({ id, status: 'not_a_pool', added: 0, detail: `${carrier_id}/${service_id} gets its numbers from the partner.` })
      continue
    }
    const numbers = isPostalNumberWrong(first) ? { fault: 'the check digit of the first number is wrong' } : numbersOfSegment(first, last)
    if ('fault' in numbers) {
      outcomes.push({ id, status: 'segment_invalid', added: 0, detail: `${numbers.fault} (at most ${largestSegment} numbers a segment).` })
      continue
    }
    const added = await tx.run(hot`
      insert into carriers.numbers (carrier_id, waybill_no, service_id, state, changed_at)
      select ${carrier_id}, waybill_no, ${service_id}, 'free', ${now}::timestamptz from unnest(${numbers}::text[]) as waybill_no
      on conflict (carrier_id, waybill_no) do nothing`)
    outcomes.push({ id, status: added > 0 ? 'added' : 'already_added', added })
  }
  const changes = outcomes.flatMap(({ id, added }, i) =>
    added > 0
      ? [
          {
            subject: 'carriers.pool',
            subject_id: `${segments[i]!.carrier_id}/${segments[i]!.service_id}`,
            action: 'numbers_added',
            after: { segment: id, added },
          },
        ]
      : [],
  )
  await recordChanges(tx, by, now, changes)
  return outcomes
}

export const lockWaybills = (tx: Tx, parcel_ids: readonly string[]): Promise<Waybill[]> =>
  lockRows(tx, sql`select ${waybillColumns} from carriers.waybills w where w.parcel_id = any(${parcel_ids}::uuid[])`, sql`w.parcel_id`)

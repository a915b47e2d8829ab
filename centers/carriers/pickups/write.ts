import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import { listCarriers, readOwnAccounts } from '../agreements/read.ts'
import { type Party, type PickupAsk, type PickupState, pickupStates } from '../model.ts'
import type { PickupTold } from '../port.ts'
import { type Papers, reviveGiven, settleGiven, settleTakenBack, type TakenBack, takeBack } from '../speaking/papers.ts'
import { addCalls } from '../speaking/queue.ts'
import type { Speech } from '../speaking/speak.ts'

const largest = 200

export interface Pickup {
  pickup_id: string
  organization_id: string
  account_id: string
  carrier_id: string
  node_id: string | null
  sender: Party
  wanted_from: string
  wanted_until: string
  parcel_count: number
  weight_grams: number
  note: string | null
  state: PickupState
  reason: string | null
  partner_no: string | null
  courier: { name: string; phone: string } | null
  asked_at: string
  changed_at: string
}
const columns = sql`pickup_id, organization_id, account_id, carrier_id, node_id, sender, wanted_from, wanted_until, parcel_count, weight_grams, note,
  state, reason, partner_no, courier, asked_at, changed_at`

export const listPickups = (db: Reader, within: Sql, limit: number): Promise<Pickup[]> =>
  db.rows(sql`select ${columns} from carriers.pickups where ${within} order by asked_at desc, pickup_id desc limit ${limit}`)

const lock = (tx: Tx, ids: readonly string[]): Promise<Pickup[]> =>
  lockRows(tx, sql`select ${columns} from carriers.pickups where pickup_id = any(${ids}::uuid[])`, sql`pickup_id`)

export interface PickupOutcome {
  id: string
  status: 'asked' | 'already_asked' | 'not_yours' | 'account_not_found' | 'carrier_not_found' | 'window_invalid'
  detail?: string
}

/** Asks couriers to come. The partner is asked by a job; what becomes of it arrives as `carriers.pickup_changed`. */
export async function askPickups(tx: Tx, by: By, now: string, asks: readonly PickupAsk[]): Promise<PickupOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} pick-ups in one call`)
  const known = new Set(
    (
      await lock(
        tx,
        asks.map(({ pickup_id }) => pickup_id),
      )
    ).map(({ pickup_id }) => pickup_id),
  )
  const own = await readOwnAccounts(tx, by)
  const carriers = new Set((await listCarriers(tx)).map(({ carrier_id }) => carrier_id))
  const outcomes = asks.map((ask): PickupOutcome => {
    const id = ask.pickup_id
    if (!mayTouch(by, ask)) return { id, status: 'not_yours', detail: 'organization_id is not one of yours.' }
    if (!own.has(ask.account_id)) return { id, status: 'account_not_found', detail: `There is no account ${ask.account_id} of yours.` }
    if (!carriers.has(ask.carrier_id)) return { id, status: 'carrier_not_found', detail: `There is no carrier ${ask.carrier_id}.` }
    if (Date.parse(ask.wanted_until) <= Date.parse(ask.wanted_from) || Date.parse(ask.wanted_until) <= Date.parse(now))
      return { id, status: 'window_invalid', detail: 'wanted_until must lie after wanted_from and after now.' }
    if (known.has(id)) return { id, status: 'already_asked' }
    known.add(id)
    return { id, status: 'asked' }
  })
  const fresh = asks.filter((_, i) => outcomes[i]!.status === 'asked')
  await tx.run(hot`
    insert into carriers.pickups (pickup_id, organization_id, account_id, carrier_id, node_id, sender, wanted_from, wanted_until, parcel_count,
      weight_grams, note, state, asked_at, changed_at)
    select pickup_id, organization_id, account_id, carrier_id, node_id, sender, wanted_from, wanted_until, parcel_count, weight_grams, note, 'asked',
      ${now}::timestamptz, ${now}::timestamptz
    from jsonb_populate_recordset(null::carriers.pickups, ${json(fresh)}::jsonb) on conflict (pickup_id) do nothing`)
  await addCalls(
    tx,
    now,
    fresh.map(({ pickup_id, account_id }) => ({ kind: 'pickup.place', account_id, subject: pickup_id })),
  )
  return outcomes
}

/** Calls couriers off, as long as none has come. */
export async function cancelPickups(tx: Tx, by: By, now: string, pickup_ids: readonly string[]): Promise<TakenBack[]> {
  assert(pickup_ids.length <= largest, `at most ${largest} pick-ups in one call`)
  return takeBack(papers, tx, by, now, pickup_ids)
}

/** What the partner tells of its couriers. A pick-up only moves on; news that come late are passed over. */
export async function recordPickups(tx: Tx, now: string, account_id: string, told: readonly PickupTold[]): Promise<void> {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  const known = new Map(
    (
      await lock(
        tx,
        told.map(({ key }) => key).filter((key) => uuid.test(key)),
      )
    ).map((pickup) => [pickup.pickup_id, pickup]),
  )
  const changed = new Map<string, Pickup>()
  for (const { key, state, reason, courier } of told) {
    const pickup = changed.get(key) ?? known.get(key)
    if (!pickup || pickup.account_id !== account_id || !movesOn(pickup.state, state)) continue
    changed.set(key, { ...pickup, state, reason, courier: courier ?? pickup.courier, changed_at: now })
  }
  await save(tx, now, [...changed.values()])
}

const ended: ReadonlySet<PickupState> = new Set(['picked_up', 'failed', 'canceled'])
export const movesOn = (from: PickupState, to: PickupState): boolean =>
  !ended.has(from) && (ended.has(to) || (from !== 'canceling' && pickupStates.indexOf(to) > pickupStates.indexOf(from)))

async function save(tx: Tx, now: string, pickups: readonly Pickup[]): Promise<void> {
  await tx.run(hot`
    update carriers.pickups p set state = c.state, reason = c.reason, partner_no = c.partner_no, courier = nullif(c.courier, 'null'::jsonb), changed_at = c.changed_at
    from jsonb_populate_recordset(null::carriers.pickups, ${json(pickups)}::jsonb) c where p.pickup_id = c.pickup_id`)
  const items = pickups.map(({ pickup_id, state, reason, changed_at }) => ({ pickup_id, state, reason, happened_at: changed_at }))
  await announce(tx, 'carriers.pickup_changed', items, now)
}

const find = async (db: Reader, ids: readonly string[]): Promise<Map<string, Pickup>> =>
  new Map(
    (await db.rows<Pickup>(sql`select ${columns} from carriers.pickups where pickup_id = any(${ids}::uuid[])`)).map((one) => [
      one.pickup_id,
      one,
    ]),
  )

const papers: Papers<Pickup> = {
  ...{ give: 'pickup.place', take_back: 'pickup.cancel', taken: 'placed', refused: 'failed', lock, save },
  id: ({ pickup_id }) => pickup_id,
  late: ({ state }) => (state === 'picked_up' || state === 'failed' ? `It is ${state} already.` : null),
  missing: 'pickup_not_found',
  being_told: 'The courier is being asked at this moment: cancel again in a minute.',
}

export const placeSpeech: Speech = {
  kind: 'pickup.place',
  async say(db, port, account, calls) {
    if (!port.placePickups) return undefined
    const pickups = await find(
      db,
      calls.map(({ subject }) => subject),
    )
    const codes = new Map((await listCarriers(db)).map((one) => [one.carrier_id, one.codes]))
    return port.placePickups(
      account,
      calls.map(({ subject }) => {
        const pickup = pickups.get(subject)!
        return { ...pickup, carrier_code: codes.get(pickup.carrier_id)?.[port.partner] ?? null }
      }),
    )
  },
  settle: (tx, now, settled) => settleGiven(papers, tx, now, settled),
  revive: (tx, now, calls) => reviveGiven(papers, tx, now, calls),
}

export const cancelPickupSpeech: Speech = {
  kind: 'pickup.cancel',
  async say(db, port, account, calls) {
    if (!port.cancelPickups) return undefined
    const pickups = await find(
      db,
      calls.map(({ subject }) => subject),
    )
    return port.cancelPickups(
      account,
      calls.map(({ subject }) => ({ key: subject, partner_no: pickups.get(subject)!.partner_no, carrier_code: null })),
    )
  },
  // A courier that will not be called off comes all the same.
  settle: (tx, now, settled) => settleTakenBack(papers, tx, now, settled),
}

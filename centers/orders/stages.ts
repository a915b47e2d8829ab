import { announce } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { GroundMoved, hot, lockRows, type Reader, sql, type Tx } from '#core/sql.ts'
import type { Stage, State } from './model.ts'
import { mayMove } from './rules.ts'

/** Each batch counts in the next slot, so that two under way, here or in another process, seldom wait for one row. */
let slot = process.pid % 8

/** How long approved groups wait for somebody who chooses nodes, in milliseconds by channel. Afterwards they go where their stock is reserved. */
export type Rests = (db: Reader) => Promise<ReadonlyMap<string, number>>
let rests: Rests = async () => new Map()

/** Registered at assembly by the later center that chooses nodes; without it nothing waits. Asked with every batch: keep the answer cached. */
export function setRests(given: Rests): void {
  rests = given
}
export const readRests: Rests = (db) => rests(db)

/** Who took a step that no person takes. */
export const rule = 'rule'

export interface Move {
  order_id: string
  group_no: number
  to: State
  happened_at: string
  by: string
  reason: string | null
  /** When the next automatic step may be taken. */
  due_at: string | null
}

/** Stages of orders, locked; first in the lock order of the whole system. */
export const lockStages = (tx: Tx, order_ids: readonly string[]): Promise<Stage[]> =>
  lockRows<Stage>(
    tx,
    sql`select order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at
      from orders.stages where order_id = any(${order_ids}::uuid[])`,
    sql`order_id, group_no`,
  )

/**
 * Moves locked groups on: stage, entry, counts and event. `stages` must hold every group of the orders concerned, as `lockStages` gave them;
 * they are changed in place; several moves of one group are taken in the order given. Moves that the states do not allow are a bug of the caller: it decides first.
 */
export async function moveGroups(tx: Tx, now: string, stages: readonly Stage[], moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return
  const at = new Map(stages.map((stage) => [`${stage.order_id} ${stage.group_no}`, stage]))
  const statesOf = (order_ids: Set<string>) => {
    const found = new Map<string, Set<State>>()
    for (const { order_id, state } of stages) {
      if (!order_ids.has(order_id)) continue
      const states = found.get(order_id) ?? new Set()
      found.set(order_id, states.add(state))
    }
    return found
  }
  const moved_ids = new Set(moves.map(({ order_id }) => order_id))
  const before = statesOf(moved_ids)
  const rows = moves.map((move) => {
    const stage = at.get(`${move.order_id} ${move.group_no}`)
    if (!stage || !mayMove(stage.state, move.to)) throw new GroundMoved(`group ${move.group_no} cannot become ${move.to}`)
    const from = stage.state
    Object.assign(stage, { state: move.to, due_at: move.due_at, entry_no: stage.entry_no + 1, entered_at: move.happened_at })
    return { ...move, from, entry_no: stage.entry_no, organization_id: stage.organization_id, channel_id: stage.channel_id }
  })
  const after = statesOf(moved_ids)

  // A group may go several steps at once: every step has its entry, the stage is where the last one led.
  const last = [...new Map(rows.map((row) => [`${row.order_id} ${row.group_no}`, row])).values()]
  await tx.run(hot`
    update orders.stages s set state = m.state, due_at = m.due_at, entry_no = m.entry_no, entered_at = m.entered_at
    from unnest(${column(last, 'order_id')}::uuid[], ${column(last, 'group_no')}::smallint[], ${column(last, 'to')}::text[], ${column(last, 'due_at')}::timestamptz[],
      ${column(last, 'entry_no')}::smallint[], ${column(last, 'happened_at')}::timestamptz[]) as m (order_id, group_no, state, due_at, entry_no, entered_at)
    where s.order_id = m.order_id and s.group_no = m.group_no`)
  await insertEntries(
    tx,
    now,
    rows.map((row) => ({ ...row, state: row.to })),
  )
  const owner = new Map(stages.map((stage) => [stage.order_id, stage]))
  const changes = new Counts()
  for (const order_id of moved_ids) {
    const { organization_id, channel_id } = owner.get(order_id)!
    for (const state of before.get(order_id)!) if (!after.get(order_id)!.has(state)) changes.add(organization_id, channel_id, state, -1)
    for (const state of after.get(order_id)!) if (!before.get(order_id)!.has(state)) changes.add(organization_id, channel_id, state, 1)
  }
  await changes.write(tx)
  await announceMoves(tx, now, rows)
}

export interface Moved {
  order_id: string
  group_no: number
  from: State
  to: State
  organization_id: string
  channel_id: string
  happened_at: string
  reason: string | null
}

/** Tells where each group came to rest, with the states it passed through on the way. */
export async function announceMoves(tx: Tx, now: string, moves: readonly Moved[]): Promise<void> {
  const rests = new Map<string, Omit<Moved, 'order_id'> & { id: string; passed: State[] }>()
  for (const { order_id, group_no, from, to, organization_id, channel_id, happened_at, reason } of moves) {
    const at = `${order_id} ${group_no}`
    const before = rests.get(at)
    const passed = before ? [...before.passed, before.to] : []
    rests.set(at, { id: order_id, group_no, from: before?.from ?? from, to, passed, organization_id, channel_id, happened_at, reason })
  }
  await announce(tx, 'orders.moved', [...rests.values()], now)
}

export interface Entry {
  order_id: string
  group_no: number
  entry_no: number
  state: State
  happened_at: string
  by: string
  reason: string | null
}

export async function insertEntries(tx: Tx, now: string, entries: readonly Entry[]): Promise<void> {
  await tx.run(hot`
    insert into orders.entries (order_id, group_no, entry_no, state, happened_at, recorded_at, by, reason)
    select order_id, group_no, entry_no, state, happened_at, ${now}, by, reason
    from unnest(${column(entries, 'order_id')}::uuid[], ${column(entries, 'group_no')}::smallint[], ${column(entries, 'entry_no')}::smallint[], ${column(entries, 'state')}::text[],
      ${column(entries, 'happened_at')}::timestamptz[], ${column(entries, 'by')}::text[], ${column(entries, 'reason')}::text[])
      as e (order_id, group_no, entry_no, state, happened_at, by, reason)`)
}

/** Gathers changes to the counts of a batch; written last, as the lock order asks. */
export class Counts {
  private readonly deltas = new Map<string, { organization_id: string; channel_id: string; state: State; delta: number }>()

  add(organization_id: string, channel_id: string, state: State, delta: number): void {
    const key = `${organization_id} ${channel_id} ${state}`
    const entry = this.deltas.get(key)
    if (entry) entry.delta += delta
    else this.deltas.set(key, { organization_id, channel_id, state, delta })
  }

  async write(tx: Tx): Promise<void> {
    const rows = [...this.deltas.entries()]
      .filter(([, { delta }]) => delta !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row)
    if (rows.length === 0) return
    slot = (slot + 1) % 8
    await tx.run(hot`
      insert into orders.counts as c (organization_id, channel_id, state, slot, orders)
      select organization_id, channel_id, state, ${slot}::smallint, delta
      from unnest(${column(rows, 'organization_id')}::text[], ${column(rows, 'channel_id')}::text[], ${column(rows, 'state')}::text[], ${column(rows, 'delta')}::bigint[])
        as d (organization_id, channel_id, state, delta)
      on conflict (organization_id, channel_id, state, slot) do update set orders = c.orders + excluded.orders`)
  }
}

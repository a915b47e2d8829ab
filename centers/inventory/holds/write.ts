import { postTransactions } from '#centers/ledger/write.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column } from '#core/outcomes.ts'
import { claim, type Db, GroundMoved, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import { holdPostings, type StockLine, unholdPostings } from '../accounts.ts'
import type { ReservationPlan, ReservationRequest } from '../model.ts'
import { readGround } from '../read.ts'
import { planReservations } from '../rules.ts'

export interface NewHold {
  /** Made by the caller; the same id again is the same hold. */
  id: string
  channel_id: string
  lines: readonly { sku_id: string; quantity: number }[]
  due_at: string
  note?: string | null
}
export interface Hold {
  id: string
  channel_id: string
  lines: StockLine[]
  note: string | null
  state: 'held' | 'released' | 'expired' | 'taken'
  due_at: string
  by_name: string
  held_at: string
  ended_at: string | null
}
export type HoldStatus = 'id_used_for_another' | 'already_held' | 'due_in_the_past' | 'sold_out' | 'not_at_a_node' | 'held'
export type HoldEnd = 'hold_not_found' | 'already_released' | 'already_expired' | 'already_taken' | 'released' | 'expired' | 'taken'

const columns = sql`id, channel_id, lines, note, state, due_at, by_name, held_at, ended_at`
export const listHolds = (db: Reader, within: Sql, limit: number): Promise<Hold[]> =>
  db.rows<Hold>(sql`select ${columns} from inventory.holds where ${within} order by held_at desc, id desc limit ${limit}`)

const digestOf = ({ channel_id, lines }: Pick<NewHold, 'channel_id' | 'lines'>): string =>
  [channel_id, ...lines.map(({ sku_id, quantity }) => `${sku_id}x${quantity}`)].join(' ')

/** Plans where lines come from, as an order's would be. */
export async function planStock(db: Reader, requests: readonly ReservationRequest[]): Promise<ReservationPlan[]> {
  const pairs = requests.flatMap(({ channel_id, lines }) => lines.map(({ sku_id }) => ({ channel_id, sku_id })))
  const { candidates, open } = await readGround(db, pairs)
  return planReservations(requests, candidates, open)
}

/** Sets stock aside without an order until it is released, taken by an order, or due. A hold is served whole or refused whole. */
export async function holdStock(
  tx: Tx,
  by: By,
  now: string,
  holds: readonly NewHold[],
): Promise<{ id: string; status: HoldStatus; detail?: string }[]> {
  const known = new Map(
    (
      await tx.rows<{ id: string; digest: string }>(
        sql`select id, digest from inventory.holds where id = any(${column(holds, 'id')}::uuid[])`,
      )
    ).map(({ id, digest }) => [id, digest]),
  )
  const fresh = holds.filter(({ id, due_at }) => !known.has(id) && due_at > now)
  const plans = await planStock(
    tx,
    fresh.map(({ id, channel_id, lines }) => ({ id, channel_id, lines: lines.map((line, line_no) => ({ line_no, ...line })) })),
  )
  const planned = fresh.flatMap((hold, i) => {
    const plan = plans[i]!
    if (plan.status !== 'planned' || plan.lines.some(({ stock_from }) => stock_from === 'supplier' || stock_from === 'presale')) return []
    return [{ ...hold, lines: plan.lines.map(({ sku_id, quantity, node_id, stock_from }) => ({ sku_id, quantity, node_id, stock_from })) }]
  })
  const posted = await postTransactions(
    tx,
    now,
    planned.map(({ id, lines }) => ({
      key: `stock-hold:${id}`,
      kind: 'inventory.hold',
      ref: `inventory.hold:${id}`,
      happened_at: now,
      postings: holdPostings(lines),
    })),
  )
  if (posted.some(({ status }) => status !== 'posted')) throw new GroundMoved('stock moved while a hold was planned')
  const digests = new Map(holds.map((hold) => [hold.id, digestOf(hold)]))
  await tx.run(sql`
    insert into inventory.holds (id, channel_id, lines, digest, note, due_at, by_id, by_name, held_at)
    select id, channel_id, lines, digest, note, due_at, ${by.id}, ${by.name}, ${now}
    from jsonb_to_recordset(${json(planned.map((hold) => ({ ...hold, note: hold.note ?? null, digest: digests.get(hold.id) })))}::jsonb)
      as h (id uuid, channel_id text, lines jsonb, digest text, note text, due_at timestamptz)`)
  await tellHolds(tx, now, planned)
  const done = new Set(column(planned, 'id'))
  return holds.map(({ id, due_at }) => {
    if (known.has(id))
      return known.get(id) === digests.get(id)
        ? { id, status: 'already_held' }
        : { id, status: 'id_used_for_another', detail: 'This id was used for another hold: make a new one.' }
    if (due_at <= now) return { id, status: 'due_in_the_past', detail: 'due_at has passed already.' }
    if (done.has(id)) return { id, status: 'held' }
    const plan = plans[fresh.findIndex((hold) => hold.id === id)]!
    return plan.status === 'sold_out'
      ? { id, status: 'sold_out', detail: `Only ${plan.available} of ${plan.sku_id} are left.` }
      : {
          id,
          status: 'not_at_a_node',
          detail: 'Only what stands at a node can be held, not what a supplier promises or what is still to come.',
        }
  })
}

/** Ends holds: released by somebody, or taken because an order follows in the same transaction. The stock is free again. */
export async function endHolds(
  tx: Tx,
  now: string,
  ends: readonly { id: string; state: 'released' | 'expired' | 'taken' }[],
): Promise<{ id: string; status: HoldEnd; detail?: string }[]> {
  const rows = await lockRows<Hold>(tx, sql`select ${columns} from inventory.holds where id = any(${column(ends, 'id')}::uuid[])`, sql`id`)
  const known = new Map(rows.map((hold) => [hold.id, hold]))
  const ending: Hold[] = []
  const outcomes = ends.map(({ id, state }): { id: string; status: HoldEnd; detail?: string } => {
    const hold = known.get(id)
    if (!hold) return { id, status: 'hold_not_found', detail: 'There is no such hold.' }
    if (hold.state !== 'held') return { id, status: `already_${hold.state}` }
    hold.state = state
    ending.push(hold)
    return { id, status: state }
  })
  const posted = await postTransactions(
    tx,
    now,
    ending.map(({ id, state, lines }) => ({
      key: `stock-hold:${id}:${state}`,
      kind: `inventory.hold_${state}`,
      ref: `inventory.hold:${id}`,
      happened_at: now,
      postings: unholdPostings(lines),
    })),
  )
  if (posted.some(({ status }) => status !== 'posted')) throw new GroundMoved('a hold was ended by another')
  await tx.run(sql`
    update inventory.holds h set state = e.state, ended_at = ${now}
    from unnest(${column(ending, 'id')}::uuid[], ${column(ending, 'state')}::text[]) as e (id, state) where h.id = e.id`)
  await tellHolds(tx, now, ending)
  return outcomes
}

const tellHolds = (tx: Tx, now: string, holds: readonly { id: string; lines: readonly StockLine[] }[]): Promise<void> =>
  announce(
    tx,
    'inventory.held',
    holds.flatMap(({ id, lines }) => lines.map(({ sku_id, node_id }) => ({ id, sku_id, node_id }))),
    now,
  )

/** Gives back what was held past its time; bounded, answers how many holds ended. */
export const expireHolds = (db: Db, now: string, limit = 500): Promise<number> =>
  db.tx(async (tx) => {
    const due = await claim<{ id: string }>(
      tx,
      sql`select id from inventory.holds where state = 'held' and due_at <= ${now} order by due_at, id limit ${limit}`,
    )
    await endHolds(
      tx,
      now,
      due.map(({ id }) => ({ id, state: 'expired' as const })),
    )
    return due.length
  })

import { assert } from '#core/assert.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Stage } from '../model.ts'
import type { Mark, Verdict } from '../review/model.ts'
import { mayMove } from '../rules.ts'
import { lockStages, type Move, moveGroups, rule } from '../stages.ts'
import { type Abnormal, type ClosedHow, type Finding, type Reason, type ReviewStatus, type Right, reasonsOf } from './model.ts'
import { decideReview } from './rules.ts'

/** The largest array one call takes. */
export const largestBatch = 1_000

export const abnormalColumns = sql`abnormal_id, order_id, channel_id, external_no, organization_id, reason, owner, part_no, detail, assigned_to, release_at, urgent, rule_id,
  rule_version, opened_at, opened_by`

export interface Found {
  order_id: string
  channel_id: string
  organization_id: string
  external_no: string | null
  verdict: Pick<Verdict, 'findings' | 'marks'>
}

/** Writes what a review found: reasons into the pool, marks onto the order. For orders of this very commit; it asks nothing and locks nothing. */
export async function writeFindings(tx: Tx, by: string, now: string, found: readonly Found[]): Promise<void> {
  const assignee = new Map(
    found.flatMap(({ order_id, verdict }) => verdict.marks.flatMap(({ kind, value }) => (kind === 'assignee' ? [[order_id, value]] : []))),
  )
  await insertAbnormals(
    tx,
    by,
    now,
    found.flatMap(({ verdict, ...of }) =>
      verdict.findings.map((finding) => ({ ...of, ...finding, assigned_to: assignee.get(of.order_id) ?? null })),
    ),
  )
  await insertMarks(
    tx,
    by,
    now,
    found.flatMap(({ order_id, verdict }) => verdict.marks.map((mark) => ({ order_id, ...mark }))),
  )
}

type NewAbnormal = Finding &
  Pick<Abnormal, 'order_id' | 'channel_id' | 'organization_id' | 'external_no' | 'assigned_to'> & { part_no?: number | null }

async function insertAbnormals(tx: Tx, by: string, now: string, items: readonly NewAbnormal[]): Promise<void> {
  if (items.length === 0) return
  const rows = items.map(({ hold_hours, urgent = false, ...one }) => ({
    ...one,
    abnormal_id: newId(),
    owner: reasonsOf[one.reason].owner,
    detail: one.detail?.slice(0, 1_000) ?? null,
    urgent,
    release_at: hold_hours ? addMilliseconds(now, Math.round(hold_hours * 3_600_000)) : null,
  }))
  await tx.run(hot`
    insert into orders.abnormals (abnormal_id, order_id, channel_id, external_no, organization_id, reason, owner, part_no, detail, assigned_to, release_at, urgent, rule_id,
      rule_version, opened_at, opened_by)
    select abnormal_id, order_id, channel_id, external_no, organization_id, reason, owner, part_no, detail, assigned_to, release_at, urgent, rule_id, rule_version, ${now}::timestamptz, ${by}::text
    from jsonb_to_recordset(${json(rows)}::jsonb) as a (abnormal_id uuid, order_id uuid, channel_id text, external_no text, organization_id text, reason text, owner text,
      part_no smallint, detail text, assigned_to text, release_at timestamptz, urgent boolean, rule_id text, rule_version integer)`)
}

export async function insertMarks(tx: Tx, by: string, now: string, marks: readonly (Mark & { order_id: string })[]): Promise<void> {
  if (marks.length === 0) return
  await tx.run(hot`
    insert into orders.marks (order_id, kind, value, rule_id, rule_version, marked_at, marked_by)
    select order_id, kind, value, rule_id, rule_version, ${now}::timestamptz, ${by}::text
    from jsonb_to_recordset(${json(marks)}::jsonb) as m (order_id uuid, kind text, value text, rule_id text, rule_version integer)
    on conflict (order_id, kind, value) do nothing`)
}

/** Open reasons of orders whose stages are locked: every verb that opens or closes one of an order locks these first. */
export const readOpen = (tx: Tx, order_ids: readonly string[]): Promise<Abnormal[]> =>
  tx.rows<Abnormal>(sql`
    select ${abnormalColumns} from orders.abnormals where order_id = any(${order_ids}::uuid[]) and status = 'open' order by order_id, abnormal_id`)

export interface Closing {
  abnormal_id: string
  how: ClosedHow
  note: string | null
}

/** Closes open reasons; what is closed already stays as it was. */
export async function closeAbnormals(tx: Tx, by: string, now: string, closings: readonly Closing[]): Promise<void> {
  if (closings.length === 0) return
  await tx.run(hot`
    update orders.abnormals a set status = 'closed', closed_at = ${now}, closed_by = ${by}, closed_how = c.how, note = c.note
    from unnest(${column(closings, 'abnormal_id')}::uuid[], ${column(closings, 'how')}::text[], ${column(closings, 'note')}::text[]) as c (abnormal_id, how, note)
    where a.abnormal_id = c.abnormal_id and a.status = 'open'`)
}

export interface Raise {
  /** The order. */
  id: string
  reason: Reason
  /** Stops only what of the order holds lines of this part. */
  part_no?: number | null
  detail: string | null
  hold_hours?: number | null
  urgent?: boolean
}
export type RaiseStatus = 'held' | 'already_held' | 'order_not_found' | 'state_forbids'

/** Puts orders into the pool for a reason and stops what of them has not left. The same reason again changes nothing. */
export async function raiseAbnormals(tx: Tx, by: string, now: string, raises: readonly Raise[]): Promise<Outcome<RaiseStatus>[]> {
  assert(raises.length <= largestBatch, `at most ${largestBatch} orders in one call`)
  const ids = [...new Set(column(raises, 'id'))]
  const stages = await lockStages(tx, ids)
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const open = new Set((await readOpen(tx, ids)).map(({ order_id, reason, part_no }) => `${order_id} ${reason} ${part_no}`))
  const parts = await findPartGroups(tx, raises)
  const numbers = new Map(
    (
      await tx.rows<{ id: string; external_no: string | null }>(
        hot`select id, external_no from orders.orders where id = any(${ids}::uuid[])`,
      )
    ).map((row) => [row.id, row.external_no]),
  )
  const rows: NewAbnormal[] = []
  const moves = new Map<string, Move>()
  const outcomes = raises.map(({ id, reason, part_no = null, detail, hold_hours = null, urgent = false }): Outcome<RaiseStatus> => {
    const own = groups.get(id)?.filter(({ group_no }) => part_no === null || parts.has(`${id} ${part_no} ${group_no}`))
    if (!own) return { id, status: 'order_not_found', detail: 'There is no such order.' }
    const going = own.filter(({ state }) => mayMove(state, 'held'))
    if (going.length === 0 && !own.some(({ state }) => state === 'held'))
      return { id, status: 'state_forbids', detail: `The order is ${own.map(({ state }) => state).join(', ')}.` }
    for (const { order_id, group_no } of going)
      moves.set(`${order_id} ${group_no}`, { order_id, group_no, to: 'held', happened_at: now, by, reason: detail ?? reason, due_at: null })
    const key = `${id} ${reason} ${part_no}`
    if (open.has(key)) return { id, status: going.length > 0 ? 'held' : 'already_held' }
    open.add(key)
    const { channel_id, organization_id } = own[0]!
    const of = { order_id: id, channel_id, organization_id, external_no: numbers.get(id) ?? null, assigned_to: null }
    rows.push({ ...of, reason, part_no, detail, hold_hours, urgent, rule_id: null, rule_version: null })
    return { id, status: 'held' }
  })
  await insertAbnormals(tx, by, now, rows)
  await moveGroups(tx, now, stages, [...moves.values()])
  return outcomes
}

/** Which groups hold lines of the parts that are named, as `order part group`. */
async function findPartGroups(tx: Tx, raises: readonly Raise[]): Promise<ReadonlySet<string>> {
  const ids = raises.flatMap(({ id, part_no }) => (part_no == null ? [] : [id]))
  if (ids.length === 0) return new Set()
  const rows = await tx.rows<{ key: string }>(
    hot`select distinct order_id || ' ' || part_no || ' ' || group_no as key from orders.lines where order_id = any(${ids}::uuid[])`,
  )
  return new Set(column(rows, 'key'))
}

/** What is left open of an order stops parts of it, or nothing: the rest goes on. */
export const stopsParts = (left: readonly Pick<Abnormal, 'part_no'>[]): boolean => left.every(({ part_no }) => part_no !== null)

export interface ReviewDecision {
  /** The order. */
  id: string
  /** Only these reasons; all the right may close when left out. */
  reasons?: readonly Reason[] | null
  note: string | null
}

/**
 * Closes reasons by the right the caller has: customer service its own and those of stock and products, finance its own once service is done, force
 * everything. An order without any reason left goes on. Answers one outcome per order; one that still waits for somebody else says for whom.
 */
export async function reviewOrders(
  tx: Tx,
  by: string,
  now: string,
  right: Right,
  decisions: readonly ReviewDecision[],
): Promise<Outcome<ReviewStatus>[]> {
  assert(decisions.length <= largestBatch, `at most ${largestBatch} orders in one call`)
  const ids = [...new Set(column(decisions, 'id'))]
  const stages = await lockStages(tx, ids)
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const open = groupBy(await readOpen(tx, ids), ({ order_id }) => order_id!)
  const closings: Closing[] = []
  const going = new Map<string, string | null>()
  const outcomes = decisions.map(({ id, reasons, note }): Outcome<ReviewStatus> => {
    const own = groups.get(id)
    const decided = decideReview(
      right,
      own?.map(({ state }) => state),
      going.has(id) ? [] : (open.get(id) ?? []),
      reasons ?? null,
    )
    for (const { abnormal_id } of decided.closes) closings.push({ abnormal_id, how: right === 'force' ? 'forced' : 'passed', note })
    const left = (open.get(id) ?? []).filter((one) => !decided.closes.includes(one))
    open.set(id, left)
    if (decided.status === 'approved' || (decided.status === 'passed' && stopsParts(left))) going.set(id, note)
    return { id, status: decided.status, ...(decided.detail ? { detail: decided.detail } : {}) }
  })
  await closeAbnormals(tx, by, now, closings)
  await goOn(tx, by, now, stages, going, right === 'force' ? 'forced_review' : null)
  return outcomes
}

/** Orders that nothing holds as a whole go on from where they wait; parts of them that a reason is still open for stay. */
export async function goOn(
  tx: Tx,
  by: string,
  now: string,
  stages: readonly Stage[],
  going: ReadonlyMap<string, string | null>,
  reason: string | null,
): Promise<void> {
  if (going.size === 0) return
  const stopped = await tx.rows<{ key: string }>(hot`
    select distinct l.order_id || ' ' || l.group_no as key from orders.abnormals a join orders.lines l on l.order_id = a.order_id and l.part_no = a.part_no
    where a.order_id = any(${[...going.keys()]}::uuid[]) and a.status = 'open'`)
  const stays = new Set(column(stopped, 'key'))
  await moveGroups(
    tx,
    now,
    stages,
    stages
      .filter(({ order_id, group_no, state }) => going.has(order_id) && !stays.has(`${order_id} ${group_no}`) && mayMove(state, 'approved'))
      .map(({ order_id, group_no }) => ({
        order_id,
        group_no,
        to: 'approved',
        happened_at: now,
        by,
        reason: going.get(order_id) ?? reason,
        due_at: now,
      })),
  )
}

/** Closes these reasons of orders, or of a part of them, because what they were for is over, and lets go what nothing else holds. */
export async function releaseReasons(
  tx: Tx,
  by: string,
  now: string,
  releases: readonly { id: string; reasons: readonly Reason[]; part_no?: number; note: string }[],
): Promise<Outcome<'approved' | 'already_approved' | 'still_held'>[]> {
  const ids = [...new Set(column(releases, 'id'))]
  const stages = await lockStages(tx, ids)
  const held = new Set(stages.flatMap(({ order_id, state }) => (state === 'held' ? [order_id] : [])))
  const open = groupBy(await readOpen(tx, ids), ({ order_id }) => order_id!)
  const closings: Closing[] = []
  const going = new Map<string, string | null>()
  const outcomes = releases.map(({ id, reasons, part_no, note }): Outcome<'approved' | 'already_approved' | 'still_held'> => {
    const own = open.get(id) ?? []
    const over = own.filter(
      (one) => reasons.includes(one.reason) && (part_no === undefined || one.part_no === null || one.part_no === part_no),
    )
    const left = own.filter((one) => !over.includes(one))
    open.set(id, left)
    for (const { abnormal_id } of over) closings.push({ abnormal_id, how: 'told', note })
    if (!held.has(id)) return { id, status: 'already_approved' }
    if (stopsParts(left)) going.set(id, note)
    return { id, status: left.length > 0 ? 'still_held' : 'approved' }
  })
  await closeAbnormals(tx, by, now, closings)
  await goOn(tx, by, now, stages, going, null)
  return outcomes
}

/** Ends timed holds that are over; what was to come back as urgent does so. Bounded, answers how many. */
export async function releaseDue(db: Db, now: string, limit = 500): Promise<number> {
  return db.tx(async (tx) => {
    const due = await tx.rows<{ order_id: string }>(hot`
      select distinct order_id from (
        select order_id from orders.abnormals where status = 'open' and release_at <= ${now} order by release_at limit ${limit}
      ) d`)
    if (due.length === 0) return 0
    const ids = column(due, 'order_id')
    const stages = await lockStages(tx, ids)
    const open = await readOpen(tx, ids)
    const over = open.filter(({ release_at }) => release_at !== null && release_at <= now)
    const kept = new Set(open.filter((one) => !over.includes(one) && one.part_no === null).map(({ order_id }) => order_id))
    await closeAbnormals(
      tx,
      rule,
      now,
      over.map(({ abnormal_id }) => ({ abnormal_id, how: 'timed', note: null })),
    )
    await insertMarks(
      tx,
      rule,
      now,
      over.flatMap(({ order_id, urgent, rule_id, rule_version }) =>
        urgent ? [{ order_id: order_id!, kind: 'mark' as const, value: 'urgent', rule_id, rule_version }] : [],
      ),
    )
    await goOn(tx, rule, now, stages, new Map(ids.filter((id) => !kept.has(id)).map((id) => [id, null])), 'timed_hold_over')
    return over.length
  })
}

/** Gives open reasons to somebody; null takes them back into the pool. */
export async function assignAbnormals(
  tx: Tx,
  assignments: readonly { id: string; assigned_to: string | null }[],
): Promise<Outcome<'assigned' | 'abnormal_not_open'>[]> {
  const done = await tx.rows<{ id: string }>(hot`
    update orders.abnormals a set assigned_to = g.assigned_to
    from unnest(${column(assignments, 'id')}::uuid[], ${column(assignments, 'assigned_to')}::text[]) as g (id, assigned_to)
    where a.abnormal_id = g.id and a.status = 'open' returning a.abnormal_id as id`)
  const given = new Set(column(done, 'id'))
  return assignments.map(({ id }) =>
    given.has(id) ? { id, status: 'assigned' } : { id, status: 'abnormal_not_open', detail: 'Somebody has seen to it already.' },
  )
}

export interface Intake {
  channel_id: string
  external_no: string
  organization_id: string
  /** Why it is no order yet; none when it waits no longer. */
  reasons: readonly Reason[]
  detail: string | null
}

/** Keeps the pool at what a platform's orders wait for: what is new comes in, what is over leaves. */
export async function writeIntake(tx: Tx, by: string, now: string, told: readonly Intake[]): Promise<void> {
  if (told.length === 0) return
  const keyOf = ({ channel_id, external_no }: Pick<Abnormal, 'channel_id' | 'external_no'>) => `${channel_id} ${external_no}`
  const open = groupBy(
    await tx.rows<Abnormal>(sql`
      select ${abnormalColumns} from orders.abnormals
      where (channel_id, external_no) in (select * from unnest(${column(told, 'channel_id')}::text[], ${column(told, 'external_no')}::text[]))
        and status = 'open' and order_id is null order by abnormal_id for update`),
    keyOf,
  )
  const closings: Closing[] = []
  const rows: NewAbnormal[] = []
  for (const { reasons, ...one } of told) {
    const own = open.get(keyOf(one)) ?? []
    for (const { abnormal_id, reason } of own) if (!reasons.includes(reason)) closings.push({ abnormal_id, how: 'told', note: null })
    for (const reason of reasons)
      if (!own.some((other) => other.reason === reason))
        rows.push({ ...one, order_id: null, reason, assigned_to: null, rule_id: null, rule_version: null })
  }
  await closeAbnormals(tx, by, now, closings)
  await insertAbnormals(tx, by, now, rows)
}

import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { newId, steadyId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { largestBatch, raiseAbnormals, releaseReasons } from '../abnormal/write.ts'
import type { NewSplit } from '../parceling/apart.ts'
import { lockStages, rule } from '../stages.ts'
import { type Bureau, type Duty, duties, type Errand, type PassedOver, type ReturnReason, type RoutedOrder } from './model.ts'
import {
  errandColumns,
  findBureauNames,
  findBureaus,
  findErrands,
  findErrandsOf,
  findRouted,
  findStanding,
  findStates,
  findTaken,
  listBureauRules,
  partKey,
  readRouting,
} from './read.ts'
import {
  type AnswerStatus,
  type AssignStatus,
  chooseBureau,
  decideAnswer,
  decideAssignment,
  fits,
  partsOf,
  type RoomOf,
  stillNeeds,
} from './rules.ts'

interface NewErrand {
  errand_id: string
  order_id: string
  part_no: number
  duty: Duty
  organization_id: string
  bureau_id: string | null
  rule_id: string | null
  rule_version: number | null
  waits: boolean
  passed_over: readonly PassedOver[]
  /** Also beyond what the bureau takes a day. */
  over_capacity: boolean
}

/**
 * Gives orders to bureaus by the rules, for each duty that nobody has yet; with `again`, what a rule chose before is chosen anew, because the address
 * is another. Each choice names its rule and whom it passed over. An order that no rule fits has no bureau; one that finds none although a rule fits is told to the head office.
 */
export async function chooseBureaus(tx: Tx, now: string, order_ids: readonly string[], again = false): Promise<void> {
  const { rules, bureaus } = await readRouting(tx)
  if (rules.length === 0 || order_ids.length === 0) return
  const ids = (await findRouted(tx, order_ids)).flatMap((order) => (again || rules.some((one) => fits(one, order)) ? [order.order_id] : []))
  if (ids.length === 0) return
  await lockStages(tx, ids)
  const asked = await findRouted(tx, ids)
  const given = await findErrandsOf(tx, ids)
  const earlier = groupBy(given, errandKey)
  const roomOf = await roomsOf(tx, now, bureaus)
  const known = new Set(column(given, 'order_id'))
  const parted = asked.filter(({ order_id }) => !known.has(order_id))
  await writeParts(
    tx,
    now,
    parted.map((order) => ({ order, parts: partsOf(order, rules, bureaus, roomOf) })),
  )
  const states = await findStates(tx, ids)
  const fresh: NewErrand[] = []
  const ending: Errand[] = []
  for (const order of asked)
    for (const [part_no, goods] of groupBy(order.goods, (good) => good.part_no))
      for (const duty of duties) {
        const part = { order_id: order.order_id, part_no, duty }
        const own = earlier.get(errandKey(part)) ?? []
        const stands = own.find(({ ended_at }) => ended_at === null)
        if (own.length > 0 && !(again && stands?.rule_id && stands.status !== 'returned')) continue
        if (!stillNeeds(duty, states.get(partKey(part)) ?? [])) continue
        const chosen = chooseBureau(duty, { ...order, goods }, rules, bureaus, roomOf, returnedBy(own))
        if (stands && stands.bureau_id === (chosen?.bureau_id ?? null)) continue
        if (stands) ending.push(stands)
        if (chosen) {
          fresh.push({
            ...{ ...part, errand_id: newId(), organization_id: order.organization_id, over_capacity: false },
            waits: rules.find(({ rule_id }) => rule_id === chosen.rule_id)?.waits ?? false,
            ...chosen,
          })
          roomOf.take(chosen.bureau_id, duty)
        }
      }
  await endErrands(tx, now, ending, 'replaced')
  await waitForBureaus(tx, rule, now, bureaus, fresh)
  await writeErrands(tx, rule, now, bureaus, fresh, ending)
  await letPass(
    tx,
    rule,
    now,
    ending.filter(({ waits }) => waits),
  )
}

const errandKey = (one: Pick<Errand, 'order_id' | 'part_no' | 'duty'>): string => `${partKey(one)} ${one.duty}`

/** Lets groups leave as several; asked with those that hold goods of several parts. */
export type Divider = (tx: Tx, now: string, splits: readonly NewSplit[]) => Promise<void>
// What stands in waves already is parted by a later center, made known at assembly.
let divide: Divider = async () => {}
export function setDivider(given: Divider): void {
  divide = given
}

/** Writes which part each line belongs to; parts leave apart, where nobody has begun to pack them together. */
async function writeParts(tx: Tx, now: string, orders: readonly { order: RoutedOrder; parts: RoutedOrder['goods'][] }[]): Promise<void> {
  const several = orders.filter(({ parts }) => parts.length > 1)
  if (several.length === 0) return
  for (const { parts } of several) for (const [part_no, goods] of parts.entries()) for (const good of goods) good.part_no = part_no
  const lines = several.flatMap(({ order }) => order.goods.map(({ line_no, part_no }) => ({ order_id: order.order_id, line_no, part_no })))
  await tx.run(hot`
    update orders.lines l set part_no = p.part_no
    from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'part_no')}::smallint[]) as p (order_id, line_no, part_no)
    where l.order_id = p.order_id and l.line_no = p.line_no`)
  await divide(
    tx,
    now,
    several.flatMap(({ order: { order_id, goods } }) =>
      [...groupBy(goods, ({ group_no }) => group_no)].flatMap(([group_no, own]): NewSplit[] => {
        const parcels = [...groupBy(own, ({ part_no }) => part_no).values()].slice(1)
        if (parcels.length === 0 || own.some(({ is_service }) => is_service)) return []
        return [{ order_id, split_id: steadyId('bureaus', order_id, String(group_no)), how: 'bureau', group_no, parcels }]
      }),
    ),
  )
}

/** Holds orders that go on only once their bureau has accepted them. Before the counters of bureaus are locked. */
const waitForBureaus = async (
  tx: Tx,
  by: string,
  now: string,
  bureaus: ReadonlyMap<string, Bureau>,
  fresh: readonly NewErrand[],
): Promise<void> => {
  const waiting = fresh.filter(({ waits }) => waits)
  if (waiting.length === 0) return
  const names = await findBureauNames(tx, [
    ...new Set(waiting.flatMap(({ bureau_id }) => (bureau_id && bureaus.has(bureau_id) ? [bureau_id] : []))),
  ])
  await raiseAbnormals(
    tx,
    by,
    now,
    waiting.map(({ order_id, part_no, bureau_id }) => ({
      ...{ id: order_id, part_no, reason: 'awaits_bureau' as const },
      detail: bureau_id === null ? null : (names.get(bureau_id)?.zh ?? bureau_id),
    })),
  )
}

type Part = Pick<Errand, 'order_id' | 'part_no'>

/** Parts that no bureau's word is waited for any more are held for that no longer. The stages are locked. */
const letPass = (tx: Tx, by: string, now: string, parts: readonly Part[]): Promise<void> =>
  letGo(tx, by, now, parts, 'awaits_bureau', 'bureau_accepted', ({ waits, status }) => waits && status !== 'accepted')

/** Closes a reason of parts of which no errand holds them for it any more. */
async function letGo(
  tx: Tx,
  by: string,
  now: string,
  parts: readonly Part[],
  reason: 'awaits_bureau' | 'returned_by_bureau',
  note: string,
  holds: (errand: Errand) => boolean,
): Promise<void> {
  if (parts.length === 0) return
  const still = new Set((await findStanding(tx, column(parts, 'order_id'))).filter(holds).map(partKey))
  const over = new Map(parts.filter((one) => !still.has(partKey(one))).map((one) => [partKey(one), one]))
  await releaseReasons(
    tx,
    by,
    now,
    [...over.values()].map(({ order_id, part_no }) => ({ id: order_id, part_no, reasons: [reason], note })),
  )
}

const returnedBy = (errands: readonly Errand[]): ReadonlySet<string> =>
  new Set(errands.flatMap(({ bureau_id, return_reason }) => (bureau_id && return_reason ? [bureau_id] : [])))

/** What bureaus have room for today, counted down as a batch gives orders away. The counters are asked without a lock: what is written is guarded. */
async function roomsOf(
  tx: Tx,
  now: string,
  bureaus: ReadonlyMap<string, Bureau>,
): Promise<RoomOf & { take(bureau_id: string | null, duty: Duty): void }> {
  const limited = [...bureaus.values()].filter(({ orders_per_day }) => orders_per_day !== null)
  const taken = limited.length > 0 ? await findTaken(tx, businessDate(now), column(limited, 'bureau_id')) : new Map<string, number>()
  const roomOf = ({ bureau_id, orders_per_day }: Bureau, duty: Duty) =>
    orders_per_day === null ? Number.POSITIVE_INFINITY : orders_per_day - (taken.get(`${bureau_id} ${duty}`) ?? 0)
  return Object.assign(roomOf, {
    take: (bureau_id: string | null, duty: Duty) => void taken.set(`${bureau_id} ${duty}`, (taken.get(`${bureau_id} ${duty}`) ?? 0) + 1),
  })
}

/** Writes new errands and counts them; last of all, as the counters are locked here. `ending` are those they take the place of. */
async function writeErrands(
  tx: Tx,
  by: string,
  now: string,
  bureaus: ReadonlyMap<string, Bureau>,
  fresh: readonly NewErrand[],
  ending: readonly Errand[],
): Promise<void> {
  const day = businessDate(now)
  const rows = fresh.map(({ over_capacity: _over, ...one }) => ({
    ...one,
    status: one.bureau_id === null ? 'unassigned' : 'waiting',
    answer_by: one.bureau_id === null ? null : addMilliseconds(now, Math.round(bureaus.get(one.bureau_id)!.answer_hours * 3_600_000)),
  }))
  if (rows.length > 0)
    await tx.run(hot`
      insert into orders.errands (errand_id, order_id, part_no, duty, organization_id, bureau_id, status, rule_id, rule_version, waits, passed_over, assigned_at, assigned_by, taken_on, answer_by)
      select errand_id, order_id, part_no, duty, organization_id, bureau_id, status, rule_id, rule_version, waits, passed_over, ${now}::timestamptz, ${by}::text, ${day}::date, answer_by
      from jsonb_to_recordset(${json(rows)}::jsonb) as e (errand_id uuid, order_id uuid, part_no smallint, duty text, organization_id text, bureau_id text, status text, rule_id text,
        rule_version integer, waits boolean, passed_over jsonb, answer_by timestamptz)`)
  await moveRoom(tx, [
    ...fresh.flatMap(({ bureau_id, duty, over_capacity }) =>
      bureau_id === null ? [] : [{ bureau_id, duty, day, change: 1, most: over_capacity ? null : bureaus.get(bureau_id)!.orders_per_day }],
    ),
    ...givenBack(ending),
  ])
  await announce(
    tx,
    'orders.entrusted',
    rows.map(({ errand_id, order_id, part_no, duty, bureau_id, status, rule_id, rule_version }) => ({
      ...{ id: errand_id, order_id, part_no, duty, bureau_id, status, rule_id, rule_version },
    })),
    now,
  )
}

async function endErrands(tx: Tx, now: string, ending: readonly Errand[], status: 'done' | 'withdrawn' | 'replaced'): Promise<void> {
  if (ending.length === 0) return
  const ended = await tx.run(hot`
    update orders.errands set status = ${status}, ended_at = ${now} where errand_id = any(${column(ending, 'errand_id')}::uuid[]) and ended_at is null`)
  if (ended !== ending.length) throw new GroundMoved('somebody else ended an errand')
}

interface Room {
  bureau_id: string
  duty: Duty
  day: string
  change: number
  most: number | null
}

/** An errand that is not done gives its room back; one that was returned has done so already. */
const givenBack = (errands: readonly Errand[]): Room[] =>
  errands.flatMap(({ bureau_id, duty, taken_on, status }) =>
    bureau_id !== null && (status === 'waiting' || status === 'accepted')
      ? [{ bureau_id, duty, day: taken_on, change: -1, most: null }]
      : [],
  )

/** Counts what bureaus have of a day; the last locks of a commit, in one order. What would go beyond the limit is decided anew. */
async function moveRoom(tx: Tx, changes: readonly Room[]): Promise<void> {
  const rows = [...groupBy(changes, ({ bureau_id, duty, day }) => `${bureau_id} ${duty} ${day}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => ({
      ...own[0]!,
      change: own.reduce((sum, { change }) => sum + change, 0),
      // Where one of them may go beyond it, all that is counted with it may.
      most: own.some(({ change, most }) => change > 0 && most === null) ? null : Math.max(...own.map(({ most }) => most ?? 0)),
    }))
    .filter(({ change }) => change !== 0)
  if (rows.length === 0) return
  const keys = sql`unnest(${column(rows, 'bureau_id')}::text[], ${column(rows, 'duty')}::text[], ${column(rows, 'day')}::date[])`
  await tx.run(sql`
    insert into orders.bureau_days (bureau_id, duty, day, taken) select bureau_id, duty, day, 0 from ${keys} as k (bureau_id, duty, day)
    order by 1, 2, 3 on conflict do nothing`)
  const kept = await lockRows<{ key: string; taken: number }>(
    tx,
    sql`select bureau_id || ' ' || duty || ' ' || day as key, taken from orders.bureau_days where (bureau_id, duty, day) in (select * from ${keys})`,
    sql`bureau_id, duty, day`,
  )
  const taken = new Map(kept.map(({ key, taken }) => [key, taken]))
  for (const { bureau_id, duty, day, change, most } of rows)
    if (change > 0 && most !== null && taken.get(`${bureau_id} ${duty} ${day}`)! + change > most)
      throw new GroundMoved(`${bureau_id} is full by now`)
  await tx.run(hot`
    update orders.bureau_days d set taken = d.taken + m.change
    from unnest(${column(rows, 'bureau_id')}::text[], ${column(rows, 'duty')}::text[], ${column(rows, 'day')}::date[], ${column(rows, 'change')}::integer[])
      as m (bureau_id, duty, day, change)
    where d.bureau_id = m.bureau_id and d.duty = m.duty and d.day = m.day`)
}

/** Errands with the stages of their orders, all locked in the order of the whole system. */
async function lockErrands(tx: Tx, ids: readonly string[]): Promise<Map<string, Errand>> {
  const order_ids = [...new Set(column(await findErrands(tx, ids), 'order_id'))]
  await lockStages(tx, order_ids)
  const rows = await lockRows<Errand>(
    tx,
    sql`select ${errandColumns} from orders.errands where errand_id = any(${ids}::uuid[])`,
    sql`errand_id`,
  )
  return new Map(rows.map((row) => [row.errand_id, row]))
}

const refusals: Partial<Record<AnswerStatus, string>> = {
  errand_not_found: 'There is no such errand.',
  errand_over: 'It was taken back, returned or finished meanwhile: look again.',
  note_missing: 'return_note: say in a few words why.',
}

/** A bureau says that it takes what it was given. */
export async function acceptErrands(tx: Tx, by: string, now: string, ids: readonly string[]): Promise<Outcome<AnswerStatus>[]> {
  assert(ids.length <= largestBatch, `at most ${largestBatch} errands in one call`)
  const errands = await lockErrands(tx, ids)
  const taken: Errand[] = []
  const outcomes = ids.map((id): Outcome<AnswerStatus> => {
    const errand = errands.get(id)
    const status = decideAnswer('accepted', errand)
    if (status !== 'accepted') return refused(id, status)
    taken.push(errand!)
    errands.set(id, { ...errand!, status: 'accepted' })
    return { id, status }
  })
  await tx.run(hot`
    update orders.errands set status = 'accepted', answered_at = ${now}, answered_by = ${by} where errand_id = any(${column(taken, 'errand_id')}::uuid[])`)
  await letPass(
    tx,
    by,
    now,
    taken.filter(({ waits }) => waits),
  )
  await tell(tx, now, 'orders.errand_accepted', taken)
  return outcomes
}

const refused = (id: string, status: AnswerStatus): Outcome<AnswerStatus> => {
  const detail = refusals[status]
  return { id, status, ...(detail ? { detail } : {}) }
}

export interface Return {
  /** The errand. */
  id: string
  reason: ReturnReason
  note: string | null
}

/** A bureau gives orders, or its parts of them, back to the head office and says why. What of these has not left is held until somebody else has them or the head office lets them go. */
export async function returnErrands(tx: Tx, by: string, now: string, returns: readonly Return[]): Promise<Outcome<AnswerStatus>[]> {
  assert(returns.length <= largestBatch, `at most ${largestBatch} errands in one call`)
  const errands = await lockErrands(tx, column(returns, 'id'))
  const back: (Errand & Return)[] = []
  const outcomes = returns.map(({ id, reason, note }): Outcome<AnswerStatus> => {
    const errand = errands.get(id)
    const status = decideAnswer('returned', errand)
    if (status !== 'returned') return refused(id, status)
    if (reason === 'other' && !note?.trim()) return refused(id, 'note_missing')
    back.push({ ...errand!, id, reason, note: note?.trim() || null })
    errands.set(id, { ...errand!, status: 'returned' })
    return { id, status }
  })
  await tx.run(hot`
    update orders.errands e set status = 'returned', answered_at = ${now}, answered_by = ${by}, return_reason = r.reason, return_note = r.note
    from unnest(${column(back, 'errand_id')}::uuid[], ${column(back, 'reason')}::text[], ${column(back, 'note')}::text[]) as r (errand_id, reason, note)
    where e.errand_id = r.errand_id`)
  const names = await findBureauNames(tx, [...new Set(back.map(({ bureau_id }) => bureau_id!))])
  await raiseAbnormals(
    tx,
    by,
    now,
    back.map(({ order_id, part_no, bureau_id, note }) => ({
      ...{ id: order_id, part_no },
      reason: 'returned_by_bureau' as const,
      detail: [names.get(bureau_id!)?.zh ?? bureau_id, note].filter(Boolean).join('：'),
    })),
  )
  await moveRoom(tx, givenBack(back))
  await tell(tx, now, 'orders.errand_returned', back)
  return outcomes
}

const tell = (tx: Tx, now: string, topic: string, errands: readonly (Errand & Partial<Return>)[]): Promise<void> =>
  announce(
    tx,
    topic,
    errands.map(({ errand_id, order_id, part_no, duty, bureau_id, reason }) => ({
      ...{ id: errand_id, order_id, part_no },
      duty,
      bureau_id,
      ...(reason ? { reason } : {}),
    })),
    now,
  )

export interface Assignment {
  /** Of the new errand, made by the caller. */
  id: string
  order_id: string
  part_no: number
  duty: Duty
  /** Null asks the rules again; whoever returned it is not asked. */
  bureau_id: string | null
  over_capacity: boolean
}

const assignRefusals: Partial<Record<AssignStatus, string>> = {
  id_used_for_another: 'id: it was used for something else; make a new one.',
  twice_in_batch: 'order_id: the same part of an order and duty stand twice in this call.',
  order_not_found: 'There is no such order, or it has no such part.',
  order_gone: 'What this duty is for has happened already, or the order is canceled.',
  bureau_not_found: 'bureau_id: this organization is no bureau.',
  duty_not_done: 'bureau_id: this bureau does not do that.',
  bureau_not_open: 'bureau_id: this bureau takes no orders at present.',
  bureau_full: 'bureau_id: this bureau has its orders of today; choose another, or give it with over_capacity.',
  no_bureau_fits: 'bureau_id: by the rules nobody can take it; name a bureau.',
}

/** The head office gives orders to bureaus, or again to others; an order that was held because one returned it goes on. Only the newest bureau of a duty has it. */
export async function assignErrands(tx: Tx, by: string, now: string, items: readonly Assignment[]): Promise<Outcome<AssignStatus>[]> {
  assert(items.length <= largestBatch, `at most ${largestBatch} orders in one call`)
  const ids = [...new Set(column(items, 'order_id'))]
  await lockStages(tx, ids)
  const states = await findStates(tx, ids)
  const used = new Map((await findErrands(tx, column(items, 'id'))).map((one) => [one.errand_id, one]))
  const all = groupBy(await findErrandsOf(tx, ids), errandKey)
  const bureaus = new Map((await findBureaus(tx)).map((one) => [one.bureau_id, one]))
  const rules = (await listBureauRules(tx)).filter(({ enabled }) => enabled)
  const routed = new Map((await findRouted(tx, ids)).map((one) => [one.order_id, one]))
  const roomOf = await roomsOf(tx, now, bureaus)
  const seen = new Set<string>()
  const fresh: NewErrand[] = []
  const ending: Errand[] = []
  const decide = ({ id, order_id, part_no, duty, bureau_id, over_capacity }: Assignment): AssignStatus => {
    const before = used.get(id)
    const key = errandKey({ order_id, part_no, duty })
    if (before)
      return errandKey(before) === key && (bureau_id === null || before.bureau_id === bureau_id)
        ? 'already_assigned'
        : 'id_used_for_another'
    if (seen.has(key) || seen.has(id)) return 'twice_in_batch'
    seen.add(key).add(id)
    const own = all.get(key) ?? []
    const stands = own.find(({ ended_at }) => ended_at === null)
    const order = routed.get(order_id)
    const own_states = order && states.get(partKey({ order_id, part_no }))
    const goods = order?.goods.filter((good) => good.part_no === part_no) ?? []
    const by_rule = bureau_id === null && order ? chooseBureau(duty, { ...order, goods }, rules, bureaus, roomOf, returnedBy(own)) : null
    const chosen_id = bureau_id ?? by_rule?.bureau_id ?? null
    if (own_states && bureau_id === null && chosen_id === null) return stillNeeds(duty, own_states) ? 'no_bureau_fits' : 'order_gone'
    const bureau = chosen_id === null ? undefined : bureaus.get(chosen_id)
    const status = decideAssignment(duty, own_states, bureau, stands, bureau ? roomOf(bureau, duty) : 0, over_capacity)
    if (status !== 'assigned') return status
    const { rule_id, rule_version, passed_over } = by_rule ?? { rule_id: null, rule_version: null, passed_over: [] }
    if (stands) ending.push(stands)
    fresh.push({
      ...{ errand_id: id, order_id, part_no, duty, organization_id: order!.organization_id, bureau_id: chosen_id, over_capacity },
      ...{ rule_id, rule_version, passed_over },
      // Named by hand, it is waited for as the one before was.
      waits: by_rule ? (rules.find((one) => one.rule_id === rule_id)?.waits ?? false) : (stands?.waits ?? false),
    })
    roomOf.take(chosen_id, duty)
    return 'assigned'
  }
  const outcomes = items.map((item): Outcome<AssignStatus> => {
    const status = decide(item)
    const detail = assignRefusals[status]
    return { id: item.id, status, ...(detail ? { detail } : {}) }
  })
  await endErrands(tx, now, ending, 'replaced')
  await waitForBureaus(tx, by, now, bureaus, fresh)
  const returned = ending.filter(({ status }) => status === 'returned')
  await letGo(tx, by, now, returned, 'returned_by_bureau', 'assigned_again', ({ status }) => status === 'returned')
  await writeErrands(tx, by, now, bureaus, fresh, ending)
  await letPass(
    tx,
    by,
    now,
    ending.filter(({ waits }) => waits),
  )
  return outcomes
}

/** Ends errands whose orders need nobody of their duty any more: done when the goods left or arrived, withdrawn when the order is canceled. */
export async function finishErrands(tx: Tx, now: string, order_ids: readonly string[]): Promise<void> {
  const found = await findStanding(tx, order_ids)
  if (found.length === 0) return
  const states = await findStates(tx, column(found, 'order_id'))
  // Nothing that has left comes back and nothing canceled goes on, so that the states need no lock here.
  const over = found.filter((one) => !stillNeeds(one.duty, states.get(partKey(one)) ?? []))
  const rows = await lockRows<Errand>(
    tx,
    sql`select ${errandColumns} from orders.errands where errand_id = any(${column(over, 'errand_id')}::uuid[]) and ended_at is null`,
    sql`errand_id`,
  )
  const went = ({ status, ...part }: Errand) =>
    (status === 'waiting' || status === 'accepted') &&
    (states.get(partKey(part)) ?? []).some((state) => state !== 'canceled' && state !== 'closed')
  await endErrands(
    tx,
    now,
    rows.filter((one) => went(one)),
    'done',
  )
  const left = rows.filter((one) => !went(one))
  await endErrands(tx, now, left, 'withdrawn')
  await moveRoom(tx, givenBack(left))
}

/** Orders of which a bureau has taken something on. */
export const findBegun = async (tx: Tx, order_ids: readonly string[]): Promise<Set<string>> =>
  new Set((await findStanding(tx, order_ids)).flatMap(({ order_id, status }) => (status === 'accepted' ? [order_id] : [])))

/** Parts whose lines are with another part again have no bureau and hold nothing. Their stages are locked. */
export async function dropEmptyParts(tx: Tx, by: string, now: string, order_ids: readonly string[]): Promise<void> {
  const states = await findStates(tx, order_ids)
  const empty = (await findStanding(tx, order_ids)).filter((one) => !states.has(partKey(one)))
  await finishErrands(tx, now, order_ids)
  await letGo(tx, by, now, empty, 'returned_by_bureau', 'joined', () => false)
  await letGo(tx, by, now, empty, 'awaits_bureau', 'joined', () => false)
}

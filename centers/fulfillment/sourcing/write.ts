import { allocateOrders, movableLines, openLines, type Part } from '#centers/orders/allocation.ts'
import type { Line, Order, Stage } from '#centers/orders/model.ts'
import { lockStages, moveGroups } from '#centers/orders/stages.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, type Reader, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { type Planned, planSourcing } from './engine.ts'
import { type ChosenParcel, type Explained, type Problem, type RuleContent, type RunKind, startingContent } from './model.ts'
import { dropLoads, findRefusals, type LiveRule, listLiveRules, readProblem, type Sourced, type Totals, waitOf } from './read.ts'
import { compile } from './rules.ts'

/** Orders one commit decides and moves. */
export const largestBatch = 500

export const sourceStatuses = [
  'moved',
  'stays',
  'nothing_to_choose',
  'already_sourced',
  'no_node_fits',
  'order_not_found',
  'state_forbids',
  'rule_not_found',
  'stock_moved',
  'moved_on',
] as const
export type SourceStatus = (typeof sourceStatuses)[number]

interface RunAsked {
  run_id: string
  kind: RunKind
  by: string
}

/** What is known of orders before anything is locked: their open lines, and who refused them. */
interface Looked {
  orders: Map<string, Order>
  stages: Map<string, Stage[]>
  lines: Map<string, Line[]>
  sourced: Sourced[]
}

/** What a person reads where nothing is to be chosen: picked up at the outlet, from a supplier, before it is there, from what is set aside for a channel. */
const chooses = ({ payment_term, outlet_id }: Order): boolean => payment_term !== 'pay_at_outlet' || outlet_id === null

async function look(db: Reader, order_ids: readonly string[], among: (stages: Stage[], lines: Line[]) => Line[]): Promise<Looked> {
  const [found, allLines, stages, refused] = await Promise.all([
    findOrders(db, order_ids),
    findLines(db, order_ids),
    db.rows<Stage>(hot`
      select order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at from orders.stages where order_id = any(${order_ids}::uuid[])`),
    findRefusals(db, order_ids),
  ])
  const orders = new Map(found.map((order) => [order.id, order]))
  const byOrder = groupBy(stages, ({ order_id }) => order_id)
  const lines = groupBy(among(stages, allLines), ({ order_id }) => order_id)
  const sourced = order_ids.flatMap((id): Sourced[] => {
    const order = orders.get(id)
    const own = lines.get(id)
    return order && own && chooses(order) ? [{ order, lines: own, refused: refused.get(id) ?? [] }] : []
  })
  return { orders, stages: byOrder, lines, sourced }
}

/**
 * Chooses nodes for approved orders and releases them there. Nothing is locked while the engine thinks; what changed meanwhile falls out with its reason
 * and is decided the next time. The same run again answers `already_sourced`.
 */
export async function sourceOrders(
  db: Db,
  now: string,
  run: RunAsked,
  rule: LiveRule,
  order_ids: readonly string[],
): Promise<Outcome<SourceStatus>[]> {
  const known = new Set(
    column(
      await db.rows<{ order_id: string }>(
        hot`select order_id from fulfillment.choices where run_id = ${run.run_id} and order_id = any(${order_ids}::uuid[])`,
      ),
      'order_id',
    ),
  )
  const ids = [...new Set(order_ids)].filter((id) => !known.has(id))
  const looked = await look(db, ids, openLines)
  const { problem, planned } = await plan(db, now, rule.content, looked.sourced)
  const outcomes = await db.tx((tx) => applyPlan(tx, now, run, rule, ids, looked, problem, planned))
  return order_ids.map((id) => (known.has(id) ? { id, status: 'already_sourced' } : outcomes.get(id)!))
}

async function plan(
  db: Reader,
  now: string,
  content: RuleContent,
  sourced: readonly Sourced[],
): Promise<{ problem: Problem | null; planned: Planned | null }> {
  if (sourced.length === 0) return { problem: null, planned: null }
  const problem = await readProblem(db, now, content, sourced)
  return { problem, planned: await planSourcing(problem) }
}

async function applyPlan(
  tx: Tx,
  now: string,
  run: RunAsked,
  rule: LiveRule,
  ids: readonly string[],
  looked: Looked,
  problem: Problem | null,
  planned: Planned | null,
): Promise<Map<string, Outcome<SourceStatus>>> {
  const stages = await lockStages(tx, ids)
  const lines = await findLines(tx, ids)
  const now_open = groupBy(openLines(stages, lines), ({ order_id }) => order_id)
  const explained = new Map((planned?.explained ?? []).map((one) => [one.choice.order_id, one]))
  const bad = badNodes(problem)
  const going = new Map<string, { parts: Map<number, Part[]>; reason: string }>()
  const holding = new Set<string>()
  const outcomes = new Map<string, Outcome<SourceStatus>>()
  for (const id of ids) {
    const before = looked.stages.get(id)
    const approved = stages.some((stage) => stage.order_id === id && stage.state === 'approved')
    if (!before) outcomes.set(id, { id, status: 'order_not_found', detail: 'There is no such order.' })
    else if (!approved) outcomes.set(id, { id, status: 'state_forbids', detail: stateDetail(stages, id) })
    else if (!sameLines(looked.lines.get(id), now_open.get(id)))
      outcomes.set(id, { id, status: 'moved_on', detail: 'The order changed while nodes were chosen: ask again.' })
    else {
      const one = explained.get(id)
      if (
        one?.choice.outcome === 'no_node_fits' &&
        now_open.get(id)!.some(({ node_id }) => bad.has(`${id} ${node_id}`) || bad.has(node_id!))
      ) {
        holding.add(id)
        outcomes.set(id, { id, status: 'no_node_fits', detail: 'Its node cannot ship it and no other fits: it is held for a person.' })
        continue
      }
      const parts = partsOf(one?.choice.parcels ?? [], now_open.get(id) ?? [])
      const reason =
        one?.choice.outcome === 'moved' ? 'better_node' : one?.choice.outcome === 'stays' ? 'best_node' : 'stock_is_reserved_here'
      going.set(id, { parts, reason })
      outcomes.set(id, { id, status: one ? (one.choice.outcome === 'moved' ? 'moved' : 'stays') : 'nothing_to_choose' })
    }
  }
  const allocations = [...going].map(([order_id, { parts, reason }]) => ({ order_id, parts, reason }))
  const allocated = await allocateOrders(tx, run.by, now, run.run_id, stages, lines, allocations)
  for (const [id, status] of allocated)
    if (status === 'stock_moved') outcomes.set(id, { id, status, detail: 'The stock was taken meanwhile: it is chosen again.' })
  const held = stages.filter(({ order_id, state }) => holding.has(order_id) && state === 'approved')
  await moveGroups(
    tx,
    now,
    stages,
    held.map(({ order_id, group_no }) => ({
      order_id,
      group_no,
      to: 'held',
      happened_at: now,
      by: run.by,
      reason: 'no_node_fits',
      due_at: null,
    })),
  )
  await strand(
    tx,
    now,
    held.map(({ order_id, group_no }) => ({ order_id, group_no, reason: 'no_node_fits' })),
  )
  const decided = planned ? planned.explained.filter(({ choice }) => going.has(choice.order_id) || holding.has(choice.order_id)) : []
  if (planned && decided.length > 0) {
    const lost = new Set([...allocated].flatMap(([id, status]) => (status === 'stock_moved' ? [id] : [])))
    await recordRun(tx, now, run, rule, planned, totalsOf(problem!, decided, lost))
    await insertChoices(tx, now, run.run_id, decided, lost, true)
  }
  await announce(
    tx,
    'fulfillment.sourced',
    decided
      .filter(({ choice }) => outcomes.get(choice.order_id)!.status === 'moved')
      .map(({ choice }) => ({ id: choice.order_id, run_id: run.run_id, node_ids: choice.parcels.map(({ node_id }) => node_id) })),
    now,
  )
  tx.afterCommit(() => dropLoads(tx))
  return outcomes
}

/** Where each line leaves from, piece by piece. */
const partsOf = (parcels: readonly ChosenParcel[], lines: readonly Line[]): Map<number, Part[]> => {
  const found = new Map<number, Part[]>()
  for (const { node_id, line_nos, parts } of parcels)
    for (const { line_no, quantity } of parts ?? line_nos.map((line_no) => ({ line_no, quantity: quantityOf(lines, line_no) }))) {
      const part: Part = { node_id, stock_from: 'node', quantity }
      found.set(line_no, [...(found.get(line_no) ?? []), part])
    }
  return found
}
const quantityOf = (lines: readonly Line[], line_no: number): number => lines.find((line) => line.line_no === line_no)?.quantity ?? 0

const stateDetail = (stages: readonly Stage[], id: string): string =>
  `The order is ${stages.flatMap(({ order_id, state }) => (order_id === id ? [state] : [])).join(', ')}; nodes are chosen when it is approved.`

const sameLines = (before: readonly Line[] | undefined, now: readonly Line[] | undefined): boolean => lineText(before) === lineText(now)
const lineText = (lines: readonly Line[] = []): string =>
  lines
    .map(({ line_no, group_no, node_id, quantity }) => `${line_no} ${group_no} ${node_id} ${quantity}`)
    .sort()
    .join()

/** Nodes that cannot ship at all, and those that refused an order: `node` and `order node`. */
function badNodes(problem: Problem | null): Set<string> {
  if (!problem) return new Set()
  return new Set([
    ...problem.nodes.flatMap(({ id, closed }) => (closed ? [id] : [])),
    ...problem.orders.flatMap(({ id, refused }) => refused.map((node_id) => `${id} ${node_id}`)),
  ])
}

async function recordRun(
  tx: Tx,
  now: string,
  { run_id, kind, by }: RunAsked,
  rule: LiveRule,
  { plan }: Planned,
  totals: Totals,
): Promise<void> {
  await tx.run(hot`
    insert into fulfillment.runs (run_id, kind, rule_id, version_no, state, asked_by, asked_at, ended_at, engine, fell_back, totals)
    values (${run_id}, ${kind}, ${rule.rule_id}, ${rule.version_no}, 'done', ${by}, ${now}, ${now}, ${plan.engine}, ${plan.fell_back},
      ${json({ ...totals, bound_minor: plan.bound_minor, took_ms: Math.round(plan.took_ms) })}::jsonb)
    on conflict (run_id) do nothing`)
}

/** Notes what a run chose for orders, and why. */
export async function insertChoices(
  tx: Tx,
  now: string,
  run_id: string,
  explained: readonly Explained[],
  lost: ReadonlySet<string>,
  applied: boolean,
): Promise<void> {
  const rows = explained.map(({ choice, nodes }) => ({
    ...choice,
    outcome: lost.has(choice.order_id) ? 'stock_moved' : choice.outcome,
    applied: applied && !lost.has(choice.order_id) && choice.outcome !== 'no_node_fits',
    nodes,
  }))
  await tx.run(hot`
    insert into fulfillment.choices (order_id, run_id, outcome, applied, cost_minor, before_minor, before_parcels, parcels, nodes, decided_at)
    select order_id, ${run_id}, outcome, applied, cost_minor, before_minor, before_parcels, parcels, nodes, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (order_id uuid, outcome text, applied boolean, cost_minor bigint, before_minor bigint, before_parcels smallint,
      parcels jsonb, nodes jsonb)
    on conflict (order_id, run_id) do nothing`)
}

/** What a plan comes to, against how it was. Costs are summed over the orders both can be told of. */
export function totalsOf(problem: Problem, explained: readonly Explained[], lost: ReadonlySet<string> = new Set()): Totals {
  const before = beforeCosts(problem)
  const nodes = new Map<string, { parcels: number; before_parcels: number }>()
  const at = (node_id: string) => {
    const entry = nodes.get(node_id) ?? { parcels: 0, before_parcels: 0 }
    nodes.set(node_id, entry)
    return entry
  }
  const totals = {
    moved: 0,
    stays: 0,
    no_node_fits: 0,
    stock_moved: 0,
    cost_minor: 0,
    before_minor: 0,
    compared: 0,
    parcels: 0,
    before_parcels: 0,
    split: 0,
  }
  const orders = new Map(problem.orders.map((order) => [order.id, order]))
  for (const { choice } of explained) {
    const { order_id, outcome, parcels } = choice
    choice.before_minor ??= before.get(order_id) ?? null
    totals[lost.has(order_id) ? 'stock_moved' : outcome]++
    totals.parcels += parcels.length
    totals.before_parcels += choice.before_parcels
    if (parcels.length > 1) totals.split++
    for (const { node_id } of parcels) at(node_id).parcels++
    for (const node_id of new Set(orders.get(order_id)!.lines.flatMap(({ node_id }) => node_id ?? []))) at(node_id).before_parcels++
    if (outcome === 'no_node_fits' || choice.before_minor === null) continue
    totals.compared++
    totals.cost_minor += choice.cost_minor
    totals.before_minor += choice.before_minor
  }
  return {
    orders: explained.length,
    ...totals,
    nodes: [...nodes]
      .map(([node_id, counts]) => ({ node_id, ...counts }))
      .sort((a, b) => b.parcels - a.parcels || (a.node_id < b.node_id ? -1 : 1)),
  }
}

/** What each order costs as it is, also where the rule would not have allowed it: weighed by the same wishes, without the prohibitions. */
function beforeCosts(problem: Problem): Map<string, number> {
  const rule = { ...problem.rule, node_kinds: [], excluded_node_ids: [], farthest_km: null, carrier_ids: [], most_parcels: 10 }
  const nodes = problem.nodes.map((node) => ({ ...node, closed: false }))
  const lenient = compile({
    ...problem,
    rule,
    nodes,
    orders: problem.orders.map((order) => ({ ...order, refused: [], node_ids: column(nodes, 'id') })),
  })
  return new Map(lenient.orders.flatMap(({ order, stays }) => (stays ? [[order.id, stays.cost_minor] as const] : [])))
}

/** Decides the approved orders that wait for it, rule by rule, a batch each; answers how many orders went on. */
export async function sourceWaiting(db: Db, now: string): Promise<number> {
  let decided = 0
  for (const rule of await listLiveRules(db)) {
    const { gathers_seconds } = rule.content
    // What is due far in the future rests for another reason.
    const due_until = addMilliseconds(now, waitOf(rule.content))
    const waiting = await db.rows<{ order_id: string }>(hot`
      select distinct order_id from (
        select order_id from orders.stages
        where state = 'approved' and due_at <= ${due_until} and channel_id = any(${rule.channel_ids}::text[]) and entered_at <= ${addMilliseconds(now, -gathers_seconds * 1000)}
        order by due_at, order_id limit ${largestBatch}
      ) due order by order_id`)
    if (waiting.length === 0) continue
    const run = { run_id: newId(Date.parse(now)), kind: 'live' as const, by: 'rule' }
    const outcomes = await sourceOrders(db, now, run, rule, column(waiting, 'order_id'))
    decided += outcomes.filter(({ status }) => ['moved', 'stays', 'nothing_to_choose', 'no_node_fits'].includes(status)).length
  }
  return decided
}

/** The rule that decides for a channel when nobody published one: as near and cheap as can be. */
export async function ruleFor(db: Reader, channel_id: string): Promise<LiveRule> {
  const found = (await listLiveRules(db)).find(({ channel_ids }) => channel_ids.includes(channel_id))
  return found ?? { rule_id: 'none', version_no: 0, content: startingContent, channel_ids: [] }
}

// A node that refuses.

export interface Refusal {
  /** Made by the caller; the same id again is the same refusal. */
  id: string
  order_id: string
  group_no: number
  reason: string
  note?: string | null
}
export type RefuseStatus = 'moved_elsewhere' | 'held' | 'already_refused' | 'order_not_found' | 'state_forbids' | 'partly_shipped'

/**
 * A node refuses to ship: the group is taken back, the node is not asked for this order again, and another is chosen at once. Where none fits the group
 * stays held for a person to see to.
 */
export async function refuseGroups(db: Db, by: string, now: string, refusals: readonly Refusal[]): Promise<Outcome<RefuseStatus>[]> {
  const outcomes = await db.tx((tx) => takeBack(tx, by, now, refusals))
  const taken = refusals.filter((_, i) => outcomes[i]!.status === 'held')
  for (const { id, order_id, group_no } of taken) {
    const moved = await sendElsewhere(db, by, now, id, order_id, group_no)
    if (moved) outcomes[refusals.findIndex((refusal) => refusal.id === id)] = { id, status: 'moved_elsewhere', detail: moved }
  }
  return outcomes
}

const refusedHold = 'refused_by_node'

async function takeBack(tx: Tx, by: string, now: string, refusals: readonly Refusal[]): Promise<Outcome<RefuseStatus>[]> {
  const ids = column(refusals, 'order_id')
  const stages = await lockStages(tx, ids)
  const lines = groupBy(await findLines(tx, ids), ({ order_id, group_no }) => `${order_id} ${group_no}`)
  const known = new Set(
    column(await tx.rows<{ id: string }>(hot`select id from fulfillment.refusals where id = any(${column(refusals, 'id')}::uuid[])`), 'id'),
  )
  const rows: (Refusal & { node_id: string })[] = []
  const outcomes = refusals.map((refusal): Outcome<RefuseStatus> => {
    const { id, order_id, group_no } = refusal
    if (known.has(id)) return { id, status: 'already_refused' }
    const stage = stages.find((one) => one.order_id === order_id && one.group_no === group_no)
    const own = lines.get(`${order_id} ${group_no}`)
    if (!stage || !own) return { id, status: 'order_not_found', detail: 'There is no such order or group.' }
    if (own.some(({ shipped }) => shipped > 0))
      return { id, status: 'partly_shipped', detail: 'Part of the group has left: ship or cancel the rest.' }
    if (stage.state !== 'released' && stage.state !== 'allocated')
      return { id, status: 'state_forbids', detail: `The group is ${stage.state}; only what a node was given can be refused.` }
    known.add(id)
    stage.due_at = null
    rows.push({ ...refusal, node_id: own[0]!.node_id! })
    return { id, status: 'held', detail: 'No other node fits: a person must see to it.' }
  })
  await tx.run(hot`
    insert into fulfillment.refusals (id, order_id, group_no, node_id, reason, note, refused_by, refused_at)
    select id, order_id, group_no, node_id, reason, note, ${by}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (id uuid, order_id uuid, group_no smallint, node_id text, reason text, note text)`)
  await moveGroups(
    tx,
    now,
    stages,
    rows.map(({ order_id, group_no }) => ({ order_id, group_no, to: 'held', happened_at: now, by, reason: refusedHold, due_at: null })),
  )
  await strand(tx, now, rows)
  await announce(
    tx,
    'fulfillment.refused',
    rows.map(({ order_id, group_no, node_id, reason }) => ({ id: order_id, group_no, node_id, reason })),
    now,
  )
  return outcomes
}

/** Notes groups that wait for a node that ships them; they are tried again when goods come. */
const strand = (tx: Tx, now: string, groups: readonly { order_id: string; group_no: number; reason: string }[]): Promise<number> =>
  tx.run(hot`
    insert into fulfillment.stranded (order_id, group_no, reason, since_at)
    select order_id, group_no, reason, ${now}
    from unnest(${column(groups, 'order_id')}::uuid[], ${column(groups, 'group_no')}::smallint[], ${column(groups, 'reason')}::text[]) as g (order_id, group_no, reason)
    on conflict (order_id, group_no) do update set reason = excluded.reason`)

/** Tries once more to find a node for the groups that none would ship, where goods of theirs came; answers how many went on. */
export async function retryStranded(db: Db, now: string, sku_ids: readonly string[]): Promise<number> {
  const groups = await db.rows<{ order_id: string; group_no: number }>(hot`
    select distinct x.order_id, x.group_no, x.since_at from fulfillment.stranded x
    join orders.lines l on l.order_id = x.order_id and l.group_no = x.group_no and l.sku_id = any(${sku_ids}::text[])
    order by x.since_at, x.order_id, x.group_no limit 100`)
  let moved = 0
  for (const { order_id, group_no } of groups) if (await sendElsewhere(db, 'rule', now, newId(Date.parse(now)), order_id, group_no)) moved++
  return moved
}

/** Chooses another node for what a node refused; answers where it went. A supplier's promise that was refused may be kept by any node of ours. */
async function sendElsewhere(db: Db, by: string, now: string, run_id: string, order_id: string, group_no: number): Promise<string | null> {
  const looked = await look(db, [order_id], (stages, lines) =>
    lines.filter(
      (line) =>
        line.group_no === group_no &&
        (line.stock_from === 'node' || line.stock_from === 'supplier') &&
        stages.some((one) => one.group_no === group_no && one.state === 'held'),
    ),
  )
  const [sourced] = looked.sourced
  if (!sourced) return null
  const rule = await ruleFor(db, sourced.order.channel_id)
  const { problem, planned } = await plan(db, now, rule.content, [sourced])
  const [explained] = planned!.explained
  const elsewhere = explained!.choice.outcome === 'moved'
  return db.tx(async (tx) => {
    const run = { run_id, kind: 'refusal' as const, by }
    await recordRun(tx, now, run, rule, planned!, totalsOf(problem!, [explained!]))
    const stages = await lockStages(tx, [order_id])
    const stage = stages.find((one) => one.group_no === group_no)
    const lines = await findLines(tx, [order_id])
    // What is approved beside it is about to be chosen itself; what waits for its goods is not touched.
    if (!elsewhere || stage?.state !== 'held' || movableLines(stages, lines).length > 0) {
      await insertChoices(tx, now, run_id, [explained!], new Set(), false)
      return null
    }
    await moveGroups(tx, now, stages, [{ order_id, group_no, to: 'approved', happened_at: now, by, reason: 'chosen_again', due_at: null }])
    const own = lines.filter((line) => line.group_no === group_no)
    const parts = partsOf(explained!.choice.parcels, own)
    const moves = [{ order_id, parts, reason: 'refused_elsewhere' }]
    const allocated = await allocateOrders(tx, by, now, run_id, stages, lines, moves, movableLines)
    const lost = new Set(allocated.get(order_id) === 'stock_moved' ? [order_id] : [])
    await insertChoices(tx, now, run_id, [explained!], lost, true)
    if (lost.size > 0)
      await moveGroups(tx, now, stages, [{ order_id, group_no, to: 'held', happened_at: now, by, reason: refusedHold, due_at: null }])
    return lost.size > 0 ? null : explained!.choice.parcels.map(({ node_id }) => node_id).join(', ')
  })
}

import { findBalances, sumChanges } from '#centers/ledger/read.ts'
import type { Line, Order } from '#centers/orders/model.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { skuAsset } from '#centers/products/model.ts'
import { chunksOf, column, groupBy, type Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds, businessDate, defaultZone, startOfDay } from '#core/time.ts'
import { planSourcing } from './engine.ts'
import type { Explained, Problem } from './model.ts'
import { findRefusals, findVersion, type Run, readProblem, type Sourced, type Totals } from './read.ts'
import { insertChoices, largestBatch, totalsOf } from './write.ts'

/** Orders one rehearsal looks at; a longer period is cut and says so. */
export const mostOrders = 20_000
/** Orders whose explanation is kept: those that would move first. */
const mostExplained = 500
const mostTries = 3

export interface RehearsalAsk {
  run_id: string
  kind: 'dry_run' | 'replay'
  rule_id: string
  version_no: number
  period_from?: string | null
  period_to?: string | null
}
export const rehearseStatuses = ['asked', 'already_asked', 'version_not_found', 'period_needed', 'period_wrong'] as const
export type RehearseStatus = (typeof rehearseStatuses)[number]

/** Asks for rehearsals: of a version over the orders waiting now (dry run), or over those of a past period (replay). Nothing is moved. */
export async function askRehearsals(tx: Tx, by: string, now: string, asks: readonly RehearsalAsk[]): Promise<Outcome<RehearseStatus>[]> {
  const rows: RehearsalAsk[] = []
  const known = new Set(
    column(
      await tx.rows<{ run_id: string }>(sql`select run_id from fulfillment.runs where run_id = any(${column(asks, 'run_id')}::uuid[])`),
      'run_id',
    ),
  )
  const outcomes: Outcome<RehearseStatus>[] = []
  for (const ask of asks) {
    const { run_id: id, kind, rule_id, version_no, period_from, period_to } = ask
    const refuse = (status: RehearseStatus, detail: string) => outcomes.push({ id, status, detail })
    if (known.has(id)) outcomes.push({ id, status: 'already_asked' })
    else if (!(await findVersion(tx, rule_id, version_no)))
      refuse('version_not_found', `version_no: there is no version ${version_no} of ${rule_id}.`)
    else if (kind === 'replay' && (!period_from || !period_to))
      refuse('period_needed', 'period_from, period_to: say which days are replayed.')
    else if (kind === 'replay' && (period_from! >= period_to! || period_from! > now))
      refuse('period_wrong', 'period_from is before period_to and in the past.')
    else {
      known.add(id)
      rows.push(ask)
      outcomes.push({ id, status: 'asked' })
    }
  }
  await tx.run(sql`
    insert into fulfillment.runs (run_id, kind, rule_id, version_no, state, period_from, period_to, asked_by, asked_at)
    select run_id, kind, rule_id, version_no, 'asked', case when kind = 'replay' then period_from end, case when kind = 'replay' then period_to end, ${by}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (run_id uuid, kind text, rule_id text, version_no integer, period_from timestamptz, period_to timestamptz)`)
  return outcomes
}

/** Carries out the rehearsals asked for, one after the other; one that fails three times says why. Due work: one process at a time. */
export async function rehearse(db: Db, now: string): Promise<number> {
  const asked = await db.rows<Run & { tries: number }>(hot`
    select run_id, kind, rule_id, version_no, period_from, period_to, tries from fulfillment.runs where state = 'asked' order by asked_at, run_id limit 5`)
  for (const run of asked) {
    await db.run(sql`update fulfillment.runs set tries = tries + 1 where run_id = ${run.run_id}`)
    try {
      const { totals, explained, engine, fell_back } = run.kind === 'replay' ? await replay(db, run) : await dryRun(db, now, run)
      await db.tx(async (tx) => {
        await insertChoices(tx, now, run.run_id, explained, new Set(), false)
        await tx.run(sql`
          update fulfillment.runs set state = 'done', ended_at = ${now}, engine = ${engine}, fell_back = ${fell_back}, totals = ${json(totals)}::jsonb
          where run_id = ${run.run_id} and state = 'asked'`)
      })
    } catch (error) {
      log.warn({ error: (error as Error).message, run_id: run.run_id }, 'a rehearsal of sourcing failed')
      if (run.tries + 1 >= mostTries)
        await db.run(sql`
          update fulfillment.runs set state = 'failed', ended_at = ${now}, fault = ${(error as Error).message.slice(0, 500)} where run_id = ${run.run_id}`)
    }
  }
  return asked.length
}

interface Rehearsed {
  totals: Totals
  explained: Explained[]
  engine: string | null
  fell_back: string | null
}

/** Lines whose node was or is to be chosen. */
const sourcedOf = (orders: readonly Order[], lines: readonly Line[], refused: ReadonlyMap<string, string[]>): Sourced[] => {
  const byOrder = groupBy(
    lines.filter(({ stock_from, sku_id }) => stock_from === 'node' && sku_id !== null),
    ({ order_id }) => order_id,
  )
  return orders.flatMap((order): Sourced[] => {
    const own = byOrder.get(order.id)
    return own && order.payment_term !== 'pay_at_outlet' ? [{ order, lines: own, refused: refused.get(order.id) ?? [] }] : []
  })
}

/** What a version would choose for the orders that have not been released yet. */
async function dryRun(db: Db, now: string, run: Run): Promise<Rehearsed> {
  const rule = (await findVersion(db, run.rule_id, run.version_no))!
  const waiting = await db.rows<{ order_id: string }>(sql`
    select distinct s.order_id from channels.channels c
    join orders.stages s on s.organization_id = c.organization_id and s.state in ('placed', 'held', 'approved') and s.channel_id = c.id
    where c.id = any(${rule.content.channel_ids}::text[]) order by s.order_id desc limit ${mostOrders + 1}`)
  const gathered = new Gathered()
  for (const ids of chunksOf(column(waiting.slice(0, mostOrders), 'order_id'), largestBatch)) {
    const [orders, lines, refused, stages] = await Promise.all([
      findOrders(db, ids),
      findLines(db, ids),
      findRefusals(db, ids),
      db.rows<{ order_id: string; group_no: number }>(hot`
        select order_id, group_no from orders.stages where order_id = any(${ids}::uuid[]) and state in ('placed', 'held', 'approved')`),
    ])
    const open = new Set(stages.map(({ order_id, group_no }) => `${order_id} ${group_no}`))
    const waits = lines.filter(({ order_id, group_no, shipped }) => shipped === 0 && open.has(`${order_id} ${group_no}`))
    const problem = await readProblem(db, now, rule.content, sourcedOf(orders, waits, refused))
    await gathered.decide(problem, new Map(orders.map(({ id, placed_at }) => [id, placed_at])))
  }
  return gathered.finish(waiting.length > mostOrders)
}

/**
 * What a version would have chosen in a past period, day by day with the stock that was there: what stood free when the day began and what came in on it.
 * Each day begins as it really was, so a choice never lives on what another choice of the replay saved the day before.
 */
async function replay(db: Db, run: Run): Promise<Rehearsed> {
  const rule = (await findVersion(db, run.rule_id, run.version_no))!
  const gathered = new Gathered()
  let cut = false
  for (let on = businessDate(run.period_from!); startOfDay(on) < run.period_to! && !cut; on = nextDay(on)) {
    const [from, to] = [later(startOfDay(on), run.period_from!), earlier(startOfDay(nextDay(on)), run.period_to!)]
    const placed = await db.rows<{ id: string }>(sql`
      select o.id from channels.channels c
      join orders.orders o on o.organization_id = c.organization_id and o.channel_id = c.id and o.placed_at >= ${from} and o.placed_at < ${to} and not o.history
      where c.id = any(${rule.content.channel_ids}::text[])
        and exists (select 1 from orders.stages s where s.order_id = o.id and s.state not in ('canceled', 'closed'))
      order by o.placed_at, o.id limit ${mostOrders + 1 - gathered.seen}`)
    if (placed.length === 0) continue
    cut = gathered.seen + placed.length > mostOrders
    await replayDay(db, gathered, rule.content, addMilliseconds(startOfDay(on), 12 * 3_600_000), column(placed, 'id'))
  }
  return gathered.finish(cut)
}

async function replayDay(db: Db, gathered: Gathered, rule: Problem['rule'], at: string, ids: string[]): Promise<void> {
  const [orders, lines] = await Promise.all([findOrders(db, ids), findLines(db, ids)])
  const sourced = sourcedOf(orders, lines, new Map())
  if (sourced.length === 0) return
  const whole = await readProblem(db, at, { ...rule, respects_capacity: false }, sourced)
  const free = await findFreeOn(db, at, whole)
  const capacity = new Map(
    await db
      .rows<{ id: string; capacity_per_day: number | null }>(sql`select id, capacity_per_day from inventory.nodes`)
      .then((rows) => rows.map((row) => [row.id, row.capacity_per_day] as const)),
  )
  const placed_at = new Map(orders.map(({ id, placed_at }) => [id, placed_at]))
  for (const some of chunksOf(whole.orders, largestBatch)) {
    const nodes = whole.nodes.map((node) => ({ ...node, closed: false, capacity_left: capacity.get(node.id) ?? null }))
    const problem: Problem = { ...whole, rule, orders: some, nodes, free: Object.fromEntries(free) }
    const explained = await gathered.decide(problem, placed_at)
    // What this batch chose is gone for the next of the day, and what it did not take of what it had is free.
    for (const order of some) for (const { node_id, sku_id, quantity } of order.lines) add(free, `${node_id} ${sku_id}`, quantity)
    for (const { choice } of explained) {
      const order = some.find(({ id }) => id === choice.order_id)!
      const nodeOf = new Map(choice.parcels.flatMap(({ node_id, line_nos }) => line_nos.map((line_no) => [line_no, node_id])))
      for (const { line_no, node_id, sku_id, quantity } of order.lines) add(free, `${nodeOf.get(line_no) ?? node_id} ${sku_id}`, -quantity)
      for (const { node_id } of choice.parcels)
        if (capacity.get(node_id) != null) capacity.set(node_id, Math.max(0, capacity.get(node_id)! - 1))
    }
  }
}

const add = (free: Map<string, number>, key: string, quantity: number): void => void free.set(key, (free.get(key) ?? 0) + quantity)

/**
 * What was free on a day beside what the day's orders took themselves: the balance now, walked back through the postings since, as it stood when the
 * day began; with what came in on the day, less what left otherwise.
 */
async function findFreeOn(db: Reader, at: string, { nodes, orders }: Problem): Promise<Map<string, number>> {
  const day = businessDate(at)
  const [from, to] = [startOfDay(day), startOfDay(nextDay(day))]
  const sku_ids = [...new Set(orders.flatMap(({ lines }) => column(lines, 'sku_id')))]
  const accounts = nodes.map(({ id }) => `node:${id}:available`)
  const assets = sku_ids.map(skuAsset)
  const of_orders = 'node:%:reserved'
  const [balances, changes] = await Promise.all([
    findBalances(
      db,
      accounts.flatMap((account) => assets.map((asset) => ({ account, asset }))),
    ),
    sumChanges(db, { accounts, assets, from, to, counterparts: [of_orders] }),
  ])
  const nameOf = ({ account, asset }: { account: string; asset: string }) => `${account.slice(5, -10)} ${asset.slice(4)}`
  const free = new Map(balances.map((row) => [nameOf(row), row.balance]))
  for (const change of changes) add(free, nameOf(change), (change.counterpart === of_orders ? 0 : change.before) - change.all)
  for (const { lines } of orders) for (const { node_id, sku_id, quantity } of lines) add(free, `${node_id} ${sku_id}`, -quantity)
  // What the orders took was there: what the walk cannot see (stock lent by a later correction) is no debt.
  for (const [key, quantity] of free) if (quantity < 0) free.set(key, 0)
  return free
}

const nextDay = (on: string): string => Temporal.PlainDate.from(on).add({ days: 1 }).toString()
const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b)
const earlier = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? a : b)

/** Sums what the batches of a rehearsal come to. */
class Gathered {
  seen = 0
  private readonly totals: Totals[] = []
  private readonly days = new Map<string, { orders: number; cost_minor: number; before_minor: number }>()
  private moved: Explained[] = []
  private others: Explained[] = []
  private engine: string | null = null
  private fell_back: string | null = null
  private bound: number | null = 0
  private took_ms = 0

  async decide(problem: Problem, placed_at: ReadonlyMap<string, string>): Promise<Explained[]> {
    if (problem.orders.length === 0) return []
    const { plan, explained } = await planSourcing(problem)
    this.seen += problem.orders.length
    this.engine = plan.engine
    this.fell_back ??= plan.fell_back
    this.bound = this.bound === null || plan.bound_minor === null ? null : this.bound + plan.bound_minor
    this.took_ms += plan.took_ms
    this.totals.push(totalsOf(problem, explained))
    for (const { choice } of explained) {
      const on = businessDate(placed_at.get(choice.order_id)!, defaultZone)
      const day = this.days.get(on) ?? { orders: 0, cost_minor: 0, before_minor: 0 }
      this.days.set(on, day)
      day.orders++
      if (choice.outcome === 'no_node_fits' || choice.before_minor === null) continue
      day.cost_minor += choice.cost_minor
      day.before_minor += choice.before_minor
    }
    this.moved = [...this.moved, ...explained.filter(({ choice }) => choice.outcome !== 'stays')].slice(0, mostExplained)
    this.others = [...this.others, ...explained.filter(({ choice }) => choice.outcome === 'stays')].slice(0, mostExplained)
    return explained
  }

  finish(cut: boolean): Rehearsed {
    const sum = (
      key:
        | 'orders'
        | 'moved'
        | 'stays'
        | 'no_node_fits'
        | 'cost_minor'
        | 'before_minor'
        | 'compared'
        | 'parcels'
        | 'before_parcels'
        | 'split',
    ) => this.totals.reduce((total, one) => total + (one[key] ?? 0), 0)
    const nodes = new Map<string, { node_id: string; parcels: number; before_parcels: number }>()
    for (const one of this.totals.flatMap((totals) => totals.nodes ?? [])) {
      const entry = nodes.get(one.node_id) ?? { node_id: one.node_id, parcels: 0, before_parcels: 0 }
      nodes.set(one.node_id, { ...entry, parcels: entry.parcels + one.parcels, before_parcels: entry.before_parcels + one.before_parcels })
    }
    const totals: Totals = {
      ...{ orders: sum('orders'), moved: sum('moved'), stays: sum('stays'), no_node_fits: sum('no_node_fits') },
      ...{ cost_minor: sum('cost_minor'), before_minor: sum('before_minor'), compared: sum('compared') },
      ...{ parcels: sum('parcels'), before_parcels: sum('before_parcels'), split: sum('split') },
      bound_minor: this.engine === 'optimal' ? this.bound : null,
      took_ms: Math.round(this.took_ms),
      nodes: [...nodes.values()].sort((a, b) => b.parcels - a.parcels),
      days: [...this.days].map(([on, day]) => ({ on, ...day })).sort((a, b) => (a.on < b.on ? -1 : 1)),
      cut,
    }
    const explained = [...this.moved, ...this.others].slice(0, mostExplained)
    return { totals, explained, engine: this.engine, fell_back: this.fell_back }
  }
}

const kept_ms = { rehearsed: 30 * 86_400_000, applied: 400 * 86_400_000 }

/** Forgets explanations nobody asks for any more: of rehearsals after a month, of orders after a good year. Bounded. */
export const forgetChoices = (db: Db, now: string): Promise<number> =>
  db.run(sql`
    delete from fulfillment.choices c using (
      select c.order_id, c.run_id from fulfillment.choices c join fulfillment.runs r using (run_id)
      where c.decided_at < ${addMilliseconds(now, -kept_ms.rehearsed)}
        and (r.kind in ('dry_run', 'replay') or c.decided_at < ${addMilliseconds(now, -kept_ms.applied)})
      order by c.decided_at limit 1000
    ) old where c.order_id = old.order_id and c.run_id = old.run_id`)

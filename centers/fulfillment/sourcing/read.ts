import { listReach, listServices, listTariffs } from '#centers/carriers/agreements/read.ts'
import { listNodes } from '#centers/inventory/read.ts'
import { findBalances } from '#centers/ledger/read.ts'
import type { Line, Order } from '#centers/orders/model.ts'
import { skuAsset } from '#centers/products/model.ts'
import { cachedTable } from '#core/cache.ts'
import { cutPage, decodeCursor } from '#core/http.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { businessDate, defaultZone, startOfDay } from '#core/time.ts'
import { regionOf } from './geography.ts'
import type { ChosenParcel, Engine, NodeVerdict, Problem, RuleContent, RunKind, SourcingLine, SourcingNode } from './model.ts'

// --- Rules

export interface RuleVersion {
  rule_id: string
  version_no: number
  content: RuleContent
  state: 'draft' | 'live' | 'retired'
  saved_by: string
  saved_at: string
  published_by: string | null
  published_at: string | null
  retired_at: string | null
}
export interface Rule {
  rule_id: string
  name: { zh: string; en: string }
  last_version: number
  live_version: number | null
  changed_at: string
  content: RuleContent
}

/** Rules with their newest content. */
export const listRules = (db: Reader): Promise<Rule[]> =>
  db.rows<Rule>(sql`
    select r.rule_id, r.name, r.last_version, r.live_version, r.changed_at, v.content
    from fulfillment.rules r join fulfillment.rule_versions v on v.rule_id = r.rule_id and v.version_no = r.last_version order by r.rule_id`)

/** Versions of a rule, newest first. */
export const listVersions = (db: Reader, rule_id: string): Promise<RuleVersion[]> =>
  db.rows<RuleVersion>(sql`
    select v.rule_id, v.version_no, v.content, v.saved_by, v.saved_at, v.published_by, v.published_at, v.retired_at,
      case when v.version_no = r.live_version then 'live' when v.published_at is null then 'draft' else 'retired' end as state
    from fulfillment.rule_versions v join fulfillment.rules r using (rule_id) where v.rule_id = ${rule_id} order by v.version_no desc limit 200`)

export interface LiveRule {
  rule_id: string
  version_no: number
  content: RuleContent
  channel_ids: string[]
}

export const findVersion = (db: Reader, rule_id: string, version_no: number): Promise<LiveRule | undefined> =>
  db.row<LiveRule>(sql`
    select rule_id, version_no, content, '{}'::text[] as channel_ids from fulfillment.rule_versions where rule_id = ${rule_id} and version_no = ${version_no}`)

export const listLiveRules = (db: Reader): Promise<LiveRule[]> =>
  db.rows<LiveRule>(hot`
    select r.rule_id, v.version_no, v.content, array(select c.channel_id from fulfillment.rule_channels c where c.rule_id = r.rule_id order by c.channel_id) as channel_ids
    from fulfillment.rules r join fulfillment.rule_versions v on v.rule_id = r.rule_id and v.version_no = r.live_version order by r.rule_id`)

const live = cachedTable(1_000, listLiveRules)
export const dropRuleCache = live.drop
/** The live rules, at most a second old: every step of an order asks for them. */
export const readLiveRules = (db: Reader): Promise<LiveRule[]> => live.read(db)

export const waitOf = ({ gathers_seconds, patience_seconds }: RuleContent): number => (gathers_seconds + patience_seconds) * 1000

/** How long approved orders wait for their nodes to be chosen, by channel. Orders asks before it allocates by itself. */
export async function readRests(db: Reader): Promise<ReadonlyMap<string, number>> {
  return new Map((await readLiveRules(db)).flatMap(({ channel_ids, content }) => channel_ids.map((id) => [id, waitOf(content)] as const)))
}

// --- The ground that nodes are chosen on

/** An order with the lines whose node may be chosen. */
export interface Sourced {
  order: Pick<Order, 'id' | 'channel_id' | 'address'>
  lines: readonly Line[]
  refused: readonly string[]
}

/** What a piece weighs when nobody said. */
const usual_grams = 500

/** Everything the engines need to know to decide these orders, read once. */
export async function readProblem(db: Reader, now: string, rule: RuleContent, sourced: readonly Sourced[]): Promise<Problem> {
  const channels = [...new Set(sourced.map(({ order }) => order.channel_id))]
  const sku_ids = [...new Set(sourced.flatMap(({ lines }) => lines.map(({ sku_id }) => sku_id!)))]
  const [nodes, shares, sizes, prices, busy] = await Promise.all([
    listNodes(db),
    db.rows<{ channel_id: string; node_id: string }>(hot`
      select channel_id, node_id from inventory.sharing where channel_id = any(${channels}::text[]) order by channel_id, rank, node_id`),
    findSizes(db, sku_ids),
    readAgreed(db),
    rule.respects_capacity ? readLoads(db, now) : new Map<string, number>(),
  ])
  const shared = groupBy(shares, ({ channel_id }) => channel_id)
  const used = new Set([...column(shares, 'node_id'), ...sourced.flatMap(({ lines }) => lines.map(({ node_id }) => node_id!))])
  const [free, age] = await Promise.all([
    findFree(db, [...used], sku_ids),
    rule.weights.aging_minor > 0 ? findAges(db, now, [...used], sku_ids) : {},
  ])
  const clock = Temporal.Instant.from(now).toZonedDateTimeISO(defaultZone)
  return {
    rule,
    nodes: nodes
      .filter(({ id }) => used.has(id))
      .map(
        ({ id, kind, longitude, latitude, region_code, cut_off, closed_at, capacity_per_day }): SourcingNode => ({
          ...{ id, kind, longitude, latitude, region_code, cut_off, closed: closed_at !== null },
          capacity_left: capacity_per_day === null ? null : capacity_per_day - (busy.get(id) ?? 0),
        }),
      ),
    orders: sourced.map(({ order, lines, refused }) => ({
      id: order.id,
      region: regionOf(order.address),
      lines: lines.map((line) => sizedLine(line, sizes)),
      node_ids: column(shared.get(order.channel_id) ?? [], 'node_id'),
      refused,
    })),
    free,
    age,
    ...prices,
    on: businessDate(now),
    minute_of_day: clock.hour * 60 + clock.minute,
  }
}

interface Size {
  weight_grams: number | null
  volume_cm3: number | null
}

function sizedLine({ line_no, sku_id, quantity, node_id }: Line, sizes: ReadonlyMap<string, Size>): SourcingLine {
  const size = sizes.get(sku_id!)
  return {
    ...{ line_no, sku_id: sku_id!, quantity, node_id },
    weight_grams: (size?.weight_grams ?? usual_grams) * quantity,
    volume_cm3: (size?.volume_cm3 ?? 0) * quantity,
  }
}

async function findSizes(db: Reader, sku_ids: readonly string[]): Promise<Map<string, Size>> {
  const rows = await db.rows<Size & { sku_id: string }>(hot`
    select sku_id, weight_grams, (length_mm::bigint * width_mm * height_mm / 1000)::bigint as volume_cm3 from products.skus where sku_id = any(${sku_ids}::text[])`)
  return new Map(rows.map((row) => [row.sku_id, row]))
}

/** Prices, reach and services change by hand and seldom: kept whole for some seconds. */
const agreed = cachedTable(5_000, async (db) => {
  const [tariffs, reach, carriers] = await Promise.all([listTariffs(db), listReach(db, null), listServices(db)])
  return {
    tariffs,
    reach,
    services: carriers.filter(({ active }) => active).map(({ carrier_id, service_id }) => `${carrier_id} ${service_id}`),
  }
})
const readAgreed = agreed.read
export const dropAgreedCache = agreed.drop

async function findFree(db: Reader, node_ids: readonly string[], sku_ids: readonly string[]): Promise<Record<string, number>> {
  const asked = node_ids.flatMap((node_id) => sku_ids.map((sku_id) => ({ account: `node:${node_id}:available`, asset: skuAsset(sku_id) })))
  const balances = await findBalances(db, asked)
  return Object.fromEntries(
    balances.flatMap(({ account, asset, balance }) => (balance > 0 ? [[`${account.slice(5, -10)} ${asset.slice(4)}`, balance]] : [])),
  )
}

/** How old the oldest lot is where it lies: the share of its shelf life that is over, or of a year where it has none. */
async function findAges(db: Reader, now: string, node_ids: readonly string[], sku_ids: readonly string[]): Promise<Record<string, number>> {
  const rows = await db.rows<{ node_id: string; sku_id: string; age: number }>(hot`
    select s.node_id, s.sku_id, max(least(1.0, greatest(0.0, case
      when l.expires_on is null then extract(epoch from ${now}::timestamptz - s.since_at) / 86400 / 365
      when l.expires_on <= coalesce(l.made_on, s.since_at::date) then 1
      else (${now}::date - coalesce(l.made_on, s.since_at::date))::numeric / (l.expires_on - coalesce(l.made_on, s.since_at::date)) end)))::float8 as age
    from inventory.lot_stock s join inventory.lots l on l.sku_id = s.sku_id and l.lot_no = s.lot_no
    where s.node_id = any(${node_ids}::text[]) and s.sku_id = any(${sku_ids}::text[]) and s.condition = 'good' and s.quantity > 0
    group by s.node_id, s.sku_id`)
  return Object.fromEntries(rows.map(({ node_id, sku_id, age }) => [`${node_id} ${sku_id}`, age]))
}

const loads = new WeakMap<object, { on: string; at_ms: number; rows: Promise<Map<string, number>> }>()

/** Parcels each node has to ship or shipped today, at most some seconds old; only nodes with a limit are counted. */
function readLoads(db: Reader, now: string): Promise<Map<string, number>> {
  const on = businessDate(now)
  const held = loads.get(db.database)
  if (held?.on === on && performance.now() - held.at_ms < 3_000) return held.rows
  const rows = countLoads(db, startOfDay(on))
  loads.set(db.database, { on, at_ms: performance.now(), rows })
  rows.catch(() => loads.delete(db.database))
  return rows
}
export const dropLoads = ({ database }: Pick<Reader, 'database'>): void => void loads.delete(database)

async function countLoads(db: Reader, since: string): Promise<Map<string, number>> {
  // By organization, because that is how the stages are indexed.
  const rows = await db.rows<{ node_id: string; parcels: number }>(sql`
    with limited as (select id from inventory.nodes where capacity_per_day is not null),
    waiting as (
      select distinct l.node_id, l.order_id, l.group_no
      from (select distinct organization_id from orders.counts where state in ('allocated', 'released') and orders > 0) o
      join orders.stages s on s.organization_id = o.organization_id and s.state in ('allocated', 'released')
      join orders.lines l on l.order_id = s.order_id and l.group_no = s.group_no
    )
    select node_id, sum(parcels)::bigint as parcels from (
      select node_id, count(*) as parcels from waiting where node_id in (select id from limited) group by node_id
      union all
      select node_id, count(*) from fulfillment.parcels where node_id in (select id from limited) and shipped_at >= ${since} group by node_id
    ) both_kinds group by node_id`)
  return new Map(rows.map(({ node_id, parcels }) => [node_id, parcels]))
}

/** Nodes that refused orders, by order. */
export async function findRefusals(db: Reader, order_ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.rows<{ order_id: string; node_id: string }>(hot`
    select order_id, node_id from fulfillment.refusals where order_id = any(${order_ids}::uuid[]) order by refused_at`)
  return new Map([...groupBy(rows, ({ order_id }) => order_id)].map(([id, own]) => [id, [...new Set(column(own, 'node_id'))]]))
}

// --- Runs

export interface Totals {
  orders?: number
  moved?: number
  stays?: number
  no_node_fits?: number
  stock_moved?: number
  /** Over the orders that are decided and were allowed as they were. */
  cost_minor?: number
  before_minor?: number
  compared?: number
  parcels?: number
  before_parcels?: number
  split?: number
  bound_minor?: number | null
  took_ms?: number
  /** Parcels by node: as decided, and as they were. */
  nodes?: { node_id: string; parcels: number; before_parcels: number }[]
  days?: { on: string; orders: number; cost_minor: number; before_minor: number }[]
  /** More orders were there than one run takes. */
  cut?: boolean
}
export interface Run {
  run_id: string
  kind: RunKind
  rule_id: string
  version_no: number
  state: 'asked' | 'done' | 'failed'
  period_from: string | null
  period_to: string | null
  asked_by: string
  asked_at: string
  ended_at: string | null
  engine: Engine | null
  fell_back: string | null
  totals: Totals
  fault: string | null
}
const runColumns = sql`run_id, kind, rule_id, version_no, state, period_from, period_to, asked_by, asked_at, ended_at, engine, fell_back, totals, fault`

export async function listRuns(
  db: Reader,
  filter: { kind?: RunKind | undefined; rule_id?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: Run[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<Run>(sql`
    select ${runColumns} from fulfillment.runs
    where (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null}) and (${filter.rule_id ?? null}::text is null or rule_id = ${filter.rule_id ?? null})
      and (${after?.[0] ?? null}::timestamptz is null or (asked_at, run_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by asked_at desc, run_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ asked_at, run_id }) => [asked_at, run_id])
}

export const findRun = (db: Reader, run_id: string): Promise<Run | undefined> =>
  db.row<Run>(sql`select ${runColumns} from fulfillment.runs where run_id = ${run_id}`)

export interface ChoiceRow {
  order_id: string
  order_no: string
  address: Record<string, string>
  outcome: string
  applied: boolean
  cost_minor: number
  before_minor: number | null
  before_parcels: number
  parcels: ChosenParcel[]
  nodes: NodeVerdict[]
  decided_at: string
}

/** What a run chose, order by order; a keyset page. */
export async function listChoices(
  db: Reader,
  run_id: string,
  filter: { outcome?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: ChoiceRow[]; next: string | null }> {
  const after = decodeCursor(filter.cursor, ['string', 'string']) as [string, string] | null
  const rows = await db.rows<ChoiceRow>(sql`
    select c.order_id, o.order_no, o.address, c.outcome, c.applied, c.cost_minor, c.before_minor, c.before_parcels, c.parcels, c.nodes, c.decided_at
    from fulfillment.choices c join orders.orders o on o.id = c.order_id
    where c.run_id = ${run_id} and (${filter.outcome ?? null}::text is null or c.outcome = ${filter.outcome ?? null})
      and (${after?.[0] ?? null}::text is null or (c.outcome, c.order_id) > (${after?.[0] ?? null}, ${after?.[1] ?? null}::uuid))
    order by c.outcome, c.order_id limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ outcome, order_id }) => [outcome, order_id])
}

export interface OrderSourcing {
  choices: (Omit<ChoiceRow, 'order_no' | 'address'> & Pick<Run, 'run_id' | 'kind' | 'rule_id' | 'version_no' | 'engine'>)[]
  refusals: { id: string; group_no: number; node_id: string; reason: string; note: string | null; refused_by: string; refused_at: string }[]
}

/** Why an order leaves from where it does: every applied choice, newest first, and who refused it. */
export async function findOrderSourcing(db: Reader, order_id: string): Promise<OrderSourcing> {
  const [choices, refusals] = await Promise.all([
    db.rows<OrderSourcing['choices'][number]>(sql`
      select c.order_id, c.outcome, c.applied, c.cost_minor, c.before_minor, c.before_parcels, c.parcels, c.nodes, c.decided_at,
        r.run_id, r.kind, r.rule_id, r.version_no, r.engine
      from fulfillment.choices c join fulfillment.runs r using (run_id)
      where c.order_id = ${order_id} and r.kind in ('live', 'by_hand', 'refusal') order by c.decided_at desc, c.run_id desc limit 20`),
    db.rows<OrderSourcing['refusals'][number]>(sql`
      select id, group_no, node_id, reason, note, refused_by, refused_at from fulfillment.refusals where order_id = ${order_id} order by refused_at`),
  ])
  return { choices, refusals }
}

import { type Lane, lanesBetween, priceOnLane, reachOf } from '#centers/carriers/rules.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { kilometersBetween, placesOf } from './geography.ts'
import type {
  ChosenParcel,
  CostParts,
  Explained,
  NodeVerdict,
  OrderChoice,
  Plan,
  Problem,
  RuleContent,
  SourcingNode,
  SourcingOrder,
  Verdict,
} from './model.ts'

/** Nodes looked at for one line: the best by what the line alone would cost from there. */
export const nodesPerLine = 6
/** Where a price table promises no day, a parcel counts as this long under way. */
const usualDays = 3
/** Combinations looked at for one order; an order of very many lines is decided well, not best. */
const mostSteps = 20_000

/** One node as one order sees it: what a parcel from there costs beside its freight, and the services that go there. */
export interface Candidate {
  at: number
  km: number | null
  wait_days: number
  handling_minor: number
  distance_minor: number
  lanes: Lane[]
}

interface Site {
  /** Which of the order's candidates. */
  candidate: number
  /** Which balance of stock it takes from. */
  stock: number
  /** What the line costs there beside its parcel: scarcity less age. */
  extra_minor: number
}

export interface CompiledLine {
  quantity: number
  weight_grams: number
  volume_cm3: number
  sites: Site[]
}

/** An order ready to be decided many times. */
export interface CompiledOrder {
  order: SourcingOrder
  candidates: Candidate[]
  lines: CompiledLine[]
  /** What it has reserved itself, by balance. */
  own: Map<number, number>
  /** Its choice as it is reserved now; null when that is not allowed or it is reserved nowhere. */
  stays: Assignment | null
}

/** Per line the candidate it leaves from. */
export interface Assignment {
  from: number[]
  cost_minor: number
}

export interface Compiled {
  problem: Problem
  /** Where each node stands in the problem. */
  at: ReadonlyMap<string, number>
  /** Every node as a destination sees it: a candidate, or why it is none. */
  candidates(region: string): (Candidate | Verdict)[]
  orders: CompiledOrder[]
  /** What is free, by balance. */
  free: Float64Array
  /** Which `node sku` each balance is, and at which node. */
  names: string[]
  node_of: number[]
  /** What each node can still take; infinite when nobody counts. */
  capacity: Float64Array
  /** An order that was not in the problem as it is now, made ready like the others. */
  compileOrder(order: SourcingOrder): CompiledOrder
  /** Which balance each node has of a SKU. */
  stocksOf(sku_id: string): ReadonlyMap<number, number>
}

/** Works out once what every decision needs: ways, prices, candidates cut to the best few a line. */
export function compile(problem: Problem): Compiled {
  const ground = new Ground(problem)
  ground.pool(problem.orders)
  const orders = problem.orders.map((order) => compileOrder(ground, order))
  return {
    problem,
    at: ground.at,
    candidates: (region) => ground.candidates(region),
    orders,
    compileOrder: (order) => compileOrder(ground, order),
    stocksOf: (sku_id) => ground.stocksOf(sku_id),
    free: Float64Array.from(ground.free),
    names: ground.names,
    node_of: ground.node_of,
    capacity: Float64Array.from(problem.nodes, ({ capacity_left }) =>
      problem.rule.respects_capacity && capacity_left !== null ? Math.max(0, capacity_left) : Number.POSITIVE_INFINITY,
    ),
  }
}

class Ground {
  readonly names: string[] = []
  readonly node_of: number[] = []
  readonly free: number[] = []
  private readonly reserved: number[] = []
  readonly at = new Map<string, number>()
  readonly problem: Problem
  private readonly stockOf = new Map<string, Map<number, number>>()
  private readonly seen = new Map<string, (Candidate | Verdict)[]>()
  private readonly placeOf: ReturnType<typeof placesOf>
  private readonly served = new Map<string, boolean>()
  private readonly kind_minor: Map<string, number>
  private readonly node_minor: Map<string, number>

  constructor(problem: Problem) {
    this.problem = problem
    for (const [i, { id }] of problem.nodes.entries()) this.at.set(id, i)
    for (const [key, quantity] of Object.entries(problem.free)) {
      const gap = key.indexOf(' ')
      const node = this.at.get(key.slice(0, gap))
      if (node !== undefined) this.stock(node, key.slice(gap + 1), quantity)
    }
    this.placeOf = placesOf(problem.nodes)
    this.kind_minor = new Map(problem.rule.kind_minor.map(({ kind, amount_minor }) => [kind, amount_minor]))
    this.node_minor = new Map(problem.rule.node_minor.map(({ node_id, amount_minor }) => [node_id, amount_minor]))
  }

  /** The balance of a SKU at a node. */
  stock(node: number, sku_id: string, quantity = 0): number {
    let nodes = this.stockOf.get(sku_id)
    if (!nodes) {
      nodes = new Map()
      this.stockOf.set(sku_id, nodes)
    }
    let index = nodes.get(node)
    if (index === undefined) {
      index = this.names.length
      nodes.set(node, index)
      this.names.push(`${this.problem.nodes[node]!.id} ${sku_id}`)
      this.node_of.push(node)
      this.free.push(quantity)
    }
    return index
  }

  /** What there is for the batch together: free, and reserved by its own orders, which may change places. */
  pool(orders: readonly SourcingOrder[]): void {
    for (const { lines } of orders) {
      for (const { node_id, sku_id, quantity } of lines) {
        const node = node_id === null ? undefined : this.at.get(node_id)
        if (node === undefined) continue
        const stock = this.stock(node, sku_id)
        this.reserved[stock] = (this.reserved[stock] ?? 0) + quantity
      }
    }
  }

  open(stock: number): number {
    return this.free[stock]! + (this.reserved[stock] ?? 0)
  }

  stocksOf(sku_id: string): ReadonlyMap<number, number> {
    return this.stockOf.get(sku_id) ?? new Map()
  }

  /** Every node as a destination sees it: a candidate, or why it is none. Worked out once a destination. */
  candidates(region: string): (Candidate | Verdict)[] {
    let found = this.seen.get(region)
    if (!found) {
      found = this.problem.nodes.map((node) => this.judge(node, region))
      this.seen.set(region, found)
    }
    return found
  }

  private judge(node: SourcingNode, region: string): Candidate | Verdict {
    const { rule, tariffs, on, minute_of_day } = this.problem
    if (node.closed) return 'closed'
    if (rule.excluded_node_ids.includes(node.id)) return 'node_excluded'
    if (rule.node_kinds.length > 0 && !rule.node_kinds.includes(node.kind)) return 'kind_excluded'
    const to = this.placeOf(region)
    const here =
      node.longitude === null || node.latitude === null
        ? this.placeOf(node.region_code ?? '')
        : (node as { longitude: number; latitude: number })
    const km = to && here ? kilometersBetween(here, to) : null
    if (rule.farthest_km !== null && km !== null && km > rule.farthest_km) return 'too_far'
    const lanes = lanesBetween(tariffs, on, node.region_code ?? '', region).filter(
      ({ tariff }) =>
        this.problem.services.includes(`${tariff.carrier_id} ${tariff.service_id}`) && this.reaches(tariff.carrier_id, region),
    )
    if (lanes.length === 0 && rule.unpriced_minor === null) return 'no_carrier'
    return {
      at: this.at.get(node.id)!,
      km,
      wait_days: node.cut_off !== null && minute_of_day >= minutesOf(node.cut_off) ? 1 : 0,
      handling_minor: (this.kind_minor.get(node.kind) ?? 0) + (this.node_minor.get(node.id) ?? 0),
      distance_minor: Math.round(((km ?? 0) * rule.weights.distance_minor_per_100km) / 100),
      lanes,
    }
  }

  private reaches(carrier_id: string, region: string): boolean {
    const { rule, reach } = this.problem
    if (rule.carrier_ids.length > 0 && !rule.carrier_ids.includes(carrier_id)) return false
    const key = `${carrier_id} ${region}`
    let served = this.served.get(key)
    if (served === undefined) {
      served = reachOf(reach, carrier_id, region).served
      this.served.set(key, served)
    }
    return served
  }
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

interface Freight {
  lane: Lane | null
  freight_minor: number
  time_minor: number
  days: number
}

/** The service that serves the rule's wishes best for a parcel; undefined when none takes it. */
function bestFreight(rule: RuleContent, { lanes, wait_days }: Candidate, weight_grams: number, volume_cm3: number): Freight | undefined {
  const { freight_bp, day_minor } = rule.weights
  let best: Freight | undefined
  let least = Number.POSITIVE_INFINITY
  for (const lane of lanes) {
    const price = priceOnLane(lane, weight_grams, volume_cm3)
    if (price === null) continue
    const freight_minor = Math.round((price * freight_bp) / 10_000)
    const days = (lane.zone.days ?? usualDays) + wait_days
    const cost = freight_minor + days * day_minor
    if (cost >= least) continue
    least = cost
    best = { lane, freight_minor, time_minor: days * day_minor, days }
  }
  if (best || rule.unpriced_minor === null) return best
  const days = usualDays + wait_days
  return { lane: null, freight_minor: Math.round((rule.unpriced_minor * freight_bp) / 10_000), time_minor: days * day_minor, days }
}

/** What one parcel costs, without what its lines cost; infinite when no service takes it. Never falls as weight grows. */
export function parcelCost(rule: RuleContent, candidate: Candidate, weight_grams: number, volume_cm3: number): number {
  const freight = bestFreight(rule, candidate, weight_grams, volume_cm3)
  return freight
    ? freight.freight_minor + freight.time_minor + candidate.handling_minor + candidate.distance_minor
    : Number.POSITIVE_INFINITY
}

function compileOrder(ground: Ground, order: SourcingOrder): CompiledOrder {
  const { rule, age } = ground.problem
  const judged = ground.candidates(order.region)
  const allowed = new Set(order.node_ids.filter((id) => !order.refused.includes(id)).flatMap((id) => ground.at.get(id) ?? []))
  const candidates: Candidate[] = []
  const place = new Map<number, number>()
  const use = (candidate: Candidate): number => {
    let index = place.get(candidate.at)
    if (index === undefined) {
      index = candidates.length
      candidates.push(candidate)
      place.set(candidate.at, index)
    }
    return index
  }
  const own = new Map<number, number>()
  for (const { node_id, sku_id, quantity } of order.lines) {
    const node = node_id === null ? undefined : ground.at.get(node_id)
    if (node === undefined) continue
    const stock = ground.stock(node, sku_id)
    own.set(stock, (own.get(stock) ?? 0) + quantity)
  }
  const lines = order.lines.map((line): CompiledLine => {
    const found: { candidate: Candidate; stock: number; extra_minor: number; cost: number; now: boolean }[] = []
    for (const [node, stock] of ground.stocksOf(line.sku_id)) {
      const candidate = judged[node]!
      const open = ground.open(stock)
      if (typeof candidate === 'string' || !allowed.has(node) || open < line.quantity) continue
      const scarcity = Math.round(rule.weights.scarcity_minor * Math.min(1, line.quantity / open))
      const extra_minor = scarcity - Math.round(rule.weights.aging_minor * line.quantity * (age[ground.names[stock]!] ?? 0))
      const cost = parcelCost(rule, candidate, line.weight_grams, line.volume_cm3) + extra_minor
      if (cost < Number.POSITIVE_INFINITY)
        found.push({ candidate, stock, extra_minor, cost, now: ground.problem.nodes[node]!.id === line.node_id })
    }
    found.sort((a, b) => a.cost - b.cost || a.candidate.at - b.candidate.at)
    // Where it lies now stays a candidate, so that no order is worse off for being looked at.
    const kept = found.filter(({ now }, i) => now || i < nodesPerLine)
    const sites = kept.map(({ candidate, stock, extra_minor }) => ({ candidate: use(candidate), stock, extra_minor }))
    return { quantity: line.quantity, weight_grams: line.weight_grams, volume_cm3: line.volume_cm3, sites }
  })
  const compiled: CompiledOrder = { order, candidates, lines, own, stays: null }
  const now = order.lines.map(({ node_id }, i) =>
    lines[i]!.sites.find(({ candidate }) => ground.problem.nodes[candidates[candidate]!.at]!.id === node_id),
  )
  if (now.every((site) => site !== undefined)) {
    const from = now.map(({ candidate }) => candidate)
    const cost_minor = costOf(rule, compiled, from)
    if (new Set(from).size <= rule.most_parcels && cost_minor < Number.POSITIVE_INFINITY) compiled.stays = { from, cost_minor }
  }
  return compiled
}

/** What an order costs when its lines leave from these candidates. */
export function costOf(rule: RuleContent, { candidates, lines }: CompiledOrder, from: readonly number[]): number {
  const weights = new Map<number, [weight_grams: number, volume_cm3: number]>()
  let cost = 0
  for (const [i, candidate] of from.entries()) {
    const line = lines[i]!
    const load = weights.get(candidate) ?? [0, 0]
    weights.set(candidate, [load[0] + line.weight_grams, load[1] + line.volume_cm3])
    cost += line.sites.find((site) => site.candidate === candidate)!.extra_minor
  }
  for (const [candidate, [weight, volume]] of weights) cost += parcelCost(rule, candidates[candidate]!, weight, volume)
  return cost + (weights.size - 1) * rule.weights.split_minor
}

export interface Limits {
  /** What is left of a balance; without it stock is no limit. */
  left?(stock: number): number
  /** Whether a node takes one more parcel. */
  takes?(node: number): boolean
  /** Prices on stock and parcels, for the optimal engine. */
  stockPrice?(stock: number): number
  parcelPrice?(node: number): number
  /** Every way that costs less than this is told, instead of only the cheapest being looked for. */
  below?: number
  tell?(from: number[]): void
}

/**
 * The cheapest way to ship an order: a search over its candidates that gives up a branch once it costs more than the best found. Exact but for orders with
 * very many combinations. Null when nothing fits.
 */
export function cheapest(rule: RuleContent, compiled: CompiledOrder, limits: Limits = {}): (Assignment & { exact: boolean }) | null {
  const { candidates, lines } = compiled
  const { left, takes, stockPrice, parcelPrice, below, tell } = limits
  const many = lines.length
  if (lines.some(({ sites }) => sites.length === 0)) return null
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]!.sites.length - lines[b]!.sites.length)
  const extraOf = (line: CompiledLine, site: Site) => site.extra_minor + (stockPrice ? stockPrice(site.stock) * line.quantity : 0)
  // The least the lines from here on can add, beside their parcels.
  const rest = new Float64Array(many + 1)
  for (let depth = many - 1; depth >= 0; depth--) {
    const line = lines[order[depth]!]!
    let least = Number.POSITIVE_INFINITY
    for (const site of line.sites) least = Math.min(least, extraOf(line, site))
    rest[depth] = rest[depth + 1]! + least
  }
  const weight = new Float64Array(candidates.length)
  const volume = new Float64Array(candidates.length)
  const cost = new Float64Array(candidates.length)
  const count = new Int32Array(candidates.length)
  const used = new Map<number, number>()
  const from = new Int32Array(many)
  let best: number[] | null = null
  let least = below ?? Number.POSITIVE_INFINITY
  let parcels = 0
  let steps = 0

  const search = (depth: number, sofar: number): void => {
    if (depth === many) {
      best = Array.from(from)
      if (tell) tell(best)
      else least = sofar
      return
    }
    const line = lines[order[depth]!]!
    // What has a parcel already first: it is most often the cheapest, and a good find early spares the rest.
    for (let pass = 0; pass < 2; pass++) {
      for (const site of line.sites) {
        const at = site.candidate
        const fresh = count[at] === 0
        if (fresh !== (pass === 1)) continue
        if (steps++ > mostSteps) return
        const candidate = candidates[at]!
        if (fresh && (parcels >= rule.most_parcels || (takes && !takes(candidate.at)))) continue
        if (left && left(site.stock) - (used.get(site.stock) ?? 0) < line.quantity) continue
        const before = cost[at]!
        const after =
          parcelCost(rule, candidate, weight[at]! + line.weight_grams, volume[at]! + line.volume_cm3) + (parcelPrice?.(candidate.at) ?? 0)
        const next = sofar + after - before + (fresh && parcels > 0 ? rule.weights.split_minor : 0) + extraOf(line, site)
        if (!(next + rest[depth + 1]! < least)) continue
        weight[at]! += line.weight_grams
        volume[at]! += line.volume_cm3
        cost[at] = after
        count[at]!++
        if (fresh) parcels++
        if (left) used.set(site.stock, (used.get(site.stock) ?? 0) + line.quantity)
        from[order[depth]!] = at
        search(depth + 1, next)
        if (left) used.set(site.stock, used.get(site.stock)! - line.quantity)
        if (fresh) parcels--
        count[at]!--
        cost[at] = before
        volume[at]! -= line.volume_cm3
        weight[at]! -= line.weight_grams
      }
    }
  }
  search(0, 0)
  return best === null ? null : { from: best, cost_minor: least, exact: steps <= mostSteps }
}

/** What a choice takes from each balance. */
export function usageOf({ lines }: CompiledOrder, from: readonly number[]): Map<number, number> {
  const usage = new Map<number, number>()
  for (const [i, candidate] of from.entries()) {
    const { sites, quantity } = lines[i]!
    const { stock } = sites.find((site) => site.candidate === candidate)!
    usage.set(stock, (usage.get(stock) ?? 0) + quantity)
  }
  return usage
}

/** A decision in the words people read. */
export function choiceOf(compiled: Compiled, index: number, chosen: readonly number[] | null): OrderChoice {
  const { problem, orders } = compiled
  const one = orders[index]!
  const { order, stays } = one
  const now = new Set(order.lines.flatMap(({ node_id }) => node_id ?? []))
  const common = { order_id: order.id, before_minor: stays?.cost_minor ?? null, before_parcels: now.size }
  if (chosen === null) return { ...common, outcome: 'no_node_fits', parcels: [], cost_minor: stays?.cost_minor ?? 0 }
  const parcels = [...new Set(chosen)].map((candidate) => parcelOf(problem, one, candidate, chosen))
  const nodeOf = (candidate: number) => problem.nodes[one.candidates[candidate]!.at]!.id
  const moved = order.lines.some(({ node_id }, i) => node_id !== nodeOf(chosen[i]!))
  return { ...common, outcome: moved ? 'moved' : 'stays', parcels, cost_minor: costOf(problem.rule, one, chosen) }
}

function parcelOf(
  { rule, nodes }: Problem,
  { order, candidates, lines }: CompiledOrder,
  at: number,
  chosen: readonly number[],
): ChosenParcel {
  const candidate = candidates[at]!
  const own = chosen.flatMap((from, i) => (from === at ? [i] : []))
  const sum = (of: (line: CompiledLine) => number) => own.reduce((total, i) => total + of(lines[i]!), 0)
  const freight = bestFreight(
    rule,
    candidate,
    sum(({ weight_grams }) => weight_grams),
    sum(({ volume_cm3 }) => volume_cm3),
  )!
  const parts: CostParts = {
    freight_minor: freight.freight_minor,
    distance_minor: candidate.distance_minor,
    time_minor: freight.time_minor,
    handling_minor: candidate.handling_minor,
    stock_minor: sum(({ sites }) => sites.find((site) => site.candidate === at)!.extra_minor),
  }
  const pieces = [...groupBy(own, (i) => order.lines[i]!.line_no)].map(([line_no, same]) => ({
    line_no,
    quantity: same.reduce((total, i) => total + order.lines[i]!.quantity, 0),
  }))
  const parted = order.lines.some(({ line_no }, i) => order.lines.findIndex((line) => line.line_no === line_no) !== i)
  return {
    node_id: nodes[candidate.at]!.id,
    line_nos: column(pieces, 'line_no'),
    ...(parted && { parts: pieces }),
    carrier_id: freight.lane?.tariff.carrier_id ?? null,
    service_id: freight.lane?.tariff.service_id ?? null,
    km: candidate.km,
    days: freight.days,
    ...parts,
  }
}

/**
 * Why each node was chosen or not, for the first so many orders of a plan. What was left of a balance is what the plan left over, beside what the
 * order itself holds: a node without that was taken by others.
 */
export function explainPlan(compiled: Compiled, { choices }: Pick<Plan, 'choices'>, most: number): Explained[] {
  const stockOf = new Map(compiled.names.map((name, i) => [name, i]))
  const { left, usages } = leftAfter(compiled, choices)
  return choices.slice(0, most).map((choice, i) => {
    const usage = usages[i]!
    return { choice, nodes: explain(compiled, i, choice, (name) => left[stockOf.get(name) ?? -1]! + (usage.get(name) ?? 0), stockOf) }
  })
}

/** What is left of each balance when these choices are carried out, and what each takes by name. */
export function leftAfter(
  { orders, names, free }: Compiled,
  choices: readonly OrderChoice[],
): { left: Float64Array; usages: Map<string, number>[] } {
  const stockOf = new Map(names.map((name, i) => [name, i]))
  const left = Float64Array.from(free)
  const usages = choices.map(({ parcels, outcome }, i) => usageByName(orders[i]!, parcels, outcome === 'no_node_fits'))
  for (const { own } of orders) for (const [stock, quantity] of own) left[stock]! += quantity
  for (const usage of usages) for (const [name, quantity] of usage) left[stockOf.get(name)!]! -= quantity
  return { left, usages }
}

function usageByName({ order }: CompiledOrder, parcels: readonly ChosenParcel[], left_over: boolean): Map<string, number> {
  const usage = new Map<string, number>()
  const take = (node_id: string, sku_id: string, quantity: number) =>
    usage.set(`${node_id} ${sku_id}`, (usage.get(`${node_id} ${sku_id}`) ?? 0) + quantity)
  if (left_over) {
    for (const { sku_id, quantity, node_id } of order.lines) if (node_id) take(node_id, sku_id, quantity)
    return usage
  }
  const lineOf = new Map(order.lines.map((line) => [line.line_no, line]))
  for (const { node_id, line_nos, parts } of parcels) {
    if (parts) for (const { line_no, quantity } of parts) take(node_id, lineOf.get(line_no)!.sku_id, quantity)
    else for (const line_no of line_nos) take(node_id, lineOf.get(line_no)!.sku_id, lineOf.get(line_no)!.quantity)
  }
  return usage
}

/** The verdict is the first reason that holds. */
function explain(
  compiled: Compiled,
  index: number,
  choice: OrderChoice,
  left: (name: string) => number,
  stockOf: ReadonlyMap<string, number>,
): NodeVerdict[] {
  const { problem, orders, capacity, free } = compiled
  const one = orders[index]!
  const { order, candidates } = one
  const judged = compiled.candidates(order.region)
  const chosen = new Map(choice.parcels.map((parcel) => [parcel.node_id, parcel]))
  return order.node_ids.flatMap((node_id): NodeVerdict[] => {
    const at = compiled.at.get(node_id)
    if (at === undefined) return []
    const seen = judged[at]!
    const km = typeof seen === 'string' ? null : seen.km
    const say = (verdict: Verdict, line_nos: number[] = [], cost_minor: number | null = null): NodeVerdict[] => [
      { node_id, verdict, km, cost_minor, line_nos },
    ]
    const parcel = chosen.get(node_id)
    if (parcel) return say('chosen', parcel.line_nos, chosen.size === 1 ? choice.cost_minor : null)
    if (order.refused.includes(node_id)) return say('refused_before')
    if (typeof seen === 'string') return say(seen)
    const lines = (holds: (name: string) => number) =>
      order.lines.filter(({ sku_id, quantity }) => holds(`${node_id} ${sku_id}`) >= quantity).map(({ line_no }) => line_no)
    const once = lines((name) => {
      const stock = stockOf.get(name)
      return stock === undefined ? 0 : free[stock]! + (one.own.get(stock) ?? 0)
    })
    if (once.length === 0) return say('not_enough_stock')
    if (capacity[at]! <= 0) return say('capacity_full', once)
    const now = lines((name) => (stockOf.has(name) ? left(name) : 0))
    if (now.length === 0) return say('taken_by_others', once)
    if (once.length < order.lines.length) return say('would_split', now)
    const candidate = candidates.findIndex((one) => one.at === at)
    const whole = candidate >= 0 && one.lines.every(({ sites }) => sites.some((site) => site.candidate === candidate))
    const from = order.lines.map(() => candidate)
    const cost = whole ? costOf(problem.rule, one, from) : null
    return cost === Number.POSITIVE_INFINITY
      ? say('no_carrier', once)
      : say(now.length < once.length ? 'taken_by_others' : 'costs_more', now, cost)
  })
}

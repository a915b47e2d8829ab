import type { Highs } from 'highs'
import { chooseGreedily } from './greedy.ts'
import type { Plan, Problem } from './model.ts'
import { type Compiled, cheapest, choiceOf, compile, costOf, type Limits, usageOf } from './rules.ts'

/** An order that nothing fits counts this much in the model and its bound, so that it is only left over when there is no other way. */
export const left_over_minor = 1_000_000

interface Column {
  order: number
  /** Null: it stays where it is, whatever the rule says. */
  from: number[] | null
  cost: number
  entries: Map<number, number>
}

/** Kept from the time allowed for what stands around the thinking: handing the batch over, and writing the choice down. */
const closing_ms = 400

/**
 * Decides the whole batch at once. Each column is one way to ship one order, priced exactly; rows keep each order to one way and each balance of
 * stock and each node's capacity to what is there. Ways are made as the prices of the linear problem ask for them (column generation), so its
 * solution is a bound that no plan can beat; the integer problem over the ways made gives the plan. Answers the greedy plan when that is no worse.
 */
export function planOptimal(
  highs: Highs,
  problem: Problem,
  { time_limit_ms = problem.rule.time_limit_seconds * 1000 - closing_ms, gap_bp = problem.rule.gap_bp } = {},
  compiled: Compiled = compile(problem),
): Plan {
  const began = performance.now()
  const left_ms = () => time_limit_ms - (performance.now() - began)
  const greedy = chooseGreedily(compiled)
  const master = new Master(highs, compiled, greedy)
  try {
    let bound: number | null = null
    // Up to half the time for the ways and what they are worth, a part for a good plan by hand, the rest for choosing.
    while (left_ms() > time_limit_ms / 2) {
      const prices = master.price(left_ms())
      if (!prices) break
      const made = master.addWays(prices)
      if (made.count === 0) {
        bound = made.exact ? master.bound : null
        break
      }
    }
    const improved = improve(compiled, greedy, master.limits(0.8), () => left_ms() > time_limit_ms * 0.45)
    master.offer(improved)
    const total = (plan: Ways) => plan.reduce((sum, from, i) => sum + costIn(compiled, i, from), 0)
    master.addNear(bound === null ? 0 : total(improved) - bound, 3)
    const chosen = master.choose(Math.max(200, left_ms()), gap_bp, improved)
    const best = chosen && total(chosen) < total(improved) ? chosen : improved
    const choices = compiled.orders.map((_, i) => choiceOf(compiled, i, best[i]!))
    return {
      engine: 'optimal',
      fell_back: null,
      choices,
      cost_minor: choices.reduce((sum, choice) => sum + choice.cost_minor, 0),
      bound_minor: bound === null ? null : Math.floor(bound),
      took_ms: performance.now() - began,
    }
  } finally {
    master.dispose()
  }
}

type Ways = readonly (number[] | null)[]

const costIn = (compiled: Compiled, order: number, from: number[] | null): number =>
  from ? costOf(compiled.problem.rule, compiled.orders[order]!, from) : left_over_minor

/**
 * Takes a few orders that want the same stock out of the plan and puts them back in another sequence, minding what the others would give for what they
 * take; kept when that costs less. Begins with those that nothing fitted.
 */
function improve(
  compiled: Compiled,
  plan: Ways,
  prices: Pick<Limits, 'stockPrice' | 'parcelPrice'>,
  goesOn: () => boolean,
): (number[] | null)[] {
  const { problem, orders } = compiled
  const best = [...plan]
  const free = Float64Array.from(compiled.free)
  const capacity = Float64Array.from(compiled.capacity)
  const users = new Map<number, Set<number>>()
  for (const { own } of orders) for (const [stock, quantity] of own) free[stock]! += quantity
  const put = (order: number, sign: 1 | -1) => {
    const one = orders[order]!
    const from = best[order]!
    for (const [stock, quantity] of from ? usageOf(one, from) : one.own) {
      free[stock]! -= sign * quantity
      const set = users.get(stock) ?? new Set()
      users.set(stock, set)
      if (sign === 1) set.add(order)
      else set.delete(order)
    }
    for (const candidate of new Set(from)) capacity[one.candidates[candidate]!.at]! -= sign
  }
  for (const i of orders.keys()) put(i, 1)
  const roll = dice(orders.length)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(roll() * items.length)]!
  const limits = { ...prices, left: (stock: number) => free[stock]!, takes: (node: number) => capacity[node]! > 0 }
  const waiting = new Set(best.flatMap((from, i) => (from === null && orders[i]!.lines.every(({ sites }) => sites.length > 0) ? [i] : [])))
  for (let round = 0; round < 40 * orders.length && (round % 16 > 0 || goesOn()); round++) {
    const seed = waiting.size > 0 && roll() < 0.7 ? pick([...waiting]) : Math.floor(roll() * orders.length)
    const out = new Set([seed])
    for (let tries = 0; tries < 12 && out.size < 8; tries++) {
      const line = pick(orders[pick([...out])]!.lines)
      if (line.sites.length === 0) continue
      const rivals = [...(users.get(pick(line.sites).stock) ?? [])]
      if (rivals.length > 0) out.add(pick(rivals))
    }
    const before = [...out].map((order) => [order, best[order]!] as const)
    const cost = before.reduce((sum, [order, from]) => sum + costIn(compiled, order, from), 0)
    for (const order of out) put(order, -1)
    const sequence = [...out].slice(waiting.has(seed) ? 1 : 0).sort(() => roll() - 0.5)
    let after = 0
    let fits = true
    for (const order of waiting.has(seed) ? [seed, ...sequence] : sequence) {
      const from = cheapest(problem.rule, orders[order]!, limits)?.from ?? null
      best[order] = from
      put(order, 1)
      after += costIn(compiled, order, from)
      // Left over, it keeps what it reserved itself, which another may have been given meanwhile.
      fits &&= from !== null || [...orders[order]!.own.keys()].every((stock) => free[stock]! >= 0)
    }
    if (after <= cost && fits) {
      for (const order of out) best[order] ? waiting.delete(order) : waiting.add(order)
      continue
    }
    for (const order of out) put(order, -1)
    for (const [order, from] of before) {
      best[order] = from
      put(order, 1)
    }
  }
  return best
}

/** Chance without chance: the same batch is decided the same way. */
function dice(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 4_294_967_296
  }
}

/** The linear problem over the ways made so far. */
class Master {
  bound = 0
  private prices: Float64Array = new Float64Array()
  private readonly columns: Column[] = []
  private readonly known = new Set<string>()
  private readonly model: ReturnType<Highs['createModel']>
  private readonly highs: Highs
  private readonly compiled: Compiled
  /** Rows: one an order, then the balances that could run short, then the nodes whose capacity could. */
  private readonly stockRow = new Map<number, number>()
  private readonly nodeRow = new Map<number, number>()

  constructor(highs: Highs, compiled: Compiled, start: readonly (number[] | null)[]) {
    this.highs = highs
    this.compiled = compiled
    const { orders, free, capacity } = compiled
    const wanted = new Map<number, number>()
    const parcels = new Map<number, number>()
    const reserved = new Map<number, number>()
    for (const { lines, candidates, own } of orders) {
      for (const { sites, quantity } of lines) for (const { stock } of sites) wanted.set(stock, (wanted.get(stock) ?? 0) + quantity)
      for (const { at } of candidates) parcels.set(at, (parcels.get(at) ?? 0) + 1)
      for (const [stock, quantity] of own) reserved.set(stock, (reserved.get(stock) ?? 0) + quantity)
    }
    const limits: number[] = []
    const open = (stock: number) => free[stock]! + (reserved.get(stock) ?? 0)
    let row = orders.length
    for (const stock of new Set([...wanted.keys(), ...reserved.keys()])) {
      if ((wanted.get(stock) ?? 0) + (reserved.get(stock) ?? 0) <= open(stock)) continue
      this.stockRow.set(stock, row++)
      limits.push(open(stock))
    }
    for (const [node, count] of parcels) {
      if (count <= capacity[node]!) continue
      this.nodeRow.set(node, row++)
      limits.push(capacity[node]!)
    }
    const none = { starts: Int32Array.from([0]), indices: new Int32Array(), values: new Float64Array() }
    this.model = highs.createModel({
      numCols: 0,
      numRows: row,
      colCost: [],
      colLower: [],
      colUpper: [],
      rowLower: [...orders.map(() => 1), ...limits.map(() => -highs.infinity)],
      rowUpper: [...orders.map(() => 1), ...limits],
      matrix: { format: 'csc', numRows: row, numCols: 0, ...none },
    })
    // New ways leave the last solution feasible, which is where the primal method begins.
    this.model.options.set({ output_flag: false, simplex_strategy: 4 })
    for (const [order, one] of orders.entries()) {
      this.add(order, null)
      if (one.stays) this.add(order, one.stays.from)
      if (start[order]) this.add(order, start[order])
      const alone = cheapest(compiled.problem.rule, one)
      if (alone) this.add(order, alone.from)
    }
    this.flush(0)
  }

  private add(order: number, from: number[] | null): boolean {
    const key = `${order} ${from?.join(' ')}`
    if (this.known.has(key)) return false
    this.known.add(key)
    const one = this.compiled.orders[order]!
    const entries = new Map([[order, 1]])
    for (const [stock, quantity] of from ? usageOf(one, from) : one.own) {
      const row = this.stockRow.get(stock)
      if (row !== undefined) entries.set(row, quantity)
    }
    for (const candidate of new Set(from)) {
      const row = this.nodeRow.get(one.candidates[candidate]!.at)
      if (row !== undefined) entries.set(row, 1)
    }
    const cost = from ? costOf(this.compiled.problem.rule, one, from) : left_over_minor
    this.columns.push({ order, from, cost, entries })
    return true
  }

  private flush(since: number): void {
    const fresh = this.columns.slice(since)
    if (fresh.length === 0) return
    const starts = [0]
    const indices: number[] = []
    const values: number[] = []
    for (const { entries } of fresh) {
      for (const [row, value] of entries) {
        indices.push(row)
        values.push(value)
      }
      starts.push(indices.length)
    }
    const numRows = this.compiled.orders.length + this.stockRow.size + this.nodeRow.size
    this.model.addCols({
      cost: Float64Array.from(fresh, ({ cost }) => cost),
      lower: new Float64Array(fresh.length),
      upper: Float64Array.from(fresh, () => this.highs.infinity),
      matrix: {
        format: 'csc',
        numRows,
        numCols: fresh.length,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    })
  }

  /** Solves the linear problem; answers the prices of its rows. */
  price(limit_ms: number): Float64Array | null {
    this.model.options.set({ time_limit: this.model.getRunTime() + Math.max(0.1, limit_ms / 1000) })
    this.model.run()
    if (this.model.getModelStatus() !== this.highs.constants.modelStatus.optimal) return null
    this.bound = this.model.getObjectiveValue()
    this.prices = this.model.getSolution().rowDual
    return this.prices
  }

  /** What others would give for stock and parcels, as the last prices say. */
  limits(share = 1): { stockPrice(stock: number): number; parcelPrice(node: number): number } {
    const of = (rows: Map<number, number>) => (key: number) => {
      const row = rows.get(key)
      return row === undefined ? 0 : -share * this.prices[row]!
    }
    return { stockPrice: of(this.stockRow), parcelPrice: of(this.nodeRow) }
  }

  /** Makes for each order the way that is worth most at these prices. */
  addWays(prices: Float64Array): { count: number; exact: boolean } {
    const { orders, problem } = this.compiled
    const since = this.columns.length
    let exact = true
    const limits = this.limits()
    for (const [order, one] of orders.entries()) {
      const way = cheapest(problem.rule, one, limits)
      if (!way) continue
      exact &&= way.exact
      if (way.cost_minor < prices[order]! - 0.01) this.add(order, way.from)
    }
    this.flush(since)
    return { count: this.columns.length - since, exact }
  }

  /** A whole plan found elsewhere: its ways may be chosen too. */
  offer(plan: readonly (number[] | null)[]): void {
    const since = this.columns.length
    for (const [order, from] of plan.entries()) if (from) this.add(order, from)
    this.flush(since)
  }

  /** Adds the ways that could be part of a plan better than the best known: those that lose less than the gap. The nearest few an order. */
  addNear(gap_minor: number, most: number): void {
    const since = this.columns.length
    const limits = this.limits()
    for (const [order, one] of this.compiled.orders.entries()) {
      const worth = this.prices[order]!
      const ways: number[][] = []
      cheapest(this.compiled.problem.rule, one, { ...limits, below: worth + gap_minor + 0.01, tell: (from) => ways.push(from) })
      const lost = new Map(ways.map((from) => [from, this.lossOf(order, from)]))
      for (const from of ways.sort((a, b) => lost.get(a)! - lost.get(b)!).slice(0, most)) this.add(order, from)
    }
    this.flush(since)
  }

  private lossOf(order: number, from: number[]): number {
    const one = this.compiled.orders[order]!
    const { stockPrice, parcelPrice } = this.limits()
    let cost = costOf(this.compiled.problem.rule, one, from)
    for (const [stock, quantity] of usageOf(one, from)) cost += quantity * stockPrice(stock)
    for (const candidate of new Set(from)) cost += parcelPrice(one.candidates[candidate]!.at)
    return cost
  }

  /** Chooses one way an order among those made; null when time was over before any plan was found. */
  choose(limit_ms: number, gap_bp: number, start: readonly (number[] | null)[]): (number[] | null)[] | null {
    const { variableType, modelStatus, solutionStatus } = this.highs.constants
    const count = this.columns.length
    this.model.changeColsIntegrality(
      { kind: 'range', from: 0, to: count - 1 },
      this.columns.map(() => variableType.integer),
    )
    const keys = new Set(start.map((from, order) => `${order} ${from?.join(' ')}`))
    this.model.setSolution({
      colValue: Float64Array.from(this.columns, ({ order, from }) => (keys.has(`${order} ${from?.join(' ')}`) ? 1 : 0)),
    })
    this.model.options.set({ time_limit: this.model.getRunTime() + limit_ms / 1000, mip_rel_gap: gap_bp / 10_000 })
    this.model.run()
    const status = this.model.getModelStatus()
    if (status !== modelStatus.optimal && this.model.info.get('primal_solution_status') !== solutionStatus.feasible) return null
    const { colValue } = this.model.getSolution()
    const chosen: (number[] | null)[] = this.compiled.orders.map(() => null)
    for (const [i, { order, from }] of this.columns.entries()) if (colValue[i]! > 0.5) chosen[order] = from
    return chosen
  }

  dispose(): void {
    this.model.dispose()
  }
}

import * as highs from 'highs'
import { beforeAll, describe, expect, test } from 'vitest'
import { planSourcing, stopThread } from './engine.ts'
import { scenario, seeded } from './fixtures.ts'
import { kilometersBetween, provincialCapitals, regionOf } from './geography.ts'
import { planGreedy } from './greedy.ts'
import { type Plan, type Problem, type RuleContent, type SourcingNode, startingContent } from './model.ts'
import { left_over_minor, planOptimal } from './optimal.ts'
import { type Compiled, compile, costOf, explainPlan, usageOf } from './rules.ts'

let solver: highs.Highs
beforeAll(async () => {
  solver = await (highs.default as unknown as () => Promise<highs.Highs>)()
})

const chongqing = { longitude: 106.55, latitude: 29.56, region_code: '500100' }
const beijing = { longitude: 116.41, latitude: 39.9, region_code: '110100' }
const node = (id: string, more: Partial<SourcingNode> = {}): SourcingNode => ({
  ...{ id, kind: 'regional_warehouse', ...chongqing, cut_off: '16:00', closed: false, capacity_left: null },
  ...more,
})
/** One order to Chongqing of one line, reserved in Beijing. */
const simple = (
  more: { rule?: Partial<RuleContent>; nodes?: SourcingNode[]; free?: Record<string, number>; refused?: string[] } = {},
): Problem => {
  const base = scenario({ seed: 1, orders: 1, nodes: 1, skus: 1 })
  const nodes = more.nodes ?? [node('bj', beijing), node('cq')]
  const line = { line_no: 1, sku_id: 'tea', quantity: 2, weight_grams: 1000, volume_cm3: 0, node_id: 'bj' }
  return {
    ...base,
    rule: { ...startingContent, unpriced_minor: null, ...more.rule },
    nodes,
    free: more.free ?? { 'cq tea': 5 },
    orders: [{ id: 'o', region: '500103', lines: [line], node_ids: nodes.map(({ id }) => id), refused: more.refused ?? [] }],
  }
}
const decide = (problem: Problem) => {
  const compiled = compile(problem)
  const plan = planGreedy(problem, compiled)
  return { plan, choice: plan.choices[0]!, nodes: explainPlan(compiled, plan, 1)[0]!.nodes }
}
const verdictOf = (problem: Problem, id: string) => decide(problem).nodes.find(({ node_id }) => node_id === id)!.verdict

describe('one order', () => {
  test('goes to the nearest and cheapest node, and says what it saves', () => {
    const { choice, nodes } = decide(simple())
    expect(choice).toMatchObject({
      outcome: 'moved',
      before_parcels: 1,
      parcels: [{ node_id: 'cq', line_nos: [1], carrier_id: 'cheap', km: 0, days: 2 }],
    })
    expect(choice.cost_minor).toBe(600 + 2 * 100)
    expect(choice.before_minor).toBe(1300 + 146 + 5 * 100)
    expect(nodes.map(({ node_id, verdict, cost_minor }) => [node_id, verdict, cost_minor])).toEqual([
      ['bj', 'costs_more', choice.before_minor],
      ['cq', 'chosen', choice.cost_minor],
    ])
  })

  test.each<[string, Parameters<typeof simple>[0], string]>([
    ['closed', { nodes: [node('bj', beijing), node('cq', { closed: true })] }, 'closed'],
    ['not among the kinds', { rule: { node_kinds: ['store'] } }, 'kind_excluded'],
    ['taken out by name', { rule: { excluded_node_ids: ['cq'] } }, 'node_excluded'],
    ['farther than allowed', { rule: { farthest_km: 1000 }, nodes: [node('bj'), node('cq', beijing)] }, 'too_far'],
    ['no carrier of the rule goes there', { rule: { carrier_ids: ['nobody'] } }, 'no_carrier'],
    ['it refused the order before', { refused: ['cq'] }, 'refused_before'],
    ['full for today', { nodes: [node('bj', beijing), node('cq', { capacity_left: 0 })] }, 'capacity_full'],
    ['less than asked', { free: { 'cq tea': 1 } }, 'not_enough_stock'],
    ['dear to handle', { rule: { node_minor: [{ node_id: 'cq', amount_minor: 9_000 }] } }, 'costs_more'],
  ])('a node is passed over: %s', (_, more, verdict) => {
    expect(verdictOf(simple(more), 'cq')).toBe(verdict)
  })

  test('capacity counts only where the rule says so', () => {
    const nodes = [node('bj', beijing), node('cq', { capacity_left: 0 })]
    expect(verdictOf(simple({ nodes, rule: { respects_capacity: false } }), 'cq')).toBe('chosen')
  })

  test('a missed cut-off is a day', () => {
    const early = decide({ ...simple(), minute_of_day: 959 }).choice
    const late = decide({ ...simple(), minute_of_day: 960 }).choice
    expect(late.cost_minor - early.cost_minor).toBe(100)
  })

  test('what no price table covers counts as the rule reckons, or not at all', () => {
    const unpriced = { ...simple(), tariffs: [] }
    expect(decide(unpriced).choice.outcome).toBe('no_node_fits')
    const { choice } = decide({ ...unpriced, rule: { ...unpriced.rule, unpriced_minor: 1_000 } })
    expect(choice.parcels[0]).toMatchObject({ node_id: 'cq', carrier_id: null, freight_minor: 1_000, days: 3 })
  })

  test('old stock and plenty of stock attract', () => {
    const nodes = [node('a'), node('b')]
    const orders = simple({ nodes, free: { 'a tea': 3, 'b tea': 300 } })
    expect(
      decide({ ...orders, rule: { ...orders.rule, weights: { ...orders.rule.weights, scarcity_minor: 500 } } }).choice.parcels[0]!.node_id,
    ).toBe('b')
    const aged = { ...orders, age: { 'a tea': 0.9 }, rule: { ...orders.rule, weights: { ...orders.rule.weights, aging_minor: 100 } } }
    expect(decide(aged).choice.parcels[0]).toMatchObject({ node_id: 'a', stock_minor: -180 })
  })

  test('several lines leave together while a split costs more than it saves', () => {
    const two = (split_minor: number): Problem => {
      const base = simple({ free: { 'cq tea': 9 } })
      const lines = [
        { line_no: 1, sku_id: 'tea', quantity: 1, weight_grams: 500, volume_cm3: 0, node_id: 'bj' },
        { line_no: 2, sku_id: 'cup', quantity: 1, weight_grams: 500, volume_cm3: 0, node_id: 'bj' },
      ]
      return {
        ...base,
        rule: { ...base.rule, weights: { ...base.rule.weights, day_minor: 0, split_minor } },
        orders: [{ ...base.orders[0]!, lines }],
      }
    }
    expect(decide(two(0)).choice.outcome).toBe('stays')
    const nodes = decide(two(0)).nodes
    expect(nodes.find(({ node_id }) => node_id === 'cq')).toMatchObject({ verdict: 'would_split', line_nos: [1] })
  })
})

test('places: a capital is where it is, a province is known by its name', () => {
  const [bj, sh] = ['11', '31'].map((region) => provincialCapitals.find((one) => one.region === region)!)
  expect(kilometersBetween(bj!, sh!)).toBeGreaterThan(1050)
  expect(kilometersBetween(bj!, sh!)).toBeLessThan(1090)
  expect(regionOf({ province: '内蒙古自治区' })).toBe('15')
  expect(regionOf({ province: '重庆市', region_code: '500103' })).toBe('500103')
  expect(regionOf({ province: 'Bahia' })).toBe('')
})

// --- Laws

/** A small morning, some of whose orders are reserved somewhere already. */
function morning(seed: number, size: { orders: number; nodes: number; skus: number }): Problem {
  const roll = seeded(seed)
  const problem = scenario({
    seed,
    ...size,
    stock_bp: [10_000, 13_000],
    rule: { most_parcels: 1 + roll(4), time_limit_seconds: 2, gap_bp: 0 },
  })
  for (const one of problem.nodes) if (roll(4) === 0) one.capacity_left = roll(size.orders)
  for (const order of problem.orders) {
    if (roll(2) === 0) continue
    for (const line of order.lines) {
      const home = Object.keys(problem.free).find((key) => key.endsWith(` ${line.sku_id}`) && problem.free[key]! >= line.quantity)
      if (!home) continue
      problem.free[home]! -= line.quantity
      line.node_id = home.split(' ')[0]!
    }
  }
  return problem
}

const weigh = (plan: Plan) =>
  plan.choices.reduce((sum, { outcome, cost_minor }) => sum + (outcome === 'no_node_fits' ? left_over_minor : cost_minor), 0)

/** Never more than is there, never more parcels than allowed, every line of an order once. */
function checkFeasible(problem: Problem, plan: Plan): void {
  const taken = new Map<string, number>()
  const parcels = new Map<string, number>()
  for (const [i, choice] of plan.choices.entries()) {
    const order = problem.orders[i]!
    const nodeOf = new Map(choice.parcels.flatMap(({ node_id, line_nos }) => line_nos.map((line_no) => [line_no, node_id])))
    if (choice.outcome !== 'no_node_fits') {
      expect([...nodeOf.keys()].sort((a, b) => a - b)).toEqual(order.lines.map(({ line_no }) => line_no))
      expect(choice.parcels.length).toBeLessThanOrEqual(problem.rule.most_parcels)
    }
    for (const { node_id } of choice.parcels) parcels.set(node_id, (parcels.get(node_id) ?? 0) + 1)
    for (const line of order.lines) {
      const at = choice.outcome === 'no_node_fits' ? line.node_id : nodeOf.get(line.line_no)!
      if (at) taken.set(`${at} ${line.sku_id}`, (taken.get(`${at} ${line.sku_id}`) ?? 0) + line.quantity)
    }
  }
  const there = new Map(Object.entries(problem.free))
  for (const { lines } of problem.orders)
    for (const { node_id, sku_id, quantity } of lines)
      if (node_id) there.set(`${node_id} ${sku_id}`, (there.get(`${node_id} ${sku_id}`) ?? 0) + quantity)
  for (const [key, quantity] of taken) expect(quantity, key).toBeLessThanOrEqual(there.get(key) ?? 0)
  for (const { id, capacity_left } of problem.nodes)
    if (capacity_left !== null) expect(parcels.get(id) ?? 0).toBeLessThanOrEqual(capacity_left)
}

/** The best of all plans, by trying each. */
function bruteForce(compiled: Compiled): number {
  const { problem, orders } = compiled
  const free = [...compiled.free]
  const capacity = [...compiled.capacity]
  for (const { own } of orders) for (const [stock, quantity] of own) free[stock]! += quantity
  let best = Number.POSITIVE_INFINITY
  const waysOf = orders.map((one) => {
    let ways: number[][] = [[]]
    for (const { sites } of one.lines) ways = ways.flatMap((way) => sites.map(({ candidate }) => [...way, candidate]))
    return ways.filter((way) => new Set(way).size <= problem.rule.most_parcels && costOf(problem.rule, one, way) < Number.POSITIVE_INFINITY)
  })
  const go = (at: number, cost: number): void => {
    if (cost >= best) return
    if (at === orders.length) {
      best = cost
      return
    }
    const one = orders[at]!
    for (const way of [...waysOf[at]!, null]) {
      const usage = [...(way ? usageOf(one, way) : one.own)]
      const nodes = [...new Set(way)].map((candidate) => one.candidates[candidate]!.at)
      if (usage.some(([stock, quantity]) => free[stock]! < quantity) || nodes.some((node) => capacity[node]! < 1)) continue
      for (const [stock, quantity] of usage) free[stock]! -= quantity
      for (const node of nodes) capacity[node]!--
      go(at + 1, cost + (way ? costOf(problem.rule, one, way) : left_over_minor))
      for (const [stock, quantity] of usage) free[stock]! += quantity
      for (const node of nodes) capacity[node]!++
    }
  }
  go(0, 0)
  return best
}

describe('a line that no node has whole', () => {
  const five = (rule: Partial<RuleContent>, free: Record<string, number>, more: { quantity?: number; orders?: number } = {}): Problem => {
    const base = simple({ rule, nodes: [node('bj', beijing), node('cq'), node('wz')], free, refused: ['bj'] })
    const [one] = base.orders
    const orders = Array.from({ length: more.orders ?? 1 }, (_, i) => ({
      ...one!,
      id: `o${i}`,
      lines: [{ ...one!.lines[0]!, quantity: more.quantity ?? 5, weight_grams: 2_500 }],
    }))
    return { ...base, orders }
  }
  const both = async (problem: Problem) =>
    Promise.all((['greedy', 'optimal'] as const).map(async (engine) => (await planSourcing(problem, engine)).explained))

  test('stays together where the rule does not part lines, and where even all nodes have too little', async () => {
    for (const [explained] of await both(five({}, { 'cq tea': 3, 'wz tea': 4 }))) expect(explained!.choice.outcome).toBe('no_node_fits')
    for (const [explained] of await both(five({ parts_lines: true }, { 'cq tea': 3, 'wz tea': 1 })))
      expect(explained!.choice.outcome).toBe('no_node_fits')
    for (const [explained] of await both(five({ parts_lines: true, most_parcels: 1 }, { 'cq tea': 3, 'wz tea': 4 })))
      expect(explained!.choice.outcome).toBe('no_node_fits')
  })

  test('is parted by both engines, which say how many leave from where', async () => {
    for (const [explained] of await both(five({ parts_lines: true }, { 'cq tea': 3, 'wz tea': 4 }))) {
      expect(explained!.choice).toMatchObject({ outcome: 'moved', before_parcels: 1 })
      expect(explained!.choice.parcels.map(({ node_id, line_nos, parts }) => [node_id, line_nos, parts])).toEqual([
        ['cq', [1], [{ line_no: 1, quantity: 3 }]],
        ['wz', [1], [{ line_no: 1, quantity: 2 }]],
      ])
      expect(explained!.nodes.map(({ node_id, verdict }) => [node_id, verdict])).toEqual([
        ['bj', 'refused_before'],
        ['cq', 'chosen'],
        ['wz', 'chosen'],
      ])
    }
  })

  test('takes nothing that another of the batch was given', async () => {
    for (const explained of await both(five({ parts_lines: true }, { 'cq tea': 6, 'wz tea': 5 }, { orders: 3, quantity: 4 }))) {
      const taken = new Map<string, number>()
      for (const { choice } of explained)
        for (const { node_id, parts } of choice.parcels)
          taken.set(node_id, (taken.get(node_id) ?? 0) + (parts ?? [{ quantity: 4 }]).reduce((sum, { quantity }) => sum + quantity, 0))
      expect(taken.get('cq')!).toBeLessThanOrEqual(6)
      expect(taken.get('wz')!).toBeLessThanOrEqual(5)
      expect(explained.filter(({ choice }) => choice.outcome === 'moved')).toHaveLength(2)
    }
  })
})

describe('laws', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1)

  test.each(seeds)('both engines take only what is there, and optimal is never dearer than greedy (seed %i)', (seed) => {
    const problem = morning(seed, { orders: 25, nodes: 8, skus: 12 })
    const [greedy, optimal] = [planGreedy(problem), planOptimal(solver, problem)]
    checkFeasible(problem, greedy)
    checkFeasible(problem, optimal)
    expect(weigh(optimal)).toBeLessThanOrEqual(weigh(greedy))
    if (optimal.bound_minor !== null) expect(weigh(optimal)).toBeGreaterThanOrEqual(optimal.bound_minor - 1)
  })

  test.each(seeds)('optimal is what trying everything finds (seed %i)', (seed) => {
    const problem = morning(100 + seed, { orders: 4, nodes: 4, skus: 4 })
    expect(weigh(planOptimal(solver, problem))).toBe(bruteForce(compile(problem)))
  })

  test('the same batch is decided the same way', () => {
    const problem = morning(7, { orders: 20, nodes: 6, skus: 10 })
    const names = (plan: Plan) => plan.choices.map(({ parcels }) => parcels.map(({ node_id, line_nos }) => [node_id, line_nos]))
    expect(names(planGreedy(problem))).toEqual(names(planGreedy(problem)))
    expect(weigh(planOptimal(solver, problem))).toBe(weigh(planOptimal(solver, problem)))
  })
})

describe('the thread', () => {
  test('decides as the engine does, and every order is explained', async () => {
    const problem = morning(3, { orders: 60, nodes: 8, skus: 12 })
    const { plan, explained } = await planSourcing(problem, 'optimal')
    checkFeasible(problem, plan)
    expect(plan).toMatchObject({ engine: 'optimal', fell_back: null })
    expect(explained).toHaveLength(60)
    for (const { choice, nodes } of explained)
      expect(
        nodes
          .filter(({ verdict }) => verdict === 'chosen')
          .map(({ node_id }) => node_id)
          .sort(),
      ).toEqual(choice.parcels.map(({ node_id }) => node_id).sort())
    expect((await planSourcing(problem, 'greedy', 5)).explained).toHaveLength(5)
  })

  test('that ends in the middle leaves the batch to greedy, which says so', async () => {
    const problem = morning(4, { orders: 60, nodes: 8, skus: 12 })
    const asked = planSourcing(problem, 'optimal')
    await stopThread()
    const { plan } = await asked
    expect(plan.engine).toBe('greedy')
    expect(plan.fell_back).toContain('ended')
    checkFeasible(problem, plan)
    expect((await planSourcing(problem, 'optimal')).plan.engine).toBe('optimal')
  })
})

import { planSourcing } from '#centers/fulfillment/sourcing/engine.ts'
import { scenario } from '#centers/fulfillment/sourcing/fixtures.ts'
import { planGreedy } from '#centers/fulfillment/sourcing/greedy.ts'
import type { Plan, Problem } from '#centers/fulfillment/sourcing/model.ts'
import { left_over_minor } from '#centers/fulfillment/sourcing/optimal.ts'
import type { BenchOptions } from './run.ts'

export const name = 'sourcing'

/**
 * Choosing nodes: greedy over a morning of many orders; then the whole batch at once over 500 orders and 50 nodes with stock barely above demand, against
 * greedy and against the linear bound. A seed is a morning; nothing of the database is measured here.
 */
export async function run({ scale, log }: BenchOptions) {
  const orders = Math.max(500, Math.round(20_000 * scale))
  const many = scenario({ seed: 9, orders, nodes: 50, skus: 400 })
  planGreedy(scenario({ seed: 8, orders: 500, nodes: 50, skus: 100 }))
  const began = performance.now()
  planGreedy(many)
  const greedy_s = (performance.now() - began) / 1000
  log(`greedy decided ${orders} orders in ${greedy_s.toFixed(2)} s`)

  const seeds = scale < 1 ? [1] : [1, 2, 3]
  const mornings = []
  for (const seed of seeds) {
    const problem = scenario({ seed, orders: 500, nodes: 50, skus: 120, rule: { time_limit_seconds: 5, gap_bp: 50 } })
    const greedy = planGreedy(problem)
    const began = performance.now()
    const used = process.cpuUsage()
    const { plan } = await planSourcing(problem, 'optimal', 0)
    const { user, system } = process.cpuUsage(used)
    const took_s = (performance.now() - began) / 1000
    const figures = {
      seed,
      greedy: told(problem, greedy),
      optimal: told(problem, plan),
      bound_minor: plan.bound_minor,
      took_s: round(took_s),
      // On a busy machine the clock runs while others compute.
      computing_s: round((user + system) / 1e6),
      fell_back: plan.fell_back,
    }
    mornings.push({
      ...figures,
      gap: plan.bound_minor === null ? null : round(figures.optimal.weighed_minor / plan.bound_minor - 1, 10_000),
    })
    log(
      `seed ${seed}: greedy ${figures.greedy.weighed_minor}, optimal ${figures.optimal.weighed_minor}, bound ${plan.bound_minor}, ${took_s.toFixed(1)} s`,
    )
  }
  const worst = Math.max(...mornings.map(({ gap }) => gap ?? 1))
  return [
    {
      name: 'sourcing greedy',
      value: Math.round(orders / greedy_s),
      unit: 'orders/s',
      limit_name: 'wanted',
      limit: 5_000,
      ratio: round(orders / greedy_s / 5_000),
    },
    {
      name: 'sourcing optimal',
      value: Math.max(...mornings.map(({ took_s }) => took_s)),
      unit: 's of 500 orders × 50 nodes, the slowest morning',
      limit_name: 'wanted: 5 s, or a gap of 0.02',
      limit: 5,
      worst_gap: worst,
      left_over_counts_minor: left_over_minor,
      mornings,
    },
  ]
}

/** Orders left over are weighed as the model weighs them, or leaving some out would look cheap. */
function told({ orders }: Problem, { choices, cost_minor }: Plan) {
  const left_over = choices.filter(({ outcome }) => outcome === 'no_node_fits').length
  return {
    cost_minor,
    weighed_minor: cost_minor + left_over * left_over_minor,
    left_over,
    parcels: choices.reduce((sum, { parcels }) => sum + parcels.length, 0),
    split: choices.filter(({ parcels }) => parcels.length > 1).length,
    orders: orders.length,
  }
}

const round = (value: number, to = 100): number => Math.round(value * to) / to

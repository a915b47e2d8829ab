import type { Plan, Problem } from './model.ts'
import { type Compiled, cheapest, choiceOf, compile, type Limits, usageOf } from './rules.ts'

/**
 * Decides order by order, each the cheapest with what the earlier ones left. What a later order has reserved is not touched, so every order can at least stay
 * where it is.
 */
export function planGreedy(problem: Problem, compiled: Compiled = compile(problem)): Plan {
  const began = performance.now()
  const chosen = chooseGreedily(compiled)
  const choices = compiled.orders.map((_, i) => choiceOf(compiled, i, chosen[i]!))
  const cost_minor = choices.reduce((sum, choice) => sum + choice.cost_minor, 0)
  return { engine: 'greedy', fell_back: null, choices, cost_minor, bound_minor: null, took_ms: performance.now() - began }
}

/**
 * Per order the candidate each line leaves from, or null when nothing fits; in the order given. With prices on stock and parcels each order also
 * minds what the others would give for what it takes.
 */
export function chooseGreedily(
  compiled: Compiled,
  sequence: readonly number[] = compiled.orders.map((_, i) => i),
  prices: Pick<Limits, 'stockPrice' | 'parcelPrice'> = {},
): (number[] | null)[] {
  const { problem, orders } = compiled
  const free = Float64Array.from(compiled.free)
  const capacity = Float64Array.from(compiled.capacity)
  const answers: (number[] | null)[] = new Array(orders.length).fill(null)
  for (const index of sequence) {
    const one = orders[index]!
    // Its own reservation is its own to spend; what it does not use of it is free for the next.
    for (const [stock, quantity] of one.own) free[stock]! += quantity
    const best = cheapest(problem.rule, one, { ...prices, left: (stock) => free[stock]!, takes: (node) => capacity[node]! > 0 })
    const chosen = best?.from ?? null
    const usage = chosen === null ? one.own : usageOf(one, chosen)
    for (const [stock, quantity] of usage) free[stock]! -= quantity
    if (chosen) for (const candidate of new Set(chosen)) capacity[one.candidates[candidate]!.at]!--
    answers[index] = chosen
  }
  return answers
}

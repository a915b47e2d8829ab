import { shareOut } from '#core/money.ts'
import type { Plan, SourcingLine, SourcingOrder } from './model.ts'
import { type Compiled, cheapest, choiceOf, leftAfter, parcelCost } from './rules.ts'

/**
 * Looks once more at the orders that no node fits, where the rule allows it: a line that no node has whole is parted between the nodes that have some of
 * it, the cheapest first. Both engines decide whole lines, so this comes after either; with parted lines their bound proves nothing any more.
 */
export function partLeftOver(compiled: Compiled, plan: Plan): Plan {
  const { problem, orders } = compiled
  const left_over = plan.choices.flatMap(({ outcome }, i) => (outcome === 'no_node_fits' ? [i] : []))
  if (!problem.rule.parts_lines || left_over.length === 0) return plan
  const choices = [...plan.choices]
  const { left } = leftAfter(compiled, choices)
  const capacity = Float64Array.from(compiled.capacity)
  for (const { parcels } of choices) for (const { node_id } of parcels) capacity[compiled.at.get(node_id)!]!--
  const takes = (node: number) => capacity[node]! > 0
  let parted = false
  for (const index of left_over) {
    const before = orders[index]!
    // What it has reserved itself is its own to spend.
    for (const [stock, quantity] of before.own) left[stock]! += quantity
    const pieces = partOrder(compiled, before.order, left, takes)
    const one = pieces && compiled.compileOrder(pieces)
    const chosen = one && cheapest(problem.rule, one, { left: (stock) => left[stock]!, takes })?.from
    if (one && chosen) {
      orders[index] = one
      choices[index] = { ...choiceOf(compiled, index, chosen), before_minor: choices[index]!.before_minor }
      parted = true
      for (const [i, candidate] of chosen.entries()) {
        const { sites, quantity } = one.lines[i]!
        left[sites.find((site) => site.candidate === candidate)!.stock]! -= quantity
      }
      for (const candidate of new Set(chosen)) capacity[one.candidates[candidate]!.at]!--
    } else for (const [stock, quantity] of before.own) left[stock]! -= quantity
  }
  if (!parted) return plan
  return { ...plan, choices, bound_minor: null, cost_minor: choices.reduce((sum, { cost_minor }) => sum + cost_minor, 0) }
}

/** The order with its lines in pieces that nodes have; null when even together they have too little of a line. */
function partOrder(compiled: Compiled, order: SourcingOrder, left: Float64Array, takes: (node: number) => boolean): SourcingOrder | null {
  const judged = compiled.candidates(order.region)
  const { rule } = compiled.problem
  const lines: SourcingLine[] = []
  const spent = new Map<number, number>()
  for (const line of order.lines) {
    const found = order.node_ids.flatMap((node_id) => {
      const node = compiled.at.get(node_id)
      const candidate = node === undefined ? undefined : judged[node]
      const stock = node === undefined ? undefined : compiled.stocksOf(line.sku_id).get(node)
      if (node === undefined || stock === undefined || candidate === undefined || typeof candidate === 'string') return []
      const open = left[stock]! - (spent.get(stock) ?? 0)
      if (open <= 0 || order.refused.includes(node_id) || !takes(node)) return []
      return [{ stock, open, cost: parcelCost(rule, candidate, line.weight_grams, line.volume_cm3) }]
    })
    found.sort((a, b) => Number(b.open >= line.quantity) - Number(a.open >= line.quantity) || a.cost - b.cost || a.stock - b.stock)
    const pieces: { stock: number; quantity: number }[] = []
    let missing = line.quantity
    for (const { stock, open, cost } of found) {
      if (missing === 0 || cost === Number.POSITIVE_INFINITY) continue
      const quantity = Math.min(open, missing)
      pieces.push({ stock, quantity })
      missing -= quantity
    }
    if (missing > 0) return null
    // Only a line that has to be parted takes its pieces away from the next; a whole one may still go elsewhere.
    if (pieces.length > 1) for (const { stock, quantity } of pieces) spent.set(stock, (spent.get(stock) ?? 0) + quantity)
    const quantities = pieces.map(({ quantity }) => quantity)
    const weights = shareOut(line.weight_grams, quantities)
    const volumes = shareOut(line.volume_cm3, quantities)
    lines.push(...quantities.map((quantity, i) => ({ ...line, quantity, weight_grams: weights[i]!, volume_cm3: volumes[i]! })))
  }
  return { ...order, lines }
}

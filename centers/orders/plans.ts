import type { Transaction } from '#centers/ledger/model.ts'
import { feesAccount } from '#centers/members/accounts.ts'
import type { Plan, Program } from '#centers/members/model.ts'
import { decidePurchase } from '#centers/members/plans/rules.ts'
import { lockStandings, type NewMembership, startMemberships } from '#centers/members/plans/write.ts'
import { findStandings, readPrograms, type Standing } from '#centers/members/read.ts'
import { salesAccount } from '#centers/payments/accounts.ts'
import { steadyId } from '#core/ids.ts'
import { assetOf, shareOut } from '#core/money.ts'
import { groupBy } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import type { Line, NewOrder, Order, PlaceOutcome } from './model.ts'
import type { Priced } from './rules.ts'

type Sold = Map<string, { plan: Plan; program_id: string }>

/** The paid memberships that are sold as a SKU, by it. */
const soldPlans = (programs: ReadonlyMap<string, Program>): Sold =>
  new Map(
    [...programs.values()].flatMap(({ program_id, plans }) =>
      plans.flatMap((plan) => (plan.sku_id ? [[plan.sku_id, { plan, program_id }] as const] : [])),
    ),
  )

type Running = Map<string, { plan_id: string; until: string }>

const runningOf = (standings: Iterable<Standing>, now: string): Running =>
  new Map(
    [...standings].flatMap(({ member_id, program_id, plan_id, plan_until }) =>
      plan_id && plan_until! > now ? [[`${member_id} ${program_id}`, { plan_id, until: plan_until! }] as const] : [],
    ),
  )

const details = {
  plan_not_on_sale: 'This membership is not sold any more: take it out of the cart.',
  another_plan_runs: 'Another membership of this program runs: wait for its end or give it back first.',
  too_far_ahead: 'The membership is paid for three years ahead already.',
}

/**
 * The orders whose memberships may begin; the others are told why not. Asks only when somebody buys a service; whoever starts them decides again under a
 * lock, for what runs may change until the order is paid.
 */
export async function checkPlans<Candidate extends { order: NewOrder; priced: Priced }>(
  tx: Tx,
  now: string,
  candidates: Candidate[],
  outcomes: Map<NewOrder, PlaceOutcome>,
): Promise<Candidate[]> {
  const asking = candidates.filter(({ order, priced }) => order.external_no === null && priced.lines.some(({ service }) => service))
  if (asking.length === 0) return candidates
  const sold = soldPlans(await readPrograms(tx))
  const buying = asking.filter(({ priced }) => priced.lines.some(({ sku_id }) => sold.has(sku_id)))
  if (buying.length === 0) return candidates
  const running = runningOf(await findStandings(tx, [...new Set(buying.flatMap(({ order }) => order.member_id ?? []))]), now)
  for (const { order, priced } of buying) {
    const own: Running = new Map(running)
    for (const { sku_id, quantity } of priced.lines) {
      const one = sold.get(sku_id)
      if (!one || outcomes.has(order)) continue
      if (order.member_id === null) {
        outcomes.set(order, { id: order.id, status: 'member_needed', sku_id, detail: 'A membership is somebody’s: sign in to buy it.' })
        continue
      }
      const status = extend(own, order.member_id, one, quantity, now).status
      if (status !== 'allowed') outcomes.set(order, { id: order.id, status, sku_id, detail: details[status] })
    }
  }
  return candidates.filter(({ order }) => !outcomes.has(order))
}

/** Makes what runs longer, once for each piece; `running` is changed in place. */
function extend(
  running: Running,
  member_id: string,
  { plan, program_id }: { plan: Plan; program_id: string },
  quantity: number,
  now: string,
): { status: 'allowed'; spans: { starts_at: string; ends_at: string }[] } | { status: keyof typeof details } {
  const spans = []
  for (let i = 0; i < quantity; i++) {
    const at = `${member_id} ${program_id}`
    const decided = decidePurchase({ plan, running: running.get(at) ?? null }, plan.price_minor, now)
    if (decided.status !== 'allowed') return { status: decided.status as keyof typeof details }
    spans.push({ starts_at: decided.starts_at, ends_at: decided.ends_at })
    running.set(at, { plan_id: plan.plan_id, until: decided.ends_at })
  }
  return { status: 'allowed', spans }
}

export interface Bought {
  order: Order
  group_no: number
  lines: readonly Line[]
}

/**
 * Starts the memberships among services that are paid. Answers the groups whose membership cannot begin, because another one began meanwhile, with the
 * reason; and what is to be posted once their money is earned: a plan's price belongs to its program, which pays it back by the plan's rule.
 */
export async function startPlans(
  tx: Tx,
  now: string,
  bought: readonly Bought[],
): Promise<{ refused: Map<Bought, keyof typeof details>; transactions: Transaction[] }> {
  const refused = new Map<Bought, keyof typeof details>()
  const sold = soldPlans(await readPrograms(tx))
  const plansOf = ({ order, lines }: Bought) =>
    order.member_id === null ? [] : lines.flatMap((line) => (sold.has(line.sku_id!) ? [{ ...sold.get(line.sku_id!)!, line }] : []))
  const buying = bought.filter((one) => plansOf(one).length > 0)
  if (buying.length === 0) return { refused, transactions: [] }
  const keys = buying.flatMap((one) => plansOf(one).map(({ program_id }) => ({ member_id: one.order.member_id!, program_id })))
  const running = runningOf((await lockStandings(tx, now, keys)).values(), now)
  const starting: NewMembership[] = []
  const transactions: Transaction[] = []
  for (const one of buying) {
    const { id: order_id, organization_id, currency } = one.order
    const member_id = one.order.member_id!
    const own: Running = new Map(running)
    const begun: NewMembership[] = []
    for (const { plan, program_id, line } of plansOf(one)) {
      // It was on sale when it was ordered.
      const extended = extend(own, member_id, { plan: { ...plan, on_sale: true }, program_id }, line.quantity, now)
      if (extended.status !== 'allowed') {
        refused.set(one, extended.status)
        break
      }
      const prices = shareOut(
        line.amount_minor,
        extended.spans.map(() => 1),
      )
      begun.push(
        ...extended.spans.map((span, i) => ({
          ...{ membership_id: steadyId('orders.plan', order_id, String(line.line_no), String(i)), member_id, order_id },
          ...{ plan_id: plan.plan_id, program_id, price_minor: prices[i]!, currency, bought_at: now, ...span },
        })),
      )
    }
    if (refused.has(one)) continue
    for (const [at, runs] of own) running.set(at, runs)
    starting.push(...begun)
    const postings = [...groupBy(begun, ({ program_id }) => program_id)].map(([program_id, some]) => ({
      source: salesAccount(organization_id),
      destination: feesAccount(program_id),
      asset: assetOf(currency),
      amount: some.reduce((sum, { price_minor }) => sum + price_minor, 0),
    }))
    const paid = postings.filter(({ amount }) => amount > 0)
    if (paid.length > 0)
      transactions.push({
        ...{ key: `order:${order_id}:plans:${one.group_no}`, kind: 'orders.start_plans', ref: `orders.order:${order_id}` },
        ...{ happened_at: now, postings: paid },
      })
  }
  await startMemberships(tx, now, starting)
  return { refused, transactions }
}

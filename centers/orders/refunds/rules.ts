import type { State } from '../model.ts'
import type { LineRefund, RefundedLine, RefundStatus, Standing, SubstituteItem, SubstituteStatus, Substitution } from './model.ts'

const over: ReadonlySet<State> = new Set(['canceled', 'closed'])
const left: ReadonlySet<State> = new Set(['shipped', 'delivered', 'completed'])

/** Whether these lines may be given back, wholly or in part, before they leave. What is in a warehouse's hands is taken out again for staff, not for the buyer. */
export function judgeRefund(
  order: Standing | undefined,
  known: readonly Pick<LineRefund, 'line_no' | 'quantity' | 'amount_minor'>[],
  asked: readonly RefundedLine[],
  is_buyer: boolean,
): RefundStatus {
  if (!order) return 'order_not_found'
  if (known.length > 0) return sameRefund(known, asked) ? 'already_refunded' : 'id_used_for_another'
  if (order.history || order.groups.every(({ state }) => over.has(state))) return 'order_is_over'
  if (is_buyer && order.payment_term === 'channel') return 'ask_the_platform'
  if (order.given_away) return 'at_third_party'
  const lines = new Map(order.lines.map((line) => [line.line_no, line]))
  if (new Set(asked.map(({ line_no }) => line_no)).size < asked.length || asked.some(({ line_no }) => !lines.has(line_no)))
    return 'line_not_found'
  // A buyer gives back pieces; what a line costs is the house's to say.
  if (asked.some(({ quantity, amount_minor }) => (quantity ? 1 : 0) + (amount_minor ? 1 : 0) !== 1 || (is_buyer && !quantity)))
    return 'how_unclear'
  for (const { line_no } of asked) {
    const stands = lineStanding(order, line_no)
    if (stands) return stands
  }
  const groupOf = (line_no: number) => order.groups.find(({ group_no }) => group_no === lines.get(line_no)!.group_no)!
  if (is_buyer && asked.some(({ line_no }) => groupOf(line_no).begun)) return 'being_packed'
  if (asked.some(({ line_no, quantity }) => (quantity ?? 0) > lines.get(line_no)!.quantity)) return 'more_than_ordered'
  // The label in the warehouse names the sum to collect: pieces are taken out and labeled anew, another sum is not.
  if (order.payment_term === 'cash_on_delivery' && asked.some(({ line_no, amount_minor }) => amount_minor && groupOf(line_no).begun))
    return 'being_packed'
  // What is still to be paid never becomes nothing: pieces are given back instead.
  const least_minor = order.payment_term === 'pay_at_outlet' || order.payment_term === 'cash_on_delivery' ? 1 : 0
  if (asked.some(({ line_no, amount_minor }) => amount_minor && amount_minor > lines.get(line_no)!.amount_minor - least_minor))
    return 'more_than_it_costs'
  return 'refunded'
}

/** Why nothing of a line may change any more; null while it may. */
function lineStanding({ groups, lines }: Standing, line_no: number): 'line_is_over' | 'already_on_its_way' | 'partly_shipped' | null {
  const { group_no } = lines.find((line) => line.line_no === line_no)!
  const { state } = groups.find((group) => group.group_no === group_no)!
  if (over.has(state)) return 'line_is_over'
  if (left.has(state)) return 'already_on_its_way'
  return lines.some((line) => line.group_no === group_no && line.shipped > 0) ? 'partly_shipped' : null
}

const sameRefund = (known: readonly Pick<LineRefund, 'line_no' | 'quantity' | 'amount_minor'>[], asked: readonly RefundedLine[]): boolean =>
  known.length === asked.length &&
  asked.every(({ line_no, quantity, amount_minor }) =>
    known.some(
      (one) => one.line_no === line_no && one.quantity === (quantity ?? 0) && (quantity ? true : one.amount_minor === amount_minor),
    ),
  )

/** Whether another product may stand in for pieces of a line; whether it is there is the stock's to say. */
export function judgeSubstitute(
  order: Standing | undefined,
  known: Pick<Substitution, 'line_no' | 'quantity' | 'sku_id'> | undefined,
  asked: Pick<SubstituteItem, 'line_no' | 'quantity' | 'sku_id'>,
  sells: boolean,
): SubstituteStatus {
  if (!order) return 'order_not_found'
  if (known) return known.quantity === asked.quantity && known.sku_id === asked.sku_id ? 'already_substituted' : 'id_used_for_another'
  if (order.history || order.groups.every(({ state }) => over.has(state))) return 'order_is_over'
  if (order.given_away) return 'at_third_party'
  const line = order.lines.find(({ line_no }) => line_no === asked.line_no)
  // Nothing stands in for a service: it is given back and bought anew.
  if (!line?.sku_id || line.stock_from === 'service') return 'line_not_found'
  const stands = lineStanding(order, asked.line_no)
  if (stands) return stands
  if (order.groups.some(({ group_no, begun }) => begun && group_no === line.group_no)) return 'being_packed'
  if (asked.quantity > line.quantity) return 'more_than_ordered'
  if (asked.sku_id === line.sku_id) return 'same_product'
  return sells ? 'substituted' : 'sku_not_on_sale'
}

/**
 * By how much a line is lowered because what comes instead costs less: what was paid for it, less the same share of the other's price. Discounts stay what they
 * were in proportion, rounded to the house.
 */
export const differenceOf = (amount_minor: number, unit_minor: number, listed_minor: number): number =>
  listed_minor >= unit_minor
    ? 0
    : amount_minor - Number((BigInt(amount_minor) * BigInt(listed_minor) + BigInt(unit_minor) - 1n) / BigInt(unit_minor))

/** What a platform bears of `part_minor` of a line: its share, rounded to the platform, so that it never bears more of the rest than the rest costs. */
export const subsidyOf = (subsidy_minor: number, part_minor: number, amount_minor: number): number =>
  amount_minor === 0 ? 0 : subsidy_minor - Number((BigInt(subsidy_minor) * BigInt(amount_minor - part_minor)) / BigInt(amount_minor))

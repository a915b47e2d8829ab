import { type Fill, type FillRuleItem, type Place, usualRule, type Waiting, type Why } from './model.ts'

/** The rule that speaks most closely of a channel and a node: of both, of the channel, of the node, of all. */
export function ruleFor(rules: readonly FillRuleItem[], channel_id: string, node_id: string): FillRuleItem {
  const fits = (channel: string, node: string) => rules.find((rule) => rule.channel_id === channel && rule.node_id === node)
  return fits(channel_id, node_id) ?? fits(channel_id, '') ?? fits('', node_id) ?? fits('', '') ?? usualRule
}

/** Where a line stands in the queue: who its rule lets go first, then the oldest order. */
export function inTurn(lines: readonly Waiting[], rules: readonly FillRuleItem[]): Waiting[] {
  const rank = new Map(
    lines.map((line) => {
      const { first } = ruleFor(rules, line.channel_id, line.node_id)
      const place = first.findIndex((who) => line[who])
      return [line, place < 0 ? 2 : place]
    }),
  )
  return [...lines].sort(
    (a, b) =>
      rank.get(a)! - rank.get(b)! ||
      Date.parse(a.placed_at) - Date.parse(b.placed_at) ||
      (a.order_id === b.order_id ? a.line_no - b.line_no : a.order_id < b.order_id ? -1 : 1),
  )
}

export interface Decision {
  line: Waiting
  rule: FillRuleItem
  why: Why
  fills: Fill[]
}

/**
 * Gives out what is free, line by line in turn; who cannot be served leaves it to the next. `placesOf` says where a line may get goods from, best first;
 * `open` what is free there, by `account sku`, and is changed in place. By hand (`asked`) the lines asked for get theirs whatever their rule keeps back.
 */
export function decideFills(
  lines: readonly Waiting[],
  rules: readonly FillRuleItem[],
  placesOf: (line: Waiting) => readonly Place[],
  open: Map<string, number>,
  asked: ReadonlySet<string> | null = null,
): Decision[] {
  const before = new Map(open)
  return inTurn(lines, rules).map((line): Decision => {
    const rule = ruleFor(rules, line.channel_id, line.node_id)
    const wanted = asked?.has(`${line.order_id} ${line.line_no}`) ?? false
    const answer = (why: Why, fills: Fill[] = []) => ({ line, rule, why, fills })
    if (line.state !== 'approved') return answer('in_review')
    if (asked && !wanted) return answer('by_hand')
    if (line.made_to_order && !wanted) return answer('made_to_order')
    if (rule.by_hand && !wanted) return answer('by_hand')
    const places = placesOf(line).filter(({ node_id }) => rule.other_nodes || node_id === line.node_id)
    const free = (stock: Map<string, number>, { account }: Place) => Math.max(0, stock.get(`${account} ${line.sku_id}`) ?? 0)
    const fills = fillsOf(line, rule.parts, places, (place) => free(open, place))
    for (const { place, quantity } of fills) open.set(`${place.account} ${line.sku_id}`, free(open, place) - quantity)
    if (fills.length > 0) return answer('goods_are_here', fills)
    if (fillsOf(line, rule.parts, places, (place) => free(before, place)).length > 0) return answer('behind_others')
    return answer(places.some((place) => free(open, place) > 0) ? 'not_enough' : 'no_goods')
  })
}

/** One place that has all of it; or, where the line may be parted, what each place has. */
function fillsOf(
  { order_id, line_no, quantity }: Waiting,
  parts: boolean,
  places: readonly Place[],
  free: (place: Place) => number,
): Fill[] {
  const whole = places.find((place) => free(place) >= quantity)
  if (whole) return [{ order_id, line_no, place: whole, quantity }]
  if (!parts) return []
  let missing = quantity
  return places.flatMap((place) => {
    const some = Math.min(missing, free(place))
    missing -= some
    return some > 0 ? [{ order_id, line_no, place, quantity: some }] : []
  })
}

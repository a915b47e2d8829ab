import { hash } from 'node:crypto'
import type { Channel } from '#centers/channels/model.ts'
import type { Program } from '#centers/members/model.ts'
import { type Perks, priceOff } from '#centers/members/perks.ts'
import { sharePoints, spendLimit } from '#centers/members/points/rules.ts'
import { type PricedBundle, shareBundles } from '#centers/products/assortment/prices.ts'
import type { Configuration } from '#centers/products/configurations/model.ts'
import type { SkuFacts } from '#centers/products/read.ts'
import { shareOut } from '#core/money.ts'
import { addMilliseconds } from '#core/time.ts'
import type { NewOrder, PaymentState, PlaceOutcome, State } from './model.ts'

/** What tells a retry from another order under a used id: everything the buyer asked for. */
export function digestOf(order: NewOrder): string {
  const { channel_id, external_no, member_id, buyer_name, buyer_phone, currency, payment_term, outlet_id, lines, expected_total_minor } =
    order
  const { points_to_spend, cards_to_spend, buyer_id } = order
  return hash(
    'sha1',
    JSON.stringify([
      channel_id,
      external_no,
      member_id,
      buyer_name,
      buyer_phone,
      currency,
      payment_term,
      outlet_id,
      lines,
      expected_total_minor,
      ...(points_to_spend ? [points_to_spend] : []),
      ...(cards_to_spend?.length ? [cards_to_spend] : []),
      ...(buyer_id ? [buyer_id] : []),
    ]),
    'base64url',
  )
}

export interface PricedLine {
  line_no: number
  sku_id: string
  title: { zh: string; en: string }
  quantity: number
  unit_minor: number
  amount_minor: number
  configuration?: Configuration
  /** Nothing leaves a shelf for it: no stock, no parcel. */
  service?: boolean
  /** A service that somebody performs: delivered when it is done. */
  performed?: boolean
  /** The line this is a part of; see `partPriced`. */
  split_from?: number
}

export interface Priced {
  lines: PricedLine[]
  goods_minor: number
  discount_minor: number
  freight_minor: number
  total_minor: number
  /** What cards leave to the payment term. */
  rest_minor: number
  /** What bundles take off, by line. */
  bundles: { line_no: number; bundle_id: string; amount_minor: number }[]
  /** What the platform pays of the lines, by line. */
  subsidies: { line_no: number; kind: 'subsidy'; amount_minor: number }[]
  /** What the member's levels take off, by line. */
  member_prices: { line_no: number; program_id: string; amount_minor: number }[]
  /** Points that lower the lines, by line. */
  points?: { program_id: string; quantity: number; shares: { line_no: number; points: number; amount_minor: number }[] }
}

/** What was chosen stands in the title: whoever reads the line, from picker to buyer, reads it. */
const configured = (title: PricedLine['title'], { words }: Configuration): PricedLine['title'] => ({
  zh: `${title.zh}（${words.zh}）`,
  en: `${title.en} (${words.en})`,
})

/** Freight of an order on a channel; a member's level may free it from a smaller amount on. */
export const freightOf = (
  channel: Pick<Channel, 'freight_minor' | 'free_freight_from_minor'>,
  goods_minor: number,
  perks?: Perks | undefined,
): number =>
  goods_minor >= Math.min(channel.free_freight_from_minor, perks?.free_freight_from_minor ?? channel.free_freight_from_minor)
    ? 0
    : channel.freight_minor

/** Everything about an order that can be refused before stock and money are asked. The first fault wins. */
export function decideOrder(
  order: NewOrder,
  channel: Channel | undefined,
  skus: Map<string, SkuFacts>,
  programs: Map<string, Program> = new Map(),
  perks?: Perks | undefined,
  configurations: ReadonlyMap<string, Configuration> = new Map(),
  priced_bundles: readonly PricedBundle[] = [],
  /** What is not sold to this buyer yet, and from when it is. */
  not_open: ReadonlyMap<string, string> = new Map(),
  /** Whether the outlet it names is there and open. */
  outlet_open = true,
): Priced | PlaceOutcome {
  const refuse = (status: PlaceOutcome['status'], detail: string, more: Partial<PlaceOutcome> = {}): PlaceOutcome => ({
    id: order.id,
    status,
    detail,
    ...more,
  })
  if (!channel) return refuse('channel_not_found', `There is no channel ${order.channel_id}.`)
  if (channel.closed_at || channel.kind === 'history') return refuse('channel_closed', `The channel ${channel.id} takes no orders.`)
  if (order.currency !== channel.currency)
    return refuse('currency_differs', `Orders of ${channel.id} are in ${channel.currency}, not ${order.currency}.`)
  if (order.payment_term === 'pay_at_outlet' && !order.outlet_id)
    return refuse('outlet_needed', 'Name the outlet where the order is paid: outlet_id.')
  if (order.outlet_id && !outlet_open)
    return refuse(
      'outlet_not_found',
      `outlet_id: there is no open store or dealer ${order.outlet_id}; \`GET /api/mall/outlets\` lists ours.`,
    )
  if (order.payment_term === 'wallet' && !order.member_id)
    return refuse('member_needed', 'Only a signed-in member has a wallet: sign in or pay at an outlet.')

  const lines: PricedLine[] = []
  for (const [i, line] of order.lines.entries()) {
    const sku = skus.get(line.sku_id)
    if (!sku) return refuse('sku_not_found', `There is no SKU ${line.sku_id}.`, { sku_id: line.sku_id })
    const configuration = line.configuration_id ? configurations.get(line.configuration_id) : undefined
    if (line.configuration_id && configuration?.sku_id !== line.sku_id)
      return refuse('configuration_not_found', `The configuration of ${line.sku_id} is not known: choose again.`, { sku_id: line.sku_id })
    const base_minor = sku.price_minor === null ? null : sku.price_minor + (configuration?.extra_minor ?? 0)
    const unit_minor = line.unit_minor ?? base_minor
    const ours = line.unit_minor === null
    if (
      unit_minor === null ||
      (ours && (sku.currency !== channel.currency || (sku.lifecycle !== 'on_sale' && sku.lifecycle !== 'presale')))
    ) {
      return refuse('sku_not_on_sale', `${sku.title.zh} (${line.sku_id}) is not on sale on ${channel.id}.`, { sku_id: line.sku_id })
    }
    // What a platform or a clerk sold at a price of his own is sold.
    const opens_at = ours ? not_open.get(line.sku_id) : undefined
    if (opens_at) {
      const detail = `${sku.title.zh} (${line.sku_id}) is sold to this buyer from ${opens_at} on: order it then.`
      return refuse('not_open_yet', detail, { sku_id: line.sku_id, opens_at })
    }
    lines.push({
      line_no: i + 1,
      sku_id: line.sku_id,
      title: configuration ? configured(sku.title, configuration) : sku.title,
      quantity: line.quantity,
      unit_minor,
      amount_minor: line.amount_minor ?? unit_minor * line.quantity,
      ...(configuration ? { configuration } : {}),
      ...(sku.kind === 'service' ? { service: true, performed: sku.performed } : {}),
    })
  }
  const goods_minor = lines.reduce((sum, { unit_minor, quantity }) => sum + unit_minor * quantity, 0)
  const bundles = lowerByBundles(order, lines, skus, priced_bundles)
  const member_prices = lowerByLevel(order, lines, skus, perks)
  const points = order.points_to_spend ? sharePointsOut(order, lines, skus, programs) : undefined
  if (points && 'status' in points) return refuse(points.status, points.detail)
  const after_minor = lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
  const sends = lines.some(({ service }) => !service)
  const freight_minor = order.freight_minor ?? (sends ? freightOf(channel, goods_minor, perks) : 0)
  const total_minor = after_minor + freight_minor
  if (!Number.isSafeInteger(total_minor)) return refuse('price_moved', 'The total is beyond what can be booked.')
  if (order.expected_total_minor !== null && order.expected_total_minor !== total_minor) {
    return refuse(
      'price_moved',
      `The total is ${total_minor} now, not ${order.expected_total_minor}: show it to the buyer and ask again.`,
      { total_minor },
    )
  }
  // What is paid at the door is one box with one sum: a service has neither.
  if (order.payment_term === 'cash_on_delivery' && !lines.every(({ service }) => !service))
    return refuse('collection_not_offered', 'lines: a service is paid beforehand. Take it out, or let the order be paid otherwise.')
  const cards_minor = (order.cards_to_spend ?? []).reduce((sum, { amount_minor }) => sum + amount_minor, 0)
  const no_cards = cards_minor > 0 ? cardsRefused(order, total_minor, cards_minor) : null
  if (no_cards) return refuse('cards_not_accepted', no_cards)
  // A platform may charge more than unit × quantity only as a negative discount, which the books have no place for.
  if (goods_minor < after_minor) return refuse('price_moved', 'The line amounts are above unit price × quantity.')
  const subsidies = lines.flatMap(({ line_no }, i) => {
    const amount_minor = order.lines[i]!.subsidy_minor ?? 0
    return amount_minor > 0 ? [{ line_no, kind: 'subsidy' as const, amount_minor }] : []
  })
  const over = subsidies.find(({ line_no, amount_minor }) => amount_minor > lines[line_no - 1]!.amount_minor)
  if (over) return refuse('price_moved', `lines[${over.line_no - 1}].subsidy_minor: the platform pays more than the line costs.`)
  return {
    ...{ lines, goods_minor, discount_minor: goods_minor - after_minor, freight_minor, total_minor },
    ...{ rest_minor: total_minor - cards_minor, bundles, subsidies, member_prices, ...(points ? { points } : {}) },
  }
}

/** Why cards cannot pay like this; null when they can. */
function cardsRefused({ cards_to_spend = [], member_id, payment_term }: NewOrder, total_minor: number, cards_minor: number): string | null {
  if (!member_id) return 'cards_to_spend: only a signed-in member has cards.'
  if (payment_term !== 'wallet') return 'cards_to_spend: what cards do not cover is paid from the wallet; choose it as payment_term.'
  if (new Set(cards_to_spend.map(({ card_id }) => card_id)).size < cards_to_spend.length) return 'cards_to_spend: name each card once.'
  return cards_minor > total_minor ? `cards_to_spend: ${cards_minor} is more than the total of ${total_minor}.` : null
}

/** Lowers the components of whole bundles that have a price of their own; what a platform sold stands. */
function lowerByBundles(
  order: NewOrder,
  lines: PricedLine[],
  skus: Map<string, SkuFacts>,
  priced: readonly PricedBundle[],
): Priced['bundles'] {
  if (priced.length === 0 || order.external_no !== null || order.lines.some(({ unit_minor }) => unit_minor !== null)) return []
  const base = lines.map(({ sku_id, quantity }) => ({ sku_id, quantity, base_minor: skus.get(sku_id)!.price_minor! }))
  return shareBundles(base, priced).map(({ line, bundle_id, amount_minor }) => {
    lines[line]!.amount_minor -= amount_minor
    return { line_no: lines[line]!.line_no, bundle_id, amount_minor }
  })
}

/** Lowers our own prices by the member's level; what a platform sold stands. */
function lowerByLevel(
  order: NewOrder,
  lines: PricedLine[],
  skus: Map<string, SkuFacts>,
  perks: Perks | undefined,
): Priced['member_prices'] {
  if (!perks?.prices.length || order.external_no !== null || order.currency !== 'CNY') return []
  return lines.flatMap((line, i) => {
    if (order.lines[i]!.unit_minor !== null) return []
    const off = priceOff(perks, { amount_minor: line.amount_minor, brand_id: skus.get(line.sku_id)!.brand_id })
    if (!off) return []
    line.amount_minor -= off.amount_minor
    return [{ line_no: line.line_no, ...off }]
  })
}

/** Lowers the lines by the points' worth, each by its share. */
function sharePointsOut(
  order: NewOrder,
  lines: PricedLine[],
  skus: Map<string, SkuFacts>,
  programs: Map<string, Program>,
): NonNullable<Priced['points']> | { status: 'points_not_accepted' | 'points_too_many'; detail: string } {
  const { program_id, quantity } = order.points_to_spend!
  const program = programs.get(program_id)
  if (!program || !order.member_id || order.external_no !== null || order.currency !== 'CNY')
    return { status: 'points_not_accepted', detail: `Points of ${program_id} cannot be used here: leave points_to_spend out.` }
  const priced = lines.map(({ sku_id, amount_minor }) => ({ amount_minor, brand_id: skus.get(sku_id)!.brand_id }))
  const most = spendLimit(program, priced)
  if (quantity > most) return { status: 'points_too_many', detail: `At most ${most} points of ${program_id} can be used for these goods.` }
  const shares = sharePoints(program, priced, quantity).map((points, i) => ({
    line_no: lines[i]!.line_no,
    points,
    amount_minor: points * program.point_value_minor,
  }))
  for (const [i, { amount_minor }] of shares.entries()) lines[i]!.amount_minor -= amount_minor
  return { program_id, quantity, shares: shares.filter(({ points }) => points > 0) }
}

/** Freight of an order, cent by cent, on its lines in proportion to what they cost. */
export const shareFreight = (freight_minor: number, lines: readonly { amount_minor: number }[]): number[] =>
  shareOut(
    freight_minor,
    lines.map(({ amount_minor }) => amount_minor),
  )

/**
 * Lines with one node and one kind of promise travel together: a group; a channel's share stands on the same shelf, what somebody performs waits for him.
 * Numbered in the order their first line comes.
 */
export function groupLines<Line extends { node_id: string | null; stock_from: string; performed?: boolean }>(
  lines: readonly Line[],
): (Line & { group_no: number })[] {
  const numbers = new Map<string, number>()
  return lines.map((line) => {
    const key = `${line.node_id} ${line.stock_from.startsWith('channel:') ? 'node' : line.stock_from}${line.performed ? ' performed' : ''}`
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1)
    return { ...line, group_no: numbers.get(key)! }
  })
}

/** Where a group may go from where it is. `closed` is what an imported order becomes when the past says no more. */
const allowed: Record<State, readonly State[]> = {
  placed: ['approved', 'held', 'canceled'],
  held: ['approved', 'canceled'],
  // A service is delivered without leaving a shelf.
  approved: ['allocated', 'delivered', 'held', 'canceled'],
  allocated: ['released', 'held', 'canceled'],
  released: ['shipped', 'held', 'canceled'],
  shipped: ['delivered'],
  delivered: ['completed'],
  completed: [],
  canceled: [],
  closed: [],
}
export const mayMove = (from: State, to: State): boolean => allowed[from].includes(to)

/** The order shows its least advanced group; canceled groups count only when all are. */
export function orderState(groups: readonly State[]): { state: State; partly: boolean } {
  const rank: readonly State[] = [
    'held',
    'placed',
    'approved',
    'allocated',
    'released',
    'shipped',
    'delivered',
    'completed',
    'closed',
    'canceled',
  ]
  const sorted = [...groups].sort((a, b) => rank.indexOf(a) - rank.indexOf(b))
  return { state: sorted[0]!, partly: new Set(groups).size > 1 }
}

/** The payment state that ledger sums tell. */
export function paymentState(total_minor: number, paid_in_minor: number, refunded_minor: number): PaymentState {
  if (paid_in_minor === 0) return total_minor === 0 ? 'paid' : 'unpaid'
  if (refunded_minor > 0) return refunded_minor >= paid_in_minor ? 'refunded' : 'partly_refunded'
  return paid_in_minor >= total_minor ? 'paid' : 'deposit_paid'
}

/** What a review says, and the rule that said it. */
export interface Review {
  to: 'approved' | 'held'
  rule: string
}

/** Steps no person takes. Completion waits for its own time. */
const automatic: Partial<Record<State, { to: State; reason: string; goes_on: boolean }>> = {
  approved: { to: 'allocated', reason: 'stock_is_reserved_here', goes_on: true },
  allocated: { to: 'released', reason: 'node_ships_at_once', goes_on: false },
  delivered: { to: 'completed', reason: 'seven_days_after_delivery', goes_on: false },
}

export interface Step {
  to: State
  reason: string
  /** When the next automatic step may be taken. */
  due_at: string | null
}

/** How a group leaves: from its shelf, once its goods are there, or not at all because it is a service. */
export type Leaving = 'shelf' | 'waits' | 'service'
export const leavingOf = (stock_from: string | null): Leaving =>
  stock_from === 'presale' ? 'waits' : stock_from === 'service' ? 'service' : 'shelf'

/**
 * The steps a group takes by itself from where it is, as far as it can go at once; from `placed` they begin with its review. What is approved may rest
 * for a time (`rest_ms`) so that somebody can choose its node; what was sold before it is there (`waits`) stays approved until its goods come, a service until it is paid.
 */
export function stepsFrom(state: State, now: string, review: Review | undefined, rest_ms = 0, leaving: Leaving = 'shelf'): Step[] {
  if (leaving !== 'shelf') {
    const [first] = state === 'approved' ? [] : stepsFrom(state, now, review, rest_ms)
    return first ? [{ ...first, due_at: first.to === 'approved' ? (leaving === 'service' ? now : null) : first.due_at }] : []
  }
  const steps: Step[] = []
  let next = state === 'placed' && review ? { to: review.to, reason: review.rule, goes_on: review.to === 'approved' } : automatic[state]
  while (next) {
    const { to, reason, goes_on } = next
    const rests = to === 'approved' && rest_ms > 0
    steps.push({ to, reason, due_at: rests ? addMilliseconds(now, rest_ms) : goes_on ? now : null })
    next = goes_on && !rests ? automatic[to] : undefined
  }
  return steps
}

import { releasePostings, reservePostings, type StockLine } from '#centers/inventory/accounts.ts'
import type { StockFrom } from '#centers/inventory/model.ts'
import { readGround } from '#centers/inventory/read.ts'
import { isPosted, type Transaction } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { releaseReasons } from '#centers/orders/abnormal/write.ts'
import type { Line } from '#centers/orders/model.ts'
import { type NewSplit, splitGroups } from '#centers/orders/parceling/apart.ts'
import type {
  LineRefund,
  RefundItem,
  RefundStatus,
  Standing,
  SubstituteItem,
  SubstituteStatus,
  Substitution,
} from '#centers/orders/refunds/model.ts'
import { oweByPlatforms } from '#centers/orders/refunds/platform.ts'
import { differenceOf, judgeRefund, judgeSubstitute } from '#centers/orders/refunds/rules.ts'
import {
  findLineRefunds,
  findParts,
  findSubstitutions,
  type Lowering,
  lowerLines,
  writeLineRefunds,
  writeSubstitutions,
} from '#centers/orders/refunds/write.ts'
import { splitLines } from '#centers/orders/splits.ts'
import { cancelOrders, findDiscounts, findPaid } from '#centers/orders/write.ts'
import { findSkus, type SkuFacts } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { type Ground, isBegun, lockGround, packAnew } from '../parceling/write.ts'

export const largest = 200

const details: Partial<Record<RefundStatus | SubstituteStatus, string>> = {
  order_not_found: 'There is no such order.',
  id_used_for_another: 'This id was used for something else of the order: make a new one.',
  order_named_twice: 'Name each order once in a call.',
  order_is_over: 'The order is canceled or closed: nothing of it will leave.',
  ask_the_platform: 'It was paid on another platform: ask for the refund there.',
  at_third_party: 'A third-party warehouse ships it: take the order back from it first.',
  line_not_found: 'lines: name lines of the order, each once.',
  how_unclear: 'lines: say for each line either quantity or amount_minor; a buyer says quantity.',
  line_is_over: 'That line is canceled already.',
  already_on_its_way: 'The goods have left: ask for a return instead.',
  partly_shipped: 'Part of that group has left: what has not can be returned later.',
  being_packed: 'It is in a wave: what is being packed changes only by hand of the house, and for another product not at all.',
  more_than_ordered: 'quantity: the line has fewer pieces.',
  more_than_it_costs: 'amount_minor: the line costs less than that.',
  same_product: 'sku_id: that is the product of the line.',
  sku_not_on_sale: 'sku_id: there is no such product on sale on this channel.',
  sold_out: 'sku_id: no place has so many of it.',
}
const refusal = <Status extends RefundStatus | SubstituteStatus>(id: string, status: Status): Outcome<Status> => ({
  id,
  status,
  ...(details[status] ? { detail: details[status] } : {}),
})

export interface RefundOutcome extends Outcome<RefundStatus> {
  /** What went back the way it was paid; nothing where nothing was paid yet. */
  refunded_minor?: number
}

/**
 * Gives back single lines of orders before they leave. Pieces are taken into a group of their own and canceled with it: stock, points and their share of money and
 * freight go back to where they came from. By amount, the line costs less and all of it still comes. What a warehouse has begun is taken out of its wave and packed
 * anew without them; what has left is refused, and so the race with the warehouse ends one way. An order is given back as asked or not at all.
 */
export async function refundLines(
  tx: Tx,
  by: { name: string; is_buyer: boolean },
  now: string,
  asks: readonly RefundItem[],
): Promise<RefundOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} orders in one call`)
  const ids = [...new Set(column(asks, 'id'))]
  const ground = await lockGround(tx, ids)
  const known = groupBy(await findLineRefunds(tx, ids), ({ order_id, refund_id }) => `${order_id} ${refund_id}`)
  const seen = new Set<string>()
  const going: RefundItem[] = []
  const outcomes = asks.map((ask): RefundOutcome => {
    const before = known.get(`${ask.id} ${ask.refund_id}`) ?? []
    const status = judgeRefund(standingOf(ground, ask.id), before, ask.lines, by.is_buyer)
    if (status !== 'refunded') return refusal(ask.id, status)
    if (seen.has(ask.id)) return refusal(ask.id, 'order_named_twice')
    seen.add(ask.id)
    going.push(ask)
    return { id: ask.id, status }
  })
  if (going.length === 0) return outcomes
  const orders = going.map(({ id }) => ground.orders.get(id)!)
  const before = await findPaid(tx, orders)
  const given = await giveBackPieces(tx, by.name, now, ground, going)
  const lowered = await giveBackMoney(tx, by.name, now, ground, going)
  await writeLineRefunds(tx, [...given, ...lowered])
  const after = await findPaid(tx, orders)
  await settleShortages(
    tx,
    by.name,
    now,
    going.flatMap(({ id, settles_shortage }) => (settles_shortage ? [id] : [])),
    'short_lines_refunded',
  )
  const back = new Map(orders.map(({ id }) => [id, before.get(id)! - after.get(id)!]))
  const refunds = groupBy([...given, ...lowered], ({ order_id }) => order_id)
  await oweByPlatforms(
    tx,
    now,
    going.flatMap(({ id, refund_id }) =>
      ofPlatform(ground, {
        order_id: id,
        refund_id,
        amount_minor: back.get(id)!,
        subsidy_minor: sum(refunds.get(id) ?? [], 'subsidy_minor'),
      }),
    ),
  )
  await announce(
    tx,
    'orders.lines_refunded',
    going.map(({ id, refund_id, lines }) => ({
      ...{ id, refund_id, line_nos: column(lines, 'line_no'), pieces: lines.reduce((all, { quantity }) => all + (quantity ?? 0), 0) },
      ...{ refunded_minor: back.get(id)!, happened_at: now },
    })),
    now,
  )
  return outcomes.map((one) => (one.status === 'refunded' ? { ...one, refunded_minor: back.get(one.id)! } : one))
}

/** What a platform was paid for it has to pay back itself. */
function ofPlatform({ orders }: Ground, refund: { order_id: string; refund_id: string; amount_minor: number; subsidy_minor: number }) {
  const { payment_term, organization_id } = orders.get(refund.order_id)!
  return payment_term === 'channel' ? [{ ...refund, organization_id }] : []
}

function standingOf({ stages, parcels, lines, orders, given_away }: Ground, id: string): Standing | undefined {
  const order = orders.get(id)
  if (!order) return undefined
  const begun = new Set(parcels.filter((parcel) => parcel.order_id === id && isBegun(parcel)).map(({ group_no }) => group_no))
  return {
    ...{ history: order.history, payment_term: order.payment_term, given_away: given_away.has(order.order_no) },
    groups: stages
      .filter(({ order_id }) => order_id === id)
      .map(({ group_no, state }) => ({ group_no, state, begun: begun.has(group_no) })),
    lines: lines.filter(({ order_id }) => order_id === id),
  }
}

type Pieces = { line_no: number; quantity: number }

/** Parts what does not come from what does, and cancels it. */
async function giveBackPieces(tx: Tx, by: string, now: string, ground: Ground, asks: readonly RefundItem[]): Promise<LineRefund[]> {
  const whole: { order_id: string; group_no: number }[] = []
  const splits: NewSplit[] = []
  for (const { id: order_id, refund_id, lines } of asks) {
    const pieces = lines.flatMap(({ line_no, quantity }): Pieces[] => (quantity ? [{ line_no, quantity }] : []))
    const groupOf = (line_no: number) => ground.lines.find((line) => line.order_id === order_id && line.line_no === line_no)!.group_no
    for (const [group_no, own] of groupBy(pieces, ({ line_no }) => groupOf(line_no))) {
      const all = ground.lines.filter((line) => line.order_id === order_id && line.group_no === group_no)
      if (sum(all, 'quantity') === sum(own, 'quantity')) whole.push({ order_id, group_no })
      else splits.push({ order_id, split_id: steadyId('refund', refund_id, String(group_no)), how: 'refund', group_no, parcels: [own] })
    }
  }
  const made = await splitGroups(tx, by, now, ground.stages, ground.lines, splits)
  // Before the books: what is begun locks serials, and those come before balances.
  await packAnew(tx, by, now, ground, new Set(splits.map(({ order_id, group_no }) => `${order_id} ${group_no}`)), 'lines_refunded')
  const groups = [...whole, ...made.map(({ order_id, group_no }) => ({ order_id, group_no }))]
  const askOf = new Map(asks.map((ask) => [ask.id, ask]))
  const canceled = await cancelOrders(
    tx,
    by,
    now,
    groups.map(({ order_id: id, group_no }) => ({ id, group_no, reason: askOf.get(id)!.reason, kind: 'orders.refund' as const })),
  )
  assert(
    canceled.every(({ status }) => status === 'canceled'),
    'what was decided under the locks can be canceled',
  )
  const discounts = groupBy(await findDiscounts(tx, column(groups, 'order_id')), ({ order_id, line_no }) => `${order_id} ${line_no}`)
  return (await findParts(tx, groups)).map(({ order_id, group_no, line_no, split_from }) => {
    const { refund_id, lines, reason } = askOf.get(order_id)!
    const line = ground.lines.find((one) => one.order_id === order_id && one.line_no === line_no)!
    const own = discounts.get(`${order_id} ${line_no}`) ?? []
    return {
      // A line that goes whole keeps its number; a part tells whose it was.
      ...{ order_id, refund_id, line_no: lines.some((one) => one.line_no === line_no && one.quantity) ? line_no : split_from! },
      ...{
        sku_id: line.sku_id,
        title: line.title,
        quantity: line.quantity,
        amount_minor: line.amount_minor,
        freight_minor: line.freight_minor,
      },
      ...{
        points: sum(own, 'points'),
        subsidy_minor: sum(
          own.filter(({ kind }) => kind === 'subsidy'),
          'amount_minor',
        ),
      },
      ...{ group_no, reason, refunded_by: by, refunded_at: now },
    }
  })
}

const sum = <Key extends string>(rows: readonly Record<Key, number>[], key: Key): number => rows.reduce((all, row) => all + row[key], 0)

async function giveBackMoney(tx: Tx, by: string, now: string, ground: Ground, asks: readonly RefundItem[]): Promise<LineRefund[]> {
  const lowerings = asks.flatMap(({ id, refund_id, lines }): Lowering[] => {
    const own = lines.flatMap(({ line_no, amount_minor }) => {
      const line = ground.lines.find((one) => one.order_id === id && one.line_no === line_no)!
      return amount_minor ? [{ line, amount_minor }] : []
    })
    return own.length > 0 ? [{ order: ground.orders.get(id)!, act_id: refund_id, lines: own }] : []
  })
  const subsidies = await lowerLines(tx, now, lowerings)
  const reasonOf = new Map(asks.map(({ id, reason }) => [id, reason]))
  return lowerings.flatMap(({ order, act_id, lines }) =>
    lines.map(
      ({ line: { line_no, sku_id, title }, amount_minor }): LineRefund => ({
        ...{ order_id: order.id, refund_id: act_id, line_no, sku_id, title, quantity: 0, amount_minor, freight_minor: 0, points: 0 },
        ...{
          subsidy_minor: subsidies.get(`${order.id} ${line_no}`) ?? 0,
          group_no: null,
          reason: reasonOf.get(order.id)!,
          refunded_by: by,
          refunded_at: now,
        },
      }),
    ),
  )
}

/** What an order waited for because goods were short is settled; what nothing else holds goes on. */
async function settleShortages(tx: Tx, by: string, now: string, order_ids: readonly string[], note: string): Promise<void> {
  if (order_ids.length === 0) return
  const reasons = ['stock_short', 'no_node_fits', 'sold_out'] as const
  await releaseReasons(
    tx,
    by,
    now,
    order_ids.map((id) => ({ id, reasons, note })),
  )
}

export interface SubstituteOutcome extends Outcome<SubstituteStatus> {
  refunded_minor?: number
}

/** What stands in for pieces of a line, where it lies, and what the line is lowered by. */
interface Replacement {
  ask: SubstituteItem
  line: Line
  sku: SkuFacts
  node_id: string
  stock_from: StockFrom
}

/**
 * Lets another product stand in for pieces that are short, with the customer's word. The line costs what it did, or less where the other costs less and the house
 * gives the difference back; it never costs more. Stock of the one is free again, that of the other reserved, in one transaction of the books; the order goes on when
 * nothing else holds it.
 */
export async function substituteLines(tx: Tx, by: string, now: string, asks: readonly SubstituteItem[]): Promise<SubstituteOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} orders in one call`)
  const ids = [...new Set(column(asks, 'id'))]
  const ground = await lockGround(tx, ids)
  const known = new Map((await findSubstitutions(tx, ids)).map((one) => [`${one.order_id} ${one.substitution_id}`, one]))
  const skus = new Map((await findSkus(tx, [...new Set(column(asks, 'sku_id'))])).map((sku) => [sku.sku_id, sku]))
  const pairs = asks.flatMap(({ id, sku_id }) => {
    const order = ground.orders.get(id)
    return order && skus.has(sku_id) ? [{ channel_id: order.channel_id, sku_id }] : []
  })
  const stock = await readGround(tx, pairs)
  const seen = new Set<string>()
  const going: Replacement[] = []
  const outcomes = asks.map((ask): SubstituteOutcome => {
    const order = ground.orders.get(ask.id)
    const sku = skus.get(ask.sku_id)
    const sells = sku !== undefined && sku.price_minor !== null && sku.currency === order?.currency && sku.lifecycle === 'on_sale'
    const status = judgeSubstitute(standingOf(ground, ask.id), known.get(`${ask.id} ${ask.substitution_id}`), ask, sells)
    if (status !== 'substituted') return refusal(ask.id, status)
    if (seen.has(ask.id)) return refusal(ask.id, 'order_named_twice')
    const line = ground.lines.find((one) => one.order_id === ask.id && one.line_no === ask.line_no)!
    const place = findPlace(stock, order!.channel_id, ask, line)
    if (!place) return refusal(ask.id, 'sold_out')
    seen.add(ask.id)
    going.push({ ask, line, sku: sku!, ...place })
    return { id: ask.id, status }
  })
  const short = await swapStock(tx, now, going)
  const replaced = going.filter(({ ask }) => !short.has(ask.id))
  const back = await replace(tx, by, now, ground, replaced)
  await settleShortages(
    tx,
    by,
    now,
    replaced.map(({ ask }) => ask.id),
    'short_lines_substituted',
  )
  return outcomes.map((one) => {
    if (one.status !== 'substituted') return one
    return short.has(one.id) ? refusal(one.id, 'sold_out') : { ...one, refunded_minor: back.get(one.id)! }
  })
}

/** Where the other product lies: at the place of the line if it can be, so that all leaves together; never what is still to come. */
function findPlace(
  { candidates, open }: Awaited<ReturnType<typeof readGround>>,
  channel_id: string,
  { sku_id, quantity }: SubstituteItem,
  line: Line,
): { node_id: string; stock_from: StockFrom } | undefined {
  const fits = candidates(channel_id, sku_id).filter(
    ({ stock_from, account }) => stock_from !== 'presale' && (open.get(`${account} ${sku_id}`) ?? 0) >= quantity,
  )
  const chosen = fits.find(({ node_id }) => node_id === line.node_id) ?? fits[0]
  if (!chosen) return undefined
  open.set(`${chosen.account} ${sku_id}`, open.get(`${chosen.account} ${sku_id}`)! - quantity)
  return { node_id: chosen.node_id, stock_from: chosen.stock_from }
}

/** Which stock a line that is replaced stands on; a service has none, and the rules replace none. */
function stockOf({ stock_from }: Line): StockFrom {
  assert(stock_from !== null && stock_from !== 'service', 'only goods are replaced')
  return stock_from
}

/** Books the stock of both; those whose other product was taken meanwhile are answered, and nothing of them is booked. */
async function swapStock(tx: Tx, now: string, going: readonly Replacement[]): Promise<Set<string>> {
  const posted = await postTransactions(
    tx,
    now,
    going.map(({ ask, line, node_id, stock_from }): Transaction => {
      const was: StockLine = { sku_id: line.sku_id!, quantity: ask.quantity, node_id: line.node_id!, stock_from: stockOf(line) }
      return {
        ...{
          key: `order:${ask.id}:substitute:${ask.substitution_id}`,
          kind: 'orders.substitute',
          ref: `orders.order:${ask.id}`,
          happened_at: now,
        },
        postings: [...releasePostings([was]), ...reservePostings([{ sku_id: ask.sku_id, quantity: ask.quantity, node_id, stock_from }])],
      }
    }),
  )
  return new Set(going.flatMap(({ ask }, i) => (isPosted(posted[i]!) ? [] : [ask.id])))
}

/** Makes the lines what they are now, and answers what went back for each order. */
async function replace(tx: Tx, by: string, now: string, ground: Ground, going: readonly Replacement[]): Promise<Map<string, number>> {
  const kindOf = (stock_from: string) => (stock_from.startsWith('channel:') ? 'node' : stock_from)
  const lineOf = new Map<Replacement, Line>()
  for (const one of going) {
    const { ask, line, node_id, stock_from } = one
    const own = ground.lines.filter((other) => other.order_id === ask.id && other.group_no === line.group_no)
    const stays = node_id === line.node_id && kindOf(stock_from) === kindOf(line.stock_from!)
    const pieces = { line_no: line.line_no, quantity: ask.quantity }
    if (!stays && sum(own, 'quantity') > ask.quantity) {
      // What stands in lies elsewhere and leaves from there.
      const split = { order_id: ask.id, split_id: steadyId('substitute', ask.substitution_id), how: 'substitute' as const }
      const [made] = await splitGroups(tx, by, now, ground.stages, ground.lines, [
        { ...split, group_no: line.group_no, parcels: [[pieces]] },
      ])
      lineOf.set(one, ground.lines.find((other) => other.order_id === ask.id && other.group_no === made!.group_no)!)
    } else if (ask.quantity < line.quantity) {
      const part = { node_id: line.node_id!, stock_from: stockOf(line), quantity: ask.quantity }
      const [placed] = await splitLines(tx, ground.lines, [{ line, part }])
      lineOf.set(one, placed!)
    } else lineOf.set(one, line)
  }
  const lowerings = going.map((one): Lowering & { difference_minor: number } => {
    const [{ ask, sku }, line] = [one, lineOf.get(one)!]
    const difference_minor = ask.difference === 'refunded' ? differenceOf(line.amount_minor, line.unit_minor, sku.price_minor!) : 0
    return {
      order: ground.orders.get(ask.id)!,
      act_id: ask.substitution_id,
      lines: [{ line, amount_minor: difference_minor }],
      difference_minor,
    }
  })
  const rows = going.map((one, i) => {
    const { ask, sku, node_id, stock_from } = one
    const line = lineOf.get(one)!
    const substitution: Substitution = {
      ...{ order_id: ask.id, substitution_id: ask.substitution_id, line_no: ask.line_no, was_sku_id: line.sku_id!, was_title: line.title },
      ...{ was_unit_minor: line.unit_minor, sku_id: ask.sku_id, title: sku.title, quantity: ask.quantity, listed_minor: sku.price_minor! },
      ...{ refunded_minor: lowerings[i]!.difference_minor, consent_by: ask.consent_by, consent: ask.consent.trim() },
      ...{ substituted_by: by, substituted_at: now },
    }
    Object.assign(line, { sku_id: ask.sku_id, title: sku.title, node_id, stock_from })
    return { ...substitution, now_line_no: line.line_no, node_id, stock_from }
  })
  await writeSubstitutions(tx, rows)
  const parts = new Set(going.flatMap((one) => [one.line, lineOf.get(one)!].map(({ order_id, group_no }) => `${order_id} ${group_no}`)))
  await packAnew(tx, by, now, ground, parts, 'lines_substituted')
  const subsidies = await lowerLines(
    tx,
    now,
    lowerings.filter(({ difference_minor }) => difference_minor > 0),
  )
  await oweByPlatforms(
    tx,
    now,
    rows.flatMap(({ order_id, substitution_id, refunded_minor, now_line_no }) => {
      const subsidy_minor = subsidies.get(`${order_id} ${now_line_no}`) ?? 0
      return ofPlatform(ground, { order_id, refund_id: substitution_id, amount_minor: refunded_minor, subsidy_minor })
    }),
  )
  await announce(
    tx,
    'orders.lines_substituted',
    rows.map(({ order_id, substitution_id, was_sku_id, sku_id, quantity, refunded_minor }) => ({
      ...{ id: order_id, substitution_id, was_sku_id, sku_id, quantity, refunded_minor, happened_at: now },
    })),
    now,
  )
  return new Map(rows.map(({ order_id, refunded_minor }) => [order_id, refunded_minor]))
}

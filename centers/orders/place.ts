import { readChannels } from '#centers/channels/read.ts'
import { reservePostings } from '#centers/inventory/accounts.ts'
import { type Ground, isOutlet, readGround, readNodes } from '#centers/inventory/read.ts'
import { planReservations } from '#centers/inventory/rules.ts'
import { isPosted, type Posting, type Transaction } from '#centers/ledger/model.ts'
import { findBalances } from '#centers/ledger/read.ts'
import { balanceKey } from '#centers/ledger/rules.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { cardAccount, cardPosting } from '#centers/members/accounts.ts'
import { findNotOpen } from '#centers/members/openings/read.ts'
import { findPerks } from '#centers/members/perks.ts'
import { planSpendings, type SpendPlan } from '#centers/members/points/write.ts'
import { readPrograms } from '#centers/members/read.ts'
import { creditAccount, paidAccount, payPosting, receivableAccount, walletAccount } from '#centers/payments/accounts.ts'
import { checkCards, type Payment, recordPayments } from '#centers/payments/write.ts'
import { readPricedBundles } from '#centers/products/assortment/prices.ts'
import type { Configuration } from '#centers/products/configurations/model.ts'
import { findConfigurations } from '#centers/products/configurations/read.ts'
import { skuAsset } from '#centers/products/model.ts'
import { readSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { assetOf } from '#core/money.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { GroundMoved, hot, json, type Tx } from '#core/sql.ts'
import { writeFindings } from './abnormal/write.ts'
import { withCollectors } from './collecting.ts'
import type { Discount, NewOrder, PlaceOutcome } from './model.ts'
import { checkPlans } from './plans.ts'
import type { Verdict } from './review/model.ts'
import { judgeOrders } from './review/read.ts'
import { decideOrder, digestOf, groupLines, leavingOf, type Priced, type Step, shareFreight, stepsFrom } from './rules.ts'
import { goodsOf, nothingToPost, type PlannedLine, stockOf, withServices } from './services.ts'
import { partPriced } from './splits.ts'
import { announceMoves, Counts, insertEntries, readRests, rule } from './stages.ts'

/** The largest array one call takes. */
export const largestBatch = 1_000

type Planned = { lines: PlannedLine[] }
interface Candidate {
  order: NewOrder
  priced: Priced
  organization_id: string
  plan?: Planned
  /** Points on their way into the order. */
  points?: Posting[]
}

/**
 * Places orders: prices checked, stock reserved, payment taken, written down and announced, all in this one transaction. An order succeeds or is
 * refused whole and never sinks its neighbors; the same id again answers `already_placed`. `takeNumbers` gives unused order numbers.
 */
export async function placeOrders(
  tx: Tx,
  now: string,
  orders: readonly NewOrder[],
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<PlaceOutcome[]> {
  assert(orders.length <= largestBatch, `at most ${largestBatch} orders in one call`)
  const outcomes = new Map<NewOrder, PlaceOutcome>()
  const digests = new Map(orders.map((order) => [order, digestOf(order)]))
  const sku_ids = [...new Set(orders.flatMap(({ lines }) => column(lines, 'sku_id')))]
  const anyPoints = orders.some(({ points_to_spend }) => points_to_spend)
  const member_ids = [...new Set(orders.flatMap((order) => (hasPerks(order) ? [order.member_id!] : [])))]
  const configuration_ids = orders.flatMap(({ lines }) => lines.flatMap(({ configuration_id }) => configuration_id ?? []))
  const anyOutlet = orders.some(({ outlet_id }) => outlet_id)
  const [known, channels, skus, programs, perks, configurations, bundles, nodes] = await Promise.all([
    findKnown(tx, orders),
    readChannels(tx),
    readSkus(tx, sku_ids),
    anyPoints ? readPrograms(tx) : undefined,
    findPerks(tx, member_ids),
    configuration_ids.length > 0 ? findConfigurations(tx, configuration_ids) : undefined,
    readPricedBundles(tx),
    anyOutlet ? readNodes(tx) : undefined,
  ])
  const notOpen = await findNotOpen(tx, now, skus.values(), member_ids)

  const candidates: Candidate[] = []
  const firsts = new Map<string, NewOrder>()
  const repeats: NewOrder[] = []
  for (const order of orders) {
    const earlier = known.get(order.id) ?? known.get(externalKey(order))
    if (earlier) {
      outcomes.set(order, repeated(order, earlier, digests.get(order)!))
    } else if (firsts.has(order.id) || (order.external_no !== null && firsts.has(externalKey(order)))) {
      repeats.push(order)
    } else {
      const priced = decideOrder(
        order,
        channels.get(order.channel_id),
        skus,
        programs,
        hasPerks(order) ? perks.get(order.member_id!) : undefined,
        configurations,
        bundles,
        notOpen(hasPerks(order) ? order.member_id : null),
        order.outlet_id === null || isOutlet(nodes?.get(order.outlet_id)),
      )
      if ('status' in priced) {
        outcomes.set(order, priced)
        continue
      }
      firsts.set(order.id, order)
      if (order.external_no !== null) firsts.set(externalKey(order), order)
      candidates.push({ order, priced, organization_id: channels.get(order.channel_id)!.organization_id })
    }
  }

  const allowed = await checkPlans(
    tx,
    now,
    await withGoodCards(tx, now, await withCollectors(tx, candidates, outcomes), outcomes),
    outcomes,
  )
  const placed = await bookOrders(tx, now, allowed, outcomes)
  const numbers = await takeNumbers(placed.length)
  await writeOrders(tx, now, placed, numbers, digests)
  for (const [i, { order, priced }] of placed.entries()) {
    outcomes.set(order, { id: order.id, status: 'placed', order_no: numbers[i]!, total_minor: priced.total_minor })
  }
  // An id stands once in a batch: the same order again gets the same answer, another one under it is told so.
  for (const order of repeats) {
    const first = firsts.get(order.id) ?? firsts.get(externalKey(order))!
    const outcome = outcomes.get(first)!
    const { order_no = '', total_minor = 0 } = outcome
    const again = repeated(order, { id: first.id, digest: digests.get(first)!, order_no, total_minor }, digests.get(order)!)
    outcomes.set(order, outcome.status === 'placed' || again.status !== 'already_placed' ? again : { ...outcome, id: order.id })
  }
  return orders.map((order) => outcomes.get(order)!)
}

const externalKey = ({ channel_id, external_no }: Pick<NewOrder, 'channel_id' | 'external_no'>): string => `${channel_id} ${external_no}`

interface Known {
  id: string
  digest: string
  order_no: string
  total_minor: number
}

/** A retry of the same order is a success; an outside order sent again under another id is the same order. */
function repeated(order: NewOrder, earlier: Known, digest: string): PlaceOutcome {
  if (earlier.digest !== digest && order.external_no === null) {
    return { id: order.id, status: 'id_used_for_another', detail: 'This id was used for another order: make a new one.' }
  }
  return { id: order.id, status: 'already_placed', order_no: earlier.order_no, total_minor: earlier.total_minor }
}

async function findKnown(tx: Tx, orders: readonly NewOrder[]): Promise<Map<string, Known>> {
  const found = new Map<string, Known>()
  const byId = await tx.rows<Known>(
    hot`select id, digest, order_no, total_minor from orders.orders where id = any(${column(orders, 'id')}::uuid[])`,
  )
  for (const row of byId) found.set(row.id, row)
  const outside = orders.filter(({ external_no }) => external_no !== null)
  if (outside.length === 0) return found
  const byNumber = await tx.rows<Known & { channel_id: string; external_no: string }>(hot`
    select o.id, o.digest, o.order_no, o.total_minor, n.channel_id, n.external_no
    from unnest(${column(outside, 'channel_id')}::text[], ${column(outside, 'external_no')}::text[]) as k (channel_id, external_no)
    join orders.external_numbers n on n.channel_id = k.channel_id and n.external_no = k.external_no
    join orders.orders o on o.id = n.order_id`)
  for (const row of byNumber) found.set(externalKey(row), row)
  return found
}

/**
 * Reserves stock and takes payment: one ledger transaction an order. A plan that lost its stock to somebody else meanwhile is made again,
 * so `sold_out` is only ever said when nothing is left.
 */
async function bookOrders(tx: Tx, now: string, candidates: Candidate[], outcomes: Map<NewOrder, PlaceOutcome>): Promise<Candidate[]> {
  const booked: Candidate[] = []
  let open = candidates
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > 5) throw new GroundMoved('stock moved faster than it could be planned')
    const asking = open
    const pairs = asking.flatMap(({ order, priced }) => goodsOf(priced).map(({ sku_id }) => ({ channel_id: order.channel_id, sku_id })))
    const [wallets, ground] = await Promise.all([findWallets(tx, asking), readGround(tx, pairs)])
    const seen = seenOf(wallets, ground)
    const plans = planReservations(
      asking.map(({ order, priced }) => ({ id: order.id, channel_id: order.channel_id, lines: goodsOf(priced) })),
      ground.candidates,
      ground.open,
      // Whose wallet holds too little is refused below and must not take the last piece from the next one.
      (i) => takeFrom(wallets, asking[i]!),
    )
    const points = await planPoints(tx, now, open)
    const planned: Candidate[] = []
    const waiting: Candidate[] = []
    for (const [i, candidate] of open.entries()) {
      const plan = plans[i]!
      const spending = points?.get(candidate)
      if (spending?.status === 'points_too_few') {
        outcomes.set(candidate.order, {
          id: candidate.order.id,
          status: 'points_too_few',
          detail: `The member lacks ${spending.missing} points.`,
        })
      } else if (spending?.status === 'wait') waiting.push(candidate)
      else if (plan.status === 'planned')
        planned.push({ ...candidate, plan: withServices(plan, candidate.priced), ...(spending ? { points: spending.postings } : {}) })
      else {
        const { sku_id, available } = plan
        outcomes.set(candidate.order, {
          id: candidate.order.id,
          status: 'sold_out',
          sku_id,
          available,
          detail: available > 0 ? `Only ${available} of ${sku_id} are left.` : `${sku_id} is sold out.`,
        })
      }
    }
    // Points, cards and credit come from accounts that were not among what was read here; a second round stands on ground the first has changed.
    const unseen = points || attempt > 1 || planned.some(({ order }) => order.cards_to_spend?.length || order.payment_term === 'credit')
    const made = planned.map(placement)
    // Services that are paid at an outlet take nothing yet: there is nothing to post.
    const told = await postTransactions(
      tx,
      now,
      made.filter(({ postings }) => postings.length > 0),
      unseen ? undefined : seen,
    )
    let next = 0
    const posted = made.map(({ postings }) => (postings.length > 0 ? told[next++]! : nothingToPost))
    open = waiting
    for (const [i, candidate] of planned.entries()) {
      const outcome = posted[i]!
      if (outcome.status === 'posted') booked.push({ ...candidate, priced: partPriced(candidate.priced, candidate.plan!.lines) })
      else if (isPosted(outcome) || outcome.status === 'key_used_for_another')
        throw new GroundMoved('the order was placed by another writer')
      else if (outcome.account!.endsWith(':wallet')) {
        outcomes.set(candidate.order, {
          id: candidate.order.id,
          status: 'wallet_too_low',
          detail: `The wallet lacks ${outcome.shortage} minor units.`,
        })
      } else if (outcome.account!.endsWith(':credit')) {
        const detail = `The credit line lacks ${outcome.shortage} minor units.`
        outcomes.set(candidate.order, { id: candidate.order.id, status: 'credit_too_low', detail })
      } else if (outcome.account!.startsWith('card:')) {
        const detail = `The card lacks ${outcome.shortage} minor units.`
        outcomes.set(candidate.order, { id: candidate.order.id, status: 'card_too_low', detail })
      } else open.push(candidate)
    }
  }
  return booked
}

/** What was read of stock and wallets, as the ledger takes it. */
function seenOf(wallets: ReadonlyMap<string, number>, { open }: Ground): Map<string, number> {
  const seen = new Map(wallets)
  for (const [at, quantity] of open) {
    const space = at.indexOf(' ')
    seen.set(balanceKey(at.slice(0, space), skuAsset(at.slice(space + 1))), quantity)
  }
  return seen
}

/** The orders whose cards may be spent today; the others are told which may not. Asks only when somebody pays with one. */
async function withGoodCards(tx: Tx, now: string, candidates: Candidate[], outcomes: Map<NewOrder, PlaceOutcome>): Promise<Candidate[]> {
  const spendings = candidates.flatMap(({ order }) =>
    (order.cards_to_spend ?? []).map((card) => ({ ...card, order, member_id: order.member_id! })),
  )
  if (spendings.length === 0) return candidates
  for (const [i, status] of (await checkCards(tx, now, spendings)).entries()) {
    const { order, card_id } = spendings[i]!
    if (status !== 'allowed')
      outcomes.set(order, { id: order.id, status, detail: `The card ${card_id} cannot be spent: look at my cards.` })
  }
  return candidates.filter(({ order }) => !outcomes.has(order))
}

/** Asks for points only when somebody spends some: most orders do not pay for the question. */
async function planPoints(tx: Tx, now: string, open: readonly Candidate[]): Promise<Map<Candidate, SpendPlan> | undefined> {
  const spending = open.filter(({ priced }) => priced.points)
  if (spending.length === 0) return undefined
  const plans = await planSpendings(
    tx,
    now,
    spending.map(({ order, priced }) => ({
      order_id: order.id,
      member_id: order.member_id!,
      program_id: priced.points!.program_id,
      quantity: priced.points!.quantity,
    })),
  )
  return new Map(spending.map((candidate, i) => [candidate, plans[i]!]))
}

/** What the wallets of these orders hold, read without a lock: the posting that follows is guarded. */
async function findWallets(tx: Tx, candidates: readonly Candidate[]): Promise<Map<string, number>> {
  const asked = new Map(
    candidates.flatMap(({ order }) =>
      order.payment_term === 'wallet' ? [[`${walletAccount(order.member_id!)} ${assetOf(order.currency)}`, order]] : [],
    ),
  )
  const orders = [...asked.values()] as NewOrder[]
  if (orders.length === 0) return new Map()
  const rows = await findBalances(
    tx,
    orders.map(({ member_id, currency }) => ({ account: walletAccount(member_id!), asset: assetOf(currency) })),
  )
  return new Map(rows.map(({ account, asset, balance }) => [`${account} ${asset}`, balance]))
}

function takeFrom(wallets: Map<string, number>, { order, priced }: Candidate): boolean {
  if (order.payment_term !== 'wallet') return true
  const key = `${walletAccount(order.member_id!)} ${assetOf(order.currency)}`
  const left = wallets.get(key)! - priced.rest_minor
  if (left < 0) return false
  wallets.set(key, left)
  return true
}

export const placementKey = (order_id: string): string => `order:${order_id}:place`

const payer = ({ payment_term, member_id, channel_id, buyer_id }: NewOrder): string | null =>
  payment_term === 'wallet'
    ? walletAccount(member_id!)
    : payment_term === 'channel'
      ? receivableAccount(channel_id)
      : payment_term === 'credit'
        ? creditAccount(buyer_id!)
        : null
/** Somebody who buys for his organization does so at its prices, not at those of his own level. */
const hasPerks = ({ member_id, external_no, payment_term }: NewOrder): boolean =>
  member_id !== null && external_no === null && payment_term !== 'credit'

function placement({ order, priced, plan, points }: Candidate): Transaction {
  const from = payer(order)
  const pays = from !== null && priced.rest_minor > 0
  return {
    key: placementKey(order.id),
    kind: 'orders.place',
    ref: `orders.order:${order.id}`,
    happened_at: order.placed_at,
    postings: [
      ...reservePostings(stockOf(plan!.lines)),
      ...(points ?? []),
      ...(order.cards_to_spend ?? []).map((card) => cardPosting(card.card_id, paidAccount(order.id), card.amount_minor, order.currency)),
      ...(pays ? [payPosting(from, { order_id: order.id, amount_minor: priced.rest_minor, currency: order.currency })] : []),
    ],
  }
}

async function writeOrders(tx: Tx, now: string, placed: Candidate[], numbers: string[], digests: Map<NewOrder, string>): Promise<void> {
  if (placed.length === 0) return
  const orders = placed.map(({ order, priced, organization_id }, i) => ({
    ...order,
    ...priced,
    organization_id,
    order_no: numbers[i]!,
    digest: digests.get(order)!,
    address_json: json(order.address),
  }))
  const lines = placed.flatMap(({ order, priced, plan }) => {
    // A service is not sent.
    const freight = shareFreight(
      priced.freight_minor,
      priced.lines.map((line) => (line.service ? { amount_minor: 0 } : line)),
    )
    return groupLines(plan!.lines).map((from, i) => ({
      ...from,
      ...priced.lines[i]!,
      order_id: order.id,
      freight_minor: freight[i]!,
      split_from: priced.lines[i]!.split_from ?? null,
      title_json: json(priced.lines[i]!.title),
    }))
  })
  const discounts = placed.flatMap(
    ({ order: { id: order_id, channel_id }, priced: { points, member_prices, bundles, subsidies } }): Discount[] => [
      ...subsidies.map((share) => ({ order_id, source_id: channel_id, points: 0, ...share })),
      ...bundles.map(({ bundle_id, ...share }) => ({ order_id, kind: 'bundle' as const, source_id: bundle_id, points: 0, ...share })),
      ...member_prices.map(({ program_id, ...share }) => ({
        order_id,
        kind: 'member_price' as const,
        source_id: program_id,
        points: 0,
        ...share,
      })),
      ...(points ? points.shares.map((share) => ({ order_id, kind: 'points' as const, source_id: points.program_id, ...share })) : []),
    ],
  )
  const groups = [...new Map(lines.map((line) => [`${line.order_id} ${line.group_no}`, line])).values()]
  const owner = new Map(orders.map((order) => [order.id, order]))
  const rests = await readRests(tx)
  const verdicts = await reviewPlaced(tx, placed)
  const stages = groups.map(({ order_id, group_no, stock_from }) => {
    const { organization_id, channel_id, placed_at, rests_until } = owner.get(order_id)!
    const steps = stepsOf(verdicts.get(order_id), now, rests.get(channel_id), stock_from)
    const last = steps.at(-1)
    return {
      order_id,
      group_no,
      steps,
      organization_id,
      channel_id,
      placed_at,
      state: last?.to ?? 'placed',
      due_at: last ? last.due_at : (rests_until ?? now),
      entry_no: 1 + steps.length,
      entered_at: last ? now : placed_at,
    }
  })

  const counts = new Counts()
  for (const own of groupBy(stages, ({ order_id }) => order_id).values())
    for (const state of new Set(column(own, 'state'))) counts.add(own[0]!.organization_id, own[0]!.channel_id, state, 1)

  // Sent together, in this order; the counts last, as the lock order asks.
  await Promise.all([
    tx.run(hot`
      insert into orders.orders (id, order_no, channel_id, external_no, organization_id, member_id, visitor_id, buyer_name, buyer_phone, address, currency,
        goods_minor, discount_minor, freight_minor, total_minor, payment_term, outlet_id, buyer_message, digest, placed_at, recorded_at)
      select id, order_no, channel_id, external_no, organization_id, member_id, visitor_id, buyer_name, buyer_phone, address, currency,
        goods_minor, discount_minor, freight_minor, total_minor, payment_term, outlet_id, buyer_message, digest, placed_at, ${now}
      from unnest(${column(orders, 'id')}::uuid[], ${column(orders, 'order_no')}::text[], ${column(orders, 'channel_id')}::text[], ${column(orders, 'external_no')}::text[],
        ${column(orders, 'organization_id')}::text[], ${column(orders, 'member_id')}::uuid[], ${column(orders, 'visitor_id')}::uuid[], ${column(orders, 'buyer_name')}::text[],
        ${column(orders, 'buyer_phone')}::text[], ${column(orders, 'address_json')}::jsonb[], ${column(orders, 'currency')}::text[], ${column(orders, 'goods_minor')}::bigint[],
        ${column(orders, 'discount_minor')}::bigint[], ${column(orders, 'freight_minor')}::bigint[], ${column(orders, 'total_minor')}::bigint[], ${column(orders, 'payment_term')}::text[],
        ${column(orders, 'outlet_id')}::text[], ${column(orders, 'buyer_message')}::text[], ${column(orders, 'digest')}::text[], ${column(orders, 'placed_at')}::timestamptz[])
        as o (id, order_no, channel_id, external_no, organization_id, member_id, visitor_id, buyer_name, buyer_phone, address, currency,
          goods_minor, discount_minor, freight_minor, total_minor, payment_term, outlet_id, buyer_message, digest, placed_at)`),
    tx.run(hot`
      insert into orders.lines (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, split_from)
      select order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, split_from
      from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'group_no')}::smallint[], ${column(lines, 'sku_id')}::text[],
        ${column(lines, 'title_json')}::jsonb[], ${column(lines, 'quantity')}::integer[], ${column(lines, 'unit_minor')}::bigint[], ${column(lines, 'amount_minor')}::bigint[],
        ${column(lines, 'freight_minor')}::bigint[], ${column(lines, 'stock_from')}::text[], ${column(lines, 'node_id')}::text[], ${column(lines, 'split_from')}::smallint[])
        as l (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor, stock_from, node_id, split_from)`),
    writeConfigured(tx, lines),
    tx.run(hot`
      insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)
      select order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at
      from unnest(${column(stages, 'order_id')}::uuid[], ${column(stages, 'group_no')}::smallint[], ${column(stages, 'state')}::text[], ${column(stages, 'organization_id')}::text[],
        ${column(stages, 'channel_id')}::text[], ${column(stages, 'placed_at')}::timestamptz[], ${column(stages, 'due_at')}::timestamptz[],
        ${column(stages, 'entry_no')}::smallint[], ${column(stages, 'entered_at')}::timestamptz[])
        as s (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)`),
    insertEntries(
      tx,
      now,
      stages.flatMap(({ order_id, group_no, placed_at, steps }) => [
        { order_id, group_no, entry_no: 1, state: 'placed' as const, happened_at: placed_at, by: 'buyer', reason: null },
        ...steps.map(({ to, reason }, i) => ({
          order_id,
          group_no,
          entry_no: 2 + i,
          state: to,
          happened_at: now,
          by: rule,
          reason,
        })),
      ]),
    ),
    insertDiscounts(tx, discounts),
    claimExternalNumbers(tx, orders),
    writeFindings(
      tx,
      rule,
      now,
      orders.flatMap((order) => {
        const verdict = verdicts.get(order.id)
        return verdict ? [{ ...order, order_id: order.id, verdict }] : []
      }),
    ),
    recordPayments(
      tx,
      now,
      orders.flatMap((order): Payment[] => {
        const { id: order_id, currency, placed_at: happened_at } = order
        const came = { order_id, direction: 'in' as const, currency, transaction_key: placementKey(order_id), happened_at }
        const counter_account = payer(order)
        const method = order.payment_term === 'wallet' || order.payment_term === 'credit' ? order.payment_term : ('channel' as const)
        return [
          ...(order.cards_to_spend ?? []).map(({ card_id, amount_minor }) => ({
            ...{ ...came, id: newId(), method: 'card' as const, amount_minor, counter_account: cardAccount(card_id) },
          })),
          ...(counter_account === null || order.rest_minor === 0
            ? []
            : [{ ...came, id: newId(), method, amount_minor: order.rest_minor, counter_account }]),
        ]
      }),
    ),
    announce(
      tx,
      'orders.placed',
      orders.map(({ id, order_no, channel_id, organization_id, member_id, total_minor, currency, placed_at, for_member }) => ({
        id,
        order_no,
        channel_id,
        organization_id,
        member_id,
        total_minor,
        currency,
        placed_at,
        ...(for_member ? { for_member } : {}),
      })),
      now,
    ),
    announceMoves(
      tx,
      now,
      stages.flatMap(({ order_id, group_no, organization_id, channel_id, steps }) =>
        steps.map(({ to, reason }, i) => ({
          order_id,
          group_no,
          from: steps[i - 1]?.to ?? ('placed' as const),
          to,
          organization_id,
          channel_id,
          happened_at: now,
          reason,
        })),
      ),
    ),
    counts.write(tx),
  ])
}

/** What the rules say of orders as they are placed; those that rest are asked about when they have rested. */
const reviewPlaced = (tx: Tx, placed: readonly Candidate[]): Promise<Map<string, Verdict>> =>
  judgeOrders(
    tx,
    placed
      .filter(({ order }) => !order.rests_until)
      .map(({ order, priced, organization_id }) => {
        const from = payer(order)
        return {
          ...{ ...order, ...priced, organization_id },
          paid: priced.total_minor === 0 || from !== null,
          credit_account: order.payment_term === 'credit' ? from : null,
        }
      }),
  )

/** The steps an order takes by itself as it is placed; none while it rests. */
const stepsOf = (verdict: Verdict | undefined, now: string, rest_ms: number | undefined, stock_from: string): Step[] =>
  verdict ? stepsFrom('placed', now, verdict, rest_ms, leavingOf(stock_from)) : []

async function insertDiscounts(tx: Tx, discounts: readonly Discount[]): Promise<void> {
  if (discounts.length === 0) return
  await tx.run(hot`
    insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor, points)
    select order_id, line_no, kind, source_id, amount_minor, points
    from unnest(${column(discounts, 'order_id')}::uuid[], ${column(discounts, 'line_no')}::smallint[], ${column(discounts, 'kind')}::text[],
      ${column(discounts, 'source_id')}::text[], ${column(discounts, 'amount_minor')}::bigint[], ${column(discounts, 'points')}::bigint[])
      as d (order_id, line_no, kind, source_id, amount_minor, points)`)
}

export async function claimExternalNumbers(
  tx: Tx,
  orders: readonly { id: string; channel_id: string; external_no: string | null }[],
): Promise<void> {
  const outside = orders.filter(({ external_no }) => external_no !== null)
  if (outside.length === 0) return
  const written = await tx.run(hot`
    insert into orders.external_numbers (channel_id, external_no, order_id)
    select channel_id, external_no, order_id
    from unnest(${column(outside, 'channel_id')}::text[], ${column(outside, 'external_no')}::text[], ${column(outside, 'id')}::uuid[]) as n (channel_id, external_no, order_id)
    on conflict (channel_id, external_no) do nothing`)
  if (written !== outside.length) throw new GroundMoved('another writer took the same outside order in')
}

/** Most orders hold nothing configured and write nothing here. */
async function writeConfigured(
  tx: Tx,
  lines: readonly { order_id: string; line_no: number; configuration?: Configuration }[],
): Promise<void> {
  const rows = lines.flatMap(({ order_id, line_no, configuration }) => (configuration ? [{ order_id, line_no, ...configuration }] : []))
  if (rows.length === 0) return
  await tx.run(hot`
    insert into orders.configured_lines (order_id, line_no, configuration_id, words, lead_days)
    select order_id, line_no, configuration_id, words, lead_days
    from jsonb_to_recordset(${json(rows)}::jsonb) as l (order_id uuid, line_no smallint, configuration_id uuid, words jsonb, lead_days integer)`)
}

import { releasePostings, shipPostings } from '#centers/inventory/accounts.ts'
import type { LotPart } from '#centers/inventory/moves/model.ts'
import { issueLots, issuesOf } from '#centers/inventory/moves/write.ts'
import { isPosted, type Posting, type Transaction } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { giveBackPostings, type PointPart, redeemPostings } from '#centers/members/accounts.ts'
import { groupProgram } from '#centers/members/model.ts'
import { findWaitingPoints } from '#centers/members/points/read.ts'
import { isOver, pointsFor, takeNewest, takeOldest } from '#centers/members/points/rules.ts'
import { announceEarned, type Earning, planEarnings } from '#centers/members/points/write.ts'
import { findStandings, readPrograms } from '#centers/members/read.ts'
import { heldLevel } from '#centers/members/rules.ts'
import { cashAccount, collectedAccount, earnPosting, payPosting, refundPosting } from '#centers/payments/accounts.ts'
import { findPayments } from '#centers/payments/read.ts'
import { refundParts } from '#centers/payments/rules.ts'
import { type Payment, recordPayments } from '#centers/payments/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { claim, type Db, hot, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { writeFindings } from './abnormal/write.ts'
import { findDiscounts, findLines, findOrders, findPaid, findSubsidies } from './find.ts'
import type { Discount, Line, Order, Stage } from './model.ts'
import { startPlans } from './plans.ts'
import type { Verdict } from './review/model.ts'
import { judgeWritten } from './review/write.ts'
import { type Leaving, leavingOf, mayMove, stepsFrom } from './rules.ts'
import { findPerformed, stockOf } from './services.ts'
import { lockStages, type Move, moveGroups, readRests, rule } from './stages.ts'

export { findDiscounts, findLines, findOrders, findPaid, findSubsidies }

const lifetime_ms = { completed: 7 * 86_400_000 }

/**
 * Takes the automatic steps of groups that are due: review by rule, allocation to the node their stock is at, release to the warehouse,
 * completion. A group goes as far as it can in one commit, with an entry for every step. Bounded, so that it never stalls a checkout; answers how many groups moved.
 */
export async function advanceOrders(db: Db, now: string, limit = 500): Promise<number> {
  let moved = 0
  const resting = await readRests(db)
  for (const state of ['placed', 'approved', 'allocated', 'delivered'] as const) {
    moved += await db.tx(async (tx) => {
      const due = await claim<Pick<Stage, 'order_id' | 'group_no'>>(
        tx,
        sql`select order_id, group_no from orders.stages where state = ${state} and due_at <= ${now} order by due_at, order_id limit ${limit}`,
      )
      if (due.length === 0) return 0
      const ids = [...new Set(column(due, 'order_id'))]
      const stages = await lockStages(tx, ids)
      const orders = state === 'placed' ? await findOrders(tx, ids) : []
      const verdicts = await judgeWritten(tx, orders)
      const due_now = stages.filter((stage) => stage.state === state && stage.due_at !== null && stage.due_at <= now)
      const leaving = state === 'placed' || state === 'approved' ? await findLeaving(tx, ids) : new Map<string, Leaving>()
      const leavingBy = (stage: Stage) => leaving.get(`${stage.order_id} ${stage.group_no}`) ?? 'shelf'
      const waits = (stage: Stage) => leavingBy(stage) === 'waits'
      const services = due_now.filter((stage) => state === 'approved' && leavingBy(stage) === 'service')
      const impossible = await deliverServices(tx, now, stages, services)
      const rests = due_now.filter(
        (stage) => state === 'approved' && !services.includes(stage) && (waits(stage) || restsUntil(resting, stage) > now),
      )
      if (rests.length > 0) await restStages(tx, rests, (stage) => (waits(stage) ? null : restsUntil(resting, stage)))
      const going = due_now.filter((stage) => !rests.includes(stage) && !services.includes(stage))
      await moveGroups(
        tx,
        now,
        stages,
        going.flatMap((stage) => movesOf(stage, now, verdicts.get(stage.order_id), resting.get(stage.channel_id), leavingBy(stage))),
      )
      await writeFindings(
        tx,
        rule,
        now,
        orders.map((order) => ({ ...order, order_id: order.id, verdict: verdicts.get(order.id)! })),
      )
      if (impossible.length > 0) await cancelOrders(tx, rule, now, impossible)
      return going.length + services.length
    })
  }
  return moved
}

const restsUntil = (resting: ReadonlyMap<string, number>, { channel_id, entered_at }: Stage): string =>
  addMilliseconds(entered_at, resting.get(channel_id) ?? 0)

/** Groups that do not leave from a shelf, by `order group`: sold before their goods are there, and services. */
async function findLeaving(tx: Tx, order_ids: readonly string[]): Promise<Map<string, Leaving>> {
  const rows = await tx.rows<{ order_id: string; group_no: number; stock_from: string }>(hot`
    select order_id, group_no, stock_from from orders.lines where order_id = any(${order_ids}::uuid[]) and stock_from in ('presale', 'service')`)
  return new Map(rows.map(({ order_id, group_no, stock_from }) => [`${order_id} ${group_no}`, leavingOf(stock_from)]))
}

/**
 * Services that are paid are delivered, but for those that somebody performs (`performServices`): nothing leaves a shelf. Answers those to call off and pay back:
 * a membership that cannot begin any more.
 */
async function deliverServices(tx: Tx, now: string, stages: readonly Stage[], due: readonly Stage[]): Promise<Cancellation[]> {
  if (due.length === 0) return []
  const ids = [...new Set(column(due, 'order_id'))]
  const [found, lines] = await Promise.all([findOrders(tx, ids), findLines(tx, ids)])
  const paid = await findPaid(tx, found)
  const orders = new Map(found.map((order) => [order.id, order]))
  // What somebody performs waits for him.
  const performed = await findPerformed(tx, ids)
  const begins = ({ order_id, group_no }: Stage) =>
    (orders.get(order_id)!.total_minor === 0 || paid.get(order_id)! > 0) && !performed.has(`${order_id} ${group_no}`)
  await restStages(
    tx,
    due.filter((stage) => !begins(stage)),
    () => null,
  )
  const bought = due.filter(begins).map(({ order_id, group_no }) => {
    return { order: orders.get(order_id)!, group_no, lines: lines.filter((one) => one.order_id === order_id && one.group_no === group_no) }
  })
  const { refused, transactions } = await startPlans(tx, now, bought)
  const deliveries = bought.filter((one) => !refused.has(one)).map(({ order, group_no }) => ({ order_id: order.id, group_no }))
  await bookDeliveries(
    tx,
    now,
    stages,
    deliveries.map((one) => ({ ...one, happened_at: now, by: rule })),
  )
  const posted = await postTransactions(tx, now, transactions)
  assert(posted.every(isPosted), 'what a program earns comes from sales, which have no floor')
  return [...refused].map(([{ order, group_no }, reason]) => ({ id: order.id, group_no, reason }))
}

/** Approved by hand they were due at once; they rest as those do that a rule approved, or until their goods or their money come. */
async function restStages(tx: Tx, stages: readonly Stage[], until: (stage: Stage) => string | null): Promise<void> {
  if (stages.length === 0) return
  await tx.run(hot`
    update orders.stages s set due_at = w.until
    from unnest(${column(stages, 'order_id')}::uuid[], ${column(stages, 'group_no')}::smallint[], ${stages.map(until)}::timestamptz[])
      as w (order_id, group_no, until)
    where s.order_id = w.order_id and s.group_no = w.group_no`)
}

const movesOf = (
  { order_id, group_no, state }: Stage,
  now: string,
  review: Verdict | undefined,
  rest_ms: number | undefined,
  leaving: Leaving,
): Move[] => stepsFrom(state, now, review, rest_ms, leaving).map((step) => ({ order_id, group_no, happened_at: now, by: rule, ...step }))

export interface Cancellation {
  /** The order. */
  id: string
  /** One group, or all that can still be stopped when left out. */
  group_no?: number | null
  reason: string
  /** What the books call it; a cancellation when left out. */
  kind?: 'orders.cancel' | 'orders.refund'
}

export type CancelStatus = 'canceled' | 'already_canceled' | 'order_not_found' | 'already_on_its_way' | 'partly_shipped'

/**
 * Cancels what has not left: stock goes back to the promise it came from and money to where it was paid from, in the same commit.
 * Groups already shipped stay; when nothing can be stopped the refusal says so.
 */
export async function cancelOrders(
  tx: Tx,
  by: string,
  now: string,
  cancellations: readonly Cancellation[],
): Promise<Outcome<CancelStatus>[]> {
  const ids = column(cancellations, 'id')
  const stages = await lockStages(tx, ids)
  const [orders, lines, payments, discounts] = await Promise.all([
    findOrders(tx, ids),
    findLines(tx, ids),
    findPayments(tx, ids),
    findDiscounts(tx, ids),
  ])
  const [paid, points] = await Promise.all([findPaid(tx, orders), readOrderPoints(tx, orders, lines, discounts)])
  const found = new Map(orders.map((order) => [order.id, order]))
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const linesOf = groupBy(lines, ({ order_id, group_no }) => `${order_id} ${group_no}`)
  const paymentsOf = groupBy(payments, ({ order_id }) => order_id)

  const moves = new Map<string, Move>()
  const transactions: Transaction[] = []
  const refunds: Payment[] = []
  const outcomes = cancellations.map(({ id, group_no, reason, kind = 'orders.cancel' }): Outcome<CancelStatus> => {
    const order = found.get(id)
    const asked = (groups.get(id) ?? []).filter((stage) => group_no == null || stage.group_no === group_no)
    if (!order || asked.length === 0) return { id, status: 'order_not_found', detail: 'There is no such order or group.' }
    if (asked.every(({ state }) => state === 'canceled')) return { id, status: 'already_canceled' }
    const open = asked.filter((stage) => mayMove(stage.state, 'canceled') && !moves.has(`${id} ${stage.group_no}`))
    if (open.length === 0) return { id, status: 'already_on_its_way', detail: 'The goods have left: ask for a return instead.' }
    const started = open.find((stage) => linesOf.get(`${id} ${stage.group_no}`)!.some(({ shipped }) => shipped > 0))
    if (started)
      return {
        id,
        status: 'partly_shipped',
        detail: `Part of group ${started.group_no} has left: only what has not can be returned later.`,
      }
    for (const stage of open) {
      const own = linesOf.get(`${id} ${stage.group_no}`)!
      const key = `order:${id}:cancel:${stage.group_no}`
      moves.set(`${id} ${stage.group_no}`, {
        order_id: id,
        group_no: stage.group_no,
        to: 'canceled',
        happened_at: now,
        by,
        reason,
        due_at: null,
      })
      const owed = own.reduce((sum, { amount_minor, freight_minor }) => sum + amount_minor + freight_minor, 0)
      const back_minor = Math.min(owed, paid.get(id)!)
      paid.set(id, paid.get(id)! - back_minor)
      const own_payments = paymentsOf.get(id) ?? []
      const back = refundParts(own_payments, back_minor).map(
        ({ payment, amount_minor }): Payment => ({
          ...{ ...payment, id: newId(), direction: 'out', amount_minor, transaction_key: key, happened_at: now },
        }),
      )
      refunds.push(...back)
      paymentsOf.set(id, [...own_payments, ...back.map((one) => ({ ...one, recorded_at: now }))])
      transactions.push({
        key,
        kind,
        ref: `orders.order:${id}`,
        happened_at: now,
        postings: [
          ...releasePostings(stockOf(own)),
          ...points.giveBack(order, stage.group_no, now),
          ...back.map(({ counter_account, amount_minor, currency }) =>
            refundPosting(counter_account, { order_id: id, amount_minor, currency }),
          ),
        ],
      })
    }
    return { id, status: 'canceled' }
  })
  const posted = await postTransactions(
    tx,
    now,
    // A service nobody has paid for gives nothing back.
    transactions.filter(({ postings }) => postings.length > 0),
  )
  assert(posted.every(isPosted), 'what an order reserved and paid can be given back')
  await recordPayments(tx, now, refunds)
  await moveGroups(tx, now, stages, [...moves.values()])
  return outcomes
}

interface OrderPoints {
  /** Points a canceled group was paid with go back to whom they came from. */
  giveBack(order: Order, group_no: number, now: string): Posting[]
  /** Points a delivered group was paid with are used up. */
  redeem(order: Order, group_no: number): Posting[]
}

/** The points that wait with orders, taken group by group in the order asked. Without any, nothing is read. */
async function readOrderPoints(
  tx: Tx,
  orders: readonly Order[],
  lines: readonly Line[],
  discounts: readonly Discount[],
): Promise<OrderPoints> {
  const paid = discounts.filter(({ kind }) => kind === 'points')
  const groupOf = new Map(lines.map(({ order_id, line_no, group_no }) => [`${order_id} ${line_no}`, group_no]))
  const program = new Map(paid.map(({ order_id, source_id }) => [order_id, source_id]))
  const waiting = await findWaitingPoints(
    tx,
    orders.flatMap(({ id, member_id }) => (program.has(id) ? [{ order_id: id, member_id: member_id!, program_id: program.get(id)! }] : [])),
  )
  const take = (order: Order, group_no: number, from: typeof takeOldest): PointPart[] => {
    const wanted = paid
      .filter(({ order_id, line_no }) => order_id === order.id && groupOf.get(`${order_id} ${line_no}`) === group_no)
      .reduce((sum, { points }) => sum + points, 0)
    const { parts, missing } = from(waiting.get(order.id) ?? [], wanted)
    assert(missing === 0, 'points an order was paid with wait with it')
    for (const { period, quantity } of parts) waiting.get(order.id)!.find((one) => one.period === period)!.quantity -= quantity
    return parts
  }
  return {
    giveBack: (order, group_no, now) =>
      program.has(order.id)
        ? giveBackPostings(order.id, order.member_id!, program.get(order.id)!, take(order, group_no, takeNewest), isOver(now))
        : [],
    redeem: (order, group_no) =>
      program.has(order.id) ? redeemPostings(order.id, program.get(order.id)!, take(order, group_no, takeOldest)) : [],
  }
}

/** Services of these orders that wait are looked at again. */
export async function wakeServices(tx: Tx, now: string, order_ids: readonly string[]): Promise<void> {
  if (order_ids.length === 0) return
  await lockStages(tx, order_ids)
  await tx.run(hot`
    update orders.stages s set due_at = ${now} where s.order_id = any(${order_ids}::uuid[]) and s.state = 'approved' and s.due_at is null
      and exists (select from orders.lines l where l.order_id = s.order_id and l.group_no = s.group_no and l.stock_from = 'service')`)
}

export interface LineShipment {
  /** The parcel. */
  id: string
  order_id: string
  group_no: number
  /** `lots`: those that were picked; the rest goes first expired first out. */
  lines: { line_no: number; quantity: number; lots?: readonly LotPart[] }[]
  happened_at: string
  by: string
}

/**
 * Books what leaves in parcels: stock out, lines counted, and the group `shipped` once nothing of it is left. For `fulfillment`, which has locked the
 * stages and decided that the quantities are there.
 */
export async function bookShipments(
  tx: Tx,
  now: string,
  stages: readonly Stage[],
  lines: readonly Line[],
  shipments: readonly LineShipment[],
): Promise<void> {
  const at = new Map(lines.map((line) => [`${line.order_id} ${line.line_no}`, line]))
  const leaving = shipments.map(({ order_id, lines: parts }) =>
    parts.map(({ line_no, quantity, lots }) => ({
      ...stockOf([at.get(`${order_id} ${line_no}`)!])[0]!,
      quantity,
      ...(lots ? { lots } : {}),
    })),
  )
  await issueLots(tx, now, issuesOf(leaving.flat()))
  const posted = await postTransactions(
    tx,
    now,
    shipments.map(({ id, order_id, happened_at }, i) => ({
      key: `parcel:${id}`,
      kind: 'orders.ship',
      ref: `orders.order:${order_id}`,
      happened_at,
      postings: shipPostings(leaving[i]!),
    })),
  )
  assert(posted.every(isPosted), 'what is shipped was reserved')
  const parts = shipments.flatMap(({ order_id, lines }) => lines.map((line) => ({ order_id, ...line })))
  for (const { order_id, line_no, quantity } of parts) at.get(`${order_id} ${line_no}`)!.shipped += quantity
  await tx.run(hot`
    update orders.lines l set shipped = l.shipped + p.quantity
    from (
      select order_id, line_no, sum(quantity) as quantity
      from unnest(${column(parts, 'order_id')}::uuid[], ${column(parts, 'line_no')}::smallint[], ${column(parts, 'quantity')}::integer[]) as p (order_id, line_no, quantity)
      group by order_id, line_no
    ) p
    where l.order_id = p.order_id and l.line_no = p.line_no`)
  const touched = new Map(shipments.map((shipment) => [`${shipment.order_id} ${shipment.group_no}`, shipment]))
  const unfinished = new Set(
    lines.filter(({ shipped, quantity }) => shipped < quantity).map(({ order_id, group_no }) => `${order_id} ${group_no}`),
  )
  await moveGroups(
    tx,
    now,
    stages,
    [...touched.values()]
      .filter(({ order_id, group_no }) => !unfinished.has(`${order_id} ${group_no}`))
      .map(({ order_id, group_no, happened_at, by }) => ({
        order_id,
        group_no,
        to: 'shipped',
        happened_at,
        by,
        reason: null,
        due_at: null,
      })),
  )
}

export interface GroupDelivery {
  order_id: string
  group_no: number
  happened_at: string
  by: string
  /** Who handed it over: he has the money of what is paid at the door. */
  carrier?: string
}

/** What a carrier took at the door for a group. */
export interface Collected {
  order_id: string
  group_no: number
  organization_id: string
  amount_minor: number
  currency: string
  happened_at: string
}

/**
 * Books groups whose parcels have all arrived: what was paid for them becomes sales, points they were paid with are used up, and the buyer earns his
 * own. What is paid at the door is the carrier's to pay over from then on, and is answered. For `fulfillment`, which has locked the stages.
 */
export async function bookDeliveries(
  tx: Tx,
  now: string,
  stages: readonly Stage[],
  deliveries: readonly GroupDelivery[],
): Promise<Collected[]> {
  if (deliveries.length === 0) return []
  const ids = column(deliveries, 'order_id')
  const [found, lines, discounts] = await Promise.all([findOrders(tx, ids), findLines(tx, ids), findDiscounts(tx, ids)])
  const orders = new Map(found.map((order) => [order.id, order]))
  const linesOf = groupBy(lines, ({ order_id, group_no }) => `${order_id} ${group_no}`)
  const [points, groups] = await Promise.all([readOrderPoints(tx, found, lines, discounts), readWorth(tx, deliveries, orders, linesOf)])
  const earned = groups.flatMap(({ earnings }) => earnings)
  const postings = await planEarnings(tx, now, earned)
  const given = new Map(earned.map((earning, i) => [earning, postings[i]!]))
  const at_door = groups.filter(({ order, amount_minor }) => order.payment_term === 'cash_on_delivery' && amount_minor > 0)
  const posted = await postTransactions(
    tx,
    now,
    groups.flatMap((group) => {
      const { order, delivery, amount_minor, earnings } = group
      const { order_id, group_no, happened_at, carrier = 'other' } = delivery
      const all = [
        ...(at_door.includes(group)
          ? [payPosting(collectedAccount(carrier, order.organization_id), { order_id, amount_minor, currency: order.currency })]
          : []),
        ...(amount_minor > 0 ? [earnPosting(order.organization_id, { order_id, amount_minor, currency: order.currency })] : []),
        ...points.redeem(order, group_no),
        ...earnings.flatMap((earning) => given.get(earning)!),
      ]
      if (all.length === 0) return []
      return [{ key: earnKey(delivery), kind: 'orders.earn', ref: `orders.order:${order_id}`, happened_at, postings: all }]
    }),
  )
  assert(posted.every(isPosted), 'a delivered order was paid: who delivers checks it first')
  const collected = at_door.map(({ order, delivery: { order_id, group_no, happened_at }, amount_minor }): Collected => {
    return { order_id, group_no, organization_id: order.organization_id, amount_minor, currency: order.currency, happened_at }
  })
  await recordPayments(
    tx,
    now,
    collected.map(({ organization_id, group_no, ...sum }) => ({
      ...{ ...sum, id: newId(), method: 'carrier' as const, direction: 'in' as const },
      // What comes back is paid out by the house: the carrier's courier is gone.
      ...{ counter_account: cashAccount(organization_id), transaction_key: earnKey({ order_id: sum.order_id, group_no }) },
    })),
  )
  await moveGroups(
    tx,
    now,
    stages,
    deliveries.map((delivery) => ({
      ...delivery,
      to: 'delivered',
      reason: null,
      due_at: addMilliseconds(delivery.happened_at, lifetime_ms.completed),
    })),
  )
  await announceEarned(tx, now, earned)
  await announce(
    tx,
    'orders.delivered',
    groups.map(({ order, delivery, by_brand }) => ({
      id: order.id,
      group_no: delivery.group_no,
      order_no: order.order_no,
      member_id: order.member_id,
      organization_id: order.organization_id,
      channel_id: order.channel_id,
      currency: order.currency,
      by_brand,
      happened_at: delivery.happened_at,
    })),
    now,
  )
  return collected
}

const earnKey = ({ order_id, group_no }: { order_id: string; group_no: number }): string => `order:${order_id}:earn:${group_no}`

interface GroupWorth {
  delivery: GroupDelivery
  order: Order
  amount_minor: number
  /** What was paid for goods, freight apart. */
  by_brand: { brand_id: string | null; amount_minor: number }[]
  earnings: (Earning & { cause: string })[]
}

/** What each group was worth, and which points its buyer earns by it: in the program of each brand and of the group, at his level there. */
async function readWorth(
  tx: Tx,
  deliveries: readonly GroupDelivery[],
  orders: Map<string, Order>,
  linesOf: Map<string, Line[]>,
): Promise<GroupWorth[]> {
  const members = [...new Set([...orders.values()].flatMap(({ member_id }) => member_id ?? []))]
  const sku_ids = [...new Set([...linesOf.values()].flat().flatMap(({ sku_id }) => sku_id ?? []))]
  const [skus, programs, standings] =
    members.length === 0
      ? [[], new Map() as never, []]
      : await Promise.all([findSkus(tx, sku_ids), readPrograms(tx), findStandings(tx, members)])
  const brandOf = new Map(skus.map(({ sku_id, brand_id }) => [sku_id, brand_id]))
  // Points and growth are for goods: a membership that is given back would have to take them along.
  const goods = (own: readonly Line[]) => own.filter(({ stock_from }) => stock_from !== 'service')
  const standingOf = new Map(standings.map((standing) => [`${standing.member_id} ${standing.program_id}`, standing]))
  return deliveries.map((delivery) => {
    const order = orders.get(delivery.order_id)!
    const own = linesOf.get(`${delivery.order_id} ${delivery.group_no}`)!
    const amount_minor = own.reduce((sum, line) => sum + line.amount_minor + line.freight_minor, 0)
    // What an organization owes is no purchase of the person who asked for it: neither points nor growth.
    if (order.member_id === null || order.currency !== 'CNY' || order.payment_term === 'credit')
      return { delivery, order, amount_minor, by_brand: [], earnings: [] }
    const member_id = order.member_id
    const by_brand = [...groupBy(goods(own), ({ sku_id }) => brandOf.get(sku_id!) ?? null)].map(([brand_id, lines]) => ({
      brand_id,
      amount_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0),
    }))
    const goods_minor = by_brand.reduce((sum, one) => sum + one.amount_minor, 0)
    const earnings = [
      { program_id: groupProgram, amount_minor: goods_minor },
      ...by_brand.map((one) => ({ ...one, program_id: one.brand_id ?? '' })),
    ]
      .flatMap((one) => {
        const program = programs.get(one.program_id)
        if (!program) return []
        const level = heldLevel(program, standingOf.get(`${member_id} ${one.program_id}`))
        return [
          {
            member_id,
            program_id: one.program_id,
            quantity: pointsFor(one.amount_minor, level.earn_rate_bp),
            cause: `orders.order:${order.id}`,
          },
        ]
      })
      .filter(({ quantity }) => quantity > 0)
    return { delivery, order, amount_minor, by_brand, earnings }
  })
}

import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { raiseAbnormals } from '#centers/orders/abnormal/write.ts'
import type { NewOrder, PaymentTerm, State } from '#centers/orders/model.ts'
import { payAtOutlet } from '#centers/orders/outlet.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { mayMove } from '#centers/orders/rules.ts'
import { lockStages, moveGroups } from '#centers/orders/stages.ts'
import { cancelOrders, findLines } from '#centers/orders/write.ts'
import { assert } from '#core/assert.ts'
import { steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import type { Db, Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'
import { memberIdOf } from './load-members.ts'
import type { OrderIntent } from './types.ts'

const hour_ms = 3_600_000
const day_ms = 24 * hour_ms

/** Where orders are paid and picked up: the outlets that are a store of their own; at the others, the first of these. */
const stores = world.outlets.filter((outlet) => world.nodes.some(({ id, kind }) => id === outlet.node_id && kind === 'store'))
const outletOf = (intent: OrderIntent) => stores.find(({ id }) => id === intent.outlet_id) ?? stores[0]!

export const orderIdOf = (id: string): string => steadyId('order', id)

/** One thing that happened to an order, at its own time. */
interface Act {
  at: string
  run(tx: Tx, at: string): Promise<unknown>
}

/**
 * Lets the sample orders happen: every step through the verb that does it in service, at the time it would have been done, in the order of
 * time. Orders that rest in a state go on by themselves some days later.
 */
export async function loadOrders(db: Db, now: string): Promise<void> {
  const numbers = numberSource(db, 'orders')
  const acts = world.sampleOrders(new Date(now)).flatMap((intent, index) => actsOf(intent, index, now, numbers.take))
  acts.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  for (const { at, run } of acts) await db.tx((tx) => run(tx, at))
}

const path: readonly State[] = ['approved', 'allocated', 'released']
const reasons: Partial<Record<State, string>> = {
  approved: 'paid_in_full',
  allocated: 'stock_is_reserved_here',
  released: 'node_ships_at_once',
  completed: 'seven_days_after_delivery',
}

function actsOf(intent: OrderIntent, index: number, now: string, takeNumbers: (count: number) => Promise<string[]>): Act[] {
  const id = orderIdOf(intent.id)
  const placed_at = intent.placed_at.toISOString()
  const later = (milliseconds: number) => {
    const at = addMilliseconds(placed_at, milliseconds)
    return at < now ? at : now
  }
  const rests_until = addMilliseconds(now, (1 + (index % 3)) * day_ms)
  const acts: Act[] = [{ at: placed_at, run: (tx) => place(tx, intent, placed_at, rests_until, takeNumbers) }]
  const add = (at: string, run: Act['run']) => acts.push({ at, run })

  if (intent.reach === 'held') {
    const raise = { id, reason: 'held_by_hand' as const, detail: intent.hold_reason!.zh }
    add(later(hour_ms / 4), (tx, at) => raiseAbnormals(tx, '陈晓雨', at, [raise]))
  }
  if (intent.reach === 'canceled')
    add(later(6 * hour_ms), (tx, at) => cancelOrders(tx, 'buyer', at, [{ id, reason: intent.cancel_reason!.zh }]))
  if (['placed', 'held', 'canceled'].includes(intent.reach)) return acts

  const steps = path.slice(0, path.includes(intent.reach as State) ? path.indexOf(intent.reach as State) + 1 : path.length)
  add(later(hour_ms / 4), async (tx, at) => {
    for (const to of steps) {
      const last = to === steps.at(-1)
      await moveOn(tx, id, to, at, to === 'released' ? null : last ? rests_until : at)
    }
  })
  if (path.includes(intent.reach as State)) return acts

  // What came days ago left within a day; what is on its way left so that it is still on its way.
  const shipped_at = later(18 * hour_ms)
  add(shipped_at, (tx, at) => ship(tx, intent, at))
  if (intent.reach !== 'delivered' && intent.reach !== 'completed') return acts
  const arrived = later(2.5 * day_ms)
  const delivered_at =
    intent.reach === 'delivered' && arrived < addMilliseconds(now, -5 * day_ms) ? addMilliseconds(now, -5 * day_ms) : arrived
  add(delivered_at, (tx, at) => deliver(tx, intent, at))
  if (intent.reach === 'completed') add(addMilliseconds(delivered_at, 7 * day_ms), (tx, at) => moveOn(tx, id, 'completed', at, null))
  return acts
}

/** Places a sample order and lets it rest: what becomes of it is told step by step, not by its review. */
async function place(
  tx: Tx,
  intent: OrderIntent,
  placed_at: string,
  rests_until: string,
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<void> {
  const { recipient, phone, ...address } = intent.address
  const outside = intent.external_no !== null
  const terms: Partial<Record<OrderIntent['payment_term'], PaymentTerm>> = {
    wallet: 'wallet',
    alipay: 'channel',
    wechat_pay: 'channel',
    remittance: 'channel',
    cash_on_delivery: 'cash_on_delivery',
  }
  const payment_term = outside ? 'channel' : (terms[intent.payment_term] ?? 'pay_at_outlet')
  const order: NewOrder = {
    id: orderIdOf(intent.id),
    channel_id: intent.channel_id,
    external_no: intent.external_no,
    member_id: intent.member_id === null || outside ? null : memberIdOf(intent.member_id),
    visitor_id: null,
    buyer_name: recipient,
    buyer_phone: phone,
    address,
    buyer_message: intent.buyer_message,
    currency: 'CNY',
    payment_term,
    outlet_id: payment_term === 'pay_at_outlet' ? outletOf(intent).node_id : null,
    placed_at,
    lines: intent.lines.map(({ sku_code, quantity, unit_price_minor }) => ({
      sku_id: sku_code,
      quantity,
      unit_minor: outside ? unit_price_minor : null,
      amount_minor: outside ? unit_price_minor * quantity : null,
    })),
    freight_minor: outside ? intent.freight_minor : null,
    expected_total_minor: null,
    rests_until,
  }
  const [outcome] = await placeOrders(tx, placed_at, [order], takeNumbers)
  if (outcome!.status === 'collection_not_offered') {
    // Nobody collects there: it is fetched and paid at an outlet.
    const [again] = await placeOrders(
      tx,
      placed_at,
      [{ ...order, payment_term: 'pay_at_outlet', outlet_id: outletOf(intent).node_id }],
      takeNumbers,
    )
    assert(again!.status === 'placed', `a sample order can be placed: ${JSON.stringify(again)}`)
  } else if (outcome!.status === 'wallet_too_low') {
    // He wished more than once with the same money: this one was paid through the channel.
    const [again] = await placeOrders(tx, placed_at, [{ ...order, payment_term: 'channel' }], takeNumbers)
    assert(again!.status === 'placed', `a sample order can be placed: ${JSON.stringify(again)}`)
  } else {
    assert(outcome!.status === 'placed' || outcome!.status === 'already_placed', `a sample order can be placed: ${JSON.stringify(outcome)}`)
  }
}

async function moveOn(tx: Tx, order_id: string, to: State, at: string, due_at: string | null): Promise<void> {
  const stages = await lockStages(tx, [order_id])
  const open = stages.filter(({ state }) => mayMove(state, to))
  await moveGroups(
    tx,
    at,
    stages,
    open.map(({ group_no }) => ({ order_id, group_no, to, happened_at: at, by: 'rule', reason: reasons[to] ?? null, due_at })),
  )
}

const carriers = world.carriers.map(({ id }) => id).filter((id) => id !== 'own')
const collecting = world.carriers.filter(({ collect_most_minor }) => collect_most_minor !== null).map(({ id }) => id)
const parcelId = (intent: OrderIntent, group_no: number): string => steadyId('parcel', intent.id, String(group_no))

async function ship(tx: Tx, intent: OrderIntent, at: string): Promise<void> {
  const order_id = orderIdOf(intent.id)
  const stages = await lockStages(tx, [order_id])
  const lines = await findLines(tx, [order_id])
  // A part leaves first: one group of several, or one piece of several.
  const partly = intent.reach === 'partly_shipped'
  const groups = partly && stages.length > 1 ? stages.slice(0, 1) : stages
  const shipments = groups.flatMap(({ group_no }) => {
    const own = lines.filter((line) => line.group_no === group_no)
    const pieces = own.reduce((sum, { quantity }) => sum + quantity, 0)
    if (partly && stages.length === 1 && pieces === 1) return []
    const able = intent.payment_term === 'cash_on_delivery' ? collecting : carriers
    const carrier = able[Number.parseInt(order_id.slice(0, 4), 16) % able.length]!
    const waybill_no = `${carrier.toUpperCase()}${String(Number.parseInt(parcelId(intent, group_no).slice(0, 8), 16)).padStart(12, '7')}`
    return [
      {
        id: parcelId(intent, group_no),
        order_id,
        group_no,
        carrier,
        waybill_no,
        ...(partly && stages.length === 1 ? { lines: [{ line_no: own[0]!.line_no, quantity: 1 }] } : {}),
      },
    ]
  })
  const outcomes = await shipParcels(tx, '赵铁柱', at, shipments)
  const bad = outcomes.find(({ status }) => status !== 'shipped' && status !== 'already_shipped')
  assert(!bad, `a sample order can be shipped: ${JSON.stringify(bad)}`)
}

async function deliver(tx: Tx, intent: OrderIntent, at: string): Promise<void> {
  const order_id = orderIdOf(intent.id)
  await payAtOutlet(tx, at, [{ id: steadyId('outlet-payment', intent.id), order_id, organization_id: outletOf(intent).organization_id }])
  const stages = await lockStages(tx, [order_id])
  const outcomes = await deliverParcels(
    tx,
    '快递员',
    at,
    stages.map(({ group_no }) => ({ id: parcelId(intent, group_no) })),
  )
  const bad = outcomes.find(({ status }) => status !== 'delivered' && status !== 'already_delivered')
  assert(!bad, `a sample order can be delivered: ${JSON.stringify(bad)}`)
}

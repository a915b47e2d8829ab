import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropAgreements } from '#centers/carriers/agreements/read.ts'
import { saveCarriers, saveReach, saveServices } from '#centers/carriers/agreements/write.ts'
import type { CarrierEvents } from '#centers/carriers/events.ts'
import { beginTracks, recordTracks } from '#centers/carriers/tracks/write.ts'
import { addNumbers } from '#centers/carriers/waybills/write.ts'
import { correctStock } from '#centers/inventory/write.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { advanceOrders, cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll, startConsumers } from '#core/events.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { addMilliseconds, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { fulfillmentConsumers } from './events.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const lin: Caller = { ...nobody, kind: 'member', id: newId(), name: 'lin' }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { tea: 10_000 }, stock: { east: { tea: 9 } }, stores: ['corner'] })
  await fillWallets(db, clock.now(), [lin.id!], 100_000)
  const sf = { carrier_id: 'sf', name: { zh: '顺丰速运', en: 'SF Express' }, codes: {}, track_account_id: null }
  await db.tx((tx) =>
    saveCarriers(tx, systemBy('test'), clock.now(), [
      { ...sf, label_form: '76x130', masks_recipient: true, stalled_hours: 72, active: true },
    ]),
  )
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const send = async (as: Caller, method: 'GET' | 'POST', url: string, payload?: object) => {
  caller = as
  clock.advance(60_000)
  const answer = await app.inject({ method, url: `/api/${url}`, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
/** An order that has left with SF, looked after by its number. */
async function underWay(waybill_no: string, more: object = {}) {
  const order = anOrder([{ sku_id: 'tea', quantity: 1 }], 10_000, more)
  expect((await send(lin, 'POST', 'mall/orders', order)).body.outcomes[0].status).toBe('placed')
  while ((await advanceOrders(db, clock.now())) > 0);
  const shipment = { id: newId(), order_id: order.id, group_no: 1, carrier: 'sf', waybill_no }
  expect((await send(theSystem, 'POST', 'admin/shipments', { shipments: [shipment] })).body.outcomes[0].status).toBe('shipped')
  const number = { carrier_id: 'sf', waybill_no, parcel_id: shipment.id, organization_id: 'group', order_no: 'D1' }
  await db.tx((tx) => beginTracks(tx, clock.now(), [number]))
  clock.advance(3_600_000)
  return order.id
}
const tell = (waybill_no: string, state: 'in_transit' | 'awaiting_pickup' | 'delivered' | 'refused', happened_at: string) =>
  db.tx((tx) =>
    recordTracks(tx, clock.now(), 'query', [
      { carrier_id: 'sf', waybill_no, ended: false, events: [{ happened_at, state, code: state, told: `快件${state}`, place: '重庆市' }] },
    ]),
  )
const listen = () => startConsumers(db, fulfillmentConsumers, clock.now)
const view = async (order_id: string) => (await send(theSystem, 'GET', `admin/orders/${order_id}`)).body
const parcels = async (order_id: string, as = lin) => (await send(as, 'GET', `mall/orders/${order_id}/parcels`)).body.items

test('what SF delivered is delivered at the moment SF names, and its buyer reads the track', async () => {
  const order_id = await underWay('SF1000000001')
  const [on_road, at_shop, at_door] = [0, 300_000, 600_000].map((after) => addMilliseconds(clock.now(), after)) as [string, string, string]
  clock.advance(3_600_000)
  await tell('SF1000000001', 'in_transit', on_road)
  await tell('SF1000000001', 'awaiting_pickup', at_shop)
  // Its buyer is told once, in the carrier's words.
  for (let round = 0; round < 2; round++) await consumeAll(db, [...fulfillmentConsumers, ...orderTellers], clock.now())
  const news = await db.rows<{ item: object }>(sql`
    select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' and item ->> 'template' = 'orders.awaiting_pickup'`)
  const values = { tracking_no: 'SF1000000001', told: '快件awaiting_pickup' }
  expect(news).toMatchObject([{ item: { to: { user_id: lin.id }, if_wished: ['sms', 'email'], values: { order_id, ...values } } }])
  const consumers = listen()
  await tell('SF1000000001', 'delivered', at_door)
  await expect.poll(async () => (await view(order_id)).state).toBe('delivered')
  await consumers.stop()
  const [parcel] = await parcels(order_id)
  expect(parcel).toMatchObject({
    stays_because: null,
    track: [{ state: 'delivered', place: '重庆市', text: '快件delivered' }, { state: 'awaiting_pickup' }, { state: 'in_transit' }],
  })
  expect([parcel.delivered_at, parcel.track[0].happened_at].map((at: string) => Date.parse(at))).toEqual(
    [at_door, at_door].map((at) => Date.parse(at)),
  )
  expect((await send({ ...lin, id: newId() }, 'GET', `mall/orders/${order_id}/parcels`)).status).toBe(404)
})

test('the same news again and news of numbers nobody knows change nothing; what is picked up at an outlet stays there, paid or not, and says so', async () => {
  const order_id = await underWay('SF1000000002', { payment_term: 'pay_at_outlet', outlet_id: 'corner' })
  await tell('SF1000000002', 'delivered', clock.now())
  const item = (waybill_no: string): CarrierEvents['carriers.tracked'] => ({
    ...{ carrier_id: 'sf', waybill_no, parcel_id: newId(), order_no: 'D1', organization_id: 'group' },
    ...{ from: 'in_transit', state: 'delivered', happened_at: clock.now(), delivered_at: clock.now(), told: '' },
  })
  const hear = (...numbers: string[]) =>
    db.tx((tx) => fulfillmentConsumers[0]!.handle(tx, numbers.map((no) => ({ item: item(no) })) as never, clock.now()))
  await hear('SF1000000001', 'SF1000000002', 'SF9999999999', 'SF1000000002')
  await hear('SF1000000002')
  expect(await view(order_id)).toMatchObject({ state: 'shipped' })
  expect(await parcels(order_id)).toMatchObject([{ delivered_at: null, ready_at: expect.any(String), stays_because: 'at_outlet' }])
  // Its buyer is told once that it is there, whatever is said again; so is whose outlet had it on its own shelf.
  const at_hand = await underWay('SF1000000003', { payment_term: 'pay_at_outlet', outlet_id: 'corner' })
  const [there, own] = [(await parcels(order_id))[0].id, (await parcels(at_hand))[0].id]
  const ready = async (...ids: string[]) =>
    (await send(theSystem, 'POST', 'admin/outlet-arrivals', { arrivals: ids.map((id) => ({ id })) })).body.outcomes.map(
      ({ status }: { status: string }) => status,
    )
  const both = await Promise.all([ready(own), ready(own)])
  expect(both.flat().sort()).toEqual(['already_ready', 'ready'])
  const [elsewhere] = await parcels(await underWay('SF1000000005'))
  expect(await ready(there, elsewhere.id, newId())).toEqual(['already_ready', 'outlet_missing', 'parcel_not_found'])
  await consumeAll(db, orderTellers, clock.now())
  const told = await db.rows<{ item: { if_wished: string[]; values: object } }>(sql`
    select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' and item ->> 'template' = 'orders.ready_at_outlet' order by seq`)
  expect(told).toMatchObject([
    { item: { if_wished: ['sms', 'email'], values: { order_id, outlet: expect.any(String) } } },
    { item: { values: { order_id: at_hand } } },
  ])
  const payments = [{ id: newId(), order_id }]
  await send(theSystem, 'POST', 'admin/orders/outlet-payments', { organization_id: 'group', payments })
  // Paid is not fetched: the counter says when it was handed over.
  await hear('SF1000000002')
  expect(await view(order_id)).toMatchObject({ state: 'shipped', payment: 'paid' })
  expect((await send(theSystem, 'POST', 'admin/deliveries', { deliveries: [{ id: there }] })).body.outcomes[0].status).toBe('delivered')
  expect(await view(order_id)).toMatchObject({ state: 'delivered', payment: 'paid' })
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

test('a number asked for by hand is given up when its order does not leave from there; what the carrier has already is a task', async () => {
  const by = systemBy('test')
  await db.tx(async (tx) => {
    const service = { carrier_id: 'sf', service_id: 'standard', name: { zh: '标快', en: 'Standard' }, numbers_from: 'pool' as const }
    await saveServices(tx, by, clock.now(), [{ ...service, account_id: null, active: true }])
    await saveReach(tx, by, clock.now(), [{ carrier_id: 'sf', region: '', served: true }])
    await addNumbers(tx, by, clock.now(), [{ carrier_id: 'sf', service_id: 'standard', first: 'SF2000000001', last: 'SF2000000009' }])
  })
  const party = {
    name: '林小满',
    phone: '13800001234',
    region: '500103',
    province: '重庆市',
    city: '重庆市',
    district: '渝中区',
    detail: '1 号',
  }
  const waiting = async () => {
    const order = anOrder([{ sku_id: 'tea', quantity: 1 }], 10_000)
    expect((await send(lin, 'POST', 'mall/orders', order)).body.outcomes[0].status).toBe('placed')
    while ((await advanceOrders(db, clock.now())) > 0);
    const parcel_id = newId()
    const item = {
      ...{ parcel_id, organization_id: 'group', node_id: 'east', carrier_id: 'sf', service_id: 'standard' },
      ...{
        order_no: (await view(order.id)).order_no,
        sender: party,
        recipient: party,
        items: [{ name: '茶', quantity: 1 }],
        weight_grams: 500,
      },
    }
    const { body } = await send(theSystem, 'POST', 'admin/waybills', { items: [item] })
    expect(body.outcomes[0]).toMatchObject({ status: 'answered' })
    const { waybill_no } = (await send(theSystem, 'GET', `admin/waybills/${parcel_id}`)).body.waybill
    return { order_id: order.id as string, parcel_id, waybill_no: waybill_no as string }
  }
  const stateOf = async (parcel_id: string) => (await send(theSystem, 'GET', `admin/waybills/${parcel_id}`)).body.waybill.state
  const exceptions = async (parcel_id: string) =>
    (await send(theSystem, 'GET', 'admin/tracks/exceptions')).body.items.filter((one: { parcel_id: string }) => one.parcel_id === parcel_id)
  const follow = () => consumeAll(db, fulfillmentConsumers, clock.now())
  const [refused, canceled, carried, stays] = [await waiting(), await waiting(), await waiting(), await waiting()]
  await follow()
  expect(await Promise.all([refused, canceled, carried, stays].map(({ parcel_id }) => stateOf(parcel_id)))).toEqual(
    Array(4).fill('answered'),
  )

  // Only this node has tea: what it refuses is held, and its number is given up; the carrier took the third one a moment ago.
  await tell(carried.waybill_no, 'in_transit', clock.now())
  await send(theSystem, 'POST', 'admin/sourcing/refusals', {
    items: [refused, carried].map(({ order_id }) => ({ id: newId(), order_id, group_no: 1, reason: 'damaged' })),
  })
  await db.tx((tx) => cancelOrders(tx, 'test', clock.now(), [{ id: canceled.order_id, reason: 'buyer' }]))
  await follow()
  await follow()
  expect(await stateOf(refused.parcel_id)).toBe('canceled')
  expect(await stateOf(canceled.parcel_id)).toBe('canceled')
  expect(await stateOf(stays.parcel_id)).toBe('answered')
  expect(await stateOf(carried.parcel_id)).toBe('answered')
  expect(await exceptions(carried.parcel_id)).toMatchObject([{ kind: 'problem', told: 'not_sent_from_here' }])

  // Somewhere else: the label speaks of the old door, so its number goes too. With the carrier already, nothing changes.
  const elsewhere = { province: '重庆市', city: '', district: '渝中区', street: '解放碑 9 号', region_code: '500103' }
  const readdress = async (id: string) =>
    (
      await send(theSystem, 'POST', 'admin/orders/addresses', {
        changes: [{ id, change_id: newId(), buyer_name: '林小满', buyer_phone: '13800001234', address: elsewhere }],
      })
    ).body.outcomes[0].status
  expect(await readdress(carried.order_id)).toBe('already_on_its_way')
  expect(await readdress(stays.order_id)).toBe('changed')
  expect(await stateOf(stays.parcel_id)).toBe('canceled')
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

test('paid at the door: refused where nobody collects, delivered it is owed by the carrier until he pays it over; what is refused books nothing', async () => {
  const by = systemBy('test')
  const agree = (collect_most_minor: number | null) =>
    db.tx((tx) =>
      saveServices(tx, by, clock.now(), [
        {
          ...{ carrier_id: 'sf', service_id: 'standard', name: { zh: '标快', en: 'Standard' }, numbers_from: 'pool' as const },
          ...{ account_id: null, active: true, collect_most_minor },
        },
      ]),
    )
  await agree(15_000)
  await db.tx(async (tx) => {
    await saveReach(tx, by, clock.now(), [
      { carrier_id: 'sf', region: '', served: true },
      { carrier_id: 'sf', region: '54', served: true, collects: false },
    ])
    await correctStock(tx, clock.now(), [{ id: newId(), node_id: 'east', sku_id: 'tea', change: 9, reason: 'opening' }])
  })
  dropAgreements()
  const door = (region_code: string | null, quantity = 1, more: object = {}) =>
    anOrder([{ sku_id: 'tea', quantity }], quantity * 10_000, {
      ...{ payment_term: 'cash_on_delivery', member_id: null },
      address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号', ...(region_code ? { region_code } : {}) },
      ...more,
    })
  const place = async (order: object) => (await send(theSystem, 'POST', 'admin/orders', { orders: [order] })).body.outcomes[0]
  expect(await place(door(null))).toMatchObject({ status: 'collection_not_offered', detail: expect.stringContaining('region_code') })
  expect(await place(door('540102'))).toMatchObject({ status: 'collection_not_offered', detail: expect.stringContaining('540102') })
  expect(await place(door('500103', 2))).toMatchObject({ status: 'collection_not_offered', detail: expect.stringContaining('15000') })
  // Only the desk offers it.
  expect((await send(lin, 'POST', 'mall/orders', { ...door('500103'), member_id: undefined })).status).toBe(400)

  const orders = [door('500103'), door('500103')]
  for (const order of orders) {
    expect(await place(order)).toMatchObject({ status: 'placed' })
    expect(await place(order)).toMatchObject({ status: 'already_placed' })
  }
  while ((await advanceOrders(db, clock.now())) > 0);
  expect(await view(orders[0]!.id)).toMatchObject({ state: 'released', payment: 'unpaid' })
  const numbers = ['SF3000000001', 'SF3000000002']
  await send(theSystem, 'POST', 'admin/shipments', {
    shipments: orders.map(({ id }, i) => ({ id: newId(), order_id: id, group_no: 1, carrier: 'sf', waybill_no: numbers[i] })),
  })
  await db.tx((tx) =>
    beginTracks(
      tx,
      clock.now(),
      numbers.map((waybill_no) => ({ carrier_id: 'sf', waybill_no, parcel_id: newId(), organization_id: 'group', order_no: 'D1' })),
    ),
  )
  const list = async (open: boolean) => (await send(theSystem, 'GET', `admin/collections?open=${open}&number=${numbers[0]}`)).body.items
  const follow = () => consumeAll(db, fulfillmentConsumers, clock.now())
  clock.advance(3_600_000)
  await tell(numbers[0]!, 'delivered', clock.now())
  await tell(numbers[1]!, 'refused', clock.now())
  await follow()
  await follow()
  expect(await view(orders[0]!.id)).toMatchObject({ state: 'delivered', payment: 'paid' })
  expect(await view(orders[1]!.id)).toMatchObject({ state: 'shipped', payment: 'unpaid' })
  expect(await list(true)).toMatchObject([{ order_id: orders[0]!.id, carrier: 'sf', amount_minor: 10_000, paid_minor: 0 }])
  expect((await send(theSystem, 'GET', 'admin/collections/sums')).body.items).toEqual([
    { carrier: 'sf', currency: 'CNY', parcels: 1, open_minor: 10_000 },
  ])

  const part = { id: newId(), carrier: 'sf', waybill_no: numbers[0], amount_minor: 4_000, paid_on: '2026-11-21' }
  const pay = async (...payments: object[]) =>
    (await send(theSystem, 'POST', 'admin/collections/payments', { payments })).body.outcomes.map(
      ({ status }: { status: string }) => status,
    )
  const unknown = { ...part, id: newId(), waybill_no: 'SF9999999999' }
  expect(await pay(part, part, unknown, { ...part, id: newId(), amount_minor: 6_001 })).toEqual([
    ...['paid_over', 'already_paid_over', 'collection_not_found', 'more_than_owed'],
  ])
  expect(await pay({ ...part, amount_minor: 1 })).toEqual(['id_used_for_another'])
  // Two clerks at once: the rest comes in once.
  const rest = () => ({ ...part, id: newId(), amount_minor: 6_000 })
  expect((await Promise.all([pay(rest()), pay(rest())])).flat().sort()).toEqual(['more_than_owed', 'paid_over'])
  expect([await list(true), await list(false)]).toMatchObject([[], [{ paid_minor: 10_000 }]])
  // A statement that pays for a parcel nobody confirmed says that it arrived; its own id cannot pay another one.
  expect(await pay({ ...part, waybill_no: numbers[1] })).toEqual(['id_used_for_another'])
  expect(await view(orders[1]!.id)).toMatchObject({ state: 'delivered', payment: 'paid' })
  expect(await pay({ ...part, id: newId(), waybill_no: numbers[1], amount_minor: 10_000 })).toEqual(['paid_over'])
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

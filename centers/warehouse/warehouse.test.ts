import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readRests } from '#centers/fulfillment/sourcing/read.ts'
import { receiveStock } from '#centers/inventory/moves/write.ts'
import { setRests } from '#centers/orders/stages.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { scanChecks } from './checks/write.ts'
import { warehouseConsumers } from './events.ts'
import { openSite, releasedOrders } from './fixtures.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '吴小军' }
let caller: Caller = clerk
/** Every story has a warehouse of its own. */
let node_id = ''
let stories = 0

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
}, 120_000)
beforeEach(async () => {
  caller = clerk
  node_id = `house-${++stories}`
  clock.advance(1_000)
  await openShop(db, clock.now(), {
    prices: { tea: 1_000, milk: 2_000, cup: 500, ham: 3_000, phone: 9_000 },
    stock: { [node_id]: { tea: 60, milk: 30, cup: 20, ham: 9, phone: 9 } },
  })
})
afterAll(async () => {
  await app?.close()
  await db?.close()
  await cloned?.drop()
})

type Outcome = { id: string; status: string; detail?: string; [more: string]: unknown }
const post = async (path: string, body: object): Promise<Outcome[]> => {
  clock.advance(1_000)
  const answer = await app.inject({ method: 'POST', url: `/api/admin/warehouse/${path}`, payload: body })
  const parsed = answer.json() as { outcomes?: Outcome[] }
  if (!parsed.outcomes) throw new Error(`${answer.statusCode} ${answer.body}`)
  return parsed.outcomes
}
const get = async <Answer>(path: string): Promise<Answer> =>
  (await app.inject({ method: 'GET', url: `/api/admin/warehouse/${path}` })).json()
const follow = () => consumeAll(db, warehouseConsumers, clock.now())
const keptPromises = async () => {
  await follow()
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
}
interface WaveView {
  wave: { id: string; status: string; kind: string; checked: number; stopped: number; shipped: number }
  picks: { id: string; sku_id: string; bin_code: string | null; quantity: number; status: string; slots: object[] }[]
  outbounds: { id: string; code: string; slot_no: number; status: string; left_pieces: number; order_id: string }[]
}
const viewWave = (id: string) => get<WaveView>(`waves/${id}`)
const planOf = async (more: object = {}) => {
  await follow()
  const [plan] = await post('waves', { plans: [{ id: newId(), node_id, ...more }] })
  return (plan as unknown as { waves: { id: string; kind: string; orders: number }[] }).waves
}
const releaseWave = async (id: string) => {
  expect((await post('waves/releases', { ids: [id] }))[0]).toMatchObject({ status: 'released' })
  return viewWave(id)
}
const pickAll = async (wave_id: string) => {
  const { picks } = await viewWave(wave_id)
  const open = picks.filter(({ status }) => status === 'open')
  const outcomes = await post('picks', {
    picks: open.map(({ id, quantity, sku_id, bin_code }) => ({ id: newId(), pick_id: id, quantity, item: sku_id, bin: bin_code })),
  })
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['picked']))
}
const scan = async (text: string, more: object = {}) =>
  (await post('checks', { scans: [{ id: newId(), node_id, mode: 'order', text, ...more }] }))[0]!
/** Released after those before it, so its slot comes after theirs. */
const releaseOne = async (lines: Record<string, number>) => {
  clock.advance(1_000)
  const [order] = await releasedOrders(db, clock.now(), [lines])
  await follow()
  return order!
}
const stateOf = async (order_id: string) =>
  (await db.rows<{ state: string }>(sql`select state from orders.stages where order_id = ${order_id}`)).map(({ state }) => state)

test('a bulk wave goes from release to the courier in a handful of calls', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40 }, 'A-02': { milk: 30 } })
  const orders = await releasedOrders(
    db,
    clock.now(),
    Array.from({ length: 6 }, () => ({ tea: 2, milk: 1 })),
  )
  const [wave] = await planOf()
  expect(wave).toMatchObject({ kind: 'bulk', orders: 6 })
  expect(await post('waves/claims', { ids: [wave!.id] })).toMatchObject([{ status: 'wave_locked' }])
  const { picks } = await releaseWave(wave!.id)
  expect(picks.map(({ bin_code, sku_id, quantity }) => [bin_code, sku_id, quantity])).toEqual([
    ['A-01', 'tea', 12],
    ['A-02', 'milk', 6],
  ])
  expect(await post('waves/claims', { ids: [wave!.id] })).toMatchObject([{ status: 'claimed' }])
  await pickAll(wave!.id)
  const sample = (tea: number) => [
    {
      id: newId(),
      wave_id: wave!.id,
      sample: [
        { text: 'tea', quantity: tea },
        { text: 'milk', quantity: 1 },
      ],
    },
  ]
  expect(await post('waves/checks', { checks: sample(1) })).toMatchObject([{ status: 'sample_differs' }])
  expect(await post('waves/checks', { checks: sample(2) })).toMatchObject([{ status: 'checked', checked: 6, stopped: 0 }])
  expect(await post('waves/checks', { checks: sample(2) })).toMatchObject([{ status: 'already_checked' }])
  expect(new Set((await post('waves/shipments', { ids: [wave!.id] })).map(({ status }) => status))).toEqual(new Set(['no_waybill']))
  const labels = await post('waves/labels', { ids: [wave!.id] })
  expect(new Set(labels.map(({ status }) => status))).toEqual(new Set(['answered']))
  expect((await post('waves/shipments', { ids: [wave!.id] })).map(({ status }) => status)).toEqual(Array(6).fill('shipped'))
  expect(await stateOf(orders[0]!.id)).toEqual(['shipped'])
  expect((await viewWave(wave!.id)).wave).toMatchObject({ status: 'done', shipped: 6 })
  const handover = { id: newId(), node_id, carrier_id: 'own', courier: '渝A12345' }
  expect(await post('manifests', { handovers: [handover] })).toMatchObject([{ status: 'handed_over', boxes: 6 }])
  expect(await post('manifests', { handovers: [handover] })).toMatchObject([{ status: 'already_handed_over', boxes: 6 }])
  expect(await post('manifests', { handovers: [{ ...handover, id: newId() }] })).toMatchObject([{ status: 'nothing_to_hand_over' }])
  await keptPromises()
}, 120_000)

test('an order goes elsewhere: by its next label before there is one, packed anew after, sourced anew for another city, and not once it left', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40 } })
  const [plain, labeled, far, gone] = await releasedOrders(db, clock.now(), [{ tea: 1 }, { tea: 2 }, { tea: 3 }, { tea: 4 }])
  const street = (name: string) => ({ province: '重庆市', city: '', district: '渝中区', street: name, region_code: '500103' })
  const ask = (order: { id: string }, address: object, more: object = {}) => ({
    ...{ id: order.id, change_id: newId(), buyer_name: '林大山', buyer_phone: '13900001234', address, reason: '搬家了' },
    ...more,
  })
  const change = async (...changes: object[]): Promise<string[]> => {
    clock.advance(1_000)
    const answer = await app.inject({ method: 'POST', url: '/api/admin/orders/addresses', payload: { changes } })
    return answer.json().outcomes.map(({ status }: Outcome) => status)
  }
  const wordOf = async (order: { id: string }) =>
    (await db.row<{ recipient: { name: string; detail: string } }>(sql`
      select w.recipient from carriers.waybills w join warehouse.boxes b on b.id = w.parcel_id join warehouse.outbounds o on o.id = b.outbound_id
      where o.order_id = ${order.id} and w.state = 'answered' order by w.asked_at desc limit 1`))!.recipient

  // One wave without a label yet: the label speaks of the new door by itself.
  const waves = await planOf()
  const first = ask(plain!, street('临江路 7 号'))
  expect(await change(first, first)).toEqual(['changed', 'already_changed'])
  for (const { id } of waves) await releaseWave(id)
  for (const { id } of waves) await pickAll(id)
  const { outbounds } = await viewWave(waves[0]!.id)
  const parcelOf = (order: { id: string }) => outbounds.find(({ order_id }) => order_id === order.id)!
  await post('labels', { parcels: [plain, labeled, far, gone].map((order) => ({ id: parcelOf(order!).id })) })
  expect(await wordOf(plain!)).toMatchObject({ name: '林大山', detail: '临江路 7 号' })

  // A buyer may as long as nobody works on it; another's order is not there for him.
  const buyer: Caller = { ...nobody, kind: 'member', id: newId(), name: 'member' }
  const { id: _, reason: __, ...wish } = ask(labeled!, street('民权路 1 号'))
  const wishes = async (by: Caller) => {
    caller = by
    const answer = await app.inject({ method: 'PUT', url: `/api/mall/orders/${labeled!.id}/address`, payload: wish })
    caller = clerk
    return [answer.statusCode, answer.json().outcomes?.[0].status]
  }
  expect(await wishes(buyer)).toEqual([404, undefined])
  await db.run(sql`update orders.orders set member_id = ${buyer.id} where id = ${labeled!.id}`)
  expect(await wishes(buyer)).toEqual([409, 'being_packed'])

  // Its label is printed: the parcel is taken apart, its number given up, and it comes again for the next wave.
  const again = ask(labeled!, street('民权路 3 号'))
  expect(await change(again)).toEqual(['changed_and_packed_anew'])
  expect(await change(again)).toEqual(['already_changed'])
  expect(await scan(parcelOf(labeled!).code)).toMatchObject({ status: 'order_stopped' })
  const putbacks = await get<{ items: { reason: string; quantity: number }[] }>(`putbacks?node_id=${node_id}&status=open`)
  expect(putbacks.items).toMatchObject([{ reason: 'address_changed', quantity: 2 }])
  const [anew] = await planOf()
  expect(anew).toMatchObject({ orders: 1 })
  await releaseWave(anew!.id)
  await pickAll(anew!.id)
  const fresh = (await viewWave(anew!.id)).outbounds[0]!
  await post('labels', { parcels: [{ id: fresh.id }] })
  expect(await wordOf(labeled!)).toMatchObject({ detail: '民权路 3 号' })

  // Another city, on a channel whose nodes are chosen by a rule: it waits for its node again.
  const beijing = { province: '北京市', city: '', district: '朝阳区', street: '建国路 1 号', region_code: '110105' }
  setRests(async () => new Map([['tmall', 60_000]]))
  expect(await change(ask(far!, beijing))).toEqual(['changed_and_sourced_anew'])
  setRests(readRests)
  expect(await stateOf(far!.id)).toEqual(['approved'])

  // What has left is the carrier's; nobody else's order, and one that does not exist, are not found.
  const { id: outbound_id, code } = parcelOf(gone!)
  await scan(code)
  expect(await scan('tea', { outbound_id, quantity: 4 })).toMatchObject({ status: 'complete' })
  const number = await db.row<{ waybill_no: string }>(sql`select waybill_no from warehouse.boxes where outbound_id = ${outbound_id}`)
  expect(await post('shipments', { scans: [{ id: newId(), node_id, text: number!.waybill_no }] })).toMatchObject([{ status: 'shipped' }])
  expect(await stateOf(gone!.id)).toEqual(['shipped'])
  expect(await change(ask(gone!, beijing), ask({ id: newId() }, beijing))).toEqual(['already_on_its_way', 'order_not_found'])
  const { items } = (await app.inject({ url: `/api/admin/orders/${labeled!.id}/addresses` })).json()
  expect(items).toMatchObject([
    { reason: '搬家了', by: '吴小军', was: { buyer_name: '林小满' }, became: { address: { street: '民权路 3 号' } } },
  ])
  await keptPromises()
}, 120_000)

describe('the check desk', () => {
  test('answers each kind of scan by its name, and a repeated one as before', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40, milk: 20 } })
    const [one, two] = await releasedOrders(db, clock.now(), [{ tea: 2, milk: 1 }, { cup: 1 }])
    const [wave] = await planOf()
    expect(await scan(one!.order_no)).toMatchObject({ status: 'wave_locked' })
    const { outbounds } = await releaseWave(wave!.id)
    const first = outbounds.find(({ order_id }) => order_id === one!.id)!
    expect(await scan('hello')).toMatchObject({ status: 'unknown_code' })
    expect(await scan('tea')).toMatchObject({ status: 'open_parcel_first' })
    expect(await scan(one!.order_no)).toMatchObject({ status: 'opened', outbound_id: first.id, left_pieces: 3 })
    const at = { outbound_id: first.id }
    expect(await scan('cup', at)).toMatchObject({ status: 'wrong_item' })
    expect(await scan(two!.order_no, at)).toMatchObject({ status: 'another_parcel' })
    const again = { id: newId(), node_id, mode: 'order', text: 'tea', ...at }
    expect(await post('checks', { scans: [again] })).toMatchObject([{ status: 'accepted', left_of_sku: 1 }])
    expect(await post('checks', { scans: [again] })).toMatchObject([{ status: 'accepted', left_of_sku: 1, repeated: true }])
    expect(await scan('tea', { ...at, quantity: 2 })).toMatchObject({ status: 'too_many' })
    expect(await scan('tea', { ...at, undo: true })).toMatchObject({ status: 'taken_back', left_pieces: 3 })
    // The same scan in two transactions at once: the second waits, then finds the first's answer.
    const twice = { id: newId(), node_id, mode: 'order' as const, text: 'tea', ...at, by: 'clerk' }
    const both = await Promise.all([1, 2].map(() => db.tx((tx) => scanChecks(tx, clock.now(), [twice]))))
    expect(both.flat().map(({ status, left_of_sku, repeated }) => [status, left_of_sku, repeated ?? false])).toEqual(
      expect.arrayContaining([
        ['accepted', 1, false],
        ['accepted', 1, true],
      ]),
    )
    expect(await scan('tea', { ...at, undo: true })).toMatchObject({ status: 'taken_back', left_pieces: 3 })
    // The gun had no network for a while: three scans come at once, in their order.
    const queued = ['tea', 'tea', 'tea', 'milk'].map((text) => ({ id: newId(), node_id, mode: 'order', text, ...at }))
    expect((await post('checks', { scans: queued })).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'too_many', 'complete'])
    expect(await scan('tea', at)).toMatchObject({ status: 'already_checked' })
    // Without network the parcel itself was opened unheard: the items name the scan that opened it, in the same call or a later one.
    const opening = { id: newId(), node_id, mode: 'order', text: two!.order_no }
    expect(
      (await post('checks', { scans: [opening, { id: newId(), node_id, mode: 'order', text: 'tea', opened_by: opening.id }] })).map(
        ({ status }) => status,
      ),
    ).toEqual(['opened', 'wrong_item'])
    expect(await scan('cup', { opened_by: opening.id })).toMatchObject({ status: 'complete' })
    expect(await scan(one!.order_no)).toMatchObject({ status: 'complete' })
    await keptPromises()
  })

  test('an item finds its order, and the label is stuck on afterwards', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40, milk: 20, cup: 20 } })
    await releasedOrders(db, clock.now(), [{ tea: 1 }, { tea: 2 }, { cup: 1, milk: 1 }])
    const [wave] = await planOf()
    await releaseWave(wave!.id)
    const find = { mode: 'find', wave_id: wave!.id }
    const cup = await scan('cup', find)
    expect(cup).toMatchObject({ status: 'accepted', left_pieces: 1 })
    // The order that was begun comes first, whichever else needs it.
    expect(await scan('milk', find)).toMatchObject({ status: 'complete', outbound_id: cup.outbound_id })
    expect(await scan('milk', find)).toMatchObject({ status: 'nobody_needs_it' })
    const statuses = [await scan('tea', find), await scan('tea', find), await scan('tea', find)].map(({ status }) => status)
    expect(statuses.sort()).toEqual(['accepted', 'complete', 'complete'])
    const stick = (text: string) => post('stuck-labels', { labels: [{ id: newId(), outbound_id: cup.outbound_id, text }] })
    expect(await stick('??')).toMatchObject([{ status: 'not_a_waybill_number' }])
    expect(await stick('SF0001112223')).toMatchObject([{ status: 'stuck' }])
    expect(await stick('SF0001112223')).toMatchObject([{ status: 'already_stuck' }])
    expect(await post('shipments', { scans: [{ id: newId(), node_id, text: 'SF0001112223' }] })).toMatchObject([{ status: 'shipped' }])
    expect(await post('shipments', { scans: [{ id: newId(), node_id, text: 'SF0001112223' }] })).toMatchObject([
      { status: 'already_shipped' },
    ])
    await keptPromises()
  })

  test('the put wall names a slot for every item', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40, milk: 20, cup: 20 } })
    for (const lines of [
      { tea: 1, cup: 1 },
      { tea: 1, milk: 1 },
    ] as Record<string, number>[])
      await releaseOne(lines)
    const [wave] = await planOf()
    await releaseWave(wave!.id)
    const wall = { mode: 'wall', wave_id: wave!.id }
    const answers: Outcome[] = []
    for (const text of ['tea', 'milk', 'tea', 'cup']) answers.push(await scan(text, wall))
    // A piece goes where the rest of its order already lies, if it lies anywhere.
    expect(answers.map(({ status, slot_no }) => [status, slot_no])).toEqual([
      ['accepted', 1],
      ['accepted', 2],
      ['complete', 2],
      ['complete', 1],
    ])
    await keptPromises()
  })

  test('goods past their day and serials that left before are stopped', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { ham: 9 } })
    await db.run(sql`update products.skus set barcode = '06901234567892' where sku_id = 'ham'`)
    await db.run(sql`update products.skus set barcode = '96385074' where sku_id = 'phone'`)
    await db.run(sql`update products.spus set tracks_serials = true where spu_id = 'spu-phone'`)
    const [one, two, three] = await releasedOrders(db, clock.now(), [{ ham: 1, phone: 1 }, { phone: 1, cup: 1 }, { cup: 1 }])
    const [wave] = await planOf()
    const { outbounds } = await releaseWave(wave!.id)
    const at = (order: { id: string }) => ({ outbound_id: outbounds.find(({ order_id }) => order_id === order.id)!.id })
    expect(await scan('010690123456789217261101', at(one!))).toMatchObject({ status: 'lot_expired' })
    expect(await scan('(01)06901234567892(17)271101(10)L7', at(one!))).toMatchObject({ status: 'accepted' })
    expect(await scan('96385074', at(one!))).toMatchObject({ status: 'serial_needed' })
    expect(await scan('96385074', at(three!))).toMatchObject({ status: 'wrong_item' })
    expect(await scan('(01)00000096385074(21)S1', at(one!))).toMatchObject({ status: 'complete' })
    expect(await scan('(01)00000096385074(21)S1', at(two!))).toMatchObject({ status: 'serial_already_sold' })
    expect(await scan('(01)00000096385074(21)S2', at(two!))).toMatchObject({ status: 'accepted' })
    await keptPromises()
  })
})

test('a parcel is split, weighed within the tolerance and shipped in parts', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40 } }, { weighs: true })
  await db.run(sql`update products.skus set weight_grams = 500 where sku_id = 'tea'`)
  const [order] = await releasedOrders(db, clock.now(), [{ tea: 3 }])
  const [wave] = await planOf()
  const { outbounds } = await releaseWave(wave!.id)
  await pickAll(wave!.id)
  const at = { outbound_id: outbounds[0]!.id }
  const split = { id: newId(), ...at }
  expect(await post('splits', { splits: [split] })).toMatchObject([{ status: 'nothing_to_close' }])
  await scan('tea', { ...at, quantity: 2 })
  const [done] = await post('splits', { splits: [split] })
  expect(done).toMatchObject({ status: 'split' })
  expect(await post('splits', { splits: [split] })).toEqual([done])
  expect(await scan('tea', at)).toMatchObject({ status: 'complete' })
  const [labels] = (await post('labels', { parcels: [{ id: at.outbound_id }] })) as unknown as {
    boxes: { box_id: string; waybill_no: string }[]
  }[]
  const [first, second] = labels!.boxes
  expect(first!.box_id).toBe(done!.box_id)
  const weigh = async (weight_grams: number, reason?: string) =>
    (
      await post('weights', { weights: [{ id: newId(), node_id, text: first!.waybill_no, weight_grams, ...(reason ? { reason } : {}) }] })
    )[0]!
  const ship = async (text: string) => (await post('shipments', { scans: [{ id: newId(), node_id, text }] }))[0]!
  expect(await ship(first!.waybill_no)).toMatchObject({ status: 'not_weighed' })
  expect(await weigh(0)).toMatchObject({ status: 'weight_missing' })
  expect(await weigh(10_000_000)).toMatchObject({ status: 'weight_impossible' })
  expect(await weigh(1_700)).toMatchObject({ status: 'weight_off', expected_grams: 1_090 })
  expect(await weigh(1_700, '加了冰袋')).toMatchObject({ status: 'weighed' })
  expect(await weigh(1_110)).toMatchObject({ status: 'weighed' })
  expect(await ship(first!.waybill_no)).toMatchObject({ status: 'shipped' })
  expect(await stateOf(order!.id)).toEqual(['released'])
  expect(await post('weights', { weights: [{ id: newId(), node_id, text: second!.waybill_no, weight_grams: 580 }] })).toMatchObject([
    { status: 'weighed' },
  ])
  expect(await ship(second!.waybill_no)).toMatchObject({ status: 'shipped' })
  expect(await stateOf(order!.id)).toEqual(['shipped'])
  await keptPromises()
})

describe('interception', () => {
  const cancel = (id: string) => db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id, reason: '不想要了' }]))

  test('shows at the very next scan, and the goods go back to a shelf', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40 }, 'A-02': { cup: 9 } })
    const [one] = await releasedOrders(db, clock.now(), [{ tea: 2, cup: 1 }, { tea: 1 }])
    const [wave] = await planOf()
    const { outbounds } = await releaseWave(wave!.id)
    await pickAll(wave!.id)
    const at = { outbound_id: outbounds.find(({ order_id }) => order_id === one!.id)!.id }
    await scan('tea', at)
    await cancel(one!.id)
    expect(await scan('tea', at)).toMatchObject({ status: 'order_stopped' })
    const { items } = await get<{ items: { id: string; sku_id: string; quantity: number; suggested_bin: string }[] }>(
      `putbacks?node_id=${node_id}`,
    )
    expect(items.map(({ sku_id, quantity, suggested_bin }) => [sku_id, quantity, suggested_bin]).sort()).toEqual([
      ['cup', 1, 'A-02'],
      ['tea', 2, 'A-01'],
    ])
    await follow()
    expect((await viewWave(wave!.id)).wave).toMatchObject({ stopped: 1 })
    expect(await post('putbacks', { putbacks: [{ id: items[0]!.id, bin: 'nowhere' }] })).toMatchObject([{ status: 'bin_not_found' }])
    const back = items.map(({ id, suggested_bin }) => ({ id, bin: suggested_bin }))
    expect(await post('putbacks', { putbacks: back })).toMatchObject([{ status: 'put_back' }, { status: 'put_back' }])
    expect(await post('putbacks', { putbacks: back })).toMatchObject([{ status: 'already_put_back' }, { status: 'already_put_back' }])
    expect(
      await db.row(sql`select sum(quantity)::bigint as tea from warehouse.contents where node_id = ${node_id} and bin_code = 'A-01'`),
    ).toEqual({ tea: 39 })
    await keptPromises()
  })

  test('before the wave is released nothing has to go back; after picking began only what is in hand', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 40 } })
    const [locked, picking] = await releasedOrders(db, clock.now(), [{ tea: 2 }, { tea: 3 }, { tea: 1 }])
    const [wave] = await planOf()
    await cancel(locked!.id)
    const { picks } = await releaseWave(wave!.id)
    expect(picks.map(({ quantity }) => quantity)).toEqual([4])
    await cancel(picking!.id)
    await follow()
    expect((await viewWave(wave!.id)).picks.map(({ quantity }) => quantity)).toEqual([1])
    expect(await db.rows(sql`select 1 from warehouse.putbacks where node_id = ${node_id}`)).toEqual([])
    await keptPromises()
  })

  test('canceling and shipping at the same moment: exactly one of them wins', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 60 } })
    const orders = await releasedOrders(
      db,
      clock.now(),
      Array.from({ length: 12 }, () => ({ tea: 1 })),
    )
    const [wave] = await planOf()
    await releaseWave(wave!.id)
    await pickAll(wave!.id)
    await post('waves/checks', { checks: [{ id: newId(), wave_id: wave!.id, sample: [{ text: 'tea', quantity: 1 }] }] })
    await post('waves/labels', { ids: [wave!.id] })
    const boxes = await db.rows<{ waybill_no: string }>(
      sql`select waybill_no from warehouse.boxes where node_id = ${node_id} order by waybill_no`,
    )
    const canceled = orders.map(({ id }) => cancel(id))
    const shipped = boxes.map(({ waybill_no }) => post('shipments', { scans: [{ id: newId(), node_id, text: waybill_no }] }))
    const won = (await Promise.all(canceled)).flat().filter(({ status }) => status === 'canceled').length
    const left = (await Promise.all(shipped)).flat().filter(({ status }) => status === 'shipped').length
    expect(won + left).toBe(12)
    await keptPromises()
    expect(await db.row(sql`select count(*) as open from warehouse.putbacks where node_id = ${node_id}`)).toEqual({ open: won })
  })
})

describe('a short pick', () => {
  test('looks in other bins first, and takes the rest from the orders promised last', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 8 }, 'A-02': { tea: 1 } })
    const orders = []
    for (const lines of [{ tea: 2 }, { tea: 2, cup: 1 }, { tea: 1 }, { tea: 3 }] as Record<string, number>[])
      orders.push(await releaseOne(lines))
    const [wave] = await planOf()
    const before = await releaseWave(wave!.id)
    const tea = before.picks.find(({ bin_code }) => bin_code === 'A-01')!
    expect(tea.quantity).toBe(8)
    const pick = { id: newId(), pick_id: tea.id, quantity: 5, bin: 'A-01', item: 'tea' }
    expect(await post('picks', { picks: [{ ...pick, bin: 'A-09' }] })).toMatchObject([{ status: 'wrong_bin' }])
    expect(await post('picks', { picks: [{ ...pick, item: 'cup' }] })).toMatchObject([{ status: 'wrong_item' }])
    expect(await post('picks', { picks: [{ ...pick, quantity: 9 }] })).toMatchObject([{ status: 'too_many' }])
    expect(await post('picks', { picks: [pick] })).toMatchObject([{ status: 'short' }])
    expect(await post('picks', { picks: [pick] })).toMatchObject([{ status: 'already_short' }])
    const after = await viewWave(wave!.id)
    // One more lies in the other bin; two are missing, so the last order goes without.
    const stopped = after.outbounds.filter(({ status }) => status === 'stopped')
    expect(stopped).toHaveLength(1)
    const short = orders.find(({ id }) => id === stopped[0]!.order_id)!
    expect(await stateOf(short.id)).toEqual(['held'])
    const { items } = await get<{ items: { id: string; order_no: string; sku_id: string; bin_code: string }[] }>(
      `abnormals?node_id=${node_id}`,
    )
    expect(items).toMatchObject([{ order_no: short.order_no, sku_id: 'tea', bin_code: 'A-01' }])
    expect(await post('abnormals/resolutions', { resolutions: [{ id: items[0]!.id, resolution: '盘点' }] })).toMatchObject([
      { status: 'resolved' },
    ])
    expect(await db.row(sql`select quantity from warehouse.contents where node_id = ${node_id} and bin_code = 'MISSING'`)).toEqual({
      quantity: 3,
    })
    await keptPromises()
  })

  test('an order that is approved again comes back as a new attempt', async () => {
    await openSite(db, clock.now(), node_id, { 'A-01': { tea: 2 } })
    const [order] = await releasedOrders(db, clock.now(), [{ tea: 2 }])
    const [wave] = await planOf()
    const { picks } = await releaseWave(wave!.id)
    expect(await post('picks', { picks: [{ id: newId(), pick_id: picks[0]!.id, quantity: 0 }] })).toMatchObject([{ status: 'short' }])
    expect(await stateOf(order!.id)).toEqual(['held'])
    expect(await db.rows(sql`select 1 from warehouse.putbacks where node_id = ${node_id}`)).toEqual([])
    await app.inject({ method: 'POST', url: '/api/admin/orders/approvals', payload: { approvals: [{ id: order!.id, reason: '已补货' }] } })
    expect(await post('releases', { orders: [{ id: order!.id }] })).toMatchObject([{ status: 'released' }])
    expect(await post('releases', { orders: [{ id: order!.id }] })).toMatchObject([{ status: 'already_released' }])
    const [again] = await planOf()
    const { outbounds } = await releaseWave(again!.id)
    expect(outbounds[0]!.code).toBe(`${order!.order_no}-1-2`)
    await keptPromises()
  })
})

test('waves: identical content first, by carrier; owned ones are their owner’s; a plan twice makes nothing twice', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 60 } })
  await releasedOrders(db, clock.now(), [...Array.from({ length: 4 }, () => ({ tea: 1 })), { cup: 1 }, { milk: 2 }, { tea: 2 }])
  await follow()
  const plan = { id: newId(), node_id, pick_method: 'cluster', owner_id: newId(), owner_name: '周大勇' }
  const [first] = await post('waves', { plans: [plan] })
  expect(first).toMatchObject({
    status: 'planned',
    waves: [
      { kind: 'bulk', orders: 4 },
      { kind: 'loose', orders: 3 },
    ],
  })
  const [twice] = await post('waves', { plans: [plan] })
  expect(twice).toMatchObject({ status: 'already_planned' })
  const asked = (more: object) => post('waves', { plans: [{ id: newId(), node_id, ...more }] })
  expect(await asked({})).toMatchObject([{ status: 'nothing_waits', waiting: 0 }])
  // Only alike ones wait: who asks for loose waves is told so, however few he takes; and the other way round.
  await releasedOrders(
    db,
    clock.now(),
    Array.from({ length: 3 }, () => ({ tea: 1 })),
  )
  await follow()
  expect(await asked({ kind: 'loose' })).toMatchObject([{ status: 'only_bulk_waits', waiting: 3 }])
  await releasedOrders(db, clock.now(), [{ cup: 1 }])
  await follow()
  expect(await asked({ kind: 'loose', most_orders: 1 })).toMatchObject([{ status: 'planned', waves: [{ kind: 'loose', orders: 1 }] }])
  expect(await asked({ kind: 'bulk', most_orders: 2 })).toMatchObject([{ status: 'too_few_for_bulk', waiting: 3 }])
  expect(await asked({ carrier_id: 'nobody' })).toMatchObject([{ status: 'carrier_has_none', waiting: 3 }])
  // Two planners at once: one gets the wave, the other hears why he does not.
  const both = await Promise.all([asked({ kind: 'bulk' }), asked({ kind: 'bulk' })])
  const [told, ...others] = both.map(([one]) => one!.status).sort((one, other) => Number(other === 'planned') - Number(one === 'planned'))
  expect(told).toBe('planned')
  expect(['nothing_waits', 'taken_meanwhile']).toContain(others[0])
  await releasedOrders(db, clock.now(), [{ cup: 1 }])
  await follow()
  expect(await asked({ kind: 'bulk' })).toMatchObject([{ status: 'only_loose_waits', waiting: 1 }])
  const loose = (first as unknown as { waves: { id: string }[] }).waves[1]!
  const { picks } = await releaseWave(loose.id)
  expect(picks.every(({ slots }) => slots.length === 1)).toBe(true)
  expect(await post('waves/claims', { ids: [loose.id] })).toMatchObject([{ status: 'owned_by_another' }])
  await keptPromises()
})

test('what leaves by another door leaves the bins too', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 60 }, 'A-02': { cup: 20 } })
  const [order] = await releasedOrders(db, clock.now(), [{ tea: 5 }])
  const shipment = { id: newId(), order_id: order!.id, group_no: 1, carrier: 'own', waybill_no: 'OWN777777' }
  await app.inject({ method: 'POST', url: '/api/admin/shipments', payload: { shipments: [shipment] } })
  const correction = { id: newId(), node_id, sku_id: 'cup', change: -3, reason: 'broken' }
  await app.inject({ method: 'POST', url: '/api/admin/stock/corrections', payload: { corrections: [correction] } })
  await keptPromises()
  expect(await db.rows(sql`select bin_code, quantity from warehouse.contents where node_id = ${node_id} order by bin_code`)).toEqual([
    { bin_code: 'A-01', quantity: 55 },
    { bin_code: 'A-02', quantity: 17 },
  ])
})

test('what arrives stands on the floor until it is put away; a bin is counted without touching the books', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 60 }, 'A-02': {} })
  await db.tx((tx) => receiveStock(tx, theSystem, clock.now(), [{ id: newId(), sku_id: 'tea', quantity: 7, node_id }]))
  await follow()
  const { items } = await get<{ items: object[] }>(`arrivals?node_id=${node_id}`)
  expect(items).toMatchObject([{ sku_id: 'tea', quantity: 7, bin_code: 'RECEIVING', suggested_bin: 'A-01' }])
  const move = { id: newId(), node_id, sku_id: 'tea', from_bin: 'RECEIVING', to_bin: 'A-02', quantity: 7 }
  expect(await post('moves', { moves: [{ ...move, id: newId(), quantity: 8 }] })).toMatchObject([{ status: 'not_there' }])
  expect(await post('moves', { moves: [{ ...move, id: newId(), to_bin: 'Z-99' }] })).toMatchObject([{ status: 'bin_not_found' }])
  expect(await post('moves', { moves: [move] })).toMatchObject([{ status: 'moved' }])
  expect(await post('moves', { moves: [move] })).toMatchObject([{ status: 'already_moved' }])
  const count = async (quantity: number, more: object = {}) =>
    (await post('bin-counts', { counts: [{ id: newId(), node_id, bin: 'a-02', text: 'tea', quantity, ...more }] }))[0]!
  expect(await count(1, { bin: 'Q-1' })).toMatchObject({ status: 'bin_not_found' })
  expect(await count(1, { text: '??' })).toMatchObject({ status: 'unknown_code' })
  expect(await count(7)).toMatchObject({ status: 'agrees', expected: 7 })
  const again = { id: newId() }
  expect(await count(4, again)).toMatchObject({ status: 'fewer', expected: 7 })
  expect(await count(4, again)).toMatchObject({ status: 'already_counted' })
  expect(await count(6)).toMatchObject({ status: 'more', expected: 4 })
  expect(await count(99)).toMatchObject({ status: 'more_than_books' })
  expect(await db.row(sql`select quantity from warehouse.contents where node_id = ${node_id} and bin_code = 'MISSING'`)).toEqual({
    quantity: 1,
  })
  await keptPromises()
})

test('another warehouse’s clerk sees and touches nothing here', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 60 } })
  await releasedOrders(db, clock.now(), [{ tea: 1 }])
  const [wave] = await planOf()
  caller = { ...clerk, organizations: ['elsewhere'] }
  expect(await get('sites')).toEqual({ items: [] })
  expect(await get('outbounds')).toEqual({ items: [], next: null })
  expect((await app.inject({ method: 'GET', url: `/api/admin/warehouse/waves/${wave!.id}` })).statusCode).toBe(404)
  for (const [path, payload] of [
    ['waves/releases', { ids: [wave!.id] }],
    ['checks', { scans: [{ id: newId(), node_id, mode: 'order', text: 'tea' }] }],
  ] as const)
    expect((await app.inject({ method: 'POST', url: `/api/admin/warehouse/${path}`, payload })).statusCode).toBe(404)
})

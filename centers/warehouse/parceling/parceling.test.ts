import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropAgreements } from '#centers/carriers/agreements/read.ts'
import { saveServices } from '#centers/carriers/agreements/write.ts'
import { parcelingConsumers } from '#centers/orders/parceling/events.ts'
import { packByWeight } from '#centers/orders/parceling/rules.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { settleByPlatform } from '#centers/orders/refunds/platform.ts'
import { advanceOrders, cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { warehouseConsumers } from '../events.ts'
import { openSite, releasedOrders } from '../fixtures.ts'
import { refundLines } from '../refunds/write.ts'
import { splitByRule } from './split-rule.ts'
import { mergeOrders, splitOrders, unmergeOrders, unsplitOrders } from './write.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '吴小军' }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => clerk })
}, 120_000)
afterAll(async () => {
  await app?.close()
  await db?.close()
  await cloned?.drop()
})

let houses = 0
/** A warehouse of its own for each story; it alone has the goods. */
async function openHouse(weighs = false): Promise<string> {
  const node_id = `parcel-${++houses}`
  const stock = Object.fromEntries(Array.from({ length: houses - 1 }, (_, i) => [`parcel-${i + 1}`, {}]))
  const prices = { [`tea${houses}`]: 999, [`cup${houses}`]: 2_533 }
  await openShop(db, clock.now(), { prices, stock: { ...stock, [node_id]: { [`tea${houses}`]: 400, [`cup${houses}`]: 400 } } })
  await openSite(db, clock.now(), node_id, { 'A-01': { [`tea${houses}`]: 200 }, 'A-02': { [`cup${houses}`]: 200 } }, { weighs })
  return node_id
}
type Outcome = { id: string; status: string; detail?: string; [more: string]: unknown }
const ask = async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
  clock.advance(1_000)
  const answer = await app.inject({ method, url: `/api/admin/${path}`, ...(payload ? { payload } : {}) })
  return answer.json()
}
const post = async (path: string, payload: object): Promise<Outcome[]> => (await ask('POST', path, payload)).outcomes
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)
const follow = () => consumeAll(db, [...parcelingConsumers, ...warehouseConsumers], clock.now())
const broken = async () => (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
const tea = (quantity: number) => ({ [`tea${houses}`]: quantity })
const cup = (quantity: number) => ({ [`cup${houses}`]: quantity })

interface WaveView {
  wave: { id: string }
  picks: { id: string; quantity: number; sku_id: string; bin_code: string; status: string }[]
  outbounds: { id: string; code: string; order_id: string; wave_id: string; merge_id: string | null; status: string }[]
}
/** Plans, releases and picks what waits; answers the waves. */
async function pickAll(node_id: string): Promise<WaveView[]> {
  const [plan] = await post('warehouse/waves', { plans: [{ id: newId(), node_id }] })
  const waves = (plan as unknown as { waves: { id: string }[] }).waves
  await post('warehouse/waves/releases', { ids: waves.map(({ id }) => id) })
  const views = await Promise.all(waves.map(({ id }) => ask('GET', `warehouse/waves/${id}`) as Promise<WaveView>))
  for (const { picks } of views)
    await post('warehouse/picks', {
      picks: picks.map(({ id, quantity, sku_id, bin_code }) => ({ id: newId(), pick_id: id, quantity, item: sku_id, bin: bin_code })),
    })
  return views
}
const scan = async (node_id: string, text: string, more: object = {}) =>
  (await post('warehouse/checks', { scans: [{ id: newId(), node_id, mode: 'order', text, ...more }] }))[0]!
async function checkParcel(node_id: string, parcel: { id: string; code: string }, goods: Record<string, number>) {
  const opened = await scan(node_id, parcel.code)
  let last = opened
  for (const [sku_id, quantity] of Object.entries(goods)) last = await scan(node_id, sku_id, { outbound_id: parcel.id, quantity })
  return { opened, last }
}

test('two orders of one buyer are hinted, merged, picked in one wave, labeled once, weighed once, and leave together', async () => {
  const node_id = await openHouse(true)
  const [one, two, other] = await releasedOrders(db, clock.now(), [tea(2), cup(1), tea(1)])
  await db.run(sql`update orders.orders set address = address || '{"street": "民权路 9 号"}' where id = ${other!.id}`)
  // One to be paid at the door: its label names the sum of one order.
  const name = { zh: 'standard', en: 'standard' }
  const service = { carrier_id: 'own', service_id: 'standard', name, numbers_from: 'pool' as const, account_id: null, active: true }
  await db.tx((tx) => saveServices(tx, systemBy('test'), clock.now(), [{ ...service, collect_most_minor: 100_000 }]))
  dropAgreements()
  const door = anOrder([{ sku_id: `tea${houses}`, quantity: 1 }], 1_799, {
    ...{ payment_term: 'cash_on_delivery', member_id: null },
    address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号', region_code: '500103' },
  })
  expect(statuses(await post('orders', { orders: [door] }))).toEqual(['placed'])
  await follow()
  // A planner was quicker: they stand in a wave that nobody picks yet.
  await post('warehouse/waves', { plans: [{ id: newId(), node_id }] })
  const { items } = await ask('GET', 'merge-hints')
  expect(items).toMatchObject([{ orders: [{ order_no: one!.order_no }, { order_no: two!.order_no }] }])
  const of = (...orders: { id: string }[]) => orders.map(({ id }) => id)
  const id = newId()
  const merge = { merges: [{ id, order_ids: of(one!, two!) }] }
  expect(statuses(await post('orders/merges', { merges: [{ id: newId(), order_ids: of(one!, other!) }] }))).toEqual(['address_differs'])
  expect(statuses(await post('orders/merges', { merges: [{ id: newId(), order_ids: [one!.id, newId()] }] }))).toEqual(['order_not_found'])
  expect(statuses(await post('orders/merges', { merges: [{ id: newId(), order_ids: of(one!, door) }] }))).toEqual(['terms_differ'])
  // At once from two desks: one merges, the other finds it done.
  const both = await Promise.all([
    post('orders/merges', merge),
    post('orders/merges', { merges: [{ id: newId(), order_ids: of(two!, one!) }] }),
  ])
  expect(statuses(both.flat()).sort()).toEqual(['already_merged', 'merged'])
  expect(statuses(await post('orders/merges', merge))).toEqual(['already_merged'])
  expect((await ask('GET', 'merge-hints')).items).toEqual([])
  const view = await ask('GET', `orders/${one!.id}/parceling`)
  expect(view).toMatchObject({ merge: { merged_by: clerk.name, rule_version: null, orders: [{ order_no: two!.order_no }] }, hints: [] })

  const [wave] = await pickAll(node_id)
  expect(wave!.outbounds.map(({ merge_id }) => merge_id)).toEqual([view.merge.id, view.merge.id])
  const parcelOf = (order: { id: string }) => wave!.outbounds.find(({ order_id }) => order_id === order.id)!
  expect(statuses(await post('orders/merges/endings', { ids: [view.merge.id] }))).toEqual(['being_packed'])
  const first = await checkParcel(node_id, parcelOf(one!), tea(2))
  expect(first).toMatchObject({ opened: { together_with: [parcelOf(two!).code] }, last: { status: 'complete' } })
  // Asked for the second, the first carries the number: one waybill for both.
  expect(statuses(await post('warehouse/labels', { parcels: [{ id: parcelOf(two!).id }] }))).toEqual(['answered'])
  const boxes = await db.rows<{ order_id: string; waybill_no: string; id: string }>(sql`
    select o.order_id, b.waybill_no, b.id from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id where o.node_id = ${node_id} and b.waybill_no is not null`)
  expect(new Set(boxes.map(({ order_id }) => order_id))).toEqual(new Set(of(one!, two!)))
  const [waybill_no] = [...new Set(boxes.map((box) => box.waybill_no))]
  expect(new Set(boxes.map((box) => box.waybill_no)).size).toBe(1)
  const asked = await db.rows<{ items: { sku_id: string }[] }>(sql`select items from carriers.waybills where waybill_no = ${waybill_no}`)
  expect(asked).toHaveLength(1)
  expect(asked[0]!.items.map(({ sku_id }) => sku_id).sort()).toEqual([...Object.keys(cup(1)), ...Object.keys(tea(1))].sort())
  const at_door = await db.row<{ id: string }>(sql`select id from warehouse.outbounds where order_id = ${door.id}`)
  expect(statuses(await post('warehouse/labels', { parcels: [at_door!] }))).toEqual(['answered'])
  const collected = sql`select collect_minor from carriers.waybills where order_no = (select order_no from orders.orders where id = ${door.id})`
  expect(await db.rows(collected)).toEqual([{ collect_minor: 1_799 }])
  const ship = async () => (await post('warehouse/shipments', { scans: [{ id: newId(), node_id, text: waybill_no }] }))[0]!
  expect(await ship()).toMatchObject({ status: 'not_checked', detail: expect.stringContaining(parcelOf(two!).code) })
  await checkParcel(node_id, parcelOf(two!), cup(1))
  expect(await ship()).toMatchObject({ status: 'not_weighed' })
  const weigh = { id: newId(), node_id, text: waybill_no, weight_grams: 900, reason: '新箱子' }
  expect(statuses(await post('warehouse/weights', { weights: [weigh] }))).toEqual(['weighed'])
  expect(await ship()).toMatchObject({ status: 'shipped' })
  expect(await ship()).toMatchObject({ status: 'already_shipped' })
  const parcels = await db.rows<{ order_id: string; waybill_no: string }>(
    sql`select order_id, waybill_no from fulfillment.parcels where waybill_no = ${waybill_no} order by order_id`,
  )
  expect(parcels.map(({ order_id }) => order_id)).toEqual(of(one!, two!).sort())
  const handover = { id: newId(), node_id, carrier_id: 'own', courier: null }
  expect(await post('warehouse/manifests', { handovers: [handover] })).toMatchObject([{ status: 'handed_over', boxes: 1 }])
  await follow()
  expect(await broken()).toEqual([])
}, 60_000)

test('one of a labeled parcel is canceled, another changes its address: what stays is labeled anew and leaves alone', async () => {
  const node_id = await openHouse()
  const orders = await releasedOrders(db, clock.now(), [tea(1), tea(1), tea(1)])
  await follow()
  const ids = orders.map(({ id }) => id)
  expect(statuses(await post('orders/merges', { merges: [{ id: newId(), order_ids: ids }] }))).toEqual(['merged'])
  const [wave] = await pickAll(node_id)
  // The first in the order of picking carries the label, and it is the one that is canceled.
  const [first, second, third] = wave!.outbounds
  await post('warehouse/labels', { parcels: [{ id: third!.id }] })
  for (const parcel of [first, second, third]) await checkParcel(node_id, parcel!, tea(1))
  const numberOf = async (parcel: { id: string }) =>
    (await db.row<{ waybill_no: string | null }>(sql`select waybill_no from warehouse.boxes where outbound_id = ${parcel.id}`))!.waybill_no
  const number = await numberOf(third!)
  expect(number).not.toBeNull()
  await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: first!.order_id, reason: 'changed my mind' }]))
  // Before the news has come to the warehouse: the parcel does not leave with the goods of somebody who wants them no more.
  const ship = async () => (await post('warehouse/shipments', { scans: [{ id: newId(), node_id, text: third!.code }] }))[0]!
  expect(await ship()).toMatchObject({ status: 'not_checked' })
  await follow()
  expect(await ship()).toMatchObject({ status: 'no_waybill' })
  const address = { province: '重庆市', city: '', district: '渝中区', street: '民权路 3 号', region_code: '500103' }
  const change = { id: second!.order_id, change_id: newId(), buyer_name: '林小满', buyer_phone: '13800001234', address }
  await post('orders/addresses', { changes: [change] })
  expect((await ask('GET', `orders/${third!.order_id}/parceling`)).merge).toBeNull()
  expect(statuses(await post('warehouse/labels', { parcels: [{ id: third!.id }] }))).toEqual(['answered'])
  // The number the pool gives may be the one that was given up; it is the label of this parcel now.
  const labels = await db.rows(sql`
    select w.waybill_no from carriers.waybills w join warehouse.boxes b on b.id = w.parcel_id where b.outbound_id = ${third!.id} and w.state = 'answered'`)
  expect(labels).toEqual([{ waybill_no: await numberOf(third!) }])
  expect(await ship()).toMatchObject({ status: 'shipped' })
  await follow()
  expect(await broken()).toEqual([])
}, 60_000)

test('a merge is taken apart wherever its orders stand: in a wave nobody picks, one picked alone, held out of one parcel, one gone', async () => {
  const node_id = await openHouse()
  const work = (...ids: string[]) =>
    db.rows<{ order_id: string; status: string; merge_id: string | null; wave: string | null }>(sql`
      select o.order_id, o.status, o.merge_id, w.status as wave from warehouse.outbounds o left join warehouse.waves w on w.id = o.wave_id
      where o.order_id = any(${ids}::uuid[]) and o.status <> 'stopped' order by o.order_id`)
  const hold = (id: string) => post('orders/holds', { holds: [{ id, reason: '等买家回话' }] })
  const goOn = async (id: string) => {
    expect(statuses(await post('orders/approvals', { approvals: [{ id }] }))).toEqual(['approved'])
    while ((await advanceOrders(db, clock.now())) > 0);
    await follow()
  }
  const pair = async () => {
    const orders = await releasedOrders(db, clock.now(), [tea(1), tea(1)])
    await follow()
    const ids = orders.map(({ id }) => id).sort() as [string, string]
    const merge_id = newId()
    expect(statuses(await post('orders/merges', { merges: [{ id: merge_id, order_ids: ids }] }))).toEqual(['merged'])
    return { ids, end: async () => (await post('orders/merges/endings', { ids: [merge_id] }))[0]! }
  }

  const planned = await pair()
  await post('warehouse/waves', { plans: [{ id: newId(), node_id }] })
  expect((await work(...planned.ids)).map(({ wave }) => wave)).toEqual(['locked', 'locked'])
  // Two desks at once: one takes it apart, the other finds it done.
  expect((await Promise.all([planned.end(), planned.end()])).map(({ status }) => status).sort()).toEqual(['already_unmerged', 'unmerged'])
  const by_itself = { status: 'waiting', merge_id: null, wave: null }
  expect(await work(...planned.ids)).toMatchObject([by_itself, by_itself])
  await db.tx((tx) =>
    cancelOrders(
      tx,
      'buyer',
      clock.now(),
      planned.ids.map((id) => ({ id, reason: 'test over' })),
    ),
  )
  await follow()

  const alone = await pair()
  expect(statuses(await hold(alone.ids[1]))).toEqual(['held'])
  await follow()
  const [wave] = await pickAll(node_id)
  expect(wave!.outbounds.map(({ order_id }) => order_id)).toEqual([alone.ids[0]])
  await goOn(alone.ids[1])
  expect(await alone.end()).toMatchObject({ status: 'unmerged' })
  expect(await work(...alone.ids)).toMatchObject([{ status: 'in_wave', merge_id: null, wave: 'picked' }, by_itself])

  const together = await pair()
  const [both] = await pickAll(node_id)
  expect(both!.outbounds.filter(({ order_id }) => together.ids.includes(order_id))).toHaveLength(2)
  expect(await together.end()).toMatchObject({ status: 'being_packed', detail: expect.stringContaining('hold one of the orders') })
  await hold(together.ids[0])
  await follow()
  expect(await together.end()).toMatchObject({ status: 'unmerged' })
  await goOn(together.ids[0])
  expect(await work(...together.ids)).toMatchObject([by_itself, { status: 'in_wave', merge_id: null, wave: 'picked' }])

  const gone = await pair()
  await hold(gone.ids[1])
  await follow()
  const waves = await pickAll(node_id)
  const left = waves.flatMap(({ outbounds }) => outbounds).find(({ order_id }) => order_id === gone.ids[0])!
  await post('warehouse/labels', { parcels: [{ id: left.id }] })
  await checkParcel(node_id, left, tea(1))
  expect((await post('warehouse/shipments', { scans: [{ id: newId(), node_id, text: left.code }] }))[0]).toMatchObject({
    status: 'shipped',
  })
  expect(await gone.end()).toMatchObject({ status: 'unmerged' })
  await goOn(gone.ids[1])
  expect(await work(gone.ids[1])).toMatchObject([by_itself])
  await follow()
  expect(await broken()).toEqual([])
}, 60_000)

test('an order is split by hand and by weight, each part is a parcel, and both are taken back; the rule merges by itself', async () => {
  const node_id = await openHouse()
  await db.run(
    sql`update products.skus set weight_grams = 700 where sku_id = any(${[...Object.keys(tea(1)), ...Object.keys(cup(1))]}::text[])`,
  )
  const [order] = await releasedOrders(db, clock.now(), [{ ...tea(4), ...cup(1) }])
  await follow()
  const id = order!.id
  const [by_hand, by_weight] = [newId(), newId()]
  const split = (...splits: object[]) => post('orders/splits', { splits })
  expect(statuses(await split({ id, split_id: newId() }))).toEqual(['how_unclear'])
  expect(statuses(await split({ id, split_id: newId(), pieces: [{ line_no: 9, quantity: 1 }] }))).toEqual(['line_not_found'])
  expect(statuses(await split({ id, split_id: newId(), pieces: [{ line_no: 1, quantity: 5 }] }))).toEqual(['more_than_ordered'])
  const everything = [
    { line_no: 1, quantity: 4 },
    { line_no: 2, quantity: 1 },
  ]
  expect(statuses(await split({ id, split_id: newId(), pieces: everything }))).toEqual(['nothing_stays'])
  expect(statuses(await split({ id, split_id: newId(), most_grams: 9_000 }))).toEqual(['nothing_to_split'])
  const hand = { id, split_id: by_hand, pieces: [{ line_no: 1, quantity: 1 }] }
  expect(statuses((await Promise.all([split(hand), split(hand)])).flat()).sort()).toEqual(['already_split', 'split'])
  // 3 teas and a cup of 700 g each: two in a parcel.
  expect(statuses(await split({ id, split_id: by_weight, most_grams: 1_500 }))).toEqual(['split'])
  const waiting = () =>
    db.rows<{ pieces: number }>(sql`select pieces from warehouse.outbounds where order_id = ${id} and status = 'waiting' order by pieces`)
  expect((await waiting()).map(({ pieces }) => pieces)).toEqual([1, 2, 2])
  const ending = (split_id: string) => post('orders/splits/endings', { splits: [{ id, split_id }] })
  expect(statuses(await ending(newId()))).toEqual(['split_not_found'])
  expect(statuses(await ending(by_hand))).toEqual(['unsplit'])
  expect(statuses(await ending(by_hand))).toEqual(['already_unsplit'])
  expect(statuses(await ending(by_weight))).toEqual(['unsplit'])
  expect((await waiting()).map(({ pieces }) => pieces)).toEqual([5])
  const lines = await db.rows<{ line_no: number; quantity: number }>(
    sql`select line_no, quantity from orders.lines where order_id = ${id} order by line_no`,
  )
  expect(lines).toEqual([
    { line_no: 1, quantity: 4 },
    { line_no: 2, quantity: 1 },
  ])

  const { rule } = await ask('GET', 'merge-rule')
  const { saved_at: _, saved_by: __, ...content } = rule
  const put = async (body: object) => statuses((await ask('PUT', 'merge-rule', body)).outcomes)
  expect(await put({ ...content, enabled: true })).toEqual(['saved'])
  expect(await put({ ...content, enabled: true })).toEqual(['already_saved'])
  expect(await put({ ...content, most_orders: 3 })).toEqual(['moved_on'])
  const [second] = await releasedOrders(db, clock.now(), [cup(2)])
  await follow()
  const { merge } = await ask('GET', `orders/${second!.id}/parceling`)
  expect(merge).toMatchObject({ merged_by: 'rule', rule_version: rule.version + 1, orders: [{ id }] })
  await put({ ...content, version: rule.version + 1, enabled: false })
  expect(statuses(await post('orders/merges/endings', { ids: [merge.id] }))).toEqual(['unmerged'])
  expect(statuses(await post('orders/merges/endings', { ids: [merge.id, newId()] }))).toEqual(['already_unmerged', 'merge_not_found'])
  const hint = (await ask('GET', 'merge-hints')).items.find(({ orders }: { orders: { id: string }[] }) =>
    orders.some((one) => one.id === id),
  )
  expect(statuses(await post('merge-hints/dismissals', { ids: [hint.id] }))).toEqual(['dismissed'])
  expect(statuses(await post('merge-hints/dismissals', { ids: [hint.id] }))).toEqual(['already_dismissed'])
  expect((await ask('GET', 'merge-hints')).items.some((one: { id: string }) => one.id === hint.id)).toBe(false)
  expect((await waiting()).length).toBe(1)
  expect(await broken()).toEqual([])
  expect(node_id).toBeTruthy()
}, 60_000)

test('parcels by weight hold everything, none above the limit but a piece that is', () => {
  const lines = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), piece_grams: fc.integer({ min: 1, max: 900 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 2_000 }), (asked, most) => {
      const named = asked.map((line, i) => ({ ...line, line_no: i + 1 }))
      const parcels = packByWeight(named, most)
      for (const { line_no, quantity } of named)
        expect(parcels.flat().reduce((sum, piece) => sum + (piece.line_no === line_no ? piece.quantity : 0), 0)).toBe(quantity)
      for (const pieces of parcels) {
        const grams = pieces.reduce((sum, { line_no, quantity }) => sum + named[line_no - 1]!.piece_grams * quantity, 0)
        const count = pieces.reduce((sum, { quantity }) => sum + quantity, 0)
        expect(count > 0 && (grams <= most || count === 1)).toBe(true)
      }
    }),
    { seed: 20261122 },
  )
})

test('the split rule parts what is too heavy as it is released; a dry run says so before, taken back it stays one, and it is told by version', async () => {
  await openHouse()
  const sku_ids = [...Object.keys(tea(1)), ...Object.keys(cup(1))]
  await db.run(sql`update products.skus set weight_grams = 700 where sku_id = any(${sku_ids}::text[])`)
  const { rule } = await ask('GET', 'split-rule')
  const { saved_at: _, saved_by: __, ...content } = rule
  const put = async (body: object) => statuses((await ask('PUT', 'split-rule', body)).outcomes)
  expect(await put({ ...content, enabled: true, most_grams: null })).toEqual(['nothing_splits'])
  const [before] = await releasedOrders(db, clock.now(), [{ ...tea(3), ...cup(1) }])
  const { version, enabled: ___, ...asked } = content
  const dry = await ask('POST', 'split-rule/dry-runs', { ...asked, most_grams: 1_500, channel_ids: ['tmall'] })
  expect(dry.examples).toContainEqual({ id: before!.id, order_no: before!.order_no, parcels: 2, because: ['rule'] })
  expect(dry.split).toBeGreaterThan(0)
  expect(await ask('POST', 'split-rule/dry-runs', { ...asked, most_grams: 1_500, channel_ids: ['mall'] })).toMatchObject({ split: 0 })
  const wanted = { ...content, enabled: true, most_grams: 1_500 }
  // Two at once: one saves, the other reads again.
  expect((await Promise.all([put(wanted), put({ ...wanted, most_grams: 1_600 })])).flat().sort()).toEqual(['moved_on', 'saved'])
  const now_counts = (await ask('GET', 'split-rule')).rule
  await put({ ...wanted, version: now_counts.version })
  const [order] = await releasedOrders(db, clock.now(), [{ ...tea(3), ...cup(1) }])
  await follow()
  await follow()
  const { splits } = await ask('GET', `orders/${order!.id}/parceling`)
  expect(splits).toMatchObject([{ how: 'rule', split_by: 'rule', undone_at: null }])
  expect(splits[0].rule_version).toBeGreaterThan(version)
  const waiting = () =>
    db.rows<{ pieces: number }>(
      sql`select pieces from warehouse.outbounds where order_id = ${order!.id} and status = 'waiting' order by group_no`,
    )
  expect((await waiting()).map(({ pieces }) => pieces)).toEqual([2, 2])
  const ending = { splits: [{ id: order!.id, split_id: splits[0].split_id }] }
  expect(statuses(await post('orders/splits/endings', ending))).toEqual(['unsplit'])
  await db.tx((tx) => splitByRule(tx, clock.now(), [{ order_id: order!.id, group_no: 1 }]))
  expect((await waiting()).map(({ pieces }) => pieces)).toEqual([4])
  const last = (await ask('GET', 'split-rule')).rule.version
  await put({ ...content, version: last, enabled: false })
  expect(await broken()).toEqual([])
}, 60_000)

test('a piece of a picked parcel is given back: it is packed anew without it; what has left is refused, and so is another product for it', async () => {
  const node_id = await openHouse()
  const [order] = await releasedOrders(db, clock.now(), [{ ...tea(3), ...cup(1) }])
  await follow()
  const id = order!.id
  const refund = (line: object, refund_id = newId()) =>
    post('orders/line-refunds', { refunds: [{ id, refund_id, lines: [line], reason: '客户少要一件' }] })
  const [wave] = await pickAll(node_id)
  const old = wave!.outbounds[0]!
  const refund_id = newId()
  const asked = { line_no: 1, quantity: 1 }
  // At once from two desks and again: one refund.
  const both = await Promise.all([refund(asked, refund_id), refund(asked, refund_id)])
  expect(statuses(both.flat()).sort()).toEqual(['already_refunded', 'refunded'])
  expect(statuses(await refund({ line_no: 1, quantity: 2 }, refund_id))).toEqual(['id_used_for_another'])
  await follow()
  const parcels = () =>
    db.rows<{ status: string; pieces: number; stop_reason: string | null }>(
      sql`select status, pieces, stop_reason from warehouse.outbounds where order_id = ${id} order by attempt_no`,
    )
  expect(await parcels()).toEqual([
    { status: 'stopped', pieces: 4, stop_reason: 'lines_refunded' },
    { status: 'waiting', pieces: 3, stop_reason: null },
  ])
  expect((await scan(node_id, old.code)).status).not.toBe('complete')
  const [kept] = await db.rows<{ paid: number }>(sql`select balance as paid from ledger.balances where account = ${`order:${id}:paid`}`)
  expect(kept!.paid).toBe(3_000)
  // A platform has the money: it pays the buyer, and is told so once, by a person or by its own word.
  const owed = async () => (await ask('GET', `orders/${id}/line-changes`)).platform_refunds
  expect(await owed()).toMatchObject([{ refund_id, amount_minor: 1_000, told_at: null }])
  expect((await ask('GET', 'platform-refunds')).items).toMatchObject([{ order_id: id, amount_minor: 1_000 }])
  const settle = (...refunds: object[]) => post('platform-refunds/settlements', { refunds })
  expect(statuses(await settle({ id, refund_id: newId() }))).toEqual(['refund_not_found'])
  const paid_back = (amount_minor: number) => db.tx((tx) => settleByPlatform(tx, clock.now(), [{ order_id: id, amount_minor }]))
  expect([...(await paid_back(999))]).toEqual([])
  const [desk, told] = await Promise.all([settle({ id, refund_id }), paid_back(1_000)])
  expect([statuses(desk)[0] === 'told', told.has(id)].filter(Boolean)).toHaveLength(1)
  expect(statuses(await settle({ id, refund_id }, { id, refund_id }))).toEqual(['already_told', 'already_told'])
  expect((await ask('GET', 'platform-refunds?told=true')).items).toMatchObject([{ order_id: id }])
  // The goods come back to the shelf, the rest leaves; then nothing is given back here any more.
  const { items } = await ask('GET', `warehouse/putbacks?node_id=${node_id}`)
  expect(items.reduce((sum: number, one: { quantity: number }) => sum + one.quantity, 0)).toBe(4)
  const ship = { id: newId(), order_id: id, group_no: 1, carrier: 'own', waybill_no: 'OWN99999901' }
  const raced = (await Promise.all([post('shipments', { shipments: [ship] }), refund({ line_no: 1, quantity: 2 })])).map(
    (one) => one[0]!.status,
  )
  expect([
    ['shipped', 'already_on_its_way'],
    ['shipped', 'refunded'],
  ]).toContainEqual(raced)
  const sub = { id, substitution_id: newId(), line_no: 2, quantity: 1, sku_id: Object.keys(tea(1))[0]!, difference: 'kept' }
  const word = { consent_by: 'phone', consent: '可以换' }
  expect(statuses(await post('orders/substitutions', { substitutions: [{ ...sub, ...word }] }))).toEqual(['already_on_its_way'])
  await follow()
  expect(await broken()).toEqual([])
}, 60_000)

type Act =
  | { kind: 'split'; order: number; line: number; quantity: number }
  | { kind: 'weight'; order: number; most_grams: number }
  | { kind: 'unsplit'; order: number; which: number }
  | { kind: 'refund'; order: number; which: number }
  | { kind: 'pieces'; order: number; line: number; quantity: number }
  | { kind: 'lower'; order: number; line: number; amount_minor: number }
  | { kind: 'merge'; order: number; other: number }
  | { kind: 'unmerge'; which: number }

const order = fc.nat(2)
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('split' as const), order, line: fc.nat(5), quantity: fc.integer({ min: 1, max: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('weight' as const), order, most_grams: fc.integer({ min: 700, max: 3_000 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('unsplit' as const), order, which: fc.nat(5) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), order, other: order }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('unmerge' as const), which: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const), order, which: fc.nat(5) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pieces' as const), order, line: fc.nat(5), quantity: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('lower' as const), order, line: fc.nat(5), amount_minor: fc.integer({ min: 1, max: 500 }) }),
    },
  ),
  { minLength: 4, maxLength: 14 },
)

test('split, merged and refunded in any order, every cent of an order stays with it', async () => {
  await openHouse()
  const sku_ids = [...Object.keys(tea(1)), ...Object.keys(cup(1))]
  await db.run(sql`update products.skus set weight_grams = 700 where sku_id = any(${sku_ids}::text[])`)
  const numbers = numberSource(db, 'orders')
  const done = new Set<string>()
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 1, max: 997 }), async (list, odd) => {
      const now = clock.now()
      const orders = [0, 1, 2].map((n) => ({
        ...{ id: newId(), channel_id: 'tmall', external_no: newId(), member_id: null, visitor_id: null, buyer_message: null },
        ...{
          buyer_name: '林小满',
          buyer_phone: `139${String(10_000_000 + odd)}`,
          currency: 'CNY',
          payment_term: 'channel' as const,
          outlet_id: null,
        },
        address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑 1 号', region_code: '500103' },
        ...{ placed_at: now, freight_minor: odd + n, expected_total_minor: null },
        // The platform pays some of one line, and nearly all of the other.
        lines: sku_ids.map((sku_id, i) => {
          const amount_minor = 999 * (3 + n) - odd - i
          return { sku_id, quantity: 3 + n, unit_minor: 999, amount_minor, subsidy_minor: i === 0 ? odd : amount_minor - n }
        }),
      }))
      expect(new Set(statuses(await db.tx((tx) => placeOrders(tx, now, orders, numbers.take))))).toEqual(new Set(['placed']))
      while ((await advanceOrders(db, now)) > 0);
      const ids = orders.map(({ id }) => id)
      // What a bundle had lowered goes along with its line.
      await db.run(sql`
        insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor) select order_id, line_no, 'bundle', 'set', ${odd} + line_no from orders.lines where order_id = any(${ids}::uuid[])`)
      await consumeAll(db, warehouseConsumers, now)
      const sums = () =>
        db.rows(sql`
          select l.order_id, l.sku_id, sum(l.quantity) as quantity, sum(l.freight_minor) as freight,
            sum(l.amount_minor) + coalesce((select sum(r.amount_minor) from orders.line_refunds r
              where r.order_id = l.order_id and r.sku_id = l.sku_id and r.quantity = 0), 0) as amount,
            sum((select sum(d.amount_minor) from orders.discounts d where d.order_id = l.order_id and d.line_no = l.line_no and d.kind = 'bundle')) as lowered,
            coalesce(sum((select sum(d.amount_minor) from orders.discounts d where d.order_id = l.order_id and d.line_no = l.line_no and d.kind = 'subsidy')), 0)
              + coalesce((select sum(r.subsidy_minor) from orders.line_refunds r
                where r.order_id = l.order_id and r.sku_id = l.sku_id and r.quantity = 0), 0) as subsidized,
            count(*) filter (where l.amount_minor < (select sum(d.amount_minor) from orders.discounts d
              where d.order_id = l.order_id and d.line_no = l.line_no and d.kind = 'subsidy')) as over_paid
          from orders.lines l where l.order_id = any(${ids}::uuid[]) group by 1, 2 order by 1, 2`)
      const money = () =>
        db.rows(sql`
          select o.id, (select sum(case direction when 'in' then amount_minor else 0 end) from payments.payments p where p.order_id = o.id) as came,
            coalesce((select balance from ledger.balances b where b.account = 'order:' || o.id || ':paid'), 0)
              + (select coalesce(sum(amount_minor), 0) from payments.payments p where p.order_id = o.id and direction = 'out') as kept
          from orders.orders o where o.id = any(${ids}::uuid[]) order by o.id`)
      const [before, paid] = [await sums(), await money()]
      const [splits, merges]: [{ id: string; split_id: string }[], string[]] = [[], []]
      for (const act of list) {
        for (const status of await db.tx((tx) => take(tx, act, ids, splits, merges))) done.add(`${act.kind} ${status}`)
        expect(await sums()).toEqual(before)
        expect(await money()).toEqual(paid)
      }
      await db.tx((tx) =>
        cancelOrders(
          tx,
          'buyer',
          clock.now(),
          ids.map((id) => ({ id, reason: 'all of it' })),
        ),
      )
      const left = await db.rows(
        sql`select account from ledger.balances where account = any(${ids.map((id) => `order:${id}:paid`)}::text[]) and balance <> 0`,
      )
      expect(left).toEqual([])
      await consumeAll(db, [...parcelingConsumers, ...warehouseConsumers], clock.now())
    }),
    { seed: 20261122, numRuns: 12 },
  )
  // The tellings went everywhere they should.
  for (const told of [
    'split split',
    'weight split',
    'unsplit unsplit',
    'merge merged',
    'unmerge unmerged',
    'refund canceled',
    'pieces refunded',
    'lower refunded',
  ])
    expect(done).toContain(told)
  expect(await broken()).toEqual([])
}, 120_000)

async function take(
  tx: Parameters<typeof splitOrders>[0],
  act: Act,
  ids: readonly string[],
  splits: { id: string; split_id: string }[],
  merges: string[],
): Promise<string[]> {
  const now = clock.now()
  if (act.kind === 'merge') {
    const id = newId()
    merges.push(id)
    return statuses(
      await mergeOrders(tx, { name: 'law', rule_version: null }, now, [{ id, order_ids: [ids[act.order]!, ids[act.other]!] }]),
    )
  }
  if (act.kind === 'unmerge')
    return merges.length === 0 ? [] : statuses(await unmergeOrders(tx, 'law', now, [merges[act.which % merges.length]!]))
  const id = ids[act.order]!
  if (act.kind === 'unsplit') {
    const own = splits.filter((one) => one.id === id)
    return own.length === 0 ? [] : statuses(await unsplitOrders(tx, 'law', now, [own[act.which % own.length]!]))
  }
  if (act.kind === 'refund') {
    const groups = await tx.rows<{ group_no: number }>(sql`select group_no from orders.stages where order_id = ${id} order by group_no`)
    const { group_no } = groups[act.which % groups.length]!
    return statuses(await cancelOrders(tx, 'law', now, [{ id, group_no, reason: 'a part of it' }]))
  }
  const lines = await tx.rows<{ line_no: number }>(sql`select line_no from orders.lines where order_id = ${id} order by line_no`)
  if (act.kind === 'pieces' || act.kind === 'lower') {
    const { line_no } = lines[act.line % lines.length]!
    const line = act.kind === 'pieces' ? { line_no, quantity: act.quantity } : { line_no, amount_minor: act.amount_minor }
    return statuses(
      await refundLines(tx, { name: 'law', is_buyer: false }, now, [{ id, refund_id: newId(), lines: [line], reason: 'short' }]),
    )
  }
  const split = { id, split_id: newId() }
  splits.push(split)
  if (act.kind === 'weight') return statuses(await splitOrders(tx, 'law', now, [{ ...split, most_grams: act.most_grams }]))
  const { line_no } = lines[act.line % lines.length]!
  return statuses(await splitOrders(tx, 'law', now, [{ ...split, pieces: [{ line_no, quantity: act.quantity }] }]))
}

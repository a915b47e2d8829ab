import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { saveCarriers, saveReach, saveServices, saveTariffs } from '#centers/carriers/agreements/write.ts'
import { addNumbers } from '#centers/carriers/waybills/write.ts'
import { refuseGroups } from '#centers/fulfillment/sourcing/write.ts'
import { receiveStock } from '#centers/inventory/moves/write.ts'
import { cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { warehouseConsumers } from './events.ts'
import { openSite, releasedOrders } from './fixtures.ts'

// Bins, lots, serials, judgements and returns: what lies where, and which of it went to whom.
const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '吴小军' }
let node_id = ''
let stories = 0

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => clerk })
}, 120_000)
beforeEach(async () => {
  node_id = `yard-${++stories}`
  clock.advance(1_000)
  await openShop(db, clock.now(), {
    prices: { tea: 1_000, ham: 3_000, phone: 9_000 },
    stock: { [node_id]: { tea: 20 } },
  })
  await db.run(sql`update products.spus set tracks_lots = true, tracks_expiry = true where spu_id = 'spu-ham'`)
  await db.run(sql`update products.spus set tracks_serials = true where spu_id = 'spu-phone'`)
  await db.run(sql`update products.skus set barcode = '06901234567892' where sku_id = 'ham'`)
  await db.run(sql`update products.skus set barcode = '96385074' where sku_id = 'phone'`)
})
afterAll(async () => {
  await app?.close()
  await db?.close()
  await cloned?.drop()
})

type Outcome = { id: string; status: string; detail?: string; [more: string]: unknown }
const post = async (path: string, body: object): Promise<Outcome[]> => {
  clock.advance(1_000)
  const answer = await app.inject({ method: 'POST', url: `/api/admin/${path}`, payload: body })
  const parsed = answer.json() as { outcomes?: Outcome[] }
  if (!parsed.outcomes) throw new Error(`${answer.statusCode} ${answer.body}`)
  return parsed.outcomes
}
const one = async (path: string, field: string, item: object): Promise<Outcome> =>
  (await post(`warehouse/${path}`, { [field]: [{ id: newId(), ...item }] }))[0]!
const get = async <Answer>(path: string): Promise<Answer> =>
  (await app.inject({ method: 'GET', url: `/api/admin/warehouse/${path}` })).json()
const follow = () => consumeAll(db, warehouseConsumers, clock.now())
const keptPromises = async () => {
  await follow()
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
}
const arrive = (sku_id: string, quantity: number, more: object = {}) =>
  db.tx((tx) => receiveStock(tx, theSystem, clock.now(), [{ id: newId(), sku_id, quantity, node_id, ...more }]))
const shelve = async (sku_id: string, quantity: number, to_bin: string, lot = '') =>
  expect(await one('moves', 'moves', { node_id, sku_id, quantity, to_bin, from_bin: 'RECEIVING', lot })).toMatchObject({ status: 'moved' })
/** Orders of these contents in one released wave, picked as planned. */
const waveOf = async (contents: Record<string, number>[], pick = true) => {
  const orders = await releasedOrders(db, clock.now(), contents)
  await follow()
  const [plan] = (await post('warehouse/waves', { plans: [{ id: newId(), node_id }] })) as unknown as { waves: { id: string }[] }[]
  const wave_id = plan!.waves[0]!.id
  await post('warehouse/waves/releases', { ids: [wave_id] })
  const picks = await db.rows<{ id: string; lot: string; quantity: number; sku_id: string }>(
    sql`select id, lot, quantity, sku_id from warehouse.picks where wave_id = ${wave_id} order by path_no, lot`,
  )
  if (pick) await post('warehouse/picks', { picks: picks.map(({ id, quantity }) => ({ id: newId(), pick_id: id, quantity })) })
  const outbounds = await db.rows<{ id: string; order_id: string; code: string }>(
    sql`select id, order_id, code from warehouse.outbounds where wave_id = ${wave_id} order by slot_no`,
  )
  return { orders, wave_id, picks, of: (i: number) => outbounds.find(({ order_id }) => order_id === orders[i]!.id)! }
}
const scan = (outbound: { id: string }, text: string, more: object = {}) =>
  one('checks', 'scans', { node_id, mode: 'order', text, outbound_id: outbound.id, ...more })
const sendOff = async (outbound: { id: string }) => {
  const [labels] = (await post('warehouse/labels', { parcels: [{ id: outbound.id }] })) as unknown as { boxes: { waybill_no: string }[] }[]
  const { waybill_no } = labels!.boxes[0]!
  expect(await one('shipments', 'scans', { node_id, text: waybill_no })).toMatchObject({ status: 'shipped' })
  return waybill_no
}
const holds = (outbound: { id: string }) =>
  db.rows(sql`select lot, quantity, sure from warehouse.box_lots where outbound_id = ${outbound.id} and box_no > 0 order by lot`)

test('a bin with goods in it is not closed, kept for no fewer than it holds, and nothing is planned from a closed one', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 12 }, 'A-02': {} })
  const bin = { node_id, code: 'A-01', zone_code: 'A', path_no: 1, capacity_pieces: null, closed: false }
  const save = async (more: object) => (await post('warehouse/bins', { bins: [{ ...bin, ...more }] }))[0]!
  expect(await save({ closed: true })).toMatchObject({ status: 'bin_not_empty', detail: expect.stringContaining('12 pieces') })
  expect(await save({ capacity_pieces: 5 })).toMatchObject({ status: 'holds_more' })
  expect(await save({ zone_code: 'Q' })).toMatchObject({ status: 'zone_not_found' })
  expect(await save({ code: 'RECEIVING' })).toMatchObject({ status: 'kept_for_the_house' })
  const zone = { node_id, code: 'A', name: { zh: 'A', en: 'A' }, purpose: 'defective' }
  expect((await post('warehouse/zones', { zones: [zone] }))[0]).toMatchObject({ status: 'purpose_stays' })
  expect((await get<{ items: { code: string; bins: number }[] }>(`zones?node_id=${node_id}`)).items[0]).toMatchObject({
    code: 'A',
    bins: 2,
  })
  // Somebody puts goods away while the office closes the bin: one of them is told no.
  const [closed, moved] = await Promise.all([
    save({ code: 'A-02', closed: true }),
    one('moves', 'moves', { node_id, sku_id: 'tea', quantity: 3, from_bin: 'A-01', to_bin: 'A-02' }),
  ])
  expect([`${closed.status} ${moved.status}`]).toEqual([expect.stringMatching(/^(saved bin_closed|bin_not_empty moved)$/)])
  await keptPromises()
})

test('a wave is given to a clerk of the house, and freed again', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 12 } })
  const { wave_id } = await waveOf([{ tea: 1 }], false)
  const assign = async (owner_id: string | null, id = wave_id) =>
    (await post('warehouse/waves/assignments', { assignments: [{ id, owner_id }] }))[0]
  expect(await assign(newId())).toMatchObject({ status: 'clerk_not_found' })
  expect(await assign(null)).toMatchObject({ status: 'already_assigned' })
  await post('warehouse/waves/claims', { ids: [wave_id] })
  expect(await assign(null)).toMatchObject({ status: 'assigned' })
  expect(await db.row(sql`select claimed_by from warehouse.waves where id = ${wave_id}`)).toEqual({ claimed_by: null })
})

test('what expires first is picked first; a box says which lot it holds, and a recall finds who got it', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': {}, 'A-02': {} })
  await arrive('ham', 3, { lot_no: 'L1', expires_on: '2026-12-10' })
  await arrive('ham', 5, { lot_no: 'L2', expires_on: '2027-03-01' })
  await follow()
  await shelve('ham', 5, 'A-01', 'L2')
  await shelve('ham', 3, 'A-02', 'L1')
  const first = await waveOf([{ ham: 2 }], false)
  expect(first.picks).toMatchObject([{ lot: 'L1', quantity: 2 }])
  const pick = (item: string) => one('picks', 'picks', { pick_id: first.picks[0]!.id, quantity: 2, bin: 'A-02', item })
  expect(await pick('(01)06901234567892(10)L2')).toMatchObject({ status: 'wrong_lot', detail: expect.stringContaining('L1') })
  expect(await pick('(01)06901234567892(17)261121(10)L1')).toMatchObject({ status: 'lot_expired' })
  expect(await pick('(01)06901234567892(10)L1')).toMatchObject({ status: 'picked' })
  expect(await scan(first.of(0), '(01)06901234567892(10)L2')).toMatchObject({ status: 'wrong_lot' })
  await scan(first.of(0), '06901234567892')
  expect(await scan(first.of(0), '06901234567892')).toMatchObject({ status: 'complete' })
  // One lot was picked: without being scanned it is sure.
  expect(await holds(first.of(0))).toEqual([{ lot: 'L1', quantity: 2, sure: true }])

  const second = await waveOf([{ ham: 1 }, { ham: 1, tea: 1 }, { ham: 2 }])
  expect(second.picks.filter(({ sku_id }) => sku_id === 'ham')).toMatchObject([
    { lot: 'L2', quantity: 3 },
    { lot: 'L1', quantity: 1 },
  ])
  expect(await scan(second.of(0), '(01)06901234567892(10)L2')).toMatchObject({ status: 'complete' })
  expect(await holds(second.of(0))).toEqual([{ lot: 'L2', quantity: 1, sure: true }])
  for (const text of ['tea', '06901234567892']) await scan(second.of(1), text)
  expect(await holds(second.of(1))).toEqual([{ lot: 'L1', quantity: 1, sure: false }])
  // Taken back out and put in again by its lot: what the gun read counts.
  await scan(second.of(1), '06901234567892', { undo: true })
  expect(await scan(second.of(1), '(01)06901234567892(10)L1')).toMatchObject({ status: 'complete' })
  expect(await holds(second.of(1))).toEqual([{ lot: 'L1', quantity: 1, sure: true }])
  await scan(second.of(2), '06901234567892', { quantity: 2 })
  expect(await holds(second.of(2))).toEqual([{ lot: 'L2', quantity: 2, sure: false }])
  for (const outbound of [first.of(0), second.of(0), second.of(1), second.of(2)]) await sendOff(outbound)
  // The books gave the same lots.
  expect(
    await db.rows(sql`select lot_no, quantity from inventory.lot_stock where node_id = ${node_id} and sku_id = 'ham' order by lot_no`),
  ).toEqual([
    { lot_no: 'L1', quantity: 0 },
    { lot_no: 'L2', quantity: 2 },
  ])
  const holders = async (lot: string) =>
    (
      await get<{ items: { code: string; sure: boolean; quantity: number | null }[] }>(
        `lot-holders?sku_id=ham&lot=${lot}&node_id=${node_id}`,
      )
    ).items
  const named = (rows: { code: string; sure: boolean }[]) => Object.fromEntries(rows.map(({ code, sure }) => [code, sure]))
  expect(named(await holders('L1'))).toEqual({ [first.of(0).code]: true, [second.of(1).code]: true, [second.of(2).code]: false })
  expect(named(await holders('L2'))).toEqual({ [second.of(0).code]: true, [second.of(2).code]: false })
  expect(await get(`lot-bins?sku_id=ham&lot=L2&node_id=${node_id}`)).toMatchObject({ items: [{ bin_code: 'A-01', quantity: 2 }] })
  await keptPromises()
})

test('a lot past its day is refused at the desk by its name, though its code says nothing of it', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': {} })
  await arrive('ham', 3, { lot_no: 'OLD', expires_on: '2026-11-24' })
  await follow()
  await shelve('ham', 3, 'A-01', 'OLD')
  const { of, wave_id } = await waveOf([{ ham: 1 }])
  clock.advance(3 * 86_400_000)
  expect(await scan(of(0), '06901234567892')).toMatchObject({ status: 'lot_expired', detail: expect.stringContaining('2026-11-24') })
  expect(await scan(of(0), '(01)06901234567892(10)OLD')).toMatchObject({ status: 'lot_expired' })
  const again = await waveOf([{ ham: 1 }], false)
  // What is past its day is not planned any more.
  expect(again.picks).toMatchObject([{ lot: '', quantity: 1 }])
  expect(wave_id).not.toBe(again.wave_id)
  await keptPromises()
})

test('a serial number is sold once, whoever asks: the books and the boxes say the same', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': {} })
  await arrive('phone', 3, { serials: ['S1', 'S2', 'S3'].map((n) => `${node_id}-${n}`) })
  await follow()
  await shelve('phone', 3, 'A-01')
  const { of, orders } = await waveOf([{ phone: 1 }, { phone: 1 }, { phone: 1 }])
  const code = (n: string) => `(01)00000096385074(21)${node_id}-${n}`
  const serial = (n: string) => db.row(sql`select state, node_id from inventory.serials where serial_no = ${`${node_id}-${n}`}`)
  expect(await scan(of(0), code('S1'))).toMatchObject({ status: 'complete' })
  expect(await serial('S1')).toEqual({ state: 'sold', node_id: null })
  expect(await scan(of(1), code('S1'))).toMatchObject({ status: 'serial_already_sold' })
  expect(await scan(of(0), code('S1'), { undo: true })).toMatchObject({ status: 'taken_back' })
  expect(await serial('S1')).toEqual({ state: 'in_stock', node_id })
  // Two desks scan the same piece at the same moment: one gets it.
  const both = await Promise.all([scan(of(0), code('S1')), scan(of(1), code('S1'))])
  expect(both.map(({ status }) => status).sort()).toEqual(['complete', 'serial_already_sold'])
  const loser = both[0]!.status === 'complete' ? 1 : 0
  await scan(of(loser), code('S2'))
  // A piece that by the books stands elsewhere is not ours to sell.
  await db.run(sql`update inventory.serials set node_id = 'yard-1' where serial_no = ${`${node_id}-S3`}`)
  expect(await scan(of(2), code('S3'))).toMatchObject({ status: 'serial_elsewhere' })
  await db.run(sql`update inventory.serials set node_id = ${node_id} where serial_no = ${`${node_id}-S3`}`)
  expect(await scan(of(2), code('S3'))).toMatchObject({ status: 'complete' })
  await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: orders[2]!.id, reason: '不要了' }]))
  await follow()
  expect(await serial('S3')).toEqual({ state: 'in_stock', node_id })
  await keptPromises()
})

test('goods are judged before they are stock; books and bins follow in one step, whoever says so', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': {} })
  await arrive('tea', 9, { condition: 'inspection' })
  await follow()
  expect((await get<{ items: object[] }>(`arrivals?node_id=${node_id}&to_judge=true`)).items).toMatchObject([
    { sku_id: 'tea', quantity: 9 },
  ])
  const move = { node_id, sku_id: 'tea', from_bin: 'INSPECTION', to_bin: 'A-01', quantity: 2 }
  expect(await one('moves', 'moves', move)).toMatchObject({ status: 'judge_first' })
  const judge = (passed: number, failed: number, more: object = {}) =>
    one('judgements', 'judgements', { node_id, sku_id: 'tea', passed, failed, ...more })
  expect(await judge(0, 0)).toMatchObject({ status: 'nothing_judged' })
  expect(await judge(9, 1)).toMatchObject({ status: 'not_there' })
  const id = newId()
  expect(await judge(4, 2, { id, reason: '破损' })).toMatchObject({ status: 'judged' })
  expect(await judge(4, 2, { id })).toMatchObject({ status: 'already_judged' })
  // Two clerks judge the last three at the same moment.
  const last = await Promise.all([judge(3, 0), judge(2, 1)])
  expect(last.map(({ status }) => status).sort()).toEqual(['judged', 'not_there'])
  await arrive('tea', 2, { condition: 'inspection' })
  await follow()
  // The office says it at its own desk: the bins follow.
  const places = { from: { node_id, condition: 'inspection' }, to: { node_id, condition: 'available' } }
  await post('stock/moves', { moves: [{ id: newId(), kind: 'quality', sku_id: 'tea', quantity: 2, ...places }] })
  await keptPromises()
  const bins = await db.rows<{ bin_code: string; quantity: number }>(
    sql`select bin_code, quantity from warehouse.contents where node_id = ${node_id} and quantity > 0 order by bin_code`,
  )
  expect(bins.map(({ bin_code }) => bin_code)).toEqual(['DEFECTIVE', 'RECEIVING'])
  expect(bins.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(11)
})

test('goods come back with the parcel they left in, no more than left, and their grade says where they go', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 20 } })
  await arrive('phone', 1, { serials: [`${node_id}-P1`] })
  await follow()
  await shelve('phone', 1, 'A-01')
  const { of, orders } = await waveOf([{ tea: 3, phone: 1 }])
  await scan(of(0), 'tea', { quantity: 3 })
  await scan(of(0), `(01)00000096385074(21)${node_id}-P1`)
  const label = await sendOff(of(0))
  await follow()
  const come = (more: object) => one('returns', 'returns', { node_id, parcel: label, text: 'tea', quantity: 1, grade: 'as_new', ...more })
  expect(await come({ parcel: 'GARBAGE' })).toMatchObject({ status: 'parcel_not_found' })
  expect(await come({ text: '??' })).toMatchObject({ status: 'unknown_code' })
  expect(await come({ text: 'ham' })).toMatchObject({ status: 'not_in_parcel' })
  expect(await come({ quantity: 4 })).toMatchObject({ status: 'too_many' })
  expect(await come({ text: 'phone' })).toMatchObject({ status: 'serial_needed' })
  expect(await come({ text: 'phone', serial: 'OTHER' })).toMatchObject({ status: 'serial_of_another' })
  const id = newId()
  expect(await come({ id })).toMatchObject({ status: 'received', condition: 'available' })
  expect(await come({ id })).toMatchObject({ status: 'already_received' })
  expect(await come({ grade: 'opened', parcel: orders[0]!.order_no })).toMatchObject({ status: 'received', condition: 'inspection' })
  const race = await Promise.all([come({ grade: 'broken' }), come({ grade: 'broken' })])
  expect(race.map(({ status }) => status).sort()).toEqual(['received', 'too_many'])
  expect(await come({ text: 'phone', serial: `${node_id}-P1`, note: '七天无理由' })).toMatchObject({ status: 'received' })
  const { items } = await get<{ items: { sku_id: string; returned: number }[] }>(`returnable?text=${label}`)
  expect(items.map(({ sku_id, returned }) => [sku_id, returned]).sort()).toEqual([
    ['phone', 1],
    ['tea', 3],
  ])
  await keptPromises()
  expect(
    await db.rows(
      sql`select bin_code, sku_id, quantity from warehouse.contents where node_id = ${node_id} and bin_code <> 'A-01' and quantity > 0 order by 1, 2`,
    ),
  ).toEqual([
    { bin_code: 'DEFECTIVE', sku_id: 'tea', quantity: 1 },
    { bin_code: 'INSPECTION', sku_id: 'tea', quantity: 1 },
    { bin_code: 'RETURNS', sku_id: 'phone', quantity: 1 },
    { bin_code: 'RETURNS', sku_id: 'tea', quantity: 1 },
  ])
  expect((await get<{ items: object[] }>(`returns?node_id=${node_id}&q=${label}`)).items).toHaveLength(4)
})

test('a node refuses an order in its wave: its clerk is told at the next scan, and the other house gets the work', async () => {
  const other = `${node_id}-b`
  await openShop(db, clock.now(), { stock: { [node_id]: { tea: 10 }, [other]: { tea: 10 } } })
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 10 } })
  await openSite(db, clock.now(), other, { 'B-01': { tea: 10 } })
  const { orders, of, wave_id } = await waveOf([{ tea: 2 }])
  await scan(of(0), 'tea')
  const [answer] = await refuseGroups(db, 'manager', clock.now(), [
    { id: newId(), order_id: orders[0]!.id, group_no: 1, reason: 'too_busy' },
  ] as never)
  expect(answer).toMatchObject({ status: 'moved_elsewhere', detail: other })
  const { advanceOrders } = await import('#centers/orders/write.ts')
  while ((await advanceOrders(db, clock.now())) > 0);
  // Released again, but elsewhere: before the house has heard of it by event, the desk is told.
  expect(await db.row(sql`select state from orders.stages where order_id = ${orders[0]!.id}`)).toEqual({ state: 'released' })
  expect(await scan(of(0), 'tea')).toMatchObject({ status: 'order_stopped', reason: 'sent_elsewhere' })
  expect(await one('shipments', 'scans', { node_id, text: of(0).code })).toMatchObject({ status: 'unknown_code' })
  await follow()
  expect(await db.rows(sql`select node_id, status from warehouse.outbounds where order_id = ${orders[0]!.id} order by attempt_no`)).toEqual(
    [
      { node_id, status: 'stopped' },
      { node_id: other, status: 'waiting' },
    ],
  )
  expect(await db.row(sql`select quantity from warehouse.putbacks where wave_id = ${wave_id}`)).toEqual({ quantity: 2 })
  await keptPromises()
})

test('where the usual carrier does not go another carries; a planner changes it until the parcel has left, and its old number is given up', async () => {
  await openSite(db, clock.now(), node_id, { 'A-01': { tea: 20 } })
  const by = systemBy('test')
  const words = (text: string) => ({ zh: text, en: text })
  const reach = (served: boolean) => db.tx((tx) => saveReach(tx, by, clock.now(), [{ carrier_id: 'own', region: '500103', served }]))
  await db.tx(async (tx) => {
    const carrier = {
      codes: {},
      track_account_id: null,
      label_form: '76x130' as const,
      masks_recipient: true,
      stalled_hours: 72,
      active: true,
    }
    const ids = ['dear', 'cheap', 'local']
    await saveCarriers(
      tx,
      by,
      clock.now(),
      ids.map((carrier_id) => ({ ...carrier, carrier_id, name: words(carrier_id) })),
    )
    const service = { service_id: 'standard', name: words('standard'), numbers_from: 'pool' as const, account_id: null, active: true }
    await saveServices(
      tx,
      by,
      clock.now(),
      ids.map((carrier_id) => ({ ...service, carrier_id })),
    )
    await saveReach(
      tx,
      by,
      clock.now(),
      ids.map((carrier_id) => ({ carrier_id, region: carrier_id === 'local' ? '11' : '', served: true })),
    )
    const zone = (first_minor: number) => ({
      zone: '全国',
      regions: [''],
      first_grams: 1000,
      first_minor,
      step_grams: 1000,
      step_minor: 100,
    })
    const prices = [['dear', 900] as const, ['cheap', 600] as const]
    await saveTariffs(
      tx,
      by,
      clock.now(),
      prices.map(([carrier_id, minor]) => ({
        tariff_id: carrier_id,
        carrier_id,
        service_id: 'standard',
        from_regions: [''],
        valid_from: '2026-01-01',
        zones: [zone(minor)],
      })),
    )
    for (const carrier_id of ids)
      await addNumbers(tx, by, clock.now(), [
        { carrier_id, service_id: 'standard', first: `${carrier_id.toUpperCase()}1000001`, last: `${carrier_id.toUpperCase()}1000009` },
      ])
  })
  await reach(false)
  const { of } = await waveOf([{ tea: 2 }])
  await reach(true)
  const outbound = of(0)
  const carriers = async () => (await get<{ outbound: { carrier_id: string } }>(`outbounds/${outbound.id}`)).outbound.carrier_id
  expect(await carriers()).toBe('cheap')

  const change = async (carrier_id: string) =>
    (await post('warehouse/carriers', { parcels: [{ id: outbound.id, carrier_id, service_id: 'standard' }] }))[0]!.status
  expect([await change('cheap'), await change('local'), await change('nobody')]).toEqual([
    'already_so',
    'region_not_served',
    'service_not_found',
  ])
  for (const _ of [1, 2]) await scan(outbound, 'tea')
  await post('warehouse/labels', { parcels: [{ id: outbound.id }] })
  const numbers = () =>
    db.rows<{ waybill_no: string; state: string }>(
      sql`select waybill_no, state from carriers.numbers where carrier_id in ('cheap', 'dear') and state <> 'free'`,
    )
  expect(await numbers()).toEqual([{ waybill_no: 'CHEAP1000001', state: 'used' }])
  expect(await Promise.all([change('dear'), change('dear')])).toEqual(expect.arrayContaining(['changed', 'already_so']))
  expect(await numbers()).toEqual([])
  expect(await sendOff(outbound)).toBe('DEAR1000001')
  expect(await change('cheap')).toBe('already_shipped')
  await keptPromises()
})

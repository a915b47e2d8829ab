import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { aNode, openStock } from '#centers/inventory/fixtures.ts'
import { readStock } from '#centers/inventory/moves/read.ts'
import { saveNodes } from '#centers/inventory/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { addMilliseconds, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { carrierOutside } from '#server/outside.ts'
import { type CainiaoSimulator, openCainiao } from '#simulators/cainiao/index.ts'
import { type Kuaidi100Simulator, openKuaidi100 } from '#simulators/kuaidi100/index.ts'
import { openQimen, type QimenSimulator } from '#simulators/qimen/index.ts'
import { openSf, type SfSimulator } from '#simulators/sf/index.ts'
import { pushUrls } from './agreements/read.ts'
import type { CarrierEvents } from './events.ts'
import { agree, lin, parcel, words } from './fixtures.ts'
import { due, tasks } from './jobs.ts'
import type { WaybillAsk } from './model.ts'
import { promises } from './promises.ts'
import { speak } from './speaking/speak.ts'
import { speeches } from './speaking/speeches.ts'
import { askForTracks, findStalled } from './tracks/write.ts'

let database: ClonedDatabase
let db: Db
let app: App
let base: string
let caller: Caller = theSystem
let sf: SfSimulator
let kuaidi100: Kuaidi100Simulator
let cainiao: CainiaoSimulator
let qimen: QimenSimulator
// Partners write the wall's time, so the story happens now; the clock only runs ahead of it.
const clock = handClock(new Date().toISOString())

beforeAll(async () => {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for tests'
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 12 })
  sf = await openSf({ partner_id: 'TSKJ', checkword: 'check-word-1', monthly_card: '0231234567', not_served: ['西藏自治区'] })
  kuaidi100 = await openKuaidi100({ customer: 'CUST1', key: 'key-1', secret: 'secret-1', partner_id: 'EMS-9001' })
  cainiao = await openCainiao({
    app_key: '20260001',
    app_secret: 'app-secret-1',
    session: 'session-1',
    link_secret: 'link-1',
    quantity: 30,
  })
  qimen = await openQimen({
    app_key: '20260002',
    app_secret: 'qimen-1',
    customer_id: 'c-001',
    warehouse: 'WH01',
    owner: 'TS',
    stock: { lamp: 20 },
  })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
  process.env.TONGSHANG_PUBLIC_URL = base
  await agree(db, clock.now(), carrierOutside.ports, { sf: sf.url, kuaidi100: kuaidi100.url, cainiao: cainiao.url, qimen: qimen.url })
})
afterAll(async () => {
  delete process.env.TONGSHANG_PUBLIC_URL
  const checked = await checkPromises(db, [{ center: 'carriers', promises }])
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await app.close()
  await Promise.all([sf.close(), kuaidi100.close(), cainiao.close(), qimen.close()])
  await db.close()
  await database.drop()
})
beforeEach(() => {
  caller = theSystem
})

const post = async (url: string, payload: object) => (await app.inject({ method: 'POST', url, payload })).json()
const get = async (url: string) => (await app.inject({ url })).json()
const ask = (...items: WaybillAsk[]) => post('/api/admin/waybills', { items })
const speakOnce = () => speak(db, clock.now(), carrierOutside.ports, speeches, carrierOutside.push_base())
/** Lets time pass until nothing is waiting to be said, at most a day. */
async function speakAll(): Promise<void> {
  for (let round = 0; round < 30; round++) {
    await speakOnce()
    const next = await db.row<{ due_at: string | null }>(sql`
      select min(due_at) as due_at from carriers.calls where state = 'waiting' and due_at < ${addMilliseconds(clock.now(), 20 * 3_600_000)}`)
    if (!next?.due_at) return
    if (Date.parse(next.due_at) > Date.parse(clock.now())) clock.set(next.due_at)
  }
  throw new Error('the calls never end')
}
const waybill = async (parcel_id: string) => (await get(`/api/admin/waybills/${parcel_id}`)).waybill
const track = async (carrier_id: string, waybill_no: string) => get(`/api/admin/tracks/${carrier_id}/${waybill_no}`)
const announced = async <Topic extends keyof CarrierEvents>(topic: Topic, about: string): Promise<CarrierEvents[Topic][]> => {
  const rows = await db.rows<{ items: CarrierEvents[Topic][] }>(
    sql`select items from core.events where topic = ${topic} order by tx_id, seq`,
  )
  return rows.flatMap(({ items }) => items).filter((item) => JSON.stringify(item).includes(about))
}
const urlOf = (account_id: string, kind: 'track' | 'pickup' | 'custody') =>
  pushUrls(base, { partner: account_id.replace('-main', ''), account_id })[kind]

test('SF: asked once, answered once, tracked to the door', async () => {
  const one = parcel('sf')
  expect(await ask(one)).toEqual({ outcomes: [{ id: one.parcel_id, status: 'asked' }] })
  expect(await ask(one)).toMatchObject({ outcomes: [{ status: 'already_asked' }] })
  await speakOnce()
  const answered = await waybill(one.parcel_id)
  expect(answered).toMatchObject({
    state: 'answered',
    route_code: expect.stringMatching(/^023-/),
    quoted_minor: 1200,
    chargeable_grams: 2300,
  })
  expect(answered.recipient).toMatchObject({ name: '林**', phone: '138****0000' })
  expect(await ask(one)).toMatchObject({ outcomes: [{ status: 'already_answered' }] })
  expect(await ask({ ...one, weight_grams: 9000 })).toMatchObject({ outcomes: [{ status: 'parcel_asked_with_other_content' }] })
  expect(sf.orders.size).toBe(1)

  // SF's push is not signed: it only makes us look.
  const no = answered.waybill_no
  sf.scan(no, '50', '已揽收', new Date(Date.now() - 3_000_000))
  sf.scan(no, '30', '快件离开', new Date(Date.now() - 2_000_000))
  expect(await sf.push(urlOf('sf-main', 'track'), [no])).toMatchObject({ status: 200, body: expect.stringContaining('0000') })
  expect((await track('sf', no)).state).toBe('created')
  await askForTracks(db, clock.now())
  await speakOnce()
  expect((await track('sf', no)).state).toBe('in_transit')
  sf.scan(no, '80', '已签收，签收人：本人', new Date(Date.now() - 1_000_000))
  sf.scan(no, '44', '正在派送', new Date(Date.now() - 1_500_000))
  clock.advance(13 * 3_600_000)
  await askForTracks(db, clock.now())
  await speakOnce()
  const delivered = await track('sf', no)
  expect(delivered).toMatchObject({ state: 'delivered', delivered_at: expect.any(String) })
  expect(delivered.events).toHaveLength(4)
  expect((await announced('carriers.tracked', no)).map(({ from, state }) => [from, state])).toEqual([
    ['created', 'in_transit'],
    ['in_transit', 'delivered'],
  ])
})

test.each([
  ['cut after the work was done', 'cut'],
  ['an error of the partner', 'fault'],
  ['an answer without number', 'no_number'],
  ['a page of HTML', 'html'],
] as const)('trouble at SF: %s; the parcel still gets one number', async (_, kind) => {
  const before = sf.orders.size
  const one = parcel('sf')
  await ask(one)
  sf.misbehave({ kind })
  await speakOnce()
  expect((await waybill(one.parcel_id)).state).toBe('asked')
  await speakAll()
  expect(await waybill(one.parcel_id)).toMatchObject({ state: 'answered' })
  expect(sf.orders.size).toBe(before + 1)
  const { calls } = await get(`/api/admin/waybills/${one.parcel_id}`)
  expect(calls[0].tries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['later', 'answered'])
})

test('Cainiao and kuaidi100 burn no second number when the answer is lost, and a fault refuses one parcel of ten', async () => {
  const [left, labels] = [cainiao.quantity(), kuaidi100.labels.size]
  const yto = Array.from({ length: 10 }, (_, i) => parcel('yto', i === 4 ? { recipient: { ...lin, detail: ' ' } } : {}))
  const ems = parcel('ems')
  await ask(...yto, ems)
  cainiao.misbehave({ kind: 'cut' })
  kuaidi100.misbehave({ kind: 'cut' })
  await speakAll()
  const states = await Promise.all(yto.map(async ({ parcel_id }) => (await waybill(parcel_id)).state))
  expect(states.filter((state) => state === 'answered')).toHaveLength(9)
  expect(states[4]).toBe('refused')
  expect([left - cainiao.quantity(), kuaidi100.labels.size - labels]).toEqual([9, 1])
  expect(await waybill(ems.parcel_id)).toMatchObject({ state: 'answered', route_code: '渝北 01' })
})

test('nothing is asked that the partner would refuse; what it refuses is a dead letter with its reason, and can be sent again', async () => {
  const far = { ...lin, region: '540102', province: '西藏自治区', city: '拉萨市', district: '城关区' }
  expect(await ask(parcel('yto', { recipient: far }))).toMatchObject({
    outcomes: [{ status: 'region_not_served', detail: 'yto does not deliver to region 540102 (暂停揽收).' }],
  })
  expect(await ask(parcel('sf', { weight_grams: 50_001 }), parcel('sf', { weight_grams: 10_000_000 }))).toMatchObject({
    outcomes: [{ status: 'too_heavy' }, { status: 'too_heavy' }],
  })
  expect(await ask(parcel('sf', { weight_grams: 0 }))).toMatchObject({ errors: [{ field: 'body.items.0.weight_grams' }] })
  expect(await ask(parcel('sf', { service_id: 'none' }))).toMatchObject({ outcomes: [{ status: 'service_not_found' }] })
  caller = { ...theSystem, kind: 'staff', organizations: ['wz-rdc'] }
  expect(await ask(parcel('sf'))).toMatchObject({ outcomes: [{ status: 'not_yours' }] })
  caller = theSystem

  const refused = parcel('sf', { recipient: far })
  await ask(refused)
  await speakAll()
  expect(await waybill(refused.parcel_id)).toMatchObject({ state: 'refused', reason: expect.stringContaining('region_not_served') })
  const dead = (await get('/api/admin/carriers/calls')).items.find(({ subject }: { subject: string }) => subject === refused.parcel_id)
  expect(dead).toMatchObject({ state: 'dead', attempts: 1 })
  expect(await post('/api/admin/carriers/calls/retries', { call_ids: [dead.call_id] })).toMatchObject({ outcomes: [{ status: 'retried' }] })
  expect((await waybill(refused.parcel_id)).state).toBe('asked')
  await speakAll()
  expect((await waybill(refused.parcel_id)).state).toBe('refused')
  // With a better address the parcel is simply asked for again.
  expect(await ask({ ...refused, recipient: lin })).toMatchObject({ outcomes: [{ status: 'asked' }] })
  await speakAll()
  expect((await waybill(refused.parcel_id)).state).toBe('answered')
})

test('a partner that stays away: rows of tries, then a dead letter; nothing else waits for it', async () => {
  const [one, other] = [parcel('sf'), parcel('ems')]
  await ask(one, other)
  sf.misbehave({ kind: 'fault' }, 10)
  await speakOnce()
  expect([(await waybill(one.parcel_id)).state, (await waybill(other.parcel_id)).state]).toEqual(['asked', 'answered'])
  await speakAll()
  expect(await waybill(one.parcel_id)).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining('gave_up: No answer after 10 tries'),
  })
  sf.behave()
})

test('kuaidi100 pushes: signed or refused, whole lists, repeated, out of order', async () => {
  const one = parcel('ems', { order_no: 'D-push-1' })
  await ask(one)
  await speakAll()
  const { waybill_no: no } = await waybill(one.parcel_id)
  expect(kuaidi100.parcels.get(no)!.subscription).not.toBeNull()
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  kuaidi100.scan(no, '103', '已揽收', minutesAgo(50))
  kuaidi100.scan(no, '0', '运输中', minutesAgo(40))
  expect(await kuaidi100.push(no, { wrong_salt: true })).toHaveLength(4)
  expect((await track('ems', no)).state).toBe('created')
  expect(await kuaidi100.push(no)).toHaveLength(1)
  expect((await track('ems', no)).state).toBe('in_transit')
  kuaidi100.scan(no, '5', '派送中', minutesAgo(30))
  kuaidi100.scan(no, '301', '本人签收', minutesAgo(20))
  await kuaidi100.push(no)
  await kuaidi100.push(no, { stale: true })
  await kuaidi100.push(no)
  const delivered = await track('ems', no)
  expect(delivered.state).toBe('delivered')
  expect(delivered.events).toHaveLength(4)
  expect((await announced('carriers.tracked', no)).map(({ state }) => state)).toEqual(['in_transit', 'delivered'])
  // Without the token the address does not exist, and neither does another account's.
  const forged = urlOf('kuaidi100-main', 'track').replace(/token=.*/, 'token=guess')
  expect((await fetch(forged, { method: 'POST', body: new URLSearchParams({ param: '{}', sign: '' }) })).status).toBe(404)
})

test('Cainiao traces with a digest; refused at the door raises an exception that somebody closes', async () => {
  const one = parcel('yto', { order_no: 'D-trace-1' })
  await ask(one)
  await speakAll()
  const { waybill_no: no } = await waybill(one.parcel_id)
  cainiao.trace(no, 'GOT', '已揽件', new Date(Date.now() - 3_000_000))
  cainiao.trace(no, 'FAILED', '联系不上收件人', new Date(Date.now() - 2_000_000))
  expect((await cainiao.push(urlOf('cainiao-main', 'track'), no, true)).body).toContain('"success":"false"')
  expect((await cainiao.push(urlOf('cainiao-main', 'track'), no)).body).toContain('"success":"true"')
  expect((await track('yto', no)).state).toBe('exception')
  const open = await get('/api/admin/tracks/exceptions?kind=problem')
  expect(open.items.filter(({ waybill_no }: { waybill_no: string }) => waybill_no === no)).toMatchObject([{ told: '联系不上收件人' }])
  const resolve = () =>
    post('/api/admin/tracks/exceptions/resolutions', {
      items: [{ carrier_id: 'yto', waybill_no: no, kind: 'problem', resolution: '已改约' }],
    })
  expect(await resolve()).toMatchObject({ outcomes: [{ status: 'resolved' }] })
  expect(await resolve()).toMatchObject({ outcomes: [{ status: 'already_resolved' }] })

  const words = (state: string, happened_at: string) =>
    post('/api/admin/tracks/words', { items: [{ carrier_id: 'yto', waybill_no: no, state, happened_at, note: '客服电话确认' }] })
  expect(await words('refused', addMilliseconds(clock.now(), 60_000))).toMatchObject({ outcomes: [{ status: 'in_the_future' }] })
  const when = clock.now()
  expect(await words('refused', when)).toMatchObject({ outcomes: [{ status: 'recorded' }] })
  expect(await words('refused', when)).toMatchObject({ outcomes: [{ status: 'already_recorded' }] })
  expect((await track('yto', no)).state).toBe('refused')
  expect(await announced('carriers.exception_raised', no)).toMatchObject([{ kind: 'problem' }, { kind: 'refused' }])
})

test('a parcel without news is stalled, and news settle it', async () => {
  const one = parcel('yto', { order_no: 'D-stall-1' })
  await ask(one)
  await speakAll()
  const { waybill_no: no } = await waybill(one.parcel_id)
  cainiao.trace(no, 'GOT', '已揽件', new Date())
  await cainiao.push(urlOf('cainiao-main', 'track'), no)
  clock.advance(80 * 3_600_000)
  await findStalled(db, clock.now())
  await findStalled(db, clock.now())
  expect((await announced('carriers.exception_raised', no)).map(({ kind }) => kind)).toEqual(['stalled'])
  cainiao.trace(no, 'ARRIVAL', '到达', new Date(Date.parse(clock.now())))
  await cainiao.push(urlOf('cainiao-main', 'track'), no)
  const open = await get('/api/admin/tracks/exceptions')
  expect(open.items.some(({ waybill_no }: { waybill_no: string }) => waybill_no === no)).toBe(false)
})

test('numbers given in advance: each once, two takers never the same, unused ones come back', async () => {
  const pools = () => get('/api/admin/waybills/pools')
  const add = () =>
    post('/api/admin/waybills/pools', {
      items: [{ carrier_id: 'post', service_id: 'standard', first: '9900000000101', last: '9900000000140' }],
    })
  expect(await ask(parcel('post'))).toMatchObject({ outcomes: [{ status: 'pool_empty' }] })
  expect(await add()).toMatchObject({ outcomes: [{ status: 'added' }] })
  expect(await add()).toMatchObject({ outcomes: [{ status: 'already_added' }] })
  const asks = Array.from({ length: 40 }, () => parcel('post'))
  const answers = await Promise.all([asks.slice(0, 13), asks.slice(13, 26), asks.slice(26)].map((some) => ask(...some)))
  const given = answers.flatMap(({ outcomes }) => outcomes.map(({ waybill_no }: { waybill_no: string }) => waybill_no)).filter(Boolean)
  // A taker passes over numbers another one holds at that moment, so some may have been told the pool was empty.
  expect(new Set(given).size).toBe(given.length)
  await ask(...asks)
  expect(await pools()).toMatchObject({ items: [{ free: 0, used: 40 }] })
  const first = asks[0]!.parcel_id
  expect(await post('/api/admin/waybills/cancellations', { parcel_ids: [first] })).toMatchObject({ outcomes: [{ status: 'canceled' }] })
  expect(await post('/api/admin/waybills/cancellations', { parcel_ids: [first] })).toMatchObject({
    outcomes: [{ status: 'already_canceled' }],
  })
  expect(await pools()).toMatchObject({ items: [{ free: 1, used: 39 }] })
  expect(await ask(parcel('post'))).toMatchObject({ outcomes: [{ status: 'answered' }] })
})

test('giving up: before it was said, while it is being said, after the answer, and when the carrier has it', async () => {
  const cancel = async (id: string) => (await post('/api/admin/waybills/cancellations', { parcel_ids: [id] })).outcomes[0].status
  const [early, middle, late, moving] = [parcel('sf'), parcel('sf'), parcel('sf'), parcel('sf')]
  await ask(early)
  expect(await cancel(early.parcel_id)).toBe('canceled')
  await ask(middle, late, moving)
  sf.misbehave({ kind: 'cut' }, 3)
  await speakOnce()
  expect(await cancel(middle.parcel_id)).toBe('asked')
  await speakAll()
  expect((await waybill(middle.parcel_id)).state).toBe('canceled')
  const { waybill_no } = await waybill(late.parcel_id)
  expect(await cancel(late.parcel_id)).toBe('asked')
  await speakAll()
  expect((await waybill(late.parcel_id)).state).toBe('canceled')
  // Asked again it gets another number: the old one is never used twice.
  expect(await ask(late)).toMatchObject({ outcomes: [{ status: 'asked' }] })
  await speakAll()
  const again = await waybill(late.parcel_id)
  expect(again.state).toBe('answered')
  expect(again.waybill_no).not.toBe(waybill_no)

  const { waybill_no: on_the_way } = await waybill(moving.parcel_id)
  sf.scan(on_the_way, '50', '已揽收', new Date(Date.now() - 60_000))
  await sf.push(urlOf('sf-main', 'track'), [on_the_way])
  await askForTracks(db, clock.now())
  await speakAll()
  expect(await cancel(moving.parcel_id)).toBe('under_way')
})

test('a courier is asked to come, called off, and told of', async () => {
  const pickup = {
    ...{ pickup_id: newId(), organization_id: 'cq-cdc', carrier_id: 'ems', account_id: 'kuaidi100-main', sender: lin },
    parcel_count: 12,
    weight_grams: 30_000,
  }
  const wanted = { wanted_from: addMilliseconds(clock.now(), 3_600_000), wanted_until: addMilliseconds(clock.now(), 7_200_000) }
  expect(await post('/api/admin/pickups', { items: [{ ...pickup, ...wanted, wanted_until: wanted.wanted_from }] })).toMatchObject({
    outcomes: [{ status: 'window_invalid' }],
  })
  expect(await post('/api/admin/pickups', { items: [{ ...pickup, ...wanted }] })).toMatchObject({ outcomes: [{ status: 'asked' }] })
  await speakAll()
  const find = async (id: string) =>
    (await get('/api/admin/pickups')).items.find(({ pickup_id }: { pickup_id: string }) => pickup_id === id)
  expect(await find(pickup.pickup_id)).toMatchObject({ state: 'placed', partner_no: expect.any(String) })
  for (const status of ['1', '10', '1']) await kuaidi100.tellPickup(pickup.pickup_id, status)
  expect(await find(pickup.pickup_id)).toMatchObject({ state: 'picked_up', courier: { name: '何师傅' } })
  expect(await post('/api/admin/pickups/cancellations', { pickup_ids: [pickup.pickup_id] })).toMatchObject({
    outcomes: [{ status: 'too_late' }],
  })

  const other = { ...pickup, ...wanted, pickup_id: newId() }
  await post('/api/admin/pickups', { items: [other] })
  await speakAll()
  await post('/api/admin/pickups/cancellations', { pickup_ids: [other.pickup_id] })
  await speakAll()
  expect(await find(other.pickup_id)).toMatchObject({ state: 'canceled' })
})

test('a third-party warehouse takes, refuses, ships and counts', async () => {
  const order = (quantity: number) => ({
    ...{ custody_order_id: newId(), organization_id: 'cq-cdc', node_id: 'wh-custody', account_id: 'qimen-main', order_no: 'D-custody-1' },
    ...{ recipient: { ...lin, name: '林<晓>&雨' }, lines: [{ sku_id: 'lamp', name: '台灯 "暖光"', quantity }] },
  })
  const [good, greedy, regretted] = [order(3), order(500), order(2)]
  await post('/api/admin/custody/orders', { items: [good, greedy, regretted] })
  qimen.misbehave({ kind: 'cut' })
  await speakAll()
  const state = async (id: string) =>
    (await get('/api/admin/custody/orders')).items.find(({ custody_order_id }: { custody_order_id: string }) => custody_order_id === id)
  expect(await state(good.custody_order_id)).toMatchObject({ state: 'accepted', partner_no: expect.stringMatching(/^WMS/) })
  expect(await state(greedy.custody_order_id)).toMatchObject({ state: 'refused', reason: expect.stringContaining('库存不足') })
  await post('/api/admin/custody/orders/cancellations', { custody_order_ids: [regretted.custody_order_id] })
  await speakAll()
  expect(await state(regretted.custody_order_id)).toMatchObject({ state: 'canceled' })
  expect(qimen.stock.get('lamp')).toBe(17)

  const url = urlOf('qimen-main', 'custody')
  expect((await qimen.ship(url, good.custody_order_id, 'SF9990000000001', true)).body).toContain('failure')
  expect((await qimen.ship(url, good.custody_order_id, 'SF9990000000001')).body).toContain('success')
  expect((await qimen.ship(url, good.custody_order_id, 'SF9990000000001')).body).toContain('success')
  expect(await state(good.custody_order_id)).toMatchObject({
    state: 'shipped',
    parcels: [{ carrier_id: 'sf', waybill_no: 'SF9990000000001' }],
  })
  expect((await announced('carriers.custody_order_changed', good.custody_order_id)).map((one) => one.state)).toEqual([
    'accepted',
    'shipped',
  ])

  await qimen.reportStock(url)
  qimen.stock.set('lamp', 99)
  await qimen.reportStock(url, new Date(Date.now() - 86_400_000))
  expect(await get('/api/admin/custody/stock/wh-custody')).toMatchObject({ items: [{ sku_id: 'lamp', quantity: 17 }] })
})

test('a third-party warehouse is told what comes, says what came, and our books follow with the differences', async () => {
  await openStock(db, clock.now())
  const custody = { kind: 'third_party' as const, organization_id: 'cq-cdc' }
  await db.tx((tx) => saveNodes(tx, clock.now(), [aNode('wh-custody', custody)]))
  const supplier = { id: 'lights', organization_id: 'cq-cdc', name: words('灯具厂'), contact_name: null, contact_phone: null }
  await post('/api/admin/purchases/suppliers', { suppliers: [{ ...supplier, lead_days: 5, currency: 'CNY' }] })
  const buy = async (node_id: string, sku_id: string, quantity: number, send = true) => {
    const order = { id: newId(), supplier_id: 'lights', node_id, lines: [{ sku_id, quantity, unit_minor: 100 }] }
    expect(await post('/api/admin/purchases', { orders: [order] })).toMatchObject({ outcomes: [{ status: 'made' }] })
    if (send) await post('/api/admin/purchases/sendings', { ids: [order.id] })
    return order.id
  }
  const notice = (source_id: string, more: object = {}) => ({
    ...{ notice_id: newId(), account_id: 'qimen-main', source: 'purchase', source_id },
    ...more,
  })
  const tell = async (...items: object[]) =>
    (await post('/api/admin/custody/notices', { items })).outcomes.map(({ status }: { status: string }) => status)
  const found = async (id: string) =>
    (await get('/api/admin/custody/notices')).items.find(({ notice_id }: { notice_id: string }) => notice_id === id)
  const held = async (sku_id: string) => (await readStock(db, { node_ids: ['wh-custody'], sku_ids: [sku_id] }))[0]
  const [lamps, drafted, elsewhere, milk, unwanted] = [
    await buy('wh-custody', 'plain', 10),
    await buy('wh-custody', 'plain', 1, false),
    await buy('a', 'plain', 1),
    await buy('wh-custody', 'milk', 5),
    await buy('wh-custody', 'other', 5),
  ]

  const one = notice(lamps)
  expect(await tell(one, notice(drafted), notice(elsewhere), notice(newId()), { ...notice(lamps), account_id: 'nobody' })).toEqual([
    'asked',
    'not_on_its_way',
    'other_warehouse',
    'source_not_found',
    'account_not_found',
  ])
  expect(await tell(one, { ...one, source_id: milk }, notice(lamps))).toEqual([
    'already_asked',
    'sent_with_other_content',
    'already_announced',
  ])
  const [two, three] = [notice(milk), notice(unwanted)]
  expect(await tell(two, three)).toEqual(['asked', 'asked'])
  qimen.misbehave({ kind: 'no_number' })
  await speakAll()
  expect(await found(one.notice_id)).toMatchObject({ state: 'accepted', partner_no: expect.stringMatching(/^WMSIN/) })

  const url = urlOf('qimen-main', 'custody')
  expect((await qimen.receive(url, one.notice_id, { forged: true })).body).toContain('failure')
  const first = { came: [{ no: '1', item: 'plain', quantity: 6 }], number: 'R-1', partly: true }
  expect((await qimen.receive(url, one.notice_id, first)).body).toContain('success')
  expect((await qimen.receive(url, one.notice_id, first)).body).toContain('success')
  expect(await held('plain')).toMatchObject({ available: 6 })
  expect(await found(one.notice_id)).toMatchObject({
    state: 'partly_arrived',
    differences: [],
    receipts: [{ receipt_no: 'R-1', final: false }],
  })
  const rest = [
    { no: '1', item: 'plain', quantity: 2 },
    { no: '1', item: 'plain', quantity: 1, broken: true },
    { item: 'other', quantity: 3 },
  ]
  await qimen.receive(url, one.notice_id, { came: rest, number: 'R-2' })
  expect(await held('plain')).toMatchObject({ available: 8, defective: 1 })
  expect(await found(one.notice_id)).toMatchObject({
    state: 'arrived',
    reason: expect.stringContaining('not_announced: other'),
    differences: [
      { sku_id: 'plain', kind: 'short', quantity: 1 },
      { sku_id: 'plain', kind: 'damaged', quantity: 1 },
      { sku_id: 'other', kind: 'not_announced', quantity: 3 },
    ],
  })
  // The piece that is missing is still to come of the purchase, so it can be announced again.
  expect(await tell(notice(lamps))).toEqual(['asked'])

  // A carton without its lot does not get into the books: it waits, and is booked once the lot is known.
  await qimen.receive(url, two.notice_id, { came: [{ no: '1', item: 'milk', quantity: 5 }], number: 'M-1' })
  expect(await found(two.notice_id)).toMatchObject({
    state: 'arrived',
    receipts: [{ state: 'waiting' }],
    reason: expect.stringContaining('goods_refused'),
  })
  const book = () => post('/api/admin/custody/receipts/bookings', { notice_ids: [two.notice_id] })
  expect(await book()).toMatchObject({ outcomes: [{ status: 'still_refused' }] })
  await db.run(sql`update products.spus set tracks_lots = false, tracks_expiry = false where spu_id = 'p-milk'`)
  expect(await book()).toMatchObject({ outcomes: [{ status: 'booked' }] })
  expect(await book()).toMatchObject({ outcomes: [{ status: 'nothing_waits' }] })
  expect(await held('milk')).toMatchObject({ available: 5 })

  // Taken back; when the goods come all the same, they count: they are there.
  await post('/api/admin/custody/notices/withdrawals', { notice_ids: [three.notice_id] })
  expect(await found(three.notice_id)).toMatchObject({ state: 'canceling' })
  await speakAll()
  expect(await found(three.notice_id)).toMatchObject({ state: 'canceled' })
  await qimen.receive(url, three.notice_id, { number: 'U-1' })
  expect(await found(three.notice_id)).toMatchObject({ state: 'arrived' })
  expect(await held('other')).toMatchObject({ available: 5 })
  expect(await post('/api/admin/custody/notices/withdrawals', { notice_ids: [three.notice_id, newId()] })).toMatchObject({
    outcomes: [{ status: 'too_late' }, { status: 'notice_not_found' }],
  })
})

test('labels: in the order of the pick, refused without a number, a second print asks and is on record', async () => {
  const [a, b, unready] = [parcel('sf'), parcel('ems'), parcel('sf')]
  await ask(a, b)
  await speakAll()
  const print = (parcel_ids: string[], more: object = {}) =>
    app.inject({ method: 'POST', url: '/api/admin/labels', payload: { print_id: newId(), parcel_ids, format: 'html', ...more } })
  await ask(unready)
  const early = await print([a.parcel_id, unready.parcel_id])
  expect([early.statusCode, early.json().type, early.json().parcel_ids]).toEqual([409, 'waybill_not_ready', [unready.parcel_id]])
  caller = { ...theSystem, kind: 'staff', organizations: ['wz-rdc'] }
  expect((await print([a.parcel_id])).json().type).toBe('waybill_not_ready')
  caller = theSystem

  const once = { print_id: newId() }
  const page = await print([b.parcel_id, a.parcel_id], once)
  const [first, second] = [(await waybill(b.parcel_id)).waybill_no, (await waybill(a.parcel_id)).waybill_no]
  expect([...page.body.matchAll(/aria-label="([^"]+)"/g)].map((match) => match[1])).toEqual([first, second])
  expect((await print([b.parcel_id, a.parcel_id], once)).statusCode).toBe(200)
  expect((await waybill(a.parcel_id)).printed_count).toBe(1)
  expect((await print([a.parcel_id])).json()).toMatchObject({ type: 'already_printed', parcel_ids: [a.parcel_id] })
  const again = await print([a.parcel_id], { again: true, format: 'pdf' })
  expect([again.statusCode, again.headers['content-type'], again.rawPayload.subarray(0, 5).toString()]).toEqual([
    200,
    'application/pdf',
    '%PDF-',
  ])
  expect((await waybill(a.parcel_id)).printed_count).toBe(2)
  expect(await post(`/api/admin/labels/prints/${once.print_id}/state`, { state: 'paper_out' })).toEqual({ state: 'paper_out' })
  expect((await get('/api/admin/labels/prints')).items).toMatchObject([
    { again_count: 1 },
    { print_id: once.print_id, label_count: 2, state: 'paper_out' },
  ])
  await speakAll()
})

test("a carrier's bill is held against what we reckoned", async () => {
  const [a, b] = [parcel('sf'), parcel('sf')]
  await ask(a, b)
  await speakAll()
  const [first, second] = [(await waybill(a.parcel_id)).waybill_no, (await waybill(b.parcel_id)).waybill_no]
  const bill = {
    bill_id: newId(),
    organization_id: 'cq-cdc',
    carrier_id: 'sf',
    period_from: '2026-03-01',
    period_to: '2026-03-31',
    name: '顺丰三月',
  }
  const line = (waybill_no: string, amount_minor: number, weight_grams = 2300) => ({ waybill_no, amount_minor, weight_grams })
  const lines = [line(first, 1200), line(second, 1600, 4100), line(first, 1200), line('SF0000000000000', 900), line(second, -100)]
  expect(await post('/api/admin/freight-bills', { ...bill, lines })).toMatchObject({ outcomes: [{ status: 'imported' }] })
  expect(await post('/api/admin/freight-bills', { ...bill, lines })).toMatchObject({ outcomes: [{ status: 'already_imported' }] })
  const types = (await get(`/api/admin/freight-bills/${bill.bill_id}/lines`)).items.map(({ type }: { type: string }) => type)
  expect(types).toEqual(['matched', 'weight_differs', 'billed_twice', 'waybill_not_ours', 'refund'])
  const resolve = { items: [2, 3, 1, 9].map((line_no) => ({ line_no, resolution: line_no === 2 ? 'accepted' : 'disputed' })) }
  expect(
    (await post(`/api/admin/freight-bills/${bill.bill_id}/resolutions`, resolve)).outcomes.map(({ status }: { status: string }) => status),
  ).toEqual(['resolved', 'resolved', 'nothing_to_resolve', 'line_not_found'])
  expect(await get('/api/admin/freight-bills')).toMatchObject({ items: [{ line_count: 5, amount_minor: 4800, open_count: 2 }] })
})

test('waiting calls wake one job, and the job makes them', async () => {
  const [wake] = due.filter(({ name }) => name === 'carriers.wake')
  const one = parcel('sf')
  await ask(one)
  expect([await wake!.run(db, clock.now()), await wake!.run(db, clock.now())]).toEqual([1, 1])
  const jobs = await db.row<{ count: number }>(sql`select count(*) from graphile_worker.jobs where task_identifier = 'carriers.speak'`)
  expect(jobs!.count).toBe(1)
  await tasks(carrierOutside)({ db, clock })['carriers.speak']()
  expect((await waybill(one.parcel_id)).state).toBe('answered')
  await speakAll()
  expect(await wake!.run(db, clock.now())).toBe(0)
})

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bureauConsumers } from '#centers/orders/bureaus/events.ts'
import { saveBureauRules, saveBureaus } from '#centers/orders/bureaus/save.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { settleByPlatform } from '#centers/orders/refunds/platform.ts'
import { saveOrganizations } from '#centers/organization/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { warehouseConsumers } from '../events.ts'
import { openSite, releasedOrders } from '../fixtures.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
const house = 'parts-1'
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '吴小军' }
let cloned: ClonedDatabase
let db: Db
let app: App

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => clerk })
  await openShop(db, clock.now(), { prices: { tea: 1_000, cup: 3_000 }, stock: { [house]: { tea: 200, cup: 200 } } })
  await openSite(db, clock.now(), house, { 'A-01': { tea: 200 }, 'A-02': { cup: 200 } })
  const by = systemBy('test')
  const organization = { type: 'county' as const, parent_id: 'group', brand_id: null, region_code: null }
  await db.tx((tx) =>
    saveOrganizations(tx, by, clock.now(), [
      { ...organization, id: 'group', type: 'group', parent_id: null, name: 'group', name_en: 'group' },
      ...['teas', 'cups'].map((id) => ({ ...organization, id, name: id, name_en: id })),
    ]),
  )
  const bureau = { version: 0, duties: ['processing' as const], region_codes: [], orders_per_day: null, answer_hours: 4, open: true }
  await db.tx((tx) =>
    saveBureaus(
      tx,
      by,
      clock.now(),
      ['teas', 'cups'].map((bureau_id) => ({ ...bureau, bureau_id })),
    ),
  )
  const rule = {
    ...{
      version: 0,
      enabled: true,
      position: 10,
      duty: 'processing' as const,
      brand_ids: [],
      category_ids: [],
      channel_ids: [],
      region_codes: [],
    },
  }
  await db.tx((tx) =>
    saveBureauRules(
      tx,
      by,
      clock.now(),
      ['tea', 'cup'].map((sku) => ({
        ...{ ...rule, rule_id: `${sku}s`, name: { zh: sku, en: sku }, sku_ids: [sku], bureau_ids: [`${sku}s`] },
      })),
    ),
  )
}, 120_000)
afterAll(async () => {
  await app?.close()
  await db?.close()
  await cloned?.drop()
})
afterEach(async () => {
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

const ask = async (method: 'GET' | 'POST', path: string, payload?: object) => {
  clock.advance(1_000)
  return (await app.inject({ method, url: `/api/admin/${path}`, ...(payload ? { payload } : {}) })).json()
}
const post = async (path: string, payload: object) => (await ask('POST', path, payload)).outcomes
const statuses = (outcomes: readonly { status: string }[]) => column(outcomes, 'status')
const outboundsOf = (order_id: string) =>
  db.rows<{ id: string; status: string; pieces: number; sku_ids: string[] }>(
    sql`select id, status, pieces, sku_ids from warehouse.outbounds where order_id = ${order_id} order by group_no, attempt_no`,
  )
const open = async (order_id: string) => (await outboundsOf(order_id)).filter(({ status }) => status !== 'stopped')

test('goods for different bureaus leave a wave nobody picks yet as parcels of their own; what is being packed together stays together, and so do its bureaus', async () => {
  const [planned, begun] = await releasedOrders(db, clock.now(), [
    { tea: 2, cup: 1 },
    { tea: 1, cup: 1 },
  ])
  await consumeAll(db, warehouseConsumers, clock.now())
  const [plan] = await post('warehouse/waves', { plans: [{ id: newId(), node_id: house }] })
  expect(plan.waves.length).toBeGreaterThan(0)
  // One of them is labeled already when the bureaus are chosen.
  expect(statuses(await post('warehouse/labels', { parcels: (await open(begun!.id)).map(({ id }) => ({ id })) }))).toEqual(['answered'])
  await consumeAll(db, [...bureauConsumers, ...warehouseConsumers], clock.now())

  const errands = async (id: string) => (await ask('GET', `orders/${id}/errands`)).items
  for (const { id } of [planned!, begun!])
    expect(await errands(id)).toMatchObject([
      { part_no: 0, bureau_id: 'teas', goods: [{ sku_id: 'tea' }] },
      { part_no: 1, bureau_id: 'cups', goods: [{ sku_id: 'cup' }] },
    ])
  expect((await open(planned!.id)).map(({ sku_ids, pieces, status }) => [sku_ids, pieces, status])).toEqual([
    [['tea'], 2, 'waiting'],
    [['cup'], 1, 'waiting'],
  ])
  expect((await open(begun!.id)).map(({ pieces }) => pieces)).toEqual([2])

  const back = async (id: string) => {
    const [, cups] = await errands(id)
    expect(statuses(await post('errands/returns', { returns: [{ id: cups.id, reason: 'goods_lacking' }] }))).toEqual(['returned'])
    await consumeAll(db, warehouseConsumers, clock.now())
  }
  await back(planned!.id)
  await back(begun!.id)
  // The warehouse goes on with the teas, and stops the parcel that holds both.
  expect((await open(planned!.id)).map(({ sku_ids }) => sku_ids)).toEqual([['tea']])
  expect(await open(begun!.id)).toEqual([])
  // Shipped, the part of the teas needs nobody any more.
  const { groups, lines } = await ask('GET', `orders/${planned!.id}`)
  const tea = lines.find((line: { sku_id: string }) => line.sku_id === 'tea')
  expect(groups.find(({ group_no }: { group_no: number }) => group_no === tea.group_no).state).toBe('released')
  const ship = { id: newId(), order_id: planned!.id, group_no: tea.group_no, carrier: 'own', waybill_no: 'OWN77' }
  expect(statuses(await post('shipments', { shipments: [ship] }))).toEqual(['shipped'])
  await consumeAll(db, [...bureauConsumers, ...warehouseConsumers], clock.now())
  expect((await errands(planned!.id)).map(({ part_no, status }: { part_no: number; status: string }) => `${part_no} ${status}`)).toEqual([
    '0 done',
    '1 returned',
  ])
})

test('what a platform pays of an order goes with its pieces to the cent, and back to it when they are given back', async () => {
  const order: NewOrder = {
    ...{ id: newId(), channel_id: 'tmall', external_no: 'S-1', member_id: null, visitor_id: null, buyer_name: '周', buyer_phone: null },
    ...{ address: { province: '重庆市', city: '', district: '渝中区', street: '民权路 1 号' }, buyer_message: null, currency: 'CNY' },
    ...{ payment_term: 'channel', outlet_id: null, placed_at: clock.now(), freight_minor: 600, expected_total_minor: null },
    lines: [
      { sku_id: 'tea', quantity: 3, unit_minor: 1_000, amount_minor: 2_900, subsidy_minor: 500 },
      { sku_id: 'cup', quantity: 1, unit_minor: 3_000, amount_minor: 3_000 },
    ],
  }
  const place = (one: NewOrder) => db.tx((tx) => placeOrders(tx, clock.now(), [one], (count) => takeNumbers(tx, 'orders', count)))
  const too_much = { ...order, id: newId(), external_no: 'S-0', lines: [{ ...order.lines[0]!, subsidy_minor: 2_901 }] }
  expect(await place(too_much)).toMatchObject([{ status: 'price_moved', detail: expect.stringContaining('lines[0].subsidy_minor') }])
  expect(await place(order)).toMatchObject([{ status: 'placed', total_minor: 6_500 }])
  const { id } = order
  const view = await ask('GET', `orders/${id}`)
  expect(view).toMatchObject({
    total_minor: 6_500,
    discount_minor: 100,
    discounts: [{ kind: 'subsidy', source_id: 'tmall', amount_minor: 500 }],
  })
  const subsidies = async () =>
    (await ask('GET', `orders/${id}`)).discounts.map(({ amount_minor }: { amount_minor: number }) => amount_minor)

  const refund = (line: object) =>
    post('orders/line-refunds', { refunds: [{ id, refund_id: newId(), lines: [{ line_no: 1, ...line }], reason: '少一件' }] })
  expect(statuses(await refund({ quantity: 1 }))).toEqual(['refunded'])
  // Of 2,900 for three a piece is 967, and of the 500 in it 167.
  expect((await subsidies()).sort()).toEqual([167, 333])
  expect(statuses(await refund({ amount_minor: 100 }))).toEqual(['refunded'])
  const changes = await ask('GET', `orders/${id}/line-changes`)
  expect(changes.refunds).toMatchObject([
    { quantity: 1, amount_minor: 967, subsidy_minor: 167 },
    { quantity: 0, amount_minor: 100, subsidy_minor: 18 },
  ])
  expect((await subsidies()).sort()).toEqual([167, 315])
  const [piece, money] = changes.platform_refunds
  expect(money).toMatchObject({ amount_minor: 100, subsidy_minor: 18 })
  // The platform tells what the buyer got.
  const told = (amount_minor: number) => db.tx((tx) => settleByPlatform(tx, clock.now(), [{ order_id: id, amount_minor }]))
  expect([...(await told(piece.amount_minor - piece.subsidy_minor - 1))]).toEqual([])
  expect([...(await told(piece.amount_minor - piece.subsidy_minor))]).toEqual([id])
  expect([...(await told(82))]).toEqual([id])
  expect((await ask('GET', `orders/${id}/line-changes`)).platform_refunds.map(({ told_by }: { told_by: string }) => told_by)).toEqual([
    'marketplace',
    'marketplace',
  ])
})

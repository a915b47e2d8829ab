import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { type Db, openDb } from '#core/sql.ts'
import { addMilliseconds, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { importHistory } from '../history.ts'
import type { State } from '../model.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
const hour_ms = 3_600_000
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller
const operator: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'Operator Zhou' }
const elsewhere: Caller = { ...operator, organizations: ['another'] }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { tea: 5_000, cup: 2_000 }, stock: { east: { tea: 50, cup: 50 } } })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const send = async (as: Caller, method: 'GET' | 'POST', url: string, payload?: object) => {
  caller = as
  const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}

/** An order of the past that entered each state so many hours after it was placed. */
async function past(
  sku_id: string | null,
  placed_at: string,
  entered: Partial<Record<State, number>>,
  channel_id = 'tmall',
): Promise<void> {
  const id = newId()
  const line = { group_no: 1, sku_id, title: { zh: '茶', en: 'tea' }, quantity: 1, unit_minor: 100, amount_minor: 100, freight_minor: 0 }
  const [outcome] = await db.tx((tx) =>
    importHistory(
      tx,
      clock.now(),
      [
        {
          ...{ id, channel_id, external_no: id, customer_no: null, buyer_name: '林', buyer_phone: null, address: {}, currency: 'CNY' },
          ...{ placed_at, freight_minor: 0, discount_minor: 0, lines: [line], payments: [] },
          entries: Object.entries({ placed: 0, ...entered }).map(([state, hours]) => ({
            state: state as State,
            happened_at: addMilliseconds(placed_at, hours * hour_ms),
            reason: null,
          })),
        },
      ],
      (count) => takeNumbers(tx, 'orders', count),
    ),
  )
  expect(outcome).toMatchObject({ status: 'imported' })
}

test('hours at each stage: mean, median, ninetieth percentile and longest, in all and by channel and product', async () => {
  const day = '2026-10-05T01:00:00.000Z'
  for (const [i, hours] of [1, 2, 3, 10].entries())
    await past(i < 2 ? 'tea' : 'cup', day, { approved: hours, shipped: hours + 20, delivered: hours + 68 })
  await past('tea', day, { approved: 4, canceled: 5 }) // a stage that was cut short did not take its time
  await past('tea', day, { approved: 6, shipped: 2, delivered: 30 }) // files of other systems hold such
  await past('tea', '2026-09-01T01:00:00.000Z', { approved: 500 }) // not of the period
  const { body } = await send(operator, 'GET', '/api/admin/order-times?since=2026-10-05&until=2026-10-05&by=product')
  expect(body).toMatchObject({ orders: 6, complete: true, out_of_order: 1 })
  const of = (rows: { stretch: string }[], stretch: string) => rows.find((row) => row.stretch === stretch)
  // 1, 2, 3, 4, 6, 10 hours until approved
  expect(of(body.stretches, 'placed')).toMatchObject({ groups: 6, median_hours: 3.5, p90_hours: 8, longest_hours: 10 })
  expect(of(body.stretches, 'placed')).toHaveProperty('mean_hours', expect.closeTo(26 / 6, 6))
  expect(of(body.stretches, 'approved')).toMatchObject({ groups: 4, median_hours: 20, longest_hours: 20 })
  expect(of(body.stretches, 'whole')).toMatchObject({ groups: 5, longest_hours: 78 })
  expect(body.rows.map(({ key }: { key: string }) => key)).toEqual(['tea', 'cup'])
  expect(of(body.rows[1].stretches, 'placed')).toMatchObject({ groups: 2, median_hours: 6.5 })
  const channels = await send(operator, 'GET', '/api/admin/order-times?since=2026-10-05&until=2026-10-05&by=channel&channel_id=mall')
  expect(channels.body).toMatchObject({ orders: 0, rows: [] })
  expect((await send(elsewhere, 'GET', '/api/admin/order-times?since=2026-10-01&until=2026-10-31')).body.orders).toBe(0)
  const backwards = await send(operator, 'GET', '/api/admin/order-times?since=2026-10-31&until=2026-10-01')
  expect(backwards).toMatchObject({ status: 400, body: { type: expect.stringContaining('period_backwards') } })
})

test('what stands longer than it may is late, by the limit of its channel or the one for all', async () => {
  const member: Caller = { ...nobody, kind: 'member', id: newId(), name: 'Lin' }
  await fillWallets(db, clock.now(), [member.id!], 100_000)
  const order = anOrder([{ sku_id: 'tea', quantity: 2 }], 10_000)
  expect((await send(member, 'POST', '/api/mall/orders', order)).body.outcomes).toMatchObject([{ status: 'placed' }])
  const limits = (hours: number | null, channel_id = '*') => ({ limits: [{ channel_id, state: 'released', hours }] })
  expect((await send(operator, 'POST', '/api/admin/order-time-limits', limits(24))).body.outcomes).toEqual([
    { id: '*:released', status: 'saved' },
  ])
  expect((await send(operator, 'POST', '/api/admin/order-time-limits', limits(24))).body.outcomes).toMatchObject([
    { status: 'already_saved' },
  ])
  expect((await send(operator, 'POST', '/api/admin/order-time-limits', limits(1, 'nowhere'))).body.outcomes).toMatchObject([
    { status: 'unknown_channel' },
  ])
  expect((await send(operator, 'POST', '/api/admin/order-time-limits', limits(-1))).status).toBe(400)
  const late = async (as = operator) => (await send(as, 'GET', '/api/admin/late-orders')).body.items
  const now = async () =>
    (await send(operator, 'GET', '/api/admin/order-times/now?channel_id=mall')).body.items.find(
      (one: { state: string }) => one.state === 'released',
    )
  expect(await late()).toEqual([])
  expect(await now()).toEqual({ state: 'released', groups: 1, late: 0 })
  clock.advance(26 * hour_ms)
  expect(await late()).toMatchObject([{ order_id: order.id, state: 'released', limit_hours: 24, over_hours: expect.closeTo(2, 1) }])
  expect(await now()).toEqual({ state: 'released', groups: 1, late: 1 })
  expect(await late(elsewhere)).toEqual([])
  // The channel's own line goes first.
  await send(operator, 'POST', '/api/admin/order-time-limits', limits(48, 'mall'))
  expect(await late()).toEqual([])
  await send(operator, 'POST', '/api/admin/order-time-limits', limits(null, 'mall'))
  expect(await late()).toHaveLength(1)
})

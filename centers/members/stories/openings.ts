import { afterEach, expect, test } from 'vitest'
import { correctStock } from '#centers/inventory/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { saveProducts } from '#centers/products/write.ts'
import { anOrder } from '#checks/support/shop.ts'
import { type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { clock, db, newMember, numbers, place, send } from './ground.ts'

const opens_at = '2026-11-23T01:00:00.000Z'
afterEach(() => clock.set('2026-11-22T02:00:00.000Z'))

test('a new product opens earlier to members who have that: page, cart and order say when, to whom', async () => {
  clock.set('2026-11-22T02:00:00.000Z')
  const mixer = {
    ...{ spu_id: 'mixer', category_id: 'all', brand_id: 'jilang', lifecycle: 'presale' as const, opens_at },
    ...{ title: { zh: '料理机', en: 'Mixer' }, skus: [{ sku_id: 'mixer', price_minor: 20_000 }] },
  }
  const save = async (more: object) => (await db.tx((tx) => saveProducts(tx, theSystem, clock.now(), [{ ...mixer, ...more }])))[0]!.status
  expect(await save({ opens_at: '2026-02-30T00:00:00Z' })).toBe('date_invalid')
  expect(await save({})).toBe('saved')
  expect(await save({ opens_at: '2026-11-23T09:00:00+08:00' })).toBe('already_saved')
  await db.tx((tx) => correctStock(tx, clock.now(), [{ id: newId(), node_id: 'east', sku_id: 'mixer', change: 10, reason: 'opening' }]))

  const [lin, other] = [await newMember(), await newMember()]
  const bought = await send(lin, 'POST', '/api/mall/me/memberships', { id: newId(), plan_id: 'plus-year', expected_minor: 16_800 })
  expect(bought.body.outcomes[0]).toMatchObject({ status: 'bought' })

  const opening = async (as: Caller) => (await send(as, 'GET', '/api/mall/products/mixer/opening')).body
  expect(await opening(lin)).toMatchObject({ opens_at, mine_at: '2026-11-22T01:00:00.000Z', open: true })
  expect(await opening(other)).toMatchObject({ opens_at, mine_at: opens_at, open: false })
  expect((await opening(nobody)).earlier.map(({ name, hours }: { name: { en: string }; hours: number }) => [name.en, hours])).toEqual([
    ['Diamond', 24],
    ['Tongshang PLUS, a year', 24],
    ['Tongshang PLUS, a month', 12],
  ])
  expect((await send(nobody, 'GET', '/api/mall/products/nothing/opening')).status).toBe(404)

  const lines = [{ sku_id: 'mixer', quantity: 1 }]
  const cart = async (as: Caller) => (await send(as, 'PUT', '/api/mall/cart/lines', { lines })).body
  expect(await cart(lin)).toMatchObject({ lines: [{ problem: null, opens_at: null }], total_minor: 20_000 })
  expect(await cart(other)).toMatchObject({ lines: [{ problem: 'not_open_yet', opens_at }], goods_minor: 0 })

  const [early, late] = [anOrder(lines, 20_000), anOrder(lines, 20_000)]
  const refused = { status: 'not_open_yet', sku_id: 'mixer', opens_at, detail: expect.stringContaining(`from ${opens_at} on`) }
  expect(await place(other, late)).toMatchObject(refused)
  expect(await place(nobody, { ...anOrder(lines, 20_000), payment_term: 'pay_at_outlet', outlet_id: 'jl-store' })).toMatchObject(refused)
  expect(await place(lin, early)).toMatchObject({ status: 'placed' })
  expect(await place(lin, early)).toMatchObject({ status: 'already_placed' })

  // Two at once: each has his own answer. What a platform sold is sold.
  const wanted = (as: Caller | null, unit_minor: number | null = null): NewOrder => ({
    ...anOrder([], 0),
    ...{
      id: newId(),
      external_no: as ? null : `T${newId()}`,
      member_id: as?.id ?? null,
      visitor_id: null,
      buyer_message: null,
      outlet_id: null,
    },
    ...{
      payment_term: as ? ('wallet' as const) : ('channel' as const),
      placed_at: clock.now(),
      freight_minor: null,
      expected_total_minor: null,
    },
    channel_id: as ? 'mall' : 'tmall',
    lines: [{ sku_id: 'mixer', quantity: 1, unit_minor, amount_minor: unit_minor }],
  })
  const both = await db.tx((tx) => placeOrders(tx, clock.now(), [wanted(other), wanted(lin), wanted(null, 20_000)], numbers.take))
  expect(both.map(({ status }) => status)).toEqual(['not_open_yet', 'placed', 'placed'])

  clock.set(opens_at)
  expect(await opening(other)).toMatchObject({ opens_at: null, open: true, earlier: [] })
  expect(await place(other, late)).toMatchObject({ status: 'placed' })
})

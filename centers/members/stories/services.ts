import { beforeAll, describe, expect, test } from 'vitest'
import { orderConsumers } from '#centers/orders/events.ts'
import { payAtOutlet } from '#centers/orders/outlet.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { findProducts } from '#centers/products/read.ts'
import { itemOf } from '#centers/products/reviews/rules.ts'
import { saveProducts } from '#centers/products/write.ts'
import { anOrder } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { programs } from '#world/loyalty.ts'
import { savePrograms } from '../write.ts'
import { advance, by, clock, db, newMember, place, points, send } from './ground.ts'

/** Services are sold without stock and delivered without a parcel; a membership is one of them. */
describe('a service', () => {
  const words = (text: string) => ({ zh: text, en: text })
  const [group] = programs
  const withSku = (skus: Record<string, string>) => ({
    ...group!,
    plans: group!.plans.map((plan) => ({ ...plan, sku_id: skus[plan.plan_id] ?? null })),
  })
  beforeAll(async () => {
    const service = { category_id: 'all', kind: 'service' as const, lifecycle: 'on_sale' as const, brand_id: 'jilang' }
    await db.tx((tx) =>
      saveProducts(tx, theSystem, clock.now(), [
        { ...service, spu_id: 'install', performed: true, title: words('Installation'), skus: [{ sku_id: 'install', price_minor: 9_900 }] },
        {
          ...service,
          spu_id: 'plus',
          title: words('PLUS'),
          skus: ['plus-year', 'plus-month'].map((sku_id) => ({ sku_id, price_minor: sku_id === 'plus-year' ? 15_800 : 1_500 })),
        },
      ] as never),
    )
    await db.tx((tx) => savePrograms(tx, by, clock.now(), [withSku({ 'plus-year': 'plus-year', 'plus-month': 'plus-month' })]))
  })
  const order = async (as: Caller, id: string) => (await send(as, 'GET', `/api/mall/orders/${id}`)).body
  const level = async (as: Caller) =>
    (await send(as, 'GET', '/api/mall/me/member')).body.levels.find(({ program_id }: { program_id: string }) => program_id === 'group')
  const wallet = async (as: Caller) => (await send(as, 'GET', '/api/mall/me/wallet')).body.balance_minor
  const lines = (...sku_ids: string[]) => sku_ids.map((sku_id) => ({ sku_id, quantity: 1 }))

  const perform = async (...ids: string[]) =>
    (await send(theSystem, 'POST', '/api/admin/services-performed', { ids })).body.outcomes.map(({ status }: { status: string }) => status)
  const waiting = async () => {
    const { items } = (await send(theSystem, 'GET', '/api/admin/services-to-perform')).body
    return new Map<string, { paid: boolean; goods_under_way: boolean }>(items.map((row: { order_id: string }) => [row.order_id, row]))
  }

  test('needs no stock, no parcel and no freight: one that somebody performs is delivered when he has done it, once', async () => {
    const lin = await newMember()
    const cart = (await send(lin, 'PUT', '/api/mall/cart/lines', { lines: lines('install') })).body
    expect(cart).toMatchObject({ freight_minor: 0, total_minor: 9_900, lines: [{ problem: null }] })
    const asked = anOrder(lines('install'), 9_900)
    expect(await place(lin, asked)).toMatchObject({ status: 'placed' })
    expect(await place(lin, asked)).toMatchObject({ status: 'already_placed' })
    await advance()
    expect(await order(lin, asked.id)).toMatchObject({ state: 'approved', payment: 'paid', total_minor: 9_900, performed_groups: [1] })
    expect((await waiting()).get(asked.id)).toMatchObject({ paid: true, goods_under_way: false })
    expect((await Promise.all([perform(asked.id), perform(asked.id)])).flat().sort()).toEqual(['already_performed', 'performed'])
    expect(await order(lin, asked.id)).toMatchObject({ state: 'delivered' })
    expect((await waiting()).has(asked.id)).toBe(false)
    await consumeAll(db, orderTellers, clock.now())
    const told = await db.rows<{ template: string }>(sql`
      select item->>'template' as template from core.events, jsonb_array_elements(items) item
      where topic = 'messages.requested' and item->'values'->>'order_id' = ${asked.id}`)
    expect(told).toEqual([{ template: 'orders.service_done' }])
    expect(await points(lin)).toMatchObject({ balance: 0 })
    clock.advance(8 * 86_400_000)
    await advance()
    expect(await order(lin, asked.id)).toMatchObject({ state: 'completed' })
  })

  test('beside goods it is done while they wait for their parcel, and stays when they are canceled; not done it is paid back', async () => {
    const lin = await newMember()
    const asked = anOrder(lines('install', 'fridge'), 109_900)
    expect(await place(lin, asked)).toMatchObject({ status: 'placed' })
    await advance()
    const { groups, state } = await order(lin, asked.id)
    expect([state, groups.map((one: { state: string }) => one.state).sort()]).toEqual(['approved', ['approved', 'released']])
    expect((await waiting()).get(asked.id)).toMatchObject({ paid: true, goods_under_way: true })
    expect(await perform(asked.id, newId())).toEqual(['performed', 'order_not_found'])
    const before = await wallet(lin)
    expect(
      (await send(lin, 'POST', `/api/mall/orders/${asked.id}/cancellation`, { reason: 'changed my mind' })).body.outcomes[0],
    ).toMatchObject({ status: 'canceled' })
    expect((await wallet(lin)) - before).toBe(100_000)
    // Called off before anybody came: all of it comes back, and nobody needs to come.
    const [left, unpaid] = [
      anOrder(lines('install'), 9_900),
      { ...anOrder(lines('install'), 9_900), payment_term: 'pay_at_outlet', outlet_id: 'jl-store' },
    ]
    for (const one of [left, unpaid]) expect(await place(lin, one)).toMatchObject({ status: 'placed' })
    await advance()
    expect((await send(lin, 'POST', `/api/mall/orders/${left.id}/cancellation`, { reason: 'no' })).body.outcomes[0].status).toBe('canceled')
    expect(await wallet(lin)).toBe(before + 100_000)
    expect(await perform(left.id, unpaid.id)).toEqual(['order_canceled', 'not_paid'])
  })

  test('that nobody has to perform any more begins by itself where it waited', async () => {
    const lin = await newMember()
    const asked = anOrder(lines('install'), 9_900)
    expect(await place(lin, asked)).toMatchObject({ status: 'placed' })
    await advance()
    const events = [{ topic: 'products.saved', item: { spu_id: 'install' } }] as never
    const wake = orderConsumers.find(({ name }) => name === 'orders.wake_services')!
    const say = (performed: boolean) => db.run(sql`update products.spus set performed = ${performed} where spu_id = 'install'`)
    const looked = async () => {
      await db.tx((tx) => wake.handle(tx, events, clock.now()))
      await advance()
      return (await order(lin, asked.id)).state
    }
    expect(await looked()).toBe('approved')
    await say(false)
    expect(await looked()).toBe('delivered')
    await say(true)
  })

  test('waits unpaid for the outlet, and is called off without a trace in the books', async () => {
    const [lin, mei] = [await newMember(), await newMember()]
    const [paid, left] = [0, 1].map(() => ({
      ...anOrder(lines('plus-year'), 15_800),
      payment_term: 'pay_at_outlet',
      outlet_id: 'jl-store',
    }))
    expect(await place(lin, paid!)).toMatchObject({ status: 'placed' })
    expect(await place(mei, left!)).toMatchObject({ status: 'placed' })
    await advance()
    expect(await order(lin, paid!.id)).toMatchObject({ state: 'approved', payment: 'unpaid' })
    expect((await send(mei, 'POST', `/api/mall/orders/${left!.id}/cancellation`, { reason: 'no' })).body.outcomes[0]).toMatchObject({
      status: 'canceled',
    })
    await db.tx((tx) => payAtOutlet(tx, clock.now(), [{ id: newId(), order_id: paid!.id, organization_id: 'jl-store' }]))
    await advance()
    expect(await order(lin, paid!.id)).toMatchObject({ state: 'delivered', payment: 'paid' })
    expect(await level(lin)).toMatchObject({ level: 'gold', plan: { plan_id: 'plus-year' } })
    expect(await perform(paid!.id)).toEqual(['nothing_to_perform'])
    expect((await level(mei)).plan).toBeNull()
  })

  test('as a membership begins when the order is paid; given back, the order is refunded and the plan over', async () => {
    const lin = await newMember()
    const before = await wallet(lin)
    const asked = anOrder(lines('plus-year'), 15_800)
    expect(await place(lin, asked)).toMatchObject({ status: 'placed' })
    await advance()
    expect(await level(lin)).toMatchObject({ level: 'gold', plan: { plan_id: 'plus-year' } })
    const [bought] = (await send(lin, 'GET', '/api/mall/me/memberships')).body.items
    expect(bought).toMatchObject({ price_minor: 15_800, refundable_minor: 15_800, order_id: asked.id })
    const back = () => send(lin, 'POST', `/api/mall/me/memberships/${bought.membership_id}/refund`)
    const [one, two] = await Promise.all([back(), back()])
    expect([one, two].map(({ body }) => body.outcomes[0].status).sort()).toEqual(['already_refunded', 'refunded'])
    expect(await wallet(lin)).toBe(before)
    expect((await level(lin)).plan).toBeNull()
    expect(await order(lin, asked.id)).toMatchObject({ state: 'delivered', payment: 'refunded' })
  })

  test('as a membership is somebody’s, and refused beside another; two at once: the one paid later is paid back', async () => {
    const lin = await newMember()
    const guest = { kind: 'visitor', id: newId() } as never
    expect(
      await place(
        { ...lin, ...(guest as object) },
        { ...anOrder(lines('plus-year'), 15_800), payment_term: 'pay_at_outlet', outlet_id: 'jl-store' },
      ),
    ).toMatchObject({ status: 'member_needed' })
    const [year, month] = [anOrder(lines('plus-year'), 15_800), anOrder(lines('plus-month'), 1_500)]
    const placed = await Promise.all([place(lin, year), place(lin, month)])
    expect(placed.map(({ status }) => status)).toEqual(['placed', 'placed'])
    const before = await wallet(lin)
    await advance()
    const states = [(await order(lin, year.id)).state, (await order(lin, month.id)).state].sort()
    expect(states).toEqual(['canceled', 'delivered'])
    expect(await wallet(lin)).toBeGreaterThan(before)
    const plan = (await level(lin)).plan.plan_id
    const other = plan === 'plus-year' ? anOrder(lines('plus-month'), 1_500) : anOrder(lines('plus-year'), 15_800)
    expect(await place(lin, other)).toMatchObject({ status: 'another_plan_runs' })
    const again = { ...(plan === 'plus-year' ? anOrder(lines('plus-year'), 63_200) : anOrder(lines('plus-month'), 60_000)) }
    again.lines = [{ sku_id: plan, quantity: plan === 'plus-year' ? 4 : 40 }]
    expect(await place(lin, again)).toMatchObject({ status: 'too_far_ahead' })
  })

  test('sells one plan, and only a service does', async () => {
    const save = async (skus: Record<string, string>) => (await db.tx((tx) => savePrograms(tx, by, clock.now(), [withSku(skus)])))[0]
    expect(await save({ 'plus-year': 'fridge' })).toMatchObject({ status: 'plans_invalid' })
    expect(await save({ 'plus-year': 'install' })).toMatchObject({
      status: 'plans_invalid',
      detail: expect.stringContaining('begins when it is paid'),
    })
    expect(await save({ 'plus-year': 'plus-year', 'plus-month': 'plus-year' })).toMatchObject({ status: 'plans_invalid' })
    expect(await save({ 'plus-year': 'plus-year', 'plus-month': 'plus-month' })).toMatchObject({ status: 'saved' })
    // From the product's side, too: what sells a membership does not wait for somebody to perform it.
    const [plus] = await findProducts(db, ['plus'])
    const { version: _version, content_hash: _hash, sales_count: _sales, created_at: _created, saved_at: _saved, ...known } = plus!
    const change = async (more: object) =>
      (await db.tx((tx) => saveProducts(tx, theSystem, clock.now(), [{ ...itemOf(known), ...more }])))[0]!
    expect(await change({ performed: true })).toMatchObject({ status: 'sold_as_membership', detail: expect.stringMatching(/^performed:/) })
    expect(await change({ kind: 'goods' })).toMatchObject({ status: 'sold_as_membership', detail: expect.stringMatching(/^kind:/) })
  })

  test('is not made a membership and something to perform in one moment', async () => {
    for (let round = 0; round < 4; round++) {
      const spu = {
        spu_id: `round-${round}`,
        category_id: 'all',
        kind: 'service' as const,
        title: words('round'),
        lifecycle: 'on_sale' as const,
      }
      const save = (performed: boolean) =>
        db.tx((tx) => saveProducts(tx, theSystem, clock.now(), [{ ...spu, performed, skus: [{ sku_id: spu.spu_id, price_minor: 1_500 }] }]))
      await save(false)
      const [[product], [program]] = await Promise.all([
        save(true),
        db.tx((tx) => savePrograms(tx, by, clock.now(), [withSku({ 'plus-year': 'plus-year', 'plus-month': spu.spu_id })])),
      ])
      const verdicts = [product!.status, program!.status]
      expect([
        ['saved', 'plans_invalid'],
        ['sold_as_membership', 'saved'],
      ]).toContainEqual(verdicts)
    }
    await db.tx((tx) => savePrograms(tx, by, clock.now(), [withSku({ 'plus-year': 'plus-year', 'plus-month': 'plus-month' })]))
  })
})

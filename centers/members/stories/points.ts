import { describe, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { findWallet } from '#centers/payments/read.ts'
import { topUpsGranted } from '#centers/payments/top-ups.ts'
import { anOrder } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type Caller, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { organizations, roles, staff } from '#world/organization.ts'
import { consumers } from '../events.ts'
import { by, clock, db, deliver, newMember, operator, place, points, send } from './ground.ts'

describe('Lin pays a fridge partly with points', () => {
  test('they lower the total, are used up on arrival, and new ones are earned with growth', async () => {
    const lin = await newMember(30_000)
    // Bought at once, without a cart: as many points as these goods take.
    const means = async (line: string) => (await send(lin, 'GET', `/api/mall/quote/means?line=${line}`)).body.points
    expect(await means('fridge:1')).toMatchObject([{ program_id: 'jilang', most: 30_000 }])
    const order = anOrder([{ sku_id: 'fridge', quantity: 1 }], 80_000, { points_to_spend: { program_id: 'jilang', quantity: 20_000 } })
    expect(await place(lin, order)).toMatchObject({ status: 'placed', total_minor: 80_000 })
    expect(await place(lin, order)).toMatchObject({ status: 'already_placed' })
    expect(await place(lin, { ...order, points_to_spend: null, expected_total_minor: 100_000 })).toMatchObject({
      status: 'id_used_for_another',
    })
    expect(await points(lin)).toMatchObject({ balance: 10_000, value_minor: 10_000 })
    const view = (await send(operator, 'GET', `/api/admin/orders/${order.id}`)).body
    expect(view).toMatchObject({ goods_minor: 100_000, discount_minor: 20_000, total_minor: 80_000, payment: 'paid' })

    await deliver(order.id)
    // 800.00 paid: 800 points of the brand and of the group, at the first level.
    expect(await points(lin)).toMatchObject({
      balance: 10_800,
      owed: 0,
      next_expiry: { quantity: 10_800, expires_at: '2027-12-31T16:00:00.000Z' },
    })
    expect(await points(lin, 'group')).toMatchObject({ balance: 800 })
    await consumeAll(db, consumers, clock.now())
    await consumeAll(db, consumers, clock.now())
    const me = (await send(lin, 'GET', '/api/mall/me/member')).body
    expect(me.levels.find((one: { program_id: string }) => one.program_id === 'jilang')).toMatchObject({ level: 'normal', growth: 800 })
    const { body } = await send(lin, 'GET', '/api/mall/me/points/jilang?limit=2')
    expect(body.items.map(({ kind, change }: { kind: string; change: number }) => [kind, change])).toEqual([
      ['orders.earn', 800],
      ['orders.place', -20_000],
    ])
    expect((await send(lin, 'GET', `/api/mall/me/points/jilang?limit=2&cursor=${body.next}`)).body.items).toMatchObject([
      { kind: 'members.test', change: 30_000 },
    ])
  })

  test('growth raises the level once, however often the event is read, and the level earns more', async () => {
    const lin = await newMember()
    const order = anOrder([{ sku_id: 'fridge', quantity: 5 }], 500_000)
    await place(lin, order)
    await deliver(order.id)
    await consumeAll(db, consumers, clock.now())
    await db.run(sql`update core.cursors set tx_id = '0'::xid8, seq = 0 where consumer = 'members.grow'`)
    await consumeAll(db, consumers, clock.now())
    const me = (await send(lin, 'GET', '/api/mall/me/member')).body
    expect(me.levels.find((one: { program_id: string }) => one.program_id === 'jilang')).toMatchObject({ level: 'gold', growth: 5_000 })
    // Gold: two in a hundred off the brand's goods, and 1.3 points for a yuan of what is left.
    const second = anOrder([{ sku_id: 'fridge', quantity: 1 }], 98_000)
    expect(await place(lin, second)).toMatchObject({ status: 'placed' })
    await deliver(second.id)
    expect((await points(lin)).balance).toBe(5_000 + 1_274)
  })

  test('a canceled order gives them back with their own expiry', async () => {
    const lin = await newMember(30_000)
    const order = anOrder([{ sku_id: 'fridge', quantity: 1 }], 80_000, { points_to_spend: { program_id: 'jilang', quantity: 20_000 } })
    await place(lin, order)
    const cancel = () => send(lin, 'POST', `/api/mall/orders/${order.id}/cancellation`, { reason: '不想要了' })
    expect((await cancel()).body.outcomes[0].status).toBe('canceled')
    expect((await cancel()).body.outcomes[0].status).toBe('already_canceled')
    expect(await points(lin)).toMatchObject({ balance: 30_000 })
  })

  test('a piece taken out gives its share of points back, the rest of the order keeps its own', async () => {
    const lin = await newMember(30_000)
    const order = anOrder([{ sku_id: 'fridge', quantity: 3 }], 270_000, { points_to_spend: { program_id: 'jilang', quantity: 30_000 } })
    expect(await place(lin, order)).toMatchObject({ status: 'placed' })
    const refund = { refund_id: newId(), lines: [{ line_no: 1, quantity: 1 }], reason: '多订了' }
    const take = () => send(lin, 'POST', `/api/mall/orders/${order.id}/line-refunds`, refund)
    expect((await take()).body.outcomes).toMatchObject([{ status: 'refunded', refunded_minor: 90_000 }])
    expect((await take()).body.outcomes).toMatchObject([{ status: 'already_refunded' }])
    expect(await points(lin)).toMatchObject({ balance: 10_000 })
    await send(lin, 'POST', `/api/mall/orders/${order.id}/cancellation`, { reason: '不想要了' })
    expect(await points(lin)).toMatchObject({ balance: 30_000 })
  })

  test.each([
    ['more than half', { program_id: 'jilang', quantity: 50_001 }, 49_999, 'points_too_many'],
    ['of no program', { program_id: 'nobody', quantity: 1 }, 99_999, 'points_not_accepted'],
    ['he does not have', { program_id: 'group', quantity: 500 }, 99_500, 'points_too_few'],
    ['and another total', { program_id: 'jilang', quantity: 100 }, 100_000, 'price_moved'],
  ])('points %s are refused', async (_, points_to_spend, total, status) => {
    const lin = await newMember(60_000)
    expect(await place(lin, anOrder([{ sku_id: 'fridge', quantity: 1 }], total, { points_to_spend }))).toMatchObject({ status })
    expect((await points(lin)).balance).toBe(60_000)
  })
  test('brand points pay only goods of the brand; a guest has none', async () => {
    const lin = await newMember(60_000)
    const cable = anOrder([{ sku_id: 'cable', quantity: 1 }], 3_600, { points_to_spend: { program_id: 'jilang', quantity: 100 } })
    expect(await place(lin, cable)).toMatchObject({ status: 'points_too_many' })
    expect(await place({ ...nobody, id: newId() }, { ...cable, payment_term: 'pay_at_outlet', outlet_id: 'jl-store' })).toMatchObject({
      status: 'points_not_accepted',
    })
  })
  test('two orders at once cannot spend the same points', async () => {
    const lin = await newMember(10_000)
    const spend = () => anOrder([{ sku_id: 'fridge', quantity: 1 }], 94_000, { points_to_spend: { program_id: 'jilang', quantity: 6_000 } })
    const outcomes = await Promise.all([place(lin, spend()), place(lin, spend())])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['placed', 'points_too_few'])
    expect((await points(lin)).balance).toBe(4_000)
  })
})

describe('corrections', () => {
  test('are kept with their reason, once; what was spent is owed and settled by the next points', async () => {
    const lin = await newMember(100)
    const correct = (quantity: number, id: string = newId()) =>
      send(operator, 'POST', '/api/admin/points/corrections', {
        corrections: [{ id, member_id: lin.id, program_id: 'jilang', quantity, reason: '补发' }],
      })
    const id = newId()
    expect((await correct(-300, id)).body.outcomes[0].status).toBe('granted')
    expect((await correct(-300, id)).body.outcomes[0].status).toBe('already_granted')
    expect((await correct(-30, id)).body.outcomes[0].status).toBe('id_used_for_another')
    expect(await points(lin)).toMatchObject({ balance: 0, owed: 200 })
    await correct(250)
    expect(await points(lin)).toMatchObject({ balance: 50, owed: 0 })
    expect(await db.rows(sql`select 1 from core.changes where subject = 'members.points' and subject_id = ${lin.id}`)).toHaveLength(2)
  })
  test('of great worth wait for a second person, who is not whoever gains; small ones sent together count together', async () => {
    await loadOrganization(db, { organizations, roles, staff }, clock.now())
    const rule = (above_minor: number | null) =>
      db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'points.correct', currency: 'CNY', above_minor }]))
    await rule(5_000)
    const lin = await newMember(0, 'commerce')
    const [asker, second] = [staffIdOf('marketer'), staffIdOf('director')]
    const at = (id: string): Caller => ({ ...operator, id, permissions: new Set(['*']) })
    const correction = (quantity: number, id: string = newId()) => ({
      id,
      member_id: lin.id,
      program_id: 'jilang',
      quantity,
      reason: '补发',
    })
    const correct = async (corrections: object[]) =>
      (await send(at(asker), 'POST', '/api/admin/points/corrections', { corrections })).body.outcomes.map(
        ({ status }: { status: string }) => status,
      )
    expect(await correct([correction(4_000)])).toEqual(['granted'])
    const [large, ...small] = [correction(6_000), correction(3_000), correction(3_000)]
    expect(await correct([correction(1_001)])).toEqual(['proposed'])
    expect(await correct([large])).toEqual(['proposed'])
    expect(await correct([large])).toEqual(['already_proposed'])
    expect(await correct(small)).toEqual(['proposed', 'proposed'])
    expect((await points(lin)).balance).toBe(4_000)
    const { digest } = (await send(at(second), 'GET', `/api/admin/approvals/${large.id}`)).body
    const decisions = [{ id: large.id, decision: 'approve', digest }]
    const decide = async (as: Caller) => (await send(as, 'POST', '/api/admin/approvals/decisions', { decisions })).body.outcomes[0].status
    expect(await decide(at(asker))).not.toBe('granted')
    expect(await decide(at(second))).toBe('granted')
    await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
    expect((await points(lin)).balance).toBe(10_000)
    await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
    expect((await points(lin)).balance).toBe(10_000)
    await rule(null)

    // Money into wallets obeys a rule of its own in the same way.
    await db.tx((tx) =>
      saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'payments.collect', currency: 'CNY', above_minor: 100_000 }]),
    )
    const topUp = (amount_minor: number, id: string = newId()) => ({ id, member_id: lin.id, amount_minor, currency: 'CNY' })
    const collect = async (top_ups: object[]) =>
      (await send(at(asker), 'POST', '/api/admin/wallets/top-ups', { organization_id: 'commerce', top_ups })).body.outcomes.map(
        ({ status }: { status: string }) => status,
      )
    const before = await findWallet(db, lin.id!, 'CNY')
    const got = async () => (await findWallet(db, lin.id!, 'CNY')) - before
    const [much, ...parts] = [topUp(100_001), topUp(60_000), topUp(60_000)]
    const whole = topUp(100_000)
    expect([await collect([whole]), await collect([whole])].flat()).toEqual(['topped_up', 'already_topped_up'])
    // Split over the day it is one sum, also when two counters send at once.
    expect(await collect([topUp(1)])).toEqual(['proposed'])
    const wu = await newMember(0, 'commerce')
    const half = () => collect([{ ...topUp(60_000), member_id: wu.id }])
    expect((await Promise.all([half(), half()])).flat().sort()).toEqual(['proposed', 'topped_up'])
    expect([await collect([much]), await collect([much]), await collect(parts)].flat()).toEqual([
      'proposed',
      'already_proposed',
      'proposed',
      'proposed',
    ])
    expect(await got()).toBe(100_000)
    const signed = (await send(at(second), 'GET', `/api/admin/approvals/${much.id}`)).body
    const sign = async (as: string) =>
      (
        await send(at(as), 'POST', '/api/admin/approvals/decisions', {
          decisions: [{ id: much.id, decision: 'approve', digest: signed.digest }],
        })
      ).body.outcomes[0].status
    expect(await sign(asker)).not.toBe('granted')
    expect(await Promise.all([sign(second), sign(second)])).toContain('granted')
    for (let i = 0; i < 2; i++) await consumeAll(db, [topUpsGranted, ...approvalsConsumers], clock.now())
    expect(await got()).toBe(200_001)
    await db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'payments.collect', currency: 'CNY', above_minor: null }]))
  })
})

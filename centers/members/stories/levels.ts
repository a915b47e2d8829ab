import { afterEach, describe, expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { consumers as messageConsumers } from '#centers/messages/events.ts'
import { anOrder } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import type { Caller } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { draws, programs } from '#world/loyalty.ts'
import { saveDraws } from '../activities/write.ts'
import { consumers, tellers } from '../events.ts'
import { expireMemberships } from '../plans/write.ts'
import { levelFor, levelUntil } from '../rules.ts'
import { giveBirthdayPoints, measureLevels } from '../yearly.ts'
import { by, clock, db, member, newMember, operator, place, points, send } from './ground.ts'

describe('what a level gives', () => {
  const standing = async (growth: number, program_id: string, birthday: string | null = null): Promise<Caller> => {
    const lin = await newMember()
    await db.tx(async (tx) => {
      await tx.run(sql`update members.members set birthday = ${birthday} where id = ${lin.id}`)
      await tx.run(sql`delete from members.standings where member_id = ${lin.id}`)
    })
    const { level } = levelFor(programs.find((one) => one.program_id === program_id)!.levels, growth)
    await db.run(sql`
      insert into members.standings (member_id, program_id, brand_id, organization_id, level, growth, level_since, level_until, joined_at)
      values (${lin.id}, ${program_id}, ${program_id === 'group' ? null : program_id}, 'jl-store', ${level}, ${growth}, ${clock.now()},
        ${levelUntil(programs.find((one) => one.program_id === program_id)!.levels, level, 1, clock.now())}, ${clock.now()})`)
    await db.run(sql`insert into members.growth_entries values (${lin.id}, ${program_id}, 'opening', ${growth}, ${clock.now()})`)
    return lin
  }
  const cart = async (as: Caller, lines: { sku_id: string; quantity: number }[]) =>
    (await send(as, 'PUT', '/api/mall/cart/lines', { lines })).body

  test('its price and its freight, alike in the cart and at the till; others pay the full price', async () => {
    const [gold, plain] = [await standing(4_000, 'jilang'), await newMember()]
    const lines = [{ sku_id: 'fridge', quantity: 1 }]
    expect(await cart(gold, lines)).toMatchObject({ goods_minor: 100_000, discount_minor: 2_000, total_minor: 98_000 })
    expect(await cart(plain, lines)).toMatchObject({ discount_minor: 0, total_minor: 100_000 })
    const order = anOrder(lines, 98_000)
    expect(await place(plain, { ...order, id: newId() })).toMatchObject({ status: 'price_moved', total_minor: 100_000 })
    expect(await place(gold, order)).toMatchObject({ status: 'placed' })
    expect(await db.rows(sql`select kind, source_id, amount_minor, points from orders.discounts where order_id = ${order.id}`)).toEqual([
      { kind: 'member_price', source_id: 'jilang', amount_minor: 2_000, points: 0 },
    ])
    // Two cables cost 58.00: a gold member of the house pays no freight from 49.00 on, everybody else from 99.00.
    const cables = [{ sku_id: 'cable', quantity: 2 }]
    expect(await cart(await standing(4_000, 'group'), cables)).toMatchObject({ freight_minor: 0, total_minor: 5_800 })
    expect(await cart(plain, [...cables, { sku_id: 'fridge', quantity: 0 }])).toMatchObject({ freight_minor: 800, total_minor: 6_600 })
  })

  test('points on the birthday, once a year, however often it is asked', async () => {
    const lin = await standing(4_000, 'group', '1990-11-22')
    while ((await giveBirthdayPoints(db, clock.now())) > 0);
    await giveBirthdayPoints(db, clock.now())
    expect(await points(lin, 'group')).toMatchObject({ balance: 100 })
  })

  test('it is measured when its time is over: one step down at most, and kept by whoever bought on', async () => {
    const [quiet, busy] = [await standing(15_000, 'jilang'), await standing(15_000, 'jilang')]
    const before = clock.now()
    clock.set('2027-06-01T00:00:00.000Z')
    await db.tx((tx) => tx.run(sql`insert into members.growth_entries values (${busy.id}, 'jilang', 'bought', 15_000, ${clock.now()})`))
    await db.run(sql`update members.standings set growth = 30_000 where member_id = ${busy.id}`)
    clock.set('2027-12-31T15:00:00.000Z')
    expect(await measureLevels(db, clock.now())).toBe(0)
    clock.set('2027-12-31T17:00:00.000Z')
    while ((await measureLevels(db, clock.now())) > 0);
    const levelOf = async (as: Caller) =>
      (await send(as, 'GET', '/api/mall/me/member')).body.levels.find((one: { program_id: string }) => one.program_id === 'jilang')
    expect(await levelOf(quiet)).toMatchObject({ level: 'gold', growth: 4_000, level_until: '2029-12-31T16:00:00.000Z' })
    expect(await levelOf(busy)).toMatchObject({ level: 'diamond', growth: 30_000 })
    clock.set(before)
  })
})

describe('a paid membership', () => {
  const plus = (id: string = newId(), expected_minor = 16_800) => ({ id, plan_id: 'plus-year', expected_minor })
  const buy = async (as: Caller, body: object) => (await send(as, 'POST', '/api/mall/me/memberships', body)).body.outcomes[0]
  const giveBack = async (as: Caller, id: string) => (await send(as, 'POST', `/api/mall/me/memberships/${id}/refund`)).body.outcomes[0]
  const wallet = async (as: Caller) => (await send(as, 'GET', '/api/mall/me/wallet')).body.balance_minor
  const group = async (as: Caller) =>
    (await send(as, 'GET', '/api/mall/me/member')).body.levels.find(({ program_id }: { program_id: string }) => program_id === 'group')
  afterEach(() => clock.set('2026-11-22T02:00:00.000Z'))

  test('is paid from the wallet once, lifts the level and opens draws earlier; given back, the money and the level go', async () => {
    const lin = await newMember()
    const before = await wallet(lin)
    expect((await group(lin)).level).toBe('normal')
    const body = plus()
    expect(await buy(lin, plus(newId(), 100))).toMatchObject({ status: 'price_changed' })
    expect(await buy(lin, body)).toMatchObject({ status: 'bought', ends_at: '2027-11-21T16:00:00.000Z' })
    expect(await buy(lin, body)).toMatchObject({ status: 'already_bought' })
    expect(await buy(lin, { ...body, plan_id: 'plus-month', expected_minor: 1_800 })).toMatchObject({ status: 'id_used_for_another' })
    expect(await buy(lin, { id: newId(), plan_id: 'plus-month', expected_minor: 1_800 })).toMatchObject({ status: 'another_plan_runs' })
    expect(await wallet(lin)).toBe(before - 16_800)
    const held = await group(lin)
    expect(held).toMatchObject({ level: 'gold', growth: 0, plan: { plan_id: 'plus-year' } })
    expect(held.benefits).toContainEqual(expect.objectContaining({ kind: 'service_line', contact: '400-000-1188' }))

    const draw = {
      ...draws.find(({ program_id }) => program_id === 'yilin')!,
      draw_id: `soon-${newId()}`,
      starts_at: '2026-11-22T20:00:00.000Z',
      ends_at: '2027-01-01T00:00:00.000Z',
    }
    await db.tx((tx) => saveDraws(tx, by, clock.now(), [draw]))
    const zone = async (as: Caller) =>
      (await send(as, 'GET', `/api/mall/me/activities/${draw.program_id}`)).body.draws.find(
        ({ draw_id }: { draw_id: string }) => draw_id === draw.draw_id,
      )
    const other = await newMember()
    expect(await zone(lin)).toMatchObject({ early: true })
    expect(await zone(other)).toBeUndefined()
    const attempt = async (as: Caller) =>
      (await send(as, 'POST', `/api/mall/me/draws/${draw.draw_id}/tries`, { id: newId() })).body.outcomes[0].status
    expect(await attempt(other)).toBe('draw_not_open')
    expect(await attempt(lin)).toBe('points_too_few')

    expect(await giveBack(other, body.id)).toMatchObject({ status: 'membership_not_found' })
    expect(await giveBack(lin, body.id)).toMatchObject({ status: 'refunded', refund_minor: 16_800 })
    expect(await giveBack(lin, body.id)).toMatchObject({ status: 'already_refunded' })
    expect(await wallet(lin)).toBe(before)
    expect(await group(lin)).toMatchObject({ level: 'normal', plan: null })
  })

  test('bought again it runs longer; the later one is given back first; it ends by itself, and all of it is told', async () => {
    const lin = await newMember()
    const [first, second] = [plus(), plus()]
    await buy(lin, first)
    expect(await buy(lin, second)).toMatchObject({ status: 'bought', ends_at: '2028-11-21T16:00:00.000Z' })
    expect(await giveBack(lin, first.id)).toMatchObject({ status: 'later_one_first' })
    clock.set('2027-01-02T02:00:00.000Z')
    expect(await giveBack(lin, second.id)).toMatchObject({ status: 'refunded', refund_minor: 16_800 })
    const { items } = (await send(lin, 'GET', '/api/mall/me/memberships')).body
    expect(items.find((one: { membership_id: string }) => one.membership_id === first.id)).toMatchObject({ refundable_minor: 14_000 })
    clock.set('2027-11-18T02:00:00.000Z')
    await expireMemberships(db, clock.now())
    expect(await giveBack(lin, first.id)).toMatchObject({ status: 'nothing_left' })
    clock.set('2027-11-21T16:00:00.000Z')
    await expireMemberships(db, clock.now())
    expect(await expireMemberships(db, clock.now())).toBe(0)
    expect(await group(lin)).toMatchObject({ level: 'normal', plan: null })
    await consumeAll(db, [...consumers, ...tellers, ...messageConsumers], clock.now())
    const told = await db.rows<{ template: string }>(
      sql`select template from messages.outbox where user_id = ${lin.id} and template like 'members.membership%' order by template`,
    )
    expect(new Set(told.map(({ template }) => template))).toEqual(
      new Set(['members.membership_ends_soon', 'members.membership_over', 'members.membership_started']),
    )
  })

  test('of two bought at once one is refused; a wallet that lacks the money says how much', async () => {
    const lin = await newMember()
    const outcomes = await Promise.all([buy(lin, plus()), buy(lin, { id: newId(), plan_id: 'plus-month', expected_minor: 1_800 })])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['another_plan_runs', 'bought'])
    const id = newId()
    await loadUsers(db, [{ id, name: '赵一', handles: [] }], clock.now())
    expect(await buy(member(id), plus())).toMatchObject({ status: 'balance_too_low', detail: expect.stringContaining('168') })
    expect(await group(member(id))).toMatchObject({ level: 'normal', plan: null })
  })

  test('a program is saved whole: a plan left out is off sale and goes on, one of a level there is not is refused', async () => {
    const [own] = programs.filter(({ program_id }) => program_id === 'zhimu')
    const { brand_id: _brand, levels, ...rest } = own!
    const draft = { ...rest, levels: levels.map(({ rank: _rank, ...level }) => level) }
    const save = async (more: object) =>
      (await send(operator, 'PUT', '/api/admin/programs', { programs: [{ ...draft, ...more }] })).body.outcomes[0]
    expect(await save({ plans: [{ ...draft.plans[0]!, level: 'ruby' }] })).toMatchObject({ status: 'plans_invalid' })
    expect(await save({ plans: [{ ...draft.plans[0]!, plan_id: 'plus-year' }] })).toMatchObject({ status: 'plan_of_another_program' })
    const lin = await newMember()
    expect(await buy(lin, { id: newId(), plan_id: 'zhimu-mother', expected_minor: 9_900 })).toMatchObject({ status: 'bought' })
    expect(await save({ plans: [] })).toMatchObject({ status: 'saved' })
    expect(await buy(lin, { id: newId(), plan_id: 'zhimu-mother', expected_minor: 9_900 })).toMatchObject({ status: 'plan_not_on_sale' })
    const { levels: held } = (await send(lin, 'GET', '/api/mall/me/member')).body
    expect(held.find(({ program_id }: { program_id: string }) => program_id === 'zhimu').level).toBe('silver')
    expect(await save({})).toMatchObject({ status: 'saved' })
  })
})

describe('what a member says of himself', () => {
  test('gender, birthday, interests on offer, and who eats with him', async () => {
    const lin = await newMember()
    const say = async (body: object) => (await send(lin, 'PATCH', '/api/mall/me/member', body)).body
    expect((await say({ interests: ['飞行'] })).outcomes[0].status).toBe('interest_not_offered')
    expect((await say({ birthday: '2090-01-01' })).outcomes[0].status).toBe('birthday_invalid')
    expect((await say({ birthday: '1990-05-01', gender: 'female', interests: ['邮票收藏', '厨房好物'] })).outcomes[0].status).toBe('saved')
    expect((await say({ interests: ['邮票收藏'] })).outcomes[0].status).toBe('saved')
    expect((await send(lin, 'GET', '/api/mall/me/member')).body).toMatchObject({
      birthday: '1990-05-01',
      gender: 'female',
      interests: ['邮票收藏'],
    })
    const people = [
      { person_id: newId(), nickname: '外婆', part: 'grandparent' },
      { person_id: newId(), nickname: '小满', part: 'child' },
      { person_id: lin.id, nickname: '我', part: 'adult' },
    ]
    const outcomes = (await send(lin, 'PUT', '/api/mall/me/household', { people })).body.outcomes
    expect(outcomes.map(({ status }: { status: string }) => status)).toEqual(['saved', 'born_on_invalid', 'has_an_account'])
    const forget = async (as: Caller, id: string) => (await send(as, 'DELETE', `/api/mall/me/household/${id}`)).body.outcomes[0].status
    expect(await forget(await newMember(), people[0]!.person_id!)).toBe('already_forgotten')
    expect(await forget(lin, people[0]!.person_id!)).toBe('forgotten')
    expect(await forget(lin, lin.id!)).toBe('already_forgotten')
    expect((await send(lin, 'GET', '/api/mall/me/member')).body.household.people).toHaveLength(1)
  })
})

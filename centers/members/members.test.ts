import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { findBalances } from '#centers/ledger/read.ts'
import { consumers as messageConsumers } from '#centers/messages/events.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { orderTellers } from '#centers/orders/tell.ts'
import { advanceOrders, cancelOrders } from '#centers/orders/write.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { findWallet } from '#centers/payments/read.ts'
import { topUpsGranted } from '#centers/payments/top-ups.ts'
import { saveBrands, saveProducts } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { checkPromises, readPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { draws, memberTasks, programs } from '#world/loyalty.ts'
import { organizations, roles, staff } from '#world/organization.ts'
import { fundDraws, saveDraws, saveTasks, tryDraw } from './activities/write.ts'
import { consumers, tellers } from './events.ts'
import { expireMemberships } from './plans/write.ts'
import { findPoints, holderKey } from './points/read.ts'
import { expirePoints, grantPoints } from './points/write.ts'
import { levelFor, levelUntil } from './rules.ts'
import { addMembers, savePrograms } from './write.ts'
import { giveBirthdayPoints, measureLevels } from './yearly.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller
let numbers: ReturnType<typeof numberSource>

const member = (id: string): Caller => ({ ...nobody, kind: 'member', id, name: 'member' })
const operator: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'Yang Liu' }
const by = systemBy('test')

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  numbers = numberSource(db, 'orders')
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { cable: 2_900 }, stock: { east: { fridge: 100_000, cable: 100_000 } } })
  await db.tx(async (tx) => {
    await saveBrands(tx, theSystem, clock.now(), [{ brand_id: 'jilang', name: { zh: '霁朗', en: 'Jilang' }, slogan: null }] as never)
    await saveProducts(tx, theSystem, clock.now(), [
      {
        spu_id: 'fridge',
        category_id: 'all',
        brand_id: 'jilang',
        lifecycle: 'on_sale',
        title: { zh: '冰箱', en: 'Fridge' },
        skus: [{ sku_id: 'fridge', price_minor: 100_000 }],
      },
    ] as never)
    await savePrograms(tx, by, clock.now(), programs)
  })
  await db.tx(async (tx) => {
    await saveTasks(tx, memberTasks)
    await saveDraws(
      tx,
      by,
      clock.now(),
      draws.map(({ budget_points: _budget, ...draw }) => ({
        ...draw,
        starts_at: '2026-11-01T00:00:00.000Z',
        ends_at: '2027-11-01T00:00:00.000Z',
      })),
    )
  })
})
afterAll(async () => {
  const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
  await app.close()
  await db.close()
  await cloned.drop()
  expect(broken).toEqual([])
})
// What a story here may break is asked after each; the whole house once, in the end.
const near = new Set(['ledger', 'members', 'payments', 'orders', 'approvals', 'messages'])
afterEach(async () => {
  const lists = (await readPromises()).filter(({ center }) => near.has(center))
  expect((await checkPromises(db, lists)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

const send = async (as: Caller, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
  caller = as
  if (method !== 'GET') clock.advance(1_000)
  const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const advance = async () => {
  while ((await advanceOrders(db, clock.now())) > 0);
}
async function newMember(points = 0, organization_id = 'jl-store'): Promise<Caller> {
  const id = newId()
  const now = clock.now()
  await loadUsers(db, [{ id, name: '林知夏', handles: [] }], now)
  await db.tx(async (tx) => {
    await addMembers(tx, now, [{ id, source: 'mall', joined_at: now, standings: [{ program_id: 'jilang', organization_id, growth: 0 }] }])
    if (points > 0) await grantPoints(tx, now, [grant(id, points)])
  })
  await fillWallets(db, now, [id], 1_000_000_00)
  return member(id)
}
const grant = (member_id: string, quantity: number, id: string = newId()) => ({
  id,
  member_id,
  program_id: 'jilang',
  quantity,
  kind: 'members.test',
  ref: 'test',
})
const points = async (as: Caller, program_id = 'jilang') => {
  const { body } = await send(as, 'GET', '/api/mall/me/balances')
  return body.points.find((one: { program_id: string }) => one.program_id === program_id)
}
const place = async (as: Caller, order: object) => (await send(as, 'POST', '/api/mall/orders', order)).body.outcomes[0]
async function deliver(order_id: string) {
  await advance()
  const id = newId()
  await db.tx((tx) => shipParcels(tx, 'clerk', clock.now(), [{ id, order_id, group_no: 1, carrier: 'sf', waybill_no: 'SF0000000001' }]))
  await db.tx((tx) => deliverParcels(tx, 'carrier', clock.now(), [{ id }]))
}

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
    expect(await place({ ...nobody, id: newId() }, { ...cable, payment_term: 'pay_at_outlet', outlet_id: 'x' })).toMatchObject({
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

describe('whom staff see', () => {
  test('a store sees the members it looks after, by list, by id and by correction', async () => {
    const [mine, other] = [await newMember(0, 'jl-guanyinqiao'), await newMember(0, 'jl-nanping')]
    const store: Caller = {
      ...operator,
      permissions: new Set(['members.read', 'points.correct', 'members.edit']),
      organizations: ['jl-guanyinqiao'],
      brands: ['jilang'],
    }
    const { body } = await send(store, 'GET', '/api/admin/members')
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([mine.id])
    expect((await send(store, 'GET', `/api/admin/members/${mine.id}`)).body).toMatchObject({
      id: mine.id,
      lifecycle: 'new',
      household: { people: [] },
    })
    expect((await send(store, 'GET', `/api/admin/members/${other.id}`)).status).toBe(404)
    const correction = (id: string | null, program_id: string) => ({ id: newId(), member_id: id, program_id, quantity: 5, reason: 'x' })
    const answer = await send(store, 'POST', '/api/admin/points/corrections', {
      corrections: [correction(mine.id, 'jilang'), correction(other.id, 'jilang'), correction(mine.id, 'group')],
    })
    expect(answer.body.outcomes.map(({ status }: { status: string }) => status)).toEqual([
      'granted',
      'member_not_found',
      'member_not_found',
    ])
    const edit = await send(store, 'POST', '/api/admin/members/edits', {
      edits: [
        { id: mine.id, birthday: '1990-02-30' },
        { id: other.id, note: 'x' },
      ],
    })
    expect(edit.status).toBe(409)
    expect(edit.body.outcomes.map(({ status }: { status: string }) => status)).toEqual(['birthday_invalid', 'member_not_found'])
    await send(store, 'POST', '/api/admin/members/edits', { edits: [{ id: mine.id, vip_until: '2027-01-01', add_tags: ['送礼', '养猫'] }] })
    expect((await send(store, 'GET', '/api/admin/members?tag=养猫&vip=true')).body.items).toMatchObject([{ id: mine.id, vip: true }])
  })
  test('leave the house as a file for a reason, counted by the day, each time on record', async () => {
    await loadOrganization(db, { organizations, roles, staff }, clock.now())
    const [asker, second, clerk] = [staffIdOf('marketer'), staffIdOf('director'), staffIdOf('orders')]
    await Promise.all([1, 2, 3].map(() => newMember(0, 'jl-yubei')))
    await db.run(
      sql`update identity.users set name = '=cmd()' where id = (select member_id from members.standings where organization_id = 'jl-yubei' limit 1)`,
    )
    const permissions = new Set(['members.read', 'members.export'])
    const at = (id: string): Caller => ({ ...operator, id, permissions, organizations: ['jl-yubei'], brands: ['jilang'] })
    const rule = (above_minor: number | null) =>
      db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'members.export', currency: 'XXX', above_minor }]))
    const ask = async (id: string, more: object = {}) =>
      (await send(at(asker), 'POST', '/api/admin/member-exports', { exports: [{ id, list: 'members', reason: '短信召回', ...more }] })).body
        .outcomes[0].status
    const take = async (id: string, as: string = asker) => {
      caller = at(as)
      return app.inject({ method: 'GET', url: `/api/admin/member-exports/${id}/file` })
    }
    await rule(4)
    const [first, next] = [newId(), newId()]
    expect([await ask(first), await ask(first), await ask(first, { reason: 'x' })]).toEqual([
      'ready',
      'already_asked',
      'id_used_for_another',
    ])
    const file = await take(first)
    expect(file.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'private, no-store' })
    const lines = file.body.trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(file.body).toContain('"\'=cmd()"')
    caller = at(asker)
    const english = await app.inject({ method: 'GET', url: `/api/admin/member-exports/${first}/file?locale=en` })
    expect([lines[0], english.body.split('\r\n')[0], english.body.trim().split('\r\n').length]).toEqual([
      '"姓名","手机","性别","生日","等级","成长值","状态","标签","来源","加入日期","最近下单"',
      '\ufeff"Name","Phone","Gender","Birthday","Level","Growth","Lifecycle","Tags","Source","Joined on","Last order on"',
      4,
    ])
    expect((await app.inject({ method: 'GET', url: `/api/admin/member-exports/${first}/file?locale=fr` })).statusCode).toBe(400)
    expect([(await take(first, clerk)).statusCode, (await take(newId())).statusCode]).toEqual([404, 404])
    // The second of the day passes the rule, sent twice at once or not.
    expect((await Promise.all([ask(next), ask(next)])).sort()).toContain('proposed')
    expect((await take(next)).json()).toMatchObject({ status: 409, type: 'export_waits' })
    const all = { ...at(second), permissions: new Set(['*']), organizations: 'all', brands: 'all' } as const
    const { digest } = (await send(all, 'GET', `/api/admin/approvals/${next}`)).body
    const signed = await send(all, 'POST', '/api/admin/approvals/decisions', { decisions: [{ id: next, decision: 'approve', digest }] })
    expect(signed.body.outcomes[0].status).toBe('granted')
    for (let i = 0; i < 2; i++) await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
    expect((await take(next)).statusCode).toBe(200)
    expect((await send(at(asker), 'GET', '/api/admin/member-exports')).body.items).toMatchObject([
      { export_id: next, state: 'ready', taken_count: 1 },
      { export_id: first, state: 'ready', taken_count: 2 },
    ])
    expect(await ask(newId(), { list: 'persons' })).toBe('not_permitted')
    const acts = await db.rows(sql`select action from core.changes where subject = 'members.export' order by happened_at, seq`)
    expect(acts.map(({ action }) => action).sort()).toEqual([
      'export_asked',
      'export_asked',
      'export_taken',
      'export_taken',
      'export_taken',
    ])
    await db.run(sql`update members.exports set open_until = ${clock.now()} where export_id = ${first}`)
    expect((await take(first)).json()).toMatchObject({ status: 410, type: 'export_over' })
    await rule(null)
  })
  test('a child is told of, and its stage is told by the day', async () => {
    const lin = await newMember()
    const person_id = newId()
    const tell = (born_on: string) =>
      send(lin, 'PUT', '/api/mall/me/household', { people: [{ person_id, nickname: '小满', part: 'child', born_on }] })
    expect((await tell('2026-02-30')).status).toBe(409)
    await tell('2026-08-20')
    await tell('2026-08-21')
    const { household } = (await send(lin, 'GET', '/api/mall/me/member')).body
    expect(household.people).toMatchObject([
      { member_id: lin.id },
      { nickname: '小满', born_on: '2026-08-21', months: 3, stage: 'stage_1' },
    ])
    expect((await send(lin, 'POST', '/api/mall/me/tasks/zhimu-child/reward')).body.outcomes[0]).toMatchObject({
      status: 'rewarded',
      points: 300,
    })
    expect((await send(lin, 'POST', '/api/mall/me/tasks/zhimu-child/reward')).body.outcomes[0].status).toBe('already_rewarded')
    expect((await send(lin, 'POST', '/api/mall/me/tasks/birthday/reward')).body.outcomes[0].status).toBe('not_done')
    expect((await points(lin, 'zhimu')).balance).toBe(300)
  })
})

describe('cards', () => {
  test('are made, sold, bound by their secret, moved to the wallet, frozen', async () => {
    const lin = await newMember()
    const batch = {
      batch_id: newId(),
      kind: 'prepaid',
      name: '中秋福利',
      value_minor: 20_000,
      currency: 'CNY',
      cards: 3,
      expires_on: '2027-11-22',
      organization_id: 'commerce',
    }
    const made = (await send(operator, 'POST', '/api/admin/card-batches', batch)).body.outcomes[0]
    expect(made.cards).toHaveLength(3)
    const again = (await send(operator, 'POST', '/api/admin/card-batches', batch)).body.outcomes[0]
    expect(again).toEqual({ id: batch.batch_id, status: 'already_made' })
    const bind = async (secret: string, as = lin) =>
      (await send(as, 'POST', '/api/mall/me/cards', { card_no: made.cards[0].card_no, secret })).body.outcomes[0].status
    expect(await bind(made.cards[0].secret)).toBe('card_not_active')
    const activate = () => send(operator, 'POST', `/api/admin/card-batches/${batch.batch_id}/activation`, {})
    expect((await activate()).body.outcomes.map(({ status }: { status: string }) => status)).toEqual(Array(3).fill('activated'))
    expect((await activate()).body.outcomes[0].status).toBe('already_activated')
    expect(await bind('AAAA-AAAA-AAAA')).toBe('card_or_secret_wrong')
    expect(await bind(made.cards[0].secret.toLowerCase().replaceAll('-', ' '))).toBe('bound')
    expect(await bind(made.cards[0].secret)).toBe('already_bound')
    expect(await bind(made.cards[0].secret, await newMember())).toBe('card_bound_to_another')

    const [card] = (await send(lin, 'GET', '/api/mall/me/balances')).body.cards
    expect(card).toMatchObject({ balance_minor: 20_000, state: 'active', name: '中秋福利' })
    const before = (await send(lin, 'GET', '/api/mall/me/wallet')).body.balance_minor
    const move = async (amount_minor: number, id: string = newId()) =>
      (await send(lin, 'POST', `/api/mall/me/cards/${card.card_id}/transfers`, { id, amount_minor })).body.outcomes[0].status
    const id = newId()
    expect(await move(5_000, id)).toBe('transferred')
    expect(await move(5_000, id)).toBe('already_transferred')
    expect(await move(15_001)).toBe('balance_too_low')
    const freeze = { freezes: [{ id: card.card_id, frozen: true, reason: '挂失' }] }
    expect((await send(operator, 'POST', '/api/admin/cards/freezes', freeze)).body.outcomes[0].status).toBe('frozen')
    expect(await move(1)).toBe('card_frozen')
    expect((await send(lin, 'GET', '/api/mall/me/wallet')).body.balance_minor).toBe(before + 5_000)
    const [view] = (await send(operator, 'GET', '/api/admin/card-batches')).body.items
    expect(view).toMatchObject({ active: 3, bound: 1, frozen: 1, balance_minor: 55_000 })
    const elsewhere: Caller = { ...operator, organizations: ['jl-guanyinqiao'] }
    expect((await send(elsewhere, 'GET', '/api/admin/card-batches')).body.items).toEqual([])
    expect((await send(elsewhere, 'POST', '/api/admin/cards/freezes', freeze)).body.outcomes[0].status).toBe('card_not_found')
  })
  test('of great worth wait for a second person, and for the ground to stay as it was', async () => {
    const [asker, second] = [staffIdOf('marketer'), staffIdOf('director')]
    await loadOrganization(db, { organizations, roles, staff }, clock.now())
    await db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'cards.issue', currency: 'CNY', above_minor: 50_000 }]))
    const at = (id: string): Caller => ({ ...operator, id, permissions: new Set(['*']) })
    const batchOf = async (cards: number) => {
      const batch_id = newId()
      const batch = { batch_id, kind: 'gift', name: '开业礼品卡', value_minor: 20_000, currency: 'CNY', cards, expires_on: '2027-11-22' }
      expect((await send(at(asker), 'POST', '/api/admin/card-batches', { ...batch, organization_id: 'commerce' })).status).toBe(200)
      return batch_id
    }
    const activate = async (batch_id: string, body: object) =>
      (await send(at(asker), 'POST', `/api/admin/card-batches/${batch_id}/activation`, body)).body.outcomes[0].status
    const decide = async (id: string) => {
      const { digest } = (await send(at(second), 'GET', `/api/admin/approvals/${id}`)).body
      return (await send(at(second), 'POST', '/api/admin/approvals/decisions', { decisions: [{ id, decision: 'approve', digest }] })).body
        .outcomes[0].status
    }
    const settled = async (id: string) => {
      await consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
      return (await send(at(second), 'GET', `/api/admin/approvals/${id}`)).body.result
    }
    expect(await activate(await batchOf(2), { approval_id: newId() })).toBe('activated')
    const [batch_id, approval_id] = [await batchOf(3), newId()]
    expect(await activate(batch_id, {})).toBe('approval_id_missing')
    expect(await activate(batch_id, { approval_id })).toBe('proposed')
    expect(await activate(batch_id, { approval_id })).toBe('already_proposed')
    expect(await decide(approval_id)).toBe('granted')
    expect(await settled(approval_id)).toBe('applied')
    const card_ids = async (id: string) =>
      (await send(operator, 'GET', `/api/admin/card-batches/${id}/cards`)).body.items.map(({ card_id }: { card_id: string }) => card_id)
    expect(await activate(batch_id, {})).toBe('already_activated')
    // One card goes alone, below the amount, while the rest wait for a signature: that signature is for what is no more.
    const [other, other_approval] = [await batchOf(4), newId()]
    expect(await activate(other, { approval_id: other_approval })).toBe('proposed')
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(0, 1) })).toBe('activated')
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(1, 2) })).toBe('activated')
    // Card by card it is the same sum.
    expect(await activate(other, { card_ids: (await card_ids(other)).slice(2, 3), approval_id: newId() })).toBe('proposed')
    expect(await decide(other_approval)).toBe('granted')
    expect(await settled(other_approval)).toBe('ground_moved')
    await db.tx((tx) => saveTwoPersonRules(tx, by, clock.now(), [{ permission: 'cards.issue', currency: 'CNY', above_minor: null }]))
  })
  test('guessing secrets closes the door for a while', async () => {
    const lin = await newMember()
    const guess = async () =>
      (await send(lin, 'POST', '/api/mall/me/cards', { card_no: '8800000000', secret: 'AAAA-AAAA-AAAB' })).body.outcomes[0].status
    for (let i = 0; i < 5; i++) expect(await guess()).toBe('card_or_secret_wrong')
    expect(await guess()).toBe('too_many_tries')
    clock.advance(16 * 60_000)
    expect(await guess()).toBe('card_or_secret_wrong')
  })
})

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

describe('cards at the till', () => {
  /** So many cards of 300 yuan, sold and bound. */
  const ownCards = async (as: Caller, cards: number): Promise<string[]> => {
    const batch = { batch_id: newId(), kind: 'gift', name: '礼品卡', value_minor: 30_000, currency: 'CNY', cards, expires_on: '2029-11-22' }
    const made = (await send(operator, 'POST', '/api/admin/card-batches', { ...batch, organization_id: 'commerce' })).body.outcomes[0]
    await send(operator, 'POST', `/api/admin/card-batches/${batch.batch_id}/activation`, {})
    for (const card of made.cards) await send(as, 'POST', '/api/mall/me/cards', card)
    return (await send(as, 'GET', '/api/mall/me/balances')).body.cards.map(({ card_id }: { card_id: string }) => card_id)
  }
  test('pay an order beside the wallet, and get back what was theirs, last', async () => {
    const lin = await newMember()
    const [first, second] = await ownCards(lin, 2)
    const balances = async () => {
      const { body } = await send(lin, 'GET', '/api/mall/me/balances')
      const left = (id: string) => body.cards.find((one: { card_id: string }) => one.card_id === id).balance_minor
      return [left(first!), left(second!), body.wallet.balance_minor]
    }
    await send(lin, 'PUT', '/api/mall/cart/lines', { lines: [{ sku_id: 'fridge', quantity: 1 }] })
    expect((await send(lin, 'GET', '/api/mall/cart/means')).body).toMatchObject({ wallet_minor: 100_000_000, points: [], cards: [{}, {}] })
    const order = (cards_to_spend: object[], more: object = {}) =>
      anOrder([{ sku_id: 'fridge', quantity: 1 }], 100_000, { cards_to_spend, ...more })
    const spend = (card_id: string | undefined, amount_minor: number) => ({ card_id, amount_minor })
    const refused = async (cards_to_spend: object[], more: object = {}) => (await place(lin, order(cards_to_spend, more))).status
    expect(await refused([spend(first, 30_001)])).toBe('card_too_low')
    expect(await refused([spend(first, 10_000), spend(first, 10_000)])).toBe('cards_not_accepted')
    expect(await refused([spend(first, 100_001)])).toBe('cards_not_accepted')
    expect(await refused([spend(first, 10)], { payment_term: 'pay_at_outlet', outlet_id: 'east' })).toBe('cards_not_accepted')
    expect(await refused([spend(newId(), 10)])).toBe('card_not_found')
    expect((await place(await newMember(), order([spend(first, 10)]))).status).toBe('card_not_found')

    const placed = order([spend(first, 30_000), spend(second, 20_000)])
    expect(await place(lin, placed)).toMatchObject({ status: 'placed' })
    expect(await place(lin, placed)).toMatchObject({ status: 'already_placed' })
    expect(await balances()).toEqual([0, 10_000, 100_000_000 - 50_000])
    const { payments } = (await send(operator, 'GET', `/api/admin/orders/${placed.id}`)).body
    expect(payments.map(({ method, amount_minor }: { method: string; amount_minor: number }) => [method, amount_minor]).sort()).toEqual([
      ['card', 20_000],
      ['card', 30_000],
      ['wallet', 50_000],
    ])
    await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: placed.id, reason: 'x' }]))
    expect(await balances()).toEqual([30_000, 30_000, 100_000_000])
  })
  test('two orders at once never spend a card twice', async () => {
    const lin = await newMember()
    const [card_id] = await ownCards(lin, 1)
    caller = lin
    const at_once = await Promise.all(
      Array.from({ length: 6 }, () =>
        app.inject({
          method: 'POST',
          url: '/api/mall/orders',
          payload: anOrder([{ sku_id: 'cable', quantity: 4 }], 11_600, { cards_to_spend: [{ card_id, amount_minor: 10_000 }] }),
        }),
      ),
    )
    const statuses = at_once.map((answer) => answer.json().outcomes[0].status).sort()
    expect(statuses).toEqual(['card_too_low', 'card_too_low', 'card_too_low', 'placed', 'placed', 'placed'])
  })
})

describe('what happens is told', () => {
  test('once, however often the events are read: an order placed, a parcel that left, a canceled order, a new level', async () => {
    const lin = await newMember()
    const [bought, dropped] = [5, 1].map((quantity) => anOrder([{ sku_id: 'fridge', quantity }], 100_000 * quantity))
    for (const order of [bought!, dropped!]) expect(await place(lin, order)).toMatchObject({ status: 'placed' })
    await db.tx((tx) => cancelOrders(tx, 'buyer', clock.now(), [{ id: dropped!.id, reason: '不想要了' }]))
    await deliver(bought!.id)
    const everything = [...consumers, ...tellers, ...orderTellers, ...messageConsumers]
    await consumeAll(db, everything, clock.now())
    await consumeAll(db, everything, clock.now())
    await db.run(sql`update core.cursors set tx_id = '0'::xid8, seq = 0 where consumer in ('orders.tell', 'members.tell')`)
    await consumeAll(db, everything, clock.now())
    const { items } = await (async () => {
      const rows = await db.rows<{ template: string; values: { order_no?: string; level?: string; amount?: string } }>(sql`
        select template, values from messages.outbox where user_id = ${lin.id} and channel = 'in_app' order by template`)
      return { items: rows.map(({ template, values }) => [template, values.level ?? values.amount ?? 'order']) }
    })()
    // Five fridges make him gold in the brand, and gold in the house.
    expect(items).toEqual([
      ['members.level_changed', '金卡会员'],
      ['members.level_changed', '金卡会员'],
      ['orders.canceled', 'order'],
      ['orders.delivered', 'order'],
      ['orders.placed', 'order'],
      ['orders.placed', 'order'],
      ['orders.refunded', '¥1,000.00'],
      ['orders.shipped', 'order'],
    ])
  })
})

describe('the activity zone', () => {
  test('counts days in a row', async () => {
    const lin = await newMember()
    const check = async () => (await send(lin, 'POST', '/api/mall/me/activities/jilang/check-in')).body.outcomes[0]
    expect(await check()).toMatchObject({ status: 'checked_in', streak: 1, points: 5 })
    expect(await check()).toMatchObject({ status: 'already_checked_in', streak: 1 })
    clock.advance(86_400_000)
    await check()
    clock.advance(86_400_000)
    expect(await check()).toMatchObject({ streak: 3, points: 8 })
    clock.advance(2 * 86_400_000)
    expect(await check()).toMatchObject({ streak: 1, points: 5 })
    expect((await points(lin)).balance).toBe(23)
    expect((await send(lin, 'GET', '/api/mall/me/activities/jilang')).body).toMatchObject({
      checked_in: true,
      streak: 1,
      draws: [{ tries_left: 3 }],
    })
  })
  test('a draw gives what it has and no more, each try once', async () => {
    const draw_id = 'zhimu-lucky'
    const asset = 'points:zhimu'
    const lins = await Promise.all(Array.from({ length: 6 }, () => newMember()))
    await db.tx((tx) =>
      grantPoints(
        tx,
        clock.now(),
        lins.map(({ id }) => ({ ...grant(id!, 100), program_id: 'zhimu' })),
      ),
    )
    await db.tx((tx) => fundDraws(tx, by, clock.now(), [{ id: newId(), draw_id, points: 250 }]))
    // Everybody draws the second prize, worth 100: two of them win.
    const tries = lins.flatMap(({ id }) => [{ id: newId(), draw_id, member_id: id! }])
    const outcomes = await Promise.all(tries.map((one) => db.tx((tx) => tryDraw(tx, clock.now(), () => 500, one))))
    expect(outcomes.filter(({ status }) => status === 'won')).toHaveLength(2)
    expect(outcomes.filter(({ status }) => status === 'nothing_won')).toHaveLength(4)
    const [budget] = await findBalances(db, [{ account: `draw:${draw_id}:budget`, asset }])
    expect(budget!.balance).toBe(50)
    const again = await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, tries[0]!))
    expect(again).toMatchObject({ status: 'already_tried', points: outcomes[0]!.points })
    const [lin] = lins
    for (let i = 0; i < 2; i++) await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, { id: newId(), draw_id, member_id: lin!.id! }))
    expect(await db.tx((tx) => tryDraw(tx, clock.now(), () => 9_999, { id: newId(), draw_id, member_id: lin!.id! }))).toMatchObject({
      status: 'tries_used_up',
    })
  })
})

describe('no point is lost or invented', () => {
  const acts = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ act: fc.constant('earn' as const), quantity: fc.integer({ min: 1, max: 5_000 }) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('take' as const), quantity: fc.integer({ min: 1, max: 5_000 }) }) },
      { weight: 4, arbitrary: fc.record({ act: fc.constant('order' as const), quantity: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('cancel' as const), quantity: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('deliver' as const), quantity: fc.nat(9) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const), quantity: fc.integer({ min: 200, max: 500 }) }) },
    ),
    { minLength: 8, maxLength: 24 },
  )
  // What the drawn acts really did, all of them together.
  const did = { earned: 0, spent: 0, expired: 0, refunded: 0, owed: 0, several_buckets: 0 }
  test('whatever is earned, spent, expired, canceled and taken back, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const lin = (await newMember()).id!
        const open: { id: string; points: number }[] = []
        let issued = 0
        let redeemed = 0
        const orders: string[] = []
        // Told by the ledger alone: what left this member's buckets or orders because its time was over.
        const expiredOf = async () => {
          const from = [`member:${lin}:points:%`, ...orders.map((id) => `order:${id}:points:%`)]
          const row = await db.row<{ expired: number }>(sql`
            select coalesce(sum(amount), 0)::bigint as expired from ledger.postings
            where destination = 'program:jilang:expired' and source like any(${from}::text[])`)
          return row!.expired
        }
        const held = async () =>
          (await findPoints(db, [{ member_id: lin, program_id: 'jilang' }], clock.now())).get(
            holderKey({ member_id: lin, program_id: 'jilang' }),
          )!
        const sum = (own: Awaited<ReturnType<typeof held>>) => own.buckets.reduce((all, { quantity }) => all + quantity, 0) - own.owed
        for (const { act, quantity } of list) {
          clock.advance(1_000)
          const now = clock.now()
          if (act === 'earn' || act === 'take') {
            const id = newId()
            const change = act === 'earn' ? quantity : -quantity
            await db.tx((tx) => grantPoints(tx, now, [grant(lin, change, id)]))
            expect((await db.tx((tx) => grantPoints(tx, now, [grant(lin, change, id)])))[0]!.status).toBe('already_granted')
            issued += change
          } else if (act === 'order') {
            const order = anOrder([{ sku_id: 'fridge', quantity: 1 }], 100_000 - quantity, {
              points_to_spend: { program_id: 'jilang', quantity },
            })
            const has = (await held()).buckets.reduce((all, one) => all + one.quantity, 0)
            const [outcome] = await db.tx((tx) =>
              placeOrders(
                tx,
                now,
                [
                  {
                    ...order,
                    external_no: null,
                    member_id: lin,
                    visitor_id: null,
                    outlet_id: null,
                    buyer_message: null,
                    payment_term: 'wallet',
                    placed_at: now,
                    lines: [{ sku_id: 'fridge', quantity: 1, unit_minor: null, amount_minor: null }],
                    freight_minor: null,
                  } as never,
                ],
                numbers.take,
              ),
            )
            expect(outcome!.status).toBe(quantity <= has ? 'placed' : 'points_too_few')
            if (outcome!.status === 'placed') {
              did.spent++
              open.push({ id: order.id, points: quantity })
              orders.push(order.id)
            }
          } else if (act === 'cancel' && open.length > 0) {
            const [order] = open.splice(quantity % open.length, 1)
            await db.tx((tx) => cancelOrders(tx, 'buyer', now, [{ id: order!.id, reason: 'x' }]))
            did.refunded++
          } else if (act === 'deliver' && open.length > 0) {
            const [order] = open.splice(quantity % open.length, 1)
            await deliver(order!.id)
            redeemed += order!.points
            issued += Math.floor((100_000 - order!.points) / 100)
          } else if (act === 'wait') {
            clock.advance(quantity * 86_400_000)
            while ((await expirePoints(db, clock.now())) > 0);
          }
          const waiting = open.reduce((all, order) => all + order.points, 0)
          const [now_held, expired] = [await held(), await expiredOf()]
          expect(sum(now_held) + waiting + redeemed + expired).toBe(issued)
          if (act === 'earn') did.earned++
          if (act === 'wait' && expired > 0) did.expired++
          if (now_held.owed > 0) did.owed++
          if (now_held.buckets.length > 1) did.several_buckets++
        }
      }),
      { numRuns: 16, seed: 7 },
    )
    // A law that never met one of them would have proven nothing about it.
    expect(Object.entries(did).filter(([, times]) => times < 3)).toEqual([])
  }, 60_000)
})

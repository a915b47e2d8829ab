import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveStock } from '#centers/inventory/moves/write.ts'
import { correctStock, promiseStock, saveNodes, setPolicies } from '#centers/inventory/write.ts'
import { advanceOrders, cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { waitingConsumers, waitingDue } from './events.ts'

const clock = handClock('2026-03-02T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const lin: Caller = { ...nobody, kind: 'member', id: newId(), name: 'lin' }
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'chen' }
const prices: Record<string, number> = { tea: 10_000, cup: 10_000, pot: 20_000, jar: 10_000 }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices, stock: { bj: { cup: 9, jar: 4 }, cq: { cup: 1 } } })
  await fillWallets(db, clock.now(), [lin.id!], 100_000_000)
  await db.tx(async (tx) => {
    await setPolicies(
      tx,
      clock.now(),
      ['tea', 'pot'].map((sku_id) => ({ sku_id, channel_id: '', policy: 'negative' as const, node_id: 'bj', cap: 500 })),
    )
  })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

const send = async (as: Caller, method: 'GET' | 'POST', url: string, payload?: object) => {
  caller = as
  clock.advance(1_000)
  const answer = await app.inject({ method, url: `/api/${url}`, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const statuses = ({ body }: { body: { outcomes: { status: string }[] } }) => body.outcomes.map(({ status }) => status)
const broken = async () =>
  (await checkPromises(db)).filter(({ offending }) => offending.length > 0).map(({ name, offending }) => [name, offending[0]])
const settle = async () => {
  await advanceOrders(db, clock.now())
  await consumeAll(db, waitingConsumers, clock.now())
  await runDue(db, waitingDue, clock.now(), { strict: true })
}
async function buy(lines: Record<string, number>, more: object = {}): Promise<string> {
  const total = Object.entries(lines).reduce((sum, [sku_id, quantity]) => sum + prices[sku_id]! * quantity, 0)
  const order = anOrder(
    Object.entries(lines).map(([sku_id, quantity]) => ({ sku_id, quantity })),
    total,
    more,
  )
  expect(statuses(await send(lin, 'POST', 'mall/orders', order))).toEqual(['placed'])
  return order.id
}
const view = async (id: string) => (await send(theSystem, 'GET', `admin/orders/${id}`)).body
const statesOf = async (id: string) =>
  (await view(id)).groups.map(({ group_no, state }: { group_no: number; state: string }) => `${group_no} ${state}`)
const arrive = (sku_id: string, quantity: number, node_id = 'bj') =>
  db.tx((tx) =>
    moveStock(tx, { ...theSystem, name: 'dock' }, clock.now(), [
      { id: newId(), kind: 'receipt', sku_id, quantity, from: 'outside', to: { node_id, condition: 'available' } },
    ]),
  )
const balance = async (account: string, sku_id: string) =>
  (await db.row<{ balance: number }>(sql`select balance from ledger.balances where account = ${account} and asset = ${`sku:${sku_id}`}`))
    ?.balance ?? 0
const waiting = async (query = '') => (await send(clerk, 'GET', `admin/waiting${query}`)).body.items
const whys = async (sku_id: string) =>
  Object.fromEntries((await waiting(`?sku_id=${sku_id}`)).map(({ order_id, why }: { order_id: string; why: string }) => [order_id, why]))

test('what was sold before it is there waits while the rest of its order goes; goods that come go to the oldest, urgent first', async () => {
  const first = await buy({ tea: 2, cup: 1 })
  const second = await buy({ tea: 2 })
  const third = await buy({ tea: 1 })
  await settle()
  expect(await statesOf(first)).toEqual(['1 approved', '2 released'])
  expect(await statesOf(second)).toEqual(['1 approved'])
  // Approved by hand, it still waits.
  await send(clerk, 'POST', 'admin/orders/holds', { holds: [{ id: second }] })
  expect(await whys('tea')).toEqual({ [first]: 'no_goods', [second]: 'in_review', [third]: 'no_goods' })
  await send(clerk, 'POST', 'admin/orders/approvals', { approvals: [{ id: second }] })
  await settle()
  expect(await statesOf(second)).toEqual(['1 approved'])
  expect((await send(clerk, 'GET', 'admin/waiting/counts')).body).toEqual({ goods: 3, stranded: 0 })

  const mark = (reason: string | null, id = third) => send(clerk, 'POST', 'admin/waiting/urgencies', { items: [{ id, reason }] })
  expect(statuses(await mark('生日礼物'))).toEqual(['marked'])
  expect(statuses(await mark('生日礼物'))).toEqual(['already_so'])
  expect(statuses(await mark(null, newId()))).toEqual(['order_not_found'])
  expect(await waiting()).toMatchObject([
    { order_id: first, turn: 2 },
    { order_id: second, turn: 3 },
    { order_id: third, turn: 1, urgent: true, urgent_reason: '生日礼物' },
  ])
  await arrive('tea', 3)
  expect(await whys('tea')).toEqual({ [first]: 'goods_are_here', [second]: 'behind_others', [third]: 'goods_are_here' })
  await settle()
  expect(await statesOf(third)).toEqual(['1 released'])
  expect(await statesOf(first)).toEqual(['1 released', '2 released'])
  expect((await view(first)).lines).toMatchObject([{ stock_from: 'node', node_id: 'bj' }, { stock_from: 'node' }])
  expect(await statesOf(second)).toEqual(['1 approved'])
  expect(await balance('presale:tea:owed', 'tea')).toBe(2)
  expect(await balance('node:bj:available', 'tea')).toBe(0)
  // What somebody gives back goes to who still waits.
  await db.tx((tx) => cancelOrders(tx, 'lin', clock.now(), [{ id: first, group_no: 1, reason: 'too late' }]))
  await settle()
  expect(await statesOf(second)).toEqual(['1 released'])
  expect(await balance('presale:tea:owed', 'tea')).toBe(0)
  expect(await broken()).toEqual([])
})

test('a rule gives goods out in parts, from other nodes, or only by hand', async () => {
  const save = (more: object) =>
    send(clerk, 'POST', 'admin/waiting/rules', {
      items: [{ channel_id: 'mall', node_id: '', first: ['urgent'], other_nodes: false, parts: false, by_hand: true, ...more }],
    })
  expect(statuses(await save({}))).toEqual(['saved'])
  expect(statuses(await save({}))).toEqual(['already_saved'])
  expect(statuses(await save({ channel_id: 'nowhere' }))).toEqual(['channel_not_found'])
  expect(statuses(await save({ node_id: 'nowhere' }))).toEqual(['node_not_found'])
  const other = await buy({ pot: 1 })
  const id = await buy({ pot: 5 }, { address: { province: '重庆市', city: '', district: '渝中区', street: '1', region_code: '500103' } })
  await arrive('pot', 2)
  await arrive('pot', 2, 'cq')
  await settle()
  expect(await whys('pot')).toEqual({ [other]: 'by_hand', [id]: 'by_hand' })
  const fill = (order_id: string) => send(clerk, 'POST', 'admin/waiting/fillings', { items: [{ id: newId(), order_id }] })
  expect(statuses(await fill(newId()))).toEqual(['order_not_found'])
  expect(statuses(await fill(id))).toEqual(['not_enough'])
  expect(statuses(await fill(other))).toEqual(['filled'])
  expect(statuses(await fill(other))).toEqual(['not_waiting'])

  expect(statuses(await save({ by_hand: false, parts: true, other_nodes: true }))).toEqual(['saved'])
  await settle()
  const { lines, total_minor } = await view(id)
  expect(lines).toMatchObject([
    { line_no: 1, quantity: 2, stock_from: 'presale' },
    { line_no: 2, quantity: 1, node_id: 'bj', stock_from: 'node' },
    { line_no: 3, quantity: 2, node_id: 'cq', stock_from: 'node' },
  ])
  expect(lines.reduce((sum: number, line: { amount_minor: number }) => sum + line.amount_minor, 0)).toBe(total_minor)
  expect((await statesOf(id)).toSorted()).toEqual(['1 approved', '2 released', '3 released'])
  expect(await broken()).toEqual([])
  await arrive('pot', 2)
  await settle()
  expect((await statesOf(id)).every((state: string) => state.endsWith('released'))).toBe(true)
  expect(statuses(await send(clerk, 'POST', 'admin/waiting/rules/drops', { items: [{ channel_id: 'mall', node_id: '' }] }))).toEqual([
    'dropped',
  ])
  expect(statuses(await send(clerk, 'POST', 'admin/waiting/rules/drops', { items: [{ channel_id: 'mall', node_id: '' }] }))).toEqual([
    'rule_not_found',
  ])
  expect(await broken()).toEqual([])
})

test('two arrivals, a cancellation, a new buyer and two lookers at once: each piece is promised once, and nobody is overlooked', async () => {
  const orders: string[] = []
  for (let i = 0; i < 12; i++) orders.push(await buy({ tea: 1 + (i % 2) }))
  await settle()
  const look = async () => {
    for (let i = 0; i < 4; i++) {
      await consumeAll(db, waitingConsumers, clock.now())
      await runDue(db, waitingDue, clock.now(), { strict: true })
    }
  }
  caller = lin
  await Promise.all([
    arrive('tea', 5),
    arrive('tea', 4),
    look(),
    waitingDue[0]!.run(db, clock.now()),
    waitingDue[0]!.run(db, clock.now()),
    db.tx((tx) => cancelOrders(tx, 'lin', clock.now(), [{ id: orders[0]!, reason: 'too late' }])),
    db.tx((tx) => cancelOrders(tx, 'lin', clock.now(), [{ id: orders[5]!, reason: 'too late' }])),
    app.inject({ method: 'POST', url: '/api/mall/orders', payload: anOrder([{ sku_id: 'tea', quantity: 1 }], 10_000) }),
  ])
  await settle()
  await settle()
  const free = await balance('node:bj:available', 'tea')
  const reasons = Object.values(await whys('tea'))
  expect(reasons.includes('goods_are_here'), 'nobody waits for what is there').toBe(false)
  expect(free, 'what is left is too little for any').toBeLessThanOrEqual(1)
  expect(await broken()).toEqual([])
})

test('a supplier who refuses: our own goods go out at once, or as soon as they come', async () => {
  await db.tx(async (tx) => {
    const node = {
      kind: 'supplier' as const,
      name: { zh: 'sup', en: 'sup' },
      organization_id: 'group',
      partner_id: null,
      region_code: '500100',
    }
    const place = { address: {}, longitude: null, latitude: null, opening_hours: null, cut_off: null, capacity_per_day: null }
    await saveNodes(tx, clock.now(), [{ id: 'sup', ...node, ...place }])
    await setPolicies(tx, clock.now(), [{ sku_id: 'jar', channel_id: '', policy: 'zero', node_id: 'sup', cap: 0 }])
    await promiseStock(tx, clock.now(), [{ id: newId(), node_id: 'sup', sku_id: 'jar', change: 20 }])
  })
  const refuse = (order_id: string) =>
    send(clerk, 'POST', 'admin/sourcing/refusals', { items: [{ id: newId(), order_id, group_no: 1, reason: 'not_there' }] })
  const [one, two] = [await buy({ jar: 3 }), await buy({ jar: 3 })]
  await settle()
  expect((await view(one)).lines).toMatchObject([{ stock_from: 'supplier', node_id: 'sup' }])
  expect(statuses(await refuse(one))).toEqual(['moved_elsewhere'])
  expect((await view(one)).lines).toMatchObject([{ stock_from: 'node', node_id: 'bj' }])
  expect(statuses(await refuse(two))).toEqual(['held'])
  expect(await waiting('?kind=stranded')).toMatchObject([{ order_id: two, kind: 'stranded', stranded_reason: 'not_there', why: null }])
  await db.tx((tx) => correctStock(tx, clock.now(), [{ id: newId(), node_id: 'cq', sku_id: 'jar', change: 5, reason: 'came' }]))
  await settle()
  await settle()
  expect(await statesOf(two)).toEqual(['1 released'])
  expect((await view(two)).lines).toMatchObject([{ stock_from: 'node', node_id: 'cq' }])
  expect(await waiting()).not.toContainEqual(expect.objectContaining({ kind: 'stranded' }))
  expect(await balance('supplier:sup:reserved', 'jar')).toBe(0)
  expect(await broken()).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveCarriers, saveReach, saveServices, saveTariffs } from '#centers/carriers/agreements/write.ts'
import { correctStock, saveNodes, shareNodes } from '#centers/inventory/write.ts'
import { advanceOrders, cancelOrders } from '#centers/orders/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { usualTariffs } from './fixtures.ts'
import { startingContent } from './model.ts'
import { dropAgreedCache, dropLoads, dropRuleCache, readRests } from './read.ts'
import { sourceWaiting } from './write.ts'

const clock = handClock('2026-11-20T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const lin: Caller = { ...nobody, kind: 'member', id: newId(), name: 'lin' }
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'chen' }
const words = (text: string) => ({ zh: text, en: text })

/** Everything stands in Beijing first, so that checkout always reserves there; Chongqing and Shanghai have some of it too. */
const places = {
  bj: { longitude: 116.41, latitude: 39.9, region_code: '110100' },
  cq: { longitude: 106.55, latitude: 29.56, region_code: '500100' },
  sh: { longitude: 121.47, latitude: 31.23, region_code: '310100' },
}

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), {
    prices: { tea: 10_000, cup: 5_000, pot: 20_000 },
    stock: { bj: { tea: 60, cup: 60, pot: 60 }, cq: { tea: 20, cup: 20 }, sh: { tea: 20, pot: 20 } },
  })
  await fillWallets(db, clock.now(), [lin.id!], 100_000_000)
  await db.tx(async (tx) => {
    await saveNodes(
      tx,
      clock.now(),
      Object.entries(places).map(([id, place]) => ({
        ...{ id, kind: 'regional_warehouse' as const, name: words(id), organization_id: 'group', partner_id: null, address: {} },
        ...{ ...place, opening_hours: null, cut_off: '16:00', capacity_per_day: null },
      })),
    )
    const by = systemBy('test')
    const names = ['cheap', 'fast']
    const carrier = {
      codes: {},
      track_account_id: null,
      label_form: '76x130' as const,
      masks_recipient: true,
      stalled_hours: 72,
      active: true,
    }
    await saveCarriers(
      tx,
      by,
      clock.now(),
      names.map((id) => ({ carrier_id: id, name: words(id), ...carrier })),
    )
    const service = { service_id: 'standard', numbers_from: 'pool' as const, account_id: null, active: true }
    await saveServices(
      tx,
      by,
      clock.now(),
      names.map((id) => ({ carrier_id: id, name: words(id), ...service })),
    )
    await saveReach(
      tx,
      by,
      clock.now(),
      names.map((carrier_id) => ({ carrier_id, region: '', served: true })),
    )
    await saveTariffs(tx, by, clock.now(), usualTariffs())
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
/** Waits out the small caches and lets everything that is due happen. */
const settle = async () => {
  dropRuleCache()
  dropAgreedCache()
  dropLoads(db)
  await runDue(
    db,
    assembly.flatMap(({ name, due = [] }) => (['orders', 'fulfillment'].includes(name) ? due : [])),
    clock.now(),
    { strict: true },
  )
}
const broken = async () =>
  (await checkPromises(db)).filter(({ offending }) => offending.length > 0).map(({ name, offending }) => [name, offending[0]])

async function buy(lines: Record<string, number>, more: object = {}): Promise<string> {
  const prices: Record<string, number> = { tea: 10_000, cup: 5_000, pot: 20_000 }
  const total = Object.entries(lines).reduce((sum, [sku_id, quantity]) => sum + prices[sku_id]! * quantity, 0)
  const order = anOrder(
    Object.entries(lines).map(([sku_id, quantity]) => ({ sku_id, quantity })),
    total < 9_900 ? total + 800 : total,
    more,
  )
  expect(statuses(await send(lin, 'POST', 'mall/orders', order))).toEqual(['placed'])
  return order.id
}
const view = async (id: string) => (await send(theSystem, 'GET', `admin/orders/${id}`)).body
const nodesOf = async (id: string) =>
  (await view(id)).lines.map(
    ({ line_no, node_id, group_no }: { line_no: number; node_id: string; group_no: number }) => `${line_no}:${node_id}:${group_no}`,
  )
const balance = async (account: string, sku_id: string) =>
  (await db.row<{ balance: number }>(sql`select balance from ledger.balances where account = ${account} and asset = ${`sku:${sku_id}`}`))
    ?.balance ?? 0
const why = async (id: string) => (await send(theSystem, 'GET', `admin/orders/${id}/sourcing`)).body

const content = { ...startingContent, channel_ids: ['mall'], patience_seconds: 600, unpriced_minor: null }
const save = (version: number | null, more: object = {}) =>
  send(clerk, 'POST', 'admin/sourcing/rules', {
    items: [{ rule_id: 'near', name: words('near'), base_version: version, content: { ...content, ...more } }],
  })
const publish = (version_no: number) => send(clerk, 'POST', 'admin/sourcing/publications', { items: [{ id: 'near', version_no }] })
async function rehearse(kind: 'dry_run' | 'replay', version_no: number, period: object = {}) {
  const run_id = newId()
  expect(
    statuses(await send(clerk, 'POST', 'admin/sourcing/runs', { items: [{ run_id, kind, rule_id: 'near', version_no, ...period }] })),
  ).toEqual(['asked'])
  await settle()
  return (await send(clerk, 'GET', `admin/sourcing/runs/${run_id}`)).body
}

test('a rule is saved, judged, replayed over what was, and only then goes live', async () => {
  // Without a rule orders go at once where checkout reserved them.
  const early = await buy({ tea: 2 })
  await settle()
  expect(await view(early)).toMatchObject({ state: 'released' })
  expect(await nodesOf(early)).toEqual(['1:bj:1'])

  expect(statuses(await save(1))).toEqual(['version_moved'])
  expect(statuses(await save(null, { channel_ids: ['nowhere'] }))).toEqual(['channel_not_found'])
  expect(statuses(await save(null, { excluded_node_ids: ['nowhere'] }))).toEqual(['node_not_found'])
  expect(statuses(await save(null, { carrier_ids: ['nobody'] }))).toEqual(['carrier_not_found'])
  expect(statuses(await save(null, { kind_minor: [1, 2].map((amount_minor) => ({ kind: 'store', amount_minor })) }))).toEqual(['repeated'])
  expect((await save(null, { most_parcels: 0 })).status).toBe(400)
  expect(statuses(await save(null))).toEqual(['saved'])
  expect(statuses(await save(1))).toEqual(['already_saved'])
  expect(statuses(await publish(1))).toEqual(['not_rehearsed'])
  expect(statuses(await publish(9))).toEqual(['version_not_found'])

  const replayed = await rehearse('replay', 1, { period_from: '2026-11-19T16:00:00Z', period_to: '2026-11-21T16:00:00Z' })
  expect(replayed).toMatchObject({
    state: 'done',
    engine: 'greedy',
    totals: { orders: 1, moved: 1, compared: 1, before_parcels: 1, parcels: 1 },
  })
  expect(replayed.totals.before_minor).toBeGreaterThan(replayed.totals.cost_minor)
  expect(replayed.totals.nodes.map(({ node_id }: { node_id: string }) => node_id).sort()).toEqual(['bj', 'cq'])
  expect(await nodesOf(early), 'a replay moves nothing').toEqual(['1:bj:1'])

  expect(statuses(await publish(1))).toEqual(['published'])
  expect(statuses(await publish(1))).toEqual(['already_live'])
  dropRuleCache()
  expect([...(await readRests(db))]).toEqual([['mall', 600_000]])
  const { items } = (await send(clerk, 'GET', 'admin/sourcing/rules/near/versions')).body
  expect(items).toMatchObject([{ version_no: 1, state: 'live', saved_by: 'chen', published_by: 'chen' }])
  expect(await broken()).toEqual([])
})

test('an approved order moves to the node that serves it best, stock and lines with it, and says why', async () => {
  const [reserved, free] = [await balance('node:bj:reserved', 'tea'), await balance('node:cq:available', 'tea')]
  const id = await buy({ tea: 2, cup: 1 })
  expect(await nodesOf(id)).toEqual(['1:bj:1', '2:bj:1'])
  await settle()
  expect(await view(id)).toMatchObject({ state: 'released' })
  expect(await nodesOf(id)).toEqual(['1:cq:1', '2:cq:1'])
  expect(await balance('node:bj:reserved', 'tea')).toBe(reserved)
  expect(await balance('node:cq:available', 'tea')).toBe(free - 2)
  const { choices } = await why(id)
  expect(choices).toMatchObject([
    {
      kind: 'live',
      rule_id: 'near',
      version_no: 1,
      outcome: 'moved',
      applied: true,
      parcels: [{ node_id: 'cq', line_nos: [1, 2], carrier_id: 'cheap', km: 0 }],
    },
  ])
  expect(
    Object.fromEntries(choices[0].nodes.map(({ node_id, verdict }: { node_id: string; verdict: string }) => [node_id, verdict])),
  ).toEqual({
    ...{ bj: 'costs_more', cq: 'chosen', sh: 'would_split' },
  })
  expect(await broken()).toEqual([])
})

test('an order is split where no node may ship all of it, with a group of its own for each node; canceled, everything is where it was', async () => {
  const before = await Promise.all(['bj', 'cq', 'sh'].map((node) => balance(`node:${node}:available`, 'tea')))
  const id = await buy(
    { tea: 1, cup: 1, pot: 3 },
    { address: { province: '重庆市', city: '', district: '渝中区', street: '1', region_code: '500103' } },
  )
  expect(statuses(await save(1, { excluded_node_ids: ['bj'] }))).toEqual(['saved'])
  // By hand, with a version that is not live.
  await settle2()
  const run = { run_id: newId(), rule_id: 'near', version_no: 2, ids: [id, newId()] }
  const answer = await send(clerk, 'POST', 'admin/sourcing/orders', run)
  expect(statuses(answer)).toEqual(['moved', 'order_not_found'])
  expect(statuses(await send(clerk, 'POST', 'admin/sourcing/orders', run))).toEqual(['already_sourced', 'order_not_found'])
  expect(await nodesOf(id)).toEqual(['1:cq:1', '2:cq:1', '3:sh:2'])
  expect((await view(id)).groups).toHaveLength(2)
  expect(await broken()).toEqual([])
  await db.tx((tx) => cancelOrders(tx, 'lin', clock.now(), [{ id, reason: 'changed her mind' }]))
  expect(await Promise.all(['bj', 'cq', 'sh'].map((node) => balance(`node:${node}:available`, 'tea')))).toEqual(before)
  expect(await broken()).toEqual([])
})

/** Only the review, so that the order waits as approved. */
const settle2 = async () => {
  dropRuleCache()
  await advanceOrders(db, clock.now())
}

test('orders change places in one commit, which neither could alone', async () => {
  // Chongqing has no pot; two orders hold the only free pieces of each other's city.
  await db.tx((tx) =>
    correctStock(tx, clock.now(), [
      { id: newId(), node_id: 'cq', sku_id: 'pot', change: 1, reason: 'found' },
      { id: newId(), node_id: 'sh', sku_id: 'pot', change: -19, reason: 'lost' },
      { id: newId(), node_id: 'bj', sku_id: 'pot', change: -60, reason: 'lost' },
    ]),
  )
  const east = await buy(
    { pot: 1 },
    { address: { province: '上海市', city: '', district: '浦东新区', street: '1', region_code: '310115' } },
  )
  const west = await buy({ pot: 1 })
  // Checkout went by rank: the eastern order got Chongqing's piece.
  expect([await nodesOf(east), await nodesOf(west)]).toEqual([['1:cq:1'], ['1:sh:1']])
  expect(statuses(await save(2, { engine: 'optimal', time_limit_seconds: 5 }))).toEqual(['saved'])
  await settle2()
  const answer = await send(clerk, 'POST', 'admin/sourcing/orders', { run_id: newId(), rule_id: 'near', version_no: 3, ids: [east, west] })
  expect(statuses(answer)).toEqual(['moved', 'moved'])
  expect([await nodesOf(east), await nodesOf(west)]).toEqual([['1:sh:1'], ['1:cq:1']])
  expect(await broken()).toEqual([])
})

test('checkout and sourcing want the same last pieces: nothing is promised twice, and what lost is decided again', async () => {
  await db.tx((tx) => shareNodes(tx, [{ channel_id: 'tmall', node_ids: ['cq'] }]))
  // Twelve wait in Beijing for what lies in Chongqing, where a shop sells the same six pieces.
  const left = await balance('node:cq:available', 'tea')
  await db.tx((tx) => correctStock(tx, clock.now(), [{ id: newId(), node_id: 'cq', sku_id: 'tea', change: 6 - left, reason: 'counted' }]))
  const waiting: string[] = []
  for (let i = 0; i < 12; i++) waiting.push(await buy({ tea: 1 }))
  dropRuleCache()
  const rivals = Array.from({ length: 8 }, () => anOrder([{ sku_id: 'tea', quantity: 1 }], 10_000, { channel_id: 'tmall' }))
  caller = lin
  const placing = rivals.map((order) => app.inject({ method: 'POST', url: '/api/mall/orders', payload: order }))
  await Promise.all([sourceWaiting(db, clock.now()), ...placing])
  for (let i = 0; i < 3; i++) await sourceWaiting(db, clock.now())
  const placed = (await Promise.all(placing)).filter((answer) => answer.json().outcomes[0].status === 'placed').length
  const moved = (await Promise.all(waiting.map(nodesOf))).filter(([text]) => text.includes(':cq:')).length
  expect(placed + moved).toBe(6)
  expect(await balance('node:cq:available', 'tea')).toBe(0)
  for (const id of waiting) expect(await view(id)).toMatchObject({ state: 'released' })
  expect(await broken()).toEqual([])
  await db.tx((tx) => correctStock(tx, clock.now(), [{ id: newId(), node_id: 'cq', sku_id: 'tea', change: 20, reason: 'arrived' }]))
})

test('a node that refuses is not asked again: another is chosen at once, and where none is left a person is told', async () => {
  const id = await buy({ tea: 1 })
  await settle()
  expect(await nodesOf(id)).toEqual(['1:cq:1'])
  const refuse = (more: object = {}) =>
    send(clerk, 'POST', 'admin/sourcing/refusals', {
      items: [{ id: newId(), order_id: id, group_no: 1, reason: 'damaged', note: 'water', ...more }],
    })
  const first = newId()
  expect(statuses(await refuse({ id: first }))).toEqual(['moved_elsewhere'])
  expect(statuses(await refuse({ id: first }))).toEqual(['already_refused'])
  expect(await nodesOf(id)).toEqual([expect.stringMatching(/^1:(sh|bj):1$/)])
  expect(await view(id)).toMatchObject({ state: 'released' })
  const { refusals, choices } = await why(id)
  expect(refusals).toMatchObject([{ node_id: 'cq', reason: 'damaged', note: 'water', refused_by: 'chen' }])
  expect(choices[0].kind).toBe('refusal')
  expect(choices[0].nodes.find(({ node_id }: { node_id: string }) => node_id === 'cq').verdict).toBe('refused_before')
  expect(statuses(await refuse())).toEqual(['moved_elsewhere'])
  expect(statuses(await refuse())).toEqual(['held'])
  expect(await view(id)).toMatchObject({ state: 'held' })
  expect(statuses(await refuse())).toEqual(['state_forbids'])
  expect(statuses(await refuse({ group_no: 7 }))).toEqual(['order_not_found'])
  expect(await broken()).toEqual([])
})

test('where the rule parts lines, what a node refused leaves from several others, each piece once and every fen kept', async () => {
  const stock = { bj: 7, cq: 3, sh: 5 }
  const free = Object.fromEntries(
    await Promise.all(Object.keys(stock).map(async (node) => [node, await balance(`node:${node}:available`, 'tea')])),
  )
  const set = Object.entries(stock).map(([node_id, quantity]) => ({
    id: newId(),
    node_id,
    sku_id: 'tea',
    change: quantity - free[node_id],
    reason: 'counted',
  }))
  await db.tx((tx) =>
    correctStock(
      tx,
      clock.now(),
      set.filter(({ change }) => change !== 0),
    ),
  )
  expect(statuses(await save(3, { parts_lines: true }))).toEqual(['saved'])
  await rehearse('replay', 4, { period_from: '2026-11-19T16:00:00Z', period_to: '2026-11-21T16:00:00Z' })
  expect(statuses(await publish(4))).toEqual(['published'])
  const id = await buy({ tea: 7 })
  await settle()
  expect(await nodesOf(id)).toEqual(['1:bj:1'])
  const refused = await send(clerk, 'POST', 'admin/sourcing/refusals', {
    items: [{ id: newId(), order_id: id, group_no: 1, reason: 'not_there' }],
  })
  expect(statuses(refused)).toEqual(['moved_elsewhere'])
  expect(await nodesOf(id)).toEqual(['1:cq:1', '2:sh:2'])
  const { lines, total_minor } = await view(id)
  expect(lines.map(({ quantity, amount_minor }: { quantity: number; amount_minor: number }) => [quantity, amount_minor])).toEqual([
    [3, 30_000],
    [4, 40_000],
  ])
  expect(total_minor).toBe(70_000)
  expect((await why(id)).choices[0].parcels.map(({ parts }: { parts: object[] }) => parts)).toEqual([
    [{ line_no: 1, quantity: 3 }],
    [{ line_no: 1, quantity: 4 }],
  ])
  expect(await broken()).toEqual([])
  await db.tx((tx) => cancelOrders(tx, 'lin', clock.now(), [{ id, reason: 'changed her mind' }]))
  expect(await broken()).toEqual([])
  await db.tx((tx) =>
    correctStock(
      tx,
      clock.now(),
      set.map(({ node_id, change }) => ({ id: newId(), node_id, sku_id: 'tea', change: 20, reason: `after ${change}` })),
    ),
  )
})

test('a rule that does not come is waited for, but not for ever; retired, nothing waits', async () => {
  const id = await buy({ tea: 1 })
  await settle2()
  expect(await view(id)).toMatchObject({ state: 'approved' })
  await settle2()
  expect(await view(id)).toMatchObject({ state: 'approved' })
  clock.advance(601_000)
  await settle2()
  expect(await view(id)).toMatchObject({ state: 'released' })
  expect(await nodesOf(id)).toEqual(['1:bj:1'])
  expect(statuses(await send(clerk, 'POST', 'admin/sourcing/orders', { run_id: newId(), ids: [id] }))).toEqual(['state_forbids'])

  // Held and approved by hand, it waits like the others.
  const other = await buy({ cup: 1 })
  await send(clerk, 'POST', 'admin/orders/holds', { holds: [{ id: other }] })
  await send(clerk, 'POST', 'admin/orders/approvals', { approvals: [{ id: other }] })
  await settle2()
  expect(await view(other)).toMatchObject({ state: 'approved' })
  await settle()
  expect(await nodesOf(other)).toEqual(['1:cq:1'])

  expect(statuses(await send(clerk, 'POST', 'admin/sourcing/retirements', { ids: ['near', 'never'] }))).toEqual([
    'retired',
    'rule_not_found',
  ])
  const last = await buy({ cup: 1 })
  await settle2()
  expect(await view(last)).toMatchObject({ state: 'released' })
  expect(await broken()).toEqual([])
})

test('a node closed while it holds reservations gives them up; a dry run says so before', async () => {
  expect(statuses(await save(4, { engine: 'greedy' }))).toEqual(['saved'])
  const id = await buy({ tea: 1 }, { payment_term: 'wallet' })
  await send(clerk, 'POST', 'admin/orders/holds', { holds: [{ id }] })
  await db.run(sql`update inventory.nodes set closed_at = ${clock.now()} where id in ('bj', 'cq')`)
  const dry = await rehearse('dry_run', 5)
  expect(dry.totals).toMatchObject({ moved: 1 })
  const { items } = (await send(clerk, 'GET', `admin/sourcing/runs/${dry.run_id}/choices?outcome=moved`)).body
  expect(items[0]).toMatchObject({ order_id: id, applied: false, parcels: [{ node_id: 'sh' }] })
  await send(clerk, 'POST', 'admin/orders/approvals', { approvals: [{ id }] })
  const answer = await send(clerk, 'POST', 'admin/sourcing/orders', { run_id: newId(), rule_id: 'near', version_no: 5, ids: [id] })
  expect(statuses(answer)).toEqual(['moved'])
  expect(await nodesOf(id)).toEqual(['1:sh:1'])
  expect((await send(clerk, 'GET', 'admin/sourcing/runs?limit=3')).body.items).toHaveLength(3)
  expect(await broken()).toEqual([])
})

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { promiseAccounts } from './accounts.ts'
import { findPromises } from './availability/read.ts'
import { addDays, choosePromise, lastDay, shipsOn, travelDays } from './availability/rules.ts'
import { inventoryConsumers, inventoryDue } from './events.ts'
import { aNode, openStock } from './fixtures.ts'
import { readStock } from './moves/read.ts'
import { moveStock, receiveStock } from './moves/write.ts'
import { saveDeliveryDays } from './nodes/write.ts'
import { planReservations } from './rules.ts'
import { saveNodes, shareNodes } from './write.ts'

const start = '2026-03-02T02:00:00.000Z' // Monday, 10:00 in Chongqing
const clock = handClock(start)
const by = systemBy('tests')
let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '吴小军' }
const manager: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '周大勇' }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await app.ready()
  await openStock(db, start)
})
afterAll(async () => {
  await app.close()
  await consumeAll(db, inventoryConsumers, clock.now())
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})
beforeEach(() => {
  caller = clerk
})

test('the nearest stores that have it, on the shelf or on display; closed ones and warehouses are none', async () => {
  const store = (id: string, region_code: string, longitude: number, more = {}) =>
    aNode(id, { kind: 'store', region_code, longitude, latitude: 29.5, ...more })
  await db.tx((tx) =>
    saveNodes(tx, start, [
      store('s-far', '110105', 116.4),
      store('s-city', '500108', 106.6),
      store('s-here', '500103', 106.5),
      store('s-bare', '500103', 106.5),
    ]),
  )
  for (const id of ['s-far', 's-city', 's-here']) await stockIn(id, 'other', 2)
  await stockIn('a', 'other', 2)
  await db.tx((tx) =>
    moveStock(tx, by, clock.now(), [
      {
        ...{ id: newId(), kind: 'sample', sku_id: 'other', quantity: 2, reason: '陈列' },
        from: { node_id: 's-here', condition: 'available' },
        to: { node_id: 's-here', condition: 'sample' },
      },
    ]),
  )
  const ask = async (query: string) =>
    ((await get(`/api/mall/outlets/stock?sku_id=other${query}`)) as { items: { id: string; state: string; distance_km: number | null }[] })
      .items
  expect((await ask('&region_code=500103')).map(({ id, state }) => [id, state])).toEqual([
    ['s-here', 'on_display'],
    ['s-city', 'in_stock'],
    ['s-far', 'in_stock'],
  ])
  expect((await ask('')).map(({ id }) => id)).toEqual(['s-city', 's-far', 's-here'])
  const near = await ask('&longitude=116.5&latitude=29.5')
  expect(near.map(({ id }) => id)).toEqual(['s-far', 's-city', 's-here'])
  expect(near[0]!.distance_km).toBeGreaterThan(9)
  expect(near[0]!.distance_km).toBeLessThan(10.5)
  expect((await http.send('GET', '/api/mall/outlets/stock?sku_id=other&region_code=渝中')).statusCode).toBe(400)
  for (const id of ['s-far', 's-city', 's-here', 's-bare'])
    await db.tx((tx) => tx.run(sql`update inventory.nodes set kind = 'regional_warehouse' where id = ${id}`))
})

let nodes = 0
async function freshNode(): Promise<string> {
  const id = `i${++nodes}`
  await db.tx(async (tx) => {
    await saveNodes(tx, start, [aNode(id)])
    await shareNodes(tx, [
      { channel_id: 'mall', node_ids: [id] },
      { channel_id: 'tmall', node_ids: [id] },
    ])
  })
  return id
}
const http = clientOf(() => app)
const post = async (url: string, body: object, method: 'POST' | 'PUT' = 'POST') => {
  const answer = await http.send(method, url, body)
  return answer.json() as { outcomes: { id: string; status: string; detail?: string }[] }
}
const get = async (url: string) => (await http.send('GET', url)).json()
const stockIn = (node_id: string, sku_id: string, quantity: number, more: object = {}) =>
  db.tx((tx) => receiveStock(tx, by, clock.now(), [{ id: newId(), sku_id, quantity, node_id, ...more }]))
const countsAt = async (node_id: string, sku_id: string) => (await readStock(db, { node_ids: [node_id], sku_ids: [sku_id] }))[0]
const settle = () => consumeAll(db, [...inventoryConsumers, ...approvalsConsumers], clock.now())

describe('when a node can send, and when it arrives', () => {
  const open = { cut_off: '16:00', closed_weekdays: [7], closed_days: new Set(['2026-03-03']) }
  test.each([
    ['before the cut-off it leaves today', open, '2026-03-02T07:59:00.000Z', null, '2026-03-02'],
    ['after it, on the next open day', open, '2026-03-02T08:00:00.000Z', null, '2026-03-04'],
    ['not on a closed weekday', open, '2026-03-08T01:00:00.000Z', null, '2026-03-09'],
    ['without a cut-off until midnight', { ...open, cut_off: null }, '2026-03-02T15:59:00.000Z', null, '2026-03-02'],
    ['a presale not before its day', open, '2026-03-02T02:00:00.000Z', '2026-03-22', '2026-03-23'],
    ['never when every day is closed', { ...open, closed_weekdays: [1, 2, 3, 4, 5, 6, 7] }, '2026-03-02T02:00:00.000Z', null, null],
  ] as const)('%s', (_, shipping, now, not_before, day) => {
    expect(shipsOn(shipping, now, not_before)).toBe(day)
  })
  test('the closest row decides the days, the usual ones fill the gaps', () => {
    const rows = new Map([
      [' ', 5],
      ['50 50', 1],
      ['50 5002', 3],
      [' 54', 9],
    ])
    expect(travelDays(rows, '500107', '500103')).toBe(1)
    expect(travelDays(rows, '500107', '500236')).toBe(3)
    expect(travelDays(rows, '110115', '540102')).toBe(9)
    expect(travelDays(rows, '110115', '320583')).toBe(5)
    expect(travelDays(new Map(), '110115', '110101')).toBe(2)
    expect(travelDays(new Map(), '110115', null)).toBe(4)
    expect(addDays('2026-02-27', 3)).toBe('2026-03-02')
  })
  test('the first to arrive with enough wins; all of it counts as available', () => {
    const [open, days] = [
      [1, 9, 9, 0],
      ['2026-03-01', '2026-03-03', '2026-03-02', '2026-03-01'],
    ]
    expect(choosePromise(open, days, 2)).toEqual({ available: 19, best: 2, parts: null })
    expect(choosePromise(open, days, 1).best).toBe(0)
    expect(choosePromise(open, days, 20)).toEqual({ available: 19, best: -1, parts: null })
    expect(choosePromise(open, [null, null, null, null], 1)).toEqual({ available: 19, best: -1, parts: null })
  })
  test('what no place has whole comes from several, in their order, and is there with the last of them', () => {
    expect(choosePromise([1, 9, 9, 0], [null, null, null, null], 12)).toEqual({ available: 19, best: -1, parts: [1, 9, 2, 0] })
    expect(lastDay(['2026-03-03', '2026-03-05', '2026-03-02'])).toBe('2026-03-05')
    expect(lastDay(['2026-03-03', null])).toBeNull()
  })
})

test('stock is planned to the last piece wherever it stands, and never beyond', () => {
  const place = (node_id: string, stock_from: 'node' | 'presale' | `channel:${string}` = 'node') => ({
    ...{ node_id, stock_from },
    account: promiseAccounts(stock_from, node_id, 'sku').open,
  })
  const places = [place('a', 'channel:mall'), place('a'), place('b'), place('c', 'presale')]
  const orders = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.nat(8), { minLength: 4, maxLength: 4 }), orders, (stock, wanted) => {
      const open = new Map(places.map(({ account }, i) => [`${account} sku`, stock[i]!]))
      const all = () => [...open.values()].reduce((sum, one) => sum + one, 0)
      const requests = wanted.map((quantities, i) => ({
        ...{ id: String(i), channel_id: 'mall' },
        lines: quantities.map((quantity, k) => ({ line_no: k + 1, sku_id: 'sku', quantity })),
      }))
      for (const request of requests) {
        const before = new Map(open)
        const there = all()
        const whole = request.lines.reduce((sum, { quantity }) => sum + quantity, 0)
        const [plan] = planReservations([request], () => places, open)
        expect(plan!.status).toBe(whole <= there ? 'planned' : 'sold_out')
        if (plan!.status === 'sold_out') {
          expect(open).toEqual(before)
          continue
        }
        expect(all()).toBe(there - whole)
        expect(Math.min(...open.values())).toBeGreaterThanOrEqual(0)
        for (const { line_no, quantity } of request.lines) {
          const parts = plan!.lines.filter((line) => line.line_no === line_no)
          expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity)
          expect(new Set(parts.map(({ node_id, stock_from }) => `${node_id} ${stock_from}`)).size).toBe(parts.length)
        }
        // Nobody gets two parcels of what one place has.
        if (request.lines.length === 1 && [...before.values()].some((here) => here >= whole)) expect(plan!.lines).toHaveLength(1)
      }
    }),
    { seed: 20261122 },
  )
})

test('promises follow the stock at once, the address and the calendar', async () => {
  const [near, far] = [await freshNode(), await freshNode()]
  await db.tx(async (tx) => {
    await saveNodes(tx, start, [aNode(far, { region_code: '110115' })])
    await shareNodes(tx, [{ channel_id: 'mall', node_ids: [far, near] }])
    await saveDeliveryDays(tx, [
      { from_region: '50', to_region: '50', days: 1 },
      { from_region: '11', to_region: '50', days: 3 },
      { from_region: '11', to_region: '11', days: 1 },
      { from_region: '50', to_region: '11', days: 3 },
    ])
  })
  await stockIn(near, 'other', 2)
  await stockIn(far, 'other', 5)
  const ask = (region_code: string, quantity = 1) =>
    findPromises(db, clock.now(), { channel_id: 'mall', region_code, items: [{ sku_id: 'other', quantity }] }).then(([one]) => one!)
  expect(await ask('500103')).toMatchObject({ available: 7, node_id: near, ships_on: '2026-03-02', arrives_on: '2026-03-03' })
  expect(await ask('110101')).toMatchObject({ node_id: far, arrives_on: '2026-03-03' })
  expect(await ask('500103', 3)).toMatchObject({ node_id: far, arrives_on: '2026-03-05' })
  // Only both together have six: the buyer is told the day the second parcel comes.
  expect(await ask('500103', 6)).toMatchObject({ available: 7, parcels: 2, node_id: null, arrives_on: '2026-03-05' })
  expect(await ask('500103', 8)).toMatchObject({ available: 7, parcels: 0, arrives_on: null })
  await db.tx((tx) =>
    moveStock(tx, by, start, [
      {
        id: newId(),
        kind: 'damage',
        sku_id: 'other',
        quantity: 2,
        from: { node_id: near, condition: 'available' },
        to: { node_id: near, condition: 'defective' },
      },
    ]),
  )
  await expect.poll(async () => (await ask('500103')).node_id).toBe(far)
  await post(`/api/admin/nodes/${far}/closed-days`, { days: [{ day: '2026-03-02', reason: '盘点' }] }, 'PUT')
  expect(await ask('110101')).toMatchObject({ ships_on: '2026-03-03', arrives_on: '2026-03-04' })
  const many = await http.send('POST', '/api/mall/availability', {
    region_code: '110101',
    items: [{ sku_id: 'other' }, { sku_id: 'nothing' }],
  })
  expect(many.json()).toEqual({
    items: [
      { sku_id: 'other', available: 5, parcels: 1, ships_on: '2026-03-03', arrives_on: '2026-03-04' },
      { sku_id: 'nothing', available: 0, parcels: 0, ships_on: null, arrives_on: null },
    ],
  })
})

test('a node that owes goods is not closed; drained, it sells no more and closes by itself', async () => {
  const node = await freshNode()
  await stockIn(node, 'plain', 5)
  const hold = { id: newId(), channel_id: 'mall', lines: [{ sku_id: 'plain', quantity: 2 }], due_at: '2026-03-02T03:00:00.000Z' }
  expect((await post('/api/admin/stock/holds', { holds: [hold] })).outcomes[0]!.status).toBe('held')
  expect((await post('/api/admin/stock/holds', { holds: [hold] })).outcomes[0]!.status).toBe('already_held')
  const close = async (drain: boolean) =>
    (await post('/api/admin/nodes/closures', { closures: [{ id: node, reason: '搬仓', drain }] })).outcomes[0]!
  expect(await close(false)).toMatchObject({ status: 'holds_reservations', detail: expect.stringContaining('2 pieces of 1 SKUs') })
  expect((await close(true)).status).toBe('draining')
  expect((await close(true)).status).toBe('already_draining')
  const refused = await post('/api/admin/stock/holds', { holds: [{ ...hold, id: newId() }] })
  expect(refused.outcomes[0]!.status).toBe('sold_out')
  await runDue(db, inventoryDue, clock.now(), { strict: true })
  expect((await get(`/api/admin/nodes/${node}`)).node.closed_at).toBeNull()
  clock.advance(3_600_000)
  await runDue(db, inventoryDue, clock.now(), { strict: true })
  expect((await get(`/api/admin/nodes/${node}`)).node.closed_at).not.toBeNull()
  expect(await countsAt(node, 'plain')).toMatchObject({ available: 5, held: 0 })
  expect((await post('/api/admin/stock/holds/releases', { ids: [hold.id] })).outcomes[0]!.status).toBe('already_expired')
  expect((await post('/api/admin/nodes/openings', { node_ids: [node] })).outcomes[0]!.status).toBe('opened')
  expect((await close(false)).status).toBe('closed')
})

test('a policy for a time comes and goes', async () => {
  const node = await freshNode()
  const one = {
    ...{ id: newId(), sku_id: 'other', channel_id: 'tmall', policy: 'negative', node_id: node, cap: 3 },
    ...{ starts_at: '2026-03-05T00:00:00.000Z', ends_at: '2026-03-06T00:00:00.000Z' },
  }
  const plan = async (more: object) =>
    (await post('/api/admin/stock/policy-windows', { windows: [{ ...one, ...more }] })).outcomes[0]!.status
  expect(await plan({})).toBe('planned')
  expect(await plan({})).toBe('already_planned')
  expect(await plan({ id: newId() })).toBe('overlaps_another')
  expect(await plan({ id: newId(), ends_at: one.starts_at })).toBe('time_is_over')
  const sold = async () =>
    (await findPromises(db, clock.now(), { channel_id: 'tmall', region_code: null, items: [{ sku_id: 'other' }] }))[0]!
  expect((await sold()).available).toBe(0)
  clock.set('2026-03-05T00:00:01.000Z')
  await runDue(db, inventoryDue, clock.now(), { strict: true })
  expect(await sold()).toMatchObject({ available: 3, stock_from: 'presale', ships_on: '2026-03-19' })
  clock.set('2026-03-06T00:00:01.000Z')
  await runDue(db, inventoryDue, clock.now(), { strict: true })
  expect((await sold()).available).toBe(0)
})

test('a plan is ended early, a supplier promises so many, days between regions come and go, a piece tells its life', async () => {
  const node = await freshNode()
  const one = {
    ...{ id: newId(), sku_id: 'other', channel_id: 'tmall', policy: 'negative', node_id: node, cap: 3 },
    ...{ starts_at: '2026-03-08T00:00:00.000Z', ends_at: '2026-03-09T00:00:00.000Z' },
  }
  await post('/api/admin/stock/policy-windows', { windows: [one] })
  const end = async (id: string) => (await post('/api/admin/stock/policy-windows/endings', { ids: [id] })).outcomes[0]!.status
  const ends = [await end(one.id), await end(one.id), await end(newId())]
  expect(ends.map((status) => /not_found|already|ended|canceled/.test(status))).toEqual([true, true, true])
  expect(ends[2]).toBe('plan_not_found')

  const promise = async (node_id: string, quantity: number, id = newId()) =>
    (await post('/api/admin/stock/promises', { promises: [{ id, node_id, sku_id: 'plain', quantity }] })).outcomes[0]!.status
  await db.tx((tx) => saveNodes(tx, start, [aNode('factory', { kind: 'supplier' })]))
  expect(await promise('nowhere', 4)).toBe('node_not_found')
  const id = newId()
  expect([await promise('factory', 4, id), await promise('factory', 4, id)].every((status) => !/not_found|refused/.test(status))).toBe(true)
  const promised = await db.row(sql`select balance from ledger.balances where account = 'supplier:factory:promise' and asset = 'sku:plain'`)
  expect(promised).toEqual({ balance: 4 })

  // A node without a limit stays without one: null is not 0.
  const { closed_weekdays: _, ...plainNode } = aNode(node, { closed_weekdays: [] })
  await http.send('POST', '/api/admin/nodes', { nodes: [plainNode] })
  expect(await db.row(sql`select capacity_per_day from inventory.nodes where id = ${node}`)).toEqual({ capacity_per_day: null })

  const way = { from_region: '54', to_region: '65' }
  const days = async () =>
    (await get('/api/admin/delivery-days')).items.filter(({ to_region }: { to_region: string }) => to_region === '65')
  await http.send('PUT', '/api/admin/delivery-days', { items: [{ ...way, days: 9 }] })
  expect(await days()).toEqual([{ ...way, days: 9 }])
  await http.send('PUT', '/api/admin/delivery-days', { items: [{ ...way, days: null }] })
  expect(await days()).toEqual([])

  await stockIn(node, 'phone', 1, { serials: ['LIFE-1'] })
  expect(await get('/api/admin/stock/serials/LIFE-1')).toMatchObject({
    items: [{ sku_id: 'phone', serial_no: 'LIFE-1', state: 'in_stock', node_id: node }],
    life: [{ to_node_id: node }],
  })
  expect(await get('/api/admin/stock/serials/NOBODY')).toMatchObject({ items: [], life: [] })
})

describe('counting', () => {
  const start = async (node_id: string, sku_ids: string[]) => {
    const id = newId()
    const { outcomes } = await post('/api/admin/stock/counts', { counts: [{ id, node_id, kind: 'spot', blind: true, sku_ids }] })
    expect(outcomes[0]!.status).toBe('started')
    return id
  }
  const record = async (count_id: string, sku_id: string, counted: number, id = newId()) =>
    (await post('/api/admin/stock/counts/records', { records: [{ id, count_id, sku_id, counted }] })).outcomes[0]!.status
  const finish = async (id: string) => (await post('/api/admin/stock/counts/endings', { ids: [id] })).outcomes[0]!

  test('a blind count is counted again where it differs; what is sold meanwhile is no difference', async () => {
    const node = await freshNode()
    await stockIn(node, 'milk', 8, { lot_no: 'C1', expires_on: '2027-01-01' })
    await stockIn(node, 'plain', 3)
    const id = await start(node, ['milk', 'plain'])
    expect((await get(`/api/admin/stock/counts/${id}`)).lines).toMatchObject([{ expected: null }, { expected: null }])
    expect((await finish(id)).status).toBe('not_all_counted')
    const look = newId()
    expect(await record(id, 'milk', 7, look)).toBe('count_again')
    expect(await record(id, 'milk', 7, look)).toBe('already_recorded')
    expect(await record(id, 'other', 7)).toBe('not_on_sheet')
    expect(await record(newId(), 'milk', 7)).toBe('count_not_found')
    expect(await record(id, 'plain', 3)).toBe('agrees')
    expect(
      (
        await http.send('POST', '/api/admin/stock/counts/records', {
          records: [{ id: newId(), count_id: id, sku_id: 'milk', counted: -1 }],
        })
      ).statusCode,
    ).toBe(400)
    expect(await record(id, 'milk', 7)).toBe('differs')
    // A sale between counting and booking.
    await db.tx((tx) =>
      moveStock(tx, by, clock.now(), [
        { id: newId(), kind: 'sample', sku_id: 'milk', quantity: 2, from: { node_id: node, condition: 'available' }, to: 'outside' },
      ]),
    )
    expect((await finish(id)).status).toBe('done')
    expect((await finish(id)).status).toBe('already_done')
    expect(await countsAt(node, 'milk')).toMatchObject({ available: 5 })
    expect((await get(`/api/admin/stock/moves?node_id=${node}&kind=count`)).items).toMatchObject([
      { sku_id: 'milk', quantity: 1, lots: [{ lot_no: 'C1', quantity: 1 }] },
    ])
    expect(
      (await get(`/api/admin/stock/count-proposals?node_id=${node}&rule=longest_uncounted`)).items.map(
        (one: { sku_id: string }) => one.sku_id,
      ),
    ).toEqual(['milk', 'plain'])
    expect((await get(`/api/admin/stock/count-proposals?node_id=${node}&rule=nearly_gone`)).items).toHaveLength(2)
    expect((await get(`/api/admin/stock/count-proposals?node_id=${node}&rule=most_moved`)).items).toHaveLength(0)
  })

  test('what is missing beyond what is free is said, not booked', async () => {
    const node = await freshNode()
    await stockIn(node, 'plain', 2)
    const hold = { id: newId(), channel_id: 'mall', lines: [{ sku_id: 'plain', quantity: 2 }], due_at: '2027-01-01T00:00:00.000Z' }
    await post('/api/admin/stock/holds', { holds: [hold] })
    const id = await start(node, ['plain'])
    await record(id, 'plain', 1)
    await record(id, 'plain', 1)
    expect((await finish(id)).status).toBe('done')
    expect((await get(`/api/admin/stock/counts/${id}`)).lines).toMatchObject([{ state: 'short', expected: 2, counted: 1 }])
    const canceled = await start(node, ['plain'])
    expect((await post('/api/admin/stock/counts/cancellations', { ids: [canceled, id] })).outcomes.map(({ status }) => status)).toEqual([
      'canceled',
      'count_is_closed',
    ])
    await post('/api/admin/stock/holds/releases', { ids: [hold.id] })
  })

  test('a correction of great value is refused while nobody may agree to it', async () => {
    const node = await freshNode()
    const correction = { id: newId(), node_id: node, sku_id: 'phone', change: 400, reason: '期初' }
    const { outcomes } = await post('/api/admin/stock/corrections', {
      corrections: [correction, { ...correction, id: newId(), change: 1 }],
    })
    expect(outcomes.map(({ status }) => status)).toEqual(['nobody_may_decide', 'corrected'])
    caller = { ...manager, organizations: ['elsewhere'] }
    expect((await http.send('POST', '/api/admin/stock/corrections', { corrections: [correction] })).statusCode).toBe(404)
  })
})

describe('transfers in two steps', () => {
  const make = async (from_node_id: string, to_node_id: string, lines: { sku_id: string; quantity: number }[]) => {
    const transfer = { id: newId(), from_node_id, to_node_id, lines }
    expect((await post('/api/admin/stock/transfers', { transfers: [transfer] })).outcomes[0]!.status).toBe('made')
    expect((await post('/api/admin/stock/transfers', { transfers: [transfer] })).outcomes[0]!.status).toBe('already_made')
    return transfer.id
  }
  const ship = async (id: string, lines?: object[]) =>
    (await post('/api/admin/stock/transfers/shipments', { shipments: [{ id, ...(lines ? { lines } : {}) }] })).outcomes[0]!
  const receive = async (transfer_id: string, lines: object[], closes: boolean, id = newId()) =>
    (await post('/api/admin/stock/transfers/receipts', { receipts: [{ id, transfer_id, lines, closes }] })).outcomes[0]!

  test('what is short is lost, what is over is found, what is damaged stands apart', async () => {
    const [x, y] = [await freshNode(), await freshNode()]
    await stockIn(x, 'plain', 10)
    await stockIn(x, 'milk', 6, { lot_no: 'T1', expires_on: '2027-02-01' })
    const id = await make(x, y, [
      { sku_id: 'plain', quantity: 8 },
      { sku_id: 'milk', quantity: 6 },
    ])
    expect((await receive(id, [], true)).status).toBe('not_on_its_way')
    expect((await ship(id, [{ line_no: 3, quantity: 1 }])).status).toBe('unknown_line')
    expect((await ship(id, [{ line_no: 1, quantity: 9 }])).status).toBe('more_than_planned')
    expect((await ship(id, [{ line_no: 1, quantity: 0 }])).status).toBe('nothing_to_ship')
    expect((await ship(id)).status).toBe('shipped')
    expect((await ship(id)).status).toBe('already_shipped')
    expect(await countsAt(y, 'plain')).toMatchObject({ in_transit: 8, available: 0 })
    expect((await post('/api/admin/stock/transfers/cancellations', { ids: [id] })).outcomes[0]!.status).toBe('already_on_its_way')
    const receipt = newId()
    expect((await receive(id, [{ line_no: 1, received: 5, damaged: 1 }], false, receipt)).status).toBe('received_in_part')
    expect((await receive(id, [{ line_no: 1, received: 5, damaged: 1 }], false, receipt)).status).toBe('already_received')
    expect(
      (
        await receive(
          id,
          [
            { line_no: 1, received: 3, damaged: 0 },
            { line_no: 2, received: 4, damaged: 0 },
          ],
          true,
        )
      ).status,
    ).toBe('received')
    expect(await countsAt(y, 'plain')).toMatchObject({ in_transit: 0, available: 8, defective: 1 })
    expect(await countsAt(y, 'milk')).toMatchObject({ in_transit: 0, available: 4 })
    expect((await get(`/api/admin/stock/transfers/${id}`)).lines).toMatchObject([
      { shipped: 8, received: 8, damaged: 1, over: 1, lost: 0 },
      { shipped: 6, received: 4, lost: 2 },
    ])
    expect((await get(`/api/admin/stock/lots?node_id=${y}`)).items).toMatchObject([
      { lot_no: 'T1', quantity: 4, condition: 'good', days_left: expect.any(Number) },
    ])
  })

  test('goods that are not there do not leave in part', async () => {
    const [x, y] = [await freshNode(), await freshNode()]
    await stockIn(x, 'plain', 5)
    const id = await make(x, y, [
      { sku_id: 'plain', quantity: 5 },
      { sku_id: 'other', quantity: 1 },
    ])
    expect(await ship(id)).toMatchObject({ status: 'goods_refused', detail: expect.stringContaining('not_enough') })
    expect(await countsAt(x, 'plain')).toMatchObject({ available: 5 })
    expect((await post('/api/admin/stock/transfers/cancellations', { ids: [id] })).outcomes[0]!.status).toBe('canceled')
    caller = { ...manager, organizations: ['elsewhere'] }
    expect((await ship(id)).status).toBe('transfer_not_found')
  })
})

test('marketplaces are told what changed, and only that', async () => {
  await settle()
  const node = await freshNode()
  await stockIn(node, 'plain', 9)
  await stockIn(node, 'other', 4)
  await settle()
  const told = async () =>
    (
      await db.rows<{ items: { channel_id: string; sku_id: string; sellable: number }[] }>(sql`
      select items from core.events where topic = 'inventory.sellable_changed' order by seq desc limit 1`)
    )[0]?.items
  const before = await told()
  expect(before).toContainEqual({ channel_id: 'tmall', sku_id: 'plain', sellable: 9 })
  await db.tx((tx) =>
    moveStock(tx, by, clock.now(), [
      {
        id: newId(),
        kind: 'sample',
        sku_id: 'plain',
        quantity: 1,
        from: { node_id: node, condition: 'available' },
        to: { node_id: node, condition: 'sample' },
      },
    ]),
  )
  await settle()
  expect(await told()).toEqual([{ channel_id: 'tmall', sku_id: 'plain', sellable: 8 }])
  await db.tx((tx) =>
    moveStock(tx, by, clock.now(), [
      { id: newId(), kind: 'sample', sku_id: 'plain', quantity: 1, from: { node_id: node, condition: 'sample' }, to: 'outside' },
    ]),
  )
  await settle()
  expect(await told()).toEqual([{ channel_id: 'tmall', sku_id: 'plain', sellable: 8 }])
  expect((await get(`/api/admin/stock/aging?node_id=${node}`)).items).toMatchObject([
    { sku_id: 'other', quantity: 4 },
    { sku_id: 'plain', quantity: 8, oldest_days: 0 },
  ])
  expect((await get(`/api/admin/stock?node_id=${node}`)).items).toMatchObject([
    { sku_id: 'other', available: 4 },
    { sku_id: 'plain', available: 8, sample: 0 },
  ])
})

test('what a brand keeps to itself at a node is not sold by another channel', async () => {
  const node = await freshNode()
  await stockIn(node, 'plain', 3)
  const sold = async () =>
    (await findPromises(db, clock.now(), { channel_id: 'tmall', region_code: null, items: [{ sku_id: 'plain' }] }))[0]!.available
  expect(await sold()).toBe(3)
  await post('/api/admin/stock/sharing/tmall', { node_ids: [node], only_share: false, withheld: [{ node_id: node, brand_id: '' }] }, 'PUT')
  expect(await sold()).toBe(0)
  expect((await get('/api/admin/stock/sharing')).items).toContainEqual(
    expect.objectContaining({ channel_id: 'tmall', withheld: [{ node_id: node, brand_id: '' }] }),
  )
  await post('/api/admin/stock/sharing/tmall', { node_ids: [node], only_share: false, withheld: [] }, 'PUT')
  expect(await sold()).toBe(3)
})

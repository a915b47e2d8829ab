import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveChannels } from '#centers/channels/write.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { announce } from '#core/events.ts'
import { type App, type Caller, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from './app.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let base: string
const clerk = (organization: string, permissions: string[]): Caller => ({
  ...nobody,
  ...{ kind: 'staff', id: newId(), name: organization, permissions: new Set(permissions), organizations: [organization] },
  ...{ brands: 'all', partners: 'all' },
})
const people: Record<string, Caller> = {
  fengjie: clerk('fengjie', ['orders.read', 'approvals.read']),
  yunyang: clerk('yunyang', ['orders.read']),
  printer: clerk('fengjie', ['stock.read']),
}

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  app = await createApp({ db, clock }, { authenticate: (request) => people[String(request.headers['x-who'])] ?? nobody })
  await openShop(db, clock.now(), { prices: { cable: 2_900 }, stock: { main: { cable: 100 } } })
  for (const id of ['fengjie', 'yunyang']) {
    const channel = { id, kind: 'marketplace' as const, name: { zh: id, en: id }, currency: 'CNY', organization_id: id, brand_id: null }
    await db.tx(async (tx) => {
      await saveChannels(tx, clock.now(), [{ ...channel, freight_minor: 0, free_freight_from_minor: 0 }])
      await shareNodes(tx, [{ channel_id: id, node_ids: ['main'] }])
    })
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

/** Everything a page of this person is told, as it comes. */
async function listen(who: string, views = 'orders,approvals,notices') {
  const leaving = new AbortController()
  const answer = await fetch(`${base}/api/admin/live?views=${views}`, { headers: { 'x-who': who }, signal: leaving.signal })
  let text = ''
  let over = false
  const reading = (async () => {
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) text += part
    over = true
  })().catch(() => {})
  return {
    answer,
    text: () => text,
    over: () => over,
    leave: async () => {
      leaving.abort()
      await reading
    },
  }
}

const numbers = () => numberSource(db, 'orders').take
async function place(channel_id: string): Promise<string> {
  const order: NewOrder = {
    ...{ id: newId(), channel_id, external_no: newId(), member_id: null, visitor_id: null, outlet_id: null },
    ...{ buyer_name: '向春燕', buyer_phone: '13800001234', address: {}, buyer_message: null, currency: 'CNY', payment_term: 'channel' },
    ...{ placed_at: clock.now(), freight_minor: 0, expected_total_minor: null },
    lines: [{ sku_id: 'cable', quantity: 1, unit_minor: 100, amount_minor: 100 }],
  }
  const [placed] = await db.tx((tx) => placeOrders(tx, clock.now(), [order], numbers()))
  expect(placed).toMatchObject({ status: 'placed' })
  return order.id
}

test('who may not listen is told so, and what there is to hear is named', async () => {
  const status = async (who: string, views: string) =>
    (await fetch(`${base}/api/admin/live?views=${views}`, { headers: { 'x-who': who } })).status
  expect(await status('nobody', 'orders')).toBe(401)
  expect(await status('fengjie', 'everything')).toBe(400)
})

test('each county hears of its own orders and never of another’s, whatever it asks for', async () => {
  const [fengjie, yunyang, printer] = await Promise.all([listen('fengjie'), listen('yunyang'), listen('printer')])
  expect(fengjie.answer.headers.get('content-type')).toContain('text/event-stream')
  const [one, other] = [await place('fengjie'), await place('yunyang')]
  await db.tx((tx) => announce(tx, 'work.notices_published', [{ id: newId(), organization_ids: ['group'] }], clock.now()))
  await expect.poll(fengjie.text).toContain(one)
  await expect.poll(yunyang.text).toContain(other)
  await expect.poll(printer.text).toContain('"notices":[]')
  expect(fengjie.text()).not.toContain(other)
  expect(yunyang.text()).not.toContain(one)
  expect(printer.text()).not.toMatch(new RegExp(`${one}|${other}|orders`))
  await Promise.all([fengjie.leave(), yunyang.leave(), printer.leave()])
})

test('an approval is heard of by who decides it, who asked, and who oversees its organization', async () => {
  const [fengjie, yunyang, printer] = await Promise.all([listen('fengjie'), listen('yunyang'), listen('printer')])
  const [request, seat] = [newId(), newId()]
  await db.tx(async (tx) => {
    await announce(tx, 'approvals.asked', [{ id: request, organization_id: 'fengjie', asked_by: newId() }], clock.now())
    await announce(tx, 'approvals.seats_opened', [{ request_id: seat, approver_id: people.printer!.id, title: 'a secret' }], clock.now())
    await announce(tx, 'work.notices_published', [{ id: newId() }], clock.now())
  })
  await expect.poll(fengjie.text).toContain(request)
  await expect.poll(printer.text).toContain(seat)
  await expect.poll(yunyang.text).toContain('notices')
  expect(yunyang.text()).not.toContain('approvals')
  expect(fengjie.text()).not.toContain(seat)
  expect(printer.text()).not.toMatch(/a secret|approvals":\[\]/)
  await Promise.all([fengjie.leave(), yunyang.leave(), printer.leave()])
})

test('who loses his office while he listens hears nothing more', async () => {
  people.leaver = clerk('fengjie', ['orders.read'])
  const leaver = await listen('leaver')
  const before = await place('fengjie')
  await expect.poll(leaver.text).toContain(before)
  people.leaver = { ...people.leaver, organizations: ['yunyang'] }
  const after = await place('fengjie')
  const own = await place('yunyang')
  await expect.poll(leaver.text).toContain(own)
  expect(leaver.text()).not.toContain(after)
  people.leaver = nobody
  await place('yunyang')
  await expect.poll(leaver.over).toBe(true)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { consumers as approvalsConsumers } from '#centers/approvals/events.ts'
import type { RequestDetail } from '#centers/approvals/model.ts'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import { findCallers } from '#centers/organization/read.ts'
import { saveTwoPersonRules } from '#centers/organization/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import * as world from '#world/index.ts'
import { loadCatalog } from '#world/load.ts'
import { consumers } from '../consumers.ts'
import { findProduct } from '../read.ts'
import { itemOf } from './rules.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = theSystem
const clock = handClock('2026-06-01T08:00:00.000Z')
const spu_id = 'jl-ref-shanlan'

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  await loadOrganization(db, world, clock.now())
  await loadCatalog(db, clock.now())
  app = await createApp({ db, clock }, { authenticate: () => caller })
}, 60_000)
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

async function as(role_id: string): Promise<Caller> {
  const one = world.staff.find(({ role_ids }) => role_ids.length === 1 && role_ids[0] === role_id)!
  const id = staffIdOf(one.sign_in_name)
  caller = { ...(await findCallers(db, [id], clock.now())).get(id)!, kind: 'staff' }
  return caller
}
const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { code: answer.statusCode, ...answer.json() }
}
const waiting = () =>
  db.rows<{ id: string; digest: string; state: string; result: string | null; difference: { before: object; after: object } }>(
    sql`select id, digest, state, result, difference from approvals.requests where subject = 'products.product' order by asked_at, id`,
  )
const follow = () => consumeAll(db, [...consumers, ...approvalsConsumers], clock.now())
const decide = async (decision: 'approve' | 'refuse') => {
  const [request] = (await waiting()).filter(({ state }) => state === 'waiting')
  const [seat] = await db.rows<{ approver_id: string }>(
    sql`select approver_id from approvals.seats where request_id = ${request!.id} and state = 'waiting' limit 1`,
  )
  caller = { ...(await findCallers(db, [seat!.approver_id], clock.now())).get(seat!.approver_id)!, kind: 'staff' }
  const item = { id: request!.id, decision, digest: request!.digest, comment: '看过了' } satisfies Partial<
    Record<keyof RequestDetail | 'decision' | 'comment', string>
  >
  const answer = await post('/api/admin/approvals/decisions', { decisions: [item] })
  expect(answer.code, JSON.stringify(answer)).toBe(200)
  await follow()
}
const edited = async (title: string) => {
  const { version: _v, content_hash: _h, sales_count: _s, created_at: _c, saved_at: _at, ...product } = await findProduct(db, spu_id)
  return { ...itemOf(product), title: { zh: title, en: title } }
}

test('an editor proposes, another person approves, and exactly that is written', async () => {
  await as('product_editor')
  const item = await edited('改过的名字')
  expect((await post('/api/admin/products', { items: [item] })).outcomes[0]).toMatchObject({ status: 'proposed' })
  expect((await post('/api/admin/products', { items: [item] })).outcomes[0]).toMatchObject({ status: 'already_proposed' })
  expect((await findProduct(db, spu_id)).title.zh).not.toBe('改过的名字')
  const [request] = await waiting()
  expect(Object.keys(request!.difference.after)).toEqual(['title'])
  await decide('approve')
  expect((await findProduct(db, spu_id)).title.zh).toBe('改过的名字')
  expect((await waiting())[0]).toMatchObject({ state: 'granted', result: 'applied' })
})

test('prices and withdrawal wait too; what is refused changes nothing; a moved ground is said', async () => {
  await as('product_editor')
  const before = await findProduct(db, spu_id)
  const { sku_id } = before.skus[0]!
  expect((await post('/api/admin/products/prices', { items: [{ sku_id, price_minor: 1_00 }] })).outcomes[0].status).toBe('proposed')
  await decide('refuse')
  expect((await findProduct(db, spu_id)).skus[0]!.price_minor).toBe(before.skus[0]!.price_minor)

  await as('product_editor')
  expect((await post('/api/admin/products/lifecycle', { items: [{ spu_id, lifecycle: 'withdrawn' }] })).outcomes[0].status).toBe('proposed')
  caller = theSystem
  expect((await post('/api/admin/products', { items: [await edited('别人先改了')] })).outcomes[0].status).toBe('saved')
  await decide('approve')
  expect((await findProduct(db, spu_id)).lifecycle).toBe('on_sale')
  expect((await waiting()).filter(({ result }) => result === 'ground_moved')).toHaveLength(1)
})

test('above the two-person rule nobody takes a product off the shelves alone, by batch or by a save; cheaper ones go at once', async () => {
  const rule = (above_minor: number | null) =>
    db.tx((tx) => saveTwoPersonRules(tx, theSystem, clock.now(), [{ permission: 'products.publish', currency: 'CNY', above_minor }]))
  const withdraw = async (id: string) =>
    (await post('/api/admin/products/lifecycle', { items: [{ spu_id: id, lifecycle: 'withdrawn' }] })).outcomes[0].status
  await as('category_manager')
  await rule(100_000_000)
  expect(await withdraw('jl-ref-mubai')).toBe('changed')
  await rule(1)
  expect(await withdraw(spu_id)).toBe('proposed')
  expect(await withdraw(spu_id)).toBe('already_proposed')
  const item = { ...(await edited('同时改名下架')), lifecycle: 'withdrawn' }
  expect((await post('/api/admin/products', { items: [item] })).outcomes[0]).toMatchObject({ status: 'proposed' })
  expect((await findProduct(db, spu_id)).lifecycle).toBe('on_sale')
  await decide('approve')
  expect((await findProduct(db, spu_id)).lifecycle).toBe('withdrawn')
  // The other one was signed on a ground that has moved.
  await decide('approve')
  expect((await findProduct(db, spu_id)).title.zh).not.toBe('同时改名下架')
  await rule(null)
})

test('a price falls in a day by what the rule allows, by one person; further by two, in one step or in several', async () => {
  const rule = (above_minor: number | null) =>
    db.tx((tx) => saveTwoPersonRules(tx, theSystem, clock.now(), [{ permission: 'products.edit', currency: 'CNY', above_minor }]))
  const other = 'jl-ref-chuxue'
  const priceOf = async () => (await findProduct(db, other)).skus[0]!
  await as('category_manager')
  await rule(50_00)
  const { sku_id, price_minor } = await priceOf()
  const price = async (to: number) =>
    (await post('/api/admin/products/prices', { items: [{ sku_id, price_minor: to }] })).outcomes[0].status
  expect(await price(price_minor! - 30_00)).toBe('priced')
  expect(await price(price_minor! - 30_00)).toBe('already_priced')
  expect(await price(price_minor! - 60_00)).toBe('proposed')
  const { version: _v, content_hash: _h, sales_count: _s, created_at: _c, saved_at: _at, ...product } = await findProduct(db, other)
  const item = itemOf(product)
  const skus = item.skus.map((sku) => (sku.sku_id === sku_id ? { ...sku, price_minor: price_minor! - 70_00 } : sku))
  expect((await post('/api/admin/products', { items: [{ ...item, skus }] })).outcomes[0].status).toBe('proposed')
  expect(await price(price_minor! + 10_00)).toBe('priced')
  expect((await priceOf()).price_minor).toBe(price_minor! + 10_00)
  await rule(null)
})

test('what is only planned, and what a publisher edits, is written at once', async () => {
  await as('product_editor')
  const planned = {
    ...(await edited('还没上市')),
    spu_id: 'new-one',
    lifecycle: 'planned',
    skus: [{ sku_id: 'new-one-1' }],
    options: [],
    media: [],
    specifications: {},
  }
  expect((await post('/api/admin/products', { items: [planned] })).outcomes[0].status).toBe('saved')
  await as('category_manager')
  expect((await post('/api/admin/products', { items: [await edited('品类经理改的')] })).outcomes[0].status).toBe('saved')
})

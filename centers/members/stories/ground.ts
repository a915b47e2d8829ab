import { expect } from 'vitest'
import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { loadUsers } from '#centers/identity/write.ts'
import { advanceOrders } from '#centers/orders/write.ts'
import { saveBrands, saveProducts } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { fillWallets, openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { checkPromises, readPromises } from '#core/promises.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { draws, memberTasks, programs } from '#world/loyalty.ts'
import { saveDraws, saveTasks } from '../activities/write.ts'
import { grantPoints } from '../points/write.ts'
import { addMembers, savePrograms } from '../write.ts'

export const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
export let db: Db
export let app: App
let caller: Caller
export let numbers: ReturnType<typeof numberSource>

/** Who sends the next request that is made without `send`. */
export const actAs = (as: Caller): void => {
  caller = as
}

export const member = (id: string): Caller => ({ ...nobody, kind: 'member', id, name: 'member' })
export const operator: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'Yang Liu' }
export const by = systemBy('test')

/** The sample's programs; nothing is sold for their plans here. */
export const withoutSkus = (some: typeof programs) =>
  some.map((one) => ({ ...one, plans: one.plans.map((plan) => ({ ...plan, sku_id: null })) }))

/** A shop with a fridge and a cable, and the programs of the sample enterprise. */
export async function openGround(): Promise<void> {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  numbers = numberSource(db, 'orders')
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { cable: 2_900 }, stock: { east: { fridge: 100_000, cable: 100_000 } }, stores: ['jl-store'] })
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
    await savePrograms(tx, by, clock.now(), withoutSkus(programs))
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
}
export async function closeGround(): Promise<void> {
  const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0)
  await app.close()
  await db.close()
  await cloned.drop()
  expect(broken).toEqual([])
}
// What a story here may break is asked after each; the whole house once, in the end.
const near = new Set(['ledger', 'members', 'payments', 'orders', 'approvals', 'messages'])
export async function askPromises(): Promise<void> {
  const lists = (await readPromises()).filter(({ center }) => near.has(center))
  expect((await checkPromises(db, lists)).filter(({ offending }) => offending.length > 0)).toEqual([])
}

export const send = async (as: Caller, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
  caller = as
  if (method !== 'GET') clock.advance(1_000)
  const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
export const advance = async () => {
  while ((await advanceOrders(db, clock.now())) > 0);
}
export async function newMember(points = 0, organization_id = 'jl-store'): Promise<Caller> {
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
export const grant = (member_id: string, quantity: number, id: string = newId()) => ({
  id,
  member_id,
  program_id: 'jilang',
  quantity,
  kind: 'members.test',
  ref: 'test',
})
export const points = async (as: Caller, program_id = 'jilang') => {
  const { body } = await send(as, 'GET', '/api/mall/me/balances')
  return body.points.find((one: { program_id: string }) => one.program_id === program_id)
}
export const place = async (as: Caller, order: object) => (await send(as, 'POST', '/api/mall/orders', order)).body.outcomes[0]
export async function deliver(order_id: string) {
  await advance()
  const id = newId()
  await db.tx((tx) => shipParcels(tx, 'clerk', clock.now(), [{ id, order_id, group_no: 1, carrier: 'sf', waybill_no: 'SF0000000001' }]))
  await db.tx((tx) => deliverParcels(tx, 'carrier', clock.now(), [{ id }]))
}

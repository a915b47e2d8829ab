import { afterAll, beforeAll, expect, test } from 'vitest'
import { listMembers } from '#centers/members/read.ts'
import { listOrders } from '#centers/orders/read.ts'
import { staffIdOf } from '#centers/organization/load.ts'
import { findCallers } from '#centers/organization/read.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { checkPromises } from '#core/promises.ts'
import { forPermission } from '#core/scope.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { loadWorld } from './load.ts'

const now = '2026-11-22T06:00:00.000Z'
let cloned: ClonedDatabase
let db: Db
beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 4 })
})
afterAll(async () => {
  await db.close()
  await cloned.drop()
})

test('the sample enterprise moves in with members and orders in every state, and keeps every promise', async () => {
  await loadWorld(db, now)
  // Every parcel left with a carrier that has a name; nobody's account or secret came along.
  expect(await db.rows(sql`select distinct carrier from fulfillment.parcels except select carrier_id from carriers.carriers`)).toEqual([])
  expect(await db.rows(sql`select 1 from carriers.accounts`)).toEqual([])
  const states = await db.rows<{ state: string; orders: number }>(
    sql`select state, count(distinct order_id) as orders from orders.stages group by state order by state`,
  )
  expect(states.map(({ state }) => state)).toEqual([
    'allocated',
    'approved',
    'canceled',
    'completed',
    'delivered',
    'held',
    'placed',
    'released',
    'shipped',
  ])
  expect(
    await db.row(sql`select count(*) as members, count(*) filter (where vip_until is not null) > 5 as vip from members.members`),
  ).toEqual({
    members: 208,
    vip: true,
  })
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
}, 60_000)

test('clerks of a department see the orders and members of their company; a county only its own', async () => {
  const seen = async (sign_in_name: string) => {
    const id = staffIdOf(sign_in_name)
    const caller = (await findCallers(db, [id], now)).get(id)!
    const [orders, members] = await Promise.all([
      listOrders(db, forPermission(caller, 'orders.read'), { limit: 200 }),
      listMembers(db, forPermission(caller, 'members.read'), { limit: 200 }, now),
    ])
    return { orders: orders.items.length, members: members.items.map((member) => member.id) }
  }
  expect((await seen('orders')).orders).toBeGreaterThan(90)
  expect((await seen('service')).members).toHaveLength(200)
  const [fengjie, yunyang] = [await seen('fengjie'), await seen('yunyang')]
  expect(fengjie.members.length).toBeGreaterThan(0)
  expect(fengjie.members.filter((id) => yunyang.members.includes(id))).toEqual([])
})

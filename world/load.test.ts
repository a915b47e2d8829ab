import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { loadWorld } from './load.ts'

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
  await loadWorld(db, '2026-11-22T06:00:00.000Z')
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

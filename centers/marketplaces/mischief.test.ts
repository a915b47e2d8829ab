import { afterAll, beforeAll, expect, test } from 'vitest'
import { liveDay } from '#checks/marketplaces/story.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { openMart, platforms, soldLine } from './fixtures.ts'
import { registerPushes } from './inbound.ts'
import { pullDue, pullStream } from './pull.ts'
import { registerReplies } from './replies/write.ts'
import { registerWriteBack } from './write-back.ts'

let database: ClonedDatabase
let db: Db

beforeAll(async () => {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for tests'
  registerWriteBack(marketplaceOutside)
  registerPushes(marketplaceOutside)
  registerReplies(marketplaceOutside)
})
afterAll(async () => {
  await db?.close()
  await database?.drop()
})
const openFresh = async () => {
  await db?.close()
  await database?.drop()
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
}
test('with every misbehavior on (seed 11) nothing is lost or doubled, and all that left is told', async () => {
  await openFresh()
  const clock = handClock('2026-04-06T01:00:00Z')
  const mart = await openMart(db, clock, { stock: 100_000, seed: 11 })
  // A burst that fills more than one page, in the first round.
  const app = await createApp({ db, clock })
  const push_to = await app.listen({ port: 0, host: '127.0.0.1' })
  const told = await liveDay(db, clock, mart, { seed: 11, rounds: 3, burst: 110, each: 12, round_ms: 45_000, ships: 20, push_to })
  await app.close()
  await mart.close()
  expect(told.wrong).toEqual([])
  expect(told).toMatchObject({ sold: platforms.length * 134 })
  for (const count of [told.refunds, told.replied, told.pushed, told.placed, told.reviewed, told.written]) expect(count).toBeGreaterThan(0)
}, 120_000)

test('the real rate limits are kept, on the story’s own clock', async () => {
  await openFresh()
  const clock = handClock('2026-04-06T01:00:00Z')
  // Each simulated platform refuses what comes faster than the budget our registry holds for it.
  const mart = await openMart(db, clock, { per_second: 20, stock: 100_000 })
  const budgets = platforms.flatMap((platform) =>
    Object.keys(marketplaceOutside.ports[platform]!.operations).map((operation) => `${platform}.${operation}`),
  )
  await db.run(sql`
    insert into interfaces.interfaces (interface_id, partner, kind, name, direction, version, budget_calls, budget_ms, saved_at)
    select id, split_part(id, '.', 1), 'marketplace', '{}', 'out', '1', 20, 1000, ${clock.now()} from unnest(${budgets}::text[]) as b (id)`)
  for (const platform of platforms)
    for (let i = 0; i < 60; i++) mart.sims[platform].market.sell({ lines: [soldLine('lamp')], at_ms: Date.parse(clock.now()) - i * 1_000 })
  clock.advance(20_000)
  const began = Date.parse(clock.now())
  expect(await pullDue(mart.pulling)).toMatchObject({ error: null })
  const took_s = (Date.parse(clock.now()) - began) / 1000
  expect((await db.rows(sql`select 1 from marketplaces.pulled where state = 'placed'`)).length).toBe(60 * platforms.length)
  // Shopify counts points, which no budget of calls can say: it names how long to wait, and that is kept.
  for (const platform of platforms) if (platform !== 'shopify') expect(mart.sims[platform].refused(), platform).toBe(0)
  // 60 details at 20 a second cannot be had in less than about three seconds.
  expect(took_s).toBeGreaterThan(2.8)
  expect(mart.waited()).toBeGreaterThan(0)

  const placed = async () => (await db.rows(sql`select 1 from marketplaces.pulled where channel_id = 'tmall' and state = 'placed'`)).length
  // A platform that is stricter than it said is left alone for as long as it names, and nothing is lost.
  await db.run(sql`update interfaces.interfaces set budget_calls = null, budget_ms = null where interface_id like 'taobao.%'`)
  // The exchange reads the registry anew every two seconds.
  await new Promise((wake) => setTimeout(wake, 2_100))
  for (let i = 0; i < 40; i++) mart.sims.taobao.market.sell({ lines: [soldLine('tea')] })
  for (let i = 0; i < 20 && (await placed()) < 100; i++) {
    clock.advance(15_000)
    await pullStream(mart.pulling, 'taobao', 'orders')
  }
  expect(mart.sims.taobao.refused()).toBeGreaterThan(0)
  expect(await placed()).toBe(100)
  await mart.close()
}, 60_000)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { attackSignIn } from '#checks/attack.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import type { App } from '#core/http.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
let database: ClonedDatabase
let db: Db
let app: App
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

// Ten thousand of each: node checks/attack.ts 10000
test('guessing lets nobody in, keeps the owner out of nothing, and does not tell whether an account exists', async () => {
  const damage = await attackSignIn({ app, db, clock, guesses: 200, owner_every: 100 })
  expect(damage).toMatchObject({ attackers_in: 0, owner_refused: 0, told_apart: 0 })
  expect(damage.passwords_judged).toBeGreaterThan(0)
  expect(damage.passwords_waiting).toBeGreaterThan(100)
  expect(damage.codes_judged).toBeGreaterThan(0)
})

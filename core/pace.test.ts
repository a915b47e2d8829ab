import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { paced } from './pace.ts'
import { type Db, openDb, sql } from './sql.ts'

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

const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds))

test('long work rests while others work, and only then', async () => {
  const piece = async () => {
    await sleep(200)
    return 'done'
  }
  const timeOf = async () => {
    const began = performance.now()
    expect(await paced(db, piece)).toBe('done')
    return performance.now() - began
  }
  const other = db.tx(async (tx) => {
    await tx.row(sql`select 1 as one`)
    await sleep(1_000)
  })
  // The rest cannot be shorter than the piece, however slow the day.
  expect(await timeOf()).toBeGreaterThanOrEqual(390)
  await other
})

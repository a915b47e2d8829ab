import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { checkPromises, readPromises } from './promises.ts'
import { type Db, openDb, sql } from './sql.ts'

let database: ClonedDatabase
let db: Db
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 2 })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

test('a promise that holds has no rows; a broken one shows the first five and that there are more', async () => {
  const odd = (until: number) => ({
    name: `work.odd_${until}`,
    sentence: 'no odd numbers',
    query: sql`select n from generate_series(1, ${until}::int) n where n % 2 = 1`,
  })
  const checked = await checkPromises(db, [{ center: 'work', promises: [odd(0), odd(9), odd(11)] }])
  expect(checked.map(({ name, offending, more }) => ({ name, count: offending.length, more }))).toEqual([
    { name: 'work.odd_0', count: 0, more: false },
    { name: 'work.odd_9', count: 5, more: false },
    { name: 'work.odd_11', count: 5, more: true },
  ])
  expect(checked[1]!.offending[1]).toEqual({ n: 3 })
})

test('every promise of every center holds on an empty database', async () => {
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
})

test('centers are read in calling order, and a file without a list is refused', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tongshang-promises-'))
  const center = (name: string, text: string) => {
    mkdirSync(join(root, 'centers', name), { recursive: true })
    writeFileSync(join(root, 'centers', name, 'promises.ts'), text)
  }
  center('orders', 'export const promises = []')
  center('ledger', 'export const promises = []')
  expect((await readPromises(root)).map((list) => list.center)).toEqual(['ledger', 'orders'])
  center('work', 'export const other = 1')
  await expect(readPromises(root)).rejects.toThrow(/work.promises\.ts does not export a list named promises/)
  rmSync(root, { recursive: true })
})

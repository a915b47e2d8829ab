import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { copyField, copyIn, copyLine, copyOut } from './copy.ts'
import { type Db, openDb, sql } from './sql.ts'

let database: ClonedDatabase
let db: Db
let client: pg.Client
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 4 })
  client = new pg.Client(database.connection)
  await client.connect()
  await db.run(sql`create table public.copied (n bigint primary key, t text)`)
})
afterAll(async () => {
  await client.end()
  await db.close()
  await database.drop()
})

test('what goes in comes out, whatever characters it holds', async () => {
  const texts = ['plain', 'tab\there', 'line\nfeed', 'back\\slash', '\\N', '中文 😀', '', null]
  const chunks = texts.map((text, n) => copyLine([n, text]))
  expect(await copyIn(client, 'copy public.copied from stdin', chunks)).toBe(texts.length)
  const seen: (string | null)[] = []
  await copyOut(client, 'copy (select t from public.copied order by n) to stdout', (line) => seen.push(copyField(line)))
  expect(seen).toEqual(texts)
})

test('a failure on either side leaves the connection usable', async () => {
  await expect(copyIn(client, 'copy public.copied from stdin', [copyLine([0, 'again'])])).rejects.toThrow(/duplicate key/)
  await expect(copyIn(client, 'copy public.copied from stdin', stopping())).rejects.toThrow('no more')
  await expect(copyOut(client, 'copy (select 1/0) to stdout', () => {})).rejects.toThrow(/division by zero/)
  const stop = () => {
    throw new Error('seen enough')
  }
  await expect(copyOut(client, 'copy (select t from public.copied) to stdout', stop)).rejects.toThrow('seen enough')
  expect((await client.query('select count(*) as count from public.copied')).rows[0].count).toBe(8)
})

function* stopping(): Generator<string> {
  yield copyLine([100, 'one'])
  throw new Error('no more')
}

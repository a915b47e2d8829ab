import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from './database.ts'

let mine: ClonedDatabase
let other: ClonedDatabase
beforeAll(async () => {
  ;[mine, other] = await Promise.all([cloneDatabase(), cloneDatabase()])
})
afterAll(async () => {
  await Promise.all([mine.drop(), other.drop()])
})

test('what one test writes no other sees', async () => {
  expect(await ask(mine, 'create table marks (mark int); insert into marks values (7); select mark from marks')).toEqual([{ mark: 7 }])
  expect(await ask(other, "select to_regclass('marks') as marks")).toEqual([{ marks: null }])
})

test('a dropped database is gone, even while somebody is connected', async () => {
  const third = await cloneDatabase()
  const client = new pg.Client(third.connection)
  client.on('error', () => {})
  await client.connect()
  await third.drop()
  await expect(ask(third, 'select 1')).rejects.toThrow(/does not exist/)
})

async function ask(database: ClonedDatabase, text: string): Promise<unknown[]> {
  const client = new pg.Client(database.connection)
  await client.connect()
  try {
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(text)
    return Array.isArray(answer) ? answer.at(-1)!.rows : answer.rows
  } finally {
    await client.end()
  }
}

import { expect, test } from 'vitest'
import { cloneDatabase } from '../support/database.ts'
import { oversell } from './oversell.ts'

test('buyers, clerks and kill -9 from three processes: nothing is sold that is not there', { timeout: 120_000 }, async () => {
  const database = await cloneDatabase()
  try {
    const report = await oversell({ connection: database.connection, seed: 20_261_122, buyers: 60, seconds: 2, kills: 1 })
    expect(report).toMatchObject({ kills: 1, lost: 0, oversold: [], failed: [], broken: [] })
    expect(report.placed).toBeGreaterThan(10)
  } finally {
    await database.drop()
  }
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb } from '#core/sql.ts'
import { filesOf, now, twins } from './files.support.ts'
import { generatedSources, generateRows } from './generator.ts'
import { listPairs } from './read.ts'
import { decidePairs, undoDecisions } from './write.ts'

const by = theSystem
let database: ClonedDatabase
let db: Db
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})
const { resolveFiles, clusters, state, keptPromises, clear } = filesOf(() => db)

describe('laws', () => {
  const generated = (seed: number, rows: number) => {
    const lines = generatedSources.map(() => [] as string[])
    for (const row of generateRows({ seed, rows }))
      lines[generatedSources.indexOf(row.source)]!.push(
        [row.source_key, row.name, row.phone, row.email, row.address, row.device_id, row.updated_on]
          .map((text) => (/[",]/.test(text) ? `"${text}"` : text))
          .join(','),
      )
    return generatedSources.map((source, i) => [source, lines[i]!] as [string, string[]]).filter(([, of]) => of.length > 0)
  }

  test('the order of files, and how they are spread over runs, does not change who is one person', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 30, max: 300 }),
        fc.array(fc.nat(4), { minLength: 5, maxLength: 5 }),
        fc.nat(4),
        async (seed, rows, weights, cutAt) => {
          const files = generated(seed, rows)
          await clear()
          await resolveFiles(...files)
          const expected = await clusters()
          const shuffled = files
            .map((file, i) => ({ file, weight: weights[i]! }))
            .sort((a, b) => a.weight - b.weight)
            .map(({ file }) => file)
            .reverse()
          await clear()
          const first = shuffled.slice(0, cutAt)
          if (first.length > 0) await resolveFiles(...first)
          for (const file of shuffled.slice(cutAt)) await resolveFiles(file)
          expect(await clusters()).toEqual(expected)
          await keptPromises()
        },
      ),
      { numRuns: 4 },
    )
  })

  test('undo after merge is nothing, for any doubtful pairs in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 3 }), async (seed, most) => {
        await clear()
        await resolveFiles(...generated(seed, 600), ['crm', twins])
        const before = await state()
        const { items } = await listPairs(db, { status: 'waiting', after: null, limit: 1 + most })
        const decisions = items.map(({ row_a, row_b }) => ({ id: newId(), row_a, row_b, verdict: 'same' as const }))
        const outcomes = await db.tx((tx) => decidePairs(tx, by, now, decisions))
        const undone = [...decisions].reverse().filter(({ id }) => outcomes.find((outcome) => outcome.id === id)!.status === 'decided')
        expect(undone.length).toBeGreaterThan(0)
        await keptPromises()
        for (const { id } of undone) expect((await db.tx((tx) => undoDecisions(tx, by, now, [{ id }])))[0]!.status).toBe('undone')
        expect(await state()).toEqual(before)
        await keptPromises()
      }),
      { numRuns: 3 },
    )
  })
})
